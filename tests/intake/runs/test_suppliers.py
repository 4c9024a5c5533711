"""Products of several suppliers: the same number twice, renamed, exported and brought back, taken out and undone."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import update

from catalog.errors import Conflict, InvalidQuery, NotFound, SeveralSuppliers
from catalog.feeds.exporting import write_export
from catalog.intake.runs.corrections import write_corrections
from catalog.intake.runs.options import IntakeOptions
from catalog.store.database import Database, snapshot
from catalog.store.migrate import migrate
from catalog.store.reading.exporting import Export
from catalog.store.reading.filters import read_filter
from catalog.store.reading.listing import list_products
from catalog.store.reading.products import find_product, find_products, get_product, identify
from catalog.store.reading.sorts import Sort
from catalog.store.suppliers import edit_supplier, find_supplier, get_supplier, list_suppliers
from catalog.store.tables import suppliers
from catalog.store.writing.intake_log import logged_records
from catalog.store.writing.supplier_removal import remove_supplier_products
from catalog.store.writing.undoing import undo_run
from tests.intake.conftest import Importer

HEADER = "Catalog number,Name,CAS,Size,Price,Supplier\n"


def written(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def stocked(importer: Importer, tmp_path: Path) -> Importer:
    """Two suppliers with the same number, and a product of the house."""
    rows = (
        "A0001,Ethanol,64-17-5,1 L,10 EUR,Alpha Chemicals",
        "A0001,Ethanol,64-17-5,1 L,12 EUR,Beta",
        "A0002,Water,7732-18-5,1 L,1 EUR,Beta",
        "A0002,Acetone,67-64-1,1 L,2 EUR,",
    )
    report = importer(written(tmp_path / "several.csv", *rows))
    assert report["summary"]["created"] == len(rows)
    return importer


def slugs(database: Database, number: str) -> list[str]:
    with database.read() as transaction:
        return [product.slug for product in find_products(transaction, number)]


def test_a_number_may_be_several_suppliers(stocked: Importer) -> None:
    assert slugs(stocked.database, "a0001") == ["alpha-chemicals", "beta"]
    assert slugs(stocked.database, "A0002") == ["house", "beta"]
    with stocked.database.read() as transaction:
        with pytest.raises(SeveralSuppliers, match=r"Alpha Chemicals \(alpha-chemicals\), Beta \(beta\)") as raised:
            get_product(transaction, "A0001")
        assert len(raised.value.choices) == 2
        assert get_product(transaction, "A0001", "BETA").document["packs"][0]["price"].startswith("12")
        assert get_product(transaction, "A0002", "house").document["name"] == "Acetone"
        assert find_product(transaction, "A0001", "gamma") is None
        with pytest.raises(NotFound, match="gamma"):
            identify(transaction, "A0001", "gamma")
        assert [(one.slug, one.products) for one in list_suppliers(transaction)] == [
            ("alpha-chemicals", 1), ("beta", 2), ("house", 1),
        ]  # fmt: skip
    document = find_products_document(stocked.database, "A0001", "alpha-chemicals")
    assert document["supplier"] == {"slug": "alpha-chemicals", "name": "Alpha Chemicals"}


def find_products_document(database: Database, number: str, supplier: str) -> dict[str, Any]:
    with database.read() as transaction:
        return get_product(transaction, number, supplier).document


@pytest.mark.parametrize(
    ("stated", "numbers"),
    [
        (["beta"], ["A0001", "A0002"]),
        (["Alpha Chemicals"], ["A0001"]),
        (["alpha-chemicals", "house"], ["A0001", "A0002"]),
        (["nobody"], []),
    ],
)
def test_lists_are_narrowed_by_supplier(stocked: Importer, stated: list[str], numbers: list[str]) -> None:
    with stocked.database.read() as transaction:
        page = list_products(transaction, read_filter({"supplier": stated}), Sort(), limit=10, facets=["supplier"])
    assert [item.catalog_number for item in page.items] == numbers
    assert page.facets == {
        "supplier": [
            {"value": "beta", "count": 2}, {"value": "alpha-chemicals", "count": 1}, {"value": "house", "count": 1},
        ]
    }  # fmt: skip


def test_the_same_supplier_by_any_of_its_names(stocked: Importer, tmp_path: Path) -> None:
    with stocked.database.write() as transaction:
        changed = edit_supplier(transaction, "alpha-chemicals", {"name": "Omega", "slug": "omega", "country": "FR"})
        assert (changed.slug, changed.name, changed.country) == ("omega", "Omega", "FR")
        for word in ("alpha chemicals", "Alpha-Chemicals", "OMEGA"):
            assert get_supplier(transaction, word).slug == "omega"
        with pytest.raises(Conflict, match="Beta"):
            edit_supplier(transaction, "omega", {"name": "beta"})
    for name in ("ALPHA chemicals", "omega"):
        row = f"A0001,Ethanol,64-17-5,1 L,{len(name)} EUR,{name}"
        report = stocked(written(tmp_path / f"{name}.csv", row))
        assert report["summary"]["changed"] == 1, name
    assert slugs(stocked.database, "A0001") == ["omega", "beta"]


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "sdf"])
def test_an_export_brings_every_supplier_back(stocked: Importer, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"export.{form}"
    with path.open("wb") as stream, snapshot(stocked.database) as transaction:
        write_export(Export(transaction), form, stream)
    again = stocked(path)
    assert again["summary"]["unchanged"] == 4, again["records"]
    other = Database(f"sqlite:///{tmp_path}/other.db")
    migrate(other)
    importer = Importer(other, stocked.pool)
    assert importer(path)["summary"]["created"] == 4
    assert slugs(other, "A0001") == ["alpha-chemicals", "beta"]
    other.close()


def test_a_supplier_is_taken_out_and_brought_back_as_one_run(stocked: Importer) -> None:
    before = find_products_document(stocked.database, "A0001", "beta")
    run = remove_supplier_products(stocked.database, "Beta", "test")
    assert slugs(stocked.database, "A0001") == ["alpha-chemicals"]
    assert slugs(stocked.database, "A0002") == ["house"]
    undone = undo_run(stocked.database, stocked.pool, run, "test")
    assert undone.restored == ("A0001 (Beta)", "A0002 (Beta)")
    after = find_products_document(stocked.database, "A0001", "beta")
    changing = ("revision", "created_at", "updated_at")
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }


def test_an_import_names_a_supplier_for_all_its_records(importer: Importer, tmp_path: Path) -> None:
    path = written(tmp_path / "plain.csv", "A1,Ethanol", header="Catalog number,Name\n")
    importer(path, supplier="Alpha")
    importer(path, supplier="Beta")
    importer(path)
    assert slugs(importer.database, "A1") == ["house", "alpha", "beta"]
    run = importer(written(tmp_path / "b.csv", "A1,Absolute ethanol", header="Catalog number,Name\n"), supplier="beta")
    undo_run(importer.database, importer.pool, run["run"], "test")
    assert find_products_document(importer.database, "A1", "beta")["name"] == "Ethanol"


def test_files_of_one_command_are_laid_over_each_other_as_one_after_the_other(
    importer: Importer, tmp_path: Path
) -> None:
    header = "Catalog number,Name,CAS\n"
    first = written(tmp_path / "1.csv", "A1,Ethanol,", "A2,Water,", header=header)
    second = written(tmp_path / "2.csv", "A1,Absolute ethanol,64-17-5", "A2,Water,", header=header)
    report = importer(first, second)
    assert {key: report["summary"][key] for key in ("created", "changed", "unchanged", "refused")} == {
        "created": 2, "changed": 1, "unchanged": 1, "refused": 0,
    }  # fmt: skip
    assert find_products_document(importer.database, "A1", "house")["cas_rn"] == "64-17-5"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_one_command_does_what_one_command_for_each_file_does(
    importer: Importer, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """A dry run foretells it. A file that contradicts itself takes no other file's product away."""
    header = "Catalog number,Name,CAS,Supplier\n"
    rows = [
        ("A1,Ethanol,,", "A2,Water,,Alpha", "A3,Acetone,,", "A3,Propanone,,"),
        ("A1,Ethanol,64-17-5,", "A2,Water,,ALPHA", "A3,Acetone,67-64-1,"),
        ("A1,Absolute ethanol,,", "A2,Water,,Beta"),
    ]
    files = [
        written(tmp_path / f"{place}{number}.csv", *rows[number], header=header) for place, number in enumerate(order)
    ]
    other = Database(f"sqlite:///{tmp_path}/other.db")
    migrate(other)
    one_by_one = [Importer(other, importer.pool)(file)["records"] for file in files]
    dry, together = importer(*files, dry_run=True), importer(*files)
    outcomes = [record["outcome"] for records in one_by_one for record in records]
    assert [record["outcome"] for record in together["records"]] == outcomes
    assert [record["outcome"] for record in dry["records"]] == outcomes
    for number, supplier in (("A1", "house"), ("A2", "alpha"), ("A2", "beta"), ("A3", "house")):
        document, expected = (find_products_document(one, number, supplier) for one in (importer.database, other))
        assert {document[name] == expected[name] for name in ("name", "cas_rn", "revision")} == {True}, number
    other.close()


