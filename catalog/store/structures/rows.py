"""The structures that are kept, as they stand in the tables; every structure index is made from them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from catalog.store.structures.file import StructureRow
from catalog.store.tables import product_structures, products, revisions

TAIL = 2_000
"""So many newer rows are looked at one by one before an index is brought up to date."""


def kept_rows(connection: Connection, after: int | None = None) -> Iterator[StructureRow]:
    """Yield the structures of all products, or of those changed after a change, by catalog key."""
    column, kept = products.c, product_structures.c
    query = select(column.id, column.product_key, column.smiles, kept.morgan, kept.screen)
    query = query.join(product_structures, kept.product_id == column.id).order_by(column.product_key)
    if after is not None:
        # Every change appends a revision, and revisions stand in their order; products have no index of it.
        query = query.where(column.product_key.in_(select(revisions.c.product_key).where(revisions.c.seq > after)))
    for row in connection.execute(query.execution_options(yield_per=2_000)):
        yield StructureRow(*row)
