"""Exports: products written to a file in a format that an import reads back without change."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from catalog.errors import InvalidQuery
from catalog.feeds.csv_feed import write_csv
from catalog.feeds.jsonl_feed import write_jsonl
from catalog.feeds.sdf_feed import write_sdf
from catalog.feeds.xlsx_feed import write_xlsx
from catalog.store.reading.exporting import Export

FORMATS: dict[str, Callable[[Export, BinaryIO], None]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "sdf": write_sdf,
    "xlsx": write_xlsx,
}
"""The writer of each format. The names are those of the import formats, and the file suffixes."""


def write_export(products: Export, format_name: str, stream: BinaryIO) -> None:
    """Write products in a format. Memory holds one batch of products at a time, whatever the size of the catalog.

    Raises:
        InvalidQuery: there is no such format, or it cannot hold these products (too many fields, too long a text).
    """
    write = FORMATS.get(format_name)
    if write is None:
        message = f"There is no export format {format_name!r}. Use {', '.join(FORMATS)}."
        raise InvalidQuery(message, stated=format_name, field="format")
    write(products, stream)
