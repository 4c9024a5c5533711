"""The numbers after atoms and groups: counts, decimals, ranges, letters for unknown numbers, and ionic charges.

Several characters have two meanings. Only the whole formula, or its weight, shows the right one::

    Ni1/3Mn2/3O2    /  makes a fraction of the count, or begins a component
    CuSO4.5H2O      .  begins a component, or makes a decimal of the count before it
    Ca2+            2  counts the charge, or the atoms
    SO42-           42 is a count and a charge, or a count
    NaCl 2 H2O      2  counts what follows, or the atoms before it

Each such place is a doubt. A reading uses the usual meaning of every doubt, or the other one on request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from catalog.chemistry.formula.cursor import Cursor
from catalog.chemistry.formula.pieces import AtomGroup
from catalog.chemistry.formula.text import VULGAR_FRACTIONS, FormulaText

_ENDS = frozenset(" ·.,;/)]")
_ONE = Fraction(1)
_ANIONS_HOLD = 4
"""If the last element has more atoms than this for each other heavy atom, its count ends in a charge: ``SO42-``."""

_BROKEN_NUMBER = re.compile(r"[A-Za-z)]0[.,][0-9]")
"""A count that can only be a decimal, as in ``Li1.2Mn0.54O2``. Then the other points are decimal points too."""

_FRACTION = re.compile(r"[A-Za-z)]([1-9])/([2-9])(?![0-9./])(?!H2O)")
"""A count that can be a simple fraction. Several of them, as in ``LiNi1/3Mn1/3Co1/3O2``, usually are."""

_JOINED = frozenset({"H", "C", "N", "F", "Cl", "Br", "I"})
"""Elements with ions of several atoms, such as azide and triiodide: ``N3-``, ``I3-``."""


@dataclass(frozen=True, slots=True)
class Count:
    """A count: a number, or a letter, range or expression for one, with the charge that follows."""

    number: Fraction = _ONE
    variable: str = ""
    charge: int = 0


class CountCursor(Cursor):
    """A cursor that reads the number after an atom or a group.

    Attributes:
        doubts: the places with two meanings so far.
        has_bonds: the component began with a dash. So a dash at its end is a bond too, not a charge.
        is_spaced: all counts are separated from their symbols by blanks, as in ``C 20 H 22``.
    """

    def __init__(self, text: FormulaText, stated: str, other_sides: frozenset[int]) -> None:
        super().__init__(text, stated)
        self.doubts: list[int] = []
        self.has_bonds = False
        self.is_spaced = not any(self.is_digit(i) and self.text[i - 1].isalpha() for i in range(1, len(self.text)))
        self._has_range = False
        self._has_broken_numbers = bool(_BROKEN_NUMBER.search(self.text))
        self._has_fractions = len(_FRACTION.findall(self.text)) > 1
        self._other_sides = other_sides

    def usual(self, place: int) -> bool:
        """Record an ambiguity and tell whether to read it in the usual way."""
        if place not in self.doubts:
            self.doubts.append(place)
        return place not in self._other_sides

    def ends(self, place: int) -> bool:
        """Tell whether a part of the formula ends before this place."""
        return place >= len(self.text) or self.text[place] in _ENDS

    def count(self, before: AtomGroup, symbol: str = "", *, bracketed: bool = False) -> Count:
        """Read the number at the index, or 1 without one.

        Args:
            before: the earlier atoms of the part. They distinguish the 2 of ``Ca2+`` from that of ``NaO2+``, and the 42
                of ``SO42-`` from that of ``C60H42-``.
            symbol: the atom's symbol; empty after a group.
            bracketed: it follows a square bracket, like the 2 of ``[Ca]2+``.
        """
        if self.peek() == " " and self._counts_behind_blank():
            self.skip_blanks()
        start = self.index
        end = self.digits_end(start)
        if self.is_variable(end) and not self._is_times_sign(start, end):
            return self._variable(start, end)
        if end == start:
            return self._vulgar(_ONE, start)
        if self._is_less_or_more(end):
            self.index = end + 2
            return Count(variable=self.text[start : self.index])
        self.index = end
        if self._signs_end(end) > end:
            charged = start if bracketed else self._charge_start(start, end, before, symbol)
            return self._count_and_charge(start, end, charged)
        if self._is_range(start, end):
            self.index = self.digits_end(end + 1)
            return Count(variable=self.text[start : self.index])
        value = self.whole(start, end)
        decimal = self._decimal(value, end) or self._simple_share(value, start, end)
        if decimal is not None:
            return Count(self.positive(decimal, start))
        return self._vulgar(self.positive(value, start), start)

    def _counts_behind_blank(self) -> bool:
        """Tell whether the digits after this blank count the atom before it, as in ``C 20 H 22``."""
        place = self.after(self.index)
        end = self.digits_end(place)
        if end == place or self._signs_end(end) > end or self.text[end : end + 1] in {".", ",", "/"}:
            return False
        return not self.starts_atoms(self.after(end)) or self.usual(place) == self.is_spaced

    def _vulgar(self, whole: Fraction, start: int) -> Count:
        """Read a one-character fraction, which ends the number unless it begins the next component."""
        fraction = VULGAR_FRACTIONS.get(self.peek())
        if fraction is None or (self.starts_atoms(self.after(self.index + 1)) and self.usual(self.index)):
            return Count(whole)
        has_whole = self.index > start
        self.index += 1
        return Count(whole + fraction if has_whole else fraction)

    def _is_times_sign(self, start: int, end: int) -> bool:
        """Tell whether the ``x`` here is between components, as in ``CuSO4x5H2O`` or ``C12H22O11xH2O``."""
        following = self.after(end + 1)
        digits_follow = self.is_digit(following)
        return self.text[end] == "x" and (digits_follow or (end > start and self.starts_atoms(following)))

    def _is_less_or_more(self, sign: int) -> bool:
        """Tell ``O7-x`` and ``O8+δ``, with a sign at this place, from the water of ``SO4-xH2O``."""
        signed = self.text[sign : sign + 1] in {"+", "-"} and self.is_variable(sign + 1)
        return signed and not self.text.startswith("H2O", sign + 2)

    def _variable(self, start: int, end: int) -> Count:
        """Read ``n``, ``2n``, ``2n+2`` or ``n-1``."""
        self.index = end + 1
        if self.peek() in {"+", "-"} and self.is_digit(self.index + 1):
            self.index = self.digits_end(self.index + 1)
        return Count(variable=self.text[start : self.index])

    def _is_range(self, start: int, end: int) -> bool:
        """Tell ``C12-14H25-29`` from the charge of ``O6S3-2`` and from the hydrate of ``SO4-10H2O``."""
        beyond = self.digits_end(end + 1)
        if self.text[end : end + 1] != "-" or beyond == end + 1 or self.text.startswith("H2O", beyond):
            return False
        is_range = self.whole(end + 1, beyond) > self.whole(start, end) and (not self.ends(beyond) or self._has_range)
        self._has_range = self._has_range or is_range
        return is_range

    def _decimal(self, value: Fraction, point: int) -> Fraction | None:
        """Return the decimal number at this point, or None if the point separates components."""
        if self.text[point : point + 1] not in {".", ","} or not self.is_digit(point + 1):
            return None
        end = self.digits_end(point + 1)
        is_multiplier = self.text[end : end + 1] in {".", ",", "/"} or self.text[end : end + 1] in VULGAR_FRACTIONS
        if is_multiplier and self.is_digit(end + 1):
            return None
        must_be_decimal = not value or self.text[point + 1] == "0" or not self.starts_atoms(self.after(end))
        if not must_be_decimal and self.usual(point) == self._separates(end):
            return None
        self.index = end
        return value + self.decimals(point + 1, end)

    def _simple_share(self, value: Fraction, start: int, slash: int) -> Fraction | None:
        """Return the fraction at this slash, or None if the slash separates components, as in ``CuSO4/5H2O``."""
        found = _FRACTION.match(self.text, start - 1)
        if found is None or (int(found[1]) >= int(found[2]) and not self._has_fractions):
            return None
        if self.usual(slash) != self._has_fractions:
            return None
        self.index = found.end()
        return value / int(found[2])

    def _separates(self, end: int) -> bool:
        """Tell whether a point usually separates here: before water, but not in a solid with fractions."""
        return not self._has_broken_numbers or self.text.startswith("H2O", self.after(end))

    def _signs_end(self, place: int) -> int:
        """Return the place after the signs that end a part, or the same place without signs."""
        end = place
        if self.has_bonds and self.text[place : place + 1] == "-":
            return place
        while end < len(self.text) and self.text[end] == self.text[place] and self.text[place] in "+-":
            end += 1
        return end if self.ends(end) else place

    def _count_and_charge(self, start: int, end: int, charged: int) -> Count:
        """Read the digits before a closing sign. From ``charged`` on, they are the charge."""
        signs_end = self._signs_end(end)
        sign = 1 if self.text[end] == "+" else -1
        self.index = signs_end
        if signs_end - end > 1:
            return Count(self.positive(self.whole(start, end), start), charge=sign * (signs_end - end))
        magnitude = int(self.whole(charged, end)) if charged < end else 1
        number = self.whole(start, charged) if charged > start else _ONE
        return Count(self.positive(number, start), charge=sign * magnitude)

    def _charge_start(self, start: int, end: int, before: AtomGroup, symbol: str) -> int:
        """Return where the charge begins between start and end, or the end if all digits count atoms."""
        if self.text[end - 1] in "01" or self.text[start] == "0":
            return end
        alone = before.is_empty() and bool(symbol)
        if end - start == 1:
            return start if alone and self.usual(start) == (symbol not in _JOINED) else end
        heavy = sum((count for kind, count in before.counts.items() if kind.symbol != "H"), Fraction(0))
        many = self.whole(start, end) > _ANIONS_HOLD * max(heavy, _ONE)
        return end - 1 if (alone or many) and self.usual(start) else end
