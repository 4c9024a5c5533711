"""The condition that a column holds one of many values, as one statement of a fixed shape on either engine.

SQLAlchemy's own IN list has a parameter for each value: every length is another statement, which it compiles and the
database plans anew, and SQLite takes no more than 32,766 of them. An import asks four times for each chunk of records;
its lists cost it more than the answers.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, any_, func, literal, select

from catalog.store.entries import to_json


def among(
    connection: Connection, column: ColumnElement[Any], values: Collection[str] | Collection[int]
) -> ColumnElement[bool]:
    """The condition that ``column`` holds one of ``values``, as many as they are."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(to_json(list(values))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(literal(list(values), ARRAY(column.type)))
