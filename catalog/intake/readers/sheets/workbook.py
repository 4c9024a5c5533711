"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): every sheet, with its header below banners, without blank styled rows.

A workbook of one kilobyte can claim a sheet of 17 thousand million cells, and the parser believes it. So the parser
runs in a worker process with limits on memory and time. It writes the rows with content to a file of JSON lines.
"""

from __future__ import annotations

import datetime
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import StructureRefused, UnreadableFile
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.limits import ReadLimits, megabytes
from catalog.intake.readers.archive import open_zip
from catalog.intake.readers.headers import LOOKED_AT, NO_HEADER, find_header, header_cells, header_score, with_units
from catalog.intake.readers.product_blocks import read_product_blocks
from catalog.intake.readers.sheets.number_formats import plain_text, shown_number
from catalog.intake.readers.sheets.ods_numbers import ShownTexts, read_shown_texts
from catalog.intake.readers.sheets.sheet_formats import RowFormats, read_formats
from catalog.intake.readers.sideways import SidewaysTable, find_sideways
from catalog.intake.readers.table_rows import table_blocks
from catalog.intake.records import UNITS_OF_COLUMNS, RawRecord, passed_over
from catalog.intake.temporary_files import writing_temporary
from catalog.intake.workers import PRELOAD

CellValue = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
Row = tuple[int, list[str]]


def read_workbook(path: Path, _codec: str, limits: ReadLimits, mapping: LabelMapping) -> Iterator[RawRecord]:
    """Yield the records of all sheets with a header. Rows of a sheet without one are passed on as skipped.

    Unknown column names count as a header only if no sheet has a known one. Beside a price list they are only the
    words of a cover page or of the terms of sale.

    Raises:
        UnreadableFile: it is not a workbook, is locked, is larger than the limits, or no sheet has a header.
    """
    _vet_members(path, limits)
    with tempfile.TemporaryDirectory(prefix="catalog-workbook-") as folder:
        rows = Path(folder) / "rows.jsonl"
        _unpack(path, rows, limits)
        layouts: dict[str, SidewaysTable | int | None] = {}
        known: set[str] = set()
        for name, top, _ in _sheets(rows):
            cells = [row for _, row in top]
            layout = layouts[name] = find_sideways(cells) or find_header(cells, mapping)
            if (
                isinstance(layout, SidewaysTable)
                or layout == NO_HEADER
                or (layout is not None and header_score(cells[layout], mapping))
            ):
                known.add(name)
        if all(layout is None for layout in layouts.values()):
            raise UnreadableFile("No sheet has a row of known column names, such as CAS or Catalog Number.")
        for name, top, others in _sheets(rows):
            layout = layouts[name]
            if isinstance(layout, SidewaysTable):
                yield from read_product_blocks(_with_blank_rows(chain(top, others)), layout, {"sheet": name})
            else:
                yield from _read_sheet(name, layout if name in known or not known else None, top, others)


def _sheets(rows: Path) -> Iterator[tuple[str, list[Row], Iterator[Row]]]:
    """Yield each sheet: its name, its first rows, and the others."""
    with rows.open(encoding="utf-8") as stream:
        # Rows that nobody asks for are not parsed, except the first ones.
        for name, lines in groupby((line.partition("\t") for line in stream), key=itemgetter(0)):
            rows_of_sheet = ((number, cells) for number, cells in (json.loads(line) for _, _, line in lines))
            yield json.loads(name), list(islice(rows_of_sheet, LOOKED_AT)), rows_of_sheet


def _with_blank_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows, with one blank row for a gap in the sheet."""
    last = 0
    for number, cells in rows:
        if number > last + 1:
            yield number - 1, []
        yield number, cells
        last = number


