"""Lists of products, page by page, by keyset: each page begins after the last row of the one before it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, literal, select, tuple_

from catalog.errors import InvalidQuery
from catalog.product.folding import fold
from catalog.store.filters import ProductFilter, Sort, filtered, word_matches
from catalog.store.products import StoredProduct
from catalog.store.tables import product_names, products
from catalog.store.text_index import begins_with, text_index

MISSING_WEIGHT = 1e300
"""What stands for a missing weight in the order, so that those products come last."""

CURSOR_KINDS: dict[str, tuple[type, ...]] = {
    "relevance": (int, int, str),
    "name": (str, str),
    "catalog_number": (str,),
    "molecular_weight": (float, str),
    "updated_at": (str, str),
}
"""What a cursor of each order holds."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        items: the products, in order.
        total: how many there are in all pages.
        cursor: where the next page begins; None on the last.
    """

    items: tuple[StoredProduct, ...]
    total: int
    cursor: str | None


def list_products(
    connection: Connection,
    wanted: ProductFilter,
    sort: Sort,
    *,
    limit: int,
    cursor: str | None = None,
) -> Page:
    """One page of the products that fit.

    Raises:
        InvalidQuery: the cursor is not one that this list gave, or relevance is asked for without words.
    """
    matches = _matches(connection, wanted)
    if matches is None and sort.key == "relevance":
        raise InvalidQuery("Sorting by relevance needs words to be relevant to (q).", stated="relevance", field="sort")
    total = count_matching(connection, wanted)
    columns = products.c
    keys = _sort_keys(sort, matches)
    query = filtered(
        wanted, matches, columns.catalog_number, columns.revision, columns.content_hash, columns.body, *keys
    )
    if cursor is not None:
        query = query.where(_after(keys, _read_cursor(cursor, CURSOR_KINDS[sort.key]), sort))
    rows = connection.execute(_ordered(query, keys, sort).limit(limit + 1)).all()
    items = tuple(StoredProduct(*row[:4]) for row in rows[:limit])
    following = _write_cursor(rows[limit - 1][4:]) if len(rows) > limit else None
    return Page(items, total, following)


def count_matching(
    connection: Connection,
    wanted: ProductFilter,
) -> int:
    """How many products fit."""
    matches = _matches(connection, wanted)
    every = filtered(wanted, matches, products.c.id)
    return connection.scalar(select(func.count()).select_from(every.subquery())) or 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on typing.

    Attributes:
        text: a name as written.
        kind: name, synonym or catalog_number.
        catalog_number: the product that bears it.
    """

    text: str
    kind: str
    catalog_number: str


def suggest(connection: Connection, text: str, *, limit: int) -> list[Suggestion]:
    """The names that begin like a text: the shortest first, names before synonyms."""
    folded = fold(text)
    if not folded:
        return []
    name = product_names.c
    query = (
        select(name.text, name.kind, products.c.catalog_number)
        .join(products, products.c.id == name.product_id)
        .where(begins_with(name.folded, folded))
        .order_by(func.length(name.folded), name.folded, name.kind, products.c.catalog_key)
        .limit(limit)
    )
    return [Suggestion(*row) for row in connection.execute(query)]


def _matches(connection: Connection, wanted: ProductFilter) -> Subquery | None:
    return None if wanted.words is None else word_matches(wanted.words, text_index(connection))


def _sort_keys(sort: Sort, matches: Subquery | None) -> list[ColumnElement[Any]]:
    columns = products.c
    if sort.key == "relevance" and matches is not None:
        return [matches.c.tier, matches.c.span, columns.catalog_key]
    by: dict[str, ColumnElement[Any]] = {
        "name": columns.name_key,
        "molecular_weight": func.coalesce(columns.molecular_weight, MISSING_WEIGHT),
        "updated_at": columns.updated_at,
    }
    first = by.get(sort.key)
    return [columns.catalog_key] if first is None else [first, columns.catalog_key]


def _after(keys: list[ColumnElement[Any]], values: list[Any], sort: Sort) -> ColumnElement[bool]:
    row, last = tuple_(*keys), tuple_(*(literal(value) for value in values))
    return row < last if sort.descending else row > last


def _ordered(query: Select[Any], keys: list[ColumnElement[Any]], sort: Sort) -> Select[Any]:
    return query.order_by(*(key.desc() if sort.descending else key.asc() for key in keys))


def _write_cursor(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, kinds: tuple[type, ...]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise InvalidQuery("The cursor is not one that this list gave.", stated=cursor, field="cursor") from error
    if not (isinstance(values, list) and len(values) == len(kinds) and all(map(_fits, values, kinds))):
        raise InvalidQuery("The cursor belongs to a list in another order.", stated=cursor, field="cursor")
    return values


def _fits(value: object, kind: type) -> bool:
    """Tell whether a value can be compared with a sorting key, on either engine."""
    if isinstance(value, str):
        return kind is str and value.isprintable()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, kind) and abs(value) <= MISSING_WEIGHT and (kind is float or abs(value) < 2**31)
