"""Limits on what a file from a stranger may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much of a file is read.

    Attributes:
        file_bytes: the size of one file on disk.
        unpacked_bytes: what one member of an archive or workbook may unpack to.
        ratio: how many times larger than its packed form a member may be, beyond the first megabyte.
        members: how many files an archive may hold.
        line_characters: the longest line of a text file.
        cell_characters: the longest cell.
        columns: the most columns of a table.
        sheet_cells: the most cells (rows × columns) that a sheet may span.
        json_bytes: the largest JSON file, which must be read whole; JSON Lines are streamed.
        workbook_memory_bytes: the address space of the process that parses a workbook.
        workbook_seconds: its processor time.
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
    workbook_memory_bytes: int = 2 << 30
    workbook_seconds: float = 60.0


def megabytes(size: int) -> str:
    """A size in words.

    >>> megabytes(200 << 20)
    '200 MB'
    """
    return f"{size / (1 << 20):,.0f} MB"
