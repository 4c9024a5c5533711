"""Conditions on stated values, as people write them: ``Water<=0.1``, ``melting_point:120..130``, ``Target:EGFR``.

The grammar is the same for specifications, properties and attributes::

    condition = name sign value
    name      = anything but a sign | '"' anything '"'
    sign      = "<" | "<=" | ">" | ">=" | "=" | ":"
    value     = number unit? | number? unit? ".." number? unit? | text

A number is compared with the whole promised or stated range: "at most 0.1" holds if the upper end of the range is at
most 0.1. A number without a unit is in the usual unit of the test.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from catalog.errors import InvalidQuery
from catalog.product.specification.known_tests import KnownTest
from catalog.product.specification.quantity import QuantityReader
from catalog.product.specification.scanner import MAX_LENGTH, harmonize, has_exponent, tokenize
from catalog.product.values import ValueKind, base_number, value_name, value_test, value_text

Sign = Literal["<", "<=", ">", ">=", "=", ":"]
_SIGN = re.compile(r"<=|=<|>=|=>|[<>=:≤≥]")
_SIGNS: dict[str, Sign] = {
    "<": "<", "<=": "<=", "=<": "<=", "≤": "<=", ">": ">", ">=": ">=", "=>": ">=", "≥": ">=", "=": "=", ":": ":",
}  # fmt: skip
_SHOWN = {"<=": "≤", ">=": "≥"}
_RANGE = ".."
MOST_WORDS = 20
"""The most words of a text that are searched."""
_EXAMPLES = "Water<=0.1, melting point:120..130, Target:EGFR"


@dataclass(frozen=True, slots=True)
class ValueCondition:
    """A condition on a statement of a product.

    Attributes:
        stated: as written.
        kind: the kind of statement.
        name: in the form of ``value_name``.
        sign: the comparison; a range has a colon.
        low, high: the numbers to compare with, in the base unit. They are equal for a single number, and None for
            an open end or a text.
        unit: the base unit of the numbers, or None for any.
        text: the whole text in the form of ``value_text``, or None if only numbers are compared.
        phrases: phrases that the text must contain. The words of each follow one another.
    """

    stated: str
    kind: ValueKind
    name: str
    sign: Sign
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    text: str | None = None
    phrases: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the condition as written."""
        return self.stated


def read_value_conditions(kind: ValueKind, texts: Sequence[str]) -> tuple[ValueCondition, ...]:
    """Read conditions, each once.

    Raises:
        InvalidQuery: a condition cannot be read; the message says what was expected.
    """
    return tuple([_read(kind, text) for text in dict.fromkeys(texts)])


def value_words(text: str) -> str:
    """Return a condition in words, or the text itself if it is not a condition.

    >>> value_words("water<=0.1"), value_words("melting_point:120..130"), value_words("density:..1.2"), value_words("x")
    ('water ≤ 0.1', 'melting point: 120 to 130', 'density: up to 1.2', 'x')
    """
    parts = _parts(text)
    if parts is None:
        return text
    name, written, value = parts
    low, dots, high = (part.strip() for part in value.partition(_RANGE))
    if dots:
        value = f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"
    name = name.replace("_", " ")
    return f"{name}: {value}" if written == ":" else f"{name} {_SHOWN.get(_SIGNS[written], written)} {value}"


def _parts(stated: str) -> tuple[str, str, str] | None:
    """Return the name, the sign as written and the value, or None without a sign."""
    text = harmonize(stated).strip()
    quoted, end = text.startswith('"'), text.find('"', 1)
    found = _SIGN.match(text[end + 1 :].lstrip()) if quoted and end > 0 else _SIGN.search(text)
    if found is None:
        return None
    if quoted and end > 0:
        return text[1:end].strip(), found.group(), text[end + 1 :].lstrip()[found.end() :].strip()
    return text[: found.start()].strip(), found.group(), text[found.end() :].strip()


