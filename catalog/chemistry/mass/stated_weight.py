"""Reading molecular weights as suppliers state them.

The number of digits matters: `478.61` is exact to a hundredth, `478.6` to a tenth. So a reading keeps half a unit of
the last stated digit. It is decimal, not binary, until it is compared.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from catalog.errors import InvalidWeight

LONGEST = 200
"""The limit for a weight, in characters. The longest real text has 30."""

HEAVIEST = Decimal(10) ** 12
"""g/mol; the longest chromosome weighs less."""

_PLAIN = re.compile(r"[0-9]{1,9}(?:\.(?:[0-9]{1,2}|[0-9]{4,15}))?")
"""Texts with one value only. A point before three digits may separate thousands."""
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z.,])[0-9]{1,30}(?:[.,' ][0-9]{1,30}){0,9}(?:[eE][+-]?[0-9]{1,3})?(?![0-9]|[A-Za-z][0-9])"
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:[' ][0-9]{3})+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PRECEDING = _words(
    "mw m.w m.w. m. m.wt m.wt. mol mol. molecular molar formula fw f.w f.w. mass weight wt wt. w. mr rmm"
)
_PRECEDING_SIGNS = str.maketrans(dict.fromkeys(":=()[]", " "))
_UNITS = (
    *("g/mole", "g/mol", "g / mol", "g·mol-1", "g.mol-1", "g*mol-1", "g mol-1", "gmol-1", "g/gmol"),
    *("daltons", "dalton", "da", "amu", "u", "g"),
)
_KILO_UNITS = ("kda", "kg/mol", "kilodaltons", "kilodalton")
_OPEN_WORDS = _words("variable varies various polymer polymeric mixture mixtures oligomer unspecified indefinite")
_NOTHING_WORDS = _words("n/a na n.a n.a. #n/a nd n.d n.d. n/d none null nil - -- --- ? tbd unknown undefined")
_NO_WEIGHT_BEGINS = _words("not no see")
_APPROXIMATE = _words("~ ≈ ∼ ca ca. circa about approx approx. approximately around c.")
_BOUNDS = (">", "<", "≥", "≤", "±", "up to", "over", "above", "below", "min", "max", "less than", "more than")
_AVERAGES = ("mn", "mv", "average", "avg", "avg.", "mean", "av.")


class StatedWeight(NamedTuple):
    """A printed molecular weight.

    Attributes:
        text: as stated.
        value: in g/mol, or None if the text has no single value.
        half_unit: half a unit of the last printed digit, g/mol; 0 without a value.
        reason: why there is no value, if so.
        other: the other possible value: if the comma was read as a separator of thousands, that with a decimal comma;
            if the point was read as decimal, that with a separator of thousands.
        other_half_unit: half a unit of the last digit of the other value.
        note: words behind the figure, such as ``anhydrous``; and whether a comma was read as a decimal comma.
        is_average: whether it is stated as an average, as for a mixture or a polymer.
    """

    text: str
    value: Decimal | None
    half_unit: Decimal = Decimal(0)
    reason: str = ""
    other: Decimal | None = None
    other_half_unit: Decimal = Decimal(0)
    note: str = ""
    is_average: bool = False


def read_weight(text: str) -> StatedWeight:
    """Read a printed molecular weight.

    Ranges, bounds, approximate figures and words such as ``N/A`` or ``polymer`` are readable, and have no value.

    Raises:
        InvalidWeight: the text is no weight: no number, not above 0, or beyond all molecules.

    >>> read_weight("478.61").half_unit
    Decimal('0.005')
    >>> read_weight("1 234,5 g/mol").value, read_weight("377,40").note
    (Decimal('1234.5'), 'read with a decimal comma')
    >>> read_weight("300-400").reason
    'a range'
    >>> read_weight("-5")
    Traceback (most recent call last):
        ...
    catalog.errors.InvalidWeight: A molecular weight is above zero; “-5” is not.
    """
    if _PLAIN.fullmatch(text):
        return _figure(text, _valid(Decimal(text), text))
    if len(text) > LONGEST:
        raise InvalidWeight(f"A text of {len(text):,} characters is not a weight.", stated=text[:LONGEST])
    plain = _plain(text)
    reason = _openness(plain)
    if reason:
        return StatedWeight(text, None, reason=reason)
    first = _NUMBER.search(plain)
    if first is None:
        raise InvalidWeight(f"There is no number in “{text.strip()}”. Write a molecular weight in g/mol.", stated=text)
    before, behind = plain[: first.start()].strip(), plain[first.end() :].strip()
    if before.endswith("-"):
        raise InvalidWeight(f"A molecular weight is above zero; “{text.strip()}” is not.", stated=text)
    # The unit g·mol⁻¹ holds a number of its own.
    _, rest = _split_unit(behind)
    several = _NUMBER.search(plain, len(plain) - len(rest)) is not None
    return _read_around(text, first.group(), before, behind, several=several)


def _plain(text: str) -> str:
    """Return the text in lower case with plain characters, single spaces and one kind of dash."""
    folded = unicodedata.normalize("NFKC", text.replace("−1", "-1").replace("⁻¹", "-1").replace("’", "'"))
    dashed = re.sub("[\u2010-\u2015\u2212\uff0d]", "-", folded)
    visible = "".join(" " if c.isspace() else c for c in dashed if unicodedata.category(c) != "Cf")
    return " ".join(visible.split()).casefold()


def _openness(plain: str) -> str:
    """Return why a text has no single value, or an empty text."""
    if not plain or plain.strip("()[]. ") in _NOTHING_WORDS or plain in _NOTHING_WORDS:
        return "no weight is stated"
    words = plain.replace(",", " ").replace("(", " ").replace(")", " ").split()
    if _OPEN_WORDS.intersection(words):
        return "the text gives no single value"
    return "no weight is stated" if words and words[0] in _NO_WEIGHT_BEGINS else ""


def _read_around(text: str, number: str, before: str, behind: str, *, several: bool) -> StatedWeight:
    """Check the text around the first number, then read it."""
    before_words = before.translate(_PRECEDING_SIGNS).split()
    unit, note = _split_unit(behind)
    is_average = any(word in _AVERAGES for word in (*before_words, *note.strip("() ").split()))
    if before.startswith(_BOUNDS) or behind.startswith(("±", "+/-", "+-", "+")) or note.startswith(_BOUNDS):
        return StatedWeight(text, None, reason="a limit, or a value with a tolerance")
    if any(word.startswith(("~", "≈", "∼")) or word in _APPROXIMATE for word in before_words):
        return StatedWeight(text, None, reason="an approximate value")
    if several:
        ranged = behind.startswith(("-", "to ", "~", "..", "and "))
        return StatedWeight(text, None, reason="a range" if ranged else "several values")
    if note.strip("()[] ") == "n":
        return StatedWeight(text, None, reason="the weight of a repeating unit")
    if behind[:1] in {".", ","} and behind[1:].strip():
        raise _unreadable(text)
    if any(word not in _PRECEDING and word not in _AVERAGES for word in before_words):
        raise _unreadable(text)
    return _from_number(text, number, note.strip("()[]. ;,"), kilo=unit in _KILO_UNITS, is_average=is_average)


def _split_unit(behind: str) -> tuple[str, str]:
    """Return the unit after a number and the rest of the text."""
    for unit in (*_KILO_UNITS, *_UNITS):
        rest = behind[len(unit) :]
        if behind.startswith(unit) and not rest[:1].isalpha():
            return unit, rest.strip()
    return "", behind


def _from_number(text: str, number: str, note: str, *, kilo: bool, is_average: bool) -> StatedWeight:
    mantissa, _, power = number.partition("e")
    separated = _separated(mantissa)
    if separated is None:
        raise _unreadable(text)
    value, other, remark = separated
    scale = int(power or 0) + 3 * kilo
    exact = _figure(text, _valid(value.scaleb(scale), text), _half_unit(value).scaleb(scale))
    notes = "; ".join(part for part in (remark, note) if part)
    return StatedWeight(
        text,
        exact.value,
        exact.half_unit,
        other=None if other is None else other.scaleb(scale),
        other_half_unit=Decimal(0) if other is None else _half_unit(other).scaleb(scale),
        note=notes,
        is_average=is_average,
    )


def _separated(number: str) -> tuple[Decimal, Decimal | None, str] | None:
    """Return a number's value, its other possible value, and a note.

    Each separator of thousands is followed by three digits. A last mark that differs from the others, or that is not
    followed by three digits, is decimal. Return None if the separators make no sense.
    """
    whole, mark, decimals = number, "", ""
    last = max(number.rfind("."), number.rfind(","))
    if last >= 0 and number.count(number[last]) == 1 and not (number[last] == "," and _THOUSANDS.fullmatch(number)):
        whole, mark, decimals = number[:last], number[last], number[last + 1 :]
    if not (whole.isdecimal() or _THOUSANDS.fullmatch(whole)) or not (decimals.isdecimal() or not mark):
        return None
    digits = "".join(c for c in whole if c.isdecimal())
    value = Decimal(f"{digits}.{decimals}" if mark else digits)
    if number.count(",") == 1 and not mark:
        return value, Decimal(number.replace(",", ".")), ""
    if mark == "." and len(decimals) == 3 and whole.isdecimal() and len(whole) <= 3:
        return value, Decimal(digits + decimals), ""
    return value, None, "read with a decimal comma" if mark == "," else ""


def _half_unit(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


def _unreadable(text: str) -> InvalidWeight:
    return InvalidWeight(f"“{text.strip()}” cannot be read as one molecular weight.", stated=text)


def _figure(text: str, value: Decimal, half_unit: Decimal | None = None) -> StatedWeight:
    return StatedWeight(text, value, _half_unit(value) if half_unit is None else half_unit)


def _valid(value: Decimal, text: str) -> Decimal:
    if value <= 0:
        raise InvalidWeight(f"A molecular weight is above zero; “{text.strip()}” is not.", stated=text)
    if value > HEAVIEST:
        raise InvalidWeight(f"“{text.strip()}” is too large for a molecular weight.", stated=text)
    return value
