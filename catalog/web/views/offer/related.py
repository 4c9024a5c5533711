"""Other offers of the compound, related products and the compound, as shown on a product's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from catalog.chemistry.structure.kinship import Kin
from catalog.product.compound import compound_key
from catalog.store.compounds.related_products import find_relatives
from catalog.store.database import Database
from catalog.store.json_text import Document, from_json
from catalog.store.reading.products import StoredProduct, find_products
from catalog.web.views.offer.packs import AVAILABILITY_WORDS
from catalog.web.views.offer.prices import Price, cheapest, price_range

MOST_SHOWN = 12
"""The largest number of related products on the page. The compound's own page shows all of them."""


class OfferRow(NamedTuple):
    """Another product beside the one of the page.

    Attributes:
        product: its summary, or its document.
        relation: how it is related, in words.
        is_same: whether it is the same compound.
        assay: as promised, or None.
        packs: the number of its packs.
        prices: from the lowest to the highest, or None.
        best: its lowest price per unit, or None.
        availability: in words, or None if it is not stated or differs between its packs.
    """

    product: Mapping[str, Any]
    relation: str
    is_same: bool
    assay: str | None
    packs: int
    prices: str | None
    best: Price | None
    availability: str | None


def related_offers(database: Database, key: str) -> list[OfferRow]:
    """Return the related products that a product's page names, those of the same compound first."""
    with database.read() as transaction:
        relatives = find_relatives(transaction, key)
    if relatives is None:
        return []
    return [
        _offer(one.product, one.words, from_json(one.member.body), is_same=one.kin is Kin.SAME)
        for one in relatives.related(MOST_SHOWN)
    ]


def replacement_offer(database: Database, product: StoredProduct) -> OfferRow | None:
    """Return the product that replaces one: of the same supplier, or the only one with the number; None if unknown."""
    number = product.document.get("replaced_by")
    if not number:
        return None
    with database.read() as transaction:
        found = find_products(transaction, number, product.slug) or find_products(transaction, number)
    if len(found) != 1:
        return None
    document = found[0].document
    return _offer(document, "replacement", document, is_same=False)


def _offer(product: Document, relation: str, document: Document, *, is_same: bool) -> OfferRow:
    packs = document.get("packs") or ()
    assays = (row["text"] for row in document.get("specifications") or () if row["test"] == "Assay")
    states = {pack.get("availability") for pack in packs} or {document.get("availability")}
    state = "discontinued" if document.get("status") == "discontinued" else states.pop() if len(states) == 1 else None
    availability = AVAILABILITY_WORDS.get(state, state) if state else None
    return OfferRow(
        product, relation, is_same, next(assays, None), len(packs), price_range(packs), cheapest(packs), availability
    )


def compound_path(document: Document) -> str | None:
    """Return the address of a product's compound, or None if it has no key."""
    key = compound_key(document)
    return None if key is None else f"/compounds/{quote(key, safe='')}"
