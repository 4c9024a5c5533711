"""Words for the forms of a compound: counter-ions, metals, water, each with the atoms that it surely brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from catalog.chemistry.formula.formula import read_formula


class PartKind(Enum):
    """What a word of a form adds.

    An acid (hydrochloride) is always a component of its own. An anion (acetate, sulfate, chloride) can also be the acid
    part of an ester or an acyl halide.
    """

    ACID = "acid"
    ANION = "anion"
    METAL = "metal"
    BASE = "base"
    WATER = "water"


class FormPart(NamedTuple):
    """A part of a form, as a name states it.

    Attributes:
        word: as folded, ``dihydrochloride``.
        stem: the word without its number, ``hydrochloride``.
        kind: what it is.
        number: how many of it, or None if the name does not say.
        atoms: the atoms that one of it surely brings, by element.
        charge: of one of it as an ion; 0 if it varies.
    """

    word: str
    stem: str
    kind: PartKind
    number: Fraction | None
    atoms: Mapping[str, int]
    charge: int = 0


NUMBERS: Mapping[str, Fraction | None] = {
    "": None, "hemi": Fraction(1, 2), "mono": Fraction(1), "di": Fraction(2), "bis": Fraction(2), "tri": Fraction(3),
    "sesqui": Fraction(3, 2), "tetra": Fraction(4), "penta": Fraction(5), "hexa": Fraction(6), "hepta": Fraction(7),
    "octa": Fraction(8), "nona": Fraction(9), "deca": Fraction(10), "dodeca": Fraction(12),
}  # fmt: skip
"""Multiplying prefixes; without one, a name does not say the number."""

_ACIDS = (
    "hydrochloride Cl | hydrobromide Br | hydroiodide I | hydriodide I | hydrofluoride F | hcl Cl | hbr Br | tfa C2F3O2"
)
_FORM_ANIONS = """
chloride Cl 1 | bromide Br 1 | iodide I 1 | sulfate SO4 2 | phosphate PO3 3 | nitrate NO3 1 | acetate C2O2 1
citrate C6O6 3 | maleate C4O4 2 | fumarate C4O4 2 | tartrate C4O6 2 | succinate C4O3 2 | oxalate C2O4 2
mesylate CSO3 1 | besylate C6SO3 1 | tosylate C7SO2 1 | trifluoroacetate C2F3O2 1
malate C4O4 2 | lactate C3O2 1 | benzoate C7O2 1 | gluconate C6O6 1 | formate CO2 1 | carbonate CO2 2
bicarbonate CO3 1 | hydroxide O 1 | bisulfate SO4 1 | hydrogensulfate SO4 1 | dihydrogenphosphate PO4 1
bitartrate C4O6 1 | methanesulfonate CSO3 1 | benzenesulfonate C6SO2 1 | toluenesulfonate C7SO2 1
edisylate C2S2O6 2 | napsylate C10SO3 1 | camsylate C10SO4 1 | esylate C2SO3 1 | isethionate C2SO4 1
pamoate C23O6 2 | embonate C23O6 2 | stearate C18O2 1 | palmitate C16O2 1 | salicylate C7O2 1 | hippurate C9NO3 1
orotate C5N2O3 1
"""
"""Anions of medicines' salts, with the atoms that their esters keep too."""
_OTHER_ANIONS = """
fluoride F 1 | oxide O 2 | sulfide S 2 | nitrite NO2 1 | sulfite SO3 2 | perchlorate ClO4 1 | thiocyanate CNS 1
tetrafluoroborate BF4 1 | hexafluorophosphate PF6 1 | triflate CSF3O2 1 | trifluoromethanesulfonate CSF3O2 1
acetylacetonate C5O2 1 | cyanide CN 1 | permanganate MnO4 1 | chlorate ClO3 1 | bromate BrO3 1 | iodate IO3 1
selenide Se 2 | telluride Te 2 | chromate CrO4 2 | molybdate Mo 2 | tungstate W 2
"""
_FORM_METALS = """
sodium Na 1 | potassium K 1 | lithium Li 1 | calcium Ca 2 | magnesium Mg 2 | zinc Zn 2 | silver Ag 1 | barium Ba 2
strontium Sr 2
"""
_OTHER_METALS = """
aluminum Al 3 | cesium Cs 1 | rubidium Rb 1 | cadmium Cd 2 | scandium Sc 3 | yttrium Y 3 | lanthanum La 3
antimony Sb 0 | bismuth Bi 3 | cerium Ce 0 | chromium Cr 0 | cobalt Co 0 | copper Cu 0 | cupric Cu 2 | cuprous Cu 1
ferric Fe 3 | ferrous Fe 2 | iron Fe 0 | gold Au 0 | lead Pb 0 | manganese Mn 0 | mercury Hg 0 | mercuric Hg 2
mercurous Hg 1 | nickel Ni 0 | palladium Pd 0 | platinum Pt 0 | rhodium Rh 0 | ruthenium Ru 0 | iridium Ir 0
osmium Os 0 | tin Sn 0 | stannous Sn 2 | stannic Sn 4 | titanium Ti 0 | tungsten W 0 | vanadium V 0 | ytterbium Yb 3
zirconium Zr 4 | hafnium Hf 4 | niobium Nb 5 | tantalum Ta 5 | molybdenum Mo 0 | rhenium Re 0 | thallium Tl 0
indium In 3 | gallium Ga 3 | germanium Ge 0 | samarium Sm 3 | europium Eu 0 | gadolinium Gd 3 | terbium Tb 3
dysprosium Dy 3 | holmium Ho 3 | erbium Er 3 | thulium Tm 3 | lutetium Lu 3 | neodymium Nd 3 | praseodymium Pr 3
beryllium Be 2 | thorium Th 4 | uranyl U 0
"""
"""Metals, with the charge that they always have in simple salts, or 0 if it varies."""
_BASES = (
    "ammonium N 1 | meglumine C7NO5 0 | tromethamine C4NO3 0 | choline C5NO 0 | arginine C6N4O 0 | lysinate C6N2O 0"
)
_FORM_BASES = frozenset({"ammonium", "meglumine", "tromethamine", "choline", "arginine", "lysinate"})


