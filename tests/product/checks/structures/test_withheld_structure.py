"""A structure that cannot be read, or that two other facts contradict, is left out; the product is not lost."""

from __future__ import annotations

import pytest

from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code
from catalog.product.product import Product
from catalog.reference.references import open_references

ETHANOL = {"formula": "C2H6O", "molecular_weight": "46.07"}
ETHANOL_KEY = "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"


def product_of(**stated: str) -> Product:
    return examine(Draft({"catalog_number": "A1", "name": "Sample", **stated}), reference=open_references())


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"smiles": "CC(=O", **ETHANOL}, Code.STRUCTURE_INVALID),
        ({"smiles": "C1CC"}, Code.STRUCTURE_INVALID),
        ({"molfile": "garbage", **ETHANOL}, Code.STRUCTURE_INVALID),
        ({"inchi": "InChI=1S/nonsense"}, Code.STRUCTURE_INVALID),
        ({"smiles": ETHANOL_KEY}, Code.STRUCTURE_INVALID),
        ({"smiles": "CCCO", **ETHANOL}, Code.STRUCTURE_FORMULA_MISMATCH),
        ({"smiles": "CCCO", "formula": "C2H6O", "inchi_key": ETHANOL_KEY}, Code.STRUCTURE_FORMULA_MISMATCH),
        ({"smiles": "CCCO", "formula": "C2H6O", "cas_rn": "64-17-5"}, Code.STRUCTURE_FORMULA_MISMATCH),
        ({"smiles": "CCCO", "inchi": "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3", "inchi_key": ETHANOL_KEY},
         Code.STRUCTURE_INCHIKEY_MISMATCH),
    ],
)  # fmt: skip
def test_the_product_is_published_without_it(stated: dict[str, str], code: Code) -> None:
    product = product_of(**stated)
    assert code in {finding.code for finding in product.findings}
    assert product.structure is None
    assert not product.is_refused
    assert document_of(product)["structure"] is None


@pytest.mark.parametrize(
    "stated",
    [
        {"smiles": "CCCO", "formula": "C2H6O"},
        {"smiles": "CCO", "inchi_key": "BDERNNFJNOPAEC-UHFFFAOYSA-N"},
        {"smiles": "CCCO", "cas_rn": "71-23-8", **ETHANOL},
        {"smiles": "C1CC", "formula": "C2H6Oq", "molecular_weight": "46.07"},
        {"smiles": "C1CC", "cas_rn": "64-17-6"},
    ],
)
def test_one_against_one_is_held(stated: dict[str, str]) -> None:
    """Nobody knows which is wrong; and another error holds the record, whatever the structure."""
    assert product_of(**stated).is_refused


def test_the_weight_is_then_that_of_the_formula() -> None:
    product = product_of(smiles="CCCO", **ETHANOL)
    assert product.molecular_weight == pytest.approx(46.069, abs=0.001)


@pytest.mark.parametrize(
    ("smiles", "formula", "expected"),
    [
        ("CC(=O)Oc1ccccc1C(=O)O)", "C9H8O4", "CC(=O)Oc1ccccc1C(=O)O"),
        ("CC(=O)Oc1ccccc1C(=O", "C9H8O5", None),
        ("CC(=O)Oc1ccccc1C(=O)O1", "C9H8O4", "CC(=O)Oc1ccccc1C(=O)O"),
        ("CLc1ccccc1", "C6H5Cl", "Clc1ccccc1"),
        ("CN(C)(C)C", "C4H12N+", "C[N+](C)(C)C"),
        ("OCC(O", "C2H6O2", "OCC(O)"),
        ("CCO(", "C3H8O", None),
    ],
)
def test_a_repair_is_offered_if_it_alone_fits(smiles: str, formula: str, expected: str | None) -> None:
    invalid = [one for one in product_of(smiles=smiles, formula=formula).findings if one.field == "smiles"]
    assert [(one.code, one.expected) for one in invalid] == [(Code.STRUCTURE_INVALID, expected)]


DONOR = {
    "smiles": "Cl[Pd](Cl)(P(c1ccccc1)(c1ccccc1)c1ccccc1)P(c1ccccc1)(c1ccccc1)c1ccccc1",
    "formula": "C36H30Cl2P2Pd",
    "molecular_weight": "701.90",
}
SUCRALFATE_LIKE = {"smiles": ".".join(["[Al+3]", "[OH-]", "[OH-]", "[OH-]"] * 12), "formula": "Al12H36O36"}


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        (DONOR, []),
        (SUCRALFATE_LIKE, []),
        ({"smiles": "N[Pt](N)(Cl)Cl", "formula": "H6Cl2N2Pt", "molecular_weight": "300.05"}, ["structure-note"]),
        ({"smiles": "CC(=O)CC(C)=O", "inchi_key": "POILWHVDKZOXJZ-ARJAWSKDSA-M"}, ["structure-tautomer-mismatch"]),
        ({"smiles": "CC(O)=CC(C)=O", "inchi_key": "YRKCREAYFQTBPV-UHFFFAOYSA-N"}, ["structure-tautomer-mismatch"]),
        ({"smiles": "CCO.O", "formula": "C2H6O.1/2H2O", "molecular_weight": "55.08"}, ["structure-note"]),
        ({"smiles": "NCCO.CCO", "formula": "C2H7NO.0.5C2H6O"}, ["structure-note"]),
        ({"smiles": "NCCO.NCCO.O", "formula": "C2H7NO.0.5H2O"}, ["structure-note"]),
        ({"smiles": "[2H]C([2H])([2H])C(=O)C([2H])([2H])[2H]", "formula": "C3H6O", "molecular_weight": "64.12"},
         ["structure-isotope-mismatch"]),
        ({"smiles": "[13CH3][13CH2]O", "formula": "C2H6O", "molecular_weight": "48.05"},
         ["structure-isotope-mismatch"]),
        ({"smiles": "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3", **ETHANOL}, ["structure-repaired"]),
        ({"inchi": "inchi=1S/C2H6O/c1-2-3/h3H,2H2,1H3", **ETHANOL}, ["structure-repaired"]),
    ],
)  # fmt: skip
def test_usual_drawings_are_published_with_their_structure(stated: dict[str, str], codes: list[str]) -> None:
    product = product_of(**stated)
    assert [finding.code.value for finding in product.findings] == codes
    assert product.structure is not None
    assert not product.is_refused


def test_half_a_solvent_counts_by_the_formula() -> None:
    product = product_of(smiles="CCO.O", formula="C2H6O.1/2H2O", molecular_weight="55.08")
    assert product.molecular_weight == pytest.approx(55.08, abs=0.005)
