"""One record, or one file, at which the program fails by a fault of its own is left out; all else goes on."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import RefusedRecord, StoreFull, UnreadableFile
from catalog.intake import failures
from catalog.intake.fields import joined_rows
from catalog.intake.fields.drafting import draft_of_json
from catalog.intake.readers import archive, json_records, sdf, source, table
from catalog.intake.runs import settling, survey
from catalog.intake.runs.corrections import write_corrections
from catalog.intake.runs.options import IntakeOptions
from catalog.store.database import Database
from catalog.store.reading.products import count_products
from catalog.store.writing.intake_log import OUTCOMES
from tests.intake import faults
from tests.intake.conftest import Importer

GUILTY = 13
RECORDS = 30
FAULTY = faults.FaultyMapping({})


def records(**guilty: str) -> list[dict[str, str]]:
    """Records of several segments, one of them with something else besides."""
    made = [
        {"catalog_number": f"A{number}", "name": f"Water {number}", "cas_rn": "7732-18-5"} for number in range(RECORDS)
    ]
    made[GUILTY] |= guilty
    return made


def json_lines(path: Path, items: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return path


def summary(report: dict[str, Any]) -> dict[str, int]:
    return {name: report["summary"][name] for name in OUTCOMES if report["summary"][name]}


def left_out(report: dict[str, Any], outcome: str = "refused") -> list[tuple[Any, str | None, list[str]]]:
    return [
        (record["place"], record["catalog_number"], codes(record["findings"]))
        for record in report["records"]
        if record["outcome"] == outcome
    ]


def codes(findings: list[dict[str, Any]]) -> list[str]:
    return [finding["code"] for finding in findings if finding["severity"] == "error"]


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "catalog.intake"]


@pytest.mark.parametrize(
    ("guilty", "number", "code", "outcome"),
    [
        # Where a label fails, the catalog number is not read either.
        ({"fails": "x"}, None, "record-failed", "refused"),
        ({"name": "fails when it is examined"}, f"A{GUILTY}", "record-failed", "refused"),
        ({"dies": "x"}, f"A{GUILTY}", "structure-invalid", "held"),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_only_the_guilty_record_is_left_out(
    importer: Importer, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture,
    guilty: dict[str, str], number: str | None, code: str, outcome: str, dry_run: bool,
) -> None:  # fmt: skip
    path = json_lines(tmp_path / "a.jsonl", records(**guilty))
    report = importer(path, mapping=FAULTY, chunk=5, dry_run=dry_run)
    assert summary(report) == {"created": RECORDS - 1, outcome: 1}
    assert left_out(report, outcome) == [({"line": GUILTY + 1}, number, [code])]
    with database.read() as transaction:
        assert count_products(transaction) == (0 if dry_run else RECORDS - 1)
    if code == "record-failed":
        [message] = logged(caplog)
        assert message.startswith(f"The program failed at a record of {path}, {{'line': {GUILTY + 1}}}:\nTraceback")
        assert "LookupError: nobody expected it" in message


def test_what_was_refused_can_be_mended_and_imported_again(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    run = importer(json_lines(tmp_path / "a.jsonl", records(fails="x")), mapping=FAULTY, chunk=5)["run"]
    corrections = io.StringIO()
    with database.read() as transaction:
        write_corrections(transaction, run, corrections)
    [row] = csv.DictReader(io.StringIO(corrections.getvalue()))
    assert row["problem"].startswith("record: The program failed at this record")
    assert "(LookupError: nobody expected it)" in row["problem"]
    (tmp_path / "mended.csv").write_text(corrections.getvalue(), encoding="utf-8")
    assert summary(importer(tmp_path / "mended.csv")) == {"created": 1}


def failing_for(number: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that fails where one of its arguments speaks of a catalog number."""

    def failing(*arguments: object, **keywords: object) -> object:
        if f"'{number}'" in repr(arguments):
            raise faults.fault()
        return function(*arguments, **keywords)

    return failing


