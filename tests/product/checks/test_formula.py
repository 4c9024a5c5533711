"""The check of the stated formula."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from catalog.product.checks.formula import check_formula
from catalog.product.findings import Code


@pytest.mark.parametrize("stated", ["", " ", "N/A", "NA", "n/a", "-", "None", "not available", "Unspecified"])
def test_what_states_no_formula_finds_nothing(stated: str) -> None:
    checked = check_formula(stated)
    assert (checked.value, checked.findings) == (None, ())


@pytest.mark.parametrize(("stated", "hill"), [("Na", "Na"), ("Nd", "Nd"), ("NO", "NO"), ("CuSO4.5H2O", "CuH10O9S")])
def test_a_formula_finds_nothing(stated: str, hill: str) -> None:
    checked = check_formula(stated)
    assert checked.value is not None
    assert (checked.value.hill_formula, checked.findings) == (hill, ())


@pytest.mark.parametrize("stated", ["C20H22N4O4S3X", "C6H12O6)", "Zn(acetate)2", "xyz"])
def test_what_is_no_formula_is_refused_with_its_place(stated: str) -> None:
    checked = check_formula(stated)
    assert checked.value is None
    assert [finding.code for finding in checked.findings] == [Code.FORMULA_INVALID]
    assert all("at character" in finding.message and finding.stated == stated for finding in checked.findings)


@pytest.mark.parametrize("stated", ["(C2H4O)n", "C12H22O11.xH2O", "C12-14H25-29NaO4S"])
def test_what_counts_nothing_definite_is_noted(stated: str) -> None:
    checked = check_formula(stated)
    assert checked.value is not None
    assert [finding.code for finding in checked.findings] == [Code.FORMULA_INDEFINITE]


def test_reads_the_formulas_of_real_records(test_data: Path) -> None:
    with (test_data / "truth/formula_weight.jsonl").open(encoding="utf-8") as file:
        stated = {json.loads(line)["formula"] for line in file}
    with (test_data / "products/mce_products.csv").open(encoding="utf-8") as file:
        stated |= {row["Formula"] for row in csv.DictReader(file)}
    refused = [text for text in stated if Code.FORMULA_INVALID in {each.code for each in check_formula(text).findings}]
    assert refused == []
