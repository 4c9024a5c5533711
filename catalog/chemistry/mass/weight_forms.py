"""Other forms of a substance: salts, hydrates, solvates, adducts.

Suppliers may state the weight of such a form beside the formula.

Only usual forms are listed, each with its odds: with more candidates, more wrong weights would fit one by chance. The
odds are estimates from the frequency of the forms in 3,000 suppliers' records. Only their order matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from catalog.chemistry.formula.composition import Composition, number_text
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.mass.atomic_weights import AtomicWeights
from catalog.chemistry.mass.masses import weights


class Partner(Enum):
    """What a compound is together with in a form, besides water."""

    NONE = "none"
    ACID = "acid"
    BASE = "base"
    ION = "ion"
    SOLVENT = "solvent"


class CompoundForm(NamedTuple):
    """The difference of a form from the substance.

    Attributes:
        kind: `hydrate`, `salt` or `solvate`.
        prefix: the multiplying prefix of the counter-ion, if any.
        name: the name of the form, such as `dihydrochloride`.
        bare: the name of the substance without it.
        terms: the added part in words, such as `2 HCl`.
        added: the added atoms.
        removed: the removed atoms, such as the acid's hydrogen.
        odds: how often it occurs.
        added_weights: the weights of the added atoms less those of the removed ones.
        partner: the acid, base, ion or solvent of the form.
        stems: the words by which a name says it, without numbers: one of each set.
        water: its molecules of water.
        is_unusual: whether it is so rare that only a name can suggest it.
    """

    kind: str
    prefix: str
    name: str
    bare: str
    terms: str
    added: Composition
    removed: Composition
    odds: float
    added_weights: AtomicWeights
    partner: Partner
    stems: tuple[frozenset[str], ...]
    water: Fraction = Fraction(0)
    is_unusual: bool = False


_HYDRATES = """
1 monohydrate 60 | 1/2 hemihydrate 30 | 2 dihydrate 30 | 3/2 sesquihydrate 10 | 3 trihydrate 12 | 4 tetrahydrate 6
5 pentahydrate 8 | 6 hexahydrate 8 | 7 heptahydrate 6 | 8 octahydrate 2 | 9 nonahydrate 3 | 10 decahydrate 3
12 dodecahydrate 2 | 5/2 2.5-hydrate 3 | 7/2 3.5-hydrate 1 | 1/4 quarterhydrate 1
"""

_ACIDS = """
HCl hydrochloride 100 | HBr hydrobromide 20 | HI hydroiodide 5 | H2SO4 sulfate 15 | HNO3 nitrate 8 | H3PO4 phosphate 10
CH4SO3 mesylate 15 | C7H8SO3 tosylate 10 | C6H6SO3 besylate 6 | C2H6SO3 esylate 2 | C10H8SO3 napsylate 1
C2HF3O2 trifluoroacetate 15 | C2H4O2 acetate 12 | CH2O2 formate 5 | C2H2O4 oxalate 6 | C4H6O4 succinate 6
C4H4O4 maleate|or|fumarate 18 | C4H6O6 tartrate 10 | C4H6O5 malate 4 | C6H8O7 citrate 8 | C3H6O3 lactate 3
C7H6O2 benzoate 2 | C7H6O3 salicylate 2 | C23H16O6 pamoate 2 | C6H12O7 gluconate 2 | C6H10O4 adipate 1
C3H4O4 malonate 1 | C9H9NO3 hippurate 1 | HClO4 perchlorate 3 | HPF6 hexafluorophosphate 3 | HBF4 tetrafluoroborate 3
CHF3SO3 triflate 3 | H2CO3 carbonate 2 | C10H16SO4 camphorsulfonate 1 | C6H3N3O7 picrate 1 | HF hydrofluoride 1
"""

_METALS = """
Na 1 sodium 50 | K 1 potassium 20 | Li 1 lithium 8 | Ca 2 calcium 10 | Mg 2 magnesium 6 | Zn 2 zinc 3
Ag 1 silver 2 | Cs 1 caesium 1 | Ba 2 barium 1 | Al 3 aluminium 1
"""

_BASES = """
H3N ammonium 8 | C7H17NO5 meglumine 3 | C4H11NO3 tromethamine 3 | C6H15N triethylamine 4 | C4H11N diethylamine 2
C2H7NO ethanolamine 1 | C4H11NO2 diethanolamine 1 | C6H15NO3 triethanolamine 1 | C6H14N2O2 lysine 1.5
C6H14N4O2 arginine 1.5 | C6H13N cyclohexylamine 2 | C12H23N dicyclohexylamine 3 | C5H5N pyridine 1 | C4H9NO morpholine 1
C4H10N2 piperazine 1 | C2H8N2 ethylenediamine 1
"""

_SOLVENTS = """
CH4O methanol 3 | C2H6O ethanol 3 | C3H8O 2-propanol 2 | C3H6O acetone 2 | C2H3N acetonitrile 2 | C2H6OS DMSO 3
C3H7NO DMF 2 | CH2Cl2 dichloromethane 2 | CHCl3 chloroform 1 | C4H8O2 ethyl|acetate 1 | C4H8O THF 1 | C7H8 toluene 1
C4H10O diethyl|ether 2 | H2O2 hydrogen|peroxide 1 | C3H8O2 propylene|glycol 1
"""

_IONS = """
Cl chloride 3 | Br bromide 2 | I iodide 2 | BF4 tetrafluoroborate 1 | F6P hexafluorophosphate 1
"""
"""Counter-ions that are missing in the formula of a cation."""

_NUMBERS = {
    Fraction(1): ("", 1.0),
    Fraction(2): ("di", 0.35),
    Fraction(1, 2): ("hemi", 0.3),
    Fraction(3): ("tri", 0.08),
    Fraction(4): ("tetra", 0.04),
    Fraction(3, 2): ("sesqui", 0.03),
}
"""The number of counter-ions: the multiplying prefix, and the odds relative to one."""

_MOST_WATER_OF_SALTS = 6
_HYDRATE_OF_SALT_ODDS = 1 / 400
_USUAL_SALT_ODDS = 10.0
"""The odds of a salt of which hydrates are usual, such as a hydrochloride or a sodium salt."""
_USUAL_WATER_OF_SALTS = 2
_HYDRATE_WORD = frozenset({"hydrate"})
_NOTHING = Composition({})
_SPELLINGS = {"caesium": "cesium", "aluminium": "aluminum"}
"""Words of metals as names are folded."""


@cache
def compound_forms() -> tuple[CompoundForm, ...]:
    """Return every form, simple ones before hydrates of salts."""
    hydrates = list(_hydrates())
    salts = [*_salts_of_acids(), *_salts_of_metals(), *_salts_of_bases()]
    both = [_hydrated(salt, hydrate) for salt in salts if salt.odds >= 3 for hydrate in hydrates[:_MOST_WATER_OF_SALTS]]
    return (*hydrates, *salts, *_solvates(), *_salts_of_cations(), *both)


def _hydrates() -> Iterator[CompoundForm]:
    for number, name, odds in _hydrate_rows():
        added, terms = _composition("H2O") * number, f"{_count(number)}H2O"
        hydrate = _form("hydrate", "", name, "anhydrous form", terms, added, _NOTHING, odds, Partner.NONE)
        yield hydrate._replace(stems=(_HYDRATE_WORD,), water=number)


def _solvates() -> Iterator[CompoundForm]:
    for formula, name, odds in _rows(_SOLVENTS):
        added = _composition(formula)
        title, bare = f"{name} solvate", f"form without {name}"
        solvate = _form("solvate", "", title, bare, formula, added, _NOTHING, odds, Partner.SOLVENT)
        yield solvate._replace(stems=_stems(name))


def _salts_of_cations() -> Iterator[CompoundForm]:
    for formula, name, odds in _rows(_IONS):
        salt = _form("salt", "", name, "cation alone", formula, _composition(formula), _NOTHING, odds, Partner.ION)
        yield salt._replace(stems=_stems(name))


def _salts_of_acids() -> Iterator[CompoundForm]:
    for formula, name, odds in _rows(_ACIDS):
        acid = _composition(formula)
        for number, (prefix, rarity) in _NUMBERS.items():
            terms, title = f"{_count(number)}{formula}", prefix + name
            added, own = acid * number, odds * rarity
            salt = _form("salt", prefix, title, "free base", terms, added, _NOTHING, own, Partner.ACID)
            yield salt._replace(stems=_stems(name))


def _salts_of_bases() -> Iterator[CompoundForm]:
    for formula, name, odds in _rows(_BASES):
        base = _composition(formula)
        for number in (Fraction(1), Fraction(2), Fraction(1, 2)):
            prefix, rarity = _NUMBERS[number]
            terms, title = f"{_count(number)}{formula}", f"{prefix}{name} salt"
            added, own = base * number, odds * rarity
            salt = _form("salt", prefix, title, "free acid", terms, added, _NOTHING, own, Partner.BASE)
            yield salt._replace(stems=_stems(name))


def _salts_of_metals() -> Iterator[CompoundForm]:
    for symbol, charge, name, odds in (row.split() for row in _split(_METALS)):
        metal, hydrogen = _composition(symbol), _composition("H")
        for number, (prefix, rarity) in _NUMBERS.items():
            lost = number * int(charge)
            if lost.denominator > 1 and number.denominator > 1:
                continue
            title = f"{prefix}{name} salt"
            terms = f"{_count(number)}{symbol} − {_count(lost)}H"
            added, removed, own = metal * number, hydrogen * lost, float(odds) * rarity
            salt = _form("salt", prefix, title, "free acid", terms, added, removed, own, Partner.BASE)
            yield salt._replace(stems=_stems(name))


def _hydrated(salt: CompoundForm, hydrate: CompoundForm) -> CompoundForm:
    """Return a salt with water."""
    odds = salt.odds * hydrate.odds * _HYDRATE_OF_SALT_ODDS
    name, terms = f"{salt.name} {hydrate.name}", f"{salt.terms} + {hydrate.terms}"
    added, bare = salt.added + hydrate.added, f"anhydrous {salt.bare}"
    form = _form("salt", "", name, bare, terms, added, salt.removed, odds, salt.partner)
    is_unusual = salt.odds < _USUAL_SALT_ODDS or hydrate.water > _USUAL_WATER_OF_SALTS
    return form._replace(stems=(*salt.stems, *hydrate.stems), water=hydrate.water, is_unusual=is_unusual)


def _form(
    kind: str,
    prefix: str,
    name: str,
    bare: str,
    terms: str,
    added: Composition,
    removed: Composition,
    odds: float,
    partner: Partner,
) -> CompoundForm:
    more, less = weights(added), weights(removed)
    difference = AtomicWeights._make(a - b for a, b in zip(more, less, strict=True))
    return CompoundForm(kind, prefix, name, bare, terms, added, removed, odds, difference, partner, ())


def _stems(name: str) -> tuple[frozenset[str], ...]:
    """Return the words by which a name says a counter-ion or a solvent."""
    return (frozenset(_SPELLINGS.get(word, word) for word in name.split(" or ")),)


def _hydrate_rows() -> Iterator[tuple[Fraction, str, float]]:
    for number, name, odds in (row.split() for row in _split(_HYDRATES)):
        yield Fraction(number), name, float(odds)


def _rows(text: str) -> Iterator[tuple[str, str, float]]:
    """Rows of a formula, a name and odds; a bar inside a name is a blank."""
    for row in _split(text):
        formula, name, odds = row.split()
        yield formula, name.replace("|", " "), float(odds)


def _split(text: str) -> list[str]:
    return [row for row in text.replace("\n", " | ").split(" | ") if row.strip()]


def _count(number: Fraction) -> str:
    return "" if number == 1 else f"{number_text(number)} "


def _composition(formula: str) -> Composition:
    return read_formula(formula).readings[0]
