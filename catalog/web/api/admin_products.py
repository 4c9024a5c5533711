"""The API's editing of single products. Every change needs the entity tag of what it changes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from catalog.errors import InvalidQuery
from catalog.intake.editing.editing import (
    RestoredRevision,
    change_fields,
    remove_product,
    replace_fields,
    restore_product,
)
from catalog.product.checks.presence import MAX_CHARACTERS
from catalog.product.draft import FIELD_FAMILIES, PLAIN_FIELDS, is_field
from catalog.store.reading.products import ProductIdentity
from catalog.web.api.schemas.product import ProductSchema
from catalog.web.http.params import CLEAN, FILLED, ReasonParameters, schema_constraint
from catalog.web.http.preconditions import ChangeCondition, ReplaceCondition, RestoreCondition
from catalog.web.http.responses import Responses, product_response
from catalog.web.services.auth import Editor, author_of
from catalog.web.services.product_address import Address, ProductAddress
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(prefix="/products", tags=["editing"], route_class=ProductRoute)

MISSING: Responses = {404: {"description": "There is no such product."}}

FIELD_NAMES = rf"^(?:{'|'.join(PLAIN_FIELDS)}|(?:{'|'.join(FIELD_FAMILIES)}):{FILLED})$"
FieldText = Annotated[str, schema_constraint(maxLength=MAX_CHARACTERS, pattern=f"^{CLEAN}$")]
NamedTexts = Annotated[dict[str, FieldText | None], schema_constraint(propertyNames={"pattern": FIELD_NAMES})]
"""Import fields and their texts; null deletes."""
SAYS = "Import fields and their texts; null deletes."
Fields = Annotated[NamedTexts, Body(description=SAYS, examples=[{"assay": "98% min", "storage": None}])]
NAME = {"type": "string", "maxLength": MAX_CHARACTERS, "pattern": f"^{CLEAN}$"}
WholeRecord = Annotated[
    NamedTexts,
    Body(description=SAYS, examples=[{"name": "Ethanol", "cas_rn": "64-17-5"}]),
    schema_constraint(required=["name"], properties={"name": NAME}),
]
Why = Annotated[ReasonParameters, Query()]


class RestoreRequest(BaseModel):
    """The revision to restore, or some fields of it."""

    revision: int = Field(ge=1, le=2**31 - 1)
    fields: list[Annotated[str, schema_constraint(pattern=FIELD_NAMES)]] | None = Field(
        None, min_length=1, max_length=1000, description="Restore only these import fields. Absent for all."
    )


def known_fields(fields: dict[str, str | None]) -> dict[str, str]:
    """Return the fields as texts, with the erase mark in the place of null.

    Raises:
        InvalidQuery: a name is not an import field.
    """
    for name in fields:
        _require_field(name)
    return {name: "-" if text is None else text for name, text in fields.items()}


def _require_field(name: str) -> None:
    if not is_field(name):
        message = f"There is no field {name!r}. docs/import-formats.md lists the fields."
        raise InvalidQuery(message, stated=name, field=name)


def identified(services: Services, address: ProductAddress) -> ProductIdentity:
    """Return the key of the product at an address.

    Raises:
        NotFound: there is no such supplier.
        SeveralSuppliers: several suppliers have the number.
    """
    with services.database.read() as transaction:
        return address.identify(transaction)


@router.patch("/{catalog_number:path}", response_model=ProductSchema, responses=MISSING, summary="Change some fields")
def patch_product(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    condition: ChangeCondition,
    fields: Fields,
    why: Why,
) -> Response:
    """Change some fields. The whole product is then checked again."""
    changes = known_fields(fields)
    product = identified(services, address)
    database, pool, reference = services.database, services.pool, services.reference
    author = author_of(editor, why.stated())
    kept = change_fields(database, pool, product, changes, condition, author, reference=reference)
    return product_response(request, kept)


@router.put("/{catalog_number:path}", response_model=ProductSchema, responses=MISSING, summary="Replace all fields")
def put_product(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    condition: ReplaceCondition,
    fields: WholeRecord,
    why: Why,
) -> Response:
    """Replace all fields of a product. With ``If-None-Match: *`` create a product that does not exist yet."""
    known, product = known_fields(fields), identified(services, address)
    database, pool, reference = services.database, services.pool, services.reference
    kept = replace_fields(database, pool, product, known, condition, author_of(editor, why.stated()), reference)
    return product_response(request, kept)


@router.delete("/{catalog_number:path}", status_code=204, responses=MISSING, summary="Remove a product")
def delete_product(
    services: ProvidedServices, editor: Editor, address: Address, condition: ChangeCondition, why: Why
) -> Response:
    """Remove a product from the catalog. Its history stays, and it can be restored."""
    remove_product(services.database, identified(services, address), condition, author_of(editor, why.stated()))
    return Response(status_code=204)


@router.post(
    "/{catalog_number:path}/restore", response_model=ProductSchema, responses=MISSING, summary="Restore a revision"
)
def post_restore(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    condition: RestoreCondition,
    restoring: RestoreRequest,
    why: Why,
) -> Response:
    """Restore the fields of a revision, or some of them. If-Match may be left out for a product that was removed."""
    for name in restoring.fields or ():
        _require_field(name)
    database, pool, product = services.database, services.pool, identified(services, address)
    wanted = RestoredRevision(restoring.revision, restoring.fields)
    author = author_of(editor, why.stated())
    kept = restore_product(database, pool, product, wanted, condition, author, services.reference)
    return product_response(request, kept)
