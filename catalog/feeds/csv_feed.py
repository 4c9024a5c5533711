"""CSV: one row per product, one column per field, separated by commas; UTF-8 without a byte order mark, line feeds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from catalog.feeds.fields import table_columns, table_row
from catalog.product.text.cell_escape import escape_cell
from catalog.store.reading.exporting import Export

_QUOTED = frozenset(',"\r\n')


def write_csv(products: Export, stream: BinaryIO) -> None:
    """Write products as CSV. A field that a product does not have is an empty cell.

    Raises:
        InvalidQuery: there are more different fields than a table may have columns.
    """
    columns = table_columns(products.field_names(), "csv")
    stream.write(csv_line(columns))
    for product in products:
        stream.write(csv_line(map(escape_cell, table_row(product, columns))))


def csv_line(cells: Iterable[str]) -> bytes:
    """Return one row (RFC 4180, except for the line end).

    Python's own writer leaves a cell with a lone carriage return unquoted in some versions, which splits the row.

    >>> csv_line(["A1", "2,2'-bipyridine", 'the "best"', ""]).decode()
    'A1,"2,2\\'-bipyridine","the ""best\""",\\n'
    """
    return (",".join(map(_quoted, cells)) + "\n").encode()


def _quoted(cell: str) -> str:
    return cell if _QUOTED.isdisjoint(cell) else '"' + cell.replace('"', '""') + '"'
