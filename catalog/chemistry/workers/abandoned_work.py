"""Leaving work unfinished at its time limit. RDKit cannot be interrupted, but its matching can continue alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run_until(work: Callable[[], T], until: float) -> T | None:
    """Return the result of some work, or None if it is not finished in time.

    It continues in a thread, which only the end of the process stops. So a worker process ends after such a job. This
    works if RDKit lets other threads run meanwhile: in matching, but not in parsing.

    Args:
        work: the work.
        until: the time limit, by ``time.monotonic``.
    """
    executor = ThreadPoolExecutor(1, "catalog-unfinished")
    result = executor.submit(work)
    executor.shutdown(wait=False)
    try:
        return result.result(max(until - time.monotonic(), 0))
    except TimeoutError:
        if result.done():
            return result.result()
        _left.append(result)
        return None


_left: list[Future[Any]] = []
"""The unfinished work of this process."""


def has_abandoned_work() -> bool:
    """Tell whether this process still has unfinished work that nobody waits for."""
    return any(not work.done() for work in _left)
