"""XLSX: a sheet with one row per product and one column per field. All cells are text: nothing is run or rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from catalog.errors import InvalidQuery
from catalog.feeds.fields import table_columns, table_row
from catalog.product.text.cell_escape import TRIGGERS, escape_typed_cell
from catalog.store.reading.exporting import Export, ExportedProduct

CELL_CHARACTERS = 32_767
SHEET_ROWS = 1_048_576
"""The largest number of rows of an Excel sheet (Microsoft, "Excel specifications and limits")."""

SHEET_CELLS = 10_000_000
"""How many cells a sheet gets before the next one is begun. Imports read twice as many."""

NONCHARACTERS = frozenset("\ufffe\uffff")
"""Characters that XML cannot hold, plain or as a code (XML 1.0, production 2)."""

_NEEDS_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|\r")
"""Characters that XML does not keep, and text that looks like the code of one (ECMA-376, 22.9.2.19)."""


def write_xlsx(products: Export, stream: BinaryIO, *, sheet_rows: int | None = None) -> None:
    """Write products as a workbook. When a sheet is full, another one with the same header begins.

    Args:
        products: the products.
        stream: the output.
        sheet_rows: the largest number of rows of a sheet, with its header; by default as many as can be read again.

    Raises:
        InvalidQuery: there are more different fields than a table may have columns, or a cell cannot hold a text.
    """
    columns = table_columns(products.field_names(), "xlsx")
    most = sheet_rows or min(SHEET_ROWS, max(2, SHEET_CELLS // len(columns)))
    with _workbook() as book:
        sheet = _begin_sheet(book, 1, columns)
        for index, product in enumerate(products):
            if index and index % (most - 1) == 0:
                sheet = _begin_sheet(book, len(book.worksheets) + 1, columns)
            sheet.append([_cell(sheet, text) for text in _texts(product, columns)])
        book.save(stream)


def write_rows(rows: Iterable[Sequence[str]], stream: BinaryIO, title: str) -> None:
    """Write rows of plain texts as a workbook of one sheet, the first row as its header. No cell runs as a formula."""
    with _workbook() as book:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in rows:
            sheet.append([_cell(sheet, encode_text(escape_typed_cell(text))) for text in row])
        book.save(stream)


def encode_text(text: str) -> str:
    """Return a text as it is written in a workbook's XML.

    >>> encode_text("a\\r\\nb"), encode_text("_x0041_"), encode_text("snake_case")
    ('a_x000D_\\nb', '_x005F_x0041_', 'snake_case')
    """
    return _NEEDS_CODE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


@contextmanager
def _workbook() -> Iterator[Any]:
    """Open a workbook that is written row by row to temporary files. They are removed even if it is never saved."""
    book = Workbook(write_only=True)
    try:
        yield book
    finally:
        for sheet in book.worksheets:
            if not sheet.closed:
                sheet.close()
                sheet._writer.cleanup()


def _begin_sheet(book: Workbook, number: int, columns: Sequence[str]) -> Any:  # noqa: ANN401  # openpyxl has no types.
    sheet = book.create_sheet("Products" if number == 1 else f"Products {number}")
    sheet.freeze_panes = "B2"
    sheet.append([_cell(sheet, column) for column in columns])
    return sheet


def _texts(product: ExportedProduct, columns: Sequence[str]) -> list[str]:
    texts = [encode_text(escape_typed_cell(text)) for text in table_row(product, columns)]
    for column, text in zip(columns, texts, strict=True):
        if len(text) > CELL_CHARACTERS or not NONCHARACTERS.isdisjoint(text):
            message = (
                f"The {column} of {product.catalog_number} does not fit into a cell: it has {len(text):,} characters "
                f"(limit {CELL_CHARACTERS:,}), or one that XML does not allow. Use csv, jsonl or sdf."
            )
            raise InvalidQuery(message, stated="xlsx", field="format")
    return texts


def _cell(sheet: object, text: str) -> object:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=text)
    # openpyxl takes a text that begins with = for a formula, and one such as #N/A for an error.
    cell.data_type = "s"
    # A spreadsheet keeps such a cell as text even when somebody edits it.
    cell.quotePrefix = text.startswith(TRIGGERS)
    return cell
