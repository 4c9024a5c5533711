"""Lists as laboratories and programs keep them: bottles, totals, units, bare structures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.store.database import Database
from catalog.store.migrate import migrate
from tests.intake.conftest import Importer


@pytest.fixture
def importer(tmp_path: Path, pool: WorkerPool) -> Importer:
    """On SQLite only: what a file holds does not depend on the engine."""
    database = Database(f"sqlite:///{tmp_path}/catalog.db", synchronous="NORMAL")
    migrate(database)
    return Importer(database, pool)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def products(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [record["product"] for record in report["records"] if record["outcome"] == "created"]


def attributes(product: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["text"] for one in product["attributes"]}


def codes(report: dict[str, Any]) -> list[str]:
    return [finding["code"] for record in report["records"] for finding in record["findings"]]


BOTTLES = """\
Substance,CAS-RN,Bottle,Lot,Expiry
Pyridine,110-86-1,B1,L7,2027-01-31
Pyridine,110-86-1,B2,L7,2027-01-31
Pyridine,110-86-1,B3,L9,2028-06-30
Anisole,100-66-3,B4,K1,2027-03-31
"""


def test_bottles_of_one_substance_without_numbers_are_one_product(importer: Importer, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", BOTTLES)
    pyridine, anisole = products(importer(path))
    assert (pyridine["catalog_number"], anisole["catalog_number"]) == ("110-86-1", "100-66-3")
    assert [lot["lot_number"] for lot in pyridine["lots"]] == ["L7", "L9"]
    assert attributes(pyridine) == {"Bottle": "B1; B2; B3"}
    # Another order, and a dry run, make no difference.
    assert {record["outcome"] for record in importer(path)["records"]} <= {"unchanged", "skipped"}


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        ("Acetone,67-64-1,LR\nAcetone,67-64-1,HPLC\n", 2),  # Two grades are two products.
        ("Buffer pH 4,77-92-9,AR\nCitric acid,77-92-9,AR\n", 2),  # So are two names.
        ("Acetone,67-64-1,LR\nacetone,67-64-1,\n", 1),
    ],
)
def test_rows_without_numbers_are_joined_only_if_they_agree(
    importer: Importer, tmp_path: Path, rows: str, numbers: int
) -> None:
    report = importer(written(tmp_path / "a.csv", f"Name,CAS,Grade\n{rows}"))
    assert len({product["catalog_number"] for product in products(report)}) == numbers


def test_a_column_of_numbers_that_is_blank_gives_none(importer: Importer, tmp_path: Path) -> None:
    rows = "Boric acid,,\nUrea,,\nGlycine,,\n"
    report = importer(written(tmp_path / "a.csv", f"Name,Cat. No.,Price\n{rows}"))
    assert [product["name"] for product in products(report)] == ["Boric acid", "Urea", "Glycine"]
    # In a shorter file the number was only forgotten.
    report = importer(written(tmp_path / "b.csv", "Name,Cat. No.,Price\nBoric acid,,\n"))
    assert "catalog-number-missing" in codes(report)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.smi", "CCO ethyl alcohol\nc1ccccc1 benzene\nCC(C)=O acetone\n", ["ethyl alcohol", "benzene", "acetone"]),
        ("a.txt", "# made\nCCO\tZX-1001\nc1ccccc1\tZX-1002\nCC(C)=O\tZX-1003\n", ["ZX-1001", "ZX-1002", "ZX-1003"]),
        ("a.csv", "SMILES,vendor_id\nCCO,E-1\nc1ccccc1,E-2\n", ["E-1", "E-2"]),
    ],
)
def test_structures_without_names_are_named_by_their_numbers(
    importer: Importer, tmp_path: Path, name: str, text: str, expected: list[str]
) -> None:
    found = products(importer(written(tmp_path / name, text)))
    assert [product["name"] for product in found] == expected
    assert all(product["structure"]["inchi_key"] for product in found)


def test_text_that_is_no_structure_is_no_smiles_file(importer: Importer, tmp_path: Path) -> None:
    report = importer(written(tmp_path / "a.smi", "this is a note\nabout some work\nof last week\n"))
    assert report["files"][0]["error"] is not None


@pytest.mark.parametrize("total", ["Total,,,12", "TOTALE ARTICOLI,,,7.50", "合计,,3,12", "Итого,,,1 200 руб"])
def test_a_total_is_no_product(importer: Importer, tmp_path: Path, total: str) -> None:
    text = f"Name,Cat. No.,Size,Price (EUR)\nWater,W1,1 L,12\n{total}\n"
    report = importer(written(tmp_path / "a.csv", text))
    assert [record["outcome"] for record in report["records"]] == ["created", "skipped"]


def test_a_product_may_be_called_total(importer: Importer, tmp_path: Path) -> None:
    text = "Name,Cat. No.,Size,Price (EUR)\nTotal protein assay,T1,1 kit,12\n"
    assert [one["name"] for one in products(importer(written(tmp_path / "a.csv", text)))] == ["Total protein assay"]


def test_a_row_of_units_belongs_to_the_header(importer: Importer, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["Artikelnr.", "Bezeichnung", "Molmasse", "Dichte", "Reinheit"],
        [None, None, "g/mol", "g/cm³", "%"],
        ["A1", "Anisol", 108.14, 0.995, 99],
    ]:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    report = importer(tmp_path / "a.xlsx")
    assert [record["outcome"] for record in report["records"]] == ["skipped", "created"]
    (product,) = products(report)
    assert [(one["text"], one["unit"]) for one in product["specifications"]] == [("99 %", "%")]
    assert product["properties"][0]["unit"] == "g/mL"


def test_answers_are_no_header(importer: Importer, tmp_path: Path) -> None:
    text = "Chemical,Use,Burns,Reacts\nChlorine,water,No,No\nEthanol,solvent,Yes,No\nUrea,feed,No,No\n"
    report = importer(written(tmp_path / "a.csv", text))
    assert [product["name"] for product in products(report)] == ["Chlorine", "Ethanol", "Urea"]


@pytest.mark.parametrize("label", ["Quantity", "Quantità", "Quantidade", "Ilość", "Количество", "수량", "本数"])
def test_a_number_without_a_unit_is_no_size(importer: Importer, tmp_path: Path, label: str) -> None:
    (product,) = products(importer(written(tmp_path / "a.csv", f"Name,Cat. No.,{label}\nWater,W1,5\n")))
    assert product["packs"] == []
    assert attributes(product) == {label: "5"}


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ("Unit,Limit\nL,10\n", {"Unit": "L", "Limit": "10"}),  # A unit without a size.
        ("Size,Unit\n1 L,3\n", {"Unit": "3"}),  # A number in a column of units.
    ],
)
def test_a_unit_is_not_lost(importer: Importer, tmp_path: Path, cells: str, kept: dict[str, str]) -> None:
    labels, values = cells.splitlines()
    (product,) = products(importer(written(tmp_path / "a.csv", f"Name,Cat. No.,{labels}\nWater,W1,{values}\n")))
    assert attributes(product) == kept


def test_two_lot_numbers_that_differ_are_told(importer: Importer, tmp_path: Path) -> None:
    rows = "A1,Anisole,L1,B7,2027-01-31\nA2,Urea,L2,l2,2027-01-31\n"
    report = importer(written(tmp_path / "a.csv", f"Cat. No.,Name,Lot No.,Batch,Expiry date\n{rows}"))
    assert [product["lots"][0]["lot_number"] for product in products(report)] == ["L1", "L2"]
    (finding,) = [one for record in report["records"] for one in record["findings"]]
    assert (finding["code"], finding["field"], finding["stated"]) == ("field-conflict", "lot:L1", "B7")


def test_packs_in_json_keep_their_size_in_two_keys_and_tell_a_second_price(importer: Importer, tmp_path: Path) -> None:
    text = """[{"sku": "P1", "name": "Urea", "packs": [
        {"size": "500", "unit": "g", "price": 21.5, "net_price": 18.28}, {"size": "1", "unit": "kg", "sku": "P1-1KG"}
    ]}]"""
    report = importer(written(tmp_path / "a.json", text))
    (product,) = products(report)
    assert [(pack["size"], pack["price"]) for pack in product["packs"]] == [("500 g", "21.5"), ("1 kg", "on request")]
    assert any("packs.0.net_price" in one["message"] for one in report["records"][0]["findings"])


def test_an_article_beside_a_name_is_kept(importer: Importer, tmp_path: Path) -> None:
    (product,) = products(importer(written(tmp_path / "a.csv", "Name,CAS,Article\nUrea,57-13-6,P-100\n")))
    assert (product["name"], attributes(product)) == ("Urea", {"Article": "P-100"})


def test_the_number_of_a_supplier_is_not_that_of_a_product(importer: Importer, tmp_path: Path) -> None:
    text = "id,Name,supplierId\nI-1,Urea,s77\nI-2,Glycine,s77\n"
    report = importer(written(tmp_path / "a.csv", text))
    assert [product["catalog_number"] for product in products(report)] == ["I-1", "I-2"]


def test_sizes_in_a_row_with_commas_are_several(importer: Importer, tmp_path: Path) -> None:
    (product,) = products(importer(written(tmp_path / "a.csv", 'Name,Cat. No.,Size\nUrea,U1,"500 g, 2,5 kg, 5 kg"\n')))
    assert [pack["size"] for pack in product["packs"]] == ["500 g", "2,5 kg", "5 kg"]
