"""The number of atoms of each element in each distinct formula, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, select, text

from catalog.chemistry.formula.element_ranges import ElementRange, element_counts
from catalog.store.bulk import insert_on_sqlite
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import formula_elements, products

COMMON = frozenset({"C", "H", "N", "O"})
"""The elements of most formulas. To compare the elements of each product costs less than to list these formulas."""

_ADD_ON_POSTGRES = text(
    "INSERT INTO formula_elements (element, count, formula_key) "
    "SELECT * FROM unnest(CAST(:elements AS text[]), CAST(:counts AS float8[]), CAST(:keys AS text[])) "
    "ON CONFLICT DO NOTHING"
)
_ADD_ON_SQLITE = "INSERT OR IGNORE INTO formula_elements (element, count, formula_key) VALUES (?, ?, ?)"


def index_formulas(connection: Connection, formula_keys: Iterable[object]) -> None:
    """Add the elements of the formulas of new products, in a writing transaction."""
    keys = {key for key in formula_keys if isinstance(key, str)}
    rows = [(element, count, key) for key in sorted(keys) for element, count in element_counts(key).items()]
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        insert_on_sqlite(connection, _ADD_ON_SQLITE, rows)
        return
    elements, counts, of = zip(*rows, strict=True)
    values = {"elements": list(elements), "counts": list(counts), "keys": list(of)}
    connection.execute(_ADD_ON_POSTGRES, values)


def new_formulas(connection: Connection, formula_keys: Iterable[object]) -> set[str]:
    """Return the formulas that no product has yet, in a writing transaction before the products are written."""
    keys = sorted({key for key in formula_keys if isinstance(key, str)})
    engine = connection.dialect.name
    known = set(connection.scalars(_query_known(engine), list_parameter(engine, keys))) if keys else set()
    return {key for key in keys if key not in known}


@cache
def _query_known(engine: str) -> Select[Any]:
    column = products.c.formula_key
    return select(column).where(is_one_of(engine, column)).distinct()


def fits_elements(ranges: Sequence[ElementRange]) -> list[ColumnElement[bool]]:
    """Return the conditions that a product's formula fits every range. An indefinite formula never fits."""
    return [products.c.elements.is_not(None), *(_fits(wanted) for wanted in ranges if wanted[1:] != (0, None))]


def _fits(wanted: ElementRange) -> ColumnElement[bool]:
    if wanted.high == 0:
        return _lacks(wanted.element)
    if wanted[1:] == (1, None):
        return _contains(wanted.element)
    rows, key = formula_elements.c, products.c.formula_key
    of_element = select(rows.formula_key).where(rows.element == wanted.element)
    if wanted.low == 0:
        return key.not_in(of_element.where(rows.count > wanted.high))
    within = of_element.where(rows.count >= wanted.low)
    return key.in_(within if wanted.high is None else within.where(rows.count <= wanted.high))


def contains_elements(elements: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a product's formula contains each element."""
    return [_contains(element) for element in elements]


def lacks_elements(elements: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a product's formula contains none of some elements."""
    return and_(products.c.elements.is_not(None), *map(_lacks, elements))


def _contains(element: str) -> ColumnElement[bool]:
    if element in COMMON:
        return _names(element)
    rows = formula_elements.c
    return products.c.formula_key.in_(select(rows.formula_key).where(rows.element == element))


def _lacks(element: str) -> ColumnElement[bool]:
    return ~_names(element)


def _names(element: str) -> ColumnElement[bool]:
    """Return the condition that an element is among a product's elements."""
    return (" " + products.c.elements + " ").contains(f" {element} ")
