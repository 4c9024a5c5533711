"""What products cost at least for each unit: kept a row a currency, compared by rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Subquery, case, delete, func, select

from catalog.product.offer.currency_rates import CurrencyRates
from catalog.product.offer.unit_prices import CheapestPrices, PriceUnit, cheapest_prices
from catalog.store.bulk import Row, insert_rows
from catalog.store.json_text import from_json
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import product_prices, products

PriceRange = tuple[PriceUnit, float | None, float | None]
"""A unit, and the least and the greatest price for it, where there is one."""

PRICE_COLUMNS = ("product_id", *CheapestPrices._fields)


def index_prices(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows of ``PRICE_COLUMNS``, in a writing transaction."""
    insert_rows(connection, product_prices, PRICE_COLUMNS, rows)


def reindex_prices(connection: Connection, bodies: Sequence[tuple[int, str]]) -> None:
    """Rebuild the rows of some products, by id, from their documents, in a writing transaction."""
    engine = connection.dialect.name
    ids = [number for number, _body in bodies]
    connection.execute(
        delete(product_prices).where(is_one_of(engine, product_prices.c.product_id)), list_parameter(engine, ids)
    )
    index_prices(connection, [(number, *row) for number, body in bodies for row in cheapest_prices(from_json(body))])


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
