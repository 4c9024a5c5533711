"""Moving a database from before revision 0014 to short rows: documents and stated fields get their own table.

This is done after revision 0013, which adds the table, and before 0014, which drops the old columns. The tables here
are as they were then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnClause, Connection, TableClause, bindparam, column, select, table, update

from catalog.store.kept_texts import keep_texts
from catalog.store.writing.filling import FillStep, Rows

_PRODUCTS = table("products", *map(column, ("id", "fields", "body", "fields_id", "body_id")))
_REVISIONS = table("revisions", *map(column, ("seq", "fields", "body", "fields_id", "body_id")))


def _move(connection: Connection, of: TableClause, key: ColumnClause[Any], rows: Rows) -> None:
    """Save the texts of some rows, and put their ids in their place."""
    left = [row for row in rows if row.fields_id is None]
    if not left:
        return
    wanted = [text for row in left for text in (row.fields, row.body) if text is not None]
    kept = keep_texts(connection, wanted)
    changes = [
        {"own": row[0], "new_fields": kept[row.fields], "new_body": None if row.body is None else kept[row.body]}
        for row in left
    ]
    values = {"fields_id": bindparam("new_fields"), "body_id": bindparam("new_body"), "fields": "", "body": ""}
    connection.execute(update(of).where(key == bindparam("own")).values(values), changes)


def _move_products(connection: Connection, rows: Rows) -> None:
    _move(connection, _PRODUCTS, _PRODUCTS.c.id, rows)


def _move_revisions(connection: Connection, rows: Rows) -> None:
    _move(connection, _REVISIONS, _REVISIONS.c.seq, rows)


MOVES: Mapping[str, FillStep] = {
    "texts of products": FillStep(select(*_PRODUCTS.c), _move_products),
    "texts of revisions": FillStep(select(*_REVISIONS.c), _move_revisions),
}
"""The steps by the word with which revision 0013 marks them."""
