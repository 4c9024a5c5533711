"""Comparable prices: the price of a gram, a mole and a millilitre of a product in each of its packs.

A pack states its content in one unit. The molecular weight converts between grams and moles, a stated density between
grams and millilitres. Without a conversion there is no price in a unit; a kit has none at all. The molecular weight
does not apply to the grams or millilitres of a solution. Its moles are computed only from its concentration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from catalog.product.offer.pack_sizes import BASES, read_concentration
from catalog.product.offer.packs import four_figures
from catalog.product.specification.unit_conversion import convert

PriceUnit = Literal["gram", "mole", "millilitre"]
PRICE_UNITS: tuple[PriceUnit, ...] = ("gram", "mole", "millilitre")

Amounts = dict[PriceUnit, Decimal]
"""The content in each unit. Unknown units are missing."""

DENSEST = 23.0
"""Osmium, the densest element, has 22.59 g/mL (CRC Handbook, 97th edition, 4-42). A higher density is a mistake."""
GREATEST = Decimal(10) ** 30
"""The upper limit of a price per unit. A higher one comes from a wrong pack size."""

_SOLUTION = re.compile(
    r"(?i:\bsolutions?\b|\bsoln\b|lösung\b|\bsolución\b|\bsoluzione\b)|溶液"
    r"|[0-9]\s*(?:[mµμn]?M|[mµμ]?mol/L)\b"
    r"|[0-9]\s*(?:N|(?:wt|w/w|w/v|v/v)?[.\s]*%|[mµμ]?g/m?L)\s+in\b"
)
"""How a name shows that a compound is sold in solution: by a word, or by a concentration in something."""


class Conversion(NamedTuple):
    """The values for converting between the units of a product.

    Attributes:
        molecular_weight: g/mol, or None if unknown or if the product is a solution.
        density: g/mL, or None.
    """

    molecular_weight: Decimal | None
    density: Decimal | None


class CheapestPrices(NamedTuple):
    """The lowest prices of a product in one currency.

    Attributes:
        currency: the ISO 4217 code; empty for prices without one.
        per_gram, per_mole, per_millilitre: None if no pack has such a price.
    """

    currency: str
    per_gram: float | None
    per_mole: float | None
    per_millilitre: float | None


def conversion_of(document: Mapping[str, Any]) -> Conversion:
    """Return the values for conversion, from a document's name, molecular weight and properties."""
    weight = document.get("molecular_weight")
    is_compound = weight is not None and weight > 0 and _SOLUTION.search(document.get("name") or "") is None
    return Conversion(Decimal(str(weight)) if is_compound else None, density_of(document.get("properties") or ()))


def density_of(properties: Iterable[Mapping[str, Any]]) -> Decimal | None:
    """Return the first density in a document's properties in g/mL (the middle of a range), or None.

    A limit, a number without a unit, and a specific gravity (with an unknown reference) do not count.

    >>> density_of([{"property": "Density", "low": 788.0, "high": 790.0, "unit": "g/L"}])
    Decimal('0.789')
    """
    for one in properties:
        if one.get("property") != "Density" or one.get("unit") is None:
            continue
        low, high = (convert(one.get(end), one["unit"], "g/mL") for end in ("low", "high"))
        if low is not None and high is not None and 0 < low <= high <= DENSEST:
            return (Decimal(str(low)) + Decimal(str(high))) / 2
    return None


