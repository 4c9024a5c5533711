"""Which products go by which identifiers: a row for each, by the key in which different spellings are equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Subquery, and_, delete, false, or_, select, true

from catalog.product.identifier_keys import document_identifiers
from catalog.product.identifier_texts import IdentifierQuery, identifier_queries
from catalog.store.bulk import Row, insert_rows
from catalog.store.json_text import from_json
from catalog.store.kept_texts import document_rows
from catalog.store.list_rows import text_rows
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import product_identifiers, products

CHUNK = 2_000
IDENTIFIER_COLUMNS = ("product_id", "type", "value")
Asked = Mapping[str, Sequence[IdentifierQuery]]
"""Texts, each with what it asks for."""


def index_identifiers(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows of ``IDENTIFIER_COLUMNS``, in a writing transaction."""
    insert_rows(connection, product_identifiers, IDENTIFIER_COLUMNS, rows)


def reindex_identifiers(connection: Connection, bodies: Sequence[tuple[int, str]]) -> None:
    """Rebuild the rows of some products, by id, from their documents, in a writing transaction."""
    engine, column = connection.dialect.name, product_identifiers.c
    ids = [number for number, _body in bodies]
    stale = delete(product_identifiers).where(is_one_of(engine, column.product_id))
    connection.execute(stale, list_parameter(engine, ids))
    rows = [(number, *one) for number, body in bodies for one in document_identifiers(from_json(body))]
    index_identifiers(connection, rows)


def reindex_all_identifiers(connection: Connection) -> None:
    """Rebuild all rows from the stored documents, in a writing transaction."""
    last = 0
    query = document_rows().order_by(products.c.id).limit(CHUNK)
    while rows := connection.execute(query.where(products.c.id > last)).all():
        reindex_identifiers(connection, [(row.id, row.body) for row in rows])
        last = rows[-1].id


def has_identifier(texts: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a product goes by one of some identifiers, as they are typed."""
    column = product_identifiers.c
    queries = [query for text in texts for query in identifier_queries(text)]
    if not queries:
        return false()
    # The list of keys comes first: by it the index is read.
    keys = list(dict.fromkeys(query.key for query in queries))
    fits = [and_(column.value == key, true() if kind is None else column.type == kind) for key, kind in queries]
    having = select(column.product_id).where(column.value.in_(keys), or_(*fits))
    return products.c.id.in_(having)


def identified(connection: Connection, asked: Asked) -> Subquery:
    """Return the rows for what some texts ask for: the ``text``, and the ``type`` and ``product_id`` found."""
    rows = [(text, query.key, query.type or "") for text, queries in asked.items() for query in queries]
    wanted = text_rows(connection, rows, "text", "key", "type").subquery("wanted")
    column = product_identifiers.c
    fits = and_(column.value == wanted.c.key, or_(wanted.c.type == "", wanted.c.type == column.type))
    found = select(wanted.c.text, column.type, column.product_id)
    return found.join_from(wanted, product_identifiers, fits).distinct().subquery("identified")


def identifier_types(connection: Connection, asked: Asked) -> dict[str, tuple[str, ...]]:
    """Return the systems in which some texts are identifiers of products, in the order of the alphabet."""
    rows = identified(connection, asked).c
    found: dict[str, list[str]] = {}
    for text, kind in connection.execute(select(rows.text, rows.type).distinct().order_by(rows.type)):
        found.setdefault(text, []).append(kind)
    return {text: tuple(kinds) for text, kinds in found.items()}
