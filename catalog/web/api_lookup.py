"""The API's lookup of many identifiers at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.search.lookup import look_up
from catalog.store.entries import to_json
from catalog.web.api_search import structure_reader
from catalog.web.params import NoParameters, Text
from catalog.web.responses import JSON
from catalog.web.schemas import LookupSchema
from catalog.web.services import Provided

router = APIRouter(tags=["search"])


class Identifiers(BaseModel):
    """What is to be looked up."""

    model_config = ConfigDict(extra="forbid")

    identifiers: list[Text] = Field(min_length=1, max_length=1000, examples=[["89604-92-2", "XD95283", "caffeine"]])


@router.post("/lookup", response_model=LookupSchema, summary="Look up many identifiers")
def post_lookup(services: Provided, wanted: Identifiers, _nothing: Annotated[NoParameters, Query()]) -> Response:
    """One answer for each identifier, in order, read as the search box would."""
    with services.database.read() as transaction:
        answers = look_up(transaction, wanted.identifiers, structure_reader(services))
    return Response(to_json({"items": [answer.document() for answer in answers]}), media_type=JSON)
