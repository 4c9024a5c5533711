"""The API's regulatory lists: which there are, and which have a CAS RN."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.store.facts.regulatory_lists import all_lists, lists_with
from catalog.store.json_text import to_json
from catalog.web.api.schemas.regulatory_lists import RegulatoryListsSchema
from catalog.web.http.params import BoundedText, schema_constraint
from catalog.web.http.responses import JSON, conditional_response
from catalog.web.services.services import ProvidedServices

router = APIRouter(tags=["lists"])


class ListParameters(BaseModel):
    """Which lists."""

    model_config = ConfigDict(extra="forbid")

    cas: Annotated[BoundedText, schema_constraint(format="cas-rn")] | None = Field(
        None, description="Only the lists that have this CAS RN."
    )


@router.get("/lists", response_model=RegulatoryListsSchema, summary="Regulatory lists")
def get_lists(request: Request, services: ProvidedServices, asked: Annotated[ListParameters, Query()]) -> Response:
    """Return the regulatory lists of this catalog, by slug, or those that have a CAS RN.

    Each holds as of its day. Products are filtered by `listed`. No legal advice: whoever publishes a list decides.
    """
    cas_rn = None if asked.cas is None else parse_cas_rn(asked.cas)
    with services.database.read() as transaction:
        having = None if cas_rn is None else lists_with(transaction, [cas_rn])
        found = [one for one in all_lists(transaction) if having is None or one.slug in having]
    return conditional_response(request, to_json({"items": [one._asdict() for one in found]}), JSON)
