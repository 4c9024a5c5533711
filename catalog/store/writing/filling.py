"""Filling new columns and tables after a migration, from the stored documents, by domain code.

A migration uses no domain code and knows only tables. It marks in ``unfilled`` what it cannot fill. ``migrate`` fills
it afterwards in chunks. Each chunk is one transaction, which also moves the mark. So after an interruption the next
call continues from there, and two calls at the same time take turns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Row, Select, Table, bindparam, delete, select, update

from catalog.store.database import Database
from catalog.store.derived_rows import rebuild
from catalog.store.entries import elements_of, in_stock, parent_columns
from catalog.store.facts.element_index import index_formulas
from catalog.store.json_text import Document, from_json
from catalog.store.kept_texts import document_rows
from catalog.store.log_tables import unfilled
from catalog.store.tables import (
    product_facts,
    product_identifiers,
    product_names,
    product_prices,
    product_values,
    products,
)
from catalog.store.words.vocabulary import add_words

CHUNK = 500
"""How many rows one transaction fills."""

Rows = Sequence[Row[Any]]
Columns = Sequence[Column[Any]]


class FillStep(NamedTuple):
    """How one column or table is filled.

    Attributes:
        rows: the query for the rows to read; its first column is the row's id. Rows that are filled already can
            come again.
        take_in: fills what follows from some of these rows.
    """

    rows: Select[Any]
    take_in: Callable[[Connection, Rows], None]


PARENT_COLUMNS = (products.c.parent_key, products.c.parent_formula)


def _fill_parents(connection: Connection, rows: Rows) -> None:
    _set(connection, PARENT_COLUMNS, rows, parent_columns)


def _fill_stock(connection: Connection, rows: Rows) -> None:
    _set(connection, (products.c.in_stock,), rows, lambda document: (in_stock(document),))


def _set(
    connection: Connection, columns: Columns, rows: Rows, read: Callable[[Document], Sequence[str | int | None]]
) -> None:
    """Set columns of products from their documents."""
    _change(connection, columns, [(row, read(from_json(row.body))) for row in rows])


def _change(connection: Connection, columns: Columns, values_of: Sequence[tuple[Row[Any], Sequence[object]]]) -> None:
    """Set columns of products, each row with its new values, but only if they differ."""
    changes = []
    for row, new_values in values_of:
        new = dict(zip([column.name for column in columns], new_values, strict=True))
        if any(getattr(row, name) != value for name, value in new.items()):
            changes.append({"existing": row.id, **{f"new_{name}": value for name, value in new.items()}})
    if changes:
        values: dict[Column[Any], Any] = {column: bindparam(f"new_{column.name}") for column in columns}
        connection.execute(update(products).where(products.c.id == bindparam("existing")).values(values), changes)


def _fill_words(connection: Connection, rows: Rows) -> None:
    add_words(connection, [row.folded for row in rows if row.kind != "catalog_number"])


def _fill_elements(connection: Connection, rows: Rows) -> None:
    index_formulas(connection, [row.formula_key for row in rows])
    _change(connection, (products.c.elements,), [(row, (elements_of(row.formula_key),)) for row in rows])


def _of_documents(table: Table) -> FillStep:
    """Return how to fill a table with rows that follow from the documents."""
    return FillStep(document_rows(), lambda connection, rows: rebuild(connection, table, rows))


FILLS: Mapping[str, FillStep] = {
    "compounds": FillStep(document_rows(*PARENT_COLUMNS), _fill_parents),
    "stock": FillStep(document_rows(products.c.in_stock), _fill_stock),
    "words": FillStep(select(product_names.c.id, product_names.c.kind, product_names.c.folded), _fill_words),
    "elements": FillStep(select(products.c.id, products.c.formula_key, products.c.elements), _fill_elements),
    "offers": _of_documents(product_facts),
    "identifiers": _of_documents(product_identifiers),
    "prices": _of_documents(product_prices),
    "values": _of_documents(product_values),
}
"""The steps by the word with which migrations mark them."""


def has_unfilled(connection: Connection) -> bool:
    """Tell whether anything is marked for filling."""
    return connection.execute(_next(FILLS).limit(1)).first() is not None


def fill(database: Database, steps: Mapping[str, FillStep] = FILLS) -> None:
    """Fill everything that is marked and that one of the steps can fill."""
    while fill_chunk(database, steps):
        pass


def _next(steps: Mapping[str, FillStep]) -> Select[tuple[str, int]]:
    column = unfilled.c
    return select(column.what, column.filled_to).where(column.what.in_(steps)).order_by(column.what)


def fill_chunk(database: Database, steps: Mapping[str, FillStep] = FILLS) -> bool:
    """Fill the next marked chunk. Tell whether there was one."""
    with database.write() as connection:
        mark = connection.execute(_next(steps).limit(1)).first()
        if mark is None:
            return False
        wanted, own = steps[mark.what], unfilled.c.what == mark.what
        number = wanted.rows.selected_columns[0]
        rows = connection.execute(wanted.rows.where(number > mark.filled_to).order_by(number).limit(CHUNK)).all()
        if rows:
            wanted.take_in(connection, rows)
            connection.execute(update(unfilled).where(own).values(filled_to=rows[-1][0]))
        else:
            connection.execute(delete(unfilled).where(own))
        return True
