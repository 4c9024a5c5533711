"""The packs in the table of a product's page: price, availability and delivery time, each shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from catalog.product.offer.offer_dates import split_dates
from catalog.product.offer.packs import read_availability

Json = dict[str, Any]

AVAILABILITY_WORDS = {
    "in-stock": "in stock",
    "on-request": "on request",
    "backorder": "on back order",
    "discontinued": "discontinued",
}
NO_PRICE = "—"
UNITS = {"gram": "g", "mole": "mol", "millilitre": "mL"}
PRICE_DATES = {"price_date": "as of {}", "price_valid_until": "valid until {}"}
"""The dates of prices, as shown beside them."""


class PackRow(NamedTuple):
    """A row of the table.

    Attributes:
        size: the size of the pack.
        steps: its prices by quantity.
        words: the stated text, if no price was read.
        unit_prices: the prices of a unit, each with amount, currency and unit; empty without a currency.
        dates: the date and the last day of its prices.
        availability: its key; None if it is not stated, or the price shows it.
        lead_time: its delivery time; None if it is that of all packs.
        available_from: the date; None if it is that of all packs.
    """

    size: str
    steps: list[Json]
    words: str | None
    unit_prices: list[Json]
    dates: list[str]
    availability: str | None
    lead_time: str | None
    available_from: str | None


def pack_rows(product: Json) -> list[PackRow]:
    """Return the rows of a product's packs. Documents of older releases have fewer parts."""
    common = {name: product.get(name) for name in ("lead_time", *PRICE_DATES, "available_from")}
    return [_row(pack, common) for pack in product.get("packs") or ()]


def _row(pack: Json, common: Json) -> PackRow:
    steps, availability = pack.get("prices") or [], pack.get("availability")
    words = None if steps else words_for_price(pack)
    if words == AVAILABILITY_WORDS["on-request"] and availability == "on-request":
        availability = None
    own = {name: text for name in common if (text := pack.get(name)) and text != common[name]}
    dates = [words.format(own[name]) for name, words in PRICE_DATES.items() if name in own]
    time, available_from = own.get("lead_time"), own.get("available_from")
    return PackRow(pack["size"], steps, words, _unit_prices(pack), dates, availability, time, available_from)


def _unit_prices(pack: Json) -> list[Json]:
    """Return the price in the pack's own unit, then those in the other units."""
    own = pack.get("unit_price")
    if not own or own["currency"] is None:
        return []
    others = [
        {"amount": amount, "currency": own["currency"], "unit": UNITS[unit]}
        for unit, amount in (pack.get("price_per") or {}).items()
    ]
    return [own, *(other for other in others if other["unit"] != own["unit"])]


def words_for_price(pack: Mapping[str, Any]) -> str:
    """Return the supplier's words if no price was read from them, without availability and delivery time.

    >>> words_for_price({"price": "on request; 3 weeks", "lead_time": "3 weeks", "availability": "on-request"})
    'on request'
    >>> words_for_price({"price": "discontinued", "availability": "discontinued"}), words_for_price({"price": "ask us"})
    ('—', 'ask us')
    >>> words_for_price({"price": "on request; available from 2026-12-31", "availability": "on-request"})
    'on request'
    """
    time = (pack.get("lead_time") or "").casefold()
    parts = [split_dates(part.strip())[0] for part in (pack.get("price") or "").split(";")]
    text = "; ".join(part for part in parts if part and part.casefold() != time)
    availability = pack.get("availability")
    if text and (availability is None or read_availability(text) != availability):
        return text
    return NO_PRICE if availability not in (None, "on-request") else AVAILABILITY_WORDS["on-request"]
