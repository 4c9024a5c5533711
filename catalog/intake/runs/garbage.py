"""Less frequent garbage collection while an import runs."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from catalog.chemistry.workers.worker import COLLECT_SELDOM

_lock = threading.Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds that each running import found."""


@contextmanager
def infrequent_collection() -> Iterator[None]:
    """Collect garbage less often: records are many small values without cycles. Imports in several threads can overlap.

    >>> before = gc.get_threshold()
    >>> with infrequent_collection(), infrequent_collection():
    ...     gc.get_threshold() == COLLECT_SELDOM
    True
    >>> gc.get_threshold() == before
    True
    """
    with _lock:
        _usual.append(gc.get_threshold())
        gc.set_threshold(*COLLECT_SELDOM)
    try:
        yield
    finally:
        with _lock:
            # The last import to end restores the thresholds that the first one found.
            gc.set_threshold(*_usual.pop())
