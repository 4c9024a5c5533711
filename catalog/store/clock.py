"""Times as they are stored."""

from __future__ import annotations

from datetime import UTC, datetime


def stored_time(time: datetime) -> str:
    """Return a time with its zone in the stored form: RFC 3339, UTC, microseconds, fixed width."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def now() -> str:
    """Return the current time in the stored form."""
    return stored_time(datetime.now(UTC))
