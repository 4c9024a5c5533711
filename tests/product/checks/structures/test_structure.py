"""The check of a stated structure against everything that is stated beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdkit import Chem

from benchmarks import truth_structure
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.structure.structure import Structure, read_structure
from catalog.product.checks.structures.structure import check_structure
from catalog.product.findings import CheckResult, Code, Severity

ETHANOL_KEY = "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"
ETHANOL_INCHI = "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3"
MOLFILE = str(Chem.MolToMolBlock(Chem.MolFromSmiles("CCO")))


def check(
    smiles: str = "", formula: str = "", key: str = "", molfile: str = "", inchi: str = ""
) -> CheckResult[Structure | None]:
    readings = read_formula(formula).readings if formula else ()
    return check_structure(
        smiles=smiles, molfile=molfile, inchi=inchi, inchi_key=key, formula_text=formula, readings=readings
    )


def key_of(smiles: str) -> str:
    return read_structure(smiles, "smiles").inchi_key


@pytest.mark.parametrize(
    ("smiles", "formula", "key"),
    [
        ("CCO", "C2H6O", ETHANOL_KEY),
        ("OCC", "CH3CH2OH", f"InChIKey={ETHANOL_KEY.lower()}"),
        ("CCO", "", ""),
        ("CCO", "C2H6O", ""),
        ("CCO", "", ETHANOL_KEY),
        ("CN.Cl", "CH5N·HCl", key_of("CN.Cl")),
        ("[O-]Cl(=O)(=O)=O.[Na+]", "NaClO4", "BAZAXWOYCMUHIX-UHFFFAOYSA-M"),
    ],
)
def test_what_agrees_finds_nothing(smiles: str, formula: str, key: str) -> None:
    checked = check(smiles, formula, key)
    assert checked.findings == ()
    assert checked.value is not None


@pytest.mark.parametrize(
    ("smiles", "formula", "key", "code", "severity", "field", "words"),
    [
        ("CCO", "C3H8O", "", Code.STRUCTURE_FORMULA_MISMATCH, Severity.ERROR, "formula", "the structure has CH2 less"),
        ("CBr", "CH3Cl", "", Code.STRUCTURE_FORMULA_MISMATCH, Severity.ERROR, "formula", "has Br more and Cl less"),
        ("CN", "CH5N·HCl", "", Code.STRUCTURE_SALT_MISMATCH, Severity.WARNING, "formula", "lacks HCl"),
        ("CN.Cl", "CH5N", "", Code.STRUCTURE_SALT_MISMATCH, Severity.WARNING, "formula", "also has ClH"),
        ("CN.CN", "CH5N", "", Code.STRUCTURE_SALT_MISMATCH, Severity.WARNING, "formula", "has 2 formula units"),
        ("CC[NH3+]", "C2H7N", "", Code.STRUCTURE_SALT_MISMATCH, Severity.WARNING, "formula", "has H more"),
        ("CC[NH3+]", "C2H8N", "", Code.STRUCTURE_NOTE, Severity.NOTE, "formula", "the charge +1, which the formula"),
        ("[13CH3]CO", "C2H6O", "", Code.STRUCTURE_ISOTOPE_MISMATCH, Severity.WARNING, "formula", "has [13C]"),
        ("CCO", "", key_of("CCCO"), Code.STRUCTURE_INCHIKEY_MISMATCH, Severity.ERROR, "inchi_key", "another compound"),
        ("NCCO", "", key_of("NCCO.Cl"), Code.STRUCTURE_SALT_MISMATCH, Severity.WARNING, "inchi_key", "with HCl"),
        ("C[NH3+]", "", key_of("CN"), Code.STRUCTURE_SALT_MISMATCH, Severity.WARNING, "inchi_key", "protons only"),
        (
            "CC(N)C(=O)O",
            "",
            key_of("C[C@H](N)C(=O)O"),
            Code.STRUCTURE_STEREO_MISMATCH,
            Severity.WARNING,
            "inchi_key",
            "only the InChIKey has stereo",
        ),
        (
            "[13CH3]CO",
            "",
            ETHANOL_KEY,
            Code.STRUCTURE_ISOTOPE_MISMATCH,
            Severity.WARNING,
            "inchi_key",
            "has no isotope labels",
        ),
        ("CCO", "", "LFQSCW", Code.INCHIKEY_INVALID, Severity.WARNING, "inchi_key", "14 capital letters"),
        ("C1CC", "", "", Code.STRUCTURE_INVALID, Severity.ERROR, "smiles", "unclosed ring"),
        ("C" * 1000, "", "", Code.STRUCTURE_INVALID, Severity.ERROR, "smiles", "There are 1,000 atoms"),
        (
            "[Na+257].[Cl-257]",
            "NaCl",
            "",
            Code.STRUCTURE_INVALID,
            Severity.ERROR,
            "smiles",
            "the charge +257. Possible",
        ),
        ("*C", "C3H8", ETHANOL_KEY, Code.STRUCTURE_GENERIC, Severity.WARNING, "smiles", "R groups"),
        ("CCO absolute", "", "", Code.STRUCTURE_NOTE, Severity.NOTE, "smiles", "“absolute”"),
    ],
)
def test_finds(smiles: str, formula: str, key: str, code: Code, severity: Severity, field: str, words: str) -> None:
    [finding] = check(smiles, formula, key).findings
    assert (finding.code, finding.severity, finding.field) == (code, severity, field)
    assert words in finding.message


@pytest.mark.parametrize("smiles", ["C1CC", "*C", "", "  "])
def test_what_is_no_single_structure_has_no_value(smiles: str) -> None:
    assert check(smiles).value is None


def test_nothing_stated_finds_nothing() -> None:
    assert check() == CheckResult(None)


def test_a_key_alone_is_judged_by_its_shape() -> None:
    assert check(key=ETHANOL_KEY) == CheckResult(None)
    assert [finding.code for finding in check(key="LFQSCW").findings] == [Code.INCHIKEY_INVALID]


def test_a_lighter_layer_has_its_own_finding() -> None:
    codes = [finding.code for finding in check("[13CH3]CO", "C3H8O").findings]
    assert codes == [Code.STRUCTURE_FORMULA_MISMATCH, Code.STRUCTURE_ISOTOPE_MISMATCH]
    codes = [f.code for f in check("[13CH3][C@H](N)C(=O)O", key=key_of("CC(N)C(=O)O")).findings]
    assert codes == [Code.STRUCTURE_STEREO_MISMATCH, Code.STRUCTURE_ISOTOPE_MISMATCH]


def test_every_form_that_agrees_is_silent() -> None:
    checked = check("CCO", molfile=MOLFILE, inchi=ETHANOL_INCHI)
    assert checked.findings == ()
    assert checked.value is not None
    assert checked.value.kind == "molfile"


@pytest.mark.parametrize(
    ("stated", "field", "kind"),
    [
        ({"molfile": MOLFILE, "smiles": "CCCO"}, "smiles", "molfile"),
        ({"molfile": MOLFILE, "inchi": "InChI=1S/CH4/h1H4"}, "inchi", "molfile"),
        ({"smiles": "CCO", "inchi": "InChI=1S/CH4/h1H4"}, "inchi", "smiles"),
    ],
)
def test_the_form_that_can_say_more_is_taken_and_the_other_held_against_it(
    stated: dict[str, str], field: str, kind: str
) -> None:
    checked = check(**stated)
    [finding] = checked.findings
    assert checked.value is not None
    assert (checked.value.kind, finding.field, finding.code) == (kind, field, Code.STRUCTURE_INCHIKEY_MISMATCH)


def test_where_one_form_cannot_be_read_the_other_is_taken() -> None:
    checked = check("CCO", molfile="garbage")
    assert checked.value is not None
    assert checked.value.kind == "smiles"
    assert [(finding.code, finding.field) for finding in checked.findings] == [(Code.STRUCTURE_INVALID, "molfile")]


def test_a_long_text_is_not_repeated_whole() -> None:
    [finding] = check("C" * 1500).findings
    assert finding.stated == "C" * 200


def test_the_weight_is_asked_for_only_where_no_formula_explains_it() -> None:
    asked: list[str] = []

    def weigh(composition: object) -> str:
        asked.append(str(composition))
        return "It fits nothing."

    [finding] = check_structure(smiles="CCO", weight_text="60.1", weigh=weigh).findings
    assert (finding.code, finding.field, finding.stated) == (
        Code.STRUCTURE_WEIGHT_MISMATCH,
        "molecular_weight",
        "60.1",
    )
    assert "C2H6O with 46.069 g/mol: It fits nothing." in finding.message
    readings = read_formula("C2H6O").readings
    assert check_structure(smiles="CCO", readings=readings, weight_text="60.1", weigh=weigh).findings == ()
    assert len(asked) == 1


@pytest.fixture(scope="module")
def scores(test_data: Path) -> Iterator[dict[str, truth_structure.Score]]:
    """The truth file, and 500 free rows with the mismatches made of them; the benchmark takes more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(truth_structure, "DATA", test_data)
        yield truth_structure.measure(500)


