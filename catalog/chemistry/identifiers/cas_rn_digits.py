"""The digits of a CAS RN: the places of the dashes, and the check digit at the end."""

from __future__ import annotations

from operator import mul

_WEIGHTS = tuple(range(1, 10))
_ZEROS = tuple(ord("0") * sum(_WEIGHTS[:length]) for length in range(10))
"""The excess of the weighted sum for each number of characters, since it adds character codes, not digits."""

_LOWEST = 50_000
"""50-00-0 (formaldehyde) is the first number of the registry."""


def check_digit(digits: str) -> int:
    """Compute the check digit for the digits before it (one to nine ASCII digits, without dashes).

    The last digit counts once, the one before it twice, and so on; the check digit is the sum modulo 10.
    Source: https://www.cas.org/training/documentation/chemical-substances/checkdig

    >>> check_digit("773218")
    5
    """
    weighted: int = sum(map(mul, digits.encode()[::-1], _WEIGHTS))
    return (weighted - _ZEROS[len(digits)]) % 10


def with_dashes(digits: str) -> str:
    """Insert the two dashes.

    >>> with_dashes("7732185")
    '7732-18-5'
    """
    return f"{digits[:-3]}-{digits[-3:-1]}-{digits[-1]}"


def has_valid_check_digit(digits: str) -> bool:
    """Tell whether five to ten ASCII digits, the first not zero, end with their check digit."""
    return 5 <= len(digits) <= 10 and digits[0] != "0" and check_digit(digits[:-1]) == ord(digits[-1]) - 48


def in_registry_range(digits: str) -> bool:
    """Tell whether the digits, as one number, are in the range of the registry."""
    return int(digits) >= _LOWEST
