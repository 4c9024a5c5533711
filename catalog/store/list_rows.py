"""Rows from a list in memory, on either engine. A list of any length is one parameter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, cast, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB


def id_rows(connection: Connection, ids: Sequence[int], name: str) -> Select[Any]:
    """Return ids as rows. ``name`` distinguishes them from other lists in the same statement."""
    return select(cast(json_elements(connection, json.dumps(list(ids)), name), BigInteger))


def is_among(connection: Connection, column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a column has one of any number of texts."""
    return column.in_(text_rows(connection, [(value,) for value in values], "value"))


def text_rows(connection: Connection, rows: Sequence[tuple[str, ...]], *names: str) -> Select[Any]:
    """Return rows of texts, with the names of their columns."""
    element = json_elements(connection, json.dumps(rows), "listed")
    if connection.dialect.name == "sqlite":
        return select(*(func.json_extract(element, f"$[{place}]").label(name) for place, name in enumerate(names)))
    return select(*(func.jsonb_extract_path_text(element, str(place)).label(name) for place, name in enumerate(names)))


def json_elements(connection: Connection, text: str, name: str = "found") -> ColumnElement[Any]:
    """Return the elements of a JSON list as rows."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(literal(text))
    else:
        listed = func.jsonb_array_elements(cast(literal(text), JSONB))
    element: ColumnElement[Any] = listed.table_valued("value", name=name).c.value
    return element
