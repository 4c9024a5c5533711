"""Systematic names against structures and formulas; without Java or OPSIN the check says that it was not run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.structure.structure import read_structure
from catalog.chemistry.names.systematic_names import NameReader, NameReading, is_systematic
from catalog.product.checks.naming.systematic import check_name
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code

LACTIC = "C[C@H](O)C(=O)O"  # S
OTHER_LACTIC = "C[C@@H](O)C(=O)O"


@pytest.mark.parametrize(
    ("name", "smiles", "drawn", "found"),
    [
        ("2-acetoxybenzoic acid", "CC(=O)Oc1ccccc1C(=O)O", "CC(=O)Oc1ccccc1C(=O)O", False),
        ("2-acetoxybenzoic acid", "CC(=O)Oc1ccccc1C(=O)O", "CC(=O)Oc1cccc(c1)C(=O)O", True),
        # A name that says nothing of stereo or of the salt says nothing wrong.
        ("2-hydroxypropanoic acid", "CC(O)C(=O)O", LACTIC, False),
        ("2-hydroxypropanoic acid", "CC(O)C(=O)O", LACTIC + ".[Na]", False),
        ("(2S)-2-hydroxypropanoic acid", LACTIC, OTHER_LACTIC, True),
        ("(2S)-2-hydroxypropanoic acid", LACTIC, LACTIC, False),
        ("not systematic", "", LACTIC, False),
    ],
)
def test_a_name_is_held_against_the_drawing(
    name: str, smiles: str, drawn: str, found: bool
) -> None:  # A table's column.
    checked = check_name(name, NameReading(smiles), read_structure(drawn, "smiles"), ())
    assert [finding.code for finding in checked.findings] == [Code.NAME_STRUCTURE_MISMATCH] * found


@pytest.mark.parametrize(
    ("formula", "found"), [("C9H8O4", False), ("C9H8O4.H2O", False), ("C8H8O3", True), ("", False)]
)
def test_without_a_drawing_the_formula_is_asked(formula: str, found: bool) -> None:  # A table's column.
    readings = read_formula(formula).readings if formula else ()
    checked = check_name("2-acetoxybenzoic acid", NameReading("CC(=O)Oc1ccccc1C(=O)O"), None, readings)
    assert bool(checked.findings) == found


def test_nobody_asked_and_could_not_be_run_are_two_things() -> None:
    assert check_name("x", None, None, ()).findings == ()
    [finding] = check_name("x", NameReading(not_run="the program java is not installed"), None, ()).findings
    assert finding.code is Code.NAME_NOT_CHECKED
    assert "program java is not installed" in finding.message


@pytest.mark.parametrize("name", ["Nitrogen", "Methyldopa", "BPTA", "TAK-438", "", "x" * 2_000])
def test_trivial_names_are_not_asked(name: str) -> None:
    assert not is_systematic(name)


def test_without_java_the_reader_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert shutil.which("java") is None
    with NameReader() as reader:
        assert "java" in reader.read("2-acetoxybenzoic acid").not_run or "py2opsin" in reader.read("x").not_run


def test_opsin_reads_names_one_after_the_other(java_path: Path) -> None:
    assert java_path.exists()
    pytest.importorskip("py2opsin", reason="the extra `names` is not installed: pip install 'catalog[names]'")
    with NameReader() as reader:
        smiles = [reader.read(name).smiles for name in ("2-acetoxybenzoic acid", "3-nonsense-4-ane", "propan-2-ol")]
        reader.close()
        again = reader.read("butan-1-ol").smiles
    drawn = [text and read_structure(text, "smiles").smiles for text in [*smiles, again]]
    assert drawn == ["CC(=O)Oc1ccccc1C(=O)O", "", "CC(C)O", "CCCCO"]


def test_an_examination_takes_the_name_in() -> None:
    draft = Draft({"catalog_number": "A1", "name": "propan-2-ol", "smiles": "CCCO"})
    assert Code.NAME_STRUCTURE_MISMATCH not in {finding.code for finding in examine(draft).findings}
    product = examine(draft, named=NameReading("CC(C)O"))
    assert Code.NAME_STRUCTURE_MISMATCH in {finding.code for finding in product.findings}
    assert not product.is_refused
