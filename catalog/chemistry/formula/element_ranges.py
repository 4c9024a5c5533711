"""Ranges of element counts, as people write them to search: ``C10-12 H* N>=2 no Cl``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from catalog.chemistry.formula.symbols import KINDS, unknown_symbol_message
from catalog.errors import InvalidFormula

MOST = 1_000_000
"""The largest count in a search."""
DASHES = "-–—‑‒−"
_SPACES = " \t\n\r,;\u00a0"
_SIGNS = {"≥": ">=", "≤": "<=", "⩾": ">=", "⩽": "<="}
_TERM = re.compile(r"(?:\[[0-9]{1,3}([A-Z][a-z]?)\]|([A-Z][a-z]?))([0-9]{0,9}(?:\.[0-9]{1,4})?)")
_CHARGE = re.compile(r"[+-][0-9]{0,3}")
_ISOTOPES = frozenset({"D", "T"})
_NOT_APART = "isotopes are not counted apart; ask for H, or for a formula such as D2O, which tells them apart"


class ElementRange(NamedTuple):
    """A range of counts of one element, isotopes included.

    Attributes:
        element: its symbol.
        low: the lowest count.
        high: the highest count, or None without a limit.
    """

    element: str
    low: int
    high: int | None

    def text(self) -> str:
        """Return the range as a user types it.

        >>> ElementRange("C", 10, 12).text(), ElementRange("Cl", 0, 0).text(), ElementRange("H", 0, None).text()
        ('C10-12', 'no Cl', 'H*')
        """
        if self.high is None:
            return f"{self.element}>={self.low}" if self.low else f"{self.element}*"
        if self.high == 0:
            return f"no {self.element}"
        return f"{self.element}{self.low}" if self.low == self.high else f"{self.element}{self.low}-{self.high}"

    def holds(self, counts: dict[str, float]) -> bool:
        """Tell whether a formula with these counts fits."""
        count = counts.get(self.element, 0)
        return count >= self.low and (self.high is None or count <= self.high)


def element_counts(hill_formula: str) -> dict[str, float]:
    """Return the element counts of our own Hill text, isotopes included. An indefinite formula has none.

    >>> element_counts("C2H5DO"), element_counts("[13C]CuH10O9.5+2"), element_counts("(C2H4O)n")
    ({'C': 2.0, 'H': 6.0, 'O': 1.0}, {'C': 1.0, 'Cu': 1.0, 'H': 10.0, 'O': 9.5}, {})
    """
    counts: dict[str, float] = {}
    place = 0
    while (term := _TERM.match(hill_formula, place)) is not None:
        kind = KINDS.get(term[1] or term[2])
        if kind is None:
            return {}
        counts[kind.symbol] = counts.get(kind.symbol, 0.0) + float(term[3] or 1)
        place = term.end()
    is_whole = place == len(hill_formula) or _CHARGE.fullmatch(hill_formula, place) is not None
    return counts if is_whole else {}


def read_element_ranges(text: str) -> tuple[ElementRange, ...]:
    """Read ranges of element counts, separated by spaces or commas.

    ``C6`` is exactly six and ``N`` exactly one, as in a formula; ``C10-12``, ``N>=2``, ``N>1``, ``O<3``, ``O<=2``,
    ``S=1``; ``N+`` at least one, ``C6+`` at least six; ``H*`` any number, even none; ``no Cl`` and ``Cl0`` none.
    Other elements may have any count. If an element has two ranges, both must match.

    Raises:
        InvalidFormula: it cannot be read, or names D or T, which are counted as H; the message names the character.

    >>> [wanted.text() for wanted in read_element_ranges("C10-12 H* N>=2 no Cl")]
    ['C10-12', 'H*', 'N>=2', 'no Cl']
    """
    scanner = _Scanner(text)
    ranges: dict[str, ElementRange] = {}
    while scanner.goes_on():
        wanted = scanner.read_range()
        if (other := ranges.get(wanted.element)) is not None:
            wanted = scanner.both(other, wanted)
        ranges[wanted.element] = wanted
    if not ranges:
        raise InvalidFormula("No element is named. Write, for example, C10-12 H* N>=2 no Cl.", stated=text, position=0)
    return tuple(ranges.values())


def read_elements(texts: Iterable[str]) -> tuple[str, ...]:
    """Read element symbols, separated by spaces or commas.

    Raises:
        InvalidFormula: a part is not an element symbol, such as D: isotopes are counted as their element.

    >>> read_elements(["Cl", "Br, F"])
    ('Cl', 'Br', 'F')
    """
    symbols: dict[str, None] = {}
    for text in texts:
        for word in re.split(r"[\s,;]+", text.strip()):
            if word not in KINDS:
                message = f"{word[:20]!r} is not an element symbol. Write Cl, or Cl, Br for several."
                raise InvalidFormula(message, stated=text, position=0)
            if word in _ISOTOPES:
                raise InvalidFormula(f"{word} names an isotope: {_NOT_APART}.", stated=text, position=0)
            symbols[word] = None
    return tuple(symbols)


class _Scanner:
    """Reads character by character, without going back."""

    def __init__(self, text: str) -> None:
        self.stated = text
        self.text = text
        self.place = 0

    def goes_on(self) -> bool:
        """Skip spaces and commas, and tell whether anything follows."""
        while self._next() and self._next() in _SPACES:
            self.place += 1
        return self.place < len(self.text)

    def read_range(self) -> ElementRange:
        """Read the range of one element."""
        if self._is_no():
            self.place += 2
            if not self.goes_on():
                raise self._error("an element must follow “no”, as in no Cl", self.place)
            return ElementRange(self._symbol(), 0, 0)
        element = self._symbol()
        self._pass_blanks(before="<>=≥≤⩾⩽")
        sign = self._sign()
        if sign:
            self._pass_blanks()
            return ElementRange(element, *self._compared(sign, self._number(f"a number must follow {sign}")))
        if self._next() == "*":
            self.place += 1
            return ElementRange(element, 0, None)
        low = self._count()
        if self._next() == "+":
            self.place += 1
            return ElementRange(element, 1 if low is None else low, None)
        if low is not None and self._next() and self._next() in DASHES:
            self.place += 1
            high = self._number("the upper number must follow the dash")
            if high < low:
                raise self._error(f"the range ends at {high}, below its start {low}", self.place - 1)
            return ElementRange(element, low, high)
        count = 1 if low is None else low
        return ElementRange(element, count, count)

    def both(self, first: ElementRange, second: ElementRange) -> ElementRange:
        """Return the intersection of two ranges of one element."""
        low = max(first.low, second.low)
        highs = [wanted.high for wanted in (first, second) if wanted.high is not None]
        high = min(highs) if highs else None
        if high is not None and high < low:
            message = f"{first.element} cannot be {first.text()} and {second.text()} at once"
            raise self._error(message, self.place - 1)
        return ElementRange(first.element, low, high)

    def _next(self) -> str:
        return self.text[self.place : self.place + 1]

    def _pass_blanks(self, before: str | None = None) -> None:
        """Skip spaces; with ``before``, only if one of these characters follows."""
        place = self.place
        while self.text[place : place + 1] == " ":
            place += 1
        if before is None or (self.text[place : place + 1] or "?") in before:
            self.place = place

    def _is_no(self) -> bool:
        word = self.text[self.place : self.place + 3]
        return word == "no" or (word.lower() == "no " and not word.startswith("NO"))

    def _symbol(self) -> str:
        for length in (2, 1):
            symbol = self.text[self.place : self.place + length]
            if symbol in _ISOTOPES:
                raise self._error(f"{symbol} names an isotope: {_NOT_APART}", self.place)
            if len(symbol) == length and symbol in KINDS:
                self.place += length
                return symbol
        if not self._next():
            raise self._error("an element must follow here", self.place)
        raise self._error(unknown_symbol_message(self.text, self.place), self.place)

    def _sign(self) -> str:
        character = self._next()
        if character in _SIGNS:
            self.place += 1
            return _SIGNS[character]
        for sign in (">=", "=>", "<=", "=<", ">", "<", "="):
            if self.text.startswith(sign, self.place):
                self.place += len(sign)
                return {"=>": ">=", "=<": "<="}.get(sign, sign)
        return ""

    def _number(self, missing: str) -> int:
        number = self._count()
        if number is None:
            raise self._error(missing, self.place)
        return number

    def _count(self) -> int | None:
        start = self.place
        while self._next() and self._next() in "0123456789":
            self.place += 1
        if start == self.place:
            return None
        digits = self.text[start : self.place]
        if len(digits) > 7 or int(digits) > MOST:
            raise self._error(f"a count cannot be above {MOST:,}", start)
        return int(digits)

    def _compared(self, sign: str, number: int) -> tuple[int, int | None]:
        if sign == "<" and number == 0:
            raise self._error("a count cannot be below 0", self.place - 1)
        bounds: dict[str, tuple[int, int | None]] = {
            ">=": (number, None),
            ">": (number + 1, None),
            "<=": (0, number),
            "<": (0, number - 1),
            "=": (number, number),
        }
        return bounds[sign]

    def _error(self, message: str, place: int) -> InvalidFormula:
        where = f" (character {place + 1} of {self.stated.strip()[:60]!r})"
        return InvalidFormula(message[0].upper() + message[1:] + where + ".", stated=self.stated, position=place)
