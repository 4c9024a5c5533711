"""The starter workbook: the headings of a table of products, with notes and drop-downs, to be filled in."""

from __future__ import annotations

from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from catalog.feeds.columns import Column, starter_columns

LAST_ROW = 10_000
"""The last row with drop-downs."""
WIDTH = 20
"""The width of a column in characters."""


def write_starter_workbook(stream: BinaryIO) -> None:
    """Write the workbook: a sheet to fill in. The note on each heading says what to write, with an example.

    All columns are text, so that a spreadsheet makes no dates of CAS RNs and no numbers of catalog numbers. A drop-down
    allows other texts too.
    """
    book = Workbook()
    products = book.active
    products.title = "Products"
    products.freeze_panes = "C2"
    for number, column in enumerate(starter_columns(), start=1):
        letter = get_column_letter(number)
        products.column_dimensions[letter].width = WIDTH
        products.column_dimensions[letter].number_format = "@"
        heading = products.cell(1, number, column.heading)
        heading.font = Font(bold=True)
        example = f"Example: {column.example}" if column.example else ""
        heading.comment = Comment("\n".join(filter(None, [column.note, example])) or column.field, "catalog")
        if column.choices:
            _offer(products, letter, column)
    book.save(stream)


def _offer(sheet: object, letter: str, column: Column) -> None:
    """Add a drop-down to a column, which allows other texts too."""
    choices = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True, showErrorMessage=False)
    choices.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(choices)  # type: ignore[attr-defined]
