"""The API's check of one record. Nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query
from starlette.responses import Response

from catalog.intake.failures import run_single
from catalog.intake.fields.drafting import draft_of_json
from catalog.product.checks.naming.systematic import read_stated_names
from catalog.product.draft import Draft
from catalog.product.examination_jobs import ExaminationResult, examine_fields
from catalog.store.json_text import to_json
from catalog.web.api.schemas.lists import CheckSchema
from catalog.web.http.json_bodies import JsonRoute
from catalog.web.http.params import NoParameters
from catalog.web.http.responses import JSON
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.field_verdicts import field_verdicts

router = APIRouter(route_class=JsonRoute, tags=["checks"])

EXAMPLE = {
    "catalog_number": "XD95283",
    "name": "BPTA",
    "cas_rn": "89604-92-2",
    "formula": "C20H22N4O4S3",
    "molecular_weight": "478.61",
    "assay": "99% min",
}

Record = Annotated[dict[str, object], Body(description="One record in the import fields.", examples=[EXAMPLE])]


@router.post("/check", response_model=CheckSchema, operation_id="check_record", summary="Check one record")
def post_check(services: ProvidedServices, record: Record, _nothing: Annotated[NoParameters, Query()]) -> Response:
    """Return the findings of the checks and the product document that the record gives."""
    draft = draft_of_json(record)
    examined = examined_draft(services, draft)
    content = examined.content
    verdicts = [verdict._asdict() for verdict in field_verdicts(draft.fields, content)]
    body = {"accepted": not examined.refused, "findings": content["findings"], "verdicts": verdicts, "product": content}
    return Response(to_json(body), media_type=JSON)


def examined_draft(services: Services, draft: Draft) -> ExaminationResult:
    """Examine what a client or editor states, in a worker. Systematic names are read if the operator wants it."""
    read = services.names.read if services.names is not None else None
    named = read_stated_names(read, draft.get("name"), draft.get("synonyms")) if read is not None else None
    return run_single(services.chemistry.run, examine_fields, dict(draft.fields), named, services.reference)
