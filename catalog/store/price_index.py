"""What products cost at least for each unit: kept a row a currency, compared by rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, ScalarSelect, case, delete, func, select

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


def cheapest(unit: PriceUnit, rates: CurrencyRates) -> ScalarSelect[float]:
    """Return the expression for what a product of the query costs at least for a unit, in the base of some rates; null
    where it has no such price.
    """
    column = product_prices.c
    price, worths = column[f"per_{unit}"], dict(rates.worths)
    converted = price * case(worths, value=column.currency)
    lowest = select(func.min(converted)).where(column.product_id == products.c.id, column.currency.in_(worths))
    return lowest.correlate(products).scalar_subquery()


def fits_prices(ranges: Iterable[PriceRange], rates: CurrencyRates) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a product's lowest prices lie in some ranges, in the base of some rates."""
    for unit, least, most in ranges:
        price = cheapest(unit, rates)
        if least is not None:
            yield price >= least
        if most is not None:
            yield price <= most
