"""What a dry run and a run tell of changes: the product, the field, the old text and the new one, the same in both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import Importer

HEADER = "Cat No,Name,CAS,Purity,5 g (EUR),Storage\n"


def table(path: Path, rows: Sequence[str], header: str = HEADER) -> Path:
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def told(report: dict[str, Any]) -> list[Any]:
    """What a report says of each record, without the document."""
    names = ("catalog_number", "outcome", "findings", "changes")
    return [{name: record.get(name) for name in names} for record in report["records"]]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("A1,Water,,98%,9,RT", "A1,Water,,99%,9,RT", [("assay", "98%", "99%")]),
        ("A1,Water,,,9,RT", "A1,Water,7732-18-5,,9,", [("cas_rn", None, "7732-18-5")]),
        ("A1,Water,,,9,RT", "A1,Water,,,7,-", [("storage", "RT", None), ("pack:5g", "9 EUR", "7 EUR")]),
        ("A1,Water,,,9,RT", "A1,Water,,,,", None),
    ],
)
def test_changes_are_told_by_field_from_old_to_new(
    importer: Importer,
    tmp_path: Path,
    before: str,
    after: str,
    changes: list[tuple[str, str | None, str | None]] | None,
) -> None:
    importer(table(tmp_path / "a.csv", [before, "B1,Ethanol,,,,"]))
    file = table(tmp_path / "b.csv", [after, "B1,Ethanol,,,,", "C1,Acetone,,,,"])
    dry, report = importer(file, dry_run=True), importer(file)
    assert told(dry) == told(report)
    first, *others = report["records"]
    assert first["outcome"] == ("unchanged" if changes is None else "changed")
    expected = None if changes is None else [{"field": f, "old": old, "new": new} for f, old, new in changes]
    assert first.get("changes") == expected
    assert [record.get("changes") for record in others] == [None, None]


def test_files_of_one_run_change_what_the_earlier_ones_stated(importer: Importer, tmp_path: Path) -> None:
    files = [table(tmp_path / f"{purity}.csv", [f"A1,Water,,{purity}%,,"]) for purity in (97, 98, 99)]
    dry, report = importer(*files, dry_run=True), importer(*files)
    assert told(dry) == told(report)
    assert [[change["new"] for change in record.get("changes", ())] for record in report["records"]] == [
        [], ["98%"], ["99%"],
    ]  # fmt: skip


@pytest.mark.parametrize("chunk", [1, 3, 80])
@pytest.mark.parametrize(
    "rows",
    [
        ["Pyridine,110-86-1", "PYRIDINE,110-86-1", *["Filler,"] * 5, "Pyridine,110-86-1"],
        ["Pyridine,110-86-1", *["Filler,"] * 5, "Pyridine,110-86-1"],
        ["Pyridine,110-86-1", "PYRIDINE,110-86-1", "PYRIDINE,110-86-1", "Pyridine,110-86-1", "Ethanol,64-17-5"],
    ],
)
def test_a_dry_run_foretells_records_with_assigned_numbers(
    importer: Importer, tmp_path: Path, rows: list[str], chunk: int
) -> None:
    file = table(tmp_path / "a.csv", rows, header="Product,CAS\n")
    dry, report = importer(file, dry_run=True, chunk=chunk), importer(file, chunk=chunk)
    assert told(dry) == told(report)
    assert report["summary"]["created"] == len({row.casefold() for row in rows})
