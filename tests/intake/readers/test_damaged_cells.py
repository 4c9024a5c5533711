"""One damaged cell costs its record, never its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.readers.delimited_rows import read_rows
from catalog.intake.readers.source import ReadOptions, open_sources
from catalog.product.checks.presence import check_presence

HEAD = "Cat. No.,Name,Storage\n"
REST = "".join(f'A{number},"Acid, {number}",ä\n' for number in range(2, 9))
CELLS: dict[str, tuple[bytes, list[str]]] = {
    # The first row, and the codes of the findings of that record.
    "too long": (b"A1,Water," + b"x" * 200_000, ["text-invalid"]),
    "too long for a cell at all": (b"A1,Water," + b"x" * 1_200_000, ["text-invalid"]),
    "too long, in quotation marks": (b'A1,"Water","' + b"x, " * 70_000 + b'"', ["text-invalid"]),
    "with NUL": (b"A1,Water,a\0b", ["text-invalid"]),
    "with many NULs": (b"A1,Water," + b"\0" * 3_000, ["text-invalid"]),
    "a mark that is not closed": (b'A1,"Water,x', ["text-invalid"]),
    "a mark that the next row closes": (b'A1,Water,"open', []),
    "a mark within": (b'A1,5" tube,x', []),
    "marks within a quoted cell": (b'A1,"a 5" tube",x', []),
    "bytes of another encoding": (b"A1,Water,\xff\xfe caf\xe9", ["text-invalid"]),
    "a right cell over several lines": (b'A1,"Water,\nof ice",x', []),
}


@pytest.mark.parametrize(("row", "codes"), CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("is_first", [True, False])
def test_the_other_records_are_read(tmp_path: Path, row: bytes, codes: list[str], is_first: bool) -> None:
    rest = REST.encode() * (1 if is_first else 20)
    path = tmp_path / "a.csv"
    path.write_bytes(HEAD.encode() + (row + b"\n" + rest if is_first else rest + row + b"\n" + REST.encode()))
    [source] = open_sources(path, ReadOptions())
    assert (source.error, source.format) == (None, "csv")
    drafter, found = RecordDrafter(None), {}
    for record in source.records():
        drafted = drafter.draft(record)
        of_checks = [] if record.damage else check_presence(drafted.draft).findings
        found[record.place["row"]] = [one.code.value for one in (*drafted.findings, *of_checks)]
    damaged = 2 if is_first else 2 + 7 * 20
    assert found.pop(damaged) == codes
    assert set(map(tuple, found.values())) == {()}
    assert len(found) == (7 if is_first else 147)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('a,"b\n', [["a", "b\n"]]),
        ('a,"b""c"\n', [["a", 'b"c']]),
        ('a,"b\nc,"d"\ne,f\n', [["a", "b\n"], ["c", "d"], ["e", "f"]]),
        ('a,"b\n\nc"\nd\n', [["a", "b\n\nc"], ["d"]]),
        ('"a" x,b\nc,d\n', [["a x", "b"], ["c", "d"]]),
        ('"a\nb" ,c\nd,e\n', [["a\nb", "c"], ["d", "e"]]),
        ("\n\na\n", [[], [], ["a"]]),
    ],
)
def test_rows_begin_and_end_where_a_person_would_say(text: str, cells: list[list[str]]) -> None:
    assert [row.cells for row in read_rows(text.splitlines(keepends=True), ",", 1_000)] == cells
