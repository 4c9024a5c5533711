"""Possible corrections of a CAS RN with a wrong check digit: one wrong digit, or two swapped neighbours."""

from __future__ import annotations

from collections.abc import Callable

from catalog.chemistry.identifiers.cas_rn_dates import date_readings, is_date
from catalog.chemistry.identifiers.cas_rn_digits import has_valid_check_digit, with_dashes
from catalog.chemistry.identifiers.cas_rn_text import harmonize_cas_text, split_cas_text
from catalog.errors import InvalidCasRn

_NEIGHBOURS = {str(digit): {str((digit - 1) % 10), str((digit + 1) % 10)} for digit in range(10)}
"""The digits one key away on the number row, where 0 is beside 9 (and, on a number pad, 1 beside 0)."""


def repair_candidates(text: str, known: Callable[[str], bool] | None = None) -> tuple[str, ...]:
    """Return the valid numbers that differ by one digit or one swap of neighbours, most likely first.

    Swaps come first, because few of them are valid. Then a digit one key away, any other digit, and last the check
    digit alone. For a date, every number that a spreadsheet turns into it. With ``known``, only known numbers are
    returned. A valid number has no corrections, and neither has a text without exactly one number of 5 to 10 digits.

    >>> repair_candidates("98604-92-2", {"89604-92-2"}.__contains__)
    ('89604-92-2',)
    >>> repair_candidates("89604-92-2"), repair_candidates("6/5/82", {"6382-06-5"}.__contains__)
    ((), ('6382-06-5',))
    """
    return tuple(number for number in _possible_numbers(text) if known is None or known(number))


def _possible_numbers(text: str) -> list[str]:
    """Yield the possible corrections of a text, most likely first, known or not."""
    try:
        harmonized = harmonize_cas_text(text)
        words = split_cas_text(harmonized)
    except InvalidCasRn:
        return []
    if is_date(harmonized):
        return list(date_readings(harmonized))
    digits = words.numbers[0].replace("-", "") if len(words.numbers) == 1 else ""
    if not 5 <= len(digits) <= 10 or has_valid_check_digit(digits):
        return []
    candidates = dict.fromkeys([*_swaps(digits), *_single_digits(digits)])
    return [with_dashes(candidate) for candidate in candidates if has_valid_check_digit(candidate)]


def swap_candidates(number: str) -> tuple[str, ...]:
    """Return the numbers among :func:`repair_candidates` that differ by a swap of neighbours."""
    digits = number.replace("-", "")
    return tuple(
        with_dashes(candidate) for candidate in dict.fromkeys(_swaps(digits)) if has_valid_check_digit(candidate)
    )


def _swaps(digits: str) -> list[str]:
    return [
        digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
        for i in range(len(digits) - 1)
        if digits[i] != digits[i + 1]
    ]


def _single_digits(digits: str) -> list[str]:
    """Return every text with one other digit: neighbours on the keyboard first, the check digit last."""
    last = len(digits) - 1
    places = [(i, other) for i in range(len(digits)) for other in "0123456789" if other != digits[i]]
    places.sort(key=lambda place: (place[0] == last, place[1] not in _NEIGHBOURS[digits[place[0]]]))
    return [digits[:i] + other + digits[i + 1 :] for i, other in places]
