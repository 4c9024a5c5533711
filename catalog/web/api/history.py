"""The API's history: all changes after a sequence number, the journal, and the revisions of one product."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from catalog.errors import NotFound
from catalog.product.field_changes import field_changes
from catalog.store.clock import stored_time
from catalog.store.json_text import from_json, to_json
from catalog.store.reading.history import Revision, changes_since, find_revision, product_revisions
from catalog.store.reading.journal import JournalFilter, journal
from catalog.web.api.schemas.lists import (
    ChangesSchema,
    ComparisonSchema,
    JournalSchema,
    RevisionSchema,
    RevisionsSchema,
)
from catalog.web.http.params import (
    ChangesParameters,
    ComparisonParameters,
    JournalFilterParameters,
    JournalParameters,
    NoParameters,
)
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.auth import Editor
from catalog.web.services.journal_csv import journal_csv
from catalog.web.services.product_address import Address
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices

router = APIRouter(tags=["history"], route_class=ProductRoute)
of_product = APIRouter(tags=["history"], route_class=ProductRoute)

MISSING: Responses = {404: {"description": "There is no such product or revision."}}


@router.get("/changes", response_model=ChangesSchema, summary="Changes since")
def get_changes(request: Request, services: ProvidedServices, since: Annotated[ChangesParameters, Query()]) -> Response:
    """Return the revisions after a sequence number, oldest first. ``next`` is the next page."""
    with services.chemistry.reading_turn():
        with services.database.read() as transaction:
            revisions = changes_since(transaction, since.since, since.limit, since.supplier)
        full = len(revisions) == since.limit
        following = str(request.url.include_query_params(since=revisions[-1].seq)) if full else None
        items = ",".join(map(_change, revisions))
        return conditional_response(request, f'{{"items":[{items}],"next":{to_json(following)}}}', JSON)


def _change(revision: Revision) -> str:
    """Return a change as JSON text, with the document as it is stored."""
    change = {
        "seq": revision.seq,
        "catalog_number": revision.catalog_number,
        "supplier": {"slug": revision.slug, "name": revision.supplier},
        "change": revision.change,
        "at": revision.at,
    }
    return f'{to_json(change)[:-1]},"document":{revision.body or "null"}}}'


@router.get("/admin/journal", response_model=JournalSchema, summary="The journal")
def get_journal(
    request: Request, services: ProvidedServices, _editor: Editor, wanted: Annotated[JournalParameters, Query()]
) -> Response:
    """Return who changed which fields of which products, when and why, newest first."""
    with services.chemistry.reading_turn():
        with services.database.read() as transaction:
            page = journal(transaction, _journal_filter(wanted), wanted.limit, wanted.before)
        following = None if page.before is None else str(request.url.include_query_params(before=page.before))
        body = to_json({"items": [entry.document() for entry in page.entries], "next": following})
        return conditional_response(request, body, JSON)


@router.get(
    "/admin/journal.csv",
    responses={200: {"content": {"text/csv": {}}, "headers": {}}},
    response_class=Response,
    summary="The journal as CSV",
)
def get_journal_csv(
    services: ProvidedServices, _editor: Editor, wanted: Annotated[JournalFilterParameters, Query()]
) -> Response:
    """Return a row for each changed field of each change that fits the filters, newest first."""
    return journal_csv(services, _journal_filter(wanted))


def _journal_filter(wanted: JournalFilterParameters) -> JournalFilter:
    return JournalFilter(
        actor=wanted.actor,
        run=wanted.run,
        suppliers=wanted.supplier,
        catalog_number=wanted.product,
        change=wanted.change,
        since=None if wanted.since is None else stored_time(wanted.since),
        until=None if wanted.until is None else stored_time(wanted.until),
        by_hand=wanted.by_hand,
    )


@of_product.get(
    "/products/{catalog_number:path}/revisions/{number}/changes",
    response_model=ComparisonSchema,
    responses=MISSING,
    summary="Compare two revisions",
)
def get_comparison(
    request: Request,
    services: ProvidedServices,
    address: Address,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    _editor: Editor,
    compared: Annotated[ComparisonParameters, Query()],
) -> Response:
    """Return the import fields that differ between two revisions, each with its old and new text."""
    since = number - 1 if compared.since is None else compared.since
    with services.database.read() as transaction:
        key = address.identify(transaction).key
        old, new = (find_revision(transaction, key, wanted) for wanted in (since, number))
    for wanted, found in ((since, old), (number, new)):
        if found is None and wanted:
            raise NotFound(f"There is no revision {wanted} of {address.catalog_number!r}.")
    changes = field_changes({} if old is None else old.stated, {} if new is None else new.stated)
    fields = [change._asdict() for change in changes]
    return conditional_response(request, to_json({"since": since or None, "number": number, "fields": fields}), JSON)


@of_product.get(
    "/products/{catalog_number:path}/revisions",
    response_model=RevisionsSchema,
    responses=MISSING,
    summary="The history of one product",
)
def get_revisions(
    request: Request,
    services: ProvidedServices,
    address: Address,
    _editor: Editor,
    _nothing: Annotated[NoParameters, Query()],
) -> Response:
    """Return every revision, newest first: who changed which fields, when, and in which import."""
    with services.database.read() as transaction:
        revisions = product_revisions(transaction, address.identify(transaction).key)
    if not revisions:
        raise NotFound(f"There was never a product with the catalog number {address.catalog_number!r}.")
    return conditional_response(request, to_json({"items": [revision.summary() for revision in revisions]}), JSON)


@of_product.get(
    "/products/{catalog_number:path}/revisions/{number}",
    response_model=RevisionSchema,
    responses=MISSING,
    summary="One revision",
)
def get_revision(
    request: Request,
    services: ProvidedServices,
    address: Address,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    _editor: Editor,
    _nothing: Annotated[NoParameters, Query()],
) -> Response:
    """Return one revision: its stated fields and its document."""
    with services.database.read() as transaction:
        revision = find_revision(transaction, address.identify(transaction).key, number)
    if revision is None:
        raise NotFound(f"There is no revision {number} of {address.catalog_number!r}.")
    document = None if revision.body is None else from_json(revision.body)
    return conditional_response(
        request, to_json({**revision.summary(), "fields": revision.fields, "document": document}), JSON
    )
