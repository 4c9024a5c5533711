"""Facets: how the products that fit are spread over the values of a few fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from catalog.store.tables import product_findings, products

MOST_VALUES = 100
"""How many values a facet lists, the commonest first."""

Counts = list[dict[str, Any]]

_COLUMNS: dict[str, ColumnElement[Any]] = {
    "storage": products.c.storage_code,
    "assay": products.c.assay_min,
    "status": products.c.status,
    "supplier": products.c.supplier,
    "finding": product_findings.c.code,
}
FACETS = tuple(_COLUMNS)
"""What can be counted: storage codes, least promised assays (per cent), states, suppliers, codes of findings."""


def count_facets(connection: Connection, ids: Callable[[str], Select[Any]], names: Sequence[str]) -> dict[str, Counts]:
    """Count the values of some facets among products; those that have none are not counted.

    Args:
        connection: for reading.
        ids: makes, for a facet, the query for the ids of the products that are to be counted.
        names: which of ``FACETS``.

    Returns:
        For each facet its values with their counts, the commonest first, equals by value.
    """
    return {name: _counted(connection, ids(name), _COLUMNS[name]) for name in names}


def _counted(connection: Connection, ids: Select[Any], column: ColumnElement[Any]) -> Counts:
    counted = func.count().label("counted")
    owner = product_findings.c.product_id if column is product_findings.c.code else products.c.id
    query = select(column, counted).where(owner.in_(ids), column.is_not(None)).group_by(column)
    rows = connection.execute(query.order_by(counted.desc(), column).limit(MOST_VALUES))
    return [{"value": value, "count": count} for value, count in rows]