def pack_amounts(pack: Mapping[str, Any], conversion: Conversion) -> Amounts:
    """Return the grams, moles and millilitres in a document's pack, as far as they are known.

    >>> pack_amounts({"count": 2, "amount": 50.0, "unit": "mL"}, Conversion(Decimal("46"), Decimal("0.92")))
    {'gram': Decimal('92.000'), 'mole': Decimal('2.000'), 'millilitre': Decimal('100.0')}
    >>> pack_amounts({"count": 1, "amount": 1.0, "unit": "piece"}, Conversion(Decimal("46"), Decimal("0.92")))
    {}
    """
    base, factor = BASES.get(pack.get("unit") or "", ("", Decimal(0)))
    total = (pack.get("count") or 0) * Decimal(str(pack.get("amount") or 0)) * factor
    if total <= 0:
        return {}
    weight, density = conversion
    remark = pack.get("remark") or ""
    if base == "mL" and (remark.startswith("in ") or remark[:1].isdigit() or _SOLUTION.search(remark)):
        return _dissolved(total, read_concentration(remark))
    gram = {"g": total, "mL": density and total * density, "mmol": weight and total / 1000 * weight}.get(base)
    mole = total / 1000 if base == "mmol" else gram and weight and gram / weight
    millilitre = total if base == "mL" else gram and density and gram / density
    found: dict[PriceUnit, Decimal | None] = {"gram": gram, "mole": mole, "millilitre": millilitre}
    return {unit: amount for unit, amount in found.items() if amount}


def _dissolved(total: Decimal, concentration: Decimal | None) -> Amounts:
    """Return the content of millilitres of a solution, with the moles if the concentration (mol/L) is stated."""
    amounts: Amounts = {"millilitre": total}
    return amounts if concentration is None else {"mole": total / 1000 * concentration, **amounts}


def price_per(pack: Mapping[str, Any], conversion: Conversion) -> dict[PriceUnit, str]:
    """Return the price of a single pack for each unit, to four figures. Unknown prices are missing.

    >>> pack = {"count": 1, "amount": 25.0, "unit": "g", "prices": [{"from": 1, "amount": "12.50", "currency": "EUR"}]}
    >>> price_per(pack, Conversion(Decimal("46.069"), None))
    {'gram': '0.5000', 'mole': '23.03'}
    """
    steps = pack.get("prices") or ()
    if not steps:
        return {}
    prices = _prices(Decimal(steps[0]["amount"]), pack_amounts(pack, conversion))
    return {unit: f"{four_figures(price):f}" for unit, price in prices.items()}


def cheapest_prices(document: Mapping[str, Any]) -> tuple[CheapestPrices, ...]:
    """Return the lowest prices of a document's packs per unit, for each currency.

    Each pack counts with its price for the smallest number of packs. Earlier documents may lack any field.

    >>> ten = {"count": 1, "amount": 10.0, "unit": "g", "prices": [{"from": 1, "amount": "5", "currency": None}]}
    >>> cheapest_prices({"packs": [ten]})
    (CheapestPrices(currency='', per_gram=0.5, per_mole=None, per_millilitre=None),)
    """
    packs = document.get("packs")
    if not packs:
        return ()
    conversion = conversion_of(document)
    lowest: dict[str, Amounts] = {}
    for pack in packs:
        amounts = pack_amounts(pack, conversion)
        for currency, money in _first_prices(pack):
            kept = lowest.setdefault(currency, {})
            for unit, price in _prices(money, amounts).items():
                kept[unit] = min(price, kept.get(unit, price))
    return tuple([_row(currency, prices) for currency, prices in sorted(lowest.items()) if prices])


def _row(currency: str, prices: Amounts) -> CheapestPrices:
    gram, mole, millilitre = (float(prices[unit]) if unit in prices else None for unit in PRICE_UNITS)
    return CheapestPrices(currency, gram, mole, millilitre)


def _first_prices(pack: Mapping[str, Any]) -> Iterator[tuple[str, Decimal]]:
    """Yield each currency of a pack with the price for the smallest number of packs."""
    seen = set()
    for step in pack.get("prices") or ():
        currency = step["currency"] or ""
        if currency not in seen:
            seen.add(currency)
            yield currency, Decimal(step["amount"])


def _prices(money: Decimal, amounts: Amounts) -> Amounts:
    prices = {unit: money / amount for unit, amount in amounts.items()}
    return {unit: price for unit, price in prices.items() if price < GREATEST and float(price) > 0}
