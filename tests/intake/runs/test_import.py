"""Importing, on both engines: every record accounted for once, nothing lost, everything undone."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from catalog.errors import Conflict, ImportStopped, NotFound, UnreadableFile
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.editing.editing import Condition, change_fields
from catalog.intake.runs.corrections import write_corrections
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.entries import HOUSE_NAME
from catalog.store.reading.products import ProductIdentity, count_products, find_product
from catalog.store.tables import products, revisions, texts
from catalog.store.writing.intake_log import OUTCOMES, begin_undoing, list_runs, logged_records
from catalog.store.writing.products import Author
from catalog.store.writing.undoing import undo_run
from tests.intake.conftest import Importer

COLUMNS = ("catalog_number", "name", "cas_rn", "formula", "molecular_weight", "assay")
WATER = ("A1", "Water", "7732-18-5", "H2O", "18.015", "99%")
ETHANOL = ("A2", "Ethanol", "64-17-5", "C2H6O", "46.07", "96% min")
ACETONE = ("A3", "Acetone", "67-64-1", "C3H6O", "58.08", "")
WRONG = ("A4", "Toluene", "108-88-4", "C7H8", "92.14", "99%")
"""The check digit should be 3."""


def table(path: Path, *rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS, delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows([columns, *rows])
    return path


def summary(report: dict[str, Any]) -> dict[str, int]:
    return {name: report["summary"][name] for name in OUTCOMES if report["summary"][name]}


def revision_count(database: Database) -> int:
    with database.read() as transaction:
        return transaction.scalar(select(func.count()).select_from(revisions)) or 0


def document(database: Database, number: str) -> dict[str, Any] | None:
    with database.read() as transaction:
        found = find_product(transaction, number)
    return None if found is None else json.loads(found.body)


def state(database: Database) -> dict[str, Any]:
    """Everything that is kept now, without times and revision numbers."""
    with database.read() as transaction:
        query = select(products.c.product_key, texts.c.text, products.c.name_key)
        rows = transaction.execute(query.join(texts, texts.c.id == products.c.fields_id)).all()
    return {row[0]: (row[1], row[2]) for row in rows}


def test_a_report_accounts_for_every_record_once(importer: Importer, tmp_path: Path) -> None:
    text = "Stock list,,,,,\n" + table(tmp_path / "a.csv", WATER, WRONG, ETHANOL).read_text() + "Solvents,,,,,\n"
    (tmp_path / "a.csv").write_text(text)
    report = importer(tmp_path / "a.csv")
    assert summary(report) == {"created": 2, "held": 1, "skipped": 2}
    assert report["summary"]["records"] == 5 == len(report["records"])
    assert [record["place"]["row"] for record in report["records"]] == [1, 3, 4, 5, 6]
    [held] = [record for record in report["records"] if record["outcome"] == "held"]
    [finding] = held["findings"]
    assert (finding["code"], finding["field"], finding["stated"]) == ("cas-invalid", "cas_rn", "108-88-4")
    assert finding["place"] == {"row": 4, "column": "cas_rn"}


def test_a_dry_run_tells_what_the_run_will_do_and_does_nothing(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    importer(table(tmp_path / "before.csv", WATER, ETHANOL))
    path = table(tmp_path / "a.csv", WATER, ("A2", "Ethanol", "64-17-5", "C2H6O", "46.07", "99%"), ACETONE, WRONG)
    before = state(database)
    foretold = importer(path, dry_run=True)
    assert state(database) == before
    real = importer(path)
    assert summary(foretold) == {"created": 1, "changed": 1, "unchanged": 1, "held": 1}
    for report in (foretold, real):
        del report["run"], report["dry_run"]
        for record in report["records"]:
            (record["product"] or {}).pop("provenance", None)
    assert foretold == real


@pytest.mark.parametrize("chunk", [1, 80])
def test_a_dry_run_tells_the_same_of_a_record_that_stands_twice(importer: Importer, tmp_path: Path, chunk: int) -> None:
    """In chunks of one the real run keeps the first of them before it comes to the second."""
    path = table(tmp_path / "a.csv", WATER, ETHANOL, WATER)
    foretold = importer(path, dry_run=True, chunk=chunk)
    real = importer(path, chunk=chunk)
    told = [
        [(record["outcome"], record["product"] is None) for record in report["records"]] for report in (foretold, real)
    ]
    assert told == [[("created", False), ("created", False), ("unchanged", True)]] * 2


@pytest.mark.parametrize("form", ["the same file", "rows turned round", "columns turned round", "JSON Lines", "tabs"])
def test_the_same_content_in_any_form_writes_no_revision(
    importer: Importer, database: Database, tmp_path: Path, form: str
) -> None:
    rows = [WATER, ETHANOL, ACETONE]
    path = table(tmp_path / "a.csv", *rows)
    importer(path)
    written = revision_count(database)
    other = tmp_path / "b"
    if form == "rows turned round":
        path = table(other, *reversed(rows))
    elif form == "columns turned round":
        path = table(other, *(row[::-1] for row in rows), columns=COLUMNS[::-1])
    elif form == "JSON Lines":
        other.write_text("\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in rows))
        path = other
    elif form == "tabs":
        path = table(other, *rows, delimiter="\t")
    assert summary(importer(path)) == {"unchanged": 3}
    assert revision_count(database) == written == 3


def test_a_blank_leaves_a_field_and_a_dash_erases_it(importer: Importer, database: Database, tmp_path: Path) -> None:
    importer(table(tmp_path / "a.csv", WATER, ETHANOL))
    columns = ("catalog_number", "name", "assay")
    report = importer(table(tmp_path / "b.csv", ("A1", "Water", ""), ("A2", "Ethanol", "-"), columns=columns))
    assert summary(report) == {"changed": 1, "unchanged": 1}
    water, ethanol = document(database, "A1"), document(database, "a2")
    assert water is not None
    assert ethanol is not None
    assert water["specifications"][0]["text"] == "99%"
    assert ethanol["specifications"] == []
    assert ethanol["cas_rn"] == "64-17-5"
    assert ethanol["revision"] == 2


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Synonyms", "Dihydrogen oxide|Oxidane"),
        ("IUPAC name", "oxidane"),
        ("Description", "A clear and wholesome liquid"),
    ],
)
def test_nothing_stands_in_for_a_name_that_is_kept(
    importer: Importer, database: Database, tmp_path: Path, label: str, text: str
) -> None:
    importer(table(tmp_path / "a.csv", WATER))
    file = table(tmp_path / "b.csv", ("A1", text), ("B1", text), columns=("catalog_number", label))
    assert summary(importer(file)) == {"created": 1, "changed": 1}
    kept, new = document(database, "A1"), document(database, "B1")
    assert kept is not None
    assert new is not None
    assert kept["name"] == "Water"
    assert new["name"] in text
    # What stood in for a name does so again where the same comes again.
    other = table(tmp_path / "c.csv", ("B1", text), columns=("catalog_number", label))
    assert summary(importer(other)) == {"unchanged": 1}


def test_two_records_for_one_catalog_number_are_both_refused_and_shown(importer: Importer, tmp_path: Path) -> None:
    other = ("a1", "Heavy water", "7789-20-0", "D2O", "20.03", "99%")
    report = importer(table(tmp_path / "a.csv", WATER, ETHANOL, other, ETHANOL))
    assert summary(report) == {"created": 1, "unchanged": 1, "refused": 2}
    assert [record["findings"][0]["code"] for record in report["records"] if record["outcome"] == "refused"] == [
        "catalog-number-duplicate"
    ] * 2


def test_provenance_names_file_place_and_the_rule_that_changed_a_field(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    columns = ("catalog_number", "name", "Purity (%)")
    importer(table(tmp_path / "a.csv", WATER))
    importer(table(tmp_path / "b.csv", ("A1", "Water", "99.5"), columns=columns))
    water = document(database, "A1")
    assert water is not None
    provenance = water["provenance"]
    assert [Path(delivery["source"]).name for delivery in provenance["deliveries"]] == ["a.csv", "b.csv"]
    field = provenance["fields"]["assay"]
    assert field["delivery"] == 1
    assert "from the label" in field["rule"]
    assert provenance["fields"]["cas_rn"]["delivery"] == 0


def test_a_file_that_cannot_be_read_keeps_none_of_the_others_out(importer: Importer, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    table(folder / "b.csv", WATER)
    (folder / "a.csv").write_bytes(b"%PDF-1.4")
    # The trouble stands in the last line, after records that could be read.
    (folder / "c.jsonl").write_text('{"catalog_number": "C1", "name": "x"}\n{"catalog_number": \n')
    report = importer(folder)
    assert [bool(file["error"]) for file in report["files"]] == [True, False, True]
    assert summary(report) == {"created": 1}


def test_a_path_that_does_not_exist_is_an_error(importer: Importer, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        importer(tmp_path / "nowhere.csv")


class TestUndo:
    def test_takes_back_what_was_made_and_restores_what_was_changed(
        self, importer: Importer, database: Database, tmp_path: Path
    ) -> None:
        importer(table(tmp_path / "a.csv", WATER))
        before = state(database)
        path = table(tmp_path / "b.csv", (*WATER[:5], "98%"), ETHANOL)
        run = importer(path)["run"]
        undone = undo_run(database, importer.pool, run, "test")
        assert (undone.removed, undone.restored, undone.left) == (("A2",), ("A1",), ())
        assert state(database) == before
        # What was undone can be imported again.
        assert summary(importer(path)) == {"created": 1, "changed": 1}

    def test_refuses_where_later_changes_stand_on_it_unless_forced(
        self, importer: Importer, database: Database, tmp_path: Path
    ) -> None:
        run = importer(table(tmp_path / "a.csv", WATER, ETHANOL))["run"]
        importer(table(tmp_path / "b.csv", (*WATER[:5], "98%")))
        with pytest.raises(Conflict, match="A1"):
            undo_run(database, importer.pool, run, "test")
        undone = undo_run(database, importer.pool, run, "test", force=True)
        assert (undone.removed, undone.left) == (("A2",), ("A1",))
        assert state(database).keys() == {product_key("A1")}

    def test_refuses_a_run_that_there_is_not(self, importer: Importer) -> None:
        with pytest.raises(NotFound):
            undo_run(importer.database, importer.pool, 99, "test")

    def test_refuses_a_run_that_has_not_come_to_its_end(self, importer: Importer, tmp_path: Path) -> None:
        path = table(tmp_path / "a.csv", WATER, ETHANOL)
        with pytest.raises(ImportStopped):
            importer(path, chunk=1, should_stop=lambda: True)
        with importer.database.read() as transaction:
            [interrupted] = list_runs(transaction, before=None, limit=2)
        for force in (False, True):
            with pytest.raises(Conflict, match="is not finished"):
                undo_run(importer.database, importer.pool, interrupted.number, "test", force=force)
        run = importer(path)["run"]
        assert undo_run(importer.database, importer.pool, run, "test").removed == ("A1", "A2")

    def test_opens_the_held_records_again_that_it_had_closed(self, importer: Importer, tmp_path: Path) -> None:
        held = importer(table(tmp_path / "a.csv", (*WATER[:2], "7732-18-4", *WATER[3:])))["run"]
        mended = importer(table(tmp_path / "b.csv", WATER))["run"]
        closed = []
        for _ in range(2):
            with importer.database.read() as transaction:
                closed += [record.closed_by for record in logged_records(transaction, held)]
            if closed == [mended]:
                undo_run(importer.database, importer.pool, mended, "test")
        assert closed == [mended, None]

    def test_lets_nobody_import_the_same_files_until_it_is_done(self, importer: Importer, tmp_path: Path) -> None:
        path = table(tmp_path / "a.csv", WATER)
        run = importer(path)["run"]
        with importer.database.write() as transaction:
            begin_undoing(transaction, run)
        with pytest.raises(Conflict, match=f"Run {run} of these files is being undone"):
            importer(path)
        undo_run(importer.database, importer.pool, run, "test")
        assert summary(importer(path)) == {"created": 1}


class TestCorrections:
    def corrections(self, database: Database, run: int) -> list[dict[str, str]]:
        stream = io.StringIO()
        with database.read() as transaction:
            write_corrections(transaction, run, stream)
        return list(csv.DictReader(io.StringIO(stream.getvalue())))

    def test_are_the_held_records_which_mended_close_them(
        self, importer: Importer, database: Database, tmp_path: Path
    ) -> None:
        importer(table(tmp_path / "known.csv", ("T1", "Toluene", "108-88-3", "C7H8", "92.14", "")))
        run = importer(table(tmp_path / "a.csv", WATER, WRONG))["run"]
        [row] = self.corrections(database, run)
        assert {name: row[name] for name in COLUMNS} == dict(zip(COLUMNS, WRONG, strict=True))
        assert "108-88-3" in row["suggestion"]
        assert "check digit" in row["problem"]
        row["cas_rn"] = "108-88-3"
        mended = table(tmp_path / "mended.csv", tuple(row.values()), columns=tuple(row))
        assert summary(importer(mended)) == {"created": 1}
        assert self.corrections(database, run) == []

    def test_keep_the_columns_of_a_file_as_they_were(
        self, importer: Importer, database: Database, tmp_path: Path
    ) -> None:
        columns = ("Artikelnummer", "Bezeichnung", "CAS-Nr.", "Lagerort")
        path = table(tmp_path / "a.csv", ("B1", "Benzol", "71-43-3", "R 5"), columns=columns, delimiter=";")
        [row] = self.corrections(database, importer(path)["run"])
        assert [row[column] for column in columns] == ["B1", "Benzol", "71-43-3", "R 5"]


class TestMapping:
    def test_names_what_the_table_cannot_know(self, importer: Importer, tmp_path: Path) -> None:
        columns = ("Kennung", "Was", "CAS")
        path = table(tmp_path / "a.csv", ("K1", "Wasser", "7732-18-5"), columns=columns)
        assert summary(importer(path, dry_run=True)) == {"held": 1}
        report = importer(path, mapping=LabelMapping({"kennung": "catalog_number", "was": "name"}))
        assert summary(report) == {"created": 1}
        assert report["files"][0]["mapping"] == {"Kennung": "catalog_number", "Was": "name", "CAS": "cas_rn"}

    def test_unknown_columns_are_attributes_and_what_names_nothing_is_reported_once(
        self, importer: Importer, tmp_path: Path
    ) -> None:
        columns = ("catalog_number", "name", "Lagerort", "Zeile")
        rows = (("K1", "x", "R1", "1"), ("K2", "y", "R2", "2"))
        report = importer(table(tmp_path / "a.csv", *rows, columns=columns))
        assert report["files"][0]["unknown_columns"] == ["Zeile"]
        assert report["files"][0]["mapping"]["Lagerort"] == "attribute:Lagerort"
        assert report["summary"]["findings"] == {"field-unknown": 1}
        [note] = [finding for record in report["records"] for finding in record["findings"]]
        assert "Zeile" in note["message"]

    def test_rows_that_differ_in_attributes_are_one_product_with_all_of_them(
        self, importer: Importer, tmp_path: Path
    ) -> None:
        columns = ("catalog_number", "name", "Plate")
        rows = (("K1", "x", "P1"), ("K2", "y", "P1"), ("K1", "x", "P2"))
        path = table(tmp_path / "a.csv", *rows, columns=columns)
        for again, outcome in ((False, "created"), (True, "unchanged")):
            report = importer(path, again=again, chunk=1)
            assert [record["outcome"] for record in report["records"]] == [outcome, outcome, "skipped"]
        with importer.database.read() as transaction:
            kept = find_product(transaction, "K1")
        assert kept is not None
        assert json.loads(kept.body)["attributes"] == [{"name": "Plate", "text": "P1; P2"}]


class TestStopping:
    def test_the_same_command_goes_on_where_it_stopped(
        self, importer: Importer, database: Database, tmp_path: Path
    ) -> None:
        rows = [(f"N{number:03}", f"Product {number}", "", "H2O", "18.015", "") for number in range(30)]
        path = table(tmp_path / "a.csv", *rows)
        asked = iter([False, True])
        with pytest.raises(ImportStopped, match="20 of 30"):
            importer(path, chunk=10, should_stop=lambda: next(asked))
        with database.read() as transaction:
            assert count_products(transaction) == 20
        report = importer(path, chunk=10)
        assert summary(report) == {"created": 30}
        assert revision_count(database) == 30

    def test_a_dry_run_that_is_stopped_promises_no_continuation(self, importer: Importer, tmp_path: Path) -> None:
        path = table(tmp_path / "a.csv", *[(f"N{number}", "Water", "", "H2O", "", "") for number in range(3)])
        with pytest.raises(ImportStopped, match=r"of 3 records\. Nothing was changed\.$"):
            importer(path, chunk=1, dry_run=True, should_stop=lambda: True)

    def test_a_finished_run_is_recognised_and_changes_nothing(
        self, importer: Importer, database: Database, tmp_path: Path
    ) -> None:
        path = table(tmp_path / "a.csv", WATER, WRONG)
        first, again = importer(path), importer(path)
        assert again["recognized_as"] == first["run"] == again["run"]
        assert summary(again) == {"unchanged": 1, "held": 1}
        assert revision_count(database) == 1


def test_hostile_cells_are_kept_to_the_letter_or_held_alone(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    rows = [
        ("H1", '=HYPERLINK("http://x")', "", "", "", ""),
        ("H2", "'; DROP TABLE products; --", "", "", "", ""),
        ("H3", "<script>alert(1)</script>", "", "", "", ""),
        ("H4", "x" * 100_000, "", "", "", ""),
        ("H5", "NUL \x00 inside", "", "", "", ""),
        ("H6", "Methane", "", "C" + "(" * 500, "16.04", ""),
        ("H7", "Methane", "", "CH4", "9" * 5_000, ""),
        ("H8", "Methane", "", "CH4", "16.04", ""),
    ]
    report = importer(table(tmp_path / "a.csv", *rows))
    assert report["summary"]["records"] == len(rows)
    outcomes = {record["catalog_number"]: record["outcome"] for record in report["records"]}
    assert outcomes["H8"] == "created"
    assert outcomes["H6"] == outcomes["H7"] == "held"
    for number, name, *_ in rows[:3]:
        kept = document(database, number)
        assert kept is not None
        assert kept["name"] == name


class TestFilesWithoutCatalogNumbers:
    COLUMNS = ("name", "cas_rn", "assay")

    def test_are_numbered_by_cas_rn(self, importer: Importer, database: Database, tmp_path: Path) -> None:
        rows = [("Water", "7732-18-5", "99%"), ("", "", "98%")]
        report = importer(table(tmp_path / "a.csv", *rows, columns=self.COLUMNS))
        assert summary(report) == {"created": 1, "refused": 1}
        findings = report["summary"]["findings"]
        assert findings == {"catalog-number-assigned": 1, "catalog-number-missing": 1, "name-missing": 1}
        assert document(database, "7732-18-5") is not None

    def test_are_numbered_by_name_where_nothing_else_identifies_a_product(
        self, importer: Importer, tmp_path: Path
    ) -> None:
        rows = [("Water", "7732-18-5", "99%"), ("Brine", "", "10%"), ("Lauge", "7732-18-6", "")]
        first = importer(table(tmp_path / "a.csv", *rows, columns=self.COLUMNS))
        assert summary(first) == {"created": 2, "held": 1}
        errors = [one["code"] for one in first["records"][2]["findings"] if one["severity"] == "error"]
        assert errors == ["cas-invalid"]
        later = importer(table(tmp_path / "b.csv", ("Brine", "", "11%"), *rows[:1], columns=self.COLUMNS))
        assert later["records"][0]["catalog_number"] == first["records"][1]["catalog_number"]
        assert summary(later) == {"changed": 1, "unchanged": 1}

    def test_are_numbered_by_the_key_of_the_structure(self, importer: Importer, tmp_path: Path) -> None:
        rows = [("Ethanol", "CCO", ""), ("Alkohol", "", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"), ("Unfug", "CC(", "")]
        report = importer(table(tmp_path / "a.csv", *rows[:1], rows[2], columns=("name", "smiles", "inchi_key")))
        numbers = [record["catalog_number"] for record in report["records"]]
        assert numbers[0] == "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"
        assert numbers[1].startswith("ID-")
        stated = importer(table(tmp_path / "b.csv", rows[1], columns=("name", "smiles", "inchi_key")))
        assert stated["records"][0]["catalog_number"] == numbers[0]

    def test_keep_different_products_of_one_compound_apart_in_any_order(
        self, importer: Importer, database: Database, tmp_path: Path
    ) -> None:
        rows = [("Water", "7732-18-5", "99%"), ("Water", "7732-18-5", "98%"), ("Water", "7732-18-5", "99%")]
        assert summary(importer(table(tmp_path / "a.csv", *rows, columns=self.COLUMNS))) == {
            "created": 2,
            "unchanged": 1,
        }
        turned = table(tmp_path / "b.csv", *reversed(rows), columns=self.COLUMNS)
        assert summary(importer(turned)) == {"unchanged": 3}
        assert revision_count(database) == 2

    def test_keep_different_products_of_one_title_apart(self, importer: Importer, tmp_path: Path) -> None:
        record = "Z56754489\n\n\n  0  0  0     0  0            999 V2000\nM  END\n> <Name>\n{}\n\n$$$$\n"
        path = tmp_path / "a.sdf"
        path.write_text("".join(map(record.format, ("Water", "Ice", "Water"))))
        report = importer(path)
        assert summary(report) == {"created": 2, "unchanged": 1}
        assert all(entry["catalog_number"].startswith("Z56754489-") for entry in report["records"])


def test_half_a_surrogate_holds_its_record_alone(importer: Importer, tmp_path: Path) -> None:
    lines = [r'{"catalog_number": "S1", "name": "half \ud800"}', '{"catalog_number": "S2", "name": "whole"}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    report = importer(tmp_path / "a.jsonl")
    assert summary(report) == {"created": 1, "held": 1}
    assert report["records"][0]["findings"][0]["code"] == "text-invalid"


def test_what_is_no_catalog_number_is_held_with_what_it_may_be(importer: Importer, tmp_path: Path) -> None:
    rows = [(number, *WATER[1:]) for number in ("A/..", "A\u202e1", "B\u200b1", "C/1")]
    report = importer(table(tmp_path / "a.csv", *rows))
    held = [record["findings"][0] for record in report["records"] if record["outcome"] == "held"]
    assert [(one["code"], one["expected"]) for one in held] == [
        ("catalog-number-invalid", None),
        ("catalog-number-invalid", "A1"),
        ("catalog-number-invalid", "B1"),
    ]
    assert summary(report) == {"created": 1, "held": 3}


def test_what_somebody_edits_while_its_record_is_prepared_is_kept(importer: Importer, tmp_path: Path) -> None:
    importer(table(tmp_path / "a.csv", WATER, ETHANOL, ACETONE))
    edits: list[str] = []

    def edit_once() -> bool:
        # Asked after the first record is kept, while the others are prepared already.
        if not edits:
            edits.append("spec:Water")
            fields = {"spec:Water": "0.1 %", "synonyms": "Alcohol | Spirit"}
            any_kept = Condition(match=frozenset({"*"}))
            product = ProductIdentity("A2", HOUSE_NAME)
            change_fields(importer.database, importer.pool, product, fields, any_kept, Author("an editor"))
        return False

    rows = [(*row[:5], "95%") for row in (WATER, ETHANOL, ACETONE)]
    importer(table(tmp_path / "b.csv", *rows), chunk=1, should_stop=edit_once)
    kept = document(importer.database, "A2") or {}
    assert {entry["test"]: entry["text"] for entry in kept["specifications"]} == {"Assay": "95%", "Water": "0.1 %"}
    assert kept["synonyms"] == ["Alcohol", "Spirit"]


@pytest.mark.parametrize("broken", ["A\x001", "A\ud8001", "A\uffff1", "A" * 201])
def test_a_number_that_cannot_be_kept_holds_its_record_on_either_engine(
    importer: Importer, database: Database, tmp_path: Path, broken: str
) -> None:
    path = tmp_path / "a.jsonl"
    lines = [{"catalog_number": number, "name": "Water"} for number in ("A1", broken, broken, "A2")]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    report = importer(path)
    assert summary(report) == {"created": 2, "held": 2}
    assert {finding["code"] for record in report["records"] for finding in record["findings"]} == {"text-invalid"}
    corrections = io.StringIO()
    with database.read() as transaction:
        write_corrections(transaction, report["run"], corrections)
    assert corrections.getvalue().encode("utf-8").count(b"text-invalid") == 0
    assert corrections.getvalue().count("\n") == 3


@pytest.mark.parametrize("field", ["spec:{}", "pack:{} g", "lot:{}", "property:{}"])
@pytest.mark.parametrize("name", ["\ud800", "a\x00b", "x" * 501])
def test_a_field_whose_name_cannot_be_kept_holds_its_record(
    importer: Importer, tmp_path: Path, field: str, name: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"catalog_number": "A1", "name": "Water", field.format(name): "5"}), encoding="utf-8")
    report = importer(path)
    assert summary(report) == {"held": 1}
    assert "text-invalid" in report["summary"]["findings"]


@pytest.mark.parametrize(
    "name", ["".join(chr(0x4E00 + place * 7919 % 20_000) for place in range(9_000)), "ab " * 9_000]
)
def test_a_name_may_be_longer_than_an_index_takes(
    importer: Importer, database: Database, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"catalog_number": "A1", "name": name, "synonyms": f"{name}|other"}), encoding="utf-8")
    assert summary(importer(path)) == {"created": 1}
    kept = document(database, "A1")
    assert kept is not None
    assert kept["name"] == name.strip()


def test_a_file_whose_name_is_no_text_is_imported(importer: Importer, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    table(folder / os.fsdecode(b"pri\xffe.csv"), WATER)
    table(folder / os.fsdecode(b"wrong\xff.csv"), WRONG, columns=COLUMNS)
    report = importer(folder)
    assert summary(report) == {"created": 1, "held": 1}
    assert [Path(file["path"]).name for file in report["files"]] == ["pri\\xffe.csv", "wrong\\xff.csv"]
