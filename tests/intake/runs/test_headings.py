"""Headings that say nothing, that are missing or mistyped, and headings of other languages, in whole imports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.columns.mapping import NO_MAPPING, editable_mapping
from catalog.intake.readers.source import SourceFile
from catalog.intake.records import TITLE, RawRecord
from catalog.intake.runs.guessed_columns import TableSamples
from catalog.reference.reference import NO_REFERENCE, NoReference
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
    return [record["product"] for record in report["records"] if record["product"] is not None]


def facts(product: dict[str, Any]) -> tuple[Any, ...]:
    packs = [(pack["size"], pack["price"]) for pack in product["packs"]]
    return product["catalog_number"], product["name"], product["cas_rn"], packs


FILES = {
    "French": (
        "Produit;N° CAS;Formule;Conditionnement;Prix HT (€);Référence\nAcétone;67-64-1;C3H6O;1 L;12,50;AC-1\n",
        ("AC-1", "Acétone", "67-64-1", [("1 L", "12,50 EUR")]),
    ),
    "Russian": (
        "Артикул,Наименование,CAS,Формула,Фасовка\nA1,Ацетон,67-64-1,C3H6O,1 л\n",
        ("A1", "Ацетон", "67-64-1", [("1 л", "on request")]),
    ),
    "Korean": (
        "제품명,CAT No.,CAS No.,용량,단위,제조사명\n카페인,C100,58-08-2,100,g,Acme\n",
        ("C100", "카페인", "58-08-2", [("100 g", "on request")]),
    ),
    "German": (
        "Art.-Nr.;Stoffname;CAS-Nr.;Gebindegröße;Einheit\nA1;Aceton;67-64-1;2,5;L\n",
        ("A1", "Aceton", "67-64-1", [("2,5 L", "on request")]),
    ),
    "Japanese": (
        "製品番号,製品名,CAS番号,容量,価格(円)\nJ1,アセトン,67-64-1,500 mL,1200\n",
        ("J1", "アセトン", "67-64-1", [("500 mL", "1200 JPY")]),
    ),
    "Polish, without accents": (
        "Numer katalogowy;Nazwa;Nr CAS;Wielkosc opakowania;Cena netto (PLN)\nP1;Aceton;67-64-1;1 L;12,50\n",
        ("P1", "Aceton", "67-64-1", [("1 L", "12,50 PLN")]),
    ),
    "Spanish": (
        "Código;Denominación;Nº CAS;Presentación;Precio (€)\nE1;Acetona;67-64-1;1 L;12,50\n",
        ("E1", "Acetona", "67-64-1", [("1 L", "12,50 EUR")]),
    ),
}


@pytest.mark.parametrize("language", FILES)
def test_a_list_of_another_language_is_read(importer: Importer, tmp_path: Path, language: str) -> None:
    text, expected = FILES[language]
    report = importer(written(tmp_path / "a.csv", text))
    assert [facts(product) for product in products(report)] == [expected]


def test_a_mapping_finds_the_header_and_names_the_parts_of_packs(importer: Importer, tmp_path: Path) -> None:
    labels = {
        "chemID": "catalog_number",
        "chemName": "name",
        "Inhalt je": "size",
        "in": "size_unit",
        "EUR kostet": "price",
    }
    text = "chemID,chemName,in,Inhalt je,EUR kostet,,\n1,Acetone,L,2.5,12.50,,\n"
    report = importer(written(tmp_path / "a.txt", text), mapping=NO_MAPPING.extended(labels))
    assert [facts(product) for product in products(report)] == [("1", "Acetone", None, [("2.5 L", "12.50 EUR")])]


def test_a_header_of_unknown_labels_may_end_with_blank_cells(importer: Importer, tmp_path: Path) -> None:
    report = importer(written(tmp_path / "a.csv", "chemID,chemName,,\nA,Acetone,,\n"))
    assert report["files"][0]["error"] is None
    assert list(report["files"][0]["mapping"]) == ["chemID", "chemName"]


def test_a_heading_that_is_nearly_known_is_proposed_and_no_number_is_made_up(
    importer: Importer, tmp_path: Path
) -> None:
    text = "Name,CAS,CatologNumber\nAcetone,67-64-1,A1\nEthanol,64-17-5,A2\n"
    report = importer(written(tmp_path / "a.csv", text))
    assert report["files"][0]["nearly_known"] == {"CatologNumber": "Catalog number"}
    assert [record["outcome"] for record in report["records"]] == ["held", "held"]
    codes = [[finding["code"] for finding in record["findings"]] for record in report["records"]]
    assert codes == [["label-nearly-known", "catalog-number-missing"], ["catalog-number-missing"]]


UNKNOWN = (
    "Kennung,Registre,Dessin,FF,GG\nA1,64-17-5,CCO,C2H6O,46.07\nA2,71-43-2,c1ccccc1,C6H6,78.11\n"
    "A3,64-19-7,CC(=O)O,C2H4O2,60.05\n"
)


def test_columns_without_a_telling_heading_are_told_by_their_contents_once(importer: Importer, tmp_path: Path) -> None:
    report = importer(written(tmp_path / "a.csv", UNKNOWN))
    file = report["files"][0]
    assert file["mapping"] == {
        "Kennung": "attribute:Kennung",
        "Registre": "cas_rn",
        "Dessin": "smiles",
        "FF": "formula",
        "GG": "molecular_weight",
    }
    assert file["guesses"][0] == {
        "label": "Registre",
        "field": "cas_rn",
        "reason": "3 of 3 cells have the form and the right check digit of a CAS RN",
        "samples": ["64-17-5", "71-43-2", "64-19-7"],
    }
    told = [[one["code"] for one in record["findings"]].count("column-guessed") for record in report["records"]]
    assert told == [4, 0, 0]
    assert products(report)[0]["hill_formula"] == "C2H6O"


def test_an_accepted_guess_is_saved_as_a_mapping_and_a_wrong_one_is_taken_back(
    importer: Importer, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", UNKNOWN)
    saved = editable_mapping(importer(path, dry_run=True)["files"][0]["mapping"], [])["labels"]
    assert saved["Registre"] == "cas_rn"
    report = importer(path, dry_run=True, mapping=NO_MAPPING.extended({**saved, "Registre": "ignore"}))
    assert report["files"][0]["guesses"] == []
    assert report["files"][0]["mapping"]["Registre"] == "ignore"


class Names(NoReference):
    """Knows three names."""

    def numbers_of_name(self, folded: str) -> tuple[str, ...]:
        return ("64-17-5",) if folded in {"ethanol", "benzene", "acetone"} else ()


@pytest.mark.parametrize(("name", "between"), [("a.csv", ";"), ("a.txt", "\t")])
def test_a_table_without_a_header_is_read_by_its_contents(
    importer: Importer, tmp_path: Path, name: str, between: str
) -> None:
    rows = [("Acetone", "67-64-1", "1 L", "9.00 EUR"), ("Ethanol", "64-17-5", "5 L", "7.00 EUR")]
    rows += [("Benzene", "71-43-2", "100 mL", "8.50 EUR")]
    text = "".join(between.join(row) + "\n" for row in rows)
    report = importer(written(tmp_path / name, text), reference=Names())
    assert [facts(product)[1:] for product in products(report)] == [
        (name, cas_rn, [(size, price)]) for name, cas_rn, size, price in rows
    ]


@pytest.mark.parametrize(
    ("label", "numbers", "expected"),
    [
        ("No.", ("1", "2", "3"), ["67-64-1", "64-17-5", "71-43-2"]),
        ("No.", ("11", "12", "14"), ["11", "12", "14"]),
        ("ID", ("1", "2", "3"), ["1", "2", "3"]),
        ("Cat. No.", ("1", "2", "3"), ["1", "2", "3"]),
    ],
)
def test_the_numbers_of_rows_are_no_catalog_numbers(
    importer: Importer, tmp_path: Path, label: str, numbers: tuple[str, ...], expected: list[str]
) -> None:
    rows = zip(numbers, ("Acetone", "Ethanol", "Benzene"), ("67-64-1", "64-17-5", "71-43-2"), strict=True)
    text = f"{label},Name,CAS\n" + "".join(",".join(row) + "\n" for row in rows)
    report = importer(written(tmp_path / "a.csv", text))
    assert [record["catalog_number"] for record in report["records"]] == expected


def test_keys_of_json_are_columns_too_unless_they_are_nested(importer: Importer, tmp_path: Path) -> None:
    objects = [
        {"name": name, "registre": cas_rn, "parts": {"salz": other}}
        for name, cas_rn, other in [
            ("Acetone", "67-64-1", "7647-14-5"),
            ("Ethanol", "64-17-5", "7447-40-7"),
            ("Benzene", "71-43-2", "7757-82-6"),
        ]
    ]
    report = importer(written(tmp_path / "a.json", json.dumps(objects)))
    assert [guess["label"] for guess in report["files"][0]["guesses"]] == ["registre"]
    assert [product["cas_rn"] for product in products(report)] == ["67-64-1", "64-17-5", "71-43-2"]


@pytest.mark.parametrize(
    ("titles", "guessed"),
    [(("Kinase library",) * 3, ["ignore"]), (("Kinase library",) * 2, []), (("a", "b", "c"), []), (("",) * 3, [])],
)
def test_one_title_for_all_records_is_no_name(titles: tuple[str, ...], guessed: list[str]) -> None:
    samples = TableSamples()
    records = [RawRecord({"record": number}, (TITLE,), (title,)) for number, title in enumerate(titles)]
    assert list(samples.watched(records)) == records
    found = samples.guesses(SourceFile("a.sdf", "sdf"), None, NO_REFERENCE)
    assert [guess.field for guess in found] == guessed


@pytest.mark.parametrize(
    ("compounds", "guessed"),
    [(("a", "b", "c"), [("name", "attribute:name")]), (("a", "a", "a"), []), (("", "", ""), [])],
)
def test_one_name_beside_others_is_that_of_a_library(
    compounds: tuple[str, ...], guessed: list[tuple[str, str]]
) -> None:
    samples = TableSamples()
    rows = [RawRecord({"row": at}, ("name", "compound name"), ("Kinases", one)) for at, one in enumerate(compounds)]
    assert list(samples.watched(rows)) == rows
    found = samples.guesses(SourceFile("a.csv", "csv"), None, NO_REFERENCE)
    assert [(guess.label, guess.field) for guess in found] == guessed
