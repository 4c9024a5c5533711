"""Reading a formula's plain text: looking ahead, reading numbers, and reporting the position of errors."""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn

from catalog.chemistry.formula.pieces import whole_number
from catalog.chemistry.formula.text import VULGAR_FRACTIONS, FormulaText
from catalog.errors import InvalidFormula

MOST_ATOMS = 1_000_000
"""The largest count. No product with a formula has more atoms of one kind."""

_DIGITS = frozenset("0123456789")
_VARIABLES = frozenset("nmxyzδ")
_OPENINGS = frozenset("([")


class Cursor:
    """A place in a formula.

    Attributes:
        text: the formula in the plain alphabet.
        index: the next character to read.
    """

    def __init__(self, text: FormulaText, stated: str) -> None:
        self.text = text.plain
        self.index = 0
        self._positions = text.positions
        self._stated = stated

    def peek(self, ahead: int = 0) -> str:
        """Return the character at this distance, or an empty text after the end."""
        place = self.index + ahead
        return self.text[place] if place < len(self.text) else ""

    def skip_blanks(self) -> None:
        """Move to the next character that is not a space."""
        while self.peek() == " ":
            self.index += 1

    def after(self, place: int) -> int:
        """Return the first place from here that is not a space."""
        while place < len(self.text) and self.text[place] == " ":
            place += 1
        return place

    def digits_end(self, place: int) -> int:
        """Return the place after the digits that begin here."""
        while place < len(self.text) and self.text[place] in _DIGITS:
            place += 1
        return place

    def starts_atoms(self, place: int) -> bool:
        """Tell whether an element symbol or a bracket begins here."""
        character = self.text[place : place + 1]
        return character in _OPENINGS or "A" <= character <= "Z"

    def is_variable(self, place: int) -> bool:
        """Tell whether a letter for an unknown count is here."""
        return place < len(self.text) and self.text[place] in _VARIABLES

    def is_digit(self, place: int) -> bool:
        """Tell whether an ASCII digit is here."""
        return place < len(self.text) and self.text[place] in _DIGITS

    def number(self) -> Fraction | None:
        """Read the number before a part, such as ``2``, ``1/2``, ``½``, ``1½``, ``0.5`` or ``1,5``, or return None."""
        start = self.index
        if self.starts_atoms(start):
            return None
        self.index = self.digits_end(start)
        value = self.whole(start, self.index)
        is_bare_decimal = self.index == start and self.peek() == "."
        if self.peek() in {".", ",", "/"} and self.is_digit(self.index + 1) and (self.index > start or is_bare_decimal):
            value = self._fractional(value)
        elif self.peek() == " " and self.index > start and self._is_fraction(self.index + 1):
            self.index += 1
            value += self._simple_fraction()
        if self.peek() in VULGAR_FRACTIONS:
            value += VULGAR_FRACTIONS[self.peek()]
            self.index += 1
        if self.index == start:
            return None
        return self.positive(value, start)

    def _fractional(self, whole: Fraction) -> Fraction:
        """Read what follows a whole number: decimals, or the denominator of a fraction."""
        mark = self.text[self.index]
        start = self.index + 1
        self.index = self.digits_end(start)
        if mark == "/":
            return whole / self.positive(self.whole(start, self.index), start)
        return whole + self.decimals(start, self.index)

    def _is_fraction(self, place: int) -> bool:
        end = self.digits_end(place)
        return end > place and self.text[end : end + 1] == "/" and self.is_digit(end + 1)

    def _simple_fraction(self) -> Fraction:
        start = self.index
        self.index = self.digits_end(start)
        return self._fractional(self.whole(start, self.index))

    def whole(self, start: int, end: int) -> Fraction:
        """Return the digits between two places as a number. More than seven are refused."""
        digits = self.text[start:end]
        if len(digits) > 7:
            self.fail(f"The count {digits[:12]}… is too large", start)
        return whole_number(int(digits or "0"))

    def decimals(self, start: int, end: int) -> Fraction:
        """Return the digits between two places as decimals after the point."""
        return self.whole(start, end) * Fraction(1, 10 ** (end - start))

    def positive(self, value: Fraction, start: int) -> Fraction:
        """Return the value, or fail if it cannot be a count."""
        if value <= 0:
            self.fail("A count of zero is not allowed", start)
        if value > MOST_ATOMS:
            self.fail(f"A count is at most {MOST_ATOMS:,}", start)
        return value

    def fail(self, message: str, place: int | None = None) -> NoReturn:
        """Raise for the character at a place, by default at the index, with its position in the stated text."""
        at = self.index if place is None else place
        position = self._positions[at] if at < len(self._positions) else len(self._stated)
        where = f"character {position + 1}" if position < len(self._stated) else "the end"
        sentence = f"{message}, at {where} of “{_shortened(self._stated)}”."
        raise InvalidFormula(sentence, stated=self._stated, position=position)


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"
