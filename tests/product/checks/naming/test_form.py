"""The form that a name says, against formula, structure, weight and CAS RN.

Among 5,387 records of vendors (``benchmarks.truth_names``) three names were said to be wrong, and all three are: a
hydrate that the name leaves out, and two salts that are drawn without their acid.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from benchmarks import truth_names
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code
from catalog.reference.reference import NO_REFERENCE, Reference
from catalog.reference.reference_file import SHIPPED, ReferenceFile


@pytest.fixture(scope="module")
def shipped() -> ReferenceFile:
    return ReferenceFile(SHIPPED)


def messages(reference: Reference, **fields: str) -> list[str]:
    findings = examine(Draft({"catalog_number": "1", **fields}), reference=reference).findings
    return [finding.message for finding in findings if finding.code is Code.NAME_FORM_MISMATCH]


@pytest.mark.parametrize(
    ("name", "formula", "smiles", "said"),
    [
        ("Benzylamine hydrochloride", "C7H9N", "", "has no Cl"),
        ("Benzylamine hydrochloride", "C7H10ClN", "", ""),
        ("4-Chlorobenzylamine hydrochloride", "C7H8ClN", "NCc1ccc(Cl)cc1", "have no such part"),
        ("4-Chlorobenzylamine hydrochloride", "C7H9Cl2N", "NCc1ccc(Cl)cc1.Cl", ""),
        ("Piperazine dihydrochloride", "C4H11ClN2", "C1CNCCN1.Cl", "have another number"),
        ("Disodium malonate", "C3H3NaO4", "", "another number of it"),
        ("Disodium malonate", "C3H2Na2O4", "", ""),
        ("Quinine hemisulfate", "C20H25N2O4S0.5", "", ""),
        ("Creatine monohydrate", "C4H9N3O2", "CN(CC(=O)O)C(=N)N", "monohydrate"),
        ("Creatine monohydrate", "C4H11N3O3", "CN(CC(=O)O)C(=N)N.O", ""),
        # The formula has all water; that the drawing has less is another finding.
        ("Cefalexin trihydrate", "C16H23N3O7S", "CC1=C(C(=O)O)N2C(=O)C(NC(=O)C(N)c3ccccc3)C2SC1.O", ""),
        # Water that is bound is no component; water without a number is often left out.
        ("Glyoxylic acid monohydrate", "C2H4O4", "OC(O)C(=O)O", ""),
        ("Xanthopterin hydrate", "C6H5N5O2", "c1c(=O)[nH]c2c(=O)[nH]c(N)nc2n1", ""),
        ("Dexamethasone acetate", "C24H31FO6", "", ""),
        ("Copper(II) sulfate anhydrous", "CuSO4·5H2O", "", "anhydrous"),
        ("Copper(II) sulfate anhydrous", "CuSO4", "", ""),
        ("Tramadol free base", "C16H26ClNO2", "COc1cccc(c1)C1(O)CCCCC1CN(C)C.Cl", "hydrochloride"),
        ("Iron(III) chloride", "FeCl2", "", "means FeCl3"),
        ("Iron(III) chloride hexahydrate", "FeCl3·6H2O", "", ""),
        ("Cobalt(II) nitrate hexahydrate", "Co(NO3)3·6H2O", "", "means Co(NO3)2"),
        ("Titanium tetrachloride", "TiCl3", "", "means TiCl4"),
        ("Calcium chloride", "CaCl2", "", ""),
        ("Vanadium pentasulfide", "V2S5", "", ""),
        ("Mercury(I) chloride", "Hg2Cl2", "", ""),
        ("Sodium phosphate", "Na2HPO4", "", ""),
        ("Tin(IV) chloride solution, 1.0 M in heptane", "SnCl4", "", ""),
        ("Naphthalene-d8", "C10H8", "", "label D8"),
        ("Naphthalene-d8", "C10D8", "", ""),
        ("Naphthalene-d8", "C10H4D4", "", "label D8"),
        ("D-Glucose-13C6", "C6H12O6", "", "13C6"),
        ("D-Glucose-13C6", "[13C]6H12O6", "", ""),
        ("Potassium channel opener 3", "C16H20N2O3", "", ""),
    ],
)
def test_a_name_is_held_against_formula_and_structure(name: str, formula: str, smiles: str, said: str) -> None:
    found = messages(NO_REFERENCE, name=name, formula=formula, **({"smiles": smiles} if smiles else {}))
    assert bool(found) == bool(said)
    assert all(said in message for message in found)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        # The base is known, and has chlorine itself.
        ({"name": "Chlorpromazine hydrochloride", "formula": "C17H19ClN2S"}, True),
        ({"name": "Chlorpromazine hydrochloride", "formula": "C17H20Cl2N2S"}, False),
        ({"name": "Chlorpromazine hydrochloride", "molecular_weight": "318.86"}, True),
        ({"name": "Chlorpromazine hydrochloride", "molecular_weight": "355.33"}, False),
        ({"name": "Metformin", "formula": "C4H12ClN5"}, True),
        ({"name": "Metformin", "formula": "C4H11N5"}, False),
        # The CAS RN is that of the salt, which the name only leaves out.
        ({"name": "Metformin", "formula": "C4H12ClN5", "cas_rn": "1115-70-4"}, False),
        ({"name": "Metformin", "formula": "C4H12ClN5", "synonyms": "Metformin hydrochloride"}, False),
        ({"name": "Lidocaine hydrochloride", "cas_rn": "137-58-6"}, True),
        ({"name": "Lidocaine hydrochloride", "cas_rn": "73-78-9"}, False),
    ],
)
def test_the_reference_knows_compounds_without_their_form(
    shipped: ReferenceFile, fields: dict[str, str], found: bool
) -> None:
    assert bool(messages(shipped, **fields)) == found


@pytest.mark.parametrize(
    ("name", "weight", "found"),
    [("PEG 400", "4000", True), ("PEG 400", "400", False), ("PEG 400", "380-420", False), ("PEG 400", "N/A", False)],
)
def test_a_polymer_has_the_average_weight_of_its_name(name: str, weight: str, found: bool) -> None:
    assert bool(messages(NO_REFERENCE, name=name, molecular_weight=weight)) == found


@pytest.mark.parametrize("vendor", ["mce", "tci", "exl", "targetmol", "seeds", "zh"])
def test_vendors_are_hardly_ever_contradicted(vendor: str, shipped: ReferenceFile, test_data: Path) -> None:
    assert test_data.exists()
    rows = [row for row in islice(truth_names.SOURCES[vendor](), 500) if row.get("name", "").strip()]
    found = [row["name"] for row in rows if truth_names.findings_of(row, shipped)]
    true = {"N-Acetyl-L-tyrosine Ethyl Ester", "Dorsomorphin dihydrochloride", "PHA767491 HCl"}
    assert set(found) <= true


@pytest.mark.parametrize("title", [title for title in truth_names.MADE if "purity" not in title])
def test_made_contradictions_are_caught(title: str, shipped: ReferenceFile, test_data: Path) -> None:
    assert test_data.exists()
    rows = [row for source in ("seeds", "mce") for row in truth_names.SOURCES[source]() if row.get("name")]
    made = list(islice(truth_names.MADE[title](rows, shipped), 60))
    caught = sum(bool(truth_names.findings_of(row, shipped)) for row in made)
    assert caught >= 0.95 * len(made)