def _read_sheet(name: str, header: int | None, top: list[Row], rows: Iterator[Row]) -> Iterator[RawRecord]:
    if header is None:
        for number, cells in chain(top, rows):
            yield passed_over({"sheet": name, "row": number}, cells, "no header in this sheet")
        return
    first = [cells for _, cells in top]
    labels = header_cells(first, header)
    measured = with_units(labels, first[header + 1]) if 0 <= header < len(first) - 1 else None
    tables = table_blocks(measured or labels)
    for index, (number, cells) in enumerate(chain(top, rows)):
        if measured is not None and index == header + 1:
            yield passed_over({"sheet": name, "row": number}, cells, UNITS_OF_COLUMNS)
        elif index != header:
            yield from tables.records({"sheet": name, "row": number}, cells, above=index < header)


def _vet_members(path: Path, limits: ReadLimits) -> None:
    """Refuse at once a file that states an excessive size."""
    if not zipfile.is_zipfile(path):
        return
    with open_zip(path) as archive:
        members = archive.infolist()
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise UnreadableFile(f"The workbook unpacks to more than {megabytes(limits.unpacked_bytes)}. Save it as CSV.")


def _unpack(path: Path, rows: Path, limits: ReadLimits) -> None:
    try:
        with WorkerPool(
            1,
            cpu_seconds=limits.workbook_seconds,
            wall_seconds=2 * limits.workbook_seconds,
            memory_bytes=limits.workbook_memory_bytes,
            preload=PRELOAD,
        ) as pool:
            pool.run(write_rows, str(path), str(rows), limits)
    except StructureRefused as error:
        raise UnreadableFile(
            f"The workbook could not be read within {megabytes(limits.workbook_memory_bytes)} of memory and "
            f"{limits.workbook_seconds:g} s. A sheet may state more cells than it has. Save the products as CSV."
        ) from error


def write_rows(path: str, target: str, limits: ReadLimits) -> None:
    """Write every row with content as a line: the sheet, a tab, row number and cells, in JSON. Runs in a worker.

    Raises:
        UnreadableFile: it is not a workbook, is locked, or a sheet spans more cells than the limit.
        UnwritableFile: there is no disk space for the lines.
    """
    # When memory runs out, the parser prints a page of its own before it ends. Nobody should see it.
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    with writing_temporary(), Path(target).open("w", encoding="utf-8") as stream:
        stream.writelines(_lines(path, limits))


def _lines(path: str, limits: ReadLimits) -> Iterator[str]:
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            formats, texts = read_formats(Path(path)), read_shown_texts(Path(path))
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                for number, cells in _rows_of(sheet, formats.get(name, {}), texts.get(name, {}), limits):
                    yield f"{json.dumps(name)}\t{json.dumps([number, cells])}\n"
    except PasswordError as error:
        raise UnreadableFile("The workbook has a password. Save it without one.") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(f"The workbook cannot be read: {error}") from error


def _rows_of(
    sheet: CalamineSheet, formats: Mapping[int, RowFormats], texts: Mapping[int, ShownTexts], limits: ReadLimits
) -> Iterator[Row]:
    if sheet.start is None:
        return
    if sheet.height * sheet.width > limits.sheet_cells or sheet.width > limits.columns:
        raise UnreadableFile(
            f"The sheet {sheet.name!r} has {sheet.height:,} rows and {sheet.width:,} columns; "
            f"the limits are {limits.sheet_cells:,} cells and {limits.columns:,} columns."
        )
    first = sheet.start[1]
    before = [""] * first
    # The parser yields blank rows above the first filled one, but not the blank columns before it.
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell_text(cell) for cell in row]
        if any(cells):
            shown = {
                column: shown_number(cell, code)
                for column, code in formats.get(number, {}).items()
                if 0 <= column - first < len(row) and isinstance(cell := row[column - first], float)
            }
            for column, text in {**shown, **texts.get(number, {})}.items():
                if 0 <= column - first < len(row):
                    cells[column - first] = text
            yield number, [*before, *cells]


def cell_text(cell: CellValue) -> str:
    """Return the text of a cell as a person sees it: dates in ISO form, whole numbers without a decimal point.

    >>> cell_text(478.61), cell_text(12.0), cell_text(datetime.date(1950, 7, 7)), cell_text(True)
    ('478.61', '12', '1950-07-07', 'TRUE')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return plain_text(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell).strip()