def test_one_file_that_says_two_things_of_a_product_is_asked_which(importer: Importer, tmp_path: Path) -> None:
    header = "Catalog number,Name,Supplier\n"
    rows = ("A1,Ethanol,Alpha", "A1,Methanol,Alpha", "A1,Water,Beta")
    report = importer(written(tmp_path / "1.csv", *rows, header=header))
    assert [record["outcome"] for record in report["records"]] == ["refused", "refused", "created"]


def test_a_json_record_names_its_supplier_as_a_document_does(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    supplier = {"slug": "alpha", "name": "Alpha"}
    path.write_text(json.dumps({"catalog_number": "J1", "name": "Water", "supplier": supplier}) + "\n")
    importer(path)
    with importer.database.read() as transaction:
        found = find_supplier(transaction, "alpha")
        assert found is not None
        assert get_product(transaction, "J1").supplier == "Alpha"


LONG = "Company of the very long name " * 6


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("試薬 株式会社", "試薬-株式会社"),
        ("***", "x2a2a2a"),
        ("a/b?c#d .. ", "a-b-c-d"),
        ("ΑΩ & Söhne", "alphaomega-sohne"),
        (LONG + "North", "company-of-the-very-long-name-company-of-the-very-lo-"),
        ("ﷺ" * 190, ""),
    ],
)
def test_any_name_of_a_supplier_is_taken(importer: Importer, tmp_path: Path, name: str, slug: str) -> None:
    path = tmp_path / "odd.jsonl"
    number, product = "N" * 199, "é" * 490
    for supplier in (name, name.upper(), f"{name[:190]} 2"):
        record = {"catalog_number": number, "name": product, "supplier": supplier}
        path.write_text(json.dumps(record) + "\n", encoding="utf-8")
        findings = [finding["code"] for record in importer(path)["records"] for finding in record["findings"]]
        assert findings == []
    found = slugs(importer.database, number)
    assert len(found) == 2
    assert any(one.startswith(slug) for one in found)
    for one in found:
        assert slugs(importer.database, number) == found
        with importer.database.read() as transaction:
            assert get_product(transaction, number, one).slug == one