def _read(kind: ValueKind, stated: str) -> ValueCondition:
    parts = _parts(stated)
    if parts is None:
        message = f"Expected: a name, one of < <= > >= = : and a value, such as {_EXAMPLES}."
        raise InvalidQuery(message, stated=stated)
    label, written, value = parts
    name, sign = value_name(kind, label), _SIGNS[written]
    if not name:
        raise InvalidQuery(f"The name before {written} is missing. Write it like {_EXAMPLES}.", stated=stated)
    if not value:
        message = f"The value after {label}{written} is missing. Write a number, a range such as 120..130, or a text."
        raise InvalidQuery(message, stated=stated)
    made = partial(ValueCondition, stated, kind, name)
    test = value_test(kind, label)
    if _RANGE in value and sign in ("=", ":"):
        ends = _range(value, test, stated)
        if ends is not None:
            return made(":", *ends)
    number = _number(value, test)
    if sign in ("=", ":"):
        whole, phrases = value_text(value), _phrases(value) if sign == ":" else ()
        if len(phrases) > MOST_WORDS:
            message = f"The limit is {MOST_WORDS} words. To compare the whole text, use =."
            raise InvalidQuery(message, stated=stated)
        low, unit = (None, None) if number is None else base_number(*number, test)
        return made(sign, low, low, unit, whole, phrases)
    if number is None:
        message = (
            f"{value!r} is not a number. After {written} write one with or without a unit, such as "
            f"{label}{written}0.1 or {label}{written}1000 ppm. To compare texts, use = or :."
        )
        raise InvalidQuery(message, stated=stated)
    end, unit = base_number(*number, test)
    return made(sign, None, end, unit) if sign in ("<", "<=") else made(sign, end, None, unit)


def _range(value: str, test: KnownTest, stated: str) -> tuple[float | None, float | None, str | None] | None:
    """Return the ends of a range and their unit, or None if neither end is a number: then it is a text with dots."""
    written = [part.strip() for part in value.split(_RANGE, 1)]
    first, second = (_number(part, test) if part else None for part in written)
    if first is None and second is None:
        if any(written):
            return None
        raise InvalidQuery("A range needs a number before or after the dots: 120..130, 120.. or ..130.", stated=stated)
    for part, number in zip(written, (first, second), strict=True):
        if part and number is None:
            message = f"{part!r} is not a number. Write a range like 120..130."
            raise InvalidQuery(message, stated=stated)
    if first is not None and second is not None and first[1] is None:
        first = (first[0], second[1])
    low, one = (None, None) if first is None else base_number(*first, test)
    high, other = (None, None) if second is None else base_number(*second, test)
    if low is not None and high is not None:
        if one != other:
            raise InvalidQuery("The two ends of the range need the same kind of unit.", stated=stated)
        if low > high:
            raise InvalidQuery(
                "The range begins with the larger number. Write the smaller one first: 120..130.", stated=stated
            )
    return low, high, one or other


def _number(text: str, test: KnownTest) -> tuple[float, str | None] | None:
    """Return a number and its unit, or None if the text is anything else."""
    if len(text) > MAX_LENGTH or has_exponent(text):
        return None
    tokens = tokenize(text)
    reader = QuantityReader(tokens, 0, test, None)
    quantity = reader.read()
    if quantity is None or reader.at < len(tokens) or quantity.comparison != "=" or quantity.value is None:
        return None
    return quantity.value, quantity.unit


def _phrases(text: str) -> tuple[str, ...]:
    """Return the words of a text. A word without blanks (``5-HT``) is one phrase."""
    words = [phrase for part in text.split() if (phrase := _trimmed(value_text(part).split(" ")))]
    return tuple(dict.fromkeys(words))


def _trimmed(words: list[str]) -> str:
    """Return a phrase without signs at its ends: ``(EGFR);`` gives the word alone."""
    said = [index for index, word in enumerate(words) if any(map(str.isalnum, word))]
    return " ".join(words[said[0] : said[-1] + 1]) if said else ""
