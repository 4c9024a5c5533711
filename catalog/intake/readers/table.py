"""Delimited tables: separated by commas, semicolons, tabs or bars, as the first lines of the file show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

from catalog.errors import UnreadableFile
from catalog.intake.columns.labels import field_of, is_known
from catalog.intake.columns.mapping import NO_MAPPING, LabelMapping
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.delimited_rows import DelimitedRow, read_rows
from catalog.intake.readers.headers import LOOKED_AT, find_header, header_cells, header_score, with_units
from catalog.intake.readers.page_lines import split_line
from catalog.intake.readers.product_blocks import read_product_blocks
from catalog.intake.readers.sideways import IDENTITY, LEAST_FIELDS, find_sideways, pack_columns
from catalog.intake.readers.table_rows import table_blocks
from catalog.intake.records import UNITS_OF_COLUMNS, RawRecord, damaged, passed_over

DELIMITERS = (",", ";", "\t", "|")
WRONG_QUOTES = (
    "The quotation marks of this row are wrong: one is not closed, or stands within a cell. Its cells cannot be told "
    "apart. Write two marks for each one within a cell, and close each cell."
)
"""Why such a row is refused."""


def find_delimiter(lines: Iterable[str], mapping: LabelMapping = NO_MAPPING) -> str | None:
    """Return the delimiter that gives the most labels in a line near the top, or in its first cells, or None.

    >>> find_delimiter(["Cat. No.;Name;CAS\\n", "A1;2,2'-bipyridine;366-18-7\\n"])
    ';'
    >>> find_delimiter(["Cat. No.;A1\\n", "Name;2,2'-bipyridine\\n", "CAS;366-18-7\\n"])
    ';'
    """
    top = list(islice(lines, LOOKED_AT))
    tables = {delimiter: _rows(top, delimiter) for delimiter in DELIMITERS}
    scores = {
        delimiter: max((header_score(row, mapping) for row in rows), default=0) for delimiter, rows in tables.items()
    }
    best = max(scores, key=lambda delimiter: scores[delimiter])
    sideways = _sideways_delimiter(tables, scores[best])
    if sideways is not None or scores[best] < 2:
        return sideways
    return None if _is_within_a_page(top, tables[best]) else best


def _is_within_a_page(lines: list[str], rows: list[list[str]]) -> bool:
    """Tell whether the header belongs to a table of packs, with the labels of their product in the lines around it."""
    header = find_header(rows)
    if header is None or not pack_columns(rows[header]):
        return False
    pairs = [pair for line in lines if (pair := split_line(line)) is not None and is_known(pair[0])]
    fields = {field_of(label) for label, value in pairs if value and not is_known(value)}
    return len(fields) >= LEAST_FIELDS and not IDENTITY.isdisjoint(fields)


def _sideways_delimiter(tables: Mapping[str, list[list[str]]], best_score: int) -> str | None:
    """Return the delimiter of a sideways table, or None if there is none or it could be a page.

    Args:
        tables: the first rows, split by each delimiter.
        best_score: the largest number of labels among them.
    """
    shapes = {delimiter: shape for delimiter, rows in tables.items() if (shape := find_sideways(rows)) is not None}
    if not shapes:
        return None
    delimiter, shape = max(shapes.items(), key=lambda found: found[1].labels)
    is_page = (delimiter in "\t|" and shape.has_prose) or (delimiter == "|" and shape.is_plain)
    return None if is_page or shape.labels < best_score else delimiter


def find_regular_delimiter(lines: Iterable[str]) -> str | None:
    """Return the delimiter that splits every line near the top into the same number of cells, or None.

    >>> find_regular_delimiter(["Kennung;Was\\n", "K1;Wasser, rein\\n"])
    ';'
    """
    top = [line for line in islice(lines, LOOKED_AT) if line.strip()]
    widths = {delimiter: {len(row) for row in _rows(top, delimiter)} for delimiter in DELIMITERS}
    regular = {delimiter: min(width) for delimiter, width in widths.items() if len(width) == 1 and min(width) > 1}
    return max(regular, key=lambda delimiter: regular[delimiter]) if regular else None


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    """Return the rows of lines."""
    return [row.cells for row in read_rows(lines, delimiter, ReadLimits().cell_characters)]


def read_delimited(lines: Iterator[str], limits: ReadLimits, mapping: LabelMapping = NO_MAPPING) -> Iterator[RawRecord]:
    """Yield the records of a table, with the delimiter that its first lines show.

    Raises:
        UnreadableFile: as ``read_table``.
    """
    top = list(islice(lines, LOOKED_AT))
    delimiter = find_delimiter(top, mapping) or find_regular_delimiter(top) or ","
    return read_table(chain(top, lines), limits, delimiter, mapping)


def read_table(
    lines: Iterator[str], limits: ReadLimits, delimiter: str, mapping: LabelMapping = NO_MAPPING
) -> Iterator[RawRecord]:
    """Yield the records of a table, ordinary or sideways. Rows above the header and titles are passed on as skipped.

    Raises:
        UnreadableFile: there is no header, or a row is too wide.
    """
    rows = _within_limits(read_rows(lines, delimiter, limits.cell_characters), limits)
    top = list(islice(rows, LOOKED_AT))
    sideways = find_sideways([row.cells for row in top])
    if sideways is not None:
        yield from read_product_blocks(((row.number, row.cells) for row in chain(top, rows)), sideways, {})
        return
    cells = [row.cells for row in top]
    header = find_header(cells, mapping)
    if header is None:
        raise UnreadableFile("The first rows have no known column names, such as CAS or Catalog Number.")
    labels = header_cells(cells, header)
    measured = with_units(labels, cells[header + 1]) if 0 <= header < len(cells) - 1 else None
    tables = table_blocks(measured or labels)
    for index, row in enumerate(chain(top, rows)):
        place = {"row": row.number}
        if measured is not None and index == header + 1:
            yield passed_over(place, row.cells, UNITS_OF_COLUMNS)
        elif row.is_damaged and index > header and len(row.cells) != len(labels):
            yield damaged(place, row.cells, WRONG_QUOTES)
        elif index != header and any(cell.strip() for cell in row.cells):
            yield from tables.records(place, row.cells, above=index < header)


def _within_limits(rows: Iterable[DelimitedRow], limits: ReadLimits) -> Iterator[DelimitedRow]:
    for row in rows:
        if len(row.cells) > limits.columns:
            raise UnreadableFile(f"Line {row.line} has {len(row.cells):,} columns; the limit is {limits.columns:,}.")
        yield row
