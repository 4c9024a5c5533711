"""Sessions: a browser that signed in with a key has a random token. Only its digest is stored.

A session ends when the user signs out, after some time without use, at the end of a working day, and with its key.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, update

from catalog.store.access.keys import SECRET_BYTES, ApiKey, digest_of, key_of_row, select_keys
from catalog.store.clock import now, stored_time
from catalog.store.log_tables import api_keys, sessions

IDLE = timedelta(hours=2)
"""A session ends after this time without use."""

LONGEST = timedelta(hours=12)
"""A session ends after this time in any case."""


@dataclass(frozen=True, slots=True)
class Session:
    """An open session.

    Attributes:
        digest: the digest of its token.
        key: the key that was used to sign in.
        last_seen_at: the stored time of its last use, exact to about a minute.
    """

    digest: str
    key: ApiKey
    last_seen_at: str


def begin_session(connection: Connection, key: ApiKey) -> str:
    """Begin a session with a usable key, and remove ended sessions.

    Returns:
        The token of the session. It cannot be read again.
    """
    _remove_ended(connection)
    token = secrets.token_urlsafe(SECRET_BYTES)
    began = now()
    expires_at = stored_time(datetime.now(UTC) + LONGEST)
    values = {
        "digest": digest_of(token),
        "key_id": key.number,
        "created_at": began,
        "last_seen_at": began,
        "expires_at": min(expires_at, key.expires_at or expires_at),
    }
    connection.execute(insert(sessions).values(values))
    connection.execute(update(api_keys).where(api_keys.c.id == key.number).values(last_used_at=began))
    return token


def find_session(connection: Connection, token: str) -> Session | None:
    """Return the open session of a token, or None."""
    digest = digest_of(token)
    query = select_keys().add_columns(sessions.c.last_seen_at).join_from(sessions, api_keys)
    going = (sessions.c.expires_at > now(), sessions.c.last_seen_at > _idle_since(), api_keys.c.revoked_at.is_(None))
    row = connection.execute(query.where(sessions.c.digest == digest, *going)).first()
    return None if row is None else Session(digest, key_of_row(row), row.last_seen_at)


def end_session(connection: Connection, token: str) -> None:
    """End the session of a token, if there is one."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest_of(token)))


def _remove_ended(connection: Connection) -> None:
    ended = or_(sessions.c.expires_at <= now(), sessions.c.last_seen_at <= _idle_since())
    connection.execute(delete(sessions).where(ended))


def _idle_since() -> str:
    return stored_time(datetime.now(UTC) - IDLE)
