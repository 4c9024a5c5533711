"""The API's suppliers, and how editors change them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.errors import InvalidValue
from catalog.product.offer.supplier_name import LONGEST_SUPPLIER
from catalog.product.text.web_address import require_web_address
from catalog.store.json_text import to_json
from catalog.store.suppliers import edit_supplier, get_supplier, list_suppliers, with_count
from catalog.store.writing.supplier_removal import remove_supplier_products
from catalog.web.api.schemas.suppliers import SupplierRemovalSchema, SupplierSchema, SuppliersSchema
from catalog.web.http.params import BoundedText, FilledText, NoParameters, Text, schema_constraint
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.auth import Editor
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices

router = APIRouter(tags=["suppliers"], route_class=ProductRoute)

Nothing = Annotated[NoParameters, Query()]
MISSING: Responses = {404: {"description": "There is no such supplier."}}
CHANGING: Responses = {**MISSING, 409: {"description": "Another supplier has or had the name or slug."}}


def _web_address(text: str) -> str:
    try:
        return require_web_address(text)
    except InvalidValue as error:
        raise ValueError(str(error)) from error


Named = Annotated[FilledText, schema_constraint(maxLength=LONGEST_SUPPLIER)]
"""A name or a slug."""
WebAddress = Annotated[BoundedText, AfterValidator(_web_address), schema_constraint(pattern=r"^\s*(https?://.*)?$")]


class SupplierChanges(BaseModel):
    """Changes to a supplier. A field that is missing stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Named = Field(default_factory=str, description="The name that people see.")
    slug: Named = Field(default_factory=str, description="The name in addresses.")
    site: WebAddress | None = Field(None, max_length=2_000, description="The address of its web site: http or https.")
    contact: Text | None = Field(None, max_length=2_000, description="The person or address to contact.")
    country: Text | None = Field(None, max_length=100, description="Its country.")


@router.get("/suppliers", response_model=SuppliersSchema, summary="All suppliers")
def get_suppliers(request: Request, services: ProvidedServices, _nothing: Nothing) -> Response:
    """Return every supplier, by slug, with the number of its products."""
    with services.database.read() as transaction:
        found = list_suppliers(transaction)
    return conditional_response(request, to_json({"items": [one.document() for one in found]}), JSON)


@router.get("/suppliers/{supplier}", response_model=SupplierSchema, responses=MISSING, summary="One supplier")
def get_one_supplier(request: Request, services: ProvidedServices, supplier: str, _nothing: Nothing) -> Response:
    """Return one supplier by its present or former slug or name."""
    with services.database.read() as transaction:
        found = with_count(transaction, get_supplier(transaction, supplier))
    return conditional_response(request, to_json(found.document()), JSON)


@router.patch(
    "/admin/suppliers/{supplier}", response_model=SupplierSchema, responses=CHANGING, summary="Change a supplier"
)
def patch_supplier(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    supplier: str,
    changes: SupplierChanges,
    _nothing: Nothing,
) -> Response:
    """Change a supplier's name, slug, site, contact or country. Its former name and slug still work."""
    with services.database.write(by=editor) as transaction:
        changed = with_count(transaction, edit_supplier(transaction, supplier, changes.model_dump(exclude_unset=True)))
    return conditional_response(request, to_json(changed.document()), JSON)


@router.delete(
    "/admin/suppliers/{supplier}/products",
    response_model=SupplierRemovalSchema,
    responses=MISSING,
    summary="Remove a supplier's products",
)
def delete_supplier_products(services: ProvidedServices, editor: Editor, supplier: str, _nothing: Nothing) -> Response:
    """Remove all products of a supplier from the catalog, as one run. Undo the run to restore them."""
    run = remove_supplier_products(services.database, supplier, editor.name, editor.person)
    return Response(to_json({"run": run}), media_type=JSON)
