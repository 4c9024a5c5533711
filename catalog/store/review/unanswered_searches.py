"""Searches that found nothing, counted by text and day, without anything about who searched.

A request only adds to a count in memory. A thread of the server writes the counts now and then. What cannot be written
now, as on a read-only standby, is tried again later, and never grows beyond its bound.
"""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, text, tuple_
from sqlalchemy.exc import SQLAlchemyError

from catalog.errors import StoreUnusable
from catalog.product.text.personal_data import may_be_personal
from catalog.store.database import Database
from catalog.store.log_tables import unanswered_searches

EVERY_SECONDS = 30.0
"""How often counts are written."""
PATIENCE_SECONDS = 0.5
"""How long the thread waits for its turn to write."""
MOST_WAITING = 500
"""How many different texts wait in memory. Others are not counted until these are written."""
MOST_ROWS = 5_000
"""How many rows the table has at most. The oldest, and of a day the rarest, go first."""
KEPT_DAYS = 90
LONGEST = 100
"""How many characters of a text are kept."""

_ADD = text(
    "INSERT INTO unanswered_searches (day, text, times) VALUES (:day, :text, :times) "
    "ON CONFLICT (day, text) DO UPDATE SET times = unanswered_searches.times + excluded.times"
)


class UnansweredSearch(NamedTuple):
    """A text that was searched for in vain.

    Attributes:
        text: the folded text, cut to ``LONGEST`` characters.
        times: how often.
        last: the last day, such as ``2026-11-30``.
    """

    text: str
    times: int
    last: str

    @property
    def is_cut(self) -> bool:
        """Tell whether the text may go on."""
        return len(self.text) >= LONGEST


class UnansweredSearches:
    """Counts searches that found nothing, for one database. Threads can share it."""

    def __init__(self, database: Database) -> None:
        """Set up. Nothing is written before ``start`` or ``write``."""
        self._database = database
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, typed: str, folded: str) -> None:
        """Count a search. If what was typed may be about a person, it is not counted.

        Args:
            typed: the text as it was typed.
            folded: the text in the form in which equal ones are counted together.
        """
        if may_be_personal(typed):
            return
        key = (_day(datetime.now(UTC)), folded[:LONGEST].strip())
        with self._lock:
            if key[1] and (key in self._counts or len(self._counts) < MOST_WAITING):
                self._counts[key] += 1

    def start(self) -> None:
        """Begin to write in the background."""
        self._thread = threading.Thread(target=self._keep_writing, name="unanswered-searches", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and try to write what waits."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        self._try_to_write()

    def write(self) -> None:
        """Write what waits. If that fails, it goes on waiting.

        Raises:
            StoreUnusable: the database cannot be written now.
        """
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        rows = [{"day": day, "text": searched, "times": times} for (day, searched), times in sorted(counts.items())]
        try:
            with self._database.write(by_index=True, patience=PATIENCE_SECONDS) as connection:
                connection.execute(_ADD, rows)
                _remove_old(connection)
        except (StoreUnusable, SQLAlchemyError):
            self._put_back(counts)
            raise

    def _put_back(self, counts: Counter[tuple[str, str]]) -> None:
        with self._lock:
            counts.update(self._counts)
            self._counts = Counter(dict(counts.most_common(MOST_WAITING)))

    def _keep_writing(self) -> None:
        while not self._closed.wait(EVERY_SECONDS):
            self._try_to_write()

    def _try_to_write(self) -> None:
        # A database that is read-only, busy or gone may be usable again later.
        with suppress(StoreUnusable, SQLAlchemyError):
            self.write()


def most_unanswered(connection: Connection, limit: int) -> list[UnansweredSearch]:
    """Return what was searched for in vain most often in the days that are kept, the most frequent first."""
    column, times = unanswered_searches.c, func.sum(unanswered_searches.c.times)
    query = select(column.text, times, func.max(column.day)).where(column.day >= _first_day()).group_by(column.text)
    rows = connection.execute(query.order_by(times.desc(), column.text).limit(limit))
    return [UnansweredSearch(searched, int(number), last) for searched, number, last in rows]


def _remove_old(connection: Connection) -> None:
    column = unanswered_searches.c
    connection.execute(delete(unanswered_searches).where(column.day < _first_day()))
    order = (column.day.desc(), column.times.desc(), column.text)
    extra = select(column.day, column.text).order_by(*order).offset(MOST_ROWS)
    connection.execute(delete(unanswered_searches).where(tuple_(column.day, column.text).in_(extra)))


def _first_day() -> str:
    return _day(datetime.now(UTC) - timedelta(days=KEPT_DAYS))


def _day(time: datetime) -> str:
    return time.date().isoformat()
