"""The engines' errors for an unusable database, as our own errors. Only this module knows their codes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from catalog.errors import StoreBusy, StoreFull, StoreReadOnly, StoreUnusable

RAISED = (DBAPIError, NoConnectionLeft, sqlite3.Error, psycopg.Error)
"""All exceptions of an engine, its driver or the pool of connections."""


class _Kind(NamedTuple):
    """One kind of error: its class, and a sentence for any user."""

    error: type[StoreUnusable]
    sentence: str


_FULL = _Kind(
    StoreFull,
    "The disk is full, or a size limit is reached. Saved data are safe. Free some space and try again",
)
_READ_ONLY = _Kind(StoreReadOnly, "The database is read-only, so nothing was saved")
_BUSY = _Kind(StoreBusy, "The database is busy. Try again in a moment")
_DAMAGED = _Kind(
    StoreUnusable, "The database is damaged, or the file is not a database. Check the path, or restore a backup"
)
_DISK = _Kind(StoreUnusable, "The disk of the database failed")
_LOST = _Kind(StoreUnusable, "The connection to the database was lost. Try again")
_UNOPENED = _Kind(StoreUnusable, "The database cannot be opened")
_UNOPENED_FILE = _Kind(
    StoreUnusable, "The database cannot be opened. Its folder must exist, and both must be readable and writable"
)
_MOVED = _Kind(StoreUnusable, "The database file was moved or replaced while in use. Restart the program")
_LACKING = _Kind(StoreUnusable, "The database has not enough memory, or no permission for this")

_BY_SQLITE: Mapping[int, _Kind] = {
    sqlite3.SQLITE_FULL: _FULL,
    # This is the error for a quota or a limit of file sizes. Only ENOSPC is SQLITE_FULL.
    sqlite3.SQLITE_IOERR_WRITE: _FULL,
    # The shared file of readers and writers could not grow.
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_READONLY_DBMOVED: _MOVED,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_FORMAT: _DAMAGED,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_CANTOPEN: _UNOPENED_FILE,
    sqlite3.SQLITE_PERM: _LACKING,
    sqlite3.SQLITE_AUTH: _LACKING,
    sqlite3.SQLITE_NOMEM: _LACKING,
}
"""Errors by SQLite's result code, the extended one before the primary one (https://www.sqlite.org/rescode.html)."""

_BY_POSTGRES: Mapping[str, _Kind] = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "53300": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "55P03": _BUSY,
    "57014": _BUSY,
    "57P03": _BUSY,
    "57P": _LOST,
    "08": _LOST,
    "28": _UNOPENED,
    "3D": _UNOPENED,
    "42501": _LACKING,
    "53": _LACKING,
    "58": _DISK,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
"""Errors by the beginning of PostgreSQL's code; the longest one counts (its manual's appendix A)."""

_REFUSED_CLIENTS = ("too many clients", "too many connections", "connection slots", "starting up", "shutting down")
"""PostgreSQL's messages when it accepts no more clients. There is no connection yet, so they have no code."""


def store_error_of(error: BaseException, where: str, *, opening: bool = False) -> StoreUnusable | None:
    """Return our error for an engine's error, or None if the database is not the cause.

    Args:
        error: one of ``RAISED``.
        where: the database, by the name that its operator knows.
        opening: whether there was no connection yet. Then any error means that the database cannot be opened.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    kind = _kind_of(cause)
    if opening and kind in (None, _LOST):
        kind = _UNOPENED
    if kind is None:
        return None
    said = (str(cause).strip().splitlines() or ["nothing else is known"])[0]
    return kind.error(f"{kind.sentence} ({where}: {said}).", public=f"{kind.sentence}.")


def _kind_of(cause: BaseException | None) -> _Kind | None:
    if isinstance(cause, NoConnectionLeft):
        return _BUSY
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0)
        return _BY_SQLITE.get(code) or _BY_SQLITE.get(code & 0xFF)
    if isinstance(cause, psycopg.Error) and cause.sqlstate is not None:
        beginnings = (cause.sqlstate[:length] for length in range(5, 1, -1))
        return next((_BY_POSTGRES[one] for one in beginnings if one in _BY_POSTGRES), None)
    if isinstance(cause, psycopg.OperationalError):
        return _BUSY if any(words in str(cause) for words in _REFUSED_CLIENTS) else _LOST
    return None
