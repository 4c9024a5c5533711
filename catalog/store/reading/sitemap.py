"""The sitemap for search engines: products and compounds, in parts with fixed bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, select

from catalog.store.reading.products import numbers_of_several, served_body
from catalog.store.suppliers import list_suppliers
from catalog.store.tables import products, revisions, suppliers, texts

PART = 50_000
"""The most addresses of one sitemap (sitemaps.org, protocol 0.9)."""

BATCH = 1_000
"""How many rows are read at a time."""

_HAS_COMPOUND = products.c.group_key != products.c.product_key


class SitemapPart(NamedTuple):
    """One part of the sitemap.

    Attributes:
        number: from 1.
        changed_at: the time of the last change of any of its products.
        has_compounds: whether any of its products has a compound.
    """

    number: int
    changed_at: str
    has_compounds: bool


class SitemapProduct(NamedTuple):
    """One product in a sitemap. It has no slug if only one supplier has its number."""

    slug: str | None
    catalog_number: str
    updated_at: str


class FeedChange(NamedTuple):
    """One change for the feed of new and changed products."""

    seq: int
    number: int
    catalog_number: str
    change: str
    at: str
    slug: str
    supplier: str
    body: str


def sitemap_parts(connection: Connection) -> list[SitemapPart]:
    """Return the parts that have products. A part is a range of row ids, so a product never moves to another part."""
    # The integer division removes the remainder first, because `/` differs between the engines.
    column = products.c
    part = (column.id - 1 - (column.id - 1) % PART).label("start")
    # An index holds the ids and the times, so this does not read the products.
    changed = connection.execute(select(part, func.max(column.updated_at)).group_by(part).order_by(part)).all()
    return [SitemapPart(start // PART + 1, at, _has_compounds(connection, start)) for start, at in changed]


def _has_compounds(connection: Connection, start: int) -> bool:
    column = products.c
    within = (column.id > start) & (column.id <= start + PART)
    query = select(column.id).where(within, _HAS_COMPOUND).order_by(column.id).limit(1)
    return connection.scalar(query) is not None


def sitemap_products(connection: Connection, number: int) -> Iterator[SitemapProduct]:
    """Yield the products of a part, by row id."""
    slugs = {one.id: one.slug for one in list_suppliers(connection)}
    for rows in _rows(connection, number, "catalog_number", "catalog_key", "supplier_id", "updated_at"):
        shared = numbers_of_several(connection, [row.catalog_key for row in rows])
        for row in rows:
            slug = slugs[row.supplier_id] if row.catalog_key in shared else None
            yield SitemapProduct(slug, row.catalog_number, row.updated_at)


def sitemap_compounds(connection: Connection, number: int) -> dict[str, str]:
    """Return the compounds of a part's products by their current keys, each with its products' last change.

    A compound with products in several parts is in each of them. The protocol allows this.
    """
    column = products.c
    query = select(column.group_key, func.max(column.updated_at).label("at")).where(_HAS_COMPOUND, *_of_part(number))
    return {row.group_key: row.at for row in connection.execute(query.group_by(column.group_key))}


def _rows(connection: Connection, number: int, *names: str) -> Iterator[Sequence[Row[Any]]]:
    """Yield the row id and some columns of a part's products, in batches."""
    columns = products.c
    query = select(columns.id, *(columns[name] for name in names)).where(*_of_part(number)).order_by(columns.id)
    rows = connection.execute(query.limit(BATCH)).all()
    while rows:
        yield rows
        rows = connection.execute(query.where(columns.id > rows[-1].id).limit(BATCH)).all()


def _of_part(number: int) -> tuple[ColumnElement[bool], ...]:
    return products.c.id > (number - 1) * PART, products.c.id <= number * PART


def latest_changes(connection: Connection, limit: int) -> list[FeedChange]:
    """Return the last changes without removals, newest first. The API's changes feed has the removals too."""
    columns = revisions.c
    names = ("seq", "number", "catalog_number", "change", "at")
    query = (
        select(*(columns[name] for name in names), suppliers.c.slug, suppliers.c.name, texts.c.text)
        .join(suppliers, suppliers.c.id == columns.supplier_id)
        .join(texts, texts.c.id == columns.body_id)
        .order_by(columns.seq.desc())
        .limit(limit)
    )
    rows = connection.execute(query)
    return [FeedChange._make((*row, served_body(body, row[-2], row[-1]))) for *row, body in rows]
