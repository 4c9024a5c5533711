"""The rows of delimited text. A row whose quotation marks are wrong costs nothing but itself.

A quotation mark that is never closed would take all rows below into its cell. So a row over several lines must be
right to the letter, with closing marks before a delimiter or a line end. If it is not, its first line is a row alone.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple


class DelimitedRow(NamedTuple):
    """A row.

    Attributes:
        number: as a spreadsheet counts it, from 1.
        line: the line in which it begins, from 1.
        cells: its cells.
        is_damaged: whether its quotation marks are wrong, so that its cells may be too.
    """

    number: int
    line: int
    cells: list[str]
    is_damaged: bool = False


class _Tape:
    """Lines that can be read again, from the beginning of the present row on."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> _Tape:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def go_back(self) -> str:
        """Return the first line of the present row. The others are read again."""
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        self.taken = []
        return first


def read_rows(lines: Iterable[str], delimiter: str, cell_characters: int) -> Iterator[DelimitedRow]:
    """Yield the rows.

    Args:
        lines: the lines with their ends.
        delimiter: what separates cells.
        cell_characters: the length of a cell over several lines from which a closing quotation mark is missing.

    >>> [row.cells for row in read_rows(['a,"b\\n', 'c",d\\n', 'e,"f\\n', 'g,h\\n'], ",", 1000)]
    [['a', 'b\\nc', 'd'], ['e', 'f\\n'], ['g', 'h']]
    """
    csv.field_size_limit(cell_characters)
    tape = _Tape(lines)
    reader = csv.reader(tape, delimiter=delimiter, strict=True)
    begins = 1
    for number in count(1):
        try:
            cells = next(reader, None)
        except csv.Error:
            reader = csv.reader(tape, delimiter=delimiter, strict=True)
            if (mended := _without_blanks(tape.taken, delimiter)) is not None:
                yield DelimitedRow(number, begins, mended)
                begins += len(tape.taken)
                tape.taken.clear()
                continue
            first = tape.go_back()
            yield DelimitedRow(number, begins, *_single(first, delimiter))
            begins += 1
            continue
        if cells is None:
            return
        yield DelimitedRow(number, begins, cells)
        begins += len(tape.taken)
        tape.taken.clear()


def _without_blanks(lines: Sequence[str], delimiter: str) -> list[str] | None:
    """Return the cells of a row over several lines that is right but for blanks after closing marks, or None."""
    text = "".join(lines)
    mended = re.sub(rf'"[ \t]+(?={re.escape(delimiter)}|\r?\n|$)', '"', text)
    if len(lines) < 2 or mended == text:
        return None
    try:
        rows = list(csv.reader(mended.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _single(line: str, delimiter: str) -> tuple[list[str], bool]:
    """Return the cells of a line alone, and whether they are in doubt: a mark is not closed, or a cell is too long."""
    try:
        return next(csv.reader([line], delimiter=delimiter), []), line.count('"') % 2 == 1
    except csv.Error:
        return line.rstrip("\r\n").split(delimiter), True
