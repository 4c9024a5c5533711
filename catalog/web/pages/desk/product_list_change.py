"""Changing all products of a filtered list on the desk: set fields, discontinue, or repair; shown first, then done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidValue
from catalog.intake.editing.product_changes import (
    MOST,
    ChangedProduct,
    ChangedProducts,
    ProductChange,
    change_products,
    foretell_changes,
)
from catalog.product.checks.presence import MAX_CHARACTERS
from catalog.product.draft import PLAIN_FIELDS, is_field
from catalog.store.access.keys import KeyHolder
from catalog.store.reading.products import StoredProduct
from catalog.web.http.params import LONGEST_REASON, Text
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Editor
from catalog.web.pages.finding.search_address import SearchAddress
from catalog.web.pages.finding.search_answer import answer_search
from catalog.web.services.auth import author_of
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.changes import ShownChange, shown_changes

router = APIRouter(prefix="/editor/products", include_in_schema=False, default_response_class=Response)

PATH = "/editor/products/change"
ROWS = 3
"""How many fields can be set at once."""
SHOWN = 100
"""How many products the page shows. The figures count all."""
AT_ONCE = 100
"""How many products one page of a search has at most."""

Doing = Literal["set", "repair", "discontinue"]
Address = Annotated[SearchAddress, Query()]
Typed = Annotated[Text, Form(default_factory=str)]
TypedList = Annotated[
    list[Annotated[str, Form(max_length=MAX_CHARACTERS)]], Form(default_factory=list, max_length=ROWS)
]


class FoundList(NamedTuple):
    """The products of a list, as far as one change can take them.

    Attributes:
        products: the products.
        total: how many the list has, or None if that was not counted.
    """

    products: list[StoredProduct]
    total: int | None


class ForetoldRow(NamedTuple):
    """A product in the preview."""

    product: ChangedProduct
    changes: list[ShownChange]


def _found(services: Services, address: SearchAddress) -> FoundList:
    """Return the products that a search finds, up to what one change can take.

    Raises:
        InvalidValue: the search cannot be read.
    """
    found: list[StoredProduct] = []
    cursor: str | None = None
    total: int | None = None
    while True:
        part = address.model_copy(update={"limit": AT_ONCE, "cursor": cursor, "trail": None})
        page = answer_search(services, part, facets=False).page
        found, total = [*found, *page.items], page.total if total is None else total
        cursor = page.cursor
        if cursor is None or len(found) >= MOST:
            return FoundList(found[:MOST], total)


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
    change, problem = _change(doing, typed["rows"], discontinued, replaced_by)
    if change is None:
        return _page(request, services, editor, address, typed, problem=problem)
    found = _found(services, address)
    keys = [product.key for product in found.products]
    foretold = foretell_changes(services.database, services.pool, keys, change, services.reference)
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
    change, problem = _change(doing, rows, "", "")
    products = dict(_read_shown(shown))
    typed = {"doing": doing, "reason": reason, "rows": rows}
    if change is None or not products:
        return _page(request, services, editor, address, typed, problem=problem or "No product was shown.")
    author = author_of(editor, reason[:LONGEST_REASON])
    done = change_products(services.database, services.pool, products, change, author, services.reference)
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


def _change(
    doing: Doing, rows: Sequence[tuple[str, str]], discontinued: str, replaced_by: str
) -> tuple[ProductChange | None, str | None]:
    """Return the change that was typed, or None and why it cannot be made."""
    if doing == "repair":
        return ProductChange("repair"), None
    if doing == "discontinue":
        fields = {"discontinued": discontinued.strip() or "-", "replaced_by": replaced_by.strip() or "-"}
        return ProductChange("set", fields), None
    named = {" ".join(name.split()): text.strip() or "-" for name, text in rows if name.strip()}
    unknown = [name for name in named if not is_field(name) or name == "catalog_number"]
    if unknown:
        return None, f"There is no field {unknown[0]!r} that can be set for many products."
    if not named:
        return None, "Choose a field and write its text. An empty text takes the field out."
    return ProductChange("set", named), None


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
