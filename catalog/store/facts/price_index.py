"""What products cost at least for each unit: kept a row a currency, compared by rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Subquery, case, func, select

from catalog.product.offer.currency_rates import CurrencyRates
from catalog.product.offer.unit_prices import PriceUnit
from catalog.store.tables import product_prices, products

PriceRange = tuple[PriceUnit, float | None, float | None]
"""A unit, and the least and the greatest price for it, where there is one."""


def lowest_prices(unit: PriceUnit, rates: CurrencyRates) -> Subquery:
    """Return the rows of what each product costs at least for a unit: ``product_id``, and ``price`` in the base of some
    rates. A product whose prices are in none of their currencies has no row.

    Made once for all products: to look up those of each takes three times as long where a long list is sorted.
    """
    column, worths = product_prices.c, dict(rates.worths)
    price = func.min(column[f"per_{unit}"] * case(worths, value=column.currency)).label("price")
    rows = select(column.product_id, price).where(column.currency.in_(worths)).group_by(column.product_id)
    return rows.subquery()


def fits_prices(ranges: Iterable[PriceRange], rates: CurrencyRates) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a product's lowest prices lie in some ranges, in the base of some rates."""
    for unit, least, most in ranges:
        prices = lowest_prices(unit, rates)
        fitting = select(prices.c.product_id)
        if least is not None:
            fitting = fitting.where(prices.c.price >= least)
        if most is not None:
            fitting = fitting.where(prices.c.price <= most)
        yield products.c.id.in_(fitting)
