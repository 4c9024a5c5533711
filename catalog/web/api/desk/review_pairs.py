"""The API's review of compounds: pairs that probably are one, merged or kept apart."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.store.compounds.changes import keep_apart, take_back
from catalog.store.compounds.compounds import brief_compound
from catalog.store.compounds.merging import compare_compounds, differing
from catalog.store.database import Transaction, snapshot
from catalog.store.json_text import to_json
from catalog.store.review.compound_pairs import CompoundPair, compound_pairs
from catalog.web.api.compounds import change_document
from catalog.web.api.desk.review import Item, Nothing, listed
from catalog.web.api.schemas.compounds import CompoundChangeSchema
from catalog.web.api.schemas.desk import CompoundPairsSchema
from catalog.web.http.json_bodies import JsonRoute
from catalog.web.http.params import LONGEST_REASON, BoundedText, ReportListParameters, Text, schema_constraint
from catalog.web.http.responses import JSON, Responses
from catalog.web.services.approval import merge_for_reason
from catalog.web.services.auth import Editor
from catalog.web.services.services import ProvidedServices

router = APIRouter(prefix="/admin/review/compounds", tags=["review"], route_class=JsonRoute)

MISSING: Responses = {404: {"description": "There is no such compound or change."}}
CONFLICT: Responses = {409: {"description": "They are one compound already, or a later change depends on it."}}
APPROVING: Responses = {403: {"description": "Facts contradict, so only an approver merges them."}}
Key = Annotated[BoundedText, schema_constraint(format="compound-key")]


class PairDecision(BaseModel):
    """What becomes of two compounds. A merger of facts that contradict needs an approver and a reason."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["merge", "apart"]
    key: Key = Field(description="The compound that would go.")
    into: Key = Field(description="The compound that would stay.")
    reason: Annotated[Text, Field(max_length=LONGEST_REASON)] | None = Field(
        None, description="Why. It stands in the history of both."
    )


@router.get("", response_model=CompoundPairsSchema, summary="Compounds to merge")
def get_pairs(
    request: Request, services: ProvidedServices, _editor: Editor, wanted: Annotated[ReportListParameters, Query()]
) -> Response:
    """Return pairs of compounds with one CAS RN and one formula. A CAS RN has one pair at a time."""
    with snapshot(services.database) as transaction:
        found = compound_pairs(transaction, after=wanted.after, limit=wanted.limit)
        items = [_pair(transaction, one) for one in found]
    return listed(request, items, wanted.limit)


def _pair(transaction: Transaction, pair: CompoundPair) -> dict[str, Any]:
    facts = compare_compounds(*(brief_compound(transaction, key) for key in (pair.key, pair.into)))
    told = [{"fact": one.fact, "key": one.source, "into": one.target, "standing": one.standing.value} for one in facts]
    named = {"cas_rn": pair.cas_rn, "key": pair.key, "into": pair.into}
    return {"id": pair.number, **named, "facts": told, "contradicting": differing(facts)}


@router.post(
    "",
    status_code=201,
    response_model=CompoundChangeSchema,
    responses={**MISSING, **CONFLICT, **APPROVING},
    summary="Merge two compounds, or keep them apart",
)
def post_pair(services: ProvidedServices, editor: Editor, asked: PairDecision, _nothing: Nothing) -> Response:
    """Decide on a pair. What is kept apart waits no more."""
    reason = (asked.reason or "").strip()
    with services.database.write() as transaction:
        if asked.decision == "merge":
            made = merge_for_reason(transaction, asked.key, asked.into, editor, reason)
        else:
            said = reason or "Kept apart in the review."
            made = keep_apart(transaction, asked.key, asked.into, editor.name, said, editor.person)
    return Response(to_json(change_document(made)), 201, media_type=JSON)


@router.post(
    "/{item}/reopen",
    status_code=201,
    response_model=CompoundChangeSchema,
    responses={**MISSING, **CONFLICT},
    summary="Take back a decision on two compounds",
)
def post_take_back(services: ProvidedServices, editor: Editor, item: Item, _nothing: Nothing) -> Response:
    """Take back a merger, or that two compounds were kept apart, by the `seq` of that change."""
    with services.database.write() as transaction:
        made = take_back(transaction, item, editor.name, "Decision of the review undone.", editor.person)
    return Response(to_json(change_document(made)), 201, media_type=JSON)
