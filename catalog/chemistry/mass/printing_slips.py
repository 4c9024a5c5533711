"""Possible errors of a stated weight with a correct formula: a digit, two digits, the decimal point."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from catalog.chemistry.mass.digit_slips import digit_deletions, digit_insertions, digit_substitutions, digit_swaps
from catalog.chemistry.mass.stated_weight import StatedWeight

_SWAPPED_ODDS = 25.0
_MISTYPED_ODDS = 3.3
_LENGTH_ODDS = 0.7
_SHIFT_ODDS = {1: 20.0, 2: 10.0, 3: 8.0}
_MOST_DIGITS = 12
"""Longer numbers come from programs, which make no typing errors."""


class PrintingSlip(NamedTuple):
    """A weight that may have been meant.

    Attributes:
        kind: `swapped-digits`, `digit` or `decimal-shift`.
        label: words for people.
        value: the probable weight, g/mol.
        half_unit: half a unit of its last digit.
        odds: how often it happens.
    """

    kind: str
    label: str
    value: float
    half_unit: float
    odds: float


def printing_slips(stated: StatedWeight, weight: float, window: float) -> Iterator[PrintingSlip]:
    """Yield every number near a weight (g/mol) that the stated one may be a slip of.

    >>> from catalog.chemistry.mass.stated_weight import read_weight
    >>> next(printing_slips(read_weight("478.16"), 478.621, 0.5))
    PrintingSlip(kind='swapped-digits', label='two digits swapped: 478.61', value=478.61, half_unit=0.005, odds=25.0)
    """
    if stated.value is None:
        return
    parts = stated.value.as_tuple()
    exponent, digits = int(parts.exponent), "".join(map(str, parts.digits))
    unit, half_unit = 10.0**exponent, float(stated.half_unit)
    for kind, words, other, odds in _other_digits(digits):
        if other[:1] != "0" and abs(int(other or 0) * unit - weight) <= window:
            meant = Decimal(other).scaleb(exponent)
            yield PrintingSlip(kind, f"{words}: {meant:f}", float(meant), half_unit, odds)
    for meant, meant_half_unit, odds in _shifts(stated.value, stated.half_unit):
        label = f"{meant:f}, with the decimal point moved"
        yield PrintingSlip("decimal-shift", label, float(meant), float(meant_half_unit), odds)


def _other_digits(digits: str) -> Iterator[tuple[str, str, str, float]]:
    if len(digits) > _MOST_DIGITS:
        return
    for other in digit_swaps(digits):
        yield "swapped-digits", "two digits swapped", other, _SWAPPED_ODDS
    for other in digit_substitutions(digits):
        yield "digit", "one digit mistyped", other, _MISTYPED_ODDS
    for other in digit_insertions(digits):
        yield "digit", "one digit left out", other, _LENGTH_ODDS
    for other in digit_deletions(digits):
        yield "digit", "one digit too many", other, _LENGTH_ODDS


def _shifts(value: Decimal, half_unit: Decimal) -> Iterator[tuple[Decimal, Decimal, float]]:
    """Yield the number with the decimal point moved left or right."""
    for places, odds in _SHIFT_ODDS.items():
        for shift in (places, -places):
            yield value.scaleb(shift), max(half_unit, half_unit.scaleb(shift)), odds
