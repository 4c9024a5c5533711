"""The condition that a column holds one of many values, as one statement of a fixed shape on either engine.

SQLAlchemy's own IN list has a parameter for each value. So every length is another statement to compile and to plan,
and SQLite takes at most 32,766 parameters. An import runs four such queries for each chunk of records. The lists cost
more than the answers, and so did composing the statements each time. Make them once for each engine with
``is_one_of``, and run them with the parameters from ``list_parameter``.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, bindparam, func, select

from catalog.store.json_text import to_json

VALUES = "values"
"""The name of the parameter for the values."""


def is_one_of(engine: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that ``column`` has one of any number of values. ``engine`` is a dialect's name."""
    if engine == "sqlite":
        rows = func.json_each(bindparam(VALUES)).table_valued("value")
        return column.in_(select(rows.c.value))
    return column == any_(bindparam(VALUES, type_=ARRAY(column.type)))


def list_parameter(engine: str, values: Collection[str] | Collection[int]) -> dict[str, object]:
    """Return the values as the parameter of a statement with ``is_one_of``."""
    return {VALUES: to_json(list(values)) if engine == "sqlite" else list(values)}
