"""The addresses of products and the names of their suppliers on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from catalog.store.suppliers import HOUSE_SLUG


def product_path(catalog_number: str, slug: str | None = None) -> str:
    """Return the address of a product's page: the short one, or the long one with its supplier's slug."""
    of = "" if slug is None else f"/suppliers/{quote(slug, safe='')}"
    return f"{of}/products/{quote(catalog_number, safe='')}"


def other_supplier(product: Mapping[str, Any]) -> str | None:
    """Return the name of a product's supplier, or None for the house, which pages do not name."""
    supplier = product["supplier"]
    return None if supplier["slug"] == HOUSE_SLUG else supplier["name"]


def path_of(product: Mapping[str, Any]) -> str:
    """Return an address that leads to one product only, from its document or a summary of it.

    The house's products have the short address. If another supplier has the number too, it leads to a choice.
    """
    slug = (product.get("supplier") or {}).get("slug")
    return product_path(product["catalog_number"], None if slug in (None, HOUSE_SLUG) else slug)
