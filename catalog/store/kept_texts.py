"""Texts that are stored once, under the digest of their content: documents and stated fields."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Select, func, select

from catalog.store.bulk import insert_rows
from catalog.store.json_text import Document, from_json
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import products, texts

IN_LIMIT = 500
"""How many digests one IN list has."""

_LAST = select(func.max(texts.c.id))


def text_digest(text: str) -> bytes:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def text_digests(wanted: Iterable[str]) -> dict[str, bytes]:
    """Return the SHA-256 of each of some texts."""
    return {text: text_digest(text) for text in dict.fromkeys(wanted)}


def keep_texts(connection: Connection, wanted: Iterable[str]) -> dict[str, int]:
    """Save some texts, in a writing transaction. Return the id of each."""
    return keep_digested(connection, text_digests(wanted))


def keep_digested(connection: Connection, digests: Mapping[str, bytes]) -> dict[str, int]:
    """Save some texts with their digests, in a writing transaction. Return the id of each."""
    known = _known(connection, list(digests.values()))
    new = [(digest, text) for text, digest in digests.items() if digest not in known]
    first = int(connection.scalar(_LAST) or 0) + 1
    rows = [(number, digest, text) for number, (digest, text) in enumerate(new, start=first)]
    insert_rows(connection, texts, ("id", "digest", "text"), rows)
    known.update((digest, number) for number, digest, _ in rows)
    return {text: known[digest] for text, digest in digests.items()}


def _known(connection: Connection, digests: Collection[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    listed = list(digests)
    for start in range(0, len(listed), IN_LIMIT):
        query = select(texts.c.digest, texts.c.id).where(texts.c.digest.in_(listed[start : start + IN_LIMIT]))
        found.update((bytes(digest), number) for digest, number in connection.execute(query))
    return found


def read_texts(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """Return some texts by id."""
    if not ids:
        return {}
    engine = connection.dialect.name
    query = select(texts.c.id, texts.c.text).where(is_one_of(engine, texts.c.id))
    return {number: text for number, text in connection.execute(query, list_parameter(engine, ids))}  # noqa: C416  # Rows.


def document_rows(*columns: Column[Any]) -> Select[Any]:
    """Return the query for the ids of products with their documents (``body``), what the catalog as a whole says of
    them (``catalog_findings``), and other columns.
    """
    column = products.c
    query = select(column.id, texts.c.text.label("body"), column.catalog_findings, *columns)
    return query.join(texts, texts.c.id == column.body_id)


def with_catalog_findings(document: Document, catalog_findings: str | None) -> Document:
    """Return a document with what the catalog as a whole says of the product, and with the grade that follows."""
    if catalog_findings is None:
        return document
    more = from_json(catalog_findings)
    return document | {"findings": [*document["findings"], *more["findings"]], "quality": more["quality"]}
