"""Prices for people: thousands apart, units that suit the packs, and a word where the currency is not stated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from catalog.product.offer.pack_sizes import BASES

Json = Mapping[str, Any]

NO_CURRENCY = "currency not stated"
THIN = "\u202f"
"""A narrow no-break space, between thousands."""
_STEPS: Mapping[str, tuple[tuple[Decimal, Decimal, str], ...]] = {
    "g": (
        (Decimal(1000), Decimal(1000), "kg"),
        (Decimal(100), Decimal(100), "100 g"),
        (Decimal("0.1"), Decimal(1), "g"),
        (Decimal(0), Decimal("0.001"), "mg"),
    ),
    "mL": (
        (Decimal(100), Decimal(1000), "L"),
        (Decimal("0.1"), Decimal(1), "mL"),
        (Decimal(0), Decimal("0.001"), "μL"),
    ),
}
"""The unit of comparable prices by the content of the smallest pack, in the base unit: from which content on, how many
base units, its name."""


class Price(NamedTuple):
    """A price as people read it.

    Attributes:
        amount: with its thousands apart.
        currency: the code, or None if it is not stated.
        unit: what it is for, such as ``100 g``; empty for a pack.
    """

    amount: str
    currency: str | None
    unit: str = ""

    def __str__(self) -> str:
        """Return the price in words.

        >>> str(Price("12.50", "EUR")), str(Price("12.50", None)), str(Price("1.20", "EUR", "g"))
        ('12.50 EUR', '12.50 (currency not stated)', '1.20 EUR per g')
        """
        unit = f" per {self.unit}" if self.unit else ""
        return f"{self.amount} {self.currency or f'({NO_CURRENCY})'}{unit}"


def amount_text(amount: str | Decimal) -> str:
    """Return an amount with its thousands apart, and with two decimals if it has one.

    >>> [amount_text(text).replace(THIN, "_") for text in ("12.5", "15600", "1234567.25", "0.125", "9999", "ask")]
    ['12.50', '15_600', '1_234_567.25', '0.125', '9_999', 'ask']
    """
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return str(amount)
    places = -min(int(value.as_tuple().exponent), 0)
    return f"{value:,.{2 if places == 1 else places}f}".replace(",", THIN)


def unit_amount_text(amount: Decimal) -> str:
    """Return a price per unit in sensible figures: whole from 100 on, else two decimals, or two figures below 0.1.

    >>> [unit_amount_text(Decimal(text)).replace(THIN, "_") for text in ("15600.4", "99.999", "9.6", "0.0123", "0")]
    ['15_600', '100', '9.60', '0.012', '0.00']
    """
    places = 2 if amount >= Decimal("0.1") or not amount else 1 - amount.adjusted()
    rounded = round(amount, places)
    return f"{rounded:,.{0 if rounded >= 100 else places}f}".replace(",", THIN)


def price_of(step: Json) -> Price:
    """Return one price step of a pack as people read it."""
    return Price(amount_text(step["amount"]), step["currency"])


def comparable_prices(packs: Sequence[Json]) -> list[Price | None]:
    """Return each pack's price for a unit that suits the packs: the same one for all with the same kind of content.

    >>> price = {"amount": "0.5000", "currency": "EUR", "unit": "g"}
    >>> packs = [{"count": 1, "amount": size, "unit": "g", "unit_price": price} for size in (25.0, 500.0)]
    >>> [str(one) for one in comparable_prices(packs)], [str(one) for one in comparable_prices(packs[1:])]
    (['0.50 EUR per g', '0.50 EUR per g'], ['50.00 EUR per 100 g'])
    """
    least: dict[str, Decimal] = {}
    for pack in packs:
        content = _content(pack)
        if content is not None:
            base = pack["unit_price"]["unit"]
            least[base] = min(content, least.get(base, content))
    return [_comparable(pack, least) for pack in packs]


def _content(pack: Json) -> Decimal | None:
    """Return the content of a pack in the unit of its unit price, or None without such a price."""
    each = pack.get("unit_price")
    if not each or not pack.get("amount"):
        return None
    factor = BASES[pack["unit"]][1] if pack.get("unit") in BASES else Decimal(1)
    return (pack.get("count") or 1) * Decimal(str(pack["amount"])) * factor


def _comparable(pack: Json, least: Mapping[str, Decimal]) -> Price | None:
    if _content(pack) is None:
        return None
    each = pack["unit_price"]
    factor, unit = Decimal(1), each["unit"]
    for low, many, name in _STEPS.get(unit, ()):
        if least[each["unit"]] >= low:
            factor, unit = many, name
            break
    return Price(unit_amount_text(Decimal(each["amount"]) * factor), each["currency"], unit)


def price_range(packs: Iterable[Json]) -> str | None:
    """Return the lowest and the highest price of single packs, or None without a price, or with several currencies.

    >>> step = lambda amount: {"prices": [{"from": 1, "amount": amount, "currency": "EUR"}]}
    >>> price_range([step("12.5"), {"prices": []}, step("9")]), price_range([step("9")]), price_range([])
    ('9 to 12.50 EUR', '9 EUR', None)
    """
    firsts = [pack["prices"][0] for pack in packs if pack.get("prices")]
    if len({step["currency"] for step in firsts}) != 1:
        return None
    amounts = sorted({Decimal(step["amount"]) for step in firsts})
    low, high = amount_text(amounts[0]), Price(amount_text(amounts[-1]), firsts[0]["currency"])
    return str(high) if len(amounts) == 1 else f"{low} to {high}"


def cheapest(packs: Sequence[Json]) -> Price | None:
    """Return the lowest comparable price of packs, or None. Kinds of content that differ are not compared."""
    pairs = [(pack, one) for pack, one in zip(packs, comparable_prices(packs), strict=True) if one is not None]
    if len({(one.currency, one.unit) for _, one in pairs}) != 1:
        return None
    return min(pairs, key=lambda pair: Decimal(pair[0]["unit_price"]["amount"]))[1]
