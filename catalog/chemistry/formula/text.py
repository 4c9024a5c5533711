"""A formula's typography: sub- and superscripts, markup, dots and dashes of every kind, as plain text.

In the plain text, counts are ASCII digits, superscripts begin with ``^``, every dot except a full stop is ``·``, and
every dash is ``-``. Each character has its position in the stated text, for error messages.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

_DOTS = frozenset("·•∙⋅・･‧●◦○⸱ꞏ\u0387\u16eb*＊×✕⨯∗")
_DASHES = frozenset("‐‑‒–—―−﹣－⁃")
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff_$")
"""Invisible characters, and the underscores and dollar signs that mark subscripts and mathematics in plain text."""
_TAGS = frozenset({"sub", "sup", "i", "b", "em", "strong", "span", "font", "p", "br", "small"})
_MARKED = frozenset("<&_$*{}") | _DROPPED
_LONGEST_MARK = 40
"""Characters in the longest tag or entity that is looked for."""


VULGAR_FRACTIONS: dict[str, Fraction] = {
    fraction: Fraction(unicodedata.numeric(fraction)).limit_denominator(10) for fraction in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"
}
"""The fractions of one character. They are not changed."""


class FormulaText(NamedTuple):
    """A formula in the plain alphabet.

    Attributes:
        plain: the text.
        positions: the position of each character in the stated text.
    """

    plain: str
    positions: Sequence[int]


def harmonize_formula_text(stated: str) -> FormulaText:
    """Write a printed formula in the plain alphabet. Nothing is refused.

    >>> harmonize_formula_text("C₂H₅OH").plain, harmonize_formula_text("SO<sub>4</sub><sup>2-</sup>").plain
    ('C2H5OH', 'SO4^2-')
    >>> harmonize_formula_text("C__2__0H__1__2•½H₂O").plain
    'C20H12·½H2O'
    """
    if stated.isascii() and _MARKED.isdisjoint(stated) and stated.isprintable():
        return FormulaText(stated, range(len(stated)))
    writer = _Writer(stated)
    while writer.index < len(stated):
        writer.take()
    return FormulaText("".join(writer.characters), tuple(writer.positions))


class _Writer:
    """Copies a text character by character, each in its plain form with its position."""

    def __init__(self, stated: str) -> None:
        self.stated = stated
        self.index = 0
        self.characters: list[str] = []
        self.positions: list[int] = []
        self._raised_until = -1
        self._braces: list[bool] = []

    def take(self) -> None:
        """Copy the character at the index and move on."""
        character = self.stated[self.index]
        if character in "<&" and self._take_markup(character):
            return
        if character in "{}":
            self._take_brace(character)
        elif character not in _DROPPED:
            self._write(_plain(character), raised=_is_raised(character))
        self.index += 1

    def _write(self, text: str, *, raised: bool = False) -> None:
        """Append plain characters, a run of superscripts after one ``^``."""
        if raised and self._raised_until != self.index:
            text = "^" + text
        if raised:
            self._raised_until = self.index + 1
        self.characters.extend(text)
        self.positions.extend([self.index] * len(text))

    def _take_markup(self, opening: str) -> bool:
        """Take a known tag or entity. Tell whether there was one."""
        end = self.stated.find(">" if opening == "<" else ";", self.index, self.index + _LONGEST_MARK)
        if end < 0:
            return False
        mark = self.stated[self.index : end + 1]
        if opening == "<":
            name = mark[1:-1].strip("/ ").partition(" ")[0].lower()
            if name not in _TAGS:
                return False
            if name == "sup" and not mark.startswith("</"):
                self._write("^")
        else:
            meant = html.unescape(mark)
            if len(meant) != 1:
                return False
            self._write(_plain(meant), raised=_is_raised(meant))
        self.index = end + 1
        return True

    def _take_brace(self, brace: str) -> None:
        """Drop braces after ``_`` or ``^``; other braces are brackets."""
        if brace == "{":
            self._braces.append(self.stated[max(self.index - 1, 0)] in "_^")
            if not self._braces[-1]:
                self._write("(")
        elif not (self._braces and self._braces.pop()):
            self._write(")")


def _is_raised(character: str) -> bool:
    """Tell whether it is a superscript digit or sign."""
    return unicodedata.decomposition(character).startswith("<super>") and _plain(character) in "0123456789+-"


def _plain(character: str) -> str:
    """Return a character in the plain alphabet, or unchanged."""
    if character in _DOTS:
        return "·"
    if character in _DASHES or character in "⁻₋":
        return "-"
    if character.isspace():
        return " "
    if character in VULGAR_FRACTIONS:
        return character
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if compatible.isascii() and compatible.isprintable() else character
