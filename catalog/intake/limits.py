"""Limits on the cost of a file from an unknown source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """The limits for reading a file.

    Attributes:
        file_bytes: the size of one file on disk.
        unpacked_bytes: the unpacked size of one member of an archive or workbook.
        ratio: how many times larger than its packed form a member may be, after the first megabyte.
        members: the number of files in an archive, or in an upload.
        line_characters: the length of a line of a text file.
        cell_characters: the length of a cell.
        columns: the number of columns of a table.
        sheet_cells: the number of cells (rows × columns) of a sheet.
        json_bytes: the size of a JSON file, which must be read whole. JSON Lines are streamed.
        html_bytes: the size of an HTML page, which is read whole.
        workbook_memory_bytes: the address space of the process that parses a workbook.
        workbook_seconds: the processor time of this process.
    """

    file_bytes: int = 4 << 30
    unpacked_bytes: int = 200 << 20
    ratio: int = 50
    members: int = 100
    line_characters: int = 2_000_000
    cell_characters: int = 1_000_000
    columns: int = 2_000
    sheet_cells: int = 20_000_000
    json_bytes: int = 200 << 20
    html_bytes: int = 20 << 20
    workbook_memory_bytes: int = 2 << 30
    workbook_seconds: float = 60.0


def megabytes(size: int) -> str:
    """Return a size in words.

    >>> megabytes(200 << 20)
    '200 MB'
    """
    return f"{size / (1 << 20):,.0f} MB"
