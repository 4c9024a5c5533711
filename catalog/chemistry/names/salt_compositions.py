"""Compositions of salts, oxides and other binary compounds, from ions and the balance of their charges.

A name gives ions and perhaps their numbers: iron(III) and sulfate make Fe2(SO4)3. Where a name leaves something open,
as the charge in copper chloride or the hydrogens in sodium phosphate, it has several compositions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import gcd
from typing import NamedTuple

from catalog.chemistry.formula.composition import Composition

_MOST_COUNTED = 6
"""The most ions of one kind that are tried where the name gives no number."""
_ACIDS = frozenset({"PO4", "HPO3", "AsO4", "P2O7", "P3O10"})
"""Anions whose names are also used for their salts with hydrogen: sodium phosphate."""
_NOBLE = frozenset({"Au", "Pt", "Pd", "Ir", "Rh", "Ru", "Os"})
"""Metals whose halides are sold as their acids: HAuCl4·3H2O is called gold(III) chloride trihydrate."""
_HALIDES = frozenset({"F", "Cl", "Br", "I"})
_WATER = frozenset({"H", "O"})
_MOSTLY_BASIC = frozenset({"CO3", "C2O4"})
"""Anions whose salts with weak bases are often basic: magnesium carbonate."""
_STRONG_BASES = frozenset({"Li", "Na", "K", "Rb", "Cs", "Ag", "Ca", "Sr", "Ba", "Tl"})


Atoms = tuple[tuple[str, int], ...]
"""Elements with their numbers."""


class Ion(NamedTuple):
    """One meaning of a word for an ion.

    Attributes:
        formula: of one ion.
        charges: the charges that it can have, without sign; 0 if the number of ions does not follow from it.
        atoms: the elements of one ion with their numbers.
    """

    formula: str
    charges: tuple[int, ...]
    atoms: Atoms


Parts = tuple[tuple[Ion, int], ...]
"""Ions with their numbers."""

HYDROGEN, _HYDROXIDE = Ion("H", (1,), (("H", 1),)), Ion("OH", (1,), (("O", 1), ("H", 1)))


def is_often_acid(anion: Ion) -> bool:
    """Tell whether the names of an anion's salts are also used for those with hydrogen."""
    return anion.formula in _ACIDS


class IonWord(NamedTuple):
    """A word for an ion in a name.

    Attributes:
        meanings: what it can mean.
        number: how many of it the name says, or None.
        hydrogens: the hydrogens that the name adds to each: two in dihydrogen phosphate.
    """

    meanings: tuple[Ion, ...]
    number: int | None = None
    hydrogens: int = 0


class Salt(NamedTuple):
    """What a name says of a salt.

    Attributes:
        cations: at least one, unless it is an acid.
        anions: at least one.
        water: molecules of water for one formula unit, or None if the name gives no number.
        says_water: whether it is called a hydrate.
        is_anhydrous: whether it says so.
        basicity: 1, 2 or 3 for mono-, di- and tribasic salts, or None.
    """

    cations: tuple[IonWord, ...]
    anions: tuple[IonWord, ...]
    water: Fraction | None = None
    says_water: bool = False
    is_anhydrous: bool = False
    basicity: int | None = None


class SaltFit(Enum):
    """How a composition fits a salt."""

    FITS = "fits"
    OTHER_WATER = "other water"
    OTHER = "other"


class FittedWater(NamedTuple):
    """How a composition fits a salt, and its molecules of water for one formula unit."""

    fit: SaltFit
    water: Fraction = Fraction(0)


class SaltComposition(NamedTuple):
    """A composition of a salt without its water, and its formula as ions."""

    formula: str
    composition: Composition


@lru_cache(maxsize=1024)
def salt_compositions(salt: Salt) -> tuple[SaltComposition, ...]:
    """Return the compositions that a salt can have; none if only its elements are known.

    >>> ferric, sulfate = Ion("Fe", (3,), (("Fe", 1),)), Ion("SO4", (2,), (("S", 1), ("O", 4)))
    >>> [one.formula for one in salt_compositions(Salt((IonWord((ferric,)),), (IonWord((sulfate,)),)))]
    ['Fe2(SO4)3']
    """
    if _is_open(salt):
        return ()
    found = dict.fromkeys(_compositions(salt))
    return tuple([SaltComposition(_text(parts), Composition.of(_sum(parts))) for parts in found])


def _text(parts: Parts) -> str:
    return "".join([_counted(ion.formula, number) for ion, number in parts if number])


