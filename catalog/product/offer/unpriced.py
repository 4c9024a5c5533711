"""Documents and stated fields without prices, for readers to whom they are not shown.

Sizes, availability and delivery times stay. What quotes a price goes too: findings on packs, and attributes that are
named after prices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalog.product.offer.offer_dates import OfferDates
from catalog.product.offer.packs import read_packs

Json = dict[str, Any]

PRICE_DATES = tuple(name for name in OfferDates._fields if name.startswith("price_"))
ON_REQUEST = "on request"
_OF_PACK = "pack:"
_OF_ATTRIBUTE = "attribute:"
_NAMED_AFTER_PRICES = re.compile(r"pric|preis|prix|preci|prezz|preço|cost|msrp|价", re.IGNORECASE)


def without_prices(document: Mapping[str, Any], words: str) -> Json:
    """Return a document without prices. The words stand in their place.

    >>> pack = {"size": "1 g", "price": "9 EUR", "prices": [{"from": 1, "amount": "9", "currency": "EUR"}]}
    >>> without_prices({"packs": [pack]}, "Price on request")["packs"]
    [{'size': '1 g', 'price': 'Price on request', 'prices': []}]
    """
    changed: Json = {
        "packs": [_unpriced_pack(pack, words) for pack in document.get("packs") or ()],
        "findings": [one for one in document.get("findings") or () if not (one["field"] or "").startswith(_OF_PACK)],
        "attributes": [one for one in document.get("attributes") or () if not is_named_after_prices(one["name"])],
        **dict.fromkeys(PRICE_DATES),
    }
    return {name: changed.get(name, value) for name, value in document.items()}


def _unpriced_pack(pack: Mapping[str, Any], words: str) -> Json:
    hidden: Json = {"price": words, "prices": [], "unit_price": None, "price_per": {}, **dict.fromkeys(PRICE_DATES)}
    return {name: hidden.get(name, value) for name, value in pack.items()}


def without_stated_prices(fields: Mapping[str, str]) -> dict[str, str]:
    """Return stated fields without prices. A pack says whether and when it can be had.

    >>> without_stated_prices({"name": "Ester", "pack:1 g": "9 EUR; in stock", "pack:5 g": "40", "price_date": "2026"})
    {'name': 'Ester', 'pack:1 g': 'in stock', 'pack:5 g': 'on request'}
    """
    kept = ((field, text) for field, text in fields.items() if not _tells_prices(field))
    return {field: _unpriced_text(field, text) if field.startswith(_OF_PACK) else text for field, text in kept}


def _tells_prices(field: str) -> bool:
    own = field.removeprefix(_OF_ATTRIBUTE)
    return field in PRICE_DATES or (own != field and is_named_after_prices(own))


def _unpriced_text(field: str, text: str) -> str:
    pack = read_packs([(field.removeprefix(_OF_PACK), text)])[0]
    state = (pack.availability or ON_REQUEST).replace("-", " ")
    return "; ".join(filter(None, (state, pack.lead_time)))


def is_named_after_prices(name: str) -> bool:
    """Tell whether a supplier's own attribute is probably a price.

    >>> is_named_after_prices("List Price (EUR)"), is_named_after_prices("Target")
    (True, False)
    """
    return _NAMED_AFTER_PRICES.search(name) is not None
