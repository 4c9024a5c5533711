"""Rebuilding the indexes of names and formulas from the stored products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, bindparam, delete, select, update

from catalog.store.derived_rows import rebuild_all
from catalog.store.entries import name_key
from catalog.store.facts.element_index import index_formulas
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import formula_elements, product_names, products, vocabulary
from catalog.store.words.text_index import text_index
from catalog.store.words.vocabulary import add_words, spelled_words

CHUNK = 10_000


def reindex_texts(connection: Connection) -> None:
    """Fold every name as this release does. Rebuild the word index, the vocabulary, the elements and the facts of
    documents, such as facts of offers, in a writing transaction.
    """
    # The index comes first: a later change of a name removes its old entry, which must be there.
    text_index(connection).rebuild(connection)
    words: set[str] = set()
    columns = product_names.c
    for names in _chunks(connection, product_names, columns.id, columns.kind, columns.text, columns.folded):
        _refold(connection, product_names, columns.folded, [(row.id, row.text, row.folded) for row in names])
        words |= spelled_words(name_key(row.text) for row in names if row.kind != "catalog_number")
    _keep_words(connection, words)
    connection.execute(delete(formula_elements))
    column = products.c
    for rows in _chunks(connection, products, column.id, column.name, column.name_key, column.formula_key):
        _refold(connection, products, column.name_key, [(row.id, row.name, row.name_key) for row in rows])
        index_formulas(connection, [row.formula_key for row in rows])
    rebuild_all(connection)


def _keep_words(connection: Connection, words: set[str]) -> None:
    """Remove words without a name. Numbers are not reused, so other words keep their numbers."""
    gone = [word for word in connection.scalars(select(vocabulary.c.word)) if word not in words]
    engine = connection.dialect.name
    connection.execute(delete(vocabulary).where(is_one_of(engine, vocabulary.c.word)), list_parameter(engine, gone))
    add_words(connection, words)


def _refold(connection: Connection, table: Table, column: Column[str], rows: Sequence[tuple[int, str, str]]) -> None:
    changes = [{"existing": number, "new": new} for number, text, old in rows if (new := name_key(text)) != old]
    if changes:
        statement = update(table).where(table.c.id == bindparam("existing")).values({column: bindparam("new")})
        connection.execute(statement, changes)


def _chunks(connection: Connection, table: Table, *columns: Column[Any]) -> Iterator[Sequence[Row[Any]]]:
    last = 0
    while rows := connection.execute(select(*columns).where(table.c.id > last).order_by(table.c.id).limit(CHUNK)).all():
        yield rows
        last = rows[-1].id
