"""Rows of one product that stand apart: in the sheets or files of a run, or far apart in one file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from catalog.errors import ImportStopped
from catalog.intake.runs.corrections import write_corrections
from catalog.intake.runs.repeated_rows import MOST_ROWS
from catalog.store.database import Database
from catalog.store.reading.products import find_products
from catalog.store.writing.undoing import undo_run
from tests.intake.conftest import Importer

Sheets = Mapping[str, Sequence[Sequence[str]]]

PRODUCTS = [
    ("Catalog No", "Name", "CAS"),
    ("A1", "Acetone", "67-64-1"),
    ("A2", "Ethanol", "64-17-5"),
]
SAFETY = [("Catalog No", "UN number", "Class"), ("A1", "UN1090", "3"), ("A2", "UN1170", "3")]
PRICES = [("Catalog No", "Size", "Price"), ("A1", "1 L", "10 EUR"), ("A1", "5 L", "40 EUR"), ("A2", "1 L", "8 EUR")]


def workbook(path: Path, sheets: Sheets) -> Path:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def table(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def document(database: Database, number: str) -> dict[str, Any]:
    with database.read() as transaction:
        [product] = find_products(transaction, number)
    return product.document


def outcomes(report: dict[str, Any]) -> list[str]:
    return [record["outcome"] for record in report["records"]]


@pytest.mark.parametrize("order", [("Products", "Prices", "Safety"), ("Safety", "Prices", "Products")])
def test_sheets_with_one_key_are_one_list(importer: Importer, tmp_path: Path, order: tuple[str, ...]) -> None:
    sheets = {"Products": PRODUCTS, "Prices": PRICES, "Safety": SAFETY}
    report = importer(workbook(tmp_path / "quote.xlsx", {name: sheets[name] for name in order}))
    assert {name: report["summary"][name] for name in ("created", "skipped", "held", "refused")} == {
        "created": 2, "skipped": 5, "held": 0, "refused": 0,
    }  # fmt: skip
    acetone = document(importer.database, "A1")
    assert (acetone["name"], acetone["cas_rn"], acetone["hazards"]["un_number"]) == ("Acetone", "67-64-1", "1090")
    assert [pack["size"] for pack in acetone["packs"]] == ["1 L", "5 L"]
    assert acetone["findings"] == []
    told = {record["findings"][0]["message"] for record in report["records"] if record["outcome"] == "skipped"}
    assert f"Not a product record: a further row of the product in sheet {order[0]}, row 2." in told
    # Each fact names the sheet and the row where it stands.
    fields, place = acetone["provenance"]["fields"], acetone["provenance"]["deliveries"][0]["place"]
    assert place["sheet"] == order[0]
    found = {name: {**place, **fields[name].get("place", {})}["sheet"] for name in ("name", "pack:5 L", "un_number")}
    assert found == {"name": "Products", "pack:5 L": "Prices", "un_number": "Safety"}


@pytest.mark.parametrize("names", [("1", "2", "3"), ("3", "1", "2"), ("2", "3", "1"), ("3", "2", "1")])
def test_files_with_one_key_are_one_list(importer: Importer, tmp_path: Path, names: tuple[str, ...]) -> None:
    """Whichever comes first. A list of prices before the list of products has no names."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, rows in zip(names, (PRODUCTS, PRICES, SAFETY), strict=True):
        table(folder / f"{name}.csv", rows)
    dry, report = importer(folder, dry_run=True), importer(folder)
    assert outcomes(dry) == outcomes(report)
    assert (report["summary"]["created"], report["summary"]["held"], report["summary"]["refused"]) == (2, 0, 0)
    acetone = document(importer.database, "A1")
    assert (acetone["name"], acetone["hazards"]["un_number"], len(acetone["packs"])) == ("Acetone", "1090", 2)


