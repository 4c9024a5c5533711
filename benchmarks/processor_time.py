"""Processor time of this process, of all that descend from it, and of its sessions in a database server beside it.

On a machine that others use too, seconds on the clock say little; these say what the work itself cost. Linux only.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from catalog.store.database import Database

TICK = 1 / os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


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


def _total(database: Database | None) -> float:
    own = os.times()
    waited_for = own.children_user + own.children_system
    return own.user + own.system + waited_for + sum(map(_used, [*_descendants(), *_sessions(database)]))


def _used(pid: int) -> float:
    """Seconds of one process; fields 14 and 15 of proc(5)'s stat, counted behind the name, which may hold blanks."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * TICK


def _descendants() -> Iterable[int]:
    children: dict[int, list[int]] = defaultdict(list)
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            children[int(parent)].append(int(folder.name))
    found = list(children[os.getpid()])
    for pid in found:
        found += children[pid]
    return found


def _sessions(database: Database | None) -> list[int]:
    """The server's processes for this database, where it is PostgreSQL on this machine."""
    if database is None or database.is_sqlite:
        return []
    with database.read() as transaction:
        query = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return list(transaction.scalars(query))
