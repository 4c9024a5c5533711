"""The most relevant products first: of all whose names hold some words, no more are looked at than a page needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, FromClause, Select, func, literal, select, tuple_

from catalog.store.tables import products

BEYOND = 99
"""A tier behind all that there are."""


def relevance_keys(matches: FromClause) -> list[ColumnElement[Any]]:
    """What word matches are ordered by, joined with their products."""
    columns = products.c
    return [matches.c.tier, 1 - columns.in_stock, matches.c.span, columns.product_key]


def most_relevant(
    connection: Connection,
    found: Select[Any],
    columns: Sequence[ColumnElement[Any]],
    *,
    after: Sequence[Any] | None,
    limit: int,
) -> tuple[list[Sequence[Any]], int | None]:
    """The first products that words find, and how many they find in all, with one look into the names.

    Args:
        connection: for reading.
        found: what ``word_matches`` gives.
        columns: columns of ``products``, which each row begins with; what it is ordered by follows.
        after: what the last product before these is ordered by; None for the very first.
        limit: how many.

    Returns:
        The rows, and the total; None where there is no row to tell it.
    """
    matches = found.cte("matches")
    first = _first(matches, after, limit).subquery()
    total = select(func.count()).select_from(matches).scalar_subquery()
    _id, *keys = first.c
    # Only now the products themselves are read, each of which fills a page of the file.
    query = select(total, *columns, *keys).join(first, first.c.id == products.c.id).order_by(*keys)
    rows = connection.execute(query).all()
    return [row[1:] for row in rows], rows[0][0] if rows else None


def _first(matches: CTE, after: Sequence[Any] | None, limit: int) -> Select[Any]:
    """The ids of the first products, with what they are ordered by."""
    keys = relevance_keys(matches)
    best = 0 if after is None else after[0]
    later = matches.c.tier >= best if after is None else matches.c.tier > best
    # The tiers up to this one fill the page, and which products stand in worse ones does not matter.
    last = select(matches.c.tier).where(later).order_by(matches.c.tier).offset(limit - 1).limit(1).scalar_subquery()
    # PostgreSQL takes a range with two ends for narrow; for one with an open end it would read every product there is.
    needed = matches.c.tier.between(best, func.coalesce(last, BEYOND))
    named = [key.label(f"key_{place}") for place, key in enumerate(keys)]
    query = select(products.c.id, *named).join(matches, matches.c.product_id == products.c.id).where(needed)
    if after is not None:
        query = query.where(tuple_(*keys) > tuple_(*map(literal, after)))
    return query.order_by(*keys).limit(limit)
