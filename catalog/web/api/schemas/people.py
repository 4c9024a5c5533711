"""Schemas of people, API keys and the audit chain, for admins."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.schema import Schema

RoleName = Literal["reader", "editor", "approver", "admin"]


class PersonSchema(Schema):
    """A person with an account."""

    id: int
    name: str
    email: str
    role: RoleName
    state: Literal["active", "invited", "disabled"]
    created_at: str
    signed_in_at: str | None
    disabled_at: str | None
    link_expires_at: str | None = Field(description="Until when the open one-time link is good; null if there is none.")
    sessions: int = Field(description="The number of open sessions, also of the person's keys.")


class PeopleSchema(Schema):
    """All people, oldest first."""

    items: list[PersonSchema]


class PersonLinkSchema(Schema):
    """A person, and the address of the one-time link. It cannot be read again."""

    person: PersonSchema
    link: str


class KeySchema(Schema):
    """An API key without its secret."""

    id: int
    name: str
    role: RoleName = Field(description="What it may do: its own role or that of its person, whichever may do less.")
    person: int | None = Field(description="The number of the person whom it belongs to; null for nobody.")
    person_name: str | None
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None


class KeysSchema(Schema):
    """All API keys, oldest first."""

    items: list[KeySchema]


class NewKeySchema(Schema):
    """A new API key. It cannot be read again."""

    key: str
    details: KeySchema


class AuditHeadSchema(Schema):
    """The last entry of the audit chain."""

    number: int = Field(ge=1)
    at: str
    hash: str = Field(description="The HMAC-SHA256 over the entry and all before it.", pattern="^[0-9a-f]{64}$")
    key_id: str = Field(description="By which its key is recognised.", pattern="^[0-9a-f]{8}$")
