"""Read the label of a specification: its test, method, unit and condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.product.specification.known_tests import ASSAY, IMPURITY_WORDS, TEST_NAMES, UNKNOWN_TEST, KnownTest
from catalog.product.specification.methods import METHODS, read_methods
from catalog.product.specification.optics import read_optics
from catalog.product.specification.scanner import Token, harmonize, tokenize
from catalog.product.specification.units import CONCENTRATION_UNITS, UNITS

_MAX_LABEL = 120
_LIMITS = {"min": ">=", "minimum": ">=", "≥": ">=", "max": "<=", "maximum": "<=", "≤": "<="}
_CLOSING = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class TestLabel:
    """A label, as read.

    Attributes:
        stated: the label as stated, without outer blanks and a final colon.
        test: the test.
        name: the name of the test, followed by unread words in brackets.
        methods, unit, conditions: the other parts.
        limit: ``>=`` or ``<=`` if the label says that plain numbers are minima or maxima.
    """

    stated: str
    test: KnownTest
    name: str
    methods: tuple[str, ...] = ()
    unit: str | None = None
    conditions: tuple[str, ...] = ()
    limit: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the label is only the test's name."""
        return not (self.methods or self.unit or self.conditions or self.limit)


def read_label(label: str) -> TestLabel:
    """Read a label.

    >>> read_label("purity(hplc)").test.name, read_label("purity(hplc)").methods
    ('Assay', ('HPLC',))
    >>> read_label("Ignition residue (sulfate)").name
    'Residue on ignition (sulfate)'
    >>> read_label("Water (KF), %").unit
    '%'
    >>> read_label("Min. purity [%]").limit
    '>='
    >>> read_label("melting_point").name, read_label("Frobnication_2").name
    ('Melting point', 'Frobnication_2')
    """
    if len(label) > _MAX_LABEL:
        return TestLabel(label, UNKNOWN_TEST, label)
    return _read_short(label)


@lru_cache(maxsize=2048)
def _read_short(label: str) -> TestLabel:
    """Read a short label. Labels repeat, so the results are cached."""
    stated = label.strip().rstrip(":").rstrip()
    unknown = TestLabel(stated, UNKNOWN_TEST, stated)
    # Programs write melting_point.
    text = harmonize(stated.replace("_", " "))
    tokens = tokenize(text)
    limit = _LIMITS.get(tokens[0].key) if tokens else None
    at, methods = _leading_methods(tokens, int(limit is not None))
    found = TEST_NAMES.match(tokens, at)
    if found is None:
        return unknown
    test, at = found
    if test is ASSAY and any(token.key in IMPURITY_WORDS for token in tokens):
        return unknown
    parts = _LabelReader(text, tokens, test, list(methods), limit)
    if not parts.read(at):
        return unknown
    name = f"{test.name} ({', '.join(parts.others)})" if parts.others else test.name
    return TestLabel(stated, test, name, tuple(parts.methods), parts.unit, tuple(parts.conditions), parts.limit)


def _leading_methods(tokens: Sequence[Token], at: int) -> tuple[int, tuple[str, ...]]:
    """Return the methods before the name, as in ``HPLC purity``."""
    if TEST_NAMES.match(tokens, at) is not None:
        return at, ()
    found = METHODS.match(tokens, at)
    return (found[1], (found[0],)) if found is not None else (at, ())


class _LabelReader:
    """The parts after the name in a label: brackets, methods, units and conditions, in any order."""

    def __init__(
        self, text: str, tokens: Sequence[Token], test: KnownTest, methods: list[str], limit: str | None
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._test = test
        self.methods = methods
        self.limit = limit
        self.unit: str | None = None
        self.conditions: list[str] = []
        self.others: list[str] = []

    def read(self, at: int) -> bool:
        """Read to the end. Return False if a part is not understood."""
        tokens = self._tokens
        while at < len(tokens):
            key = tokens[at].key
            optics = read_optics(tokens, at, self._test.symbol)
            if key in {",", ";", "/", ":", "by", "."}:
                at += 1
            elif key in _CLOSING and optics is None:
                end = _closing(tokens, at)
                if end is None:
                    return False
                self._bracket(tokens[at + 1 : end], self._text[tokens[at].end : tokens[end].start].strip())
                at = end + 1
            elif optics is not None:
                self.conditions.append(optics[0])
                at = optics[1]
            else:
                reached = self._word(at)
                if reached is None:
                    return False
                at = reached
        return True

    def _word(self, at: int) -> int | None:
        method = METHODS.match(self._tokens, at)
        if method is not None:
            self.methods.append(method[0])
            return method[1]
        unit = UNITS.match(self._tokens, at)
        if unit is not None:
            self.unit = unit[0]
            return unit[1]
        key = self._tokens[at].key
        if key in _LIMITS:
            self.limit = _LIMITS[key]
            return at + 1
        if key in {"at", "@", "in", "on"}:
            self.conditions.append(self._text[self._tokens[at].start :].strip())
            return len(self._tokens)
        return None

    def _bracket(self, inner: Sequence[Token], text: str) -> None:
        methods = read_methods(inner)
        unit = UNITS.meaning(inner) or (
            CONCENTRATION_UNITS.meaning(inner) if self._test.name == "Concentration" else ""
        )
        optics = read_optics(inner, 0, self._test.symbol)
        if methods is not None:
            self.methods.extend(methods)
        elif unit:
            self.unit = unit
        elif text.lower().rstrip(".") in _LIMITS:
            self.limit = _LIMITS[text.lower().rstrip(".")]
        elif optics is not None and optics[1] == len(inner):
            self.conditions.append(optics[0])
        elif self._test.methods_in_label and text:
            self.methods.append(text)
        elif not self._mixed(inner):
            self._other(text)

    def _mixed(self, inner: Sequence[Token]) -> bool:
        """Read a bracket of a method and a unit, ``(HPLC, %)``, or a unit and a condition, ``(g/mL at 25 °C)``."""
        unit = UNITS.match(inner, 0)
        if unit is not None and unit[1] < len(inner) and inner[unit[1]].key in {"at", "@", ","}:
            rest = inner[unit[1] :]
            methods = read_methods(rest)
            if methods is not None:
                self.methods.extend(methods)
            else:
                self.conditions.append(self._text[rest[0].start : rest[-1].end].lstrip(", "))
            self.unit = unit[0]
            return True
        for split in range(1, len(inner)):
            end_unit = UNITS.meaning(inner[split:])
            methods = read_methods(inner[:split]) if end_unit else None
            if end_unit and methods:
                self.methods.extend(methods)
                self.unit = end_unit
                return True
        return False

    def _other(self, text: str) -> None:
        if any(character.isdigit() for character in text):
            self.conditions.append(text)
        elif text:
            self.others.append(text)


def _closing(tokens: Sequence[Token], at: int) -> int | None:
    """Return where the bracket that opens here is closed."""
    opening, closing = tokens[at].key, _CLOSING[tokens[at].key]
    depth = 0
    for place in range(at, len(tokens)):
        key = tokens[place].key
        depth += (key == opening) - (key == closing)
        if depth == 0:
            return place
    return None
