"""Facets: how many matching products have each value of a few fields.

All columns are counted with one read of their index, and all facts with one read of theirs. The database counts
combinations of the columns' values, which are few, and they are added up here for each column.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Literal, TypeAlias

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Connection, LargeBinary, Select, Text, cast, func, literal, select

from catalog.product.attribute_facts import meaning_of
from catalog.store.facts.fact_index import Fact
from catalog.store.facts.regulatory_lists import LISTED_PRODUCT, listed_products
from catalog.store.list_rows import json_elements
from catalog.store.reading.kept_counts import kept_count
from catalog.store.tables import FACET_COLUMNS, product_facts, products, suppliers

MOST_VALUES = 100
"""How many values a facet lists, most common first."""

MANY = 3_000
"""From so many products on, an index is read whole for them: to look up each one costs more."""

Counts = list[dict[str, Any]]

CountedField: TypeAlias = Literal["supplier_id", "status", "storage_code", "assay_min", "elements", "listed"] | Fact
"""What a facet counts: a column of ``FACET_COLUMNS``, a fact, or the regulatory lists."""

Tally = dict[Any, int]
"""The number of products with each value."""


@dataclass(frozen=True)
class FoundProducts:
    """The products that a query found. They stay in the form in which the database gave them and takes them again.

    Attributes:
        number: how many.
        ids: their ids, as a JSON list.
    """

    number: int
    ids: str

    @cached_property
    def marks(self) -> bytes:
        """One byte for each id from 1 on: 1 if it was found, or else 0."""
        ids = np.array(json.loads(self.ids), dtype=np.int64)
        marks = np.zeros(ids.max(initial=0), dtype=np.uint8)
        marks[ids - 1] = 1
        return marks.tobytes()

    def have(self, connection: Connection, column: ColumnElement[int]) -> ColumnElement[bool]:
        """Return the condition that a column has the id of one of them."""
        if self.number >= MANY and connection.dialect.name == "sqlite":
            # SQLite takes a third of the time for this: of a list it would first make an index.
            mark = func.substr(literal(self.marks, LargeBinary), column, 1, type_=LargeBinary)
            return mark == literal(b"\x01", LargeBinary)
        ids = select(cast(json_elements(connection, self.ids, "counted"), BigInteger))
        # The sum keeps PostgreSQL from looking up each id in an index.
        return (column + 0 if self.number >= MANY else column).in_(ids)


def find_products(connection: Connection, ids: Select[Any]) -> FoundProducts:
    """Return the products of a query for their ids."""
    listed = func.json_group_array if connection.dialect.name == "sqlite" else func.json_agg
    found = ids.subquery()
    number, text = connection.execute(select(func.count(), cast(listed(found.c[0]), Text)).select_from(found)).one()
    return FoundProducts(number, text or "[]")


def count_facets(
    connection: Connection, among: FoundProducts | None, counted: Collection[CountedField]
) -> dict[CountedField, Counts]:
    """Return the values of some fields among some products, or among all, with their counts: most common first, then by
    value. Products without a value are not counted.
    """
    facts = sorted(set(counted).difference(FACET_COLUMNS, {"listed"}))
    tallies: dict[str, Tally] = {}
    if not set(counted).isdisjoint(FACET_COLUMNS):
        tallies |= tally_columns(connection, among)
    if facts:
        tallies |= _tally_facts(connection, among, facts)
    if "listed" in counted:
        count = partial(_count_listed, connection, among)
        tallies["listed"] = count() if among is not None else kept_count(connection, "listed", count)
    if "supplier_id" in counted:
        # A supplier can be renamed without a change of its products, so the kept counts have only its id.
        slugs = dict(connection.execute(select(suppliers.c.id, suppliers.c.slug)).all())
        tallies["supplier_id"] = {slugs[key]: number for key, number in tallies["supplier_id"].items()}
    return {field: _most_common(tallies[field]) for field in counted}


def tally_columns(connection: Connection, among: FoundProducts | None = None) -> dict[str, Tally]:
    """Return the number of products with each value of ``FACET_COLUMNS`` and with each element, among some products.
    None stands for products without a value, or without a definite formula.
    """
    count = partial(_count_columns, connection, among)
    return count() if among is not None else kept_count(connection, "columns", count)


def _count_columns(connection: Connection, among: FoundProducts | None) -> dict[str, Tally]:
    columns = [products.c[name] for name in FACET_COLUMNS]
    query = select(*columns, func.count()).group_by(*columns)
    if among is not None:
        query = query.where(among.have(connection, products.c.id))
    rows = connection.execute(query).all()
    tallies = {name: _add_up((row[place], row[-1]) for row in rows) for place, name in enumerate(FACET_COLUMNS)}
    sets = tallies["elements"].items()
    tallies["elements"] = _add_up((symbol, number) for symbols, number in sets for symbol in _symbols(symbols))
    return tallies


def _symbols(elements: str | None) -> Sequence[str | None]:
    return [None] if elements is None else elements.split()


def _add_up(counted: Iterable[tuple[Any, int]]) -> Tally:
    """Return the sum of the numbers of each value."""
    sums: Tally = {}
    for value, number in counted:
        sums[value] = sums.get(value, 0) + number
    return sums


def tally_facts(connection: Connection, fact: Fact) -> Tally:
    """Return the number of all products with each value of a fact."""
    return _tally_facts(connection, None, [fact])[fact]


def _tally_facts(connection: Connection, among: FoundProducts | None, facts: Sequence[str]) -> dict[str, Tally]:
    count = partial(_count_facts, connection, among, facts)
    return count() if among is not None else kept_count(connection, ("facts", *facts), count)


def _count_facts(connection: Connection, among: FoundProducts | None, facts: Sequence[str]) -> dict[str, Tally]:
    row = product_facts.c
    query = select(row.fact, row.value, func.count()).where(row.fact.in_(facts)).group_by(row.fact, row.value)
    if among is not None:
        query = query.where(among.have(connection, row.product_id))
    tallies: dict[str, Tally] = {fact: {} for fact in facts}
    for fact, value, number in connection.execute(query):
        tallies[fact][value] = number
    if "attribute" in tallies:
        tallies["attribute"] = _by_meaning(tallies["attribute"])
    return tallies


def _count_listed(connection: Connection, among: FoundProducts | None) -> Tally:
    query = listed_products()
    if among is not None:
        query = query.where(among.have(connection, LISTED_PRODUCT))
    return dict(connection.execute(query).all())


def _by_meaning(tally: Tally) -> Tally:
    """Return the sum of all spellings of an attribute under the commonest: the condition for one finds all of them."""
    sums: dict[tuple[str, str] | None, tuple[str, int]] = {}
    for stated, number in sorted(tally.items(), key=lambda one: (-one[1], one[0])):
        meaning = meaning_of(stated)
        spelling, before = sums.get(meaning, (stated, 0))
        sums[meaning] = spelling, before + number
    return dict(sums.values())


def _most_common(tally: Tally) -> Counts:
    ordered = sorted(((-number, value) for value, number in tally.items() if value is not None))[:MOST_VALUES]
    return [{"value": value, "count": -number} for number, value in ordered]
