"""The end of a product on the desk: discontinued or replaced, which its page says; or removed, with a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from catalog.errors import RefusedRecord, StaleRevision
from catalog.intake.editing.editing import ERASE, Condition, change_fields, remove_product
from catalog.store.access.keys import KeyHolder
from catalog.store.reading.products import ProductIdentity, no_such_product
from catalog.web.http.params import LONGEST_REASON, TypedText
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.product_saving import StoredFields, stored_fields
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Editor
from catalog.web.services.auth import author_of
from catalog.web.services.product_address import OF_SUPPLIER, Address, ProductAddress
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.changes import desk_path

router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response, route_class=ProductRoute)

PRODUCT = "/products/{catalog_number:path}"
Typed = Annotated[TypedText, Form(default_factory=str)]


def _stored(services: Services, address: ProductAddress) -> tuple[ProductIdentity, StoredFields]:
    """Return the product at an address.

    Raises:
        NotFound: there is no such product.
        SeveralSuppliers: several suppliers have the number.
    """
    with services.database.read() as transaction:
        product = address.identify(transaction)
    stored = stored_fields(services, product)
    if stored is None:
        raise no_such_product(address.catalog_number, address.supplier)
    return product, stored


@router.get(f"{PRODUCT}/end")
@router.get(f"{OF_SUPPLIER}{PRODUCT}/end")
def get_end_page(request: Request, services: ProvidedServices, editor: Editor, address: Address) -> Response:
    """Show the forms to discontinue, replace or remove a product."""
    return _end_page(request, services, editor, _stored(services, address)[1], {})


def _end_page(
    request: Request,
    services: Services,
    editor: KeyHolder,
    stored: StoredFields,
    typed: dict[str, str],
    problem: str | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    fields = stored.fields
    today = datetime.now(UTC).date().isoformat()
    context: dict[str, Any] = {
        "number": stored.product.catalog_number,
        "name": stored.product.document["name"],
        "path": desk_path(stored.product.catalog_number, stored.product.slug),
        "tag": stored.product.etag,
        "is_sold": not fields.get("discontinued") and not fields.get("replaced_by"),
        "discontinued": typed.get("discontinued", fields.get("discontinued", today)),
        "replaced_by": typed.get("replaced_by", fields.get("replaced_by", "")),
        "reason": typed.get("reason", ""),
        "removal_reason": typed.get("removal_reason", ""),
        "longest_reason": LONGEST_REASON,
        "problem": problem,
    }
    return desk_page(request, services, editor, "desk/product_end.html", context, here="", status=status)


@router.post(f"{PRODUCT}/discontinue", dependencies=[SameOrigin])
@router.post(f"{OF_SUPPLIER}{PRODUCT}/discontinue", dependencies=[SameOrigin])
def post_discontinue(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    tag: Typed,
    discontinued: Typed,
    replaced_by: Typed,
    reason: Typed,
) -> Response:
    """State that a product is not sold any more, or sold again if both fields are empty."""
    product, stored = _stored(services, address)
    typed = {"discontinued": discontinued, "replaced_by": replaced_by, "reason": reason}
    changes = {name: typed[name].strip() or ERASE for name in ("discontinued", "replaced_by")}
    try:
        change_fields(
            services.database,
            services.pool,
            product,
            changes,
            Condition(match=frozenset({tag})),
            author_of(editor, reason[:LONGEST_REASON]),
            reference=services.reference,
        )
    except RefusedRecord as error:
        return _end_page(request, services, editor, stored, typed, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    except StaleRevision as error:
        return _end_page(request, services, editor, stored, typed, str(error), HTTPStatus.CONFLICT)
    path = desk_path(stored.product.catalog_number, stored.product.slug)
    return RedirectResponse(f"{path}/history", HTTPStatus.SEE_OTHER)


@router.post(f"{PRODUCT}/remove", dependencies=[SameOrigin])
@router.post(f"{OF_SUPPLIER}{PRODUCT}/remove", dependencies=[SameOrigin])
def post_remove(
    request: Request, services: ProvidedServices, editor: Editor, address: Address, tag: Typed, removal_reason: Typed
) -> Response:
    """Remove a product, for the reason given. Its history stays, and any revision can be restored."""
    product, stored = _stored(services, address)
    typed, path = {"removal_reason": removal_reason}, desk_path(stored.product.catalog_number, stored.product.slug)
    if not removal_reason.strip():
        problem = "A removal needs a reason. The history keeps it."
        return _end_page(request, services, editor, stored, typed, problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    author = author_of(editor, removal_reason[:LONGEST_REASON])
    try:
        remove_product(services.database, product, Condition(match=frozenset({tag})), author)
    except StaleRevision as error:
        return _end_page(request, services, editor, stored, typed, str(error), HTTPStatus.CONFLICT)
    return RedirectResponse(f"{path}/history", HTTPStatus.SEE_OTHER)
