"""Times as they are stored, and the number of the catalog's last change."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from catalog.store.tables import revisions

_LAST_CHANGE = select(func.max(revisions.c.seq))


def stored_time(time: datetime) -> str:
    """Return a time with its zone in the stored form: RFC 3339, UTC, microseconds, fixed width."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def now() -> str:
    """Return the current time in the stored form."""
    return stored_time(datetime.now(UTC))


def last_change(connection: Connection) -> int:
    """Return the sequence number of the catalog's last change, the newest revision, or 0 if there is none."""
    return connection.scalar(_LAST_CHANGE) or 0
