"""Counts over the whole catalog, kept until something is committed.

Each count is kept with the sequence number of the last revision, read in the same transaction. Every change of a
product has a revision, and revisions are committed in the order of their numbers. So a kept count is never wrong.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select

from catalog.store.tables import revisions

T = TypeVar("T")

LARGE = 1_000
"""From how many products on a count of one of many kinds is kept. There are few such words, and they take longest."""
_LAST = select(func.max(revisions.c.seq))


class KeptCounts:
    """The counts in one database after one change."""

    def __init__(self) -> None:
        self._seq = -1
        self._kept: dict[Hashable, Any] = {}
        self._counting = threading.RLock()  # A count may ask for another one.

    def get(self, seq: int, what: Hashable, count: Callable[[], T]) -> T:
        """Return the count after a change. It is made only once, even if many threads ask for it."""
        with self._counting:
            if seq != self._seq:
                self._seq, self._kept = seq, {}
            if what not in self._kept:
                self._kept[what] = count()
            counted: T = self._kept[what]
            return counted

    def known(self, seq: int, what: Hashable) -> int | None:
        """Return a count after a change, if it is kept."""
        with self._counting:
            return self._kept.get(what) if seq == self._seq else None

    def keep(self, seq: int, what: Hashable, number: int) -> None:
        """Keep a count that was made after this change."""
        with self._counting:
            if seq > self._seq:
                self._seq, self._kept = seq, {}
            if seq == self._seq:
                self._kept[what] = number


_KEPT: WeakKeyDictionary[Engine, KeptCounts] = WeakKeyDictionary()


def kept_count(connection: Connection, what: Hashable, count: Callable[[], T]) -> T:
    """Return a count over the whole catalog. Use the kept count if nothing has been committed since.

    Args:
        connection: a transaction. A writing transaction counts again, because it can still be rolled back.
        what: the name of this count.
        count: makes the count in this transaction.
    """
    if connection.get_execution_options().get("catalog_write"):
        return count()
    seq = connection.scalar(_LAST) or 0
    return _KEPT.setdefault(connection.engine, KeptCounts()).get(seq, what, count)


def kept_large_count(connection: Connection, what: Hashable, count: Callable[[], int]) -> int:
    """Do the same as ``kept_count`` for counts of which there are many kinds: only large ones are kept, and nobody
    waits for those that others make.
    """
    if connection.get_execution_options().get("catalog_write"):
        return count()
    seq = connection.scalar(_LAST) or 0
    counts = _KEPT.setdefault(connection.engine, KeptCounts())
    number = counts.known(seq, what)
    if number is None:
        number = count()
        if number >= LARGE:
            counts.keep(seq, what, number)
    return number
