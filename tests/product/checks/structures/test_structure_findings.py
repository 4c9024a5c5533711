"""Stated structures, held against formula, InChIKey, weight and each other by layers."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.truth_structure import measure
from catalog.chemistry.formula.formula import read_formula
from catalog.product.checks.structures.structure import check_structure
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code, Severity

ALANINE = "C[C@H](N)C(=O)O"
WATER_BLOCK = "\n  test\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 O   0  0\nM  END\n"


def codes(**stated: str) -> list[str]:
    """The findings of a structure, notes left out."""
    formula = stated.pop("formula", "")
    readings = read_formula(formula).readings if formula else ()
    checked = check_structure(**stated, formula_text=formula, readings=readings)  # type: ignore[arg-type]  # All texts.
    return [f.code.value.removeprefix("structure-") for f in checked.findings if f.severity is not Severity.NOTE]


@pytest.mark.parametrize(
    ("smiles", "formula"),
    [
        ("CCO", "C2H6O"),
        ("CCO", "C2H5OH"),
        ("[Na+].[Cl-]", "NaCl"),
        ("O=[Cl](=O)(=O)[O-].[Na+]", "NaClO4"),
        ("[CH3]", "CH3"),
        ("[CH2]", "CH2"),
        ("[Fe+2].c1cc[cH-]c1.c1cc[cH-]c1", "C10H10Fe"),
        ("[O-][N+](=O)c1ccccc1", "C6H5NO2"),
        ("[2H]O[2H]", "D2O"),
        ("C[N+](C)(C)C.[Br-]", "C4H12BrN"),
        ("CC(=O)[O-]", "C2H3O2"),
        ("O.O.O.O.O.[Cu+2].[O-]S(=O)(=O)[O-]", "CuSO4.5H2O"),
    ],
)
def test_no_false_alarm_about_a_formula(smiles: str, formula: str) -> None:
    assert codes(smiles=smiles, formula=formula) == []


@pytest.mark.parametrize(
    ("smiles", "formula", "code", "words"),
    [
        ("CCCO", "C2H6O", "formula-mismatch", "CH2 more"),
        ("CCO", "C3H8O", "formula-mismatch", "CH2 less"),
        ("CN", "CH5N.HCl", "salt-mismatch", "lacks HCl"),
        ("CN.Cl", "CH5N", "salt-mismatch", "also has ClH"),
        ("CCO", "C2H6O.H2O", "salt-mismatch", "lacks water"),
        ("CN.OC(=O)C(O)C(O)C(=O)O", "CH5N.1/2C4H6O6", "salt-mismatch", "1/2"),
        ("O", "D2O", "isotope-mismatch", "label"),
    ],
)
def test_a_difference_is_named_by_its_layer(smiles: str, formula: str, code: str, words: str) -> None:
    readings = read_formula(formula).readings
    [finding] = check_structure(smiles=smiles, formula_text=formula, readings=readings).findings
    assert finding.code.value == f"structure-{code}"
    assert words in finding.message


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("QNAYBMKLOCPYGJ-REOHCLBHSA-N", []),
        ("inchikey=qnaybmklocpygj-reohclbhsa-n", []),
        ("QNAYBMKLOCPYGJ-UWTATZPHSA-N", ["stereo-mismatch"]),  # The mirror image.
        ("QNAYBMKLOCPYGJ-UHFFFAOYSA-N", ["stereo-mismatch"]),  # Stereo left open.
        ("LFQSCWFLJHTTHZ-UHFFFAOYSA-N", ["inchikey-mismatch"]),  # Ethanol.
        ("QNAYBMKLOCPYGJ", ["inchikey-invalid"]),
    ],
)
def test_an_inchikey_is_compared_by_its_blocks(key: str, found: list[str]) -> None:
    assert [code.removeprefix("structure-") for code in codes(smiles=ALANINE, inchi_key=key)] == found


@pytest.mark.parametrize(
    "stated",
    [
        {"smiles": "C1CC"},
        {"smiles": "[Saponins]"},
        {"smiles": "C" * 3_000},
        {"smiles": "C.C" * 120},
        {"inchi": "InChI=1S/BrF3/c2-1(3)4"},
        {"inchi": "InChI=nonsense"},
        {"molfile": "nonsense"},
        {"molfile": WATER_BLOCK.replace("  1  0", "999999")},
    ],
)
def test_what_cannot_be_read_is_a_finding(stated: dict[str, str]) -> None:
    assert codes(**stated) == ["invalid"]


def test_structures_are_held_against_each_other() -> None:
    assert codes(smiles="O", molfile=WATER_BLOCK, inchi="InChI=1S/H2O/h1H2") == []
    assert codes(smiles="CCO", molfile=WATER_BLOCK) == ["inchikey-mismatch"]
    assert codes(smiles="CCO", inchi="InChI=1S/CH4O/c1-2/h2H,1H3") == ["inchikey-mismatch"]


def test_a_drawing_of_many_substances_is_none_of_them() -> None:
    checked = check_structure(smiles="*CCO")
    assert checked.value is None
    assert [finding.code for finding in checked.findings] == [Code.STRUCTURE_GENERIC]


@pytest.mark.parametrize(("weight", "found"), [("46.07", False), ("46.1", False), ("60.10", True), ("N/A", False)])
def test_a_weight_against_a_drawing_alone_is_a_warning_only(weight: str, found: bool) -> None:
    fields = {"catalog_number": "A1", "name": "Ethanol", "smiles": "CCO", "molecular_weight": weight}
    product = examine(Draft(fields))
    assert (Code.STRUCTURE_WEIGHT_MISMATCH in {finding.code for finding in product.findings}) == found
    assert not product.is_refused


def test_truth_is_met(test_data: Path) -> None:
    assert test_data.is_dir()
    scores = measure(free_rows=400)
    clean = ("no real mismatch", "consistent")
    assert {name: scores[name].share for name in clean} == dict.fromkeys(clean, 1.0)
    assert {name: score.share for name, score in scores.items() if score.share < 0.95} == {}
    made = [score for name, score in scores.items() if name not in (*clean, "free rows as they are")]
    assert sum(score.right for score in made) >= 0.98 * sum(score.cases for score in made)
