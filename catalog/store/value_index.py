"""What products state of themselves as values: a row for each statement, and the conditions that search them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, literal, or_, select, true

from catalog.product.value_conditions import ValueCondition
from catalog.product.values import product_values as values_of
from catalog.store.bulk import Row, insert_rows
from catalog.store.json_text import from_json
from catalog.store.kept_texts import document_rows
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import product_values, products

CHUNK = 2_000
VALUE_COLUMNS = ("product_id", "position", "kind", "name", "low", "high", "unit", "text")


def index_values(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows of ``VALUE_COLUMNS``, in a writing transaction."""
    insert_rows(connection, product_values, VALUE_COLUMNS, rows)


def value_rows(product_id: int, values: Iterable[Row]) -> list[Row]:
    """Return the rows of one product."""
    return [(product_id, position, *value) for position, value in enumerate(values)]


def reindex_values(connection: Connection, bodies: Sequence[tuple[int, str]]) -> None:
    """Rebuild the rows of some products, by id, from their documents, in a writing transaction."""
    engine = connection.dialect.name
    ids = [number for number, _body in bodies]
    connection.execute(
        delete(product_values).where(is_one_of(engine, product_values.c.product_id)), list_parameter(engine, ids)
    )
    index_values(connection, [row for number, body in bodies for row in value_rows(number, values_of(from_json(body)))])


def reindex_all_values(connection: Connection) -> None:
    """Rebuild all rows from the stored documents, in a writing transaction."""
    last = 0
    query = document_rows().order_by(products.c.id).limit(CHUNK)
    while rows := connection.execute(query.where(products.c.id > last)).all():
        reindex_values(connection, [(row.id, row.body) for row in rows])
        last = rows[-1].id


def has_values(conditions: Iterable[ValueCondition]) -> ColumnElement[bool]:
    """Return the condition that a product states something that fits each of some conditions."""
    return and_(true(), *map(_has_value, conditions))


def _has_value(wanted: ValueCondition) -> ColumnElement[bool]:
    column = product_values.c
    having = select(column.product_id).where(column.kind == wanted.kind, column.name == wanted.name, _fits(wanted))
    return products.c.id.in_(having)


def _fits(wanted: ValueCondition) -> ColumnElement[bool]:
    """A text fits as a whole, or by its words where it is no number that could be compared."""
    column = product_values.c
    numeric = _number_fits(wanted)
    if wanted.text is None:
        return numeric
    fitting = [column.text == wanted.text]
    has_number = wanted.low is not None
    if has_number:
        fitting.append(numeric)
    if wanted.phrases:
        words = [(literal(" ") + column.text + " ").contains(f" {one} ", autoescape=True) for one in wanted.phrases]
        fitting.append(and_(*words, *([column.low.is_(None), column.high.is_(None)] if has_number else ())))
    return or_(*fitting)


def _number_fits(wanted: ValueCondition) -> ColumnElement[bool]:
    column = product_values.c
    conditions: list[Any] = [] if wanted.unit is None else [column.unit == wanted.unit]
    if wanted.low is not None:
        conditions.append(column.low > wanted.low if wanted.sign == ">" else column.low >= wanted.low)
    if wanted.high is not None:
        conditions.append(column.high < wanted.high if wanted.sign == "<" else column.high <= wanted.high)
    if wanted.low is not None and wanted.high is not None:
        # It follows from the other two, and keeps the engine from reading all that lies above.
        conditions.append(column.low <= wanted.high)
    return and_(true(), *conditions)
