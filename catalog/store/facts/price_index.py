"""The lowest price of each product for each unit: one row for each currency, compared by rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Subquery, case, func, select

from catalog.product.offer.currency_rates import CurrencyRates
from catalog.product.offer.unit_prices import PriceUnit
from catalog.store.tables import product_prices, products

PriceRange = tuple[PriceUnit, float | None, float | None]
"""A unit, and its lowest and highest price, if stated."""


def lowest_prices(unit: PriceUnit, rates: CurrencyRates) -> Subquery:
    """Return the lowest price of each product for a unit: ``product_id``, and ``price`` in the base of some rates.
    A product without a price in any of their currencies has no row.

    The query covers all products at once: a look-up for each product takes three times as long to sort a long list.
    """
    column, worths = product_prices.c, dict(rates.worths)
    price = func.min(column[f"per_{unit}"] * case(worths, value=column.currency)).label("price")
    rows = select(column.product_id, price).where(column.currency.in_(worths)).group_by(column.product_id)
    return rows.subquery()


def fits_prices(ranges: Iterable[PriceRange], rates: CurrencyRates) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a product's lowest prices are in some ranges, in the base of some rates."""
    for unit, least, most in ranges:
        prices = lowest_prices(unit, rates)
        fitting = select(prices.c.product_id)
        if least is not None:
            fitting = fitting.where(prices.c.price >= least)
        if most is not None:
            fitting = fitting.where(prices.c.price <= most)
        yield products.c.id.in_(fitting)
