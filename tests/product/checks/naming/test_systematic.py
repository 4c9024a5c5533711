"""Systematic names against structures and formulas; without Java or OPSIN the check says that it was not run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.names.systematic_names import NameReader, NameReading, is_systematic
from catalog.chemistry.structure.structure import read_structure
from catalog.product.checks.naming.systematic import StatedReading, check_names, read_stated_names, systematic_part
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code


def said(name: str, reading: NameReading) -> StatedReading:
    return StatedReading("name", name, reading)


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
    checked = check_names([said(name, NameReading(smiles))], read_structure(drawn, "smiles"), ())
    assert [finding.code for finding in checked.findings] == [Code.NAME_STRUCTURE_MISMATCH] * found


@pytest.mark.parametrize(
    ("formula", "found"), [("C9H8O4", False), ("C9H8O4.H2O", False), ("C8H8O3", True), ("", False)]
)
def test_without_a_drawing_the_formula_is_asked(formula: str, found: bool) -> None:  # A table's column.
    readings = read_formula(formula).readings if formula else ()
    checked = check_names([said("2-acetoxybenzoic acid", NameReading("CC(=O)Oc1ccccc1C(=O)O"))], None, readings)
    assert bool(checked.findings) == found


@pytest.mark.parametrize(
    ("reading", "drawn", "message"),
    [
        # A tautomer, and the ester and the salt of a name that can be both, are no contradictions.
        (NameReading("Oc1ccccn1"), "O=c1cccc[nH]1", ""),
        (NameReading("CCCCOP(=O)(O)O"), "CCCCO.OP(=O)(O)O", ""),
        # In a name without capitals, n- can be nitrogen.
        (NameReading("CCCC(C)N", other_smiles="CCCNC"), "CCCNC", ""),
        (NameReading("CCCC(C)N", other_smiles="CCCNC"), "CCN(C)C", "C5H13N, but the structure has CH2 less"),
        (NameReading("CC(=O)Oc1ccccc1C(=O)O"), "CC(=O)Oc1cccc(c1)C(=O)O", "another compound C9H8O4"),
    ],
)
def test_what_opsin_reads_is_marked_and_names_no_key(reading: NameReading, drawn: str, message: str) -> None:
    structure = read_structure(drawn, "smiles")
    found = [finding.message for finding in check_names([said("2-x", reading)], structure, ()).findings]
    assert bool(found) == bool(message)
    assert all(text.startswith("OPSIN reads the name as") and message in text for text in found)
    assert not any(structure.inchi_key in text for text in found)


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("4-Nitroaniline, 98%", "4-Nitroaniline"),
        ("2-Methylfuran, stabilized, 99%", "2-Methylfuran"),
        ("1-(3-Chlorophenyl)piperazine (hydrochloride)", "1-(3-Chlorophenyl)piperazine"),
        ("2-Aminoethanol [for Biochemical Research]", "2-Aminoethanol"),
        ("1-(2-Hydroxyethyl)piperazine", "1-(2-Hydroxyethyl)piperazine"),
    ],
)
def test_grades_and_brackets_are_taken_off(stated: str, read: str) -> None:
    assert systematic_part(stated) == read


def test_synonyms_are_read_too() -> None:
    asked: list[str] = []

    def read(name: str) -> NameReading:
        asked.append(name)
        return NameReading("CCO" if name == "ethan-1-ol" else "")

    readings = read_stated_names(read, "Acetone, 99%", "2-propanone | ethan-1-ol")
    assert asked == ["Acetone", "2-propanone", "ethan-1-ol"]
    [finding] = check_names(readings, read_structure("CC(C)=O", "smiles"), ()).findings
    assert (finding.field, finding.stated) == ("synonyms", "ethan-1-ol")


def test_nobody_asked_and_could_not_be_run_are_two_things() -> None:
    assert check_names(None, None, ()).findings == ()
    not_run = NameReading(not_run="the program java is not installed")
    [finding] = check_names([said("x", not_run), said("y", not_run)], None, ()).findings
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
        amine = reader.read("n-methylpropan-2-amine")
        reader.close()
        again = reader.read("butan-1-ol").smiles
    drawn = [text and read_structure(text, "smiles").smiles for text in [*smiles, again]]
    assert drawn == ["CC(=O)Oc1ccccc1C(=O)O", "", "CC(C)O", "CCCCO"]
    assert "CNC(C)C" in {read_structure(text, "smiles").smiles for text in (amine.smiles, amine.other_smiles) if text}


def test_an_examination_takes_the_name_in() -> None:
    draft = Draft({"catalog_number": "A1", "name": "propan-2-ol", "smiles": "CCCO"})
    assert Code.NAME_STRUCTURE_MISMATCH not in {finding.code for finding in examine(draft).findings}
    product = examine(draft, named=[said("propan-2-ol", NameReading("CC(C)O"))])
    assert Code.NAME_STRUCTURE_MISMATCH in {finding.code for finding in product.findings}
    assert not product.is_refused
