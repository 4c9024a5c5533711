"""The API's editing of single products; every change needs the entity tag of what it changes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Header, HTTPException, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from catalog.errors import InvalidQuery
from catalog.intake.editing import change_fields, remove_product, replace_fields, restore_product
from catalog.product.draft import is_field
from catalog.web.auth import NEEDS_KEY, Editor
from catalog.web.json_bodies import JsonRoute
from catalog.web.params import NoParameters, Text
from catalog.web.problems import Problem
from catalog.web.responses import Responses, product_response
from catalog.web.schemas_product import ProductSchema
from catalog.web.services import Provided

router = APIRouter(route_class=JsonRoute, prefix="/admin/products", tags=["editing"])

CONDITIONAL: Responses = {
    **NEEDS_KEY,
    404: {"model": Problem, "description": "There is no such product."},
    412: {"model": Problem, "description": "It was changed since it was read."},
    428: {"model": Problem, "description": "If-Match is missing."},
}

Fields = Annotated[
    dict[str, str | None],
    Body(description="Import fields and their texts; null erases.", examples=[{"assay": "98% min", "storage": None}]),
]
IfMatch = Annotated[str | None, Header(description="The ETag of the document that this changes.")]
Nothing = Annotated[NoParameters, Query()]


class Restoring(BaseModel):
    """Which revision is to come back."""

    revision: int = Field(ge=1, le=2**31 - 1)


def required_tag(if_match: str | None) -> str:
    """The entity tag that a change must name; 428 where it is missing (RFC 6585, 3)."""
    if if_match is None:
        raise HTTPException(428, "Send If-Match with the ETag of the document that this changes.")
    return if_match


def _known(fields: dict[str, str | None]) -> dict[str, str]:
    """The fields as texts, null as the erase mark.

    Raises:
        InvalidQuery: one of them is no import field.
    """
    for name in fields:
        if not is_field(name):
            message = f"There is no field {name!r}; docs/import-formats.md lists them."
            raise InvalidQuery(message, stated=name, field=name)
    return {name: "-" if text is None else text for name, text in fields.items()}


@router.patch("/{catalog_number}", response_model=ProductSchema, responses=CONDITIONAL, summary="Change some fields")
def patch_product(
    request: Request,
    services: Provided,
    editor: Editor,
    catalog_number: str,
    fields: Fields,
    _nothing: Nothing,
    if_match: IfMatch = None,
) -> Response:
    """Change some stated fields; the product is examined as a whole."""
    etag, changes = required_tag(if_match), _known(fields)
    kept = change_fields(services.database, services.pool, catalog_number, changes, etag, editor.name)
    return product_response(request, kept)


@router.put("/{catalog_number}", response_model=ProductSchema, responses=CONDITIONAL, summary="Replace all fields")
def put_product(
    request: Request,
    services: Provided,
    editor: Editor,
    catalog_number: str,
    fields: Fields,
    _nothing: Nothing,
    if_match: IfMatch = None,
    if_none_match: Annotated[Text | None, Header(description="* makes a new product only.")] = None,
) -> Response:
    """State a product anew; with ``If-None-Match: *`` make one where there is none."""
    etag = None if if_none_match == "*" else required_tag(if_match)
    kept = replace_fields(services.database, services.pool, catalog_number, _known(fields), etag, editor.name)
    return product_response(request, kept)


@router.delete("/{catalog_number}", status_code=204, responses=CONDITIONAL, summary="Remove a product")
def delete_product(
    services: Provided, editor: Editor, catalog_number: str, _nothing: Nothing, if_match: IfMatch = None
) -> Response:
    """Take a product out of the catalog; its history stays, and it can be restored."""
    remove_product(services.database, catalog_number, required_tag(if_match), editor.name)
    return Response(status_code=204)


@router.post(
    "/{catalog_number}/restore", response_model=ProductSchema, responses=CONDITIONAL, summary="Restore a revision"
)
def post_restore(
    request: Request,
    services: Provided,
    editor: Editor,
    catalog_number: Annotated[str, Path()],
    restoring: Restoring,
    _nothing: Nothing,
    if_match: IfMatch = None,
) -> Response:
    """Bring back what was stated at a revision; If-Match may be left out where the product was removed."""
    database, pool = services.database, services.pool
    kept = restore_product(database, pool, catalog_number, restoring.revision, if_match, editor.name)
    return product_response(request, kept)
