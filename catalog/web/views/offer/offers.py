"""An offer in a line of a list: its packs, its prices, the price of a gram, and whether it can be had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog.product.offer.facts import offer_facts
from catalog.web.views.offer.packs import AVAILABILITY_WORDS, UNITS
from catalog.web.views.product import typed_text

Json = Mapping[str, Any]

AVAILABILITIES = tuple(AVAILABILITY_WORDS)
"""The best first."""
PURITIES = ("Assay", "Purity")
LONGEST_TIME = 40
"""A longer text on delivery is a sentence, which the page of the product shows."""
NO_CURRENCY = "currency not stated"
NARROW = "\u202f"
NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class OfferWords:
    """What a buyer compares offers by, in words. None for what is not stated.

    Attributes:
        purity: the promised assay, as we read it, else as stated.
        prices: the lowest and the highest price of a pack, in one currency.
        currency_gap: says that these prices have no currency.
        unit_price: the lowest price of a gram, a millilitre or a mole, with its currency.
        availability: the best of its packs, as a key and in words.
        lead_time: as stated, if it is not in stock.
    """

    purity: str | None
    prices: str | None
    currency_gap: str | None
    unit_price: str | None
    availability: tuple[str, str] | None
    lead_time: str | None


def offer_words(product: Json) -> OfferWords:
    """Return an offer in words, from its document."""
    packs = product.get("packs") or ()
    currency = _currency(packs)
    prices = None if currency is None else price_range(list(_amounts(packs, currency)), currency)
    gap = NO_CURRENCY if currency == "" else None
    unit_price = None if not currency else lowest_unit_price(packs, currency)
    availability = _availability(product)
    waits = availability is None or availability[0] != "in-stock"
    return OfferWords(
        purity_text(product), prices, gap, unit_price, availability, _lead_time(product) if waits else None
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


def amount_text(amount: Decimal) -> str:
    """Return a price with thousands marks, and with two decimals, or with as many as it has.

    >>> amount_text(Decimal("1250")), amount_text(Decimal("9.6")), amount_text(Decimal("0.125"))
    ('1\\u202f250.00', '9.60', '0.125')
    """
    places = max(2, -int(amount.as_tuple().exponent))
    return f"{amount:,.{places}f}".replace(",", NARROW)


def price_range(amounts: Sequence[Decimal], currency: str) -> str | None:
    """Return the lowest and the highest of some prices.

    >>> price_range([Decimal("9.6"), Decimal("88")], "EUR"), price_range([Decimal("31")], "")
    ('9.60 to 88.00\\xa0EUR', '31.00')
    """
    if not amounts:
        return None
    ends = dict.fromkeys((amount_text(min(amounts)), amount_text(max(amounts))))
    return " to ".join(ends) + (NO_BREAK + currency if currency else "")


def lowest_unit_price(packs: Iterable[Json], currency: str) -> str | None:
    """Return the lowest price of a gram, else of a millilitre, else of a mole, to three figures.

    >>> pack = {"prices": [{"amount": "12.50", "currency": "EUR"}], "price_per": {"gram": "0.5000", "mole": "23.03"}}
    >>> lowest_unit_price([pack], "EUR")
    '0.500\\xa0EUR/g'
    """
    own = [pack for pack in packs if currency in {step["currency"] for step in (pack.get("prices") or ())[:1]}]
    for unit in ("gram", "millilitre", "mole"):
        found = [Decimal(text) for pack in own if (text := (pack.get("price_per") or {}).get(unit))]
        if found:
            return unit_price_text(min(found), currency, unit)
    return None


def unit_price_text(amount: Decimal, currency: str, unit: str) -> str:
    """Return a price of a unit, to three figures.

    >>> unit_price_text(Decimal("1234.5"), "EUR", "gram"), unit_price_text(Decimal("0.0118"), "EUR", "millilitre")
    ('1\u202f230\xa0EUR/g', '0.0118\xa0EUR/mL')
    """
    rounded = f"{Decimal(f'{amount:.3g}'):,f}".replace(",", NARROW)
    return f"{rounded}{NO_BREAK}{currency}/{UNITS[unit]}"


def _currency(packs: Iterable[Json]) -> str | None:
    """Return the commonest currency of the packs' prices, "" for none, or None without a price."""
    found = Counter((pack["prices"][0]["currency"] or "") for pack in packs if pack.get("prices"))
    named = [one for one in found.most_common() if one[0]] or found.most_common()
    return named[0][0] if named else None


def _amounts(packs: Iterable[Json], currency: str) -> Iterator[Decimal]:
    """Yield the price of a single pack for each pack in a currency."""
    for pack in packs:
        for step in (pack.get("prices") or ())[:1]:
            if (step["currency"] or "") == currency:
                yield Decimal(step["amount"])


def _availability(product: Json) -> tuple[str, str] | None:
    states = {value for fact, value in offer_facts(product) if fact == "availability"}
    return next(((state, AVAILABILITY_WORDS[state]) for state in AVAILABILITIES if state in states), None)


def _lead_time(product: Json) -> str | None:
    times = (pack.get("lead_time") for pack in product.get("packs") or ())
    time = product.get("lead_time") or next(filter(None, times), None)
    return time if time is not None and len(time) <= LONGEST_TIME else None
