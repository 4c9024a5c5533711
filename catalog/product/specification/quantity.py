"""Read a quantity from tokens: comparison, number or range, tolerance and unit.

The grammar, where ``|`` separates alternatives and ``?`` marks what may be missing::

    quantity   = bound (joiner? bound)?
    bound      = comparison? number plus? unit? plus? tolerance? comparison?
    tolerance  = ("±" | "+/-") number unit?
    joiner     = "-" | "~" | "to" | "bis" | "…" | "and"
    plus       = "+"

Two bounds make a range. ``and`` joins them only if one has a comparison before it. Contradicting comparisons or
different units make no quantity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.product.specification.known_tests import KnownTest
from catalog.product.specification.scanner import Phrases, Token, read_number
from catalog.product.specification.units import CONCENTRATION_UNITS, PERCENTAGES, TEMPERATURE_UNITS, UNITS

_WORDS = {
    ">=": (">=", "=>", "≥", ">/=", "min", "minimum", "not less than", "no less than", "nlt", "n.l.t.", "at least", "ge",
           "mind", "mindestens", "nicht weniger als", "greater than or equal to", "au moins", "≥ min"),
    "<=": ("<=", "=<", "≤", "</=", "max", "maximum", "not more than", "no more than", "nmt", "n.m.t.", "at most", "le",
           "höchstens", "nicht mehr als", "less than or equal to", "up to", "not exceeding", "au plus", "≤ max",
           "not greater than"),
    ">": (">", "gt", "greater than", "more than", "above", "over", "higher than", "exceeds", "über"),
    "<": ("<", "lt", "less than", "below", "under", "lower than", "unter"),
    "=": ("=",),
    "approx": ("~", "≈", "∼", "ca", "c.a.", "approx", "approximately", "about", "around", "circa", "etwa", "typically",
               "nominally", "nominal"),
    "range": ("between", "from", "zwischen"),
}  # fmt: skip
_BEFORE: Phrases[str] = Phrases({phrase: sign for sign, phrases in _WORDS.items() for phrase in phrases})

_AFTER: Phrases[str] = Phrases(
    {
        **dict.fromkeys(("min", "minimum", "mind", "or higher", "or more", "or greater", "or above", "and above",
                         "or better", "and higher", "min purity", "(min)"), ">="),
        **dict.fromkeys(("max", "maximum", "or less", "or lower", "or below", "and below", "(max)"), "<="),
        **dict.fromkeys(("approx", "ca", "(approx)"), "approx"),
    }
)  # fmt: skip

_JOINERS = frozenset({"-", "~", "to", "bis", "and", "und", "..", "..."})
_LOWER = frozenset({">=", ">", "range", "=", None})
_UPPER = frozenset({"<=", "<", None})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity, with the fields of a ``Specification``.

    ``is_bare`` tells whether it has only one number, or two with a dash: no unit and no comparison.
    """

    comparison: str
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    is_bare: bool


@dataclass(slots=True)
class _Bound:
    comparison: str | None
    number: Decimal
    unit: str | None
    tolerance: Decimal | None