def _rows(text: str) -> Iterator[list[str]]:
    for row in text.replace("\n", " | ").split(" | "):
        if row.strip():
            yield row.split()


def _table() -> Iterator[tuple[str, PartKind, Mapping[str, int], int]]:
    for kind, text in (
        (PartKind.ACID, _ACIDS),
        (PartKind.ANION, _FORM_ANIONS),
        (PartKind.ANION, _OTHER_ANIONS),
        (PartKind.METAL, _FORM_METALS),
        (PartKind.METAL, _OTHER_METALS),
        (PartKind.BASE, _BASES),
        (PartKind.WATER, "hydrate O"),
    ):
        for stem, formula, *charge in _rows(text):
            yield stem, kind, _atoms(formula), int(charge[0]) if charge else 0


def _atoms(formula: str) -> Mapping[str, int]:
    return {symbol: int(count) for symbol, count in read_formula(formula).readings[0].elements().items()}


@cache
def form_parts() -> Mapping[str, FormPart]:
    """Return the parts by their folded words, with and without a number.

    >>> form_parts()["dihydrochloride"].number, form_parts()["hydrate"].kind.value
    (Fraction(2, 1), 'water')
    """
    return {
        times + stem: FormPart(times + stem, stem, kind, number, atoms, charge)
        for stem, kind, atoms, charge in _table()
        for times, number in NUMBERS.items()
    }


def _stems(*texts: str) -> frozenset[str]:
    return frozenset(row[0] for text in texts for row in _rows(text))


_COUNTED_FORMS = _stems(_ACIDS, _FORM_ANIONS, _FORM_METALS) | _FORM_BASES
_BARE_WORDS = frozenset({"salt", "free", "base", "acid", "anhydrous", "solvate"})
HYDRATE_WORDS = frozenset({times + "hydrate" for times in NUMBERS} | {"anhydrous", "solvate"})
"""Folded words for water and solvents."""
FORM_WORDS = frozenset({times + stem for times in NUMBERS for stem in _COUNTED_FORMS} | _BARE_WORDS) | HYDRATE_WORDS
"""Folded words for the form in which a compound is sold."""
COMPANION_WORDS = FORM_WORDS - {"acid", "base", "free", "anhydrous"}
"""Folded words for counter-ions and solvents. In the names of esters, such as ethyl acetate, they are no form."""
METAL_WORDS = _stems(_OTHER_METALS) | {"tetrabutylammonium", "tetraethylammonium"}
"""Folded words of metals whose salts are compounds of their own, not forms of an acid."""
