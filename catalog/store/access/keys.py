"""API keys: random, shown once, kept only as a digest; they expire and are revoked, and never come back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from catalog.errors import KeyRefused, NotFound
from catalog.store.clock import now
from catalog.store.tables import api_keys, sessions

Role = Literal["reader", "editor", "admin"]

ROLES: tuple[Role, ...] = ("reader", "editor", "admin")
"""In the order of what they may do: each may do what those before it may."""

SECRET_BYTES = 32
PREFIX = "cat_"


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who a key stands for.

    Attributes:
        name: what the key was made for.
        role: what it may do.
    """

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Tell whether the key may do what a role may.

        >>> KeyHolder("ci", "editor").may("reader"), KeyHolder("ci", "editor").may("admin")
        (True, False)
        """
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; the key itself is known to nobody but its holder.

    Attributes:
        number: how operators name it.
        holder: who it stands for.
        created_at, expires_at, last_used_at, revoked_at: times as they are stored; None for what was not, or never.
    """

    number: int
    holder: KeyHolder
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None

    def require_usable(self) -> None:
        """Do nothing where the key opens what its role may open.

        Raises:
            KeyRefused: it was revoked, or has expired. Whoever holds it may know that, and no more.
        """
        if self.revoked_at is not None:
            raise KeyRefused("This API key was revoked. Ask the operator for another one.")
        if self.expires_at is not None and self.expires_at <= now():
            raise KeyRefused("This API key has expired. Ask the operator for another one.")


def create_key(connection: Connection, role: Role, name: str, expires_at: str | None = None) -> str:
    """Make a key of 256 random bits and keep its digest; the key itself, which nobody can read again."""
    key = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    values = {"name": name, "role": role, "digest": digest_of(key), "created_at": now(), "expires_at": expires_at}
    connection.execute(insert(api_keys).values(values))
    return key


def find_key(connection: Connection, key: str) -> Key | None:
    """What is known of a key, whether it is usable or not; None where it is none of ours."""
    digest = digest_of(key)
    row = connection.execute(select_keys().add_columns(api_keys.c.digest).where(api_keys.c.digest == digest)).first()
    if row is None or not hmac.compare_digest(row.digest.encode(), digest.encode()):
        return None
    return key_of_row(row)


def list_keys(connection: Connection) -> list[Key]:
    """All keys, in the order in which they were made."""
    return [key_of_row(row) for row in connection.execute(select_keys().order_by(api_keys.c.id))]


def revoke_key(connection: Connection, number: int) -> Key:
    """Revoke a key and end its sessions; a key that was revoked before stays as it is.

    Returns:
        The key as it was before.

    Raises:
        NotFound: there is no such key.
    """
    row = connection.execute(select_keys().where(api_keys.c.id == number)).first()
    if row is None:
        raise NotFound(f"There is no key {number}; `catalog keys list` shows those that there are.")
    revoking = update(api_keys).where(api_keys.c.id == number, api_keys.c.revoked_at.is_(None))
    connection.execute(revoking.values(revoked_at=now()))
    connection.execute(delete(sessions).where(sessions.c.key_id == number))
    return key_of_row(row)


def digest_of(secret: str) -> str:
    """What is kept of a key or a session instead of itself: the SHA-256, in hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def select_keys() -> Select[Any]:
    """The query for what ``key_of_row`` reads."""
    columns = api_keys.c
    return select(
        columns.id.label("key_id"),
        columns.name,
        columns.role,
        columns.created_at,
        columns.expires_at,
        columns.last_used_at,
        columns.revoked_at,
    )


def key_of_row(row: Row[Any]) -> Key:
    """The key of a row of that query."""
    holder = KeyHolder(row.name, row.role)
    return Key(row.key_id, holder, row.created_at, row.expires_at, row.last_used_at, row.revoked_at)
