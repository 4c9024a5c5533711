"""The API's keys: listed, made and revoked by admins."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.errors import InvalidQuery
from catalog.store.access.keys import ApiKey, create_key, list_keys, revoke_key
from catalog.store.access.people import LONGEST_NAME, get_person, visible_name
from catalog.store.access.roles import Role
from catalog.store.clock import now, stored_time
from catalog.store.json_text import to_json
from catalog.web.api.schemas.people import KeysSchema, NewKeySchema
from catalog.web.http.json_bodies import JsonRoute
from catalog.web.http.params import FilledText, NoParameters, Time, schema_constraint
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.auth import Admin
from catalog.web.services.services import ProvidedServices

router = APIRouter(prefix="/admin/keys", tags=["people"], route_class=JsonRoute)

Nothing = Annotated[NoParameters, Query()]
Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="The key's number.")]
MISSING: Responses = {404: {"description": "There is no such key."}}
NOBODY: Responses = {404: {"description": "There is no such person."}}
PRIVATE = {"Cache-Control": "no-store"}


class KeyRequest(BaseModel):
    """A key to make."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[FilledText, schema_constraint(format="visible-text", maxLength=LONGEST_NAME)] = Field(
        description="What it is for. It is the name of its changes in histories."
    )
    role: Role = Field(description="What it may do at most.")
    person: int | None = Field(
        None, ge=1, le=2**53 - 1, description="The number of the person whom it belongs to. By default nobody."
    )
    expires_at: Time | None = Field(None, description="When it expires (RFC 3339). By default never.")


@router.get("", response_model=KeysSchema, summary="All API keys")
def get_keys(request: Request, services: ProvidedServices, _admin: Admin, _nothing: Nothing) -> Response:
    """Return all keys with their facts, but never a key itself."""
    with services.database.read() as transaction:
        items = [_document(key) for key in list_keys(transaction)]
    return conditional_response(request, to_json({"items": items}), JSON)


@router.post("", status_code=201, response_model=NewKeySchema, responses=NOBODY, summary="Make an API key")
def post_key(services: ProvidedServices, admin: Admin, wanted: KeyRequest, _nothing: Nothing) -> Response:
    """Make a key, and return it this once."""
    expires_at = None if wanted.expires_at is None else stored_time(wanted.expires_at)
    if expires_at is not None and expires_at <= now():
        raise InvalidQuery("expires_at has passed already.", stated=expires_at, field="expires_at")
    name = visible_name(wanted.name)
    with services.database.write(by=admin) as transaction:
        if wanted.person is not None:
            get_person(transaction, wanted.person)
        key = create_key(transaction, wanted.role, name, expires_at, wanted.person)
        details = _document(list_keys(transaction)[-1])
    return Response(to_json({"key": key, "details": details}), 201, media_type=JSON, headers=PRIVATE)


@router.delete("/{key}", status_code=204, responses=MISSING, summary="Revoke an API key")
def delete_key(services: ProvidedServices, admin: Admin, key: Number, _nothing: Nothing) -> Response:
    """Revoke a key for good, and end its sessions. A key that is revoked already stays as it is."""
    with services.database.write(by=admin) as transaction:
        revoke_key(transaction, key)
    return Response(status_code=204)


def _document(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.number,
        "name": key.holder.name,
        "role": key.holder.role,
        "person": key.holder.person,
        "person_name": key.owner,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }
