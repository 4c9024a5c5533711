"""The check of the stated weight against the stated formula: which finding, and what it says."""

from __future__ import annotations

import pytest

from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.mass.weight import Verdict, WeightVerdict
from catalog.product.checks.weight import check_weight
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import CheckResult, Code, Severity

BPTA = "C20H22N4O4S3"


def check(formula: str, weight: str) -> CheckResult[WeightVerdict | None]:
    read = read_formula(formula)
    return check_weight(weight, formula, read.readings, read.indefinite)


@pytest.mark.parametrize(
    ("formula", "weight"),
    [(BPTA, "478.61"), (BPTA, "478,61"), ("MoS2", "160.09"), ("Na2MoO4·2H2O", "241.97"), ("CuSO4·5H2O", "249.68")],
)
def test_a_weight_that_agrees_finds_nothing(formula: str, weight: str) -> None:
    checked = check(formula, weight)
    assert checked.findings == ()
    assert checked.value is not None
    assert checked.value.verdict is Verdict.AGREES


@pytest.mark.parametrize(
    ("formula", "weight", "code", "severity", "expected"),
    [
        (BPTA, "478.08", Code.WEIGHT_IS_MONOISOTOPIC, Severity.WARNING, "478.62"),
        (BPTA, "478.0803", Code.WEIGHT_IS_MONOISOTOPIC, Severity.WARNING, "478.621"),
        (BPTA, "515.08", Code.WEIGHT_OF_OTHER_FORM, Severity.WARNING, "478.62"),
        (BPTA, "559.53", Code.WEIGHT_OF_OTHER_FORM, Severity.WARNING, "478.62"),
        (BPTA, "500.6", Code.WEIGHT_OF_OTHER_FORM, Severity.WARNING, "478.6"),
        (BPTA, "496.63", Code.WEIGHT_OF_OTHER_FORM, Severity.WARNING, "478.62"),
        (BPTA, "957.22", Code.WEIGHT_OF_OTHER_FORM, Severity.WARNING, "478.62"),
        ("CuSO4", "249.68", Code.WEIGHT_OF_OTHER_FORM, Severity.WARNING, "159.61"),
        ("CuSO4·5H2O", "159.61", Code.WEIGHT_OF_OTHER_FORM, Severity.WARNING, "249.68"),
        ("C8H11NO2·HCl", "153.18", Code.WEIGHT_OF_OTHER_FORM, Severity.WARNING, "189.64"),
        (BPTA, "479.62", Code.FORMULA_WEIGHT_MISMATCH, Severity.ERROR, "478.62"),
        (BPTA, "492.64", Code.FORMULA_WEIGHT_MISMATCH, Severity.ERROR, "478.62"),
        (BPTA, "478.16", Code.FORMULA_WEIGHT_MISMATCH, Severity.ERROR, "478.62"),
        (BPTA, "478.91", Code.FORMULA_WEIGHT_MISMATCH, Severity.ERROR, "478.62"),
        (BPTA, "47.861", Code.FORMULA_WEIGHT_MISMATCH, Severity.ERROR, "478.621"),
        (BPTA, "479.0876", Code.FORMULA_WEIGHT_MISMATCH, Severity.ERROR, "478.621"),
        (BPTA, "480", Code.FORMULA_WEIGHT_MISMATCH, Severity.ERROR, "479"),
        ("C2H6O", "1234.56", Code.FORMULA_WEIGHT_MISMATCH, Severity.ERROR, "46.07"),
        (BPTA, "478.655", Code.WEIGHT_WITHIN_RANGE, Severity.NOTE, "478.621"),
        (BPTA, "478.65", Code.WEIGHT_OF_OTHER_FORMULA, Severity.WARNING, "478.62"),  # CH4 in place of O.
        ("C12H10Cl2Se", "304.0", Code.WEIGHT_WITHIN_RANGE, Severity.NOTE, "304.1"),
        ("PbO", "223.1", Code.WEIGHT_WITHIN_RANGE, Severity.NOTE, "223.2"),
        (BPTA, "500", Code.WEIGHT_UNDETERMINED, Severity.NOTE, None),
        (BPTA, "300-400", Code.WEIGHT_UNDETERMINED, Severity.NOTE, None),
        (BPTA, "N/A", Code.WEIGHT_UNDETERMINED, Severity.NOTE, None),
        ("(C2H4)n", "28.05", Code.WEIGHT_UNDETERMINED, Severity.NOTE, None),
        (BPTA, "abc", Code.WEIGHT_INVALID, Severity.ERROR, None),
        (BPTA, ")", Code.WEIGHT_INVALID, Severity.ERROR, None),
        (BPTA, "-5", Code.WEIGHT_INVALID, Severity.ERROR, None),
        (BPTA, "0", Code.WEIGHT_INVALID, Severity.ERROR, None),
    ],
)
def test_finds(formula: str, weight: str, code: Code, severity: Severity, expected: str | None) -> None:
    [finding] = check(formula, weight).findings
    assert (finding.code, finding.severity, finding.expected) == (code, severity, expected)
    assert (finding.field, finding.stated) == ("molecular_weight", weight)
    assert finding.message.endswith(".")


def test_a_form_with_a_rival_slip_is_refused() -> None:
    """487.62 is the hemihydrate's weight, and the free compound's with two digits swapped: nobody can tell."""
    checked = check(BPTA, "487.62")
    assert checked.value is not None
    assert checked.value.causes[0].kind == "hydrate"
    [finding] = checked.findings
    assert finding.code is Code.FORMULA_WEIGHT_MISMATCH
    assert "two digits swapped: 478.62" in finding.message


def test_names_the_formula_as_stated_where_the_formula_is_suspected() -> None:
    [exchanged] = check_weight("180.16", " C12H6O6 ", read_formula("C12H6O6").readings, None).findings
    assert "C6 and H12, two counts of the formula swapped" in exchanged.message
    assert exchanged.message.endswith("The stated formula is C12H6O6.")


@pytest.mark.parametrize("weight", ["", "  ", "\n"])
def test_where_nothing_is_stated_nothing_is_found(weight: str) -> None:
    assert check(BPTA, weight) == CheckResult(None)


def test_without_a_formula_only_the_weight_itself_is_judged() -> None:
    assert check_weight("478.61", "", [], None) == CheckResult(None)
    [finding] = check_weight("abc", "", [], None).findings
    assert finding.code is Code.WEIGHT_INVALID


@pytest.mark.parametrize(
    ("fields", "code", "said", "unsaid"),
    [
        # 9 H2O and glucose weigh as much as sucrose.
        ({"formula": "C6H12O6", "molecular_weight": "342.30"}, Code.FORMULA_WEIGHT_MISMATCH, "No common", "hydrate"),
        ({"formula": "C6H10", "molecular_weight": "151.21"}, Code.FORMULA_WEIGHT_MISMATCH, "", "hemihydrate"),
        ({"formula": "C7H8", "molecular_weight": "110.16"}, Code.FORMULA_WEIGHT_MISMATCH, "no atom that binds", ""),
        ({"formula": "C8H8O3", "molecular_weight": "188.61"}, Code.FORMULA_WEIGHT_MISMATCH, "no basic nitrogen", ""),
        ({"formula": "C8H9NO2", "molecular_weight": "187.62"}, Code.WEIGHT_OF_OTHER_FORM, "hydrochloride", ""),
        # The nitrogen of an amide is not basic; the alcohol is no acid.
        (
            {"formula": "C8H9NO", "smiles": "CC(=O)Nc1ccccc1", "molecular_weight": "171.62"},
            Code.FORMULA_WEIGHT_MISMATCH,
            "no basic nitrogen",
            "",
        ),
        (
            {"formula": "C8H10O", "smiles": "OCCc1ccccc1", "molecular_weight": "144.15"},
            Code.FORMULA_WEIGHT_MISMATCH,
            "no acid group",
            "",
        ),
        # The name's word counts for more.
        (
            {"name": "Raffinose nonahydrate", "formula": "C18H32O16", "molecular_weight": "666.57"},
            Code.WEIGHT_OF_OTHER_FORM,
            "nonahydrate",
            "",
        ),
        (
            {"name": "Lithium salicylate dihydrate", "formula": "C7H6O3", "molecular_weight": "180.09"},
            Code.WEIGHT_OF_OTHER_FORM,
            "lithium salt dihydrate",
            "",
        ),
        ({"formula": "C7H6O3", "molecular_weight": "180.09"}, Code.FORMULA_WEIGHT_MISMATCH, "", "lithium"),
        ({"formula": "Na2S", "molecular_weight": "240.18"}, Code.WEIGHT_OF_OTHER_FORM, "nonahydrate", ""),
        (
            {"name": "Phenol-d6", "formula": "C6H6O", "molecular_weight": "100.15"},
            Code.WEIGHT_OF_OTHER_FORM,
            "label (d6)",
            "",
        ),
    ],
)
def test_a_form_explains_a_weight_only_if_the_compound_can_have_it(
    fields: dict[str, str], code: Code, said: str, unsaid: str
) -> None:
    found = [
        one for one in examine(Draft({"catalog_number": "1", **fields})).findings if one.field == "molecular_weight"
    ]
    [finding] = found
    assert finding.code is code
    assert said in finding.message
    assert not unsaid or unsaid not in finding.message
