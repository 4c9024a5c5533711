"""Storage: how to store a product, read from a supplier's text as a code, a temperature range and conditions.

Words without a temperature get the ranges of the pharmacopoeias (Ph. Eur. General Notices 1.2; USP <659>): room
temperature 15 to 25 °C, refrigerator 2 to 8 °C, freezer -25 to -10 °C. ``Cool`` alone gets none, since suppliers
write "cool, dry place" for room temperature. A stated temperature has priority over the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from catalog.product.offer.storage_words import CODES, CONDITIONS, NEGATIONS, SENSITIVITY, TYPICAL_RANGES
from catalog.product.specification.known_tests import KnownTest
from catalog.product.specification.quantity import Quantity, QuantityReader
from catalog.product.specification.scanner import MAX_LENGTH, Phrases, Token, harmonize, tokenize

_MAX_LENGTH = 2000
"""The most characters of a storage text that are read. The rest is kept but not read."""

_TEMPERATURE = KnownTest("Storage temperature", bare=True, lowest=-273.15, highest=200.0, usual="°C")
_COLDEST, _WARMEST = -200.0, 60.0

_BANDS = (
    ("deep-frozen", -90.0, -60.0),
    ("frozen", -30.0, -10.0),
    ("refrigerated", 2.0, 8.0),
    ("cool", 8.0, 15.0),
    ("room-temperature", 15.0, 30.0),
)
"""A stated range gets the code of the first band that contains it, or ``range``."""


_ORDER = tuple(dict.fromkeys(name for names in CONDITIONS.values() for name in names))
_CODE_PHRASES: Phrases[str] = Phrases(CODES)
_CONDITION_PHRASES: Phrases[tuple[str, ...]] = Phrases({**CONDITIONS, **dict.fromkeys(NEGATIONS, ())})

_HAN_WORDS = re.compile(
    "|".join(sorted((word for word in (*CODES, *CONDITIONS) if "\u4e00" <= word[0] <= "\u9fff"), key=len, reverse=True))
)
"""The Chinese and Japanese words, which are written without blanks: ``2-8℃避光``."""


class Range(NamedTuple):
    """Temperatures in °C; None is an open end."""

    low_c: float | None
    high_c: float | None

    def overlaps(self, other: Range) -> bool:
        """Tell whether two ranges share more than one temperature."""
        return _below(self.low_c, other.high_c) and _below(other.low_c, self.high_c)


def _below(low: float | None, high: float | None) -> bool:
    return low is None or high is None or low < high


@dataclass(frozen=True, slots=True)
class Storage:
    """The storage conditions of a product.

    Attributes:
        text: the supplier's text, unchanged.
        code: ``ambient``, ``room-temperature``, ``cool``, ``refrigerated``, ``frozen``, ``deep-frozen`` or ``range``;
            None without a temperature in the text.
        low_c, high_c: the temperature limits in °C; None is an open end.
        conditions: ``inert-gas``, ``dry``, ``dark``, ``light-sensitive`` and others, in the order of the table.
        doubt: the code of a word that contradicts a temperature in the text, or None.
    """

    text: str
    code: str | None
    low_c: float | None
    high_c: float | None
    conditions: tuple[str, ...] = ()
    doubt: str | None = None

    @property
    def sensitivity(self) -> tuple[str, ...]:
        """Return what harms the product: light, moisture, air or heat. "Dry place" alone does not count."""
        return tuple([name for name, signs in SENSITIVITY if not signs.isdisjoint(self.conditions)])

    def document(self) -> dict[str, object]:
        """Return the storage in the form of the document.

        >>> read_storage("Ambient").document()
        {'text': 'Ambient', 'code': 'ambient', 'low_c': 15.0, 'high_c': 25.0}
        """
        document: dict[str, object] = {
            "text": self.text,
            "code": self.code,
            "low_c": self.low_c,
            "high_c": self.high_c,
        }
        if self.conditions:
            document["conditions"] = list(self.conditions)
            if self.sensitivity:
                document["sensitivity"] = list(self.sensitivity)
        return document


def read_storage(text: str) -> Storage:
    """Read the storage conditions of a product.

    The first of several temperatures counts: suppliers name the product as sold before its solutions.

    >>> read_storage("Store at 2-8 °C under inert gas, protect from light").code
    'refrigerated'
    >>> read_storage("-20°C").low_c, read_storage("-20°C").high_c
    (-20.0, -20.0)
    >>> read_storage("store under inert gas").conditions
    ('inert-gas',)
    """
    return _read_short(text) if len(text) <= MAX_LENGTH else _read(text)


def _read(text: str) -> Storage:
    tokens = tokenize(harmonize(_HAN_WORDS.sub(r" \g<0> ", text[:_MAX_LENGTH])))
    codes, conditions = _words(tokens)
    stated = next(_temperatures(tokens), None)
    ordered = tuple(condition for condition in _ORDER if condition in conditions)
    if stated is None:
        code = codes[0] if codes else None
        low, high = TYPICAL_RANGES.get(code or "", (None, None))
        return Storage(text, code, low, high, ordered)
    code, doubt = _code(stated, codes)
    return Storage(text, code, stated.low_c, stated.high_c, ordered, doubt)


_read_short = lru_cache(maxsize=4096)(_read)


def _words(tokens: list[Token]) -> tuple[list[str], set[str]]:
    """Return the storage codes in the words, in order, and the conditions."""
    codes: list[str] = []
    conditions: set[str] = set()
    at = 0
    while at < len(tokens):
        condition = _CONDITION_PHRASES.match(tokens, at)
        code = _CODE_PHRASES.match(tokens, at)
        if condition is not None and (code is None or condition[1] >= code[1]):
            conditions.update(condition[0])
            at = condition[1]
        elif code is not None:
            codes.append(code[0])
            at = code[1]
        else:
            at += 1
    return list(dict.fromkeys(codes)), conditions


def _temperatures(tokens: list[Token]) -> Iterator[Range]:
    """Yield every stated temperature, in order. A number without a unit counts only alone."""
    at = 0
    while at < len(tokens):
        reader = QuantityReader(tokens, at, _TEMPERATURE, None)
        quantity = reader.read()
        if quantity is None:
            at += 1
            continue
        alone = at == 0 and reader.at == len(tokens)
        if quantity.unit in {"°C", "°F"} or (quantity.unit in {None, "°"} and alone):
            found = _in_celsius(quantity)
            if found is not None:
                yield found
        at = reader.at


def _in_celsius(quantity: Quantity) -> Range | None:
    """Return a temperature range in °C, or None if it is not possible for storage."""
    value, low, high = quantity.value, quantity.low, quantity.high
    if quantity.comparison in {"<", "<="}:
        low, high = None, value
    elif quantity.comparison in {">", ">="}:
        low, high = value, None
    elif quantity.comparison != "range":
        low = high = value
    if quantity.unit == "°F":
        low, high = (None if end is None else round((end - 32) / 1.8, 1) for end in (low, high))
    if any(end is not None and not _COLDEST <= end <= _WARMEST for end in (low, high)):
        return None
    # In negative ranges, the colder end is often last.
    return Range(high, low) if low is not None and high is not None and low > high else Range(low, high)


def _code(stated: Range, codes: list[str]) -> tuple[str, str | None]:
    """Return the code of a stated range: that of a word that agrees, or else of its band."""
    for code in codes:
        typical = TYPICAL_RANGES.get(code)
        if typical is not None and (Range(*typical).overlaps(stated) or _is_within(stated, *typical)):
            return code, None
    doubted = next((code for code in codes if code in TYPICAL_RANGES), None)
    ends = [end for end in stated if end is not None]
    for code, low, high in _BANDS:
        if all(low <= end <= high for end in ends):
            return code, None if code in codes else doubted
    return "range", doubted


def _is_within(stated: Range, low: float, high: float) -> bool:
    return all(end is not None and low <= end <= high for end in stated)
