"""Changing all products of a filtered list on the desk: set fields, discontinue, or repair; shown first, then done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from pydantic import ConfigDict
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidValue, RefusedRecord
from catalog.intake.editing.product_changes import (
    MOST,
    ChangedProduct,
    ChangedProducts,
    ProductChange,
    change_products,
    foretell_changes,
)
from catalog.product.checks.presence import MAX_CHARACTERS
from catalog.product.draft import PLAIN_FIELDS
from catalog.store.access.keys import KeyHolder
from catalog.store.reading.listing import Page
from catalog.web.http.params import LONGEST_REASON, Text, TypedText
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Editor
from catalog.web.pages.finding.search_address import SearchAddress
from catalog.web.pages.finding.search_answer import answer_search
from catalog.web.services.auth import author_of
from catalog.web.services.product_list_changes import AT_ONCE, Doing, FoundList, found_list, stated_change
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.changes import ShownChange, shown_changes

router = APIRouter(prefix="/editor/products", include_in_schema=False, default_response_class=Response)

PATH = "/editor/products/change"
ROWS = 3
"""How many fields can be set at once."""
SHOWN = 100
"""How many products the page shows. The figures count all."""
Typed = Annotated[TypedText, Form(default_factory=str)]
TypedList = Annotated[
    list[Annotated[str, Form(max_length=MAX_CHARACTERS)]], Form(default_factory=list, max_length=ROWS)
]


class ListAddress(SearchAddress):
    """The list whose products are changed. An unknown name is refused: it may be a filter that is spelled wrong."""

    model_config = ConfigDict(extra="forbid")


Address = Annotated[ListAddress, Query()]


class ForetoldRow(NamedTuple):
    """A product in the preview."""

    product: ChangedProduct
    changes: list[ShownChange]


def _found(services: Services, address: SearchAddress) -> FoundList:
    """Return the products that a search finds, up to what one change can take.

    Raises:
        InvalidValue: the search cannot be read.
    """

    def page_at(cursor: str | None) -> Page:
        """Return a page of the search."""
        part = address.model_copy(update={"limit": AT_ONCE, "cursor": cursor, "trail": None})
        return answer_search(services, part, facets=False).page

    return found_list(page_at)


@router.get("/change")
def get_list_change(request: Request, services: ProvidedServices, editor: Editor, address: Address) -> Response:
    """Show what can be done with all products of a list."""
    return _page(request, services, editor, address, {"doing": "set"})


@router.post("/change/look", dependencies=[SameOrigin])
def post_look(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    doing: Annotated[Doing, Form()],
    reason: Typed,
    discontinued: Typed,
    replaced_by: Typed,
    name: TypedList,
    text: TypedList,
) -> Response:
    """Show old → new of each product. Nothing is changed."""
    typed: dict[str, Any] = {"doing": doing, "reason": reason, "discontinued": discontinued}
    typed |= {"replaced_by": replaced_by, "rows": list(zip(name, text, strict=False))}
    try:
        change = stated_change(doing, _named(typed["rows"]), discontinued, replaced_by)
        found = _found(services, address)
        keys = [product.key for product in found.products]
        foretold = foretell_changes(services.database, services.pool, keys, change, services.reference)
    except (InvalidValue, RefusedRecord) as error:
        return _page(request, services, editor, address, typed, problem=str(error))
    return _page(request, services, editor, address, typed, change=change, foretold=foretold, found=found)


@router.post("/change", dependencies=[SameOrigin])
def post_list_change(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    doing: Annotated[Literal["set", "repair"], Form()],
    reason: Typed,
    name: TypedList,
    text: TypedList,
    shown: Annotated[list[Text], Form(default_factory=list, max_length=MOST)],
) -> Response:
    """Change the products that were shown, as one run."""
    rows = list(zip(name, text, strict=False))
    products = dict(_read_shown(shown))
    typed = {"doing": doing, "reason": reason, "rows": rows}
    if not products:
        return _page(request, services, editor, address, typed, problem="No product was shown.")
    author = author_of(editor, reason[:LONGEST_REASON])
    try:
        change = stated_change(doing, _named(rows), "", "")
        done = change_products(services.database, services.pool, products, change, author, services.reference)
    except (InvalidValue, RefusedRecord) as error:
        return _page(request, services, editor, address, typed, problem=str(error))
    if done.run is None:
        problem = "Nothing was changed: others changed these products meanwhile. Look again."
        return _page(request, services, editor, address, typed, problem=problem)
    return RedirectResponse(f"/editor/imports/{done.run}", HTTPStatus.SEE_OTHER)


def _read_shown(shown: Iterable[str]) -> Iterable[tuple[str, int]]:
    """Yield the key and the revision of each product that the page had shown."""
    for one in shown:
        seq, _, key = one.partition(":")
        if seq.isascii() and seq.isdigit():
            yield key, int(seq)


def _named(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the fields that have a name, each with its text."""
    return {" ".join(name.split()): text for name, text in rows if name.strip()}


def _page(
    request: Request,
    services: Services,
    editor: KeyHolder,
    address: SearchAddress,
    typed: Mapping[str, Any],
    *,
    problem: str | None = None,
    change: ProductChange | None = None,
    foretold: ChangedProducts | None = None,
    found: FoundList | None = None,
) -> Response:
    try:
        found = found or _found(services, address)
    except InvalidValue as error:
        found, problem = FoundList([], 0), str(error)
    rows = [*typed.get("rows", ()), *[("", "")] * ROWS][:ROWS]
    asked = urlencode([pair for pair in address.pairs() if pair[0] not in ("cursor", "trail", "view", "limit")])
    context = {
        "count": len(found.products),
        "total": found.total,
        "most": MOST,
        "asked": asked,
        "typed": {"reason": "", "discontinued": "", "replaced_by": "", **typed, "rows": rows},
        "field_names": [name for name in PLAIN_FIELDS if name != "catalog_number"],
        "problem": problem,
        "change": change,
        "foretold": foretold,
        "changed": _rows(foretold.changed if foretold else ()),
        "refused": _rows(foretold.refused if foretold else ()),
        "longest_reason": LONGEST_REASON,
    }
    status = HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return desk_page(request, services, editor, "desk/product_list_change.html", context, here="", status=status)


def _rows(products: Sequence[ChangedProduct]) -> list[ForetoldRow]:
    return [ForetoldRow(product, shown_changes(product.changes)) for product in products[:SHOWN]]
