"""The sitemap for search engines: products and compounds, in parts with fixed bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from catalog.store.reading.products import numbers_of_several, served_body
from catalog.store.suppliers import list_suppliers
from catalog.store.tables import products, revisions, suppliers, texts

PART = 2_000
"""The most addresses of one sitemap. It could have 50,000 (sitemaps.org, protocol 0.9), but then a crawler reads all of
them again after one change, and each reading takes a second.
"""

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
    changed = select(part, func.max(column.updated_at).label("at")).group_by(part).subquery()
    within = (column.id > changed.c.start) & (column.id <= changed.c.start + PART)
    compound = select(column.id).where(within, _HAS_COMPOUND).order_by(column.id).limit(1).scalar_subquery()
    rows = connection.execute(select(changed.c.start, changed.c.at, compound).order_by(changed.c.start))
    return [SitemapPart(start // PART + 1, at, some is not None) for start, at, some in rows]


def sitemap_products(connection: Connection, number: int) -> list[SitemapProduct]:
    """Return the products of a part, by row id."""
    slugs = {one.id: one.slug for one in list_suppliers(connection)}
    column = products.c
    query = select(column.supplier_id, column.catalog_key, column.catalog_number, column.updated_at)
    rows = connection.execute(query.where(*_of_part(number)).order_by(column.id)).all()
    shared = numbers_of_several(connection, [row.catalog_key for row in rows])
    return [SitemapProduct(slugs[supplier] if key in shared else None, *shown) for supplier, key, *shown in rows]


def sitemap_compounds(connection: Connection, number: int) -> dict[str, str]:
    """Return the compounds of a part's products by their current keys, each with its products' last change.

    A compound with products in several parts is in each of them. The protocol allows this.
    """
    column = products.c
    query = select(column.group_key, func.max(column.updated_at).label("at")).where(_HAS_COMPOUND, *_of_part(number))
    return {row.group_key: row.at for row in connection.execute(query.group_by(column.group_key))}


def _of_part(number: int) -> tuple[ColumnElement[bool], ...]:
    return products.c.id > (number - 1) * PART, products.c.id <= number * PART


def latest_changes(
    connection: Connection, limit: int, *, before: int | None = None, kinds: Sequence[str] = ()
) -> list[FeedChange]:
    """Return the last changes without removals, newest first. The API's changes feed has the removals too.

    Args:
        connection: for reading.
        limit: how many at most.
        before: only changes with a smaller sequence number.
        kinds: only changes of these kinds; empty for all.
    """
    columns = revisions.c
    names = ("seq", "number", "catalog_number", "change", "at")
    query = (
        select(*(columns[name] for name in names), suppliers.c.slug, suppliers.c.name, texts.c.text)
        .join(suppliers, suppliers.c.id == columns.supplier_id)
        .join(texts, texts.c.id == columns.body_id)
        .order_by(columns.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(columns.seq < before)
    if kinds:
        query = query.where(columns.change.in_(kinds))
    rows = connection.execute(query)
    return [FeedChange._make((*row, served_body(body, row[-2], row[-1]))) for *row, body in rows]
