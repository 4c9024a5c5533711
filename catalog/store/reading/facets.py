"""Facets: how many matching products have each value of a few fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from catalog.product.offer.facts import OfferFact
from catalog.store.tables import formula_elements, product_facts, product_findings, products, suppliers

MOST_VALUES = 100
"""How many values a facet lists, most common first."""

Counts = list[dict[str, Any]]
ProductSelection = Select[Any] | None
"""The ids of the products to count, or None for all products."""


CountedValues = Callable[[ProductSelection], Select[Any]]
"""The query for the values of a facet among some products, each with the number of products that have it."""


def count_facet(connection: Connection, among: ProductSelection, values: CountedValues) -> Counts:
    """Return the values of a facet among some products with their counts, most common first, then by value.
    Products without a value are not counted.
    """
    return _counted(connection, values(among))


def _counted(connection: Connection, query: Select[Any]) -> Counts:
    value, counted = query.selected_columns
    rows = connection.execute(query.where(value.is_not(None)).order_by(counted.desc(), value).limit(MOST_VALUES))
    return [{"value": value, "count": int(count)} for value, count in rows]


def column_values(column: ColumnElement[Any]) -> CountedValues:
    """Return the values of a column of products."""
    return lambda among: _grouped(column, products.c.id, among)


def fact_values(fact: OfferFact) -> CountedValues:
    """Return the values of a fact of offers."""
    row = product_facts.c
    return lambda among: _grouped(row.value, row.product_id, among).where(row.fact == fact)


def supplier_slugs(among: ProductSelection) -> Select[Any]:
    """Return the query for the slugs of the products' suppliers."""
    rows = _grouped(products.c.supplier_id, products.c.id, among).subquery()
    return select(suppliers.c.slug, rows.c.counted).join(rows, rows.c.supplier_id == suppliers.c.id)


def finding_codes(among: ProductSelection) -> Select[Any]:
    """Return the codes of the products' findings."""
    return _grouped(product_findings.c.code, product_findings.c.product_id, among)


def formula_symbols(among: ProductSelection) -> Select[Any]:
    """Return the elements, each with the number of products with it in their formula.

    Products are counted by formula first. No index leads from a formula to its elements, so it is faster to read the
    elements once for all formulas than once for each product.
    """
    row, formulas = formula_elements.c, _grouped(products.c.formula_key, products.c.id, among).subquery()
    counted = func.sum(formulas.c.counted).label("counted")
    return select(row.element, counted).join(formulas, formulas.c.formula_key == row.formula_key).group_by(row.element)


def _grouped(value: ColumnElement[Any], owner: ColumnElement[int], among: ProductSelection) -> Select[Any]:
    query = select(value, func.count().label("counted")).group_by(value)
    return query if among is None else query.where(owner.in_(among))
