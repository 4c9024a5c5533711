"""The most relevant products first. Of all matches of some words, only as many are read as a page needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, FromClause, ScalarSelect, Select, func, literal, select, tuple_

from catalog.product.text.folding import fold
from catalog.store.reading.filters import ProductFilter, filtered_query
from catalog.store.tables import product_names, products
from catalog.store.words.word_matches import begun_matches, has_words

BEYOND = 99
"""A tier after all existing tiers."""


def relevance_keys(matches: FromClause) -> list[ColumnElement[Any]]:
    """Return the sorting keys of word matches, joined with their products."""
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
    """Return the first products that match words, and the number of all matches, with one read of the names.

    Args:
        connection: for reading.
        found: the result of ``word_matches``.
        columns: columns of ``products``. Each row begins with them; its sorting keys follow.
        after: the sorting keys of the last product before these, or None for the first page.
        limit: how many products to return.

    Returns:
        The rows and the total. The total is None if there is no row.
    """
    matches = found.cte("matches")
    first = _first(matches, after, limit).subquery()
    total = select(func.count()).select_from(matches).scalar_subquery()
    _id, *keys = first.c
    # Only now are the products themselves read. Each of them fills a page of the file.
    query = select(total, *columns, *keys).join(first, first.c.id == products.c.id).order_by(*keys)
    rows = connection.execute(query).all()
    return [row[1:] for row in rows], rows[0][0] if rows else None


def most_relevant_begun(
    connection: Connection,
    wanted: ProductFilter,
    conditions: Sequence[ColumnElement[bool]],
    columns: Sequence[ColumnElement[Any]],
    *,
    after: Sequence[Any] | None,
    limit: int,
) -> list[Sequence[Any]] | None:
    """Return the first products of a list by relevance, if all of them have names that begin with its words; else None.

    Of a common word such as acid this reads the names that begin with it, and not all those that hold it.

    Args:
        connection: for reading.
        wanted: the filters with the words.
        conditions: other conditions on ``products``.
        columns: columns of ``products``. Each row begins with them; its sorting keys follow.
        after: the sorting keys of the last product before these, or None for the first page.
        limit: how many products to return.
    """
    words = wanted.words or ""
    if wanted.missing is not None or not fold(words):
        return None
    named = begun_matches(words).subquery("named")
    begun = filtered_query(wanted, [named], conditions, products.c.id, named.c.tier).cte("begun")
    best, last = _tiers(begun, after, limit)
    # Where too few begin so, there is no last tier, and this finds nothing.
    needed = select(begun.c.id, begun.c.tier).where(begun.c.tier.between(best, last)).subquery("needed")
    name = product_names.c
    matches = (
        select(name.product_id, needed.c.tier, func.min(func.length(name.text)).label("span"))
        .join(needed, needed.c.id == name.product_id)
        .where(has_words(words))
        .group_by(name.product_id, needed.c.tier)
        .subquery("matches")
    )
    keys = relevance_keys(matches)
    query = select(*columns, *keys).join(matches, matches.c.product_id == products.c.id)
    if after is not None:
        query = query.where(tuple_(*keys) > tuple_(*map(literal, after)))
    return list(connection.execute(query.order_by(*keys).limit(limit)).all()) or None


def _first(matches: CTE, after: Sequence[Any] | None, limit: int) -> Select[Any]:
    """Return the query for the ids of the first products, with their sorting keys."""
    keys = relevance_keys(matches)
    best, last = _tiers(matches, after, limit)
    # PostgreSQL expects few rows in a range with two ends. For a range with an open end it would read every product.
    needed = matches.c.tier.between(best, func.coalesce(last, BEYOND))
    named = [key.label(f"key_{place}") for place, key in enumerate(keys)]
    query = select(products.c.id, *named).join(matches, matches.c.product_id == products.c.id).where(needed)
    if after is not None:
        query = query.where(tuple_(*keys) > tuple_(*map(literal, after)))
    return query.order_by(*keys).limit(limit)


def _tiers(matches: CTE, after: Sequence[Any] | None, limit: int) -> tuple[int, ScalarSelect[int]]:
    """Return the best tier on a page, and the one that fills it; products in worse tiers do not matter."""
    best: int = 0 if after is None else after[0]
    later = matches.c.tier >= best if after is None else matches.c.tier > best
    last = select(matches.c.tier).where(later).order_by(matches.c.tier).offset(limit - 1).limit(1)
    return best, last.scalar_subquery()