def _counted(formula: str, number: int) -> str:
    if number == 1:
        return formula
    is_group = sum(map(str.isupper, formula)) > 1 or formula[-1].isdigit()
    return f"({formula}){number}" if is_group else f"{formula}{number}"


def _sum(parts: Parts) -> dict[str | tuple[str, int], int]:
    total: dict[str | tuple[str, int], int] = {}
    for ion, number in parts:
        for symbol, count in ion.atoms:
            total[symbol] = total.get(symbol, 0) + count * number
    return total


def _is_open(salt: Salt) -> bool:
    """Tell whether the numbers of the ions cannot be known."""
    words = (*salt.cations, *salt.anions)
    if any(0 in ion.charges for word in words for ion in word.meanings) and any(word.number is None for word in words):
        return True
    cations = [ion for word in salt.cations for ion in word.meanings]
    anions = [ion.formula for word in salt.anions for ion in word.meanings]
    is_counted = any(word.number is not None for word in words)
    if len(salt.anions) > 1 or (anions == ["O"] and len(salt.cations) > 1):
        return True
    if not is_counted and anions[0] in ("O", "S") and any(len(ion.charges) > 1 for ion in cations):
        return True  # Fe3O4 and Pb3O4 are iron oxide and lead oxide too.
    is_weak = any(ion.formula not in _STRONG_BASES for ion in cations)
    return is_weak and not salt.anions[0].hydrogens and not _MOSTLY_BASIC.isdisjoint(anions)


def _compositions(salt: Salt) -> Iterator[Parts]:
    for anion in salt.anions[0].meanings:
        for cations in product(*[word.meanings for word in salt.cations]):
            for charges in product(*[ion.charges for ion in cations]):
                for charge in anion.charges:
                    for hydrogens in _hydrogens(salt, anion, charge):
                        yield from _balanced(salt, cations, charges, (anion, charge, hydrogens))


def _hydrogens(salt: Salt, anion: Ion, charge: int) -> Sequence[int]:
    """Return the possible numbers of hydrogens in one anion."""
    said = salt.anions[0].hydrogens
    if salt.basicity is not None:
        return (max(charge - salt.basicity, 0),)
    return range(charge) if anion.formula in _ACIDS and salt.cations and not said else (said,)


def _balanced(
    salt: Salt, cations: Sequence[Ion], charges: Sequence[int], acid: tuple[Ion, int, int]
) -> Iterator[Parts]:
    """Yield the ions with their numbers, of ions with these charges: anion, its charge, its hydrogens."""
    anion, charge, hydrogens = acid
    if not cations:
        yield ((HYDROGEN, charge), (anion, 1))
        return
    said = [_number(word, anion, each) for word, each in zip(salt.cations, charges, strict=True)]
    number, free = salt.anions[0].number, charge - hydrogens
    is_counted = number is not None or any(said)
    for numbers in product(*[[one] if one else range(1, _MOST_COUNTED + 1) for one in said]):
        metals = tuple(zip(cations, numbers, strict=True))
        total = sum(one * each for one, each in zip(numbers, charges, strict=True))
        whole = total // free if free > 0 and total % free == 0 else 0
        if whole and number in (None, whole) and gcd(whole, *numbers) == 1:
            yield _united(metals, hydrogens, anion, whole)
            yield from _with_acid(metals, anion, whole)
        elif is_counted and all(said or number == 1 for said, number in zip(said, numbers, strict=True)):
            yield _united(metals, hydrogens, anion, number or 1)


def _number(word: IonWord, anion: Ion, charge: int) -> int | None:
    """Return the number of a cation that counts. In dicalcium phosphate, it is that of the hydrogens replaced."""
    return None if anion.formula in _ACIDS and charge > 1 else word.number


def _united(metals: Parts, hydrogens: int, anion: Ion, whole: int) -> Parts:
    if not hydrogens:
        return (*metals, (anion, whole))
    text = _counted("H", hydrogens) + anion.formula
    return (*metals, (Ion(text, (), (("H", hydrogens), *anion.atoms)), whole))


def _with_acid(metals: Parts, anion: Ion, whole: int) -> Iterator[Parts]:
    """Yield what is sold by the same name: acids of noble metals' halides, and basic calcium phosphate."""
    if len(metals) != 1:
        return
    [(cation, number)] = metals
    if cation.formula in _NOBLE and anion.formula in _HALIDES:
        for more in (1, 2, 3):
            yield ((HYDROGEN, more), (cation, number), (anion, whole + more))
    if anion.formula == "PO4" and whole == 2 and number == 3:
        yield ((cation, 5), (_HYDROXIDE, 1), (anion, 3))