def test_rows_far_apart_are_joined_in_any_chunk_and_after_an_interruption(importer: Importer, tmp_path: Path) -> None:
    others = [(f"B{number}", f"Product {number}", "", "", "") for number in range(30)]
    lots = [("A1", "Acetone", "67-64-1", f"L{number}", f"2027-0{number}-01") for number in (1, 2, 3)]
    rows = [("Catalog No", "Name", "CAS", "Lot", "Expiry date"), lots[0], *others[:20], lots[1], *others[20:], lots[2]]
    file = table(tmp_path / "stock.csv", rows)
    stop = iter([False, True])
    with pytest.raises(ImportStopped):
        importer(file, chunk=5, should_stop=lambda: next(stop))
    report = importer(file, chunk=5)
    assert (report["summary"]["created"], report["summary"]["skipped"]) == (31, 2)
    assert [lot["lot_number"] for lot in document(importer.database, "A1")["lots"]] == ["L1", "L2", "L3"]
    assert importer(file)["summary"]["unchanged"] == 31
    assert undo_run(importer.database, importer.pool, report["run"], "test").restored == ()


def test_a_contradicted_fact_is_told_with_both_places_and_keeps_nothing_out(importer: Importer, tmp_path: Path) -> None:
    rows = [("Catalog No", "Name", "CAS", "Storage"), ("A1", "Acetone", "67-64-1", "RT"), ("B", "Water", "", "")]
    report = importer(table(tmp_path / "a.csv", [*rows, ("A1", "Acetone", "67-64-1", "2-8 °C")]))
    assert outcomes(report) == ["created", "created", "skipped"]
    acetone = document(importer.database, "A1")
    assert acetone["storage"]["text"] == "RT"
    [finding] = report["records"][0]["findings"]
    assert (finding["code"], finding["field"], finding["stated"]) == ("field-conflict", "storage", "2-8 °C")
    assert finding["message"] == "Rows of this product differ. 'RT' (row 2) is used, not '2-8 °C' (row 4)."


def test_rows_that_name_two_products_are_all_refused_and_others_are_not(importer: Importer, tmp_path: Path) -> None:
    rows = [*PRODUCTS, ("A2", "Methanol", "67-56-1"), ("A2", "", "64-17-5")]
    report = importer(table(tmp_path / "a.csv", rows))
    assert outcomes(report) == ["created", "refused", "refused", "refused"]
    [message] = {record["findings"][0]["message"] for record in report["records"][1:]}
    assert message == (
        "Different records of this file have the catalog number A2: CAS RN '64-17-5' (row 3), '67-56-1' (row 4). "
        "Keep the right one."
    )


def test_a_number_in_very_many_rows_is_no_catalog_number(importer: Importer, tmp_path: Path) -> None:
    lots = [("A1", "Acetone", f"L{number}", "2027-01-01") for number in range(MOST_ROWS + 1)]
    report = importer(table(tmp_path / "a.csv", [("Catalog No", "Name", "Lot", "Expiry date"), *lots]))
    assert report["summary"]["refused"] == MOST_ROWS + 1
    assert "501 rows" in report["records"][-1]["findings"][0]["message"]


def test_the_corrections_of_a_joined_record_have_the_facts_of_all_its_rows(importer: Importer, tmp_path: Path) -> None:
    wrong = {"Products": [PRODUCTS[0], ("A1", "Acetone", "67-64-2")], "Prices": PRICES[:3], "Safety": SAFETY[:2]}
    report = importer(workbook(tmp_path / "quote.xlsx", wrong), supplier="Acme")
    assert outcomes(report) == ["held", "skipped", "skipped", "skipped"]
    stream = io.StringIO(newline="")
    with importer.database.read() as transaction:
        write_corrections(transaction, report["run"], stream)
    file = tmp_path / "corrected.csv"
    file.write_text(stream.getvalue().replace("67-64-2", "67-64-1", 1), encoding="utf-8")
    assert outcomes(importer(file)) == ["created"]
    acetone = document(importer.database, "A1")
    assert acetone["supplier"]["name"] == "Acme"
    assert (acetone["cas_rn"], acetone["hazards"]["un_number"], len(acetone["packs"])) == ("67-64-1", "1090", 2)
    with importer.database.read() as transaction:
        write_corrections(transaction, report["run"], after := io.StringIO(newline=""))
    assert after.getvalue().count("\n") == 1
