"""The statements of a product as values that can be compared: specifications, properties and attributes.

Numbers are in base units, so that 1000 ppm and 0.1 % are equal. Names and texts are in a form in which different
spellings are equal.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from catalog.product.specification.known_tests import (
    BOILING_POINT,
    DENSITY,
    FLASH_POINT,
    FREEZING_POINT,
    MELTING_POINT,
    REFRACTIVE_INDEX,
    ROTATION,
    SPECIFIC_GRAVITY,
    TESTS,
    UNKNOWN_TEST,
    KnownTest,
)
from catalog.product.specification.label import read_label
from catalog.product.specification.quantity import QuantityReader
from catalog.product.specification.scanner import MAX_LENGTH, harmonize, has_exponent, tokenize
from catalog.product.specification.unit_conversion import in_base_unit
from catalog.product.text.folding import TAG, fold

ValueKind = Literal["spec", "property", "attribute"]
LONGEST_NAME = 100
"""The most characters of a name that are compared."""
LONGEST_TEXT = 4_000
"""The most characters of a text that can be searched."""
_DIGITS = 12
"""Significant digits of a number in a base unit, so that conversions do not change it."""

PHYSICAL = frozenset(
    test.name
    for test in (
        MELTING_POINT, BOILING_POINT, FREEZING_POINT, FLASH_POINT, REFRACTIVE_INDEX, DENSITY, SPECIFIC_GRAVITY,
        ROTATION,
    )
)  # fmt: skip
"""Properties of the substance itself. A specification of one of them is also a property."""


class ProductValue(NamedTuple):
    """One statement of a product.

    Attributes:
        kind: the kind of statement.
        name: in the form of ``value_name``.
        low: the lower end, in the base unit, or None.
        high: the upper end. An end that is excluded (``< 0.1``) is replaced by the nearest number.
        unit: the base unit, or None.
        text: in the form of ``value_text``.
    """

    kind: ValueKind
    name: str
    low: float | None
    high: float | None
    unit: str | None
    text: str


def product_values(document: Mapping[str, Any]) -> tuple[ProductValue, ...]:
    """Return the statements of a product document, each once. Earlier versions may lack any of the lists.

    >>> [value[:5] for value in product_values({"specifications": [
    ...     {"test": "Water", "text": "max. 1000 ppm", "comparison": "<=", "value": 1000.0, "unit": "ppm"}]})]
    [('spec', 'water', None, 0.1, '%')]
    """
    return tuple(dict.fromkeys(_values(document)))


@lru_cache(maxsize=4096)
def value_test(kind: ValueKind, label: str) -> KnownTest:
    """Return the test with a name. Attributes have no known tests."""
    if kind == "attribute":
        return UNKNOWN_TEST
    test = read_label(label.replace("_", " ")).test
    return _TESTS.get(_key(label), test) if test is UNKNOWN_TEST else test


@lru_cache(maxsize=4096)
def value_name(kind: ValueKind, label: str) -> str:
    """Return a name in a form in which spellings are equal, or an empty text if it is blank.

    >>> value_name("spec", "Moisture"), value_name("property", "melting_point"), value_name("attribute", "Path Way")
    ('water', 'meltingpoint', 'pathway')
    """
    label = value_test(kind, label).name or label
    return (_key(label) or " ".join(label.split()).casefold())[:LONGEST_NAME]


def value_text(text: str) -> str:
    """Return a text as its words, numbers and signs with single blanks between. Digits in a word belong to the word.

    >>> value_text("≤0.5 % (HPLC)"), value_text("<i>HER2</i>; 5-HT"), value_text("−20℃")
    ('≤ 0.5 % ( hplc )', 'her2 ; 5 - ht', '- 20 ° c')
    """
    return _short_text(text) if len(text) <= MAX_LENGTH else _folded(text)


def _folded(text: str) -> str:
    words: list[str] = []
    end, in_word = -1, False
    for token in tokenize(harmonize(TAG.sub("", text[: 2 * LONGEST_TEXT]))):
        word = token.key if token.is_number else fold(token.key)
        if word and in_word and token.start == end:
            words[-1] += word
        else:
            words.append(word or token.key)
            in_word = bool(word) and not token.is_number
        end = token.end
    return " ".join(words)[:LONGEST_TEXT]


_short_text = lru_cache(maxsize=8192)(_folded)
"""Cached, since the same texts repeat."""


def base_number(value: float, unit: str | None, test: KnownTest) -> tuple[float, str | None]:
    """Return a number and its unit in the base unit. A number without a unit is in the test's usual unit."""
    converted, base = in_base_unit(value, unit or test.usual)
    return float(f"{converted:.{_DIGITS}g}"), base


def _key(label: str) -> str:
    return fold(label).replace(" ", "")


_TESTS = {key: test for test in reversed(TESTS) for alias in (*test.aliases, test.name) if (key := _key(alias))}
"""The tests by name without blanks."""


def _values(document: Mapping[str, Any]) -> Iterator[ProductValue]:
    for entry in document.get("specifications") or ():
        yield _typed("spec", entry["test"], entry)
        if value_test("spec", entry["test"]).name in PHYSICAL:
            yield _typed("property", entry["test"], entry)
    for entry in document.get("properties") or ():
        yield _typed("property", entry["property"], entry)
    for entry in document.get("attributes") or ():
        yield _attribute(entry["name"], entry["text"])


def _typed(kind: ValueKind, label: str, entry: Mapping[str, Any]) -> ProductValue:
    test, comparison = value_test(kind, label), entry.get("comparison")
    value, unit = entry.get("value"), entry.get("unit")
    low, high = entry.get("low"), entry.get("high")
    if value is not None and comparison != "range":
        low = high = value
    return _value(kind, label, entry["text"], _ends(comparison, low, high), unit, test)


def _ends(comparison: str | None, low: float | None, high: float | None) -> tuple[float | None, float | None, bool]:
    """Return the ends that a comparison gives, and whether they are included."""
    if comparison is None:
        return None, None, True
    if comparison == "range" and low is not None and high is not None:
        return min(low, high), max(low, high), True
    if comparison in ("<", "<="):
        return None, high, comparison == "<="
    return low, (None if comparison in (">", ">=") else high), comparison != ">"


def _attribute(label: str, text: str) -> ProductValue:
    """Return an attribute. Its text is typed if it is a quantity and nothing else."""
    low = high = comparison = unit = None
    if len(text) <= MAX_LENGTH and not has_exponent(text):
        tokens = tokenize(harmonize(text))
        reader = QuantityReader(tokens, 0, UNKNOWN_TEST, None)
        quantity = reader.read()
        if quantity is not None and reader.at == len(tokens):
            comparison, unit = quantity.comparison, quantity.unit
            low = quantity.value if quantity.low is None else quantity.low
            high = quantity.value if quantity.high is None else quantity.high
    return _value("attribute", label, text, _ends(comparison, low, high), unit, UNKNOWN_TEST)


def _value(
    kind: ValueKind,
    label: str,
    text: str,
    ends: tuple[float | None, float | None, bool],
    unit: str | None,
    test: KnownTest,
) -> ProductValue:
    low, high, closed = ends
    base = None
    if low is not None:
        low, base = base_number(low, unit, test)
        low = low if closed else math.nextafter(low, math.inf)
    if high is not None:
        high, base = base_number(high, unit, test)
        high = high if closed else math.nextafter(high, -math.inf)
    return ProductValue(kind, value_name(kind, label), low, high, base, value_text(text))
