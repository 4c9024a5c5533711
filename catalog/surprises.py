"""Unexpected errors, caught only here, and passed on as text.

A program has faults, and unusual data find them. One record, one file or one request may fail by such a fault. All
other work must continue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from traceback import format_exception
from typing import NamedTuple, TypeVar, TypeVarTuple

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

MOST_WORDS = 200
"""The number of characters of an error's message that are shown. The traceback has the whole message."""


class Surprise(NamedTuple):
    """An unexpected error, in a form that can be sent between processes.

    Attributes:
        what: its kind and message, in one line.
        traceback: its traceback, for developers.
    """

    what: str
    traceback: str


def attempt(
    work: Callable[[*Arguments], T], *arguments: *Arguments, passed: tuple[type[Exception], ...] = ()
) -> T | Surprise:
    """Call a function. Return its result, or the unexpected error.

    Args:
        work: the function.
        arguments: its arguments.
        passed: the errors that the caller expects. They are raised.

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
    """Yield the items, and last the unexpected error, if one ends them early.

    Args:
        items: the items, taken one by one.
        passed: the errors that the caller expects. They are raised.
    """
    while (drawn := attempt(_draw, items, passed=passed)) is not None:
        if isinstance(drawn, Surprise):
            yield drawn
            return
        yield drawn[0]


def _draw(items: Iterator[T]) -> tuple[T] | None:
    """Return the next item, if there is one."""
    for item in items:
        return (item,)
    return None


def surprise_of(error: BaseException) -> Surprise:
    """Return an error as text."""
    words = " ".join(str(error).split())
    told = words if len(words) <= MOST_WORDS else words[:MOST_WORDS] + "…"
    kind = type(error).__name__
    return Surprise(f"{kind}: {told}" if told else kind, "".join(format_exception(error)))
