"""Times as they are stored."""

from __future__ import annotations

from datetime import UTC, datetime


def stored_time(time: datetime) -> str:
    """A time with its zone as it is stored: RFC 3339, UTC, microseconds, fixed width."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def now() -> str:
    """The time as it is stored."""
    return stored_time(datetime.now(UTC))
