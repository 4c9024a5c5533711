"""The identifiers of the products, one row for each. Different spellings have the same key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Subquery, and_, false, or_, select, true

from catalog.product.identifier_texts import IdentifierQuery, identifier_queries
from catalog.store.list_rows import text_rows
from catalog.store.tables import product_identifiers, products

Asked = Mapping[str, Sequence[IdentifierQuery]]
"""Texts, each with its identifier queries."""


def has_identifier(texts: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a product has one of some identifiers, as typed."""
    column = product_identifiers.c
    queries = [query for text in texts for query in identifier_queries(text)]
    if not queries:
        return false()
    # The list of keys comes first, because the index is read by key.
    keys = list(dict.fromkeys(query.key for query in queries))
    fits = [and_(column.value == key, true() if kind is None else column.type == kind) for key, kind in queries]
    having = select(column.product_id).where(column.value.in_(keys), or_(*fits))
    return products.c.id.in_(having)


def identified(connection: Connection, asked: Asked) -> Subquery:
    """Return the rows that match some texts: the ``text``, and the ``type`` and ``product_id`` found."""
    rows = [(text, query.key, query.type or "") for text, queries in asked.items() for query in queries]
    wanted = text_rows(connection, rows, "text", "key", "type").subquery("wanted")
    column = product_identifiers.c
    fits = and_(column.value == wanted.c.key, or_(wanted.c.type == "", wanted.c.type == column.type))
    found = select(wanted.c.text, column.type, column.product_id)
    return found.join_from(wanted, product_identifiers, fits).distinct().subquery("identified")


def identifier_types(connection: Connection, asked: Asked) -> dict[str, tuple[str, ...]]:
    """Return the systems in which some texts are identifiers of products, in alphabetical order."""
    rows = identified(connection, asked).c
    found: dict[str, list[str]] = {}
    for text, kind in connection.execute(select(rows.text, rows.type).distinct().order_by(rows.type)):
        found.setdefault(text, []).append(kind)
    return {text: tuple(kinds) for text, kinds in found.items()}
