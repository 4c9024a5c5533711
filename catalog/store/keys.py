"""API keys: random, shown once, kept only as a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, insert, select

from catalog.store.entries import now
from catalog.store.tables import api_keys

Role = Literal["reader", "editor", "admin"]

ROLES: tuple[Role, ...] = ("reader", "editor", "admin")
"""In the order of what they may do: each may do what those before it may."""

KEY_BYTES = 32
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


def create_key(connection: Connection, role: Role, name: str) -> str:
    """Make a key of 256 random bits and keep its digest; the key itself, which nobody can read again."""
    key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    values = {"name": name, "role": role, "digest": _digest(key), "revoked": False, "created_at": now()}
    connection.execute(insert(api_keys).values(values))
    return key


def find_key_holder(connection: Connection, key: str) -> KeyHolder | None:
    """Who a key stands for; None where it is no key of ours, or a revoked one."""
    digest = _digest(key)
    query = select(api_keys.c.name, api_keys.c.role, api_keys.c.digest)
    row = connection.execute(query.where(api_keys.c.digest == digest, api_keys.c.revoked.is_(False))).first()
    if row is None or not hmac.compare_digest(row.digest.encode(), digest.encode()):
        return None
    return KeyHolder(row.name, row.role)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
