"""The API's audit chain: its last entry, for admins. The whole chain is verified by a command on the server."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from catalog.errors import NotFound
from catalog.store.audit.chain import chain_head
from catalog.store.json_text import to_json
from catalog.web.api.schemas.people import AuditHeadSchema
from catalog.web.http.params import NoParameters
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.auth import Admin
from catalog.web.services.services import ProvidedServices

router = APIRouter(tags=["history"])

NO_CHAIN: Responses = {404: {"description": "The chain has no entries."}}


@router.get(
    "/admin/audit", response_model=AuditHeadSchema, responses=NO_CHAIN, summary="The last entry of the audit chain"
)
def get_audit(
    request: Request, services: ProvidedServices, _admin: Admin, _nothing: Annotated[NoParameters, Query()]
) -> Response:
    """Return the number, time and hash of the last entry. Keep them elsewhere, to notice if the end is cut off.

    `catalog audit verify` on the server verifies the chain.
    """
    with services.database.read() as transaction:
        head = chain_head(transaction)
    if head is None:
        raise NotFound("The audit chain has no entries.")
    document = {"number": head.number, "at": head.at, "hash": head.hash, "key_id": head.key_id}
    return conditional_response(request, to_json(document), JSON)
