"""Related products and the compound, as shown on a product's page."""

from __future__ import annotations

from urllib.parse import quote

from catalog.product.compound import compound_key
from catalog.store.compounds.related_products import find_relatives
from catalog.store.database import Database
from catalog.store.json_text import Document

MOST_SHOWN = 12
"""The largest number of related products on the page. The compound's own page shows all of them."""


def related_rows(database: Database, key: str) -> list[Document]:
    """Return the related products that a product's page names, each with how it is related."""
    with database.read() as transaction:
        relatives = find_relatives(transaction, key)
    related = [] if relatives is None else relatives.related(MOST_SHOWN)
    named = ("catalog_number", "name", "supplier")
    return [{**{name: one.product[name] for name in named}, "relation": one.words} for one in related]


def compound_path(document: Document) -> str | None:
    """Return the address of a product's compound, or None if it has no key."""
    key = compound_key(document)
    return None if key is None else f"/compounds/{quote(key, safe='')}"
