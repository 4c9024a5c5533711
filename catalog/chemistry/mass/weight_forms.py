"""Other forms of a substance: salts, hydrates, solvates, adducts.

Suppliers may state the weight of such a form beside the formula.

Only usual forms are listed, each with its odds: with more candidates, more wrong weights would fit one by chance. The
odds are estimates from the frequency of the forms in 3,000 suppliers' records. Only their order matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from catalog.chemistry.formula.composition import Composition, number_text
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.mass.atomic_weights import AtomicWeights
from catalog.chemistry.mass.masses import weights


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
_NOTHING = Composition({})


@cache
def compound_forms() -> tuple[CompoundForm, ...]:
    """Return every form, simple ones before hydrates of salts."""
    hydrates = [
        _form("hydrate", "", name, "anhydrous form", f"{_count(number)}H2O", _water() * number, _NOTHING, odds)
        for number, name, odds in _hydrate_rows()
    ]
    salts = [*_salts_of_acids(), *_salts_of_metals(), *_salts_of_bases()]
    solvates = [
        _form("solvate", "", f"{name} solvate", f"form without {name}", formula, _composition(formula), _NOTHING, odds)
        for formula, name, odds in _rows(_SOLVENTS)
    ]
    ions = [
        _form("salt", "", name, "cation alone", formula, _composition(formula), _NOTHING, odds)
        for formula, name, odds in _rows(_IONS)
    ]
    both = [_hydrated(salt, hydrate) for salt in salts if salt.odds >= 3 for hydrate in hydrates[:_MOST_WATER_OF_SALTS]]
    return (*hydrates, *salts, *solvates, *ions, *both)


def _salts_of_acids() -> Iterator[CompoundForm]:
    for formula, name, odds in _rows(_ACIDS):
        acid = _composition(formula)
        for number, (prefix, rarity) in _NUMBERS.items():
            terms = f"{_count(number)}{formula}"
            yield _form("salt", prefix, prefix + name, "free base", terms, acid * number, _NOTHING, odds * rarity)


def _salts_of_bases() -> Iterator[CompoundForm]:
    for formula, name, odds in _rows(_BASES):
        base = _composition(formula)
        for number in (Fraction(1), Fraction(2), Fraction(1, 2)):
            prefix, rarity = _NUMBERS[number]
            terms = f"{_count(number)}{formula}"
            yield _form(
                "salt", prefix, f"{prefix}{name} salt", "free acid", terms, base * number, _NOTHING, odds * rarity
            )


def _salts_of_metals() -> Iterator[CompoundForm]:
    for symbol, charge, *name, odds in (row.split() for row in _split(_METALS)):
        metal, hydrogen = _composition(symbol), _composition("H")
        for number, (prefix, rarity) in _NUMBERS.items():
            lost = number * int(charge)
            if lost.denominator > 1 and number.denominator > 1:
                continue
            label = f"{prefix}{' '.join(name)} salt"
            terms = f"{_count(number)}{symbol} − {_count(lost)}H"
            yield _form(
                "salt", prefix, label, "free acid", terms, metal * number, hydrogen * lost, float(odds) * rarity
            )


def _hydrated(salt: CompoundForm, hydrate: CompoundForm) -> CompoundForm:
    """Return a salt with water."""
    odds = salt.odds * hydrate.odds * _HYDRATE_OF_SALT_ODDS
    name, terms = f"{salt.name} {hydrate.name}", f"{salt.terms} + {hydrate.terms}"
    return _form("salt", "", name, f"anhydrous {salt.bare}", terms, salt.added + hydrate.added, salt.removed, odds)


def _form(
    kind: str, prefix: str, name: str, bare: str, terms: str, added: Composition, removed: Composition, odds: float
) -> CompoundForm:
    more, less = weights(added), weights(removed)
    difference = AtomicWeights._make(a - b for a, b in zip(more, less, strict=True))
    return CompoundForm(kind, prefix, name, bare, terms, added, removed, odds, difference)


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


def _water() -> Composition:
    return _composition("H2O")


def _composition(formula: str) -> Composition:
    return read_formula(formula).readings[0]
