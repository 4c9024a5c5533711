"""The API's held drafts: imported records with errors that wait for correction."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.errors import InvalidQuery
from catalog.intake.editing.draft_changes import Doing, DraftChange
from catalog.intake.editing.mending import MOST, mend_drafts
from catalog.product.checks.presence import MAX_CHARACTERS
from catalog.store.json_text import to_json
from catalog.store.writing.draft_lists import DraftFilter, list_drafts
from catalog.store.writing.held_drafts import StoredDraft, get_draft
from catalog.store.writing.products import Author
from catalog.web.api.admin_products import FIELD_NAMES, FieldText, known_fields
from catalog.web.api.schemas.drafts import HeldDraftSchema, HeldDraftsSchema, MendedSchema
from catalog.web.http.json_bodies import JsonRoute
from catalog.web.http.params import DraftListParameters, NoParameters, Text, clean_text, schema_constraint
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.approval import may_approve
from catalog.web.services.auth import Editor
from catalog.web.services.services import ProvidedServices

router = APIRouter(prefix="/admin/drafts", tags=["intake"], route_class=JsonRoute)

MISSING: Responses = {404: {"description": "There is no such draft."}}

FORBIDDEN: Responses = {403: {"description": "Only an approver publishes against findings, or ignores them."}}

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


SetTexts = Annotated[
    dict[str, Annotated[FieldText, Field(max_length=MAX_CHARACTERS), AfterValidator(clean_text)] | None],
    schema_constraint(propertyNames={"pattern": FIELD_NAMES}),
]
"""Import fields and their texts; null deletes. They are checked here, since a draft may be gone and examine nothing."""


class MendRequest(BaseModel):
    """What to do with which drafts.

    ``repair`` puts the suggested text in the place of the stated one. ``set`` states ``fields`` anew. ``ignore``
    ignores errors for the products, so that they hold back no later record that states the same. ``publish`` publishes
    the drafts as they are, against all their findings. These two need the role approver.
    """

    model_config = ConfigDict(extra="forbid")

    drafts: list[Annotated[int, Field(ge=1, le=2**53 - 1)]] = Field(min_length=1, max_length=MOST)
    action: Doing
    code: Text | None = Field(None, description="Only errors of this kind: for `repair` and `ignore`.")
    field: Text | None = Field(None, description="Only errors of this field: for `repair` and `ignore`.")
    fields: SetTexts | None = Field(None, description="Import fields and their texts, for `set`; null deletes.")
    reason: Text | None = Field(None, description="Why: needed for `ignore` and `publish`.")

    def change(self) -> DraftChange:
        """Return the change of the drafts.

        Raises:
            InvalidQuery: fields or a reason are needed and missing, or a field is not an import field.
        """
        if self.action == "set" and not self.fields:
            raise InvalidQuery("State the fields to set.", stated="", field="fields")
        reason = (self.reason or "").strip()
        if self.action in ("ignore", "publish") and not reason:
            raise InvalidQuery("A reason is missing. It stands in the history.", stated="", field="reason")
        if self.action == "publish":
            return DraftChange("publish", reason=reason)
        return DraftChange(self.action, self.code, self.field, known_fields(self.fields or {}), reason)


@router.post("", response_model=MendedSchema, responses=FORBIDDEN, summary="Mend held drafts")
def post_mend(
    services: ProvidedServices, editor: Editor, asked: MendRequest, _nothing: Annotated[NoParameters, Query()]
) -> Response:
    """Mend some drafts as one run. Each is examined again; what passes is published, the rest stays held."""
    if asked.action in ("ignore", "publish") and not may_approve(editor):
        raise HTTPException(HTTPStatus.FORBIDDEN, "Only an approver publishes against findings, or ignores them.")
    database, pool, reference = services.database, services.import_pool, services.reference
    author = Author(editor.name, person=editor.person)
    done = mend_drafts(database, pool, asked.drafts, asked.change(), author, reference)
    published = [{"draft": draft, "catalog_number": number} for draft, number in done.published.items()]
    answer = {"run": done.run, "published": published, "held": done.held, "untouched": done.untouched}
    return Response(to_json(answer), media_type=JSON)


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
