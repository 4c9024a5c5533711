"""The API's review: withheld descriptions, warnings of products, and messages of readers, each listed and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.errors import NotFound
from catalog.intake.editing.editing import Condition
from catalog.store.database import Transaction, snapshot
from catalog.store.json_text import to_json
from catalog.store.reading.products import StoredProduct, find_known_product, stored_products
from catalog.store.review.compound_pairs import count_pairs
from catalog.store.review.reader_messages import REPORTS, REQUESTS, QuoteRequest, ReaderReport
from catalog.store.review.review_queue import WARNINGS, count_warnings, count_withheld, warned_products, withheld_texts
from catalog.store.writing.draft_lists import ALL, count_drafts
from catalog.web.api.schemas.desk import (
    DecidedSchema,
    QuoteRequestSchema,
    QuoteRequestsSchema,
    ReaderReportSchema,
    ReaderReportsSchema,
    ReviewCountsSchema,
    WarnedProductsSchema,
    WithheldTextsSchema,
)
from catalog.web.http.json_bodies import JsonRoute
from catalog.web.http.params import (
    LONGEST_REASON,
    NoParameters,
    ReportListParameters,
    ReviewListParameters,
    Text,
    schema_constraint,
)
from catalog.web.http.preconditions import ChangeCondition
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.approval import may_approve
from catalog.web.services.auth import Editor, author_of
from catalog.web.services.review_decisions import (
    ReviewedProduct,
    approve_text,
    leave_warning,
    proposed_repair,
    remove_text,
    repair_warning,
    reviewed_product,
)
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(prefix="/admin/review", tags=["review"], route_class=JsonRoute)

MISSING: Responses = {404: {"description": "There is no such product, report or request."}}
DECIDED: Responses = {409: {"description": "It does not wait for a decision any more."}}
APPROVING: Responses = {403: {"description": "Only an approver publishes a withheld text."}}

Nothing = Annotated[NoParameters, Query()]
Item = Annotated[int, Path(ge=1, le=2**53 - 1, description="The `id` of the item.")]
Why = Annotated[Text, Field(max_length=LONGEST_REASON)]


def _known_warning(code: str) -> str:
    if code not in WARNINGS:
        raise ValueError("is no kind of warning")
    return code


WarningCode = Annotated[Text, AfterValidator(_known_warning), schema_constraint(enum=list(WARNINGS))]


class WarningListParameters(ReviewListParameters):
    """Which warnings of products."""

    code: WarningCode = Field(description="The kind of warning.")


class TextDecision(BaseModel):
    """What becomes of a withheld description. ``approve`` needs the role approver."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["approve", "remove"]


class WarningDecision(BaseModel):
    """What becomes of the warnings of one kind.

    ``leave`` leaves them as they are, for a reason. ``repair`` states what the checks propose.
    """

    model_config = ConfigDict(extra="forbid")

    decision: Literal["leave", "repair"]
    code: WarningCode = Field(description="The kind of warning.")
    reason: Why | None = Field(None, description="Why: needed for `leave`. It stands beside the warning.")


class ReportAnswer(BaseModel):
    """How a report or a request is closed."""

    model_config = ConfigDict(extra="forbid")

    answer: Text | None = Field(None, description="The answer, a remark, or what was mended; null for none.")


@router.get("", response_model=ReviewCountsSchema, summary="What waits for review")
def get_review(request: Request, services: ProvidedServices, _editor: Editor, _nothing: Nothing) -> Response:
    """Return how much waits for a decision, by kind."""
    with snapshot(services.database) as transaction:
        counts = {
            "texts": count_withheld(transaction),
            "warnings": count_warnings(transaction),
            "compounds": count_pairs(transaction),
            "reports": REPORTS.count(transaction),
            "requests": REQUESTS.count(transaction),
            "drafts": count_drafts(transaction, ALL),
        }
    return conditional_response(request, to_json(counts), JSON)


