"""Cursors: where the next page of a list begins, as an opaque text for clients."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal, tuple_

from catalog.errors import InvalidQuery
from catalog.product.text.folding import BETWEEN_KEYS
from catalog.store.entries import MISSING_WEIGHT
from catalog.store.reading.sorts import PRICE_SORTS, Sort

CURSOR_KINDS: dict[str, tuple[type, ...]] = {
    "relevance": (int, int, int, str),
    "name": (str, str),
    "catalog_number": (str,),
    "molecular_weight": (float, str),
    "updated_at": (str, str),
    "assay_min": (float, str),
    "similarity": (float, str),
    **dict.fromkeys(PRICE_SORTS, (float, str)),
}
"""What a cursor of each order holds."""


def write_cursor(values: Sequence[object], sort: Sort) -> str:
    """Return the cursor after the row with these sorting keys. It names the order of the list."""
    return base64.urlsafe_b64encode(json.dumps([sort.mark, *values]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, sort: Sort) -> list[Any]:
    """Return the sorting keys after which a page begins.

    Raises:
        InvalidQuery: the cursor is not from a list in this order.
    """
    kinds = CURSOR_KINDS[sort.key]
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise InvalidQuery(
            "This is not a cursor of this list. Use the one in `next`.", stated=cursor, field="cursor"
        ) from error
    if not (isinstance(values, list) and values[:1] == [sort.mark]):
        raise InvalidQuery("The cursor belongs to a list in another order.", stated=cursor, field="cursor")
    if not (len(values) == len(kinds) + 1 and all(map(_fits, values[1:], kinds))):
        raise InvalidQuery("This is not a cursor of this list. Use the one in `next`.", stated=cursor, field="cursor")
    return values[1:]


def after_keys(keys: Sequence[ColumnElement[Any]], values: Sequence[Any], sort: Sort) -> ColumnElement[bool]:
    """Return the condition that a row comes after the one with these values of the sorting keys."""
    row, last = tuple_(*keys), tuple_(*(literal(value) for value in values))
    return row < last if sort.descending else row > last


def directed(keys: Sequence[ColumnElement[Any]], sort: Sort) -> list[ColumnElement[Any]]:
    """Return sorting keys in their direction."""
    return [key.desc() if sort.descending else key.asc() for key in keys]


def _fits(value: object, kind: type) -> bool:
    """Tell whether a value can be compared with a sorting key, on either engine."""
    if isinstance(value, str):
        return kind is str and value.replace(BETWEEN_KEYS, "").isprintable()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, kind) and abs(value) <= MISSING_WEIGHT and (kind is float or abs(value) < 2**31)
