"""Tables whose columns are lined up by blanks, such as a quote in an e-mail: a header, rows, cells over several lines.

A column ends where all lines have a blank. That is certain only if enough lines share the same gaps. A table with a
line that does not fit is refused, because its cells could land in wrong columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.errors import UnreadableFile
from catalog.intake.columns.labels import field_of
from catalog.intake.columns.mapping import NO_MAPPING, LabelMapping
from catalog.intake.columns.pack_columns import PACK_PARTS
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.headers import header_score, is_total, unique_labels
from catalog.intake.readers.sideways import IDENTITY, heading_roles
from catalog.intake.readers.table_rows import table_record
from catalog.intake.records import ABOVE_HEADER, RawRecord, passed_over

LEAST_LINES = 3
"""The fewest lines with the same gaps, the header included, from which columns are certain."""
LEAST_LABELS = 3
"""The fewest known labels of a header."""
BELOW_TABLE = "below the table"
"""The reason to skip the text after the last row."""
_TELLING = IDENTITY - {"catalog_number", "skus"}
"""What a list tells of its products. A table with only their numbers is that of the packs of a page."""
_CELL = re.compile(r"\S+(?: \S+)*")
_QUOTED = re.compile(r"^(?:> ?)+")
_RULE = frozenset("-–—=_+*~ .")
_WIDE = "\uffff"
"""Stands after a character that is as wide as two, such as those of Chinese."""
_TAB = 8


@dataclass(slots=True)
class _Columns:
    """The columns of a table.

    Attributes:
        labels: those of the header.
        gaps: for each border between columns, the places that are blank in all lines so far.
        lines: how many lines were looked at.
    """

    labels: tuple[str, ...]
    gaps: list[set[int]]
    lines: int = 1

    def narrowed(self, line: str) -> list[set[int]] | None:
        """Return the borders that a further line leaves, or None if it does not fit."""
        gaps = [{at for at in gap if at >= len(line) or line[at] == " "} for gap in self.gaps]
        return gaps if all(gaps) else None

    def cells(self, line: str) -> list[str]:
        """Return the cells of a line."""
        borders = [0, *(cut for gap in self.gaps for cut in _cuts(gap)), max(len(line), 1)]
        return [_narrow(line[begin:end]) for begin, end in pairwise(borders)]

    def header(self) -> tuple[str, ...]:
        """Return the labels, with a blank one for a column without a heading, between those with one."""
        further = [
            label for gap, label in zip(self.gaps, self.labels[1:], strict=True) for label in _with_blanks(gap, label)
        ]
        return (self.labels[0], *further)


def _cuts(gap: set[int]) -> list[int]:
    """Return where to divide lines within a gap: once, or more often if it is several gaps with a column between them.

    >>> _cuts({5, 6, 7}), _cuts({5, 6, 7, 20, 21}), _cuts({5, 9, 10})
    ([7], [7, 21], [10])
    """
    ordered = sorted(gap)
    ends = [at for at, after in pairwise([*ordered, ordered[-1] + 2]) if after > at + 1]
    wide = [end for end in ends if end - 1 in gap]
    return wide or [ordered[-1]]


def _with_blanks(gap: set[int], label: str) -> list[str]:
    return [""] * (len(_cuts(gap)) - 1) + [label]


def find_aligned(lines: Sequence[str], mapping: LabelMapping = NO_MAPPING) -> int | None:
    """Return the index of the header of such a table, or None.

    >>> find_aligned(["Hello,", "Cat. No.  Name     CAS", "A1        Water    7732-18-5", "A2        Acetone  67-64-1"])
    1
    """
    for at, line in enumerate(lines):
        if _is_header(_spread(line), mapping) and any(_CELL.findall(_spread(below)) for below in lines[at + 1 :]):
            return at
    return None


def _is_header(line: str, mapping: LabelMapping) -> bool:
    if "\t" in line.strip() or "|" in line:
        return False
    cells = _CELL.findall(line)
    is_known = len(cells) >= LEAST_LABELS and header_score(cells, mapping) >= max(LEAST_LABELS - 1, len(cells) // 2)
    return is_known and not _TELLING.isdisjoint(map(field_of, cells)) and heading_roles(cells) is None


def read_aligned(lines: Iterator[str], _limits: ReadLimits, mapping: LabelMapping = NO_MAPPING) -> Iterator[RawRecord]:
    """Yield the records of a table that is lined up by blanks. Text around it is passed on as skipped.

    Raises:
        UnreadableFile: there is no header, or it is not certain where the columns are.
    """
    read = [_spread(line) for line in lines]
    at = find_aligned(read, mapping)
    if at is None:
        raise UnreadableFile("No line has column names (such as CAS or Catalog Number) that are lined up by blanks.")
    for number, line in enumerate(read[:at], start=1):
        if line.strip():
            yield passed_over({"line": number}, [_narrow(line)], ABOVE_HEADER)
    columns, body = _columns(read, at, _body(read, at))
    yield from _records(columns, read, body)
    end = body[-1] + 1
    rest = [_narrow(line) for line in read[end:] if line.strip()]
    if rest:
        yield passed_over({"line": end + 1}, rest, BELOW_TABLE)


def _body(lines: Sequence[str], header: int) -> list[int]:
    """Return the indices of the lines of the table below its header.

    The table ends at a blank line with no row after it: a line with several cells, or the header again.
    """
    body: list[int] = []
    blanks = False
    for at in range(header + 1, len(lines)):
        line = lines[at]
        if not line.strip() or set(line.strip()) <= _RULE:
            blanks = blanks or not line.strip()
            continue
        if blanks and len(_CELL.findall(line)) < LEAST_LABELS:
            continue
        if not blanks or len(_CELL.findall(line)) >= LEAST_LABELS:
            body.append(at)
            blanks = False
    return body


def _columns(lines: Sequence[str], header: int, body: Sequence[int]) -> tuple[_Columns, Sequence[int]]:
    """Return the columns of the table, and its lines without running text directly below them.

    Raises:
        UnreadableFile: a line does not fit, or there are too few lines.
    """
    cells = list(_CELL.finditer(lines[header]))
    gaps = [set(range(left.end(), right.start())) for left, right in pairwise(cells)]
    columns = _Columns(tuple(_narrow(cell.group()) for cell in cells), gaps)
    for index, at in enumerate(body):
        line = lines[at]
        found = columns.narrowed(line)
        if found is None:
            texts = _CELL.findall(line)
            if len(texts) == len(columns.labels) or is_total(texts):
                continue
            if columns.lines >= LEAST_LINES and all(len(_CELL.findall(lines[later])) == 1 for later in body[index:]):
                return columns, body[:index]
            raise UnreadableFile(
                f"The columns below line {header + 1} are not clear: in line {at + 1} a text goes over the gap between "
                "two of them. Save the table as CSV, or move the texts apart."
            )
        columns.gaps = found
        columns.lines += 1
    if columns.lines < LEAST_LINES:
        raise UnreadableFile(
            f"The columns below line {header + 1} are not certain: only {columns.lines} lines have the same gaps, and "
            f"{LEAST_LINES} are needed. Save the table as CSV."
        )
    return columns, body


def _records(columns: _Columns, lines: Sequence[str], body: Sequence[int]) -> Iterator[RawRecord]:
    labels = unique_labels(columns.header())
    fields = [field_of(label) for label in labels]
    row: tuple[int, list[str]] | None = None
    for before, at in pairwise([-1, *body]):
        line = lines[at]
        texts = _CELL.findall(line)
        is_cut = columns.narrowed(line) is not None
        cells = columns.cells(line) if is_cut or len(texts) != len(labels) else [_narrow(text) for text in texts]
        if row is not None and at == before + 1 and is_cut and _goes_on(cells, row[1], fields):
            row = (row[0], [_continued(above, below) for above, below in zip(row[1], cells, strict=True)])
            continue
        if row is not None:
            yield table_record({"line": row[0] + 1}, labels, row[1])
        row = (at, cells)
    if row is not None:
        yield table_record({"line": row[0] + 1}, labels, row[1])


def _goes_on(cells: Sequence[str], above: Sequence[str], fields: Sequence[str]) -> bool:
    """Tell whether a line only continues cells of the line above it: words, and neither a number nor a pack."""
    filled = [at for at, cell in enumerate(cells) if cell]
    if not filled or filled[0] == 0 or len(filled) >= sum(map(bool, above)):
        return False
    return all(above[at] and fields[at] not in PACK_PARTS | {"catalog_number", "cas_rn"} for at in filled)


def _continued(above: str, below: str) -> str:
    if not below:
        return above
    # A word that is divided at its hyphen goes on without a blank, as systematic names do.
    return f"{above}{below}" if above.endswith("-") else f"{above} {below}"


def _spread(line: str) -> str:
    """Return a line in which each place is one character: without marks of a quoted mail, tabs and wide characters."""
    text = _QUOTED.sub("", line.rstrip("\r\n")).replace("\u00a0", " ").expandtabs(_TAB).rstrip()
    if text.isascii():
        return text
    return "".join(char + _WIDE if unicodedata.east_asian_width(char) in "WF" else char for char in text)


def _narrow(text: str) -> str:
    return text.replace(_WIDE, "").strip()
