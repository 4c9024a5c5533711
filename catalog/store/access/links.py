"""One-time links: whoever holds one chooses the password of an account. They invite people, and let them in again."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from catalog.errors import Conflict, NotFound
from catalog.store.access.keys import SECRET_BYTES, digest_of
from catalog.store.access.people import Person, get_person, keep_password
from catalog.store.access.sessions import end_sessions
from catalog.store.clock import now, stored_time
from catalog.store.log_tables import person_links

LIFETIME = timedelta(days=2)
WELCOME_PATH = "/editor/welcome/"
"""Where a link leads; its token follows."""


def make_link(connection: Connection, number: int) -> str:
    """Make a link for a person, and return its token. A former link of the person is void.

    Raises:
        NotFound: there is no such person.
        Conflict: the person is disabled.
    """
    person = get_person(connection, number)
    if person.disabled_at is not None:
        raise Conflict(f"{person.name} is disabled. Enable the account first.")
    token = secrets.token_urlsafe(SECRET_BYTES)
    ends = stored_time(datetime.now(UTC) + LIFETIME)
    connection.execute(delete(person_links).where(person_links.c.person_id == number))
    values = {"digest": digest_of(token), "person_id": number, "created_at": now(), "expires_at": ends}
    connection.execute(insert(person_links).values(values))
    return token


def withdraw_link(connection: Connection, number: int) -> None:
    """Make the open link of a person void, if there is one."""
    connection.execute(delete(person_links).where(person_links.c.person_id == number))


def find_link(connection: Connection, token: str) -> Person | None:
    """Return the person of a link that is still good, or None."""
    link = person_links.c
    good = (link.digest == digest_of(token), link.expires_at > now())
    number = connection.scalar(select(link.person_id).where(*good))
    return None if number is None else get_person(connection, number)


def use_link(connection: Connection, token: str, hashed: str) -> Person:
    """Use a link once: keep the new password, and end all sessions of the person.

    Args:
        connection: a writing transaction.
        token: of the link.
        hashed: the hash of the new password.

    Raises:
        NotFound: the link was used, replaced or withdrawn, or is too old.
    """
    person = find_link(connection, token)
    if person is None:
        raise NotFound("This link was used already, or is too old. Ask an admin for a new one.")
    withdraw_link(connection, person.number)
    keep_password(connection, person.number, hashed)
    end_sessions(connection, person.number)
    return get_person(connection, person.number)
