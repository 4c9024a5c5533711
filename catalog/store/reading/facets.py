"""Facets: how many matching products have each value of a few fields.

All columns are counted with one read of their index, and all facts with one read of theirs. The database counts
combinations of the columns' values, which are few, and they are added up here for each column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Select, func, select

from catalog.store.facts.fact_index import Fact
from catalog.store.reading.kept_counts import kept_count
from catalog.store.tables import FACET_COLUMNS, product_facts, products, suppliers

MOST_VALUES = 100
"""How many values a facet lists, most common first."""

Counts = list[dict[str, Any]]
ProductSelection = Select[Any] | None
"""The ids of the products to count, or None for all products."""

CountedField: TypeAlias = Literal["supplier_id", "status", "storage_code", "assay_min", "elements"] | Fact
"""What a facet counts: a column of ``FACET_COLUMNS``, or a fact."""

Tallies = dict[str, Counter[Any]]
"""For each field, the number of products with each value."""


def count_facets(
    connection: Connection, among: ProductSelection, counted: Collection[CountedField]
) -> dict[CountedField, Counts]:
    """Return the values of some fields among some products with their counts, most common first, then by value.
    Products without a value are not counted.
    """
    facts = sorted(set(counted).difference(FACET_COLUMNS))
    tallies: Tallies = {}
    if len(facts) < len(counted):
        tallies |= tally_columns(connection, among)
    if facts:
        tallies |= _tally_facts(connection, among, facts)
    if "supplier_id" in counted:
        # A supplier can be renamed without a change of its products, so the kept counts have only its id.
        slugs = dict(connection.execute(select(suppliers.c.id, suppliers.c.slug)).all())
        tallies["supplier_id"] = Counter({slugs[key]: number for key, number in tallies["supplier_id"].items()})
    return {field: _most_common(tallies[field]) for field in counted}


def tally_columns(connection: Connection, among: ProductSelection = None) -> Tallies:
    """Return the number of products with each value of ``FACET_COLUMNS`` and with each element, among some products."""
    count = partial(_count_columns, connection, among)
    return count() if among is not None else kept_count(connection, "columns", count)


def _count_columns(connection: Connection, among: ProductSelection) -> Tallies:
    columns = [products.c[name] for name in FACET_COLUMNS]
    query = select(*columns, func.count()).group_by(*columns)
    if among is not None:
        query = query.where(products.c.id.in_(among))
    tallies: Tallies = {name: Counter() for name in FACET_COLUMNS}
    for *values, number in connection.execute(query):
        for name, value in zip(FACET_COLUMNS, values, strict=True):
            tallies[name][value] += number
    tallies["elements"] = _by_element(tallies["elements"])
    return tallies


def _by_element(sets: Counter[str | None]) -> Counter[str]:
    elements: Counter[str] = Counter()
    for symbols, number in sets.items():
        for symbol in (symbols or "").split():
            elements[symbol] += number
    return elements


def _tally_facts(connection: Connection, among: ProductSelection, facts: Sequence[str]) -> Tallies:
    count = partial(_count_facts, connection, among, facts)
    return count() if among is not None else kept_count(connection, ("facts", *facts), count)


def _count_facts(connection: Connection, among: ProductSelection, facts: Sequence[str]) -> Tallies:
    row = product_facts.c
    query = select(row.fact, row.value, func.count()).where(row.fact.in_(facts)).group_by(row.fact, row.value)
    if among is not None:
        query = query.where(row.product_id.in_(among))
    tallies: Tallies = {fact: Counter() for fact in facts}
    for fact, value, number in connection.execute(query):
        tallies[fact][value] = number
    return tallies


def _most_common(tally: Counter[Any]) -> Counts:
    ordered = sorted(((-number, value) for value, number in tally.items() if value is not None))[:MOST_VALUES]
    return [{"value": value, "count": -number} for number, value in ordered]