@pytest.mark.parametrize(
    "name", ["keep_products", "preview_products", "with_known_repairs", "log_records", "keep_drafts"]
)
def test_a_record_that_cannot_be_settled_is_refused_alone(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    is_held = name in ("with_known_repairs", "keep_drafts")
    items = records(cas_rn="7732-18-6") if is_held else records(Line="7")
    real: Callable[..., object] = getattr(settling, name)
    failed: list[object] = []

    def fails_once(*arguments: object, **keywords: object) -> object:
        if "7732-18-6" in repr(arguments) or f"'A{GUILTY}'" in repr(arguments):
            failed.append(arguments)
            if len(failed) <= 2:  # Among the others of its segment, and alone.
                raise faults.fault()
        return real(*arguments, **keywords)

    monkeypatch.setattr(settling, name, fails_once)
    report = importer(json_lines(tmp_path / "a.jsonl", items), chunk=5, dry_run=name == "preview_products")
    [(place, number, errors)] = left_out(report)
    assert (place, number) == ({"line": GUILTY + 1}, f"A{GUILTY}")
    assert "record-failed" in errors
    assert summary(report) == {"created": RECORDS - 1, "refused": 1}
    assert report["summary"]["findings"].get("field-unknown", 0) == (not is_held)
    assert len(logged(caplog)) == 1


def test_a_database_that_cannot_go_on_refuses_no_record(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise StoreFull("The disk is full.")

    monkeypatch.setattr(settling, "keep_products", full)
    with pytest.raises(StoreFull, match="full"):
        importer(json_lines(tmp_path / "a.jsonl", records()))


SDF = "\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n> <catalog_number>\nA{}\n\n> <name>\nWater\n\n$$$$\n"
PACKS = "catalog_number,name,size,price\n" + "".join(f"A{n},Water,{s} g,{s} EUR\n" for n in range(9) for s in (1, 5))


@pytest.mark.parametrize(
    ("text", "module", "name", "number", "count"),
    [
        ("".join(json.dumps(item) + "\n" for item in records()), json_records, "flatten", f"A{GUILTY}", 1),
        ("".join(SDF.format(number) for number in range(9)), sdf, "unescape_lines", "A4", 1),
        (PACKS, joined_rows, "_is_further_pack", "A4", 2),
        (PACKS, joined_rows, "_packs", "A4", 2),
    ],
)
def test_a_record_that_fails_on_its_way_is_refused_alone(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    text: str, module: ModuleType, name: str, number: str, count: int,
) -> None:  # fmt: skip
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    whole = importer(path, dry_run=True)
    monkeypatch.setattr(module, name, failing_for(number, getattr(module, name)))
    report = importer(path)
    assert [errors for _, _, errors in left_out(report)] == [["record-failed"]] * count
    assert report["summary"]["records"] == whole["summary"]["records"]
    assert report["summary"]["created"] >= whole["summary"]["created"] - 1
    assert len(logged(caplog)) == count
    assert all(file["error"] is None for file in report["files"])


@pytest.mark.parametrize(
    ("module", "name"),
    [(source, "find_encoding"), (table, "read_table"), (table, "table_record"), (archive, "_unpack_member")],
)
def test_only_the_guilty_file_is_refused(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    module: ModuleType, name: str,
) -> None:  # fmt: skip
    folder = tmp_path / "files"
    folder.mkdir()
    json_lines(folder / "c.jsonl", records())
    (folder / "b.csv").write_text("catalog_number,name\nB1,Water\n", encoding="utf-8")
    with zipfile.ZipFile(folder / "a.zip", "w") as packed:
        packed.writestr("a.jsonl", json.dumps(records()[0] | {"catalog_number": "Z1"}))
    real: Callable[..., object] = getattr(module, name)

    def fails(*arguments: object, **keywords: object) -> object:
        if "b.csv" in repr(arguments) or name in ("read_table", "table_record", "_unpack_member"):
            raise faults.fault()
        return real(*arguments, **keywords)

    monkeypatch.setattr(module, name, fails)
    report = importer(folder)
    assert summary(report) == {"created": RECORDS + 1}
    [(path, error)] = [(Path(file["path"]).name, file["error"]) for file in report["files"] if file["error"]]
    assert path == ("a.zip" if name == "_unpack_member" else "b.csv")
    assert "(LookupError: nobody expected it)" in error
    [message] = logged(caplog)
    assert "LookupError: nobody expected it" in message


def test_a_file_that_can_be_read_only_once_ends_the_import_with_a_sentence(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    path = json_lines(folder / "a.jsonl", records())

    def then_lost(inbox: survey.Inbox, options: IntakeOptions, pool: WorkerPool) -> survey.Survey:
        found = survey.survey(inbox, options, pool)
        path.unlink()
        return found

    monkeypatch.setattr("catalog.intake.runs.importing.survey", then_lost)
    with pytest.raises(UnreadableFile, match="It was readable before"):
        importer(folder)


def test_a_single_record_that_fails_is_refused_with_a_sentence(
    importer: Importer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RefusedRecord, match=r"\(LookupError: nobody expected it\)") as raised:
        failures.run_single(importer.pool.run, faults.fail)
    assert [finding["code"] for finding in raised.value.findings] == ["record-failed"]
    monkeypatch.setattr("catalog.intake.fields.drafting.flatten", faults.fail)
    with pytest.raises(RefusedRecord, match=r"\(LookupError: nobody expected it\)"):
        draft_of_json({"name": "Water"})
    assert len(logged(caplog)) == 2
