"""Errors that nobody expected, caught in this one place and handed on as text.

A program of this size has faults, and strangers send what finds them. One record, one file or one request may fail by
such a fault; whatever else is under way must go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from traceback import format_exception
from typing import NamedTuple, TypeVar, TypeVarTuple

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

MOST_WORDS = 200
"""So many characters of an error's own words are shown to a person; the traceback has them all."""


class Surprise(NamedTuple):
    """An error that nobody expected, in a form that travels between processes.

    Attributes:
        what: its kind and its own words, in one line.
        traceback: where it arose, for whoever mends the program.
    """

    what: str
    traceback: str


def attempt(
    work: Callable[[*Arguments], T], *arguments: *Arguments, passed: tuple[type[Exception], ...] = ()
) -> T | Surprise:
    """Call a function; what it gives, or the error that nobody expected.

    Args:
        work: the function.
        arguments: what it is called with.
        passed: the errors that the caller expects: they are raised as ever.

    >>> attempt(int, "7"), attempt(int, "x").what
    (7, "ValueError: invalid literal for int() with base 10: 'x'")
    """
    try:
        return work(*arguments)
    except passed:
        raise
    except Exception as error:  # noqa: BLE001  # The one place where any fault of ours becomes a refusal.
        return surprise_of(error)


def attempt_each(items: Iterator[T], passed: tuple[type[Exception], ...] = ()) -> Iterator[T | Surprise]:
    """The items, and as the last of them the error that nobody expected, where one ends them early.

    Args:
        items: drawn one by one.
        passed: the errors that the caller expects: they are raised as ever.
    """
    while (drawn := attempt(_draw, items, passed=passed)) is not None:
        if isinstance(drawn, Surprise):
            yield drawn
            return
        yield drawn[0]


def _draw(items: Iterator[T]) -> tuple[T] | None:
    """The next item, if there is one."""
    for item in items:
        return (item,)
    return None


def surprise_of(error: BaseException) -> Surprise:
    """An error as text."""
    words = " ".join(str(error).split())
    told = words if len(words) <= MOST_WORDS else words[:MOST_WORDS] + "…"
    kind = type(error).__name__
    return Surprise(f"{kind}: {told}" if told else kind, "".join(format_exception(error)))
