"""The address of a product: its catalog number, and its supplier in the long form that always leads to one product."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import Depends, Path, Request

from catalog.store.database import Transaction
from catalog.store.reading.products import ProductIdentity, identify

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


def named_supplier(supplier: Annotated[str, Path(max_length=500, description="The supplier's slug.")]) -> str:
    """Return the supplier of the long address; this describes it."""
    return supplier


Address = Annotated[ProductAddress, Depends(address_of)]
OfSupplier = Depends(named_supplier)
