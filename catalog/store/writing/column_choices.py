"""The meanings that editors gave to the columns of a supplier's files, kept for the next file of the same shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, insert, select

from catalog.store.clock import now
from catalog.store.json_text import digest, from_json, to_json
from catalog.store.log_tables import column_choices
from catalog.store.writing.products import Author


def shape_of(labels: Iterable[str]) -> str:
    """Return the shape of a file: the digest of its labels, whatever their order.

    >>> shape_of(["Art", "Nr"]) == shape_of(["Nr", "Art"]), shape_of(["Art", "Nr"]) == shape_of(["Art"])
    (True, False)
    """
    return digest(sorted(set(labels)))


def keep_column_choices(
    connection: Connection, supplier: str, shape: str, meanings: Mapping[str, str], author: Author
) -> None:
    """Keep the meanings of columns instead of earlier ones. None at all: forget them.

    Args:
        connection: a writing transaction.
        supplier: the key of the supplier.
        shape: the shape of the file.
        meanings: the meanings by label.
        author: who chose them.
    """
    column = column_choices.c
    connection.execute(delete(column_choices).where(column.supplier == supplier, column.shape == shape))
    if meanings:
        values = {"supplier": supplier, "shape": shape, "meanings": to_json(dict(meanings)), "actor": author.actor}
        connection.execute(insert(column_choices).values({**values, "person_id": author.person, "at": now()}))


def has_column_choices(connection: Connection, supplier: str) -> bool:
    """Tell whether any meanings are kept for a supplier."""
    query = select(column_choices.c.shape).where(column_choices.c.supplier == supplier).limit(1)
    return connection.scalar(query) is not None


def find_column_choices(connection: Connection, supplier: str, shape: str) -> dict[str, str]:
    """Return the kept meanings by label, or nothing."""
    column = column_choices.c
    query = select(column.meanings).where(column.supplier == supplier, column.shape == shape)
    text = connection.scalar(query)
    return {} if text is None else dict(from_json(text))