@router.get("/texts", response_model=WithheldTextsSchema, summary="Withheld descriptions")
def get_texts(
    request: Request, services: ProvidedServices, _editor: Editor, wanted: Annotated[ReviewListParameters, Query()]
) -> Response:
    """Return descriptions that are withheld, those of the oldest products first."""
    with snapshot(services.database) as transaction:
        found = withheld_texts(transaction, after=wanted.after, limit=wanted.limit, of=wanted.supplier)
    items = [
        {
            **_item(one.number, one.product),
            "text": one.text,
            "reason": (one.product.document["description"] or {}).get("reason"),
        }
        for one in found
    ]
    return listed(request, items, wanted.limit)


@router.post(
    "/texts/{item}",
    response_model=DecidedSchema,
    responses={**MISSING, **DECIDED, **APPROVING},
    summary="Decide on a withheld description",
)
def post_text(
    services: ProvidedServices,
    editor: Editor,
    item: Item,
    condition: ChangeCondition,
    asked: TextDecision,
    _nothing: Nothing,
) -> Response:
    """Publish a withheld description, or take it out. An approval holds for exactly this text."""
    if asked.decision == "approve" and not may_approve(editor):
        raise HTTPException(HTTPStatus.FORBIDDEN, "Only an approver publishes a withheld text.")
    at = _reviewed(services, item, condition)
    kept = (approve_text if asked.decision == "approve" else remove_text)(services, editor, at)
    return _decided(kept, revision=kept.revision)


@router.get("/warnings", response_model=WarnedProductsSchema, summary="Warnings of one kind")
def get_warnings(
    request: Request, services: ProvidedServices, _editor: Editor, wanted: Annotated[WarningListParameters, Query()]
) -> Response:
    """Return products with warnings of one kind on which nobody has decided, the oldest first."""
    with snapshot(services.database) as transaction:
        found = warned_products(transaction, wanted.code, after=wanted.after, limit=wanted.limit, of=wanted.supplier)
    items = [
        {**_item(one.number, one.product), "findings": one.findings, "repair": _repair(one.findings)} for one in found
    ]
    return listed(request, items, wanted.limit)


def _repair(findings: Sequence[dict[str, Any]]) -> dict[str, str] | None:
    proposal = proposed_repair(findings)
    return None if proposal is None else {"field": proposal["field"], "text": proposal["expected"]}


@router.post(
    "/warnings/{item}",
    response_model=DecidedSchema,
    responses={**MISSING, **DECIDED},
    summary="Decide on a warning",
)
def post_warning(
    services: ProvidedServices,
    editor: Editor,
    item: Item,
    condition: ChangeCondition,
    asked: WarningDecision,
    _nothing: Nothing,
) -> Response:
    """Leave the warnings of one kind of a product as they are, or state what the checks propose."""
    at, reason = _reviewed(services, item, condition), asked.reason or ""
    if asked.decision == "leave":
        return _decided(at.stored, run=leave_warning(services, editor, at, asked.code, reason))
    kept = repair_warning(services, editor, at, asked.code, reason)
    return _decided(kept, revision=kept.revision)


@router.get("/reports", response_model=ReaderReportsSchema, summary="Reports of readers")
def get_reports(
    request: Request, services: ProvidedServices, _editor: Editor, wanted: Annotated[ReportListParameters, Query()]
) -> Response:
    """Return the open reports, the oldest first."""
    with snapshot(services.database) as transaction:
        found = REPORTS.open(transaction, after=wanted.after, limit=wanted.limit)
        items = [_report(transaction, one) for one in found]
    return listed(request, items, wanted.limit)


@router.post(
    "/reports/{item}",
    response_model=ReaderReportSchema,
    responses={**MISSING, 409: {"description": "It was closed already."}},
    summary="Close a report",
)
def post_report(
    services: ProvidedServices, editor: Editor, item: Item, asked: ReportAnswer, _nothing: Nothing
) -> Response:
    """Close a report, with an answer or without. This program sends no mail."""
    with services.database.write() as transaction:
        REPORTS.close(transaction, item, (asked.answer or "").strip() or None, author_of(editor))
        document = _report(transaction, REPORTS.get(transaction, item))
    return Response(to_json(document), media_type=JSON)


