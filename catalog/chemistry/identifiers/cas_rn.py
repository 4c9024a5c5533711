"""CAS Registry Numbers: two to seven digits, two digits, and a check digit, as in 89604-92-2.

Registry: https://www.cas.org/cas-data/cas-registry. Check digit:
https://www.cas.org/training/documentation/chemical-substances/checkdig.

The functions read texts of people and spreadsheets. They return the canonical text, or raise
:class:`~catalog.errors.InvalidCasRn`. Accepted without a note: Unicode dashes, full-width digits, blanks, zero-width
characters, soft hyphens, labels (``CAS``, ``CAS RN:``, ``CAS号``), brackets and punctuation around the number, missing
dashes. Accepted with a note (:attr:`CasReading.repaired`): extra zeros, and words that are left out. Refused, with the
original number as ``expected``: a date that a spreadsheet made of a CAS RN.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from catalog.chemistry.identifiers.cas_rn_dates import date_readings, is_date, read_back_date
from catalog.chemistry.identifiers.cas_rn_digits import (
    check_digit,
    has_valid_check_digit,
    in_registry_range,
    with_dashes,
)
from catalog.chemistry.identifiers.cas_rn_repair import repair_candidates, swap_candidates
from catalog.chemistry.identifiers.cas_rn_text import harmonize_cas_text, split_cas_text
from catalog.errors import InvalidCasRn

__all__ = [
    "CasReading",
    "check_digit",
    "find_cas_rns",
    "is_canonical",
    "looks_like_cas_rn",
    "parse_cas_rn",
    "read_back_date",
    "repair_candidates",
]

_SHAPE = re.compile(r"[1-9][0-9]{1,6}-[0-9]{2}-[0-9]")
_LONGEST = 12
"""Ten digits and two dashes."""
_EC_SHAPE = re.compile(r"[0-9]{3}-[0-9]{3}-[0-9]")


@dataclass(frozen=True, slots=True)
class CasReading:
    """One CAS RN found in a text.

    Attributes:
        cas_rn: the canonical text.
        stated: the part of the text that it was read from.
        repaired: a sentence on the changes, or None if only characters were normalized.
    """

    cas_rn: str
    stated: str
    repaired: str | None = None


def parse_cas_rn(text: str) -> str:
    """Return the canonical text of the one CAS RN in a text.

    Raises:
        InvalidCasRn: the text has none, several, or one with a wrong check digit. ``expected`` is the right number if
            only one is possible: a date read back, a misplaced dash, a lost check digit.

    >>> parse_cas_rn("CAS No. 89604–92–2,")
    '89604-92-2'
    >>> parse_cas_rn("89604-92-3")
    Traceback (most recent call last):
        ...
    catalog.errors.InvalidCasRn: The check digit of 89604-92-3 should be 2, or another digit is wrong (with ...).
    """
    if is_canonical(text):
        return text
    readings = find_cas_rns(text)
    if len(readings) != 1:
        numbers = ", ".join(reading.cas_rn for reading in readings)
        raise InvalidCasRn(f"The field has {len(readings)} CAS RNs: {numbers}.", stated=text)
    return readings[0].cas_rn


def is_canonical(text: str) -> bool:
    """Tell whether a text is a valid CAS RN in canonical form. Nearly all are.

    >>> is_canonical("89604-92-2"), is_canonical("89604-92-3"), is_canonical("89604922"), is_canonical("089604-92-2")
    (True, False, False, False)
    """
    return len(text) <= _LONGEST and _is_canonical(text)


@lru_cache(maxsize=1024)
def _is_canonical(text: str) -> bool:
    """Several checks ask for each number of a product."""
    return bool(_SHAPE.fullmatch(text)) and _is_number(text.replace("-", ""))


def find_cas_rns(text: str) -> tuple[CasReading, ...]:
    """Read every CAS RN of a field, each once, in order.

    Raises:
        InvalidCasRn: the field has no number, or one of its numbers is not valid; ``expected`` as in
            :func:`parse_cas_rn`.

    >>> [reading.cas_rn for reading in find_cas_rns("71878-19-8 and 65447-77-0")]
    ['71878-19-8', '65447-77-0']
    >>> find_cas_rns("58633-04-08")[0].repaired
    '58633-04-08 has extra zeros: read as 58633-04-8.'
    """
    if is_canonical(text):
        return (CasReading(text, text),)
    harmonized = harmonize_cas_text(text)
    if is_date(harmonized):
        raise _date_error(text, harmonized)
    words = split_cas_text(_without_decimals(harmonized))
    if not words.numbers:
        raise InvalidCasRn(f"“{text.strip()[:60]}” contains no CAS RN.", stated=text)
    numbers = [number for number in words.numbers if not _is_ec_number(number)] or words.numbers
    readings = [_read_number(number, text) for number in numbers]
    if words.notes:
        readings = [_beside_notes(reading, words.notes, text) for reading in readings]
    return tuple({reading.cas_rn: reading for reading in reversed(readings)}.values())[::-1]


def looks_like_cas_rn(text: str) -> bool:
    """Tell whether a text typed into the search box is meant as a CAS RN.

    With dashes, the format is enough. Digits alone must have a correct check digit, because many catalog numbers are
    digits too.

    >>> looks_like_cas_rn("89604-92-3"), looks_like_cas_rn("89604922"), looks_like_cas_rn("89604923")
    (True, True, False)
    """
    try:
        words = split_cas_text(harmonize_cas_text(text))
    except InvalidCasRn:
        return False
    if len(words.numbers) != 1 or words.notes:
        return False
    number = words.numbers[0]
    return bool(_SHAPE.fullmatch(number)) or (number.isdigit() and _is_number(number))


def _is_number(digits: str) -> bool:
    return has_valid_check_digit(digits) and in_registry_range(digits)


def _without_decimals(harmonized: str) -> str:
    """Return a number without the decimals that a program added, as in ``7732185.0``."""
    whole, point, decimals = harmonized.partition(".")
    return whole if point and whole.isdigit() and decimals and not decimals.strip("0") else harmonized


def _beside_notes(reading: CasReading, notes: tuple[str, ...], text: str) -> CasReading:
    """Return the reading with the other words as a note. Among words, only a number with dashes is certain."""
    if not _SHAPE.fullmatch(reading.stated):
        raise InvalidCasRn(f"“{text.strip()[:60]}” contains more than a CAS RN.", stated=text)
    sentence = f"The field has more than {reading.cas_rn}: “{' '.join(notes)}” was left out."
    return CasReading(reading.cas_rn, reading.stated, sentence)


def _read_number(number: str, text: str) -> CasReading:
    """Read one run of digits and dashes."""
    digits = number.replace("-", "")
    if _SHAPE.fullmatch(number):
        if not has_valid_check_digit(digits):
            raise _check_digit_error(number, text)
        if not in_registry_range(digits):
            raise InvalidCasRn(f"{number} is not a CAS RN. The first one of the registry is 50-00-0.", stated=text)
        return CasReading(number, number)
    if number.isdigit():
        return _read_undashed(number, text)
    parts = number.split("-")
    if len(parts) == 3 and all(parts):
        first, second, last = parts[0].lstrip("0"), parts[1].lstrip("0").zfill(2), parts[2].lstrip("0") or "0"
        unpadded = f"{first}-{second}-{last}"
        if _SHAPE.fullmatch(unpadded) and _is_number(unpadded.replace("-", "")):
            few_or_many = "extra zeros" if len(unpadded) < len(number) else "a missing zero"
            return CasReading(unpadded, number, f"{number} has {few_or_many}: read as {unpadded}.")
    raise _shape_error(number, text)


def _read_undashed(number: str, text: str) -> CasReading:
    """Read digits alone, which may be padded with zeros, or count the days of a spreadsheet's calendar."""
    digits = number.lstrip("0")
    if digits and _is_number(digits):
        canonical = with_dashes(digits)
        padded = None if digits == number else f"{number} has extra zeros: read as {canonical}."
        return CasReading(canonical, number, padded)
    read_back = read_back_date(number)
    if read_back:
        message = f"{number} is a spreadsheet's serial number of a date. The CAS RN was {read_back}."
        raise InvalidCasRn(message, stated=text, expected=read_back)
    if 5 <= len(number) <= 10 and digits == number:
        raise _check_digit_error(with_dashes(number), text)
    raise _shape_error(number, text)