@pytest.mark.parametrize("verdict", ["consistent", "no real mismatch"])
def test_where_there_is_no_real_mismatch_none_is_found(scores: dict[str, truth_structure.Score], verdict: str) -> None:
    assert scores[verdict].cases >= 18
    assert scores[verdict].wrong == []


def test_free_rows_are_as_consistent_as_they_are(scores: dict[str, truth_structure.Score]) -> None:
    """In all 71,347 rows a few hold more than the guard lets through; nothing else is found."""
    free = scores["free rows as they are"]
    assert [case for case in free.wrong if "structure-invalid" not in case] == []
    assert free.share >= 0.995


def test_real_mismatches_are_found(scores: dict[str, truth_structure.Score]) -> None:
    """Those of the truth file, and mechanical ones; a whole kind that is never found cannot hide among the others."""
    kinds = {
        name: score
        for name, score in scores.items()
        if truth_structure.EXPECTED.get(name, True) and name != "free rows as they are"
    }
    cases, right = sum(score.cases for score in kinds.values()), sum(score.right for score in kinds.values())
    assert cases > 2_000
    assert right / cases >= 0.98
    assert {name: score.wrong for name, score in kinds.items() if score.share < 0.9} == {}
    truth = [score for name, score in kinds.items() if name in truth_structure.EXPECTED]
    assert sum(score.right for score in truth) / sum(score.cases for score in truth) >= 0.98
