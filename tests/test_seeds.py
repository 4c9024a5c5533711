"""The seed files: what `make serve` shows first must be right by itself."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from rdkit import Chem
from rdkit.Chem import rdinchi

from catalog.intake.fields.drafting import draft_of_json
from catalog.product.document import document_of
from catalog.product.examine import examine
from scripts.make_demo_seed import COLUMNS, atoms_of_formula, atoms_of_structure, complaints_about

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (SEEDS / "demo.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_suppliers_page_is_kept_to_the_letter() -> None:
    digest = hashlib.sha256((SEEDS / "bpta.txt").read_bytes()).hexdigest()
    assert digest == "0f9782dc4fe1f83625df20f96cff5e32f52e441746b2ffe357d421519ecb2d8b"


class TestDemo:
    def test_it_has_the_columns_that_import_reads(self, rows: list[dict[str, str]]) -> None:
        assert tuple(rows[0]) == COLUMNS

    def test_it_is_worth_looking_at(self, rows: list[dict[str, str]]) -> None:
        assert 500 <= len(rows) <= 700
        assert any("·" in row["formula"] for row in rows)
        assert any("[2H]" in row["smiles"] for row in rows)
        assert any(not row["smiles"] for row in rows)

    @pytest.mark.parametrize("column", ["catalog_number", "cas_rn", "name"])
    def test_no_two_rows_share_what_they_are_found_by(self, rows: list[dict[str, str]], column: str) -> None:
        values = [row[column].casefold() for row in rows]
        assert sorted(values) == sorted(set(values))
        assert all(values)

    def test_every_cas_rn_has_its_check_digit(self, rows: list[dict[str, str]]) -> None:
        def digit(cas_rn: str) -> int:
            first, second, _ = cas_rn.split("-")
            return sum(place * int(figure) for place, figure in enumerate(reversed(first + second), 1)) % 10

        wrong = [row["cas_rn"] for row in rows if digit(row["cas_rn"]) != int(row["cas_rn"][-1])]
        assert wrong == []

    def test_every_fact_agrees_with_the_structure(self, rows: list[dict[str, str]]) -> None:
        assert [complaint for row in rows for complaint in complaints_about(row)] == []

    def test_every_row_without_a_structure_states_no_weight(self, rows: list[dict[str, str]]) -> None:
        assert [row["name"] for row in rows if bool(row["smiles"]) != bool(row["molecular_weight"])] == []

    def test_synonyms_are_names_and_not_codes(self, rows: list[dict[str, str]]) -> None:
        for row in rows:
            names = [name.casefold() for name in row["synonyms"].split("|") if row["synonyms"]]
            assert len(names) == len(set(names)) <= 6
            assert row["name"].casefold() not in names
            assert all(name == name.strip() for name in names)

    def test_the_credit_stands_beside_it(self) -> None:
        credit = (SEEDS / "README.md").read_text(encoding="utf-8")
        assert "demo.csv" in credit
        assert "Caleb Bell" in credit
        assert "Permission is hereby granted, free of charge" in credit


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    """The documents of the invented offers, by catalog number."""
    lines = (SEEDS / "demo_offers.jsonl").read_text(encoding="utf-8").splitlines()
    made = [document_of(examine(draft_of_json(json.loads(line)))) for line in lines]
    return {document["catalog_number"]: document for document in made}


class TestOffers:
    """The invented offers: every part of a product is shown, and what is wrong in them is wrong on purpose."""

    def test_what_is_wrong_in_them_is_wrong_on_purpose(self, documents: dict[str, dict[str, Any]]) -> None:
        found = [(number, f["code"]) for number, each in documents.items() for f in each["findings"]]
        assert found == [("CTD-1001", "lot-out-of-specification")]

    @pytest.mark.parametrize(
        "part", ["packs", "lots", "properties", "identifiers", "documents", "hazards", "storage", "names", "trade"]
    )
    def test_every_part_has_something_to_show(self, documents: dict[str, dict[str, Any]], part: str) -> None:
        assert documents["CTD-1001"][part]

    def test_one_is_no_longer_sold_and_names_another(self, documents: dict[str, dict[str, Any]]) -> None:
        old = documents["CTD-1005"]
        assert (old["status"], old["replaced_by"] in documents) == ("discontinued", True)

    def test_the_best_of_them_shows_what_is_missing_for_an_a(self, documents: dict[str, dict[str, Any]]) -> None:
        assert documents["CTD-1001"]["quality"]["to_raise"] == [
            "Correct or explain the warnings.",
            "Add a description, or approve the withheld one.",
        ]

    def test_they_are_said_to_be_invented(self) -> None:
        assert "invented for this demo" in (SEEDS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("formula", "smiles"),
    [
        ("CuSO4·5H2O", "O.O.O.O.O.[Cu+2].[O-]S(=O)(=O)[O-]"),
        ("C2H2O4·2H2O", "OC(=O)C(O)=O.O.O"),
        ("CDCl3", "[2H]C(Cl)(Cl)Cl"),
        ("(NH4)2SO4", "[NH4+].[NH4+].[O-]S(=O)(=O)[O-]"),
        ("C20H18NO4+", "COc1ccc2cc3-c4cc5OCOc5cc4CC[n+]3cc2c1OC"),
    ],
)
def test_formula_and_structure_are_compared_by_their_atoms(formula: str, smiles: str) -> None:
    assert atoms_of_formula(formula) == atoms_of_structure(Chem.MolFromSmiles(smiles))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"cas_rn": "64-17-6"}, "the check digit of the CAS RN does not fit"),
        ({"smiles": "CC(O"}, "RDKit cannot read CC(O"),
        ({"formula": "C2H4O"}, "C2H4O is not the formula of CCO"),
        ({"inchi_key": "OKKJLVBELUTLKV-UHFFFAOYSA-N"}, "is not the InChIKey of CCO"),
        ({"molecular_weight": "46.70"}, "weighs 46.069 by RDKit, 46.70 as stated"),
    ],
)
def test_one_deformity_makes_one_complaint(change: dict[str, str], complaint: str) -> None:
    ethanol = {
        "catalog_number": "CT1",
        "name": "Ethanol",
        "cas_rn": "64-17-5",
        "formula": "C2H5OH",
        "molecular_weight": "46.07",
        "smiles": "CCO",
        "inchi_key": rdinchi.MolToInchiKey(Chem.MolFromSmiles("CCO")),
        "synonyms": "",
    }
    assert list(complaints_about(ethanol)) == []
    found = list(complaints_about(ethanol | change))
    assert len(found) == 1
    assert complaint in found[0]
