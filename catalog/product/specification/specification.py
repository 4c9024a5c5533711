"""Specifications: the promises of a supplier about a product. The text is kept unchanged, and typed if it can be read.

The grammar is in ``quantity``. Decision 0005 explains what is read and what stays text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from catalog.product.specification.known_tests import TEST_NAMES
from catalog.product.specification.label import TestLabel, read_label
from catalog.product.specification.methods import CHANGES, METHODS, read_methods
from catalog.product.specification.optics import read_optics
from catalog.product.specification.quantity import QuantityReader
from catalog.product.specification.scanner import MAX_LENGTH, Token, harmonize, has_exponent, tokenize
from catalog.product.specification.tail import Tail


@dataclass(frozen=True, slots=True)
class Specification:
    """One line of a product's specification.

    Attributes:
        test: the name of the test, ``Assay``; the stated label if it is unknown.
        text: the supplier's text, unchanged.
        comparison: ``>=``, ``<=``, ``>``, ``<``, ``=``, ``approx`` or ``range``; None if not typed.
        value: the number. For a range None, unless it is stated with a tolerance (25 ± 1).
        low, high: the ends of a range, in stated order.
        unit: in the form of ``units``, or None if not stated, as for a pH.
        method: the method of measurement; several are joined by ``, ``.
        conditions: the conditions of the value, and other words.
    """

    test: str
    text: str
    comparison: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    method: str | None = None
    conditions: str | None = None

    @property
    def least(self) -> float | None:
        """The guaranteed minimum, for a search with "at least".

        >>> read_specification("Assay", "98.0 to 102.0 %").least, read_specification("Assay", ">98%(GC)").least
        (98.0, 98.0)
        """
        if self.comparison == "range":
            return self.low
        return None if self.comparison in {"<=", "<"} else self.value

    @property
    def most(self) -> float | None:
        """The guaranteed maximum: the upper end of a range, or the value of a limit."""
        if self.comparison == "range":
            return self.high
        return None if self.comparison in {">=", ">"} else self.value

    def document(self) -> dict[str, object]:
        """Return the specification in the form of the document.

        >>> read_specification("Assay", "99% min").document()
        {'test': 'Assay', 'text': '99% min', 'comparison': '>=', 'value': 99.0, 'unit': '%', 'method': None}
        >>> read_specification("appearance", "White powder").document()
        {'test': 'Appearance', 'text': 'White powder'}
        """
        document: dict[str, object] = {"test": self.test, "text": self.text}
        if self.comparison is None:
            return document
        document["comparison"] = self.comparison
        if self.value is not None:
            document["value"] = self.value
        if self.comparison == "range":
            document |= {"low": self.low, "high": self.high}
        document |= {"unit": self.unit, "method": self.method}
        if self.conditions is not None:
            document["conditions"] = self.conditions
        return document


def read_specification(test: str, text: str) -> Specification:
    """Read a specification from its label and text. What cannot be read completely stays text.

    >>> read_specification("purity(nonaqueous titration)", "97.0 and le. 103.0 %").document()
    {'test': 'Assay', 'text': '97.0 and le. 103.0 %', 'comparison': 'range', 'low': 97.0, 'high': 103.0, 'unit': '%',
     'method': 'nonaqueous titration'}
    >>> read_specification("Optical rotation", "[α]20/D +25±1°, c = 1 in H2O").conditions
    'c = 1 in H2O, 20 °C, D'
    """
    if len(test) + len(text) <= MAX_LENGTH:
        return _read_short(test, text)
    label = read_label(test)
    return Specification(label.name if label.is_plain else label.stated, text)


@lru_cache(maxsize=8192)
def _read_short(test: str, text: str) -> Specification:
    """Read a short text. The same texts repeat, so the immutable results are cached."""
    label = read_label(test)
    typed = _typed(label, text)
    if typed is not None:
        return typed
    return Specification(label.name if label.is_plain else label.stated, text)


def _typed(label: TestLabel, stated: str) -> Specification | None:
    if label.test.words or has_exponent(stated):
        return None
    text = harmonize(stated)
    tokens = tokenize(text)
    if not any(token.is_number for token in tokens):
        return None
    prefix = _Prefix(label, text, tokens)
    reader = QuantityReader(tokens, prefix.at, label.test, label.unit)
    quantity = reader.read()
    if quantity is None or (quantity.is_bare and not label.test.bare):
        return None
    tail = Tail(text, tokens, quantity.unit, letters=label.test.methods_in_label)
    if not tail.read(reader.at):
        return None
    methods = dict.fromkeys((*label.methods, *prefix.methods, *tail.methods))
    conditions = (*tail.conditions, *label.conditions, *prefix.conditions)
    return Specification(
        test=label.name,
        text=stated,
        comparison=label.limit if label.limit and quantity.comparison == "=" else quantity.comparison,
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        unit=tail.unit,
        method=", ".join(methods) or None,
        conditions=", ".join(conditions) or None,
    )


class _Prefix:
    """The part before a quantity: the test again, methods, and the notation of optical measurements.

    A word with another meaning ends it, and the quantity that must follow is then not found.
    """

    def __init__(self, label: TestLabel, text: str, tokens: list[Token]) -> None:
        self._label = label
        self._text = text
        self._tokens = tokens
        self.at = 0
        self.methods: list[str] = []
        self.conditions: list[str] = []
        while self._step():
            pass

    def _step(self) -> bool:
        tokens, at = self._tokens, self.at
        if at >= len(tokens) or tokens[at].is_number:
            return False
        optics = read_optics(tokens, at, self._label.test.symbol)
        if optics is not None:
            self.conditions.append(optics[0])
            self.at = optics[1]
            return True
        named = TEST_NAMES.match(tokens, at)
        if named is not None and named[0] is self._label.test:
            self.at = named[1]
            return True
        method = METHODS.match(tokens, at)
        if method is not None:
            self.methods.append(method[0])
            self.at = method[1]
            return True
        if tokens[at].key in {":", "by"}:
            self.at += 1
            return True
        return self._change() or self._bracket()

    def _change(self) -> bool:
        """Read a change at a temperature: ``decomposes at 350 °C``."""
        tokens, at = self._tokens, self.at
        if self._label.test.usual != "°C" or tokens[at].key not in CHANGES:
            return False
        self.conditions.append(self._text[tokens[at].start : tokens[at].end])
        self.at += 2 if at + 1 < len(tokens) and tokens[at + 1].key == "at" else 1
        return True

    def _bracket(self) -> bool:
        """Read methods in brackets after the test's name: ``Assay (HPLC): ≥98 %``."""
        if self.at == 0 or self._tokens[self.at].key != "(":
            return False
        keys = [token.key for token in self._tokens[self.at :]]
        if ")" not in keys:
            return False
        end = self.at + keys.index(")")
        methods = read_methods(self._tokens[self.at + 1 : end])
        if methods is None:
            return False
        self.methods.extend(methods)
        self.at = end + 1
        return True
