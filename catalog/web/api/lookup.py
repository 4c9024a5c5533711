"""The API's lookup of many identifiers at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.search.lookup import LookupAnswer, answers_as_csv, look_up
from catalog.store.json_text import to_json
from catalog.web.api.schemas.lists import LookupSchema
from catalog.web.http.json_bodies import JsonRoute
from catalog.web.http.negotiation import choose_offer
from catalog.web.http.params import SupplierParameters, Text
from catalog.web.http.responses import JSON
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(route_class=JsonRoute, tags=["search"])
CSV = "text/csv"
FORMS: Sequence[tuple[str, Literal["json", "csv"]]] = ((JSON, "json"), (CSV, "csv"))


class LookupRequest(BaseModel):
    """The identifiers to look up."""

    model_config = ConfigDict(extra="forbid")

    identifiers: list[Text] = Field(min_length=1, max_length=1000, examples=[["89604-92-2", "XD95283", "caffeine"]])


class LookupParameters(SupplierParameters):
    """The form of the answers, and whose products are looked up."""

    format: Literal["json", "csv"] | None = Field(None, description="Default: what `Accept` prefers, else JSON.")


@router.post(
    "/lookup",
    response_model=LookupSchema,
    operation_id="look_up",
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
    summary="Look up many identifiers",
)
def post_lookup(
    request: Request, services: ProvidedServices, wanted: LookupRequest, form: Annotated[LookupParameters, Query()]
) -> Response:
    """Return one answer for each identifier, in order, read as in the search box. CSV is available on request."""
    answers = look_up_many(services, wanted.identifiers, form.supplier)
    if (form.format or choose_offer(request.headers.get("accept"), FORMS)) == "csv":
        return csv_response(answers)
    headers = {"Vary": "Accept"}
    return Response(to_json({"items": [answer.document() for answer in answers]}), media_type=JSON, headers=headers)


def look_up_many(services: Services, identifiers: Sequence[str], suppliers: Sequence[str] = ()) -> list[LookupAnswer]:
    """Return one answer for each identifier, in order. Both the pages and the API use this."""
    with services.reader() as reader:
        return look_up(reader, identifiers, services.chemistry, services.vocabulary, suppliers)


def csv_response(answers: Iterable[LookupAnswer]) -> Response:
    """Return the answers as a CSV file to save."""
    headers = {"Content-Disposition": 'attachment; filename="lookup.csv"', "Vary": "Accept"}
    return Response(answers_as_csv(answers), media_type=f"{CSV}; charset=utf-8", headers=headers)
