"""Read the text after a quantity: methods, grades and conditions, in brackets or after commas.

Nothing is skipped. If a word has no meaning here, the whole text is not understood, and has no value.
``98 % of all samples`` must not become an assay.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.product.specification.methods import GRADES, METHODS, OPENERS, read_methods
from catalog.product.specification.scanner import Token
from catalog.product.specification.units import PERCENT_BASES, UNITS

_SEPARATORS = frozenset({",", ";", "、"})


class Tail:
    """The part after a quantity in a text.

    Attributes:
        methods: the methods of measurement.
        conditions: the other words, in stated order.
        unit: the unit, with the basis of a percentage if stated.
    """

    def __init__(self, text: str, tokens: Sequence[Token], unit: str | None, *, letters: bool) -> None:
        self._text = text
        self._tokens = tokens
        self._letters = letters
        self.unit = unit
        self.methods: list[str] = []
        self.conditions: list[str] = []

    def read(self, at: int) -> bool:
        """Read to the end. Return False if a part is not understood."""
        while at < len(self._tokens):
            reached = self._part(at)
            if reached is None:
                return False
            at = reached
        return True

    def _part(self, at: int) -> int | None:
        key = self._tokens[at].key
        if key in {"(", "["}:
            return self._bracket(at)
        if key in {".", "*"} and at == len(self._tokens) - 1:
            return at + 1
        if key in _SEPARATORS or self._is_loose_dash(at):
            return self._segment(at + 1)
        if key == "/":
            return self._pressure(at)
        return self._word(at)

    def _is_loose_dash(self, at: int) -> bool:
        """Tell whether a dash has spaces around it and separates like a comma."""
        token = self._tokens[at]
        return (
            token.key in {"-", "|"}
            and at + 1 < len(self._tokens)
            and at > 0
            and self._tokens[at - 1].end < token.start
            and token.end < self._tokens[at + 1].start
        )

    def _bracket(self, at: int) -> int | None:
        depth = 0
        for place in range(at, len(self._tokens)):
            key = self._tokens[place].key
            depth += (key in {"(", "["}) - (key in {")", "]"})
            if depth == 0:
                self._classify(at + 1, place, self._text[self._tokens[at].start : self._tokens[place].end])
                return place + 1
        return None

    def _segment(self, at: int) -> int:
        """Return the tokens up to the next separator or bracket.

        A segment with a number is another statement (``≥98 % (HPLC); ≥95 % (GC)``). From there on the words stay
        together, so that its method is not assigned to the first.
        """
        end = at
        while end < len(self._tokens) and self._tokens[end].key not in {";", ",", "("}:
            end += 1
        if any(token.is_number for token in self._tokens[at:end]) and read_methods(self._tokens[at:end]) is None:
            end = len(self._tokens)
            self.conditions.append(self._text[self._tokens[at].start : self._tokens[-1].end])
        elif end > at:
            self._classify(at, end, self._text[self._tokens[at].start : self._tokens[end - 1].end])
        return end

    def _classify(self, start: int, end: int, words: str) -> None:
        """Read the tokens as methods, the basis of a percentage, both, or a condition."""
        inner = self._tokens[start:end]
        methods = read_methods(inner, letters=self._letters)
        basis = PERCENT_BASES.meaning(inner) if self.unit == "%" else None
        if methods is not None:
            self.methods.extend(methods)
        elif basis is not None:
            self.unit = basis
        else:
            self._mixed(start, end, words)

    def _mixed(self, start: int, end: int, words: str) -> None:
        """Read a method followed by a basis or a condition: ``(HPLC, area%)``, ``(GC, sum of isomers)``."""
        found = METHODS.match(self._tokens, start)
        if found is None or found[1] >= end:
            if words:
                self.conditions.append(words)
            return
        rest = found[1] + (self._tokens[found[1]].key in _SEPARATORS)
        basis = PERCENT_BASES.meaning(self._tokens[rest:end]) if self.unit == "%" else None
        if basis is not None:
            self.unit = basis
        elif rest == found[1] or rest >= end:
            self.conditions.append(words)
            return
        else:
            self.conditions.append(self._text[self._tokens[rest].start : self._tokens[end - 1].end])
        self.methods.append(found[0])

    def _pressure(self, at: int) -> int | None:
        """Read a pressure after a boiling point: ``82 °C/12 mmHg``."""
        if at + 1 >= len(self._tokens) or not self._tokens[at + 1].is_number:
            return None
        unit = UNITS.match(self._tokens, at + 2)
        if unit is None or unit[0] not in {"mmHg", "hPa", "kPa"}:
            return None
        self.conditions.append(self._text[self._tokens[at + 1].start : self._tokens[unit[1] - 1].end])
        return unit[1]

    def _word(self, at: int) -> int | None:
        basis = PERCENT_BASES.match(self._tokens, at) if self.unit == "%" else None
        if basis is not None:
            self.unit = basis[0]
            return basis[1]
        key = self._tokens[at].key
        method = METHODS.match(self._tokens, at + (key == "by"))
        if method is not None:
            self.methods.append(method[0])
            return method[1]
        grade = GRADES.match(self._tokens, at)
        if grade is not None:
            self.conditions.append(self._text[self._tokens[at].start : self._tokens[grade[1] - 1].end])
            return grade[1]
        return self._segment(at) if key in OPENERS else None
