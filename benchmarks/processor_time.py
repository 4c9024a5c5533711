"""Processor time of this process or another, of all that descend from it, and of its sessions in a database server.

On a machine that others use too, seconds on the clock say little; these say what the work itself cost. Linux only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from catalog.store.database import Database

TICK = 1 / os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
SCHEDULED = 2
"""The clock of a process that counts what the scheduler gave it (CPUCLOCK_SCHED in the kernel's posix-timers.h)."""


class Stopwatch:
    """What a stretch of work cost.

    Attributes:
        seconds: processor seconds, user and system.
    """

    seconds = 0.0


@contextmanager
def processor_time(database: Database | None = None) -> Iterator[Stopwatch]:
    """Measure the block; processes that begin in it must still be there at its end, or be waited for."""
    watch = Stopwatch()
    before = _total(database)
    yield watch
    watch.seconds = _total(database) - before


def seconds_of(pid: int) -> float:
    """Return the processor seconds of a process and all that descend from it, those that have ended included."""
    return sum(map(_used, [pid, *_descendants(pid)]))


def _total(database: Database | None) -> float:
    return seconds_of(os.getpid()) + sum(map(_used, _sessions(database)))


def _used(pid: int) -> float:
    """Seconds of one process, and of its children that have ended and were waited for.

    Those of the children are fields 16 and 17 of proc(5)'s stat, counted behind the name, which may hold blanks. They
    come in ticks of 10 ms; those of the process itself in nanoseconds, from its clock (clock_getcpuclockid(3)).
    """
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        own = time.clock_gettime(~pid << 3 | SCHEDULED)
    except OSError:
        return 0.0
    return own + (int(fields[13]) + int(fields[14])) * TICK


def _descendants(pid: int) -> Iterator[int]:
    """Yield the processes that descend from one; whichever of its threads started them (proc(5))."""
    for started in (PROC / str(pid) / "task").glob("*/children"):
        try:
            children = started.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _descendants(child)


def _sessions(database: Database | None) -> list[int]:
    """The server's processes for this database, where it is PostgreSQL on this machine."""
    if database is None or database.is_sqlite:
        return []
    with database.read() as transaction:
        query = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return list(transaction.scalars(query))
