"""The API's held drafts: imported records with errors that wait for correction."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from catalog.store.json_text import to_json
from catalog.store.writing.draft_lists import DraftFilter, list_drafts
from catalog.store.writing.held_drafts import StoredDraft, get_draft
from catalog.web.api.schemas.drafts import HeldDraftSchema, HeldDraftsSchema
from catalog.web.http.params import DraftListParameters, NoParameters
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.auth import Editor
from catalog.web.services.services import ProvidedServices

router = APIRouter(prefix="/admin/drafts", tags=["intake"])

MISSING: Responses = {404: {"description": "There is no such draft."}}

Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="The draft's number.")]


@router.get("", response_model=HeldDraftsSchema, summary="Held drafts")
def get_drafts(
    request: Request, services: ProvidedServices, _editor: Editor, wanted: Annotated[DraftListParameters, Query()]
) -> Response:
    """Return the open drafts, newest first."""
    with services.database.read() as transaction:
        chosen = DraftFilter(wanted.run, tuple(wanted.supplier), wanted.code, wanted.field, wanted.repairable)
        drafts = list_drafts(transaction, chosen, before=wanted.before, limit=wanted.limit)
    full = len(drafts) == wanted.limit
    following = str(request.url.include_query_params(before=drafts[-1].number)) if full else None
    items = [_draft_document(draft) for draft in drafts]
    return conditional_response(request, to_json({"items": items, "total": None, "next": following}), JSON)


@router.get("/{draft}", response_model=HeldDraftSchema, responses=MISSING, summary="One held draft")
def get_one_draft(
    request: Request,
    services: ProvidedServices,
    _editor: Editor,
    draft: Number,
    _nothing: Annotated[NoParameters, Query()],
) -> Response:
    """Return what the record states, its errors and its source, also after the draft was closed."""
    with services.database.read() as transaction:
        document = _draft_document(get_draft(transaction, draft))
    return conditional_response(request, to_json(document), JSON)


def _draft_document(stored: StoredDraft) -> dict[str, Any]:
    closing = {name: getattr(stored, name) for name in ("created_at", "state", "closed_as", "closed_by")}
    return {"id": stored.number, "run": stored.run, **stored.draft._asdict(), **closing}
