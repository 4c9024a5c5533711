"""API keys: random, shown once, stored only as a digest. They can expire and be revoked for good.

A key may belong to a person. It then has the rights of its own role or of the person's, whichever are fewer.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from catalog.errors import KeyRefused, NotFound
from catalog.store.access.roles import ROLES, Role, lesser
from catalog.store.audit.chain import note
from catalog.store.clock import now
from catalog.store.log_tables import api_keys, people, sessions

SECRET_BYTES = 32
PREFIX = "cat_"


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who acts: the holder of a key, or a person who signed in.

    Attributes:
        name: the purpose of the key, or the name of the person.
        role: its rights.
        person: the number of the person, or None for a key that belongs to nobody.
    """

    name: str
    role: Role
    person: int | None = None

    def may(self, role: Role) -> bool:
        """Tell whether it has the rights of a role.

        >>> KeyHolder("ci", "editor").may("reader"), KeyHolder("ci", "editor").may("admin")
        (True, False)
        """
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key without its secret, which only the holder knows.

    Attributes:
        number: its number for operators.
        holder: its holder.
        created_at, expires_at, last_used_at, revoked_at: stored times, or None for never.
        owner: the name of the person whom it belongs to, or None if it belongs to nobody.
        is_disabled: whether that person is disabled.
    """

    number: int
    holder: KeyHolder
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None
    owner: str | None = None
    is_disabled: bool = False

    def require_usable(self) -> None:
        """Raise if the key is revoked or has expired, or its person is disabled.

        Raises:
            KeyRefused: it cannot be used. Its holder may know why.
        """
        if self.revoked_at is not None:
            raise KeyRefused("This API key was revoked. Ask the operator for a new one.")
        if self.expires_at is not None and self.expires_at <= now():
            raise KeyRefused("This API key has expired. Ask the operator for a new one.")
        if self.is_disabled:
            raise KeyRefused("This API key belongs to a person whose account is disabled.")


def create_key(
    connection: Connection, role: Role, name: str, expires_at: str | None = None, person: int | None = None
) -> str:
    """Make a key of 256 random bits and store its digest. Return the key, which cannot be read again.

    Args:
        connection: a writing transaction.
        role: the most that it may do.
        name: its purpose.
        expires_at: the stored time of its end, or None for never.
        person: the number of the person whom it belongs to, or None.
    """
    key = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    values = {"name": name, "role": role, "digest": digest_of(key), "created_at": now(), "expires_at": expires_at}
    making = insert(api_keys).values({**values, "person_id": person}).returning(api_keys.c.id)
    number = int(connection.execute(making).scalar_one())
    note(connection, api_keys, [number], f"API key {number} made, role {role}")
    return key


def find_key(connection: Connection, key: str) -> ApiKey | None:
    """Return the record of a key, usable or not, or None if it is unknown."""
    digest = digest_of(key)
    row = connection.execute(select_keys().add_columns(api_keys.c.digest).where(api_keys.c.digest == digest)).first()
    if row is None or not hmac.compare_digest(row.digest.encode(), digest.encode()):
        return None
    return key_of_row(row)


def list_keys(connection: Connection, person: int | None = None) -> list[ApiKey]:
    """Return all keys or those of one person, oldest first."""
    query = select_keys().order_by(api_keys.c.id)
    if person is not None:
        query = query.where(api_keys.c.person_id == person)
    return [key_of_row(row) for row in connection.execute(query)]


def get_key(connection: Connection, number: int) -> ApiKey:
    """Return a key by number.

    Raises:
        NotFound: there is none.
    """
    row = connection.execute(select_keys().where(api_keys.c.id == number)).first()
    if row is None:
        raise NotFound(f"There is no key {number}. `catalog keys list` shows the keys.")
    return key_of_row(row)


def revoke_key(connection: Connection, number: int) -> ApiKey:
    """Revoke a key and end its sessions. A revoked key does not change.

    Returns:
        The key as it was before.

    Raises:
        NotFound: there is no such key.
    """
    key = get_key(connection, number)
    revoking = update(api_keys).where(api_keys.c.id == number, api_keys.c.revoked_at.is_(None))
    if connection.execute(revoking.values(revoked_at=now())).rowcount:
        note(connection, api_keys, [number], f"API key {number} revoked")
    connection.execute(delete(sessions).where(sessions.c.key_id == number))
    return key


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a key or session in hexadecimal digits, which is stored instead of it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def select_keys() -> Select[Any]:
    """Return the query for ``key_of_row``."""
    columns = api_keys.c
    return select(
        columns.id.label("key_id"),
        columns.name,
        columns.role,
        columns.created_at,
        columns.expires_at,
        columns.last_used_at,
        columns.revoked_at,
        columns.person_id,
        people.c.name.label("owner"),
        people.c.role.label("owners_role"),
        people.c.disabled_at,
    ).outerjoin_from(api_keys, people, people.c.id == columns.person_id)


def key_of_row(row: Row[Any]) -> ApiKey:
    """Return the key of a row of that query."""
    role = row.role if row.owners_role is None else lesser(row.role, row.owners_role)
    holder = KeyHolder(row.name, role, row.person_id)
    times = (row.created_at, row.expires_at, row.last_used_at, row.revoked_at)
    return ApiKey(row.key_id, holder, *times, row.owner, row.disabled_at is not None)