def _date_error(text: str, harmonized: str) -> InvalidCasRn:
    """Return the error for a date made by a spreadsheet, with the possible numbers."""
    candidates = date_readings(harmonized)
    if len(candidates) > 3:
        meant = f"The CAS RN was one of {len(candidates)} from {candidates[0]} to {candidates[-1]}."
    elif candidates:
        meant = f"The CAS RN was {' or '.join(candidates)}."
    else:
        meant = "No CAS RN gives this date."
    message = f"{harmonized} is a date. A spreadsheet has converted the CAS RN. {meant}"
    return InvalidCasRn(message, stated=text, expected=candidates[0] if len(candidates) == 1 else None)


def _check_digit_error(number: str, text: str) -> InvalidCasRn:
    """Return the error for a wrong check digit. No correction is certain: any digit can be wrong."""
    right = check_digit(number.replace("-", "")[:-1])
    swaps = swap_candidates(number)
    swapped = f" (with two digits swapped: {', '.join(swaps)})" if swaps else ""
    message = f"The check digit of {number} should be {right}, or another digit is wrong{swapped}."
    return InvalidCasRn(message, stated=text)


def _shape_error(number: str, text: str) -> InvalidCasRn:
    """Return the error for a wrong format, with the correction if only one is possible."""
    digits = number.replace("-", "")
    if _is_ec_number(number):
        return InvalidCasRn(f"{number} is an EC number, not a CAS RN.", stated=text)
    parts = number.rstrip("-").split("-")
    if "-" in number and len(parts) == 2 and 2 <= len(parts[0]) <= 7 and len(parts[1]) == 2 and parts[0][0] != "0":
        complete = with_dashes(digits + str(check_digit(digits)))
        return InvalidCasRn(f"{number} has no check digit. Expected: {complete}.", stated=text, expected=complete)
    if has_valid_check_digit(digits):
        message = f"The dashes of {number} are in the wrong place. Expected: {with_dashes(digits)}."
        return InvalidCasRn(message, stated=text, expected=with_dashes(digits))
    message = f"{number} is not a CAS RN. Expected: two to seven digits, a dash, two digits, a dash, a check digit."
    return InvalidCasRn(message, stated=text)


def _is_ec_number(number: str) -> bool:
    """Tell whether this is an EC number: its check digit is the sum of six digits weighted 1 to 6, modulo 11."""
    digits = number.replace("-", "")
    return bool(_EC_SHAPE.fullmatch(number)) and sum(
        weight * int(digit) for weight, digit in enumerate(digits[:6], 1)
    ) % 11 == int(digits[6])
