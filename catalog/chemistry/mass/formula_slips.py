"""Possible errors of a formula with a correct weight: an additional atom, a wrong count, two swapped counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.mass.digit_slips import digit_insertions, digit_substitutions, digit_swaps

_CARBON, _HYDROGEN, _OXYGEN = AtomKind("C"), AtomKind("H"), AtomKind("O")

_HYDROGEN_ODDS = {1: 60.0, 2: 25.0, 3: 2.0, 4: 4.0}
_METHYLENE_ODDS = {1: 20.0, 2: 6.0, 3: 2.0}
_ATOM_ODDS = {"C": 10.0, "O": 10.0, "N": 6.0}
_OTHER_ATOM_ODDS = 4.0
_MISTYPED_ODDS = 1.0
_LEFT_OUT_ODDS = 0.5
_SWAPPED_ODDS = 8.0
_EXCHANGED_ODDS = 4.0

_SUBSTITUTIONS: tuple[tuple[str, str, Mapping[AtomKind, int], float], ...] = (
    ("CH4", "O", {_CARBON: 1, _HYDROGEN: 4, _OXYGEN: -1}, 2.0),
    ("C2H4", "CO", {_CARBON: 1, _HYDROGEN: 4, _OXYGEN: -1}, 2.0),
    ("S", "O2", {AtomKind("S"): 1, _OXYGEN: -2}, 2.0),
    ("NH", "O", {AtomKind("N"): 1, _HYDROGEN: 1, _OXYGEN: -1}, 1.0),
    ("N", "CH", {AtomKind("N"): 1, _CARBON: -1, _HYDROGEN: -1}, 1.0),
    ("F", "OH", {AtomKind("F"): 1, _OXYGEN: -1, _HYDROGEN: -1}, 0.5),
    ("Br", "Cl", {AtomKind("Br"): 1, AtomKind("Cl"): -1}, 2.0),
    ("I", "Br", {AtomKind("I"): 1, AtomKind("Br"): -1}, 1.0),
    ("I", "Cl", {AtomKind("I"): 1, AtomKind("Cl"): -1}, 1.0),
    ("K", "Na", {AtomKind("K"): 1, AtomKind("Na"): -1}, 2.0),
)
"""Groups that are confused, because their weights are similar or their elements are in one group."""


class FormulaSlip(NamedTuple):
    """One change of the formula that explains a weight.

    Attributes:
        kind: a word for programs.
        label: words for people.
        change: atoms to be added (or, below 0, removed).
        odds: how often it happens, relative to others.
    """

    kind: str
    label: str
    change: Mapping[AtomKind, int]
    odds: float


def formula_slips(composition: Composition) -> Iterator[FormulaSlip]:
    """Yield every possible slip in the formula, likely ones first."""
    counts = {kind: int(number) for kind, number in composition.counts.items() if number.denominator == 1}
    for slip in (*_groups(), *_atoms(counts), *_substitutions(), *_counts(counts), *_exchanged(counts)):
        if all(composition.counts.get(kind, 0) + number >= 0 for kind, number in slip.change.items()):
            yield slip


def _groups() -> Iterator[FormulaSlip]:
    for number, odds in _HYDROGEN_ODDS.items():
        yield from _both_ways("hydrogen", f"{number} H", {_HYDROGEN: number}, odds)
    for number, odds in _METHYLENE_ODDS.items():
        text = "CH2" if number == 1 else f"{number} CH2"
        yield from _both_ways("methylene", text, {_CARBON: number, _HYDROGEN: 2 * number}, odds)


def _atoms(counts: Mapping[AtomKind, int]) -> Iterator[FormulaSlip]:
    for kind in {**dict.fromkeys(counts), _OXYGEN: None}:
        if kind.symbol != "H":
            odds = _ATOM_ODDS.get(kind.symbol, _OTHER_ATOM_ODDS)
            yield from _both_ways("atom", f"1 {kind.symbol}", {kind: 1}, odds)


def _both_ways(kind: str, text: str, change: Mapping[AtomKind, int], odds: float) -> Iterator[FormulaSlip]:
    yield FormulaSlip(kind, f"{text} more than in the formula", change, odds)
    fewer = {atom: -number for atom, number in change.items()}
    yield FormulaSlip(kind, f"{text} less than in the formula", fewer, odds)


def _substitutions() -> Iterator[FormulaSlip]:
    for one, other, change, odds in _SUBSTITUTIONS:
        yield FormulaSlip("substitution", f"{one} in place of {other} in the formula", change, odds)
        back = {kind: -number for kind, number in change.items()}
        yield FormulaSlip("substitution", f"{other} in place of {one} in the formula", back, odds)


def _counts(counts: Mapping[AtomKind, int]) -> Iterator[FormulaSlip]:
    """Yield the formula with one count's digits mistyped."""
    for kind, number in counts.items():
        digits = str(number)
        ways = (
            ("formula-swapped-digits", digit_swaps(digits), _SWAPPED_ODDS),
            ("formula-digit", digit_substitutions(digits), _MISTYPED_ODDS),
            ("formula-digit", digit_insertions(digits), _LEFT_OUT_ODDS),
        )
        for name, others, odds in ways:
            for other in others:
                if int(other) and other[0] != "0":
                    label = f"{kind.symbol}{other} in place of {kind.symbol}{number} in the formula"
                    yield FormulaSlip(name, label, {kind: int(other) - number}, odds)


def _exchanged(counts: Mapping[AtomKind, int]) -> Iterator[FormulaSlip]:
    for (one, first), (other, second) in combinations(counts.items(), 2):
        if first != second:
            label = f"{one.symbol}{second} and {other.symbol}{first}, two counts of the formula swapped"
            change = {one: second - first, other: first - second}
            yield FormulaSlip("formula-swapped-counts", label, change, _EXCHANGED_ODDS)
