"""Real suppliers' files, as they are: what is in them comes in, and what is held or refused is so for a true reason.

The files are not part of this repository (see CATALOG_TEST_DATA); nothing of them is printed here but counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.writing.intake_log import OUTCOMES
from tests.intake.conftest import Importer

FILES = {
    # file: outcomes, errors by code
    "seed_000.txt": ({"created": 1}, {}),
    "mce_products.csv": ({"created": 3000}, {"structure-invalid": 39}),
    "MCE_FDA_2024_original.xlsx": (
        {"created": 4708, "skipped": 338},
        {"structure-invalid": 53, "structure-formula-mismatch": 3},
    ),
    "tci_products.json": ({"created": 205, "held": 3}, {"name-missing": 3}),
    "tci_products.jsonl": ({"created": 205, "held": 3}, {"name-missing": 3}),
    "sigma_ff.tsv": ({"created": 523, "held": 23, "skipped": 2}, {"catalog-number-missing": 23}),
    "sigma_ff_2014_catalogue_text_part1.txt": (
        {"created": 725, "unchanged": 1, "held": 52, "skipped": 2},
        {"name-missing": 34, "catalog-number-missing": 19, "formula-weight-mismatch": 1},
    ),
    "enamine_amino_acids_part1.sdf": ({"created": 700}, {"structure-formula-mismatch": 700}),
    "TargetMol_L1300_original.sdf": ({"created": 190}, {"structure-invalid": 1}),
    "exl_catalogue.csv": ({"created": 918, "held": 1}, {"cas-invalid": 1}),
    "supplier_zh_gbk.csv": ({"created": 450}, {}),
    "supplier_zh_utf8bom.csv": ({"created": 60}, {}),
    "seed_style_pages": ({"created": 308, "held": 2}, {"name-missing": 2}),
}


@pytest.fixture
def importer(tmp_path: Path, pool: WorkerPool) -> Importer:
    """On SQLite only: what a file holds does not depend on the engine."""
    database = Database(f"sqlite:///{tmp_path}/catalog.db", synchronous="NORMAL")
    migrate(database)
    return Importer(database, pool)


def errors(report: dict[str, Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for record in report["records"]:
        for finding in record["findings"]:
            if finding["severity"] == "error":
                counts[finding["code"]] = counts.get(finding["code"], 0) + 1
    return counts


@pytest.mark.parametrize("name", FILES)
def test_is_imported_without_a_mapping(name: str, importer: Importer, test_data: Path) -> None:
    report = importer(test_data / "products" / name)
    importer.database.close()
    outcomes = {name: report["summary"][name] for name in OUTCOMES if report["summary"][name]}
    assert (outcomes, errors(report)) == FILES[name]
    assert all(file["error"] is None for file in report["files"])


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        (
            "mce_products.csv",
            "HY-18060",
            {"name": "Bradanicline", "cas_rn": "639489-84-2", "hill_formula": "C22H23N3O2"},
        ),
        ("tci_products.json", "A0001", {"name": "Abietic Acid", "cas_rn": "514-10-3", "hill_formula": "C20H30O2"}),
        ("sigma_ff.tsv", "W200220", {"name": "Acetal", "cas_rn": "105-57-7", "stated_molecular_weight": "118.17"}),
        ("exl_catalogue.csv", None, {}),
    ],
)
def test_holds_what_the_file_says(
    name: str, number: str | None, expected: dict[str, str], importer: Importer, test_data: Path
) -> None:
    report = importer(test_data / "products" / name, dry_run=True)
    importer.database.close()
    products = {record["catalog_number"]: record["product"] for record in report["records"]}
    product = products[number] if number else next(iter(products.values()))
    assert {field: product[field] for field in expected} == expected
    assert product["name"]


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("csv_formula_injection.csv", {"created": 8}),
        ("csv_gbk.csv", {"created": 1}),
        ("csv_nul.csv", {"held": 1}),
        ("csv_utf8_bom.csv", {"created": 2}),
        ("page_crlf.txt", {"created": 1}),
        ("sdf_broken_counts.sdf", {"created": 2, "unchanged": 1}),
        ("xlsx_excel_dates.xlsx", {"created": 3, "held": 2}),
    ],
)
def test_hostile_files_lose_nothing(name: str, outcomes: dict[str, int], importer: Importer, test_data: Path) -> None:
    report = importer(test_data / "hostile" / "files" / name)
    importer.database.close()
    assert {name: report["summary"][name] for name in OUTCOMES if report["summary"][name]} == outcomes
