"""Inserting many rows at once, in the fastest way for each engine.

Rows are plain tuples in the order of the columns. An import spends most of its writing time here. SQLAlchemy itself
makes a dictionary and a parameter set for each row, which costs more than SQLite's insert. psycopg sends one statement
after another, but PostgreSQL's COPY takes a stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    import sqlite3

    import psycopg

Row = tuple[object, ...]


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows, each a tuple in the order of ``columns``. Other columns get their defaults."""
    if not rows:
        return
    # These are only names of our own tables and columns.
    names = ", ".join(table.c[name].name for name in columns)
    if connection.dialect.name == "sqlite":
        values = ", ".join("?" * len(columns))
        insert_on_sqlite(connection, f"INSERT INTO {table.name} ({names}) VALUES ({values})", rows)  # noqa: S608
        return
    driver = cast("psycopg.Connection[Row]", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def insert_on_sqlite(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """Insert rows with one SQLite statement, row by row.

    A statement with many rows could fail halfway. So SQLite would first copy every page that it changes into a
    temporary file, which costs more than it saves.
    """
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.executemany(statement, rows)
