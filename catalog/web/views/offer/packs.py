"""The packs in the table of a product's page: price, availability and delivery time, each shown once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from catalog.product.offer.offer_dates import split_dates
from catalog.product.offer.packs import read_availability
from catalog.web.views.offer.prices import Price, amount_text, comparable_prices, price_of

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
        price: the price of a single pack, or of the smallest number that can be bought; None if none was read.
        least: the smallest number of packs that can be bought at a price, 1 if none was read.
        tiers: the prices from larger numbers of packs on: ``6+ at 17.10``.
        words: the stated text, if no price was read.
        each: the price of a unit that suits all packs, or None.
        dates: the date and the last day of its prices.
        availability: its key; None if it is not stated, or the price shows it.
        lead_time: its delivery time; None if it is that of all packs.
        available_from: the date; None if it is that of all packs.
    """

    size: str
    price: Price | None
    least: int
    tiers: list[str]
    words: str | None
    each: Price | None
    dates: list[str]
    availability: str | None
    lead_time: str | None
    available_from: str | None


def pack_rows(product: Json) -> list[PackRow]:
    """Return the rows of a product's packs. Documents of older releases have fewer parts."""
    packs = product.get("packs") or ()
    common = {name: product.get(name) for name in ("lead_time", *PRICE_DATES, "available_from")}
    return [_row(pack, each, common) for pack, each in zip(packs, comparable_prices(packs), strict=True)]


def _row(pack: Json, each: Price | None, common: Json) -> PackRow:
    steps, availability = pack.get("prices") or [], pack.get("availability")
    words = None if steps else words_for_price(pack)
    if words == AVAILABILITY_WORDS["on-request"] and availability == "on-request":
        availability = None
    own = {name: text for name in common if (text := pack.get(name)) and text != common[name]}
    dates = [words.format(own[name]) for name, words in PRICE_DATES.items() if name in own]
    price, least = (price_of(steps[0]), steps[0]["from"]) if steps else (None, 1)
    time, available_from = own.get("lead_time"), own.get("available_from")
    return PackRow(pack["size"], price, least, _tiers(steps), words, each, dates, availability, time, available_from)


def _tiers(steps: Sequence[Json]) -> list[str]:
    """Return the prices of larger numbers of packs, with their currency if it is another one.

    >>> steps = [(1, "19", "EUR"), (6, "17.10", "EUR"), (24, "15.2", "USD")]
    >>> _tiers([{"from": least, "amount": amount, "currency": code} for least, amount, code in steps])
    ['6+ at 17.10', '24+ at 15.20 USD']
    """
    first = steps[0]["currency"] if steps else None
    return [
        f"{step['from']}+ at {amount_text(step['amount'])}"
        + (f" {step['currency']}" if step["currency"] not in (None, first) else "")
        for step in steps[1:]
    ]


def other_unit_prices(product: Json) -> list[tuple[str, list[Price]]]:
    """Return the packs with their prices for the units that the table does not show: per mole, or by the density."""
    packs = product.get("packs") or ()
    found = [(pack["size"], _others(pack)) for pack in packs]
    return [(size, prices) for size, prices in found if prices]


def _others(pack: Json) -> list[Price]:
    own = pack.get("unit_price")
    if not own or own["currency"] is None:
        return []
    prices = ((UNITS[unit], amount) for unit, amount in (pack.get("price_per") or {}).items())
    return [Price(amount_text(amount), own["currency"], unit) for unit, amount in prices if unit != own["unit"]]


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