def test_long_names_that_begin_alike_are_two_suppliers(importer: Importer, tmp_path: Path) -> None:
    rows = (f"A1,Water,{LONG}North", f"A1,Water,{LONG}South")
    importer(written(tmp_path / "long.csv", *rows, header="Catalog number,Name,Supplier\n"))
    assert len(slugs(importer.database, "A1")) == 2


@pytest.mark.parametrize("cell", ["-", r"\N", "n.a.", "N/A", "unknown", "—", " "])
def test_a_cell_that_names_nobody_is_the_house(importer: Importer, tmp_path: Path, cell: str) -> None:
    report = importer(written(tmp_path / "nobody.csv", f"A1,Water,,,,{cell}"))
    assert [record["findings"] for record in report["records"]] == [[]]
    assert slugs(importer.database, "A1") == ["house"]


def test_a_supplier_that_is_too_long_holds_the_record(importer: Importer, tmp_path: Path) -> None:
    report = importer(written(tmp_path / "long.csv", f"A1,Water,,,,{'x' * 201}"))
    [record] = report["records"]
    assert record["outcome"] == "held"
    assert [(finding["code"], finding["field"]) for finding in record["findings"]] == [("text-invalid", "supplier")]
    assert slugs(importer.database, "A1") == []


@pytest.mark.parametrize(("second", "codes"), [("Beta", ["field-conflict"]), ("ALPHA ", []), ("-", []), ("", [])])
def test_two_columns_of_suppliers_must_agree(importer: Importer, tmp_path: Path, second: str, codes: list[str]) -> None:
    header = "Catalog number,Name,Vendor,Supplier\n"
    report = importer(written(tmp_path / "two.csv", f"A1,Water,Alpha,{second}", header=header))
    assert [finding["code"] for record in report["records"] for finding in record["findings"]] == codes
    assert slugs(importer.database, "A1") == ["alpha"]


