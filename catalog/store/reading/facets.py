"""Facets: how the products that fit are spread over the values of a few fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from catalog.product.offer.facts import OFFER_FACTS
from catalog.store.tables import formula_elements, product_facts, product_findings, products

MOST_VALUES = 100
"""How many values a facet lists, the commonest first."""

Counts = list[dict[str, Any]]

_COLUMNS: dict[str, ColumnElement[Any]] = {
    "storage": products.c.storage_code,
    "assay": products.c.assay_min,
    "status": products.c.status,
    "supplier": products.c.supplier,
}
FACETS = (*_COLUMNS, "finding", *OFFER_FACTS, "element")
"""What can be counted: storage codes, least promised assays (per cent), states, suppliers, codes of findings, facts of
offers, and elements of formulas."""


Among = Select[Any] | None
"""The ids of the products that are counted; None where all are."""


def count_facets(connection: Connection, among: Callable[[str], Among], names: Sequence[str]) -> dict[str, Counts]:
    """Count the values of some facets among products; those that have none are not counted.

    Args:
        connection: for reading.
        among: tells, for a facet, which products are to be counted.
        names: which of ``FACETS``.

    Returns:
        For each facet its values with their counts, the commonest first, equals by value.
    """
    return {name: _counted(connection, among(name), name) for name in names}


def _counted(connection: Connection, among: Among, name: str) -> Counts:
    query = _elements(among) if name == "element" else _values(among, name)
    value, counted = query.selected_columns
    rows = connection.execute(query.where(value.is_not(None)).order_by(counted.desc(), value).limit(MOST_VALUES))
    return [{"value": value, "count": int(count)} for value, count in rows]


def _values(among: Among, name: str) -> Select[Any]:
    """The values of a facet, each with the number of products that have it."""
    fact = product_facts.c
    if name in OFFER_FACTS:
        return _grouped(fact.value, fact.product_id, among).where(fact.fact == name)
    if name == "finding":
        return _grouped(product_findings.c.code, product_findings.c.product_id, among)
    return _grouped(_COLUMNS[name], products.c.id, among)


def _elements(among: Among) -> Select[Any]:
    """The elements, each with the number of products whose formula contains it.

    Products are counted by formula first: no index leads from a formula to its elements, so that these are better read
    once for all formulas than once for each product.
    """
    row, formulas = formula_elements.c, _grouped(products.c.formula_key, products.c.id, among).subquery()
    counted = func.sum(formulas.c.counted).label("counted")
    return select(row.element, counted).join(formulas, formulas.c.formula_key == row.formula_key).group_by(row.element)


def _grouped(value: ColumnElement[Any], owner: ColumnElement[int], among: Among) -> Select[Any]:
    query = select(value, func.count().label("counted")).group_by(value)
    return query if among is None else query.where(owner.in_(among))
