"""The addresses of products and the names of their suppliers on pages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote

from catalog.product.text.folding import catalog_key
from catalog.store.suppliers import HOUSE_SLUG


def product_path(catalog_number: str, slug: str | None = None) -> str:
    """Return the address of a product's page: the short one, or the long one with its supplier's slug."""
    of = "" if slug is None else f"/suppliers/{quote(slug, safe='')}"
    return f"{of}/products/{quote(catalog_number, safe='')}"


def other_supplier(product: Mapping[str, Any], several: Collection[str] = ()) -> str | None:
    """Return the name of a product's supplier, or None for the house, which pages do not name.

    Args:
        product: its document, or a summary of it.
        several: the catalog keys that several suppliers have. With such a number, the house is named too.
    """
    supplier = product["supplier"]
    return None if _is_plain(product["catalog_number"], supplier["slug"], several) else supplier["name"]


def path_of(product: Mapping[str, Any], several: Collection[str] = ()) -> str:
    """Return an address that leads to one product only, from its document or a summary of it.

    The house's products have the short address. It leads to a choice if another supplier has the number, unless
    the number is in ``several``; see ``other_supplier``.
    """
    number, slug = product["catalog_number"], (product.get("supplier") or {}).get("slug")
    return product_path(number, None if slug is None or _is_plain(number, slug, several) else slug)


def _is_plain(catalog_number: str, slug: str, several: Collection[str]) -> bool:
    return slug == HOUSE_SLUG and catalog_key(catalog_number) not in several
