"""The address of a product: its catalog number, and its supplier in the long form that always leads to one product."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import Depends, HTTPException, Path, Request

from catalog.product.text.folding import supplier_key
from catalog.store.database import Transaction
from catalog.store.reading.products import ProductIdentity, identify
from catalog.store.suppliers import find_supplier
from catalog.web.services.services import ProvidedServices

OF_SUPPLIER = "/suppliers/{supplier}"
"""What the long address begins with."""


class ProductAddress(NamedTuple):
    """Which product an address names.

    Attributes:
        catalog_number: whatever its case.
        supplier: the slug of its supplier, or None in the short form.
    """

    catalog_number: str
    supplier: str | None

    def identify(self, transaction: Transaction) -> ProductIdentity:
        """Return what the product is known by; see ``catalog.store.reading.products.identify``."""
        return identify(transaction, self.catalog_number, self.supplier)


def address_of(request: Request, catalog_number: str) -> ProductAddress:
    """Return the product that a request's path names."""
    return ProductAddress(catalog_number, request.path_params.get("supplier"))


SupplierPart = Annotated[str, Path(max_length=500, description="The supplier's slug.")]


def named_supplier(supplier: SupplierPart) -> str:
    """Return the supplier of the long address; this describes it."""
    return supplier


def present_supplier(request: Request, services: ProvidedServices, supplier: SupplierPart) -> str:
    """Return the supplier of a long address that is read.

    Raises:
        HTTPException: 301, the slug is a former one, or a name; the location is the same address with the present slug.
    """
    with services.database.read() as transaction:
        found = find_supplier(transaction, supplier)
    if found is None or supplier_key(found.slug) == supplier_key(supplier):
        return supplier
    # As it was sent: a slash that belongs to a catalog number is encoded.
    sent = (request.scope.get("raw_path") or request.url.path.encode()).partition(b"?")[0].decode("ascii", "replace")
    before, _, behind = sent.partition("/suppliers/")
    location = f"{before}/suppliers/{quote(found.slug, safe='')}/products/{behind.partition('/products/')[2]}"
    asked = f"?{request.url.query}" if request.url.query else ""
    detail = f"The supplier {supplier!r} is at {found.slug!r} now."
    raise HTTPException(HTTPStatus.MOVED_PERMANENTLY, detail, headers={"Location": location + asked})


Address = Annotated[ProductAddress, Depends(address_of)]
OfSupplier = Depends(named_supplier)
OfPresentSupplier = Depends(present_supplier)
