"""Every product's address for search engines, in parts whose bounds do not move when products come and go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from catalog.store.tables import products, revisions

PART = 50_000
"""The most addresses of one sitemap (sitemaps.org, protocol 0.9)."""

BATCH = 1_000
"""How many rows are read at a time."""


class SitemapPart(NamedTuple):
    """One part: its number from 1, and when one of its products last changed."""

    number: int
    changed_at: str


class Listed(NamedTuple):
    """One product in a sitemap."""

    catalog_number: str
    updated_at: str


class Change(NamedTuple):
    """One change for the feed of new and changed products."""

    seq: int
    number: int
    catalog_number: str
    change: str
    at: str
    body: str


def sitemap_parts(connection: Connection) -> list[SitemapPart]:
    """The parts that hold products. A part holds a range of row ids, so a product never moves to another."""
    # Dividing as integers is written as shifting the remainder away: the engines' own `/` differ between themselves.
    part = (products.c.id - 1 - (products.c.id - 1) % PART).label("start")
    query = select(part, func.max(products.c.updated_at)).group_by(part).order_by(part)
    return [SitemapPart(start // PART + 1, at) for start, at in connection.execute(query)]


def sitemap_products(connection: Connection, number: int) -> Iterator[Listed]:
    """The products of a part, by row id; read in batches, each behind the last."""
    columns = products.c
    after, end = (number - 1) * PART, number * PART
    query = select(columns.id, columns.catalog_number, columns.updated_at).where(columns.id <= end)
    rows = connection.execute(query.where(columns.id > after).order_by(columns.id).limit(BATCH)).all()
    while rows:
        yield from (Listed(row.catalog_number, row.updated_at) for row in rows)
        rows = connection.execute(query.where(columns.id > rows[-1].id).order_by(columns.id).limit(BATCH)).all()


def latest_changes(connection: Connection, limit: int) -> list[Change]:
    """The last changes that left a product standing, newest first; removals are in the changes feed of the API."""
    columns = revisions.c
    names = ("seq", "number", "catalog_number", "change", "at", "body")
    query = select(*(columns[name] for name in names)).where(columns.body.is_not(None))
    return [Change(*row) for row in connection.execute(query.order_by(columns.seq.desc()).limit(limit))]
