"""Sessions: a browser that signed in has a random token. Only its digest is stored.

A session begins with a key or with a person's password. It ends when the user signs out, after some time without use,
at the end of a working day, and with its key or person.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from catalog.errors import NotFound
from catalog.store.access.keys import SECRET_BYTES, ApiKey, KeyHolder, digest_of, get_key
from catalog.store.access.people import Person, get_person
from catalog.store.clock import now, stored_time
from catalog.store.log_tables import api_keys, people, sessions

IDLE = timedelta(hours=2)
"""A session ends after this time without use."""

LONGEST = timedelta(hours=12)
"""A session ends after this time in any case."""

LONGEST_BROWSER = 200
"""How much of a browser's own description is kept, in characters."""


@dataclass(frozen=True, slots=True)
class Session:
    """An open session.

    Attributes:
        number: its number among all sessions.
        digest: the digest of its token.
        holder: who signed in, with the rights of this moment.
        key: the key that was used to sign in, or None if it was a password.
        browser: what the browser says of itself.
        created_at: the stored time of the sign-in.
        last_seen_at: the stored time of its last use, exact to about a minute.
    """

    number: int
    digest: str
    holder: KeyHolder
    key: ApiKey | None
    browser: str
    created_at: str
    last_seen_at: str


def begin_session(connection: Connection, key: ApiKey, browser: str = "") -> str:
    """Begin a session with a usable key, and remove ended sessions.

    Returns:
        The token of the session. It cannot be read again.
    """
    connection.execute(update(api_keys).where(api_keys.c.id == key.number).values(last_used_at=now()))
    return _begin(connection, browser, key.expires_at, key_id=key.number)


def begin_persons_session(connection: Connection, person: Person, browser: str = "") -> str:
    """Begin a session of a person, and remove ended sessions. Return its token."""
    connection.execute(update(people).where(people.c.id == person.number).values(signed_in_at=now()))
    return _begin(connection, browser, None, person_id=person.number)


def _begin(connection: Connection, browser: str, latest: str | None, **whose: int) -> str:
    connection.execute(delete(sessions).where(_has_ended()))
    token = secrets.token_urlsafe(SECRET_BYTES)
    began = now()
    expires_at = stored_time(datetime.now(UTC) + LONGEST)
    values = {
        "digest": digest_of(token),
        "browser": browser[:LONGEST_BROWSER],
        "created_at": began,
        "last_seen_at": began,
        "expires_at": min(expires_at, latest or expires_at),
    }
    connection.execute(insert(sessions).values({**values, **whose}))
    return token


def find_session(connection: Connection, token: str) -> Session | None:
    """Return the open session of a token, or None."""
    row = connection.execute(select(sessions).where(sessions.c.digest == digest_of(token), ~_has_ended())).first()
    return None if row is None else _session(connection, row)


def sessions_of(connection: Connection, person: int) -> list[Session]:
    """Return the open sessions of a person and of the person's keys, the last used first."""
    query = select(sessions).where(_is_of(person), ~_has_ended()).order_by(sessions.c.last_seen_at.desc())
    found = [_session(connection, row) for row in connection.execute(query).all()]
    return [session for session in found if session is not None]


def count_sessions(connection: Connection) -> dict[int, int]:
    """Return how many open sessions each person has who has any, those of the person's keys among them."""
    whose = func.coalesce(sessions.c.person_id, api_keys.c.person_id)
    query = select(whose, func.count()).outerjoin_from(sessions, api_keys, api_keys.c.id == sessions.c.key_id)
    rows = connection.execute(query.where(whose.is_not(None), ~_has_ended()).group_by(whose))
    return {int(number): int(count) for number, count in rows}


def end_session(connection: Connection, token: str) -> None:
    """End the session of a token, if there is one."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest_of(token)))


def end_numbered_session(connection: Connection, person: int, number: int) -> None:
    """End one session of a person or of the person's keys.

    Raises:
        NotFound: the person has no such session.
    """
    ended = delete(sessions).where(sessions.c.id == number, _is_of(person)).returning(sessions.c.id)
    if connection.scalar(ended) is None:
        raise NotFound("This session has ended already.")


def end_sessions(connection: Connection, person: int, *, but: str = "") -> None:
    """End all sessions of a person and of the person's keys, except that with the digest ``but``."""
    connection.execute(delete(sessions).where(_is_of(person), sessions.c.digest != but))


def _session(connection: Connection, row: Row[Any]) -> Session | None:
    """Return the session of a row, or None if its key or person may come in no more."""
    if row.key_id is None:
        person, key = get_person(connection, row.person_id), None
        is_open = person.disabled_at is None
        holder = KeyHolder(person.name, person.role, person.number)
    else:
        key = get_key(connection, row.key_id)
        is_open = key.revoked_at is None and not key.is_disabled
        holder = key.holder
    session = Session(row.id, row.digest, holder, key, row.browser, row.created_at, row.last_seen_at)
    return session if is_open else None


def _is_of(person: int) -> ColumnElement[bool]:
    keys = select(api_keys.c.id).where(api_keys.c.person_id == person)
    return or_(sessions.c.person_id == person, sessions.c.key_id.in_(keys))


def _has_ended() -> ColumnElement[bool]:
    idle_since = stored_time(datetime.now(UTC) - IDLE)
    return or_(sessions.c.expires_at <= now(), sessions.c.last_seen_at <= idle_since)
