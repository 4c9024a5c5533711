"""Typing errors in digits: the numbers that may have been meant. The digits have no decimal point."""

from __future__ import annotations

from collections.abc import Iterator

_DIGITS = "0123456789"


def digit_substitutions(digits: str) -> Iterator[str]:
    """Yield every text with one other digit.

    >>> list(digit_substitutions("5"))
    ['0', '1', '2', '3', '4', '6', '7', '8', '9']
    """
    for place, digit in enumerate(digits):
        for other in _DIGITS.replace(digit, ""):
            yield digits[:place] + other + digits[place + 1 :]


def digit_swaps(digits: str) -> Iterator[str]:
    """Yield every text with two neighbours exchanged.

    >>> list(digit_swaps("1223"))
    ['2123', '1232']
    """
    for place in range(len(digits) - 1):
        one, other = digits[place], digits[place + 1]
        if one != other:
            yield digits[:place] + other + one + digits[place + 2 :]


def digit_insertions(digits: str) -> Iterator[str]:
    """Yield every text with one digit more.

    >>> len(set(digit_insertions("12")))
    28
    """
    for place in range(len(digits) + 1):
        for digit in _DIGITS:
            yield digits[:place] + digit + digits[place:]


def digit_deletions(digits: str) -> Iterator[str]:
    """Yield every text with one digit less.

    >>> list(digit_deletions("123"))
    ['23', '13', '12']
    """
    for place in range(len(digits)):
        yield digits[:place] + digits[place + 1 :]
