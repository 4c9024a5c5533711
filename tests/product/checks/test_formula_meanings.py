"""What a formula means is decided by the other facts of its record."""

from __future__ import annotations

import pytest

from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code, Finding
from catalog.product.product import Product


def product_of(**stated: str) -> Product:
    return examine(Draft({"catalog_number": "A1", "name": "Sample", **stated}))


def found(product: Product) -> list[Finding]:
    return list(product.findings)


@pytest.mark.parametrize(
    ("name", "formula", "hill"),
    [("Sodium chloride", "nacl", "ClNa"), ("Kaliumchlorid", "kcl", "ClK"), ("溴化钠", "nabr", "BrNa")],
)
def test_the_name_of_a_salt_proves_a_formula_in_lower_case(name: str, formula: str, hill: str) -> None:
    product = product_of(name=name, formula=formula)
    [finding] = found(product)
    assert (finding.code, finding.expected) == (Code.FORMULA_REPAIRED, hill)


@pytest.mark.parametrize("formula", ["salt", "nacl", "mixed", "none"])
def test_words_that_nothing_proves_stay_words(formula: str) -> None:
    product = product_of(formula=formula, molecular_weight="99.99")
    assert {finding.code for finding in found(product)} <= {Code.WORDS_IN_FIELD, Code.WEIGHT_UNDETERMINED}


PROVED = [
    ("Et3N", "101.19", "C6H15N"),
    ("PPh3", "262.29", "C18H15P"),
    ("TsCl", "190.65", "C7H7ClO2S"),
    ("Pd(OAc)2", "224.51", "C4H6O4Pd"),
    ("Ac2O", "102.09", "C4H6O3"),
    ("VO(acac)2", "265.16", "C10H14O5V"),
    ("n-BuLi", "64.06", "C4H9Li"),
    ("Pd2(dba)3", "915.72", "C51H42O3Pd2"),
    ("K15NO3", "102.10", "K[15N]O3"),
    ("2H2O", "20.03", "D2O"),
    ("2H2SO4", "100.09", "D2O4S"),
    ("H218O", "20.01", "H2[18O]"),
    ("C6H12O6 (13C6)", "186.11", "[13C]6H12O6"),
    ("1,2-C6H4(CO2H)2", "166.13", "C8H6O4"),
    ("LiNi1/3Mn1/3Co1/3O2", "96.46", "Co0.3333LiMn0.3333Ni0.3333O2"),
    ("Pr2O3", "329.81", "O3Pr2"),
    ("BzCl", "140.57", "C7H5ClO"),
]


@pytest.mark.parametrize(("formula", "weight", "hill"), PROVED)
def test_the_weight_proves_a_meaning(formula: str, weight: str, hill: str) -> None:
    product = product_of(formula=formula, molecular_weight=weight)
    assert found(product) == []
    assert product.formula is not None
    assert product.weight is not None
    assert product.weight.reading is not None
    assert (product.weight.reading.hill(), product.formula.stated) == (hill, formula)


@pytest.mark.parametrize(
    ("formula", "weight", "hill"),
    [("c9h8o4", "180.16", "C9H8O4"), ("C9H804", "180.16", "C9H8O4"), ("C6H5C1", "112.56", "C6H5Cl"),
     ("nacl", "58.44", "ClNa"), ("koh", "56.11", "HKO"), ("h2o", "18.015", "H2O"), ("CACO3", "100.09", "CCaO3"),
     ("KBR", "119.00", "BrK"), ("cocl2", "129.84", "Cl2Co"), ("ZNCL2", "136.29", "Cl2Zn")],
)  # fmt: skip
def test_a_repair_is_said(formula: str, weight: str, hill: str) -> None:
    product = product_of(formula=formula, molecular_weight=weight)
    [finding] = found(product)
    assert (finding.code, finding.stated, finding.expected) == (Code.FORMULA_REPAIRED, formula, hill)
    assert not product.is_refused


@pytest.mark.parametrize(
    ("formula", "hill"),
    [("Et3N", "C6H15N"), ("NaOAc", "C2H3NaO2"), ("TsCl", "C7H7ClO2S"), ("VO(acac)2", "C10H14O5V"), ("c9h8o4", "C9H8O4"),
     ("C9H804", "C9H8O4")],
)  # fmt: skip
def test_without_proof_a_meaning_is_offered(formula: str, hill: str) -> None:
    [finding] = found(product_of(formula=formula))
    assert (finding.code, finding.expected) == (Code.FORMULA_INVALID, hill)


@pytest.mark.parametrize("formula", ["K15NO3", "Pr2O3", "PrCl3", "C2H60S", "C10H20", "Ac", "C60"])
def test_without_proof_a_possible_formula_stays(formula: str) -> None:
    codes = [finding.code for finding in found(product_of(formula=formula))]
    assert codes == ([Code.FORMULA_INVALID] if formula in {"Ac", "C2H60S"} else [])


def test_a_structure_proves_a_meaning() -> None:
    product = product_of(formula="Et3N", smiles="CCN(CC)CC")
    assert found(product) == []
    assert product.formula is not None
    assert product.formula.hill_formula == "C6H15N"


def test_a_weight_that_fits_nothing_says_so_itself() -> None:
    [finding] = found(product_of(formula="C7H80", molecular_weight="92.14"))
    assert (finding.code, "C7H80" in finding.message) == (Code.FORMULA_WEIGHT_MISMATCH, True)


def test_a_wrong_weight_proves_nothing() -> None:
    [finding] = found(product_of(formula="Et3N", molecular_weight="58.44"))
    assert (finding.code, finding.expected) == (Code.FORMULA_INVALID, "C6H15N")


KINDS = ["Mixture", "Polymer", "Protein", "Various", "Natural product", "unlisted", "UVCB", "high", "Complex mixture",
         "not applicable", "mixture of isomers"]  # fmt: skip
WORDS = ["single-chain 14.3 kDa", "Sodium chloride", "Soybean lecithin", "Whole egg white"]


@pytest.mark.parametrize("field", ["formula", "molecular_weight", "cas_rn", "smiles"])
@pytest.mark.parametrize("words", KINDS)
def test_words_for_a_kind_of_product_are_kept(field: str, words: str) -> None:
    product = product_of(**{field: words})
    assert not product.is_refused
    assert {finding.code for finding in found(product)} <= {Code.FORMULA_INDEFINITE, Code.WEIGHT_UNDETERMINED}
    assert product.draft.get(field) == words
    assert (product.formula, product.structure, product.cas.cas_rn, product.molecular_weight) == (None,) * 4


@pytest.mark.parametrize("field", ["formula", "molecular_weight", "smiles"])
@pytest.mark.parametrize("words", WORDS)
def test_other_words_are_kept_and_reported(field: str, words: str) -> None:
    product = product_of(**{field: words})
    assert not product.is_refused
    assert [finding.code for finding in found(product)] == [Code.WORDS_IN_FIELD]


@pytest.mark.parametrize("formula", ["C10-C13", "C12-14 alkyl"])
def test_chains_are_indefinite(formula: str) -> None:
    assert [finding.code for finding in found(product_of(formula=formula))] == [Code.FORMULA_INDEFINITE]