LABELS = (
    "Supplier", "Vendor", "Manufacturer", "Brand", "Company", "Hersteller", "Lieferant", "Marke", "Fabricant", "供应商",
    "制造商", "品牌", "メーカー",
)  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
def test_a_number_is_unique_within_the_supplier_or_maker_of_its_column(
    importer: Importer, tmp_path: Path, label: str
) -> None:
    rows = ("Acme,A100,Acetone,67-64-1", "Bolt,A100,Anthracene,120-12-7", "Bolt,X900,Ethanol,64-17-5")
    report = importer(written(tmp_path / "two.csv", *rows, header=f"{label},Catalog No,Name,CAS\n"))
    assert [record["outcome"] for record in report["records"]] == ["created"] * 3
    assert [record["supplier"] for record in report["records"]] == ["Acme", "Bolt", "Bolt"]
    assert slugs(importer.database, "A100") == ["acme", "bolt"]
    undo_run(importer.database, importer.pool, report["run"], "test")
    assert slugs(importer.database, "A100") == []


@pytest.mark.parametrize(
    ("header", "row", "stated", "supplier", "attributes"),
    [
        ("Supplier,Manufacturer", "Alpha,Merck", None, "alpha", {"Manufacturer": "Merck"}),
        ("Brand,Vendor", "Merck,Alpha", None, "alpha", {"Brand": "Merck"}),
        ("Manufacturer,Brand", "Merck,Supelco", None, "merck", {"Brand": "Supelco"}),
        # A column of suppliers with a blank cell: the house, as with any other supplier beside it.
        ("Supplier,Manufacturer", ",Merck", None, "house", {"Manufacturer": "Merck"}),
        # What the command says beats the file, which loses nothing.
        ("Supplier", "Alpha", "Beta", "beta", {"Supplier": "Alpha"}),
        ("Manufacturer", "Merck", "Beta", "beta", {"Manufacturer": "Merck"}),
        ("Supplier", "BETA", "Beta", "beta", {}),
        # Our own column beats those of the file.
        ("Vendor,supplier", "Alpha,Beta", None, "beta", {"Vendor": "Alpha"}),
    ],
)
def test_one_column_gives_the_supplier_and_the_others_are_attributes(
    importer: Importer,
    tmp_path: Path,
    header: str,
    row: str,
    stated: str | None,
    supplier: str,
    attributes: dict[str, str],
) -> None:
    importer(written(tmp_path / "a.csv", f"A1,Water,{row}", header=f"Cat No,Name,{header}\n"), supplier=stated)
    document = find_products_document(importer.database, "A1", supplier)
    assert {one["name"]: one["text"] for one in document["attributes"]} == attributes


def test_a_sheet_without_suppliers_belongs_to_those_of_the_other_sheet(importer: Importer, tmp_path: Path) -> None:
    book = Workbook()
    products, safety = book.worksheets[0], book.create_sheet("Safety")
    for row in (
        ("Supplier", "Cat No", "Name"), ("Acme", "A1", "Acetone"), ("Bolt", "B1", "Ethanol"),
        ("Acme", "C1", "Methanol"), ("Bolt", "C1", "Methanol"),
    ):  # fmt: skip
        products.append(row)
    for number in (("Cat No", "UN number"), ("A1", "UN1090"), ("B1", "UN1170"), ("C1", "UN1230")):
        safety.append(number)
    book.save(tmp_path / "quote.xlsx")
    report = importer(tmp_path / "quote.xlsx")
    assert [record["outcome"] for record in report["records"]] == ["created"] * 4 + ["skipped"] * 2 + ["held"]
    assert find_products_document(importer.database, "B1", "bolt")["hazards"]["un_number"] == "1170"
    # Two suppliers have C1, so nobody knows whose the third one is.
    assert report["records"][-1]["findings"][0]["code"] == "name-missing"