class QuantityReader:
    """Reads one quantity of a test from tokens and keeps its place."""

    def __init__(self, tokens: Sequence[Token], at: int, test: KnownTest, unit: str | None) -> None:
        self._tokens = tokens
        self._test = test
        self._label_unit = unit
        self.at = at

    def read(self) -> Quantity | None:
        """Return the quantity at the place, or None if there is none or its parts contradict each other."""
        first = self._bound()
        if first is None:
            return None
        start = self.at
        joiner = self._joiner()
        second = self._bound(after_joiner=joiner is not None)
        if second is None or (joiner is None and second.comparison is None):
            self.at = start
            return self._single(first)
        return self._range(first, second, joiner)

    def _key(self, offset: int = 0) -> str:
        place = self.at + offset
        return self._tokens[place].key if place < len(self._tokens) else ""

    def _joiner(self) -> str | None:
        key = self._key()
        if key not in _JOINERS:
            return None
        self.at += 1
        return key

    def _take(self, phrases: Phrases[str]) -> str | None:
        found = phrases.match(self._tokens, self.at)
        if found is None:
            return None
        self.at = found[1]
        return found[0]

    def _bound(self, *, after_joiner: bool = False) -> _Bound | None:
        start = self.at
        comparison = self._take(_BEFORE)
        if comparison is not None:
            # Doubled words such as "min. ≥ 98 %" agree, or the bound says nothing.
            again = self._take(_BEFORE)
            if again is not None and again != comparison:
                comparison = again if comparison in {"=", "range"} else "contradiction"
        number = self._number(after_joiner=after_joiner)
        if number is None or comparison == "contradiction":
            self.at = start
            return None
        plus = self._plus()
        unit = self._unit()
        plus = plus or self._plus()
        tolerance = self._tolerance()
        if tolerance is not None:
            unit_behind = self._unit()
            if None not in {unit, unit_behind} and unit != unit_behind:
                return None
            unit = unit or unit_behind
        after = ">=" if plus else self._after()
        if after is not None and comparison not in {None, after} and not (plus and comparison == ">"):
            self.at = start
            return None
        return _Bound(comparison or after, number, unit, tolerance)

    def _after(self) -> str | None:
        """Return a comparison after the number, unless it belongs to a second number."""
        found = _AFTER.match(self._tokens, self.at)
        if found is None or (found[1] < len(self._tokens) and self._tokens[found[1]].is_number):
            return None
        self.at = found[1]
        return found[0]

    def _number(self, *, after_joiner: bool) -> Decimal | None:
        """Return a number with its sign. A dash followed by a space is not a sign."""
        sign = self._key() if self._key() in {"-", "+"} else ""
        place = self.at + bool(sign)
        if place >= len(self._tokens) or not self._tokens[place].is_number:
            return None
        if sign and self._tokens[self.at].end != self._tokens[place].start and not after_joiner:
            return None
        number = self._value(self._tokens[place].key)
        if number is None:
            return None
        self.at = place + 1
        return -number if sign == "-" else number

    def _value(self, key: str) -> Decimal | None:
        """Return the number. Its comma is decimal if thousands are impossible for the test."""
        number = read_number(key)
        highest = self._test.highest
        if number is None or "," not in key or highest is None or number <= highest:
            return number
        unit_at = UNITS.match(self._tokens, self.at + 1)
        small = unit_at is not None and unit_at[0] not in PERCENTAGES and unit_at[0] != self._test.usual
        return number if small else read_number(key, decimal_comma=True)

    def _plus(self) -> bool:
        """Tell whether a plus follows the number (98+ %) and is not the sign of another number."""
        if self._key() != "+":
            return False
        following = self.at + 1
        if following < len(self._tokens) and self._tokens[following].is_number:
            return False
        self.at += 1
        return True

    def _unit(self) -> str | None:
        found = UNITS.match(self._tokens, self.at)
        if found is None and self._test.usual == "°C":
            found = TEMPERATURE_UNITS.match(self._tokens, self.at)
        if found is None and self._test.name == "Concentration":
            found = CONCENTRATION_UNITS.match(self._tokens, self.at)
        if found is None:
            return None
        self.at = found[1]
        return found[0]

    def _tolerance(self) -> Decimal | None:
        if self._key() not in {"±", "+/-"}:
            return None
        if self.at + 1 >= len(self._tokens) or not self._tokens[self.at + 1].is_number:
            return None
        number = read_number(self._tokens[self.at + 1].key, decimal_comma=True)
        if number is not None:
            self.at += 2
        return number

    def _single(self, bound: _Bound) -> Quantity | None:
        unit = bound.unit or self._label_unit
        value = float(bound.number)
        if bound.tolerance is not None:
            if bound.comparison not in {None, "=", "approx"}:
                return None
            low, high = float(bound.number - bound.tolerance), float(bound.number + bound.tolerance)
            return Quantity("range", value, low, high, unit, is_bare=False)
        if bound.comparison == "range":
            return None
        is_bare = bound.comparison in {None, "="} and unit is None
        return Quantity(bound.comparison or "=", value, None, None, unit, is_bare)

    def _range(self, first: _Bound, second: _Bound, joiner: str | None) -> Quantity | None:
        if first.tolerance is not None or second.tolerance is not None:
            return None
        if first.unit is not None and second.unit not in {None, first.unit}:
            return None
        unit = second.unit or first.unit or self._label_unit
        if first.comparison in {"<=", "<"} and second.comparison in {">=", ">"}:
            first, second = second, first
        elif first.comparison == "approx" and second.comparison is None:
            first = _Bound(None, first.number, first.unit, None)
        if first.comparison not in _LOWER or second.comparison not in _UPPER:
            return None
        has_words = first.comparison is not None or second.comparison is not None
        if joiner in {"and", "und"} and not has_words:
            return None
        is_bare = unit is None and not has_words and joiner in {"-", "~"}
        return Quantity("range", None, float(first.number), float(second.number), unit, is_bare)
