"""The rule that no database connection is held while chemistry is computed or waited for, kept in every test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from catalog.chemistry.workers.pool import WorkerPool


class _Held(threading.local):
    connections = 0


@contextmanager
def refused_while_computing() -> Iterator[None]:
    """Let a job for a worker fail whose thread holds a connection."""
    held = _Held()
    take = WorkerPool._take

    def count_out(*_: object) -> None:
        held.connections += 1

    def count_in(*_: object) -> None:
        held.connections -= 1

    def take_with_nothing_held(pool: WorkerPool, seconds: float | None) -> object:
        assert held.connections <= 0, "A database connection is held while chemistry is computed."
        return take(pool, seconds)

    event.listen(Pool, "checkout", count_out)
    event.listen(Pool, "checkin", count_in)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorkerPool, "_take", take_with_nothing_held)
        yield
    event.remove(Pool, "checkout", count_out)
    event.remove(Pool, "checkin", count_in)
