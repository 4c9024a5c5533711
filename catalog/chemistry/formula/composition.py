"""The composition of a substance: the number of atoms of each kind, and the charge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple


class AtomKind(NamedTuple):
    """A kind of atom: an element's symbol and a mass number; 0 is the natural mixture of isotopes."""

    symbol: str
    mass_number: int = 0


@dataclass(frozen=True, slots=True)
class Composition:
    """Counts of atoms by kind, with the net charge. Compare compositions, never formula strings.

    Counts are exact fractions, since hemihydrates and non-stoichiometric solids are real; zero counts are dropped.

    >>> water = Composition.of({"H": 2, "O": 1})
    >>> (water * 5 + Composition.of({"Cu": 1, "S": 1, "O": 4})).hill()
    'CuH10O9S'
    >>> Composition.of({("H", 2): 2, "O": 1}).hill()
    'D2O'
    >>> Composition.of({"Cl": 1, "Na": 1}) == Composition.of({"Na": 1, "Cl": 1})
    True
    """

    counts: Mapping[AtomKind, Fraction] = field(hash=False)
    charge: int = 0
    _hill: str = field(default="", init=False, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash((frozenset(self.counts.items()), self.charge))

    @classmethod
    def of(cls, counts: Mapping[str | tuple[str, int], int | Fraction], charge: int = 0) -> Composition:
        """Make a composition from element symbols, or (symbol, mass number) pairs, and counts."""
        kinds: dict[AtomKind, Fraction] = {}
        for key, count in counts.items():
            kind = AtomKind(key) if isinstance(key, str) else AtomKind(*key)
            if count:
                kinds[kind] = kinds.get(kind, Fraction(0)) + Fraction(count)
        return cls(kinds, charge)

    def __add__(self, other: Composition) -> Composition:
        counts = dict(self.counts)
        for kind, count in other.counts.items():
            counts[kind] = counts.get(kind, Fraction(0)) + count
        return Composition({kind: count for kind, count in counts.items() if count}, self.charge + other.charge)

    def __sub__(self, other: Composition) -> Composition:
        return self + other * -1

    def __mul__(self, factor: int | Fraction) -> Composition:
        if not factor:
            return Composition({})
        counts = {kind: count * factor for kind, count in self.counts.items()}
        return Composition(counts, int(self.charge * factor))

    def elements(self) -> dict[str, Fraction]:
        """Counts by element symbol, isotopes merged."""
        merged: dict[str, Fraction] = {}
        for kind, count in self.counts.items():
            merged[kind.symbol] = merged.get(kind.symbol, Fraction(0)) + count
        return merged

    def is_labelled(self) -> bool:
        """Tell whether any atom has a stated mass number."""
        return any(kind.mass_number for kind in self.counts)

    def without_labels(self) -> Composition:
        """Return the composition with isotopes counted as their elements."""
        return Composition({AtomKind(symbol): count for symbol, count in self.elements().items()}, self.charge)

    def hill(self) -> str:
        """Hill-order text (E. A. Hill, J. Am. Chem. Soc. 1900, 22, 478, doi:10.1021/ja02046a005).

        With carbon: C, then H, then the others by alphabet. Without carbon: all by alphabet. Isotopes follow their
        element as ``[13C]``; D and T have their own letters. The charge is at the end, as ``+`` or ``-2``, like in
        RDKit and PubChem, because ``2-`` could be read as a count. The text is made once and kept.
        """
        if not self._hill and self.counts:
            object.__setattr__(self, "_hill", self._hill_text())
        return self._hill or _charge_text(self.charge)

    def _hill_text(self) -> str:
        ranks = _WITH_CARBON if any(kind.symbol == "C" for kind in self.counts) else {}
        ordered = sorted(self.counts.items(), key=lambda item: (ranks.get(item[0].symbol, 2), item[0]))
        return "".join([_term(kind, count) for kind, count in ordered]) + _charge_text(self.charge)


_WITH_CARBON = {"C": 0, "H": 1}


def _term(kind: AtomKind, count: Fraction) -> str:
    if count.denominator != 1:
        return _atom_text(kind) + number_text(count)
    # Whole numbers are written without a comparison of fractions, which costs more than all the rest.
    number = count.numerator
    return _atom_text(kind) + (str(number) if number != 1 else "")


def _atom_text(kind: AtomKind) -> str:
    symbol, mass_number = kind
    if not mass_number:
        return symbol
    letter = {2: "D", 3: "T"}.get(mass_number) if symbol == "H" else None
    return letter or f"[{mass_number}{symbol}]"


def number_text(count: Fraction) -> str:
    """Write a count without extra zeros: a whole number, or a decimal of at most four places."""
    if count.denominator == 1:
        return str(count.numerator)
    return f"{float(count):.4f}".rstrip("0")


def _charge_text(charge: int) -> str:
    if not charge:
        return ""
    sign = "+" if charge > 0 else "-"
    return sign if abs(charge) == 1 else f"{sign}{abs(charge)}"


def sum_compositions(compositions: Iterable[Composition]) -> Composition:
    """Return the sum of several compositions."""
    result = Composition({})
    for composition in compositions:
        result += composition
    return result
