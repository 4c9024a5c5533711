"""The history on the desk: the journal of the catalog, the revisions of a product, compared and restored."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from pydantic import BeforeValidator, Field
from starlette.responses import RedirectResponse, Response

from catalog.errors import NotFound, RefusedRecord, StaleRevision
from catalog.intake.editing.editing import NOTHING_KEPT, Condition, RestoredRevision, restore_product
from catalog.product.draft import is_field
from catalog.product.field_changes import field_changes
from catalog.store.access.keys import KeyHolder
from catalog.store.clock import stored_time
from catalog.store.reading.history import Revision, find_revision
from catalog.store.reading.journal import JournalFilter, JournalPage, journal, journal_actors
from catalog.store.reading.products import ProductIdentity, StoredProduct, find_known_product
from catalog.web.http.params import LONGEST_REASON, ChangeKind, PageParameters, Text, Time, TypedText
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Editor
from catalog.web.services.auth import author_of
from catalog.web.services.journal_csv import journal_csv
from catalog.web.services.product_address import OF_SUPPLIER, Address, ProductAddress
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.changes import desk_path, journal_rows, shown_changes

router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response, route_class=ProductRoute)

HERE = "/editor/history"
SHOWN = 50
"""How many changes a page has."""
PRODUCT = "/products/{catalog_number:path}"


def _given(text: object) -> object:
    """Return what a field of a form states, or None if it is left empty."""
    return None if isinstance(text, str) and not text.strip() else text


Empty = BeforeValidator(_given)
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
RevisionNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]


class JournalPageParameters(PageParameters):
    """Which changes to show."""

    actor: Annotated[Text | None, Empty] = None
    run: Annotated[Number | None, Empty] = None
    supplier: Annotated[Text | None, Empty] = None
    product: Annotated[Text | None, Empty] = None
    change: Annotated[ChangeKind | None, Empty] = None
    since: Annotated[Time | None, Empty] = None
    until: Annotated[Time | None, Empty] = None
    by: Annotated[Literal["hand"] | None, Empty] = None
    before: Annotated[Number | None, Empty] = None

    def filter(self) -> JournalFilter:
        """Return the changes to show."""
        since, until = (None if time is None else stored_time(time) for time in (self.since, self.until))
        named = () if self.supplier is None else (self.supplier,)
        by_hand = self.by is not None
        return JournalFilter(self.actor, self.run, named, self.product, None, self.change, since, until, by_hand)


class ComparedParameters(PageParameters):
    """Which revisions to compare."""

    old: RevisionNumber
    new: RevisionNumber


@router.get("/history")
def get_journal_page(
    request: Request, services: ProvidedServices, editor: Editor, wanted: Annotated[JournalPageParameters, Query()]
) -> Response:
    """Show the journal of the whole catalog, newest first."""
    with services.database.read() as transaction:
        page = journal(transaction, wanted.filter(), SHOWN, wanted.before)
        actors = journal_actors(transaction)
    context = {
        "rows": journal_rows(page.entries),
        "older": _older(request, page),
        "actors": actors,
        "asked": {name: request.query_params.get(name, "") for name in JournalPageParameters.model_fields},
        "is_filtered": wanted.filter() != JournalFilter(),
        "csv": f"/editor/history.csv{_query(request)}",
    }
    return desk_page(request, services, editor, "desk/journal.html", context, here=HERE)


@router.get("/history.csv")
def get_journal_csv(
    services: ProvidedServices, _editor: Editor, wanted: Annotated[JournalPageParameters, Query()]
) -> Response:
    """Download the journal, with the filters of its page."""
    return journal_csv(services, wanted.filter())


def _query(request: Request) -> str:
    """Return the filter of the page as it stands in its address."""
    query = request.url.remove_query_params("before").query
    return f"?{query}" if query else ""


def _older(request: Request, page: JournalPage) -> str | None:
    return None if page.before is None else f"?{request.url.include_query_params(before=page.before).query}"


class HistoryParameters(PageParameters):
    """Which revisions of a product to show."""

    before: Annotated[Number | None, Empty] = None
    restored: Annotated[RevisionNumber | None, Empty] = None


@router.get(f"{PRODUCT}/history")
@router.get(f"{OF_SUPPLIER}{PRODUCT}/history")
def get_product_history(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    wanted: Annotated[HistoryParameters, Query()],
) -> Response:
    """Show every revision of a product, newest first."""
    with services.database.read() as transaction:
        product = address.identify(transaction)
        page = journal(transaction, JournalFilter(product_key=product.key), SHOWN, wanted.before)
        kept = find_known_product(transaction, product.key)
    if not page.entries:
        raise NotFound(f"There was never a product with the catalog number {address.catalog_number!r}.")
    latest = page.entries[0]
    context = {
        "number": latest.catalog_number,
        "name": None if kept is None else kept.document["name"],
        "kept": kept,
        "path": desk_path(latest.catalog_number, latest.slug),
        "rows": journal_rows(page.entries),
        "older": _older(request, page),
        "restored": wanted.restored,
    }
    return desk_page(request, services, editor, "desk/product_history.html", context, here=HERE)


class _Compared(NamedTuple):
    """Two revisions of a product, and the product as it stands."""

    product: ProductIdentity
    old: Revision
    new: Revision
    kept: StoredProduct | None

    @property
    def path(self) -> str:
        """Return the address of the product on the desk."""
        return desk_path(self.new.catalog_number, self.new.slug)

    @property
    def tag(self) -> str:
        """Return the entity tag of the product, or an empty text if it is removed."""
        return "" if self.kept is None else self.kept.etag


def _compared(services: Services, address: ProductAddress, old: int, new: int) -> _Compared:
    """Read two revisions.

    Raises:
        NotFound: there is no such product or revision.
    """
    with services.database.read() as transaction:
        product = address.identify(transaction)
        found = [find_revision(transaction, product.key, number) for number in (old, new)]
        kept = find_known_product(transaction, product.key)
    for number, revision in zip((old, new), found, strict=True):
        if revision is None:
            raise NotFound(f"There is no revision {number} of {address.catalog_number!r}.")
    first, second = found
    assert first is not None  # noqa: S101  # Looked at just now.
    assert second is not None  # noqa: S101
    return _Compared(product, first, second, kept)


@router.get(f"{PRODUCT}/compare")
@router.get(f"{OF_SUPPLIER}{PRODUCT}/compare")
def get_comparison_page(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    wanted: Annotated[ComparedParameters, Query()],
) -> Response:
    """Show what differs between two revisions, with a form to restore fields of the older one."""
    return _comparison_page(request, services, editor, _compared(services, address, wanted.old, wanted.new))


def _comparison_page(
    request: Request,
    services: Services,
    editor: KeyHolder,
    compared: _Compared,
    typed: Sequence[str] = (),
    reason: str = "",
    problem: str | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    old, new = compared.old, compared.new
    context: dict[str, Any] = {
        "number": new.catalog_number,
        "path": compared.path,
        "old": old,
        "new": new,
        "latest": _latest(services, compared.product),
        "changes": shown_changes(field_changes(old.stated, new.stated)),
        "stated": len({**old.stated, **new.stated}),
        "tag": compared.tag,
        "ticked": set(typed),
        "reason": reason,
        "problem": problem,
        "public_path": None if compared.kept is None else compared.path.removeprefix("/editor"),
        "as_of": quote(old.at),
        "longest_reason": LONGEST_REASON,
    }
    return desk_page(request, services, editor, "desk/compare.html", context, here=HERE, status=status)


def _latest(services: Services, product: ProductIdentity) -> int:
    with services.database.read() as transaction:
        return journal(transaction, JournalFilter(product_key=product.key), 1).entries[0].number


@router.post(f"{PRODUCT}/restore", dependencies=[SameOrigin])
@router.post(f"{OF_SUPPLIER}{PRODUCT}/restore", dependencies=[SameOrigin])
def post_restore_page(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    old: Annotated[int, Form(ge=1, le=2**31 - 1)],
    new: Annotated[int, Form(ge=1, le=2**31 - 1)],
    what: Annotated[Literal["all", "ticked"], Form()],
    tag: Annotated[Text, Form(default_factory=str)],
    reason: Annotated[TypedText, Form(default_factory=str)],
    field: Annotated[list[Text], Form(default_factory=list, max_length=5_000)],
) -> Response:
    """Restore all fields of a revision, or the ticked ones. What was typed comes back if that is refused."""
    compared = _compared(services, address, old, new)
    fields = [name for name in field if is_field(name)]

    def again(problem: str, status: HTTPStatus) -> Response:
        """Return the same page with what was ticked and typed."""
        return _comparison_page(request, services, editor, compared, fields, reason, problem, status)

    if what == "ticked" and not fields:
        return again("Nothing is ticked. Tick the fields to restore.", HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = RestoredRevision(old, fields if what == "ticked" else None)
    condition = Condition(match=frozenset({tag})) if tag else NOTHING_KEPT
    author = author_of(editor, reason[:LONGEST_REASON])
    try:
        kept = restore_product(
            services.database, services.pool, compared.product, wanted, condition, author, services.reference
        )
    except StaleRevision:
        return again(
            "Somebody changed this product while you read. Look at it again, then restore.", HTTPStatus.CONFLICT
        )
    except RefusedRecord as error:
        return again(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(f"{compared.path}/history?restored={kept.revision}", HTTPStatus.SEE_OTHER)
