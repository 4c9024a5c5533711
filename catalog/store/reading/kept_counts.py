"""Counts over the whole catalog, kept until something is committed.

Each count is kept with the sequence number of the last revision, the version of the comparison of products and the
state of the regulatory lists, read in the same transaction. Every change of a product has a revision, and revisions are
committed in the order of their numbers. So a kept count is never wrong.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select

from catalog.store.log_tables import catalog_comparison, regulatory_lists
from catalog.store.tables import revisions

T = TypeVar("T")

LARGE = 1_000
"""The smallest count that is kept if there are counts of many kinds, such as of words. Few are so large, and they take
the longest."""
_STATE = select(
    select(func.max(revisions.c.seq)).scalar_subquery(),
    select(func.max(catalog_comparison.c.version)).scalar_subquery(),
    select(func.sum(regulatory_lists.c.id)).scalar_subquery(),
)
State = tuple[int | None, int | None, int | None]
"""The last revision, the version of the comparison, and a number that changes with every list added or removed."""


class KeptCounts:
    """The counts in one database after one change."""

    def __init__(self) -> None:
        self._state: State = (-1, None, None)
        self._kept: dict[Hashable, Any] = {}
        self._counting = threading.RLock()  # A count may ask for another one.

    def get(self, state: State, what: Hashable, count: Callable[[], T]) -> T:
        """Return the count after a change. It is made only once, even if many threads ask for it."""
        with self._counting:
            if state != self._state:
                self._state, self._kept = state, {}
            if what not in self._kept:
                self._kept[what] = count()
            counted: T = self._kept[what]
            return counted

    def known(self, state: State, what: Hashable) -> int | None:
        """Return a count after a change, if it is kept."""
        with self._counting:
            return self._kept.get(what) if state == self._state else None

    def keep(self, state: State, what: Hashable, number: int) -> None:
        """Keep a count that was made after a change, unless a later change is known."""
        with self._counting:
            if state != self._state and (state[0] or 0) >= (self._state[0] or 0):
                self._state, self._kept = state, {}
            if state == self._state:
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
    return _KEPT.setdefault(connection.engine, KeptCounts()).get(_state(connection), what, count)


def kept_large_count(connection: Connection, what: Hashable, count: Callable[[], int]) -> int:
    """Do the same as ``kept_count`` for counts of many kinds. Only large ones are kept, and nobody waits for those that
    others make.
    """
    if connection.get_execution_options().get("catalog_write"):
        return count()
    state = _state(connection)
    counts = _KEPT.setdefault(connection.engine, KeptCounts())
    number = counts.known(state, what)
    if number is None:
        number = count()
        if number >= LARGE:
            counts.keep(state, what, number)
    return number


def _state(connection: Connection) -> State:
    seq, version, lists = connection.execute(_STATE).one()
    return seq, version, lists
