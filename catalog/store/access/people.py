"""People: accounts with a name, an e-mail address, a role and a password. They are disabled, never removed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update

from catalog.errors import Conflict, InvalidQuery, NotFound
from catalog.store.access.roles import Role
from catalog.store.audit.chain import note
from catalog.store.clock import now
from catalog.store.log_tables import api_keys, people, person_links, sessions

LONGEST_NAME = 200
LONGEST_EMAIL = 254
"""RFC 5321, 4.5.3.1.3, without the angle brackets."""
FORGOTTEN = "forgotten.invalid"
"""The domain of the addresses of forgotten people. Nobody can have one (RFC 2606, 2)."""
_EMAIL = re.compile(r"[^@\s<>\"'\x00-\x1f\x7f]{1,64}@[^@\s<>\"'\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Person:
    """A person with an account.

    Attributes:
        number: the number by which other tables name this person.
        name: shown in histories.
        email: for signing in.
        role: its rights.
        has_password: whether the person has chosen a password; otherwise invited only.
        created_at, signed_in_at, disabled_at: stored times, or None for never.
        link_expires_at: until when an open one-time link is good, or None if there is none.
    """

    number: int
    name: str
    email: str
    role: Role
    has_password: bool
    created_at: str
    signed_in_at: str | None
    disabled_at: str | None
    link_expires_at: str | None

    @property
    def is_forgotten(self) -> bool:
        """Tell whether a pseudonym stands for the person. The account is disabled for good."""
        return self.email.endswith(f"@{FORGOTTEN}")

    @property
    def state(self) -> str:
        """``disabled``, ``invited`` (no password yet) or ``active``."""
        if self.disabled_at is not None:
            return "disabled"
        return "active" if self.has_password else "invited"


def create_person(connection: Connection, name: str, email: str, role: Role) -> Person:
    """Add a person without a password.

    Raises:
        InvalidQuery: the name or the address cannot be used.
        Conflict: another person has the address.
    """
    name, email = visible_name(name), usable_email(email)
    if connection.scalar(select(people.c.id).where(people.c.email_key == email_key(email))) is not None:
        raise Conflict(f"There is an account for {email} already.")
    values = {"name": name, "email": email, "email_key": email_key(email), "role": role, "created_at": now()}
    number = int(connection.execute(insert(people).values(values).returning(people.c.id)).scalar_one())
    note(connection, people, [number], f"person {number} added, role {role}")
    return get_person(connection, number)


def get_person(connection: Connection, number: int) -> Person:
    """Return a person by number.

    Raises:
        NotFound: there is none.
    """
    row = connection.execute(_select().where(people.c.id == number)).first()
    if row is None:
        raise NotFound(f"There is no person {number}.")
    return _person(row)


def find_person(connection: Connection, email: str) -> Person | None:
    """Return the person with an e-mail address, or None. Its case does not matter."""
    row = connection.execute(_select().where(people.c.email_key == email_key(email))).first()
    return None if row is None else _person(row)


def get_person_of(connection: Connection, email: str) -> Person:
    """Return the person with an e-mail address. Its case does not matter.

    Raises:
        NotFound: there is none.
    """
    found = find_person(connection, email)
    if found is None:
        raise NotFound(f"There is no account for {email}. `catalog users list` shows all accounts.")
    return found


def list_people(connection: Connection) -> list[Person]:
    """Return all people, oldest first."""
    return [_person(row) for row in connection.execute(_select().order_by(people.c.id))]


def names_of_people(connection: Connection) -> dict[int, str]:
    """Return the names of all people by number."""
    return {row.id: row.name for row in connection.execute(select(people.c.id, people.c.name))}


def change_role(connection: Connection, number: int, role: Role) -> Person:
    """Give a person another role. It holds at once, also in open sessions and for the person's keys.

    Raises:
        NotFound: there is no such person.
    """
    get_person(connection, number)
    connection.execute(update(people).where(people.c.id == number).values(role=role))
    note(connection, people, [number], f"role of person {number} is {role}")
    return get_person(connection, number)


def disable_person(connection: Connection, number: int) -> Person:
    """Let a person in no more: the sessions and the one-time link end, and the keys are refused until it is enabled.

    Raises:
        NotFound: there is no such person.
    """
    get_person(connection, number)
    disabling = update(people).where(people.c.id == number, people.c.disabled_at.is_(None))
    connection.execute(disabling.values(disabled_at=now()))
    note(connection, people, [number], f"person {number} disabled")
    connection.execute(delete(person_links).where(person_links.c.person_id == number))
    keys = select(api_keys.c.id).where(api_keys.c.person_id == number)
    connection.execute(delete(sessions).where(or_(sessions.c.person_id == number, sessions.c.key_id.in_(keys))))
    return get_person(connection, number)


def enable_person(connection: Connection, number: int) -> Person:
    """Let a person in again, with the former password.

    Raises:
        NotFound: there is no such person.
        Conflict: the person was forgotten.
    """
    person = get_person(connection, number)
    if person.is_forgotten:
        raise Conflict(f"{person.name} was forgotten, which is for good. Invite the person anew.")
    connection.execute(update(people).where(people.c.id == number).values(disabled_at=None))
    note(connection, people, [number], f"person {number} enabled")
    return get_person(connection, number)


def stored_password(connection: Connection, number: int) -> str | None:
    """Return the hash of a person's password, or None."""
    return connection.scalar(select(people.c.password).where(people.c.id == number))


def keep_password(connection: Connection, number: int, hashed: str) -> None:
    """Replace the hash of a person's password. Sessions stay; see ``end_sessions``."""
    connection.execute(update(people).where(people.c.id == number).values(password=hashed))
    note(connection, people, [number], f"password of person {number} changed")


def visible_name(name: str) -> str:
    """Return a name of a person or key with single blanks.

    Raises:
        InvalidQuery: nothing of it can be seen, it has invisible characters, or is too long.

    >>> visible_name("  Ada  Lovelace ")
    'Ada Lovelace'
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        message = f"A name needs 1 to {LONGEST_NAME} visible characters. It is shown in the history."
        raise InvalidQuery(message, stated=name, field="name")
    return name


def email_key(email: str) -> str:
    """Return what is compared of an e-mail address.

    >>> email_key(" Ada@Example.ORG ")
    'ada@example.org'
    """
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def usable_email(email: str) -> str:
    """Return an e-mail address without blanks around it.

    Raises:
        InvalidQuery: it is none.
    """
    email = email.strip()
    if len(email) > LONGEST_EMAIL or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise InvalidQuery(f"{email[:80]!r} is not an e-mail address.", stated=email, field="email")
    return email


def _select() -> Select[Any]:
    column, link = people.c, person_links.c
    open_until = select(func.max(link.expires_at)).where(link.person_id == column.id, link.expires_at > now())
    has_password = column.password.is_not(None).label("has_password")
    return select(
        column.id, column.name, column.email, column.role, has_password, column.created_at, column.signed_in_at,
        column.disabled_at, open_until.scalar_subquery().label("link_expires_at"),
    )  # fmt: skip


def _person(row: Row[Any]) -> Person:
    return Person(
        row.id, row.name, row.email, row.role, bool(row.has_password), row.created_at, row.signed_in_at,
        row.disabled_at, row.link_expires_at,
    )  # fmt: skip
