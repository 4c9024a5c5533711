"""What is held: kept as a draft beside what is published, until it is mended or its run is undone."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import ImportStopped
from catalog.intake.runs.corrections import write_corrections
from catalog.store.database import Database
from catalog.store.reading.products import count_products, find_product
from catalog.store.writing.draft_lists import list_drafts
from catalog.store.writing.held_drafts import StoredDraft, get_draft
from catalog.store.writing.intake_log import OUTCOMES, logged_records
from catalog.store.writing.undoing import undo_run
from tests.intake.conftest import Importer

TOLUENE = {"catalog_number": "T1", "name": "Toluene", "cas_rn": "108-88-3", "assay": "99%"}
WRONG = TOLUENE | {"cas_rn": "108-88-4"}
"""The check digit should be 3."""


def table(path: Path, *records: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(name for record in records for name in record)))
        writer.writeheader()
        writer.writerows(records)
    return path


def summary(report: dict[str, Any]) -> dict[str, int]:
    return {name: report["summary"][name] for name in OUTCOMES if report["summary"][name]}


def open_drafts(database: Database) -> list[StoredDraft]:
    with database.read() as transaction:
        return list_drafts(transaction, limit=1000)


def draft(database: Database, number: int) -> tuple[str, str | None, int | None]:
    """How it stands."""
    with database.read() as transaction:
        found = get_draft(transaction, number)
    return found.state, found.closed_as, found.closed_by


def corrections(database: Database, run: int) -> list[dict[str, str]]:
    stream = io.StringIO()
    with database.read() as transaction:
        write_corrections(transaction, run, stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue())))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([WRONG], ["held"]),
        ([{"name": "Toluene", "catalog_number": ""}, TOLUENE], ["held", "created"]),
        ([{"catalog_number": "T1", "name": ""}], ["held"]),
        ([{"catalog_number": "A\u202e1", "name": "Toluene"}], ["held"]),
        ([TOLUENE | {"formula": "C7Q8"}], ["held"]),
        ([TOLUENE | {"smiles": "Cc1ccccc1("}], ["created"]),
        ([TOLUENE | {"smiles": "CCO", "formula": "C7H8", "molecular_weight": "92.14"}], ["created"]),
        ([TOLUENE | {"smiles": "CCO", "formula": "C7H8", "cas_rn": ""}], ["held"]),
        ([TOLUENE | {"smiles": "Cc1ccccc1(", "molecular_weight": "-5"}], ["held"]),
        ([TOLUENE | {"molecular_weight": "-5"}], ["held"]),
        ([TOLUENE, TOLUENE | {"name": "Benzene"}], ["created", "skipped"]),
        ([TOLUENE, TOLUENE | {"name": "Benzene", "cas_rn": "71-43-2"}], ["refused", "refused"]),
        ([WRONG, WRONG | {"name": "Benzene"}], ["refused", "refused"]),
        ([WRONG, WRONG], ["held", "held"]),
        ([TOLUENE | {"catalog_number": "", "name": "", "cas_rn": ""}], ["refused"]),
        ([{"catalog_number": "..", "name": "---", "assay": "98%"}], ["refused"]),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_record_with_errors_is_held_or_refused(
    importer: Importer, tmp_path: Path, records: list[dict[str, str]], expected: list[str], dry_run: bool
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    report = importer(path, dry_run=dry_run)
    assert [record["outcome"] for record in report["records"]] == expected
    assert report["summary"]["records"] == sum(report["summary"][outcome] for outcome in OUTCOMES) == len(records)
    drafts = open_drafts(importer.database)
    assert len(drafts) == (0 if dry_run else expected.count("held"))
    if not dry_run:
        with importer.database.read() as transaction:
            logged = list(logged_records(transaction, report["run"]))
        assert [record.raw is not None for record in logged] == [one in ("held", "refused") for one in expected]
        assert {one.draft.position for one in drafts} == {place for place, one in enumerate(expected) if one == "held"}


def test_a_draft_has_what_its_record_states_and_where_it_came_from(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Cat. No.,Product,CAS No.,Purity,Storage\nT1,Toluene,108-88-4,99,-\n", encoding="utf-8")
    report = importer(path, supplier="Sigma")
    [kept] = open_drafts(importer.database)
    assert (kept.run, kept.draft.position, kept.draft.supplier) == (report["run"], 0, "Sigma")
    assert (kept.draft.catalog_key, kept.state, kept.closed_as, kept.closed_by) == ("T1", "open", None, None)
    assert kept.draft.fields["cas_rn"] == "108-88-4"
    assert kept.draft.fields["storage"] == "-"  # It erases what is kept when the draft is published.
    assert kept.draft.findings == report["records"][0]["findings"]
    assert kept.draft.provenance["deliveries"] == [
        {"source": "list.csv", "intake_run": report["run"], "record": 1, "place": {"row": 2}}
    ]
    assert kept.draft.provenance["fields"]["cas_rn"] == {"delivery": 0, "label": "CAS No."}
    assert kept.draft.provenance["fields"].keys() == kept.draft.fields.keys()


def test_what_is_published_stays_as_it_is(importer: Importer, tmp_path: Path) -> None:
    importer(table(tmp_path / "a.csv", TOLUENE))
    with importer.database.read() as transaction:
        before = find_product(transaction, "T1")
    assert summary(importer(table(tmp_path / "b.csv", WRONG | {"assay": "98%"}))) == {"held": 1}
    with importer.database.read() as transaction:
        assert find_product(transaction, "T1") == before
    [kept] = open_drafts(importer.database)
    assert kept.draft.fields == WRONG | {"assay": "98%"}


@pytest.mark.parametrize("broken", ["A\x001", "A\ud8001", "A\uffff1", "A" * 3_000])
def test_a_draft_without_a_number_that_can_be_kept_has_no_key(importer: Importer, tmp_path: Path, broken: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"catalog_number": broken, "name": "Half \ud800", "spec:\x00": "5"}), encoding="utf-8")
    assert summary(importer(path)) == {"held": 1}
    [kept] = open_drafts(importer.database)
    assert kept.draft.catalog_key is None
    assert kept.draft.fields == {"catalog_number": broken, "name": "Half \ud800", "spec:\x00": "5"}


def test_an_interrupted_run_keeps_each_draft_once(importer: Importer, tmp_path: Path) -> None:
    records = [WRONG | {"catalog_number": f"T{number}"} for number in range(6)]
    path = table(tmp_path / "a.csv", *records)
    stops = iter([False, False, True])
    with pytest.raises(ImportStopped):
        importer(path, chunk=1, should_stop=lambda: next(stops))
    assert len(open_drafts(importer.database)) == 3
    for _ in range(2):  # The second time it is recognised.
        report = importer(path, chunk=1)
        assert summary(report) == {"held": 6}
    drafts = open_drafts(importer.database)
    assert [one.draft.position for one in drafts] == [5, 4, 3, 2, 1, 0]
    assert importer(path, dry_run=True)["recognized_as"] == report["run"]


class TestClosing:
    @pytest.fixture
    def held(self, importer: Importer, tmp_path: Path) -> StoredDraft:
        importer(table(tmp_path / "wrong.csv", WRONG, TOLUENE | {"catalog_number": "T2"}))
        [kept] = open_drafts(importer.database)
        return kept

    def test_a_later_record_of_its_number_closes_it_and_undo_opens_it_again(
        self, importer: Importer, tmp_path: Path, held: StoredDraft
    ) -> None:
        mended = importer(table(tmp_path / "a.csv", TOLUENE))["run"]
        assert draft(importer.database, held.number) == ("closed", "mended", mended)
        assert (open_drafts(importer.database), corrections(importer.database, held.run)) == ([], [])
        undo_run(importer.database, importer.pool, mended, "test")
        assert draft(importer.database, held.number) == ("open", None, None)
        assert open_drafts(importer.database) == [held]

    def test_its_corrected_row_closes_it_under_whatever_number(
        self, importer: Importer, tmp_path: Path, held: StoredDraft
    ) -> None:
        [row] = corrections(importer.database, held.run)
        assert row["refused_record"] == f"{held.run}:{held.draft.position}"
        assert "check digit" in row["problem"]
        row |= {"catalog_number": "T9", "cas_rn": "108-88-3"}
        mended = importer(table(tmp_path / "a.csv", row))
        assert summary(mended) == {"created": 1}
        assert draft(importer.database, held.number) == ("closed", "mended", mended["run"])

    @pytest.mark.parametrize("mark", ["", ":", "1", "1:x", "9" * 30 + ":1", "1:" + "9" * 30, "7:0", "1:1", "\u0661:0"])
    def test_no_other_mark_does(
        self, importer: Importer, database: Database, tmp_path: Path, held: StoredDraft, mark: str
    ) -> None:
        row = TOLUENE | {"catalog_number": "T9", "refused_record": mark}
        assert summary(importer(table(tmp_path / "a.csv", row))) == {"created": 1}
        assert draft(database, held.number) == ("open", None, None)

    def test_the_number_of_another_supplier_does_not(
        self, importer: Importer, tmp_path: Path, held: StoredDraft
    ) -> None:
        path = table(tmp_path / "a.csv", TOLUENE)
        assert summary(importer(path, supplier="Another")) == {"created": 1}
        assert draft(importer.database, held.number) == ("open", None, None)

    def test_a_record_that_is_held_again_does_not(self, importer: Importer, tmp_path: Path, held: StoredDraft) -> None:
        assert summary(importer(table(tmp_path / "a.csv", WRONG | {"assay": "98%"}))) == {"held": 1}
        assert draft(importer.database, held.number) == ("open", None, None)
        assert len(open_drafts(importer.database)) == 2

    def test_the_first_that_mends_it_counts(self, importer: Importer, tmp_path: Path, held: StoredDraft) -> None:
        [row] = corrections(importer.database, held.run)
        first = importer(table(tmp_path / "a.csv", TOLUENE))["run"]
        second = importer(table(tmp_path / "b.csv", row | {"catalog_number": "T9", "cas_rn": "108-88-3"}))["run"]
        undo_run(importer.database, importer.pool, second, "test")
        assert draft(importer.database, held.number) == ("closed", "mended", first)

    @pytest.mark.parametrize("is_mended", [False, True])
    def test_undoing_its_own_run_closes_it_for_good(
        self, importer: Importer, tmp_path: Path, held: StoredDraft, is_mended: bool
    ) -> None:
        mended = importer(table(tmp_path / "a.csv", TOLUENE))["run"] if is_mended else None
        undo_run(importer.database, importer.pool, held.run, "test")
        assert draft(importer.database, held.number) == ("closed", "undone", held.run)
        if mended is not None:
            undo_run(importer.database, importer.pool, mended, "test")
        assert draft(importer.database, held.number) == ("closed", "undone", held.run)
        with importer.database.read() as transaction:
            assert count_products(transaction) == 0
        # The same file again is another run, with a draft of its own.
        again = importer(tmp_path / "wrong.csv")["run"]
        assert [one.run for one in open_drafts(importer.database)] == [again]