@router.post(
    "/reports/{item}/reopen", response_model=ReaderReportSchema, responses=MISSING, summary="Open a report again"
)
def post_reopen(services: ProvidedServices, editor: Editor, item: Item, _nothing: Nothing) -> Response:
    """Take back that a report was closed."""
    with services.database.write(by=editor) as transaction:
        REPORTS.reopen(transaction, item)
        document = _report(transaction, REPORTS.get(transaction, item))
    return Response(to_json(document), media_type=JSON)


@router.get("/requests", response_model=QuoteRequestsSchema, summary="Requests for quotation")
def get_requests(
    request: Request, services: ProvidedServices, _editor: Editor, wanted: Annotated[ReportListParameters, Query()]
) -> Response:
    """Return the open requests for quotation, the oldest first."""
    with snapshot(services.database) as transaction:
        found = REQUESTS.open(transaction, after=wanted.after, limit=wanted.limit)
    return listed(request, [_request(one) for one in found], wanted.limit)


@router.post(
    "/requests/{item}",
    response_model=QuoteRequestSchema,
    responses={**MISSING, 409: {"description": "It was closed already."}},
    summary="Close a request for quotation",
)
def post_request(
    services: ProvidedServices, editor: Editor, item: Item, asked: ReportAnswer, _nothing: Nothing
) -> Response:
    """Close a request, with a remark or without. This program sends no mail."""
    with services.database.write() as transaction:
        REQUESTS.close(transaction, item, (asked.answer or "").strip() or None, author_of(editor))
        document = _request(REQUESTS.get(transaction, item))
    return Response(to_json(document), media_type=JSON)


@router.post(
    "/requests/{item}/reopen",
    response_model=QuoteRequestSchema,
    responses=MISSING,
    summary="Open a request for quotation again",
)
def post_reopen_request(services: ProvidedServices, editor: Editor, item: Item, _nothing: Nothing) -> Response:
    """Take back that a request was closed."""
    with services.database.write(by=editor) as transaction:
        REQUESTS.reopen(transaction, item)
        document = _request(REQUESTS.get(transaction, item))
    return Response(to_json(document), media_type=JSON)


def _request(request: QuoteRequest) -> dict[str, Any]:
    return {"id": request.number, **{name: value for name, value in request._asdict().items() if name != "number"}}


def _item(number: int, product: StoredProduct) -> dict[str, Any]:
    return {"id": number, **_named(product), "name": product.document["name"], "etag": product.etag}


def _named(product: StoredProduct) -> dict[str, Any]:
    supplier = {"slug": product.slug, "name": product.supplier}
    return {"catalog_number": product.catalog_number, "supplier": supplier}


def _report(transaction: Transaction, report: ReaderReport) -> dict[str, Any]:
    product = find_known_product(transaction, report.product_key)
    stated = {name: value for name, value in report._asdict().items() if name not in ("number", "product_key")}
    return {"id": report.number, "supplier": None if product is None else _named(product)["supplier"], **stated}


def listed(request: Request, items: Sequence[Mapping[str, Any]], limit: int) -> Response:
    """Return a page of a list, with the address of the next one if it is full."""
    following = str(request.url.include_query_params(after=items[-1]["id"])) if len(items) == limit else None
    return conditional_response(request, to_json({"items": items, "total": None, "next": following}), JSON)


def _reviewed(services: Services, item: int, condition: Condition) -> ReviewedProduct:
    """Return the product of an item.

    Raises:
        NotFound: there is none any more.
    """
    with services.database.read() as transaction:
        found = stored_products(transaction, [item])
    if not found:
        raise NotFound(f"There is no product {item} for review.")
    return reviewed_product(services, found[0].catalog_number, found[0].slug, condition)


def _decided(product: StoredProduct, *, revision: int | None = None, run: int | None = None) -> Response:
    return Response(to_json({**_named(product), "revision": revision, "run": run}), media_type=JSON)
