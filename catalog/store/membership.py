"""The condition that a column holds one of many values, as one statement of a fixed shape on either engine.

SQLAlchemy's own IN list has a parameter for each value: every length is another statement, which it compiles and the
database plans anew, and SQLite takes no more than 32,766 of them. An import asks four times for each chunk of records;
its lists cost it more than the answers, and so did to put the statements together each time: make them once, for each
engine, with ``is_one_of``, and run them with the parameters that ``list_parameter`` gives.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, bindparam, func, select

from catalog.store.json_text import to_json

VALUES = "values"
"""The parameter that holds them."""


def is_one_of(engine: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that ``column`` has one of any number of values. ``engine`` is a dialect's name."""
    if engine == "sqlite":
        rows = func.json_each(bindparam(VALUES)).table_valued("value")
        return column.in_(select(rows.c.value))
    return column == any_(bindparam(VALUES, type_=ARRAY(column.type)))


def list_parameter(engine: str, values: Collection[str] | Collection[int]) -> dict[str, object]:
    """Return the values as the parameter of a statement with ``is_one_of``."""
    return {VALUES: to_json(list(values)) if engine == "sqlite" else list(values)}
