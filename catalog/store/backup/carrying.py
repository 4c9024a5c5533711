"""Carrying a catalog from one database to another, also of the other engine."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, exists, func, insert, select, text

from catalog.errors import Conflict, StoreUnusable
from catalog.store.backup.contents import Contents, read_contents
from catalog.store.backup.copying import require_same
from catalog.store.columns import metadata
from catalog.store.database import Database, snapshot
from catalog.store.log_tables import api_keys, people, runs
from catalog.store.tables import products, revisions
from catalog.store.words.text_index import text_index

CHUNK = 1_000
"""How many rows are carried at once."""
TELLING = (products, revisions, runs, people, api_keys)
"""A database with rows in one of these is in use."""


def carry(source: Database, target: Database) -> Contents:
    """Carry everything to another database, in one transaction. Both are at this release's revision.

    Returns:
        What was carried, read again from the target.

    Raises:
        Conflict: the target is in use.
        StoreUnusable: it cannot hold what was read, or differs from it in the end. It is as it was before.
    """
    with snapshot(source) as reading, target.write() as writing:
        _require_unused(writing)
        for table in reversed(metadata.sorted_tables):
            writing.execute(delete(table))
        for table in metadata.sorted_tables:
            _carry_table(reading, writing, table)
        text_index(writing).rebuild(writing)
        carried = read_contents(writing)
        require_same(read_contents(reading), carried, "The new database")
    with target.write() as writing:
        writing.execute(text("ANALYZE"))
    return carried


def _require_unused(connection: Connection) -> None:
    used = next((table.name for table in TELLING if connection.scalar(select(exists(select(table))))), None)
    if used is not None:
        raise Conflict(f"There is a catalog already, with {used}. Name a database that does not exist, or is empty.")


def _carry_table(reading: Connection, writing: Connection, table: Table) -> None:
    rows = reading.execute(select(table), execution_options={"yield_per": CHUNK}).mappings()
    for some in rows.partitions(CHUNK):
        try:
            writing.execute(insert(table), [dict(row) for row in some])
        except UnicodeEncodeError as error:
            raise StoreUnusable(f"{table.name} has a text with half of a surrogate pair: {error}.") from error
    column = table.autoincrement_column
    if column is not None:
        last = max(_last_number(reading, table.name, column.name), reading.scalar(select(func.max(column))) or 0)
        _go_on_after(writing, table.name, column.name, last)


def _last_number(connection: Connection, table: str, column: str) -> int:
    """Return the last number that the database itself has given to a row, perhaps to one that was removed, or 0."""
    if connection.dialect.name == "sqlite":
        return connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table}) or 0
    sequence = _sequence(connection, table, column)
    if sequence is None:
        return 0
    last, is_given = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608
    return int(last) if is_given else 0


def _go_on_after(connection: Connection, table: str, column: str, last: int) -> None:
    """Let the database give greater numbers from now on, so that no number means two things."""
    if connection.dialect.name == "sqlite":
        # Only tables that never use a number again are in it, once they have had a row.
        connection.execute(
            text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name"), {"last": last, "name": table}
        )
        return
    sequence = _sequence(connection, table, column)
    if sequence is not None:
        given = {"sequence": sequence, "last": max(last, 1), "is_given": last > 0}
        connection.execute(text("SELECT setval(CAST(:sequence AS regclass), :last, :is_given)"), given)


def _sequence(connection: Connection, table: str, column: str) -> str | None:
    """Return the sequence of PostgreSQL that numbers a table, or None."""
    found = text("SELECT pg_get_serial_sequence(:table, :column)")
    name: str | None = connection.scalar(found, {"table": table, "column": column})
    return name
