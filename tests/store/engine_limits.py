"""Making SQLite refuse what a full or a read-only disk would make it refuse, without such a disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from catalog.store.database import Database

ROOM = 8
"""Pages that a full SQLite database may still grow by, where a test says nothing else."""


@contextmanager
def pragma_set(database: Database, pragma: str) -> Iterator[None]:
    """While it lasts, every connection to a SQLite database has a pragma set."""

    def set_pragma(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.execute(f"PRAGMA {pragma}")

    database.engine.dispose()
    event.listen(database.engine, "connect", set_pragma)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", set_pragma)
        database.engine.dispose()


@contextmanager
def disk_full(database: Database, room: int = ROOM) -> Iterator[None]:
    """While it lasts, a SQLite database can grow by some pages at most: SQLite itself answers SQLITE_FULL."""
    with database.read() as transaction:
        pages = transaction.exec_driver_sql("PRAGMA page_count").scalar_one()
    with pragma_set(database, f"max_page_count = {pages + room}"):
        yield
