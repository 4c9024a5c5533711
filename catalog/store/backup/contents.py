"""What a database contains, told by a count and a digest of each table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Table, inspect, select

from catalog.store.columns import metadata

READ_AT_ONCE = 10_000
_SPACE = 1 << 256


class TableContent(NamedTuple):
    """The content of a table.

    Attributes:
        rows: the number of its rows.
        digest: the sum of the SHA-256 of its rows, modulo 2**256, as 64 hexadecimal digits. It does not depend on the
            order of the rows, so both engines give the same without sorting.
    """

    rows: int
    digest: str


Contents = Mapping[str, TableContent]
"""The content of each table, by name."""


def read_contents(connection: Connection) -> dict[str, TableContent]:
    """Return the content of each table of this release that the database has, as this transaction sees it.

    Indexes of words and structures are not in it: they are made from the tables.
    """
    there = set(inspect(connection).get_table_names())
    return {table.name: _content(connection, table) for table in metadata.sorted_tables if table.name in there}


def differing_tables(one: Contents, other: Contents) -> list[str]:
    """Return the names of the tables that differ, in order."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _content(connection: Connection, table: Table) -> TableContent:
    rows, total = 0, 0
    options = {"stream_results": True, "yield_per": READ_AT_ONCE}
    for row in connection.execute(select(table), execution_options=options):
        text = orjson.dumps(tuple(row), default=_plain)
        total += int.from_bytes(hashlib.sha256(text).digest())
        rows += 1
    return TableContent(rows, f"{total % _SPACE:064x}")


def _plain(value: Any) -> object:  # noqa: ANN401  # orjson hands over whatever it cannot write.
    """Return a value that JSON can hold: bytes as hexadecimal digits, a text with lone surrogates as its bytes."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass").hex()
    return bytes(value).hex()
