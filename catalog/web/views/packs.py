"""The packs in the table of a product's page: price, availability and delivery time, each shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from catalog.product.offer.packs import read_availability

Json = dict[str, Any]

AVAILABILITY_WORDS = {
    "in-stock": "in stock",
    "on-request": "on request",
    "backorder": "on back order",
    "discontinued": "discontinued",
}
NO_PRICE = "—"


class PackRow(NamedTuple):
    """A row of the table.

    Attributes:
        size: the size of the pack.
        steps: its prices by quantity.
        words: the supplier's words, if no price was read.
        unit_price: the price per unit, or None if it is unknown or has no currency.
        availability: its key, or None if nothing is stated or the price says it already.
        lead_time: its own delivery time, or None if all packs have the same.
    """

    size: str
    steps: list[Json]
    words: str | None
    unit_price: Json | None
    availability: str | None
    lead_time: str | None


def pack_rows(product: Json) -> list[PackRow]:
    """Return the rows of a product's packs. Documents of an older release have fewer parts."""
    return [_row(pack, product.get("lead_time")) for pack in product.get("packs") or ()]


def _row(pack: Json, common_time: str | None) -> PackRow:
    steps, unit_price, time = pack.get("prices") or [], pack.get("unit_price"), pack.get("lead_time")
    availability = pack.get("availability")
    words = None if steps else words_for_price(pack)
    if unit_price and unit_price["currency"] is None:
        unit_price = None
    if words == AVAILABILITY_WORDS["on-request"] and availability == "on-request":
        availability = None
    return PackRow(pack["size"], steps, words, unit_price, availability, time if time != common_time else None)


def words_for_price(pack: Mapping[str, Any]) -> str:
    """Return the supplier's words if no price was read from them, without availability and delivery time.

    >>> words_for_price({"price": "on request; 3 weeks", "lead_time": "3 weeks", "availability": "on-request"})
    'on request'
    >>> words_for_price({"price": "discontinued", "availability": "discontinued"}), words_for_price({"price": "ask us"})
    ('—', 'ask us')
    """
    time = (pack.get("lead_time") or "").casefold()
    parts = [part.strip() for part in (pack.get("price") or "").split(";")]
    text = "; ".join(part for part in parts if part and part.casefold() != time)
    availability = pack.get("availability")
    if text and (availability is None or read_availability(text) != availability):
        return text
    return NO_PRICE if availability not in (None, "on-request") else AVAILABILITY_WORDS["on-request"]
