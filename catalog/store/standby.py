"""Reading from a standby of PostgreSQL as long as it is known to be near the primary.

A server asks the primary where its log ends, and then the standby how far it has come. If the standby was there, it is
read for ``LEASE_SECONDS`` from the moment of the first question. Whoever writes waits afterwards until the standby has
the change, or until this time is over and so nobody reads the standby any more. So whoever has the answer to a change
sees it from then on, in whatever process, and no clocks are compared.
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, cast
from weakref import WeakSet

import psycopg
from psycopg.pq import ExecStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from catalog.errors import StoreBusy, StoreUnusable

LEASE_SECONDS = 1.0
"""How long the standby is read after a moment of which it knows everything. No write waits longer."""
CALM_SECONDS = 2.0
"""How long it must have been near without a break before it is read. Whoever wrote while it was away did not wait for
it, and this is longer than such a change can be missing from what a process knows."""
LOOK_SECONDS = 0.2
"""How often both are asked."""
ANSWER_SECONDS = 1.0
"""How long an answer may take. After that, every connection to the standby is cut."""
WAIT_SECONDS = 0.002
"""How often a writer asks whether the standby has its change."""

_WRITTEN = "SELECT pg_current_wal_insert_lsn()"
_REPLAYED = "SELECT pg_last_wal_replay_lsn()"
_PAGE_BYTES = 8192
_HEADER_BYTES = 40
"""The pages of the log, and the longest head of one (PostgreSQL's ``XLogLongPageHeaderData``)."""


class Reading:
    """How one request reads.

    Attributes:
        from_standby: whether it reads the standby.
        has_failed: whether the database that it read did not answer as it should.
    """

    __slots__ = ("from_standby", "has_failed")

    def __init__(self, from_standby: bool) -> None:
        self.from_standby = from_standby
        self.has_failed = False


_READING: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading(how: Reading) -> Iterator[None]:
    """Let everything in this block, and in threads that it calls, read as said. Elsewhere the primary is read."""
    token = _READING.set(how)
    try:
        yield
    finally:
        _READING.reset(token)


def reads_standby() -> bool:
    """Tell whether the present request reads the standby."""
    how = _READING.get()
    return how is not None and how.from_standby


@contextmanager
def noting_failure() -> Iterator[None]:
    """Note for the present request that the database which it reads has failed. A busy primary has not."""
    try:
        yield
    except StoreUnusable as error:
        how = _READING.get()
        if how is not None and (how.from_standby or not isinstance(error, StoreBusy)):
            how.has_failed = True
        raise


class Standby:
    """A standby, and until when it may be read. Threads can share it."""

    def __init__(self, engine: Engine, primary: Engine) -> None:
        """Set up. It is not read before ``start``.

        Args:
            engine: the engine of the standby.
            primary: the engine of the primary.
        """
        self.engine = engine
        self._primary = _Watch(primary)
        self._standby = _Watch(engine)
        self._knew: float | None = None
        self._near_since = 0.0
        self._answers = False
        self._asked: deque[tuple[float, int]] = deque()
        self._opened: WeakSet[psycopg.Connection[Any]] = WeakSet()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        event.listen(engine, "connect", self._note_connection)

    def start(self) -> None:
        """Begin to ask in the background."""
        self.look()
        self._thread = threading.Thread(target=self._keep_looking, name="standby", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and close every connection."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        self._primary.close()
        self._standby.close()
        self.engine.dispose()

    def is_near(self) -> bool:
        """Tell whether it may be read now."""
        return self._is_leased() and time.monotonic() >= self._near_since + CALM_SECONDS

    def age(self) -> float | None:
        """Return how many seconds ago it certainly knew everything, or None if that was never so."""
        return None if self._knew is None else time.monotonic() - self._knew

    def await_change(self, connection: Connection) -> None:
        """Wait until the standby has what was committed, or is not read any more.

        Args:
            connection: a connection to the primary, after the commit.
        """
        if not self._is_leased():
            return
        ends = time.monotonic() + LEASE_SECONDS
        # If one of them cannot be asked, the change is made all the same, and perhaps others still read the standby.
        with suppress(SQLAlchemyError), self.engine.connect() as standby:
            written = _position(connection.exec_driver_sql(_WRITTEN).scalar_one())
            connection.rollback()
            while time.monotonic() < ends and _position(standby.exec_driver_sql(_REPLAYED).scalar_one()) < written:
                standby.rollback()
                time.sleep(WAIT_SECONDS)
            return
        time.sleep(max(0.0, ends - time.monotonic()))

    def look(self) -> None:
        """Ask both where they are, and read the standby for longer if it is near."""
        now = time.monotonic()
        try:
            self._asked.append((now, self._primary.ask(_WRITTEN)))
        except _UnansweredError:
            return
        try:
            replayed = self._standby.ask(_REPLAYED)
        except _UnansweredError:
            self._answers = False
            self._cut()
            return
        if not self._is_leased():
            self._near_since = now
        self._answers = True
        while self._asked and (self._asked[0][1] <= replayed or self._asked[0][0] < now - LEASE_SECONDS):
            asked, written = self._asked.popleft()
            if written <= replayed:
                self._knew = asked

    def _is_leased(self) -> bool:
        """Tell whether it knows everything of a moment that is not too long ago."""
        return self._answers and self._knew is not None and time.monotonic() < self._knew + LEASE_SECONDS

    def _note_connection(self, _connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        self._opened.add(cast("psycopg.Connection[Any]", record.driver_connection))

    def _keep_looking(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            self.look()

    def _cut(self) -> None:
        """Cut the connections, so that nobody waits for a server that has stopped answering."""
        for connection in list(self._opened):
            with suppress(psycopg.Error, OSError), socket.socket(fileno=_copied(connection)) as line:
                line.shutdown(socket.SHUT_RDWR)


def _copied(connection: psycopg.Connection[Any]) -> int:
    return os.dup(connection.fileno())


class _UnansweredError(Exception):
    """A server did not say where it is."""


class _Watch:
    """A connection that only asks a server where it is, and waits no longer than ``ANSWER_SECONDS``."""

    def __init__(self, engine: Engine) -> None:
        self._arguments, self._options = engine.dialect.create_connect_args(engine.url)
        self._connection: psycopg.Connection[Any] | None = None

    def ask(self, statement: str) -> int:
        """Return a position of the log.

        Raises:
            _UnansweredError: there is no answer in time, or no position.
        """
        try:
            if self._connection is None:
                options = {**self._options, "connect_timeout": 2, "autocommit": True}
                self._connection = psycopg.connect(*self._arguments, **options)
            return self._asked(self._connection, statement)
        except (psycopg.Error, OSError) as error:
            self.close()
            raise _UnansweredError from error
        except _UnansweredError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection. The next question opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _asked(self, connection: psycopg.Connection[Any], statement: str) -> int:
        line, ends = connection.pgconn, time.monotonic() + ANSWER_SECONDS
        line.send_query(statement.encode())
        while line.is_busy():
            if not select.select([line.socket], [], [], max(0.0, ends - time.monotonic()))[0]:
                raise _UnansweredError
            line.consume_input()
        result = line.get_result()
        while line.get_result() is not None:
            pass
        value = result.get_value(0, 0) if result is not None and result.status == ExecStatus.TUPLES_OK else None
        if value is None:
            raise _UnansweredError
        return _position(value.decode())


def _position(stated: str) -> int:
    """Return a position of the log as a number. Behind the head of a page, nothing more is written than before it.

    >>> _position("0/3000148"), _position("1/0") - _position("0/FFFFFFFF"), _position("0/4018") - _position("0/4000")
    (50331976, 1, 0)
    """
    high, _, low = stated.partition("/")
    number = (int(high, 16) << 32) + int(low, 16)
    return number - number % _PAGE_BYTES if number % _PAGE_BYTES <= _HEADER_BYTES else number
