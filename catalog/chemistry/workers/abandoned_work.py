"""Work that is left unfinished when its time is over: RDKit cannot be interrupted, but its matching can be left."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

GRACE_SECONDS = 0.1
"""How much longer than its time work is waited for that looks at the clock itself."""


def run_until(work: Callable[[], T], until: float) -> T | None:
    """Return the result of some work, or None if it is not finished in time.

    It goes on in a thread, which only the end of the process stops: a worker process ends after such a job. That helps
    where RDKit lets other threads run meanwhile, which is in matching and not in parsing.

    Args:
        work: looks at the clock itself between its steps, so that only a long step is left.
        until: when its time is over, by ``time.monotonic``.
    """
    executor = ThreadPoolExecutor(1, "catalog-unfinished")
    result = executor.submit(work)
    executor.shutdown(wait=False)
    try:
        return result.result(max(until - time.monotonic(), 0) + GRACE_SECONDS)
    except TimeoutError:
        if result.done():
            return result.result()
        _left.append(result)
        return None


_left: list[Future[Any]] = []
"""What nobody waits for any more."""


def has_abandoned_work() -> bool:
    """Tell whether this process still has unfinished work that nobody waits for."""
    return any(not work.done() for work in _left)
