"""An offer in a line of a list: its packs, its prices, the price of a gram, and whether it can be had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog.product.offer.facts import offer_facts
from catalog.web.views.offer.packs import AVAILABILITY_WORDS, UNITS
from catalog.web.views.offer.prices import Price, price_range, unit_amount_text
from catalog.web.views.product import typed_text

Json = Mapping[str, Any]

AVAILABILITIES = tuple(AVAILABILITY_WORDS)
"""The best first."""
PURITIES = ("Assay", "Purity")
LONGEST_TIME = 40
"""A longer text on delivery is a sentence, which the page of the product shows."""
NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class OfferWords:
    """What a buyer compares offers by, in words. None for what is not stated.

    Attributes:
        purity: the promised assay, as we read it, else as stated.
        prices: the lowest and the highest price of a pack, in the commonest currency.
        unit_price: the lowest price of a gram, a millilitre or a mole, with its currency.
        availability: the best of its packs, as a key and in words.
        lead_time: as stated, if it is not in stock.
    """

    purity: str | None
    prices: str | None
    unit_price: str | None
    availability: tuple[str, str] | None
    lead_time: str | None


def offer_words(product: Json) -> OfferWords:
    """Return an offer in words, from its document."""
    packs = _in_one_currency(product.get("packs") or ())
    availability = _availability(product)
    waits = availability is None or availability[0] != "in-stock"
    return OfferWords(
        purity_text(product),
        price_range(packs),
        lowest_unit_price(packs),
        availability,
        _lead_time(product) if waits else None,
    )


def purity_text(product: Json) -> str | None:
    """Return the promised assay in short, or None.

    >>> stated = {"test": "Assay", "text": "99% min", "comparison": ">=", "value": 99.0, "unit": "%"}
    >>> purity_text({"specifications": [stated]})
    '≥\\xa099\\xa0%'
    >>> purity_text({"specifications": [{"test": "Assay", "text": "pure"}]})
    'pure'
    """
    row = next((row for row in product.get("specifications") or () if row["test"] in PURITIES), None)
    if row is None:
        return None
    text = typed_text({**row, "method": None, "conditions": None}) or str(row["text"])
    return text.replace(" ", NO_BREAK) if len(text) < 20 else text


def lowest_unit_price(packs: Sequence[Json]) -> str | None:
    """Return the lowest price of a gram, else of a millilitre, else of a mole, of packs with one currency.

    >>> pack = {"prices": [{"amount": "12.50", "currency": "EUR"}], "price_per": {"gram": "0.5000", "mole": "23.03"}}
    >>> lowest_unit_price([pack]), lowest_unit_price([])
    ('0.50 EUR per g', None)
    """
    for unit in ("gram", "millilitre", "mole"):
        found = [Decimal(text) for pack in packs if (text := (pack.get("price_per") or {}).get(unit))]
        if found:
            currency = packs[0]["prices"][0]["currency"]
            return str(Price(unit_amount_text(min(found)), currency, UNITS[unit])) if currency else None
    return None


def _in_one_currency(packs: Iterable[Json]) -> list[Json]:
    """Return the packs with a price in the commonest currency, or without a currency if no pack states one."""
    priced = [pack for pack in packs if pack.get("prices")]
    found = Counter(pack["prices"][0]["currency"] for pack in priced).most_common()
    chosen = next((currency for currency, _ in found if currency), None)
    return [pack for pack in priced if pack["prices"][0]["currency"] == chosen]


def _availability(product: Json) -> tuple[str, str] | None:
    states = {value for fact, value in offer_facts(product) if fact == "availability"}
    return next(((state, AVAILABILITY_WORDS[state]) for state in AVAILABILITIES if state in states), None)


def _lead_time(product: Json) -> str | None:
    times = (pack.get("lead_time") for pack in product.get("packs") or ())
    time = product.get("lead_time") or next(filter(None, times), None)
    return time if time is not None and len(time) <= LONGEST_TIME else None
