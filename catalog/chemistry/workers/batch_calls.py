"""Calls of one function for many items in a worker process, in batches.

If a batch fails, its items are tried one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from catalog.errors import InvalidStructure, OutOfTime, ServerBusy, StructureRefused

T = TypeVar("T")

TOGETHER = 25
"""The number of items in a job. Sending them one by one would take longer than reading them."""

Arguments = tuple[str, ...]


class TimedRunner(Protocol):
    """Runs a function with a time limit, as ``WorkerPool.run_within`` does."""

    def __call__(
        self,
        seconds: float,
        function: Callable[[Callable[..., T], Sequence[Arguments]], list[T | InvalidStructure]],
        each: Callable[..., T],
        items: Sequence[Arguments],
        /,
    ) -> list[T | InvalidStructure]:
        """Return the result of the function.

        Raises:
            StructureRefused: it was stopped.
            OutOfTime: there was no time left for it.
            ServerBusy: no worker was free in time.
        """
        ...


def run_each(
    run: TimedRunner, function: Callable[..., T], items: Sequence[Arguments], *, seconds: float
) -> list[T | InvalidStructure]:
    """Call a function for each item's arguments. Yield its value, or the refusal, in order.

    Args:
        run: runs a job.
        function: a module-level function.
        items: its arguments, for each call.
        seconds: the time limit of a job. An item that alone takes longer is refused.
    """
    results: list[T | InvalidStructure] = []
    for start in range(0, len(items), TOGETHER):
        results += _run_some(run, function, items[start : start + TOGETHER], seconds)
    return results


def _run_some(
    run: TimedRunner, function: Callable[..., T], items: Sequence[Arguments], seconds: float
) -> list[T | InvalidStructure]:
    try:
        return run(seconds, call_each, function, items)
    except (OutOfTime, ServerBusy) as error:
        # Earlier results are kept.
        return [OutOfTime(str(error), stated="")] * len(items)
    except StructureRefused as error:
        if len(items) == 1:
            return [error]
    # One item takes too long. One by one, only this item is refused.
    return [result for item in items for result in _run_some(run, function, [item], seconds)]


def call_each(function: Callable[..., T], items: Sequence[Arguments]) -> list[T | InvalidStructure]:
    """Call a function for each item's arguments; run in a worker process."""
    return [_value(function, item) for item in items]


def _value(function: Callable[..., T], item: Arguments) -> T | InvalidStructure:
    try:
        return function(*item)
    except InvalidStructure as error:
        return error