def fit_salt(salt: Salt, composition: Composition) -> FittedWater:
    """Compare a composition with a salt: its ions, then its water.

    >>> copper, sulfate = Ion("Cu", (2,), (("Cu", 1),)), Ion("SO4", (2,), (("S", 1), ("O", 4)))
    >>> monohydrate = Salt((IonWord((copper,)),), (IonWord((sulfate,)),), Fraction(1), True)
    >>> fit_salt(monohydrate, Composition.of({"Cu": 1, "S": 1, "O": 9, "H": 10}))
    FittedWater(fit=<SaltFit.OTHER_WATER: 'other water'>, water=Fraction(5, 1))
    """
    elements = composition.elements()
    if composition.charge:
        # Registers draw salts with charges that no other ion balances. Only whole elements can be missed.
        return FittedWater(SaltFit.FITS if _elements(salt) <= elements.keys() else SaltFit.OTHER)
    expected = salt_compositions(salt)
    if not expected:
        return FittedWater(SaltFit.FITS if _has_elements(salt, elements) else SaltFit.OTHER)
    waters = [pair for one in expected if (pair := _water(one.composition.elements(), elements, salt)) is not None]
    if not waters:
        return FittedWater(SaltFit.OTHER)
    return min((_judged(salt, each, total) for each, total in waters), key=lambda one: one.fit is not SaltFit.FITS)


def are_one_salt(one: Salt, other: Salt) -> bool:
    """Tell whether two salts can be the same, apart from their water."""
    compositions = [each.composition for each in salt_compositions(one)]
    if not compositions:
        if not (others := [each.composition for each in salt_compositions(other)]):
            return _elements(one) == _elements(other)
        return any(_has_elements(one, each.elements()) for each in others)
    return any(fit_salt(other, each).fit is not SaltFit.OTHER for each in compositions)


def _has_elements(salt: Salt, elements: Mapping[str, Fraction]) -> bool:
    """Tell whether a composition has the elements of the ions, and no others but hydrogen and oxygen."""
    return elements.keys() - _WATER == _elements(salt)


def _elements(salt: Salt) -> set[str]:
    words = (*salt.cations, *salt.anions)
    return {symbol for word in words for ion in word.meanings for symbol, _ in ion.atoms} - _WATER


def _water(
    expected: Mapping[str, Fraction], elements: Mapping[str, Fraction], salt: Salt
) -> tuple[Fraction, Fraction] | None:
    """Return the water for one formula unit and in the whole composition, or None if the ions are others."""
    heavy = expected.keys() - _WATER
    if elements.keys() - _WATER != heavy:
        return None
    symbol = min(heavy or expected.keys())
    units = elements.get(symbol, Fraction(0)) / expected[symbol]
    if not units or any(elements[one] != units * expected[one] for one in heavy):
        return None
    oxygens = elements.get("O", Fraction(0)) - units * expected.get("O", 0)
    hydrogens = elements.get("H", Fraction(0)) - units * expected.get("H", 0) - 2 * oxygens
    # Registers draw salts with bonds, and add hydrogens to the metals.
    if hydrogens and (not heavy or (oxygens and hydrogens < 0)):
        return None
    if not heavy:
        return (Fraction(0), Fraction(0)) if not oxygens else None
    return (oxygens / units, oxygens) if _may_have(oxygens, elements, salt) else None


def _may_have(water: Fraction, elements: Mapping[str, Fraction], salt: Salt) -> bool:
    """Tell whether a salt can have this water. Oxides and hydroxides have another name with it, unless it is said."""
    formulas = {ion.formula for word in salt.anions for ion in word.meanings}
    if water < 0:
        # FeO(OH) is also called iron hydroxide, Na2S2O5 also sodium bisulfite.
        return "HSO3" in formulas or ("OH" in formulas and bool(elements.get("H")) and "H" not in formulas)
    return not water or salt.says_water or formulas.isdisjoint({"O", "OH"})


def _judged(salt: Salt, each: Fraction, total: Fraction) -> FittedWater:
    is_other = (salt.water is not None and salt.water not in (each, total)) or (salt.is_anhydrous and total > 0)
    return FittedWater(SaltFit.OTHER_WATER if is_other else SaltFit.FITS, each)