def test_a_refused_record_is_closed_by_its_own_suppliers_product_only(importer: Importer, tmp_path: Path) -> None:
    header = "Supplier,Cat No,Name,CAS\n"
    rows = ("Acme,A1,Acetone,67-64-1", "Acme,A1,Ethanol,64-17-5")
    run = importer(written(tmp_path / "a.csv", *rows, header=header))["run"]
    closed = []
    for name in ("Bolt", "ACME"):
        importer(written(tmp_path / f"{name}.csv", f"{name},A1,Acetone,67-64-1", header=header))
        with importer.database.read() as transaction:
            logged = list(logged_records(transaction, run))
        assert {record.supplier for record in logged} == {"Acme"}
        closed.append([record.closed_by is not None for record in logged])
    assert closed == [[False, False], [True, True]]


@pytest.mark.parametrize("field", ["name", "slug"])
@pytest.mark.parametrize("text", ["", " ", "-", "N/A", "x" * 201])
def test_a_supplier_keeps_a_name_that_files_can_state(stocked: Importer, field: str, text: str) -> None:
    with stocked.database.write() as transaction, pytest.raises(InvalidQuery):
        edit_supplier(transaction, "beta", {field: text})


@pytest.mark.parametrize("name", ["-", "", "x" * 201])
def test_an_import_refuses_a_supplier_without_a_name(name: str) -> None:
    with pytest.raises(InvalidQuery):
        IntakeOptions(actor="test", supplier=name)


def test_a_supplier_with_an_empty_slug_of_an_earlier_release_is_mended(stocked: Importer) -> None:
    with stocked.database.write() as transaction:
        transaction.execute(update(suppliers).where(suppliers.c.slug == "beta").values(slug=""))
        assert edit_supplier(transaction, "beta", {"slug": "beta"}).slug == "beta"


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_report_says_whose_each_record_is(importer: Importer, tmp_path: Path, dry_run: bool) -> None:
    rows = (
        "D1,Ethanol,64-17-5,1 L,1 EUR,Alpha",
        "D1,Ethanol,64-17-5,1 L,1 EUR,Gamma AG",
        "D1,Water,7732-18-5,1 L,1 EUR,",
    )
    bad = "D2,Ethanol,64-17-6,1 L,1 EUR,Alpha"
    file = written(tmp_path / "whose.csv", *rows, bad)
    report = importer(file, dry_run=dry_run)
    said = [(record["catalog_number"], record["supplier"], record["outcome"]) for record in report["records"]]
    assert said == [
        ("D1", "Alpha", "created"), ("D1", "Gamma AG", "created"), ("D1", None, "created"), ("D2", "Alpha", "held"),
    ]  # fmt: skip
    again = [(record["catalog_number"], record["supplier"]) for record in importer(file)["records"]]
    assert again == [(number, supplier) for number, supplier, _ in said]


@pytest.mark.parametrize(
    ("header", "tail", "expected"),
    [
        ("Catalog number,Name,CAS\n", ("", ""), ["Alpha", "Alpha"]),
        ("Catalog number,Name,CAS,Vendor\n", (",", ",Beta"), ["Alpha", "Alpha"]),
        ("Catalog number,Name,CAS,supplier\n", (",Beta", ", "), ["Alpha", "Alpha"]),
    ],
)
def test_corrections_stay_with_the_supplier_of_their_run(
    importer: Importer, tmp_path: Path, header: str, tail: tuple[str, str], expected: list[str]
) -> None:
    rows = [f"E{number},Ethanol,64-17-6{rest}" for number, rest in enumerate(tail)]
    run = importer(written(tmp_path / "held.csv", *rows, header=header), supplier="Alpha")["run"]
    stream = io.StringIO()
    with importer.database.read() as transaction:
        write_corrections(transaction, run, stream)
    mended = tmp_path / "mended.csv"
    mended.write_text(stream.getvalue().replace("64-17-6,", "64-17-5,"), encoding="utf-8")
    report = importer(mended)
    assert [(record["supplier"], record["outcome"]) for record in report["records"]] == [
        (name, "created") for name in expected
    ]
    stream = io.StringIO()
    with importer.database.read() as transaction:
        write_corrections(transaction, run, stream)
    assert len(stream.getvalue().splitlines()) == 1
