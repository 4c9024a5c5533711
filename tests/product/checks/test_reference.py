"""CAS RNs against what is known of them. Each row is a record and its one finding, or none.

Among 2,225 records of vendors with known CAS RNs (``benchmarks.truth_reference``), formula and structure cried wolf at
none, and names at none: the one name that was told is wrong there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import truth_reference
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code, Finding
from catalog.reference.reference import Reference
from catalog.reference.reference_file import ReferenceFile
from catalog.reference.references import open_references
from tests.reference.references_made import known, write

CODES = set(truth_reference.CODES)
ASPIRIN, CAFFEINE = "CC(=O)Oc1ccccc1C(=O)O", "Cn1c(=O)c2c(ncn2C)n(C)c1=O"
ENTRIES = (
    known("50-78-2", ASPIRIN, ["aspirin"], ec_numbers=["200-064-1"]),
    known("58-08-2", CAFFEINE, ["caffeine"], ec_numbers=["200-362-1"], deleted=["95789-13-2"]),
    known("64-17-5", "CCO", ["ethanol"]),
    known("67-64-1", "CC(C)=O", ["acetone"]),
    known("657-24-9", "CN(C)C(=N)NC(N)=N", ["metformin"]),
    known("1115-70-4", "CN(C)C(=N)NC(N)=N.Cl", ["metformin hydrochloride"]),
    known("56-41-7", "C[C@H](N)C(=O)O", ["l-alanine"]),
    known("338-69-2", "C[C@@H](N)C(=O)O", ["d-alanine"]),
    known("302-72-7", "CC(N)C(=O)O", ["dl-alanine", "alanine"]),
    known("504-29-0", "Nc1ccccn1", ["2-aminopyridine", "aminopyridine"]),
    known("504-24-5", "Nc1ccncc1", ["4-aminopyridine"]),
    known("77-92-9", "OC(=O)CC(O)(CC(=O)O)C(=O)O", ["citric acid"]),
    known("5949-29-1", "OC(=O)CC(O)(CC(=O)O)C(=O)O.O", ["citric acid monohydrate"]),
    known("7723-14-0", "[P]", ["phosphorus"]),
    known("7440-57-5", "", ["gold", "aurum"]),
    known("7440-22-4", "", ["silver"]),
    known("7705-08-0", "", ["iron(iii) chloride", "ferric chloride"]),
    known("10025-77-1", "", ["ferric chloride hexahydrate"]),
    known(
        "24605-36-5", "[Na+].[Na+].Nc1cc(S(=O)(=O)[O-])ccc1S(=O)(=O)[O-]", ["aniline-2,5-disulfonic acid sodium salt"]
    ),
    known("83435-67-0", "CC(N)C(=O)Nc1ccccc1", ["a base that the source gives the number of its salt"]),
    known("1122-62-9", "CC(=O)c1ccccn1", ["2-acetylpyridine"]),
    known("123-54-6", "CC(=O)CC(C)=O", ["acetylacetone"]),
)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return ReferenceFile(write(tmp_path_factory.mktemp("reference") / "some.ref", *ENTRIES))


def told(reference: Reference, **fields: str) -> list[Finding]:
    family = {f"identifier:{key}": fields.pop(key) for key in ("EC",) if key in fields}
    product = examine(Draft({"catalog_number": "1", **fields, **family}), reference=reference)
    return [finding for finding in product.findings if finding.code in CODES]


CONTRADICTIONS: list[tuple[dict[str, str], str, str | None, str]] = [
    ({"cas_rn": "50-78-2", "name": "Caffeine", "formula": "C8H10N4O2", "molecular_weight": "194.19"},
     "cas-contradicted", "58-08-2", "50-78-2 is aspirin, C9H8O4. The formula C8H10N4O2 and the name mean another"),
    ({"cas_rn": "50-78-2", "name": "X", "formula": "C8H10N4O2", "smiles": CAFFEINE},
     "cas-contradicted", "58-08-2", "58-08-2 (caffeine)"),
    ({"cas_rn": "50-78-2", "name": "Caffeine", "smiles": CAFFEINE}, "cas-contradicted", "58-08-2", "The structure and"),
    ({"cas_rn": "50-78-2", "name": "Caffeine", "molecular_weight": "194.19"},
     "cas-contradicted", "58-08-2", "The weight 194.19 and the name mean another compound"),
    ({"cas_rn": "50-78-2", "name": "X", "molecular_weight": "194.19"}, "cas-other-compound", None, "The weight 194.19"),
    ({"cas_rn": "64-17-5", "name": "X", "formula": "C3H6O"}, "cas-other-compound", None, "64-17-5 is ethanol"),
    ({"cas_rn": "64-17-5", "name": "X", "formula": "C3H6O", "synonyms": "Acetone"},
     "cas-other-compound", "67-64-1", "67-64-1 (acetone)"),
    ({"cas_rn": "64-17-5", "name": "Ethanol", "smiles": "CC(C)=O"},
     "cas-other-compound", "67-64-1", "The name fits the CAS RN."),
    ({"cas_rn": "64-17-5", "name": "Ethanol", "formula": "C3H6O", "smiles": "CC(C)=O"},
     "cas-other-compound", "67-64-1", "The name fits the CAS RN."),
    ({"cas_rn": "64-17-5", "name": "X", "smiles": "CC(C)=O"}, "cas-other-compound", "67-64-1", "The structure means"),
    ({"cas_rn": "64-17-5", "name": "Acetone"}, "cas-name-mismatch", "67-64-1", "The name is that of another compound"),
    ({"cas_rn": "7440-57-5", "name": "Silver"}, "cas-name-mismatch", "7440-22-4", "7440-57-5 is gold."),
    ({"cas_rn": "504-29-0", "name": "4-Aminopyridine"}, "cas-name-mismatch", "504-24-5", "504-24-5 (4-aminopyridine)"),
    ({"cas_rn": "504-29-0", "name": "X", "smiles": "Nc1ccncc1"}, "cas-other-compound", "504-24-5", "The structure"),
    ({"cas_rn": "1115-70-4", "name": "Metformin hydrochloride", "formula": "C4H11N5"},
     "cas-other-form", None, "Compared with the formula C4H11N5"),
    ({"cas_rn": "1115-70-4", "name": "Metformin", "formula": "C4H11N5", "smiles": "CN(C)C(=N)NC(N)=N"},
     "cas-other-form", "657-24-9", "The structure is another form of it: free acid or base."),
    ({"cas_rn": "657-24-9", "name": "Metformin", "formula": "C4H12ClN5"}, "cas-other-form", None, "lacks HCl"),
    ({"cas_rn": "77-92-9", "name": "Citric acid monohydrate", "formula": "C6H10O8"},
     "cas-other-form", "5949-29-1", "lacks water"),
    ({"cas_rn": "64-17-5", "name": "Ethanol-d6", "formula": "C2D6O"}, "cas-other-form", None, "isotope labels"),
    ({"cas_rn": "64-17-5", "name": "X", "smiles": "[2H]C([2H])([2H])CO"}, "cas-other-form", None, "labelled with D3"),
    ({"cas_rn": "56-41-7", "name": "X", "smiles": "C[C@@H](N)C(=O)O"}, "cas-other-form", "338-69-2", "enantiomer"),
    ({"cas_rn": "95789-13-2", "name": "Caffeine"}, "cas-deleted", "58-08-2", "58-08-2 replaces it."),
    ({"cas_rn": "50-78-2", "name": "Aspirin", "EC": "200-362-1"},
     "ec-cas-mismatch", "200-064-1", "The EC number 200-362-1 is that of 58-08-2 (caffeine)."),
    ({"cas_rn": "50-78-2", "name": "Aspirin", "EC": "200-580-7"}, "ec-cas-mismatch", "200-064-1", "200-064-1"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "code", "expected", "words"), CONTRADICTIONS)
def test_tells_a_contradiction(
    reference: Reference, record: dict[str, str], code: str, expected: str | None, words: str
) -> None:
    [finding] = told(reference, **record)
    assert (finding.code.value, finding.expected) == (code, expected)
    assert words in finding.message


def test_hydrogens_alone_are_a_warning(reference: Reference) -> None:
    [finding] = told(reference, cas_rn="64-17-5", name="X", formula="C2H4O", smiles="CC=O")
    assert finding.code is Code.CAS_OTHER_COMPOUND


GOOD = [
    {"cas_rn": "50-78-2", "name": "Aspirin", "formula": "C9H8O4", "smiles": ASPIRIN, "EC": "200-064-1"},
    {"cas_rn": "89604-92-2", "name": "Aspirin", "formula": "C9H8O4"},  # Nothing is known of the CAS RN.
    {"cas_rn": "50-78-2", "name": "ASS 100"},
    {"cas_rn": "50-78-2", "name": "Aspirin", "molecular_weight": "180.16"},
    {"cas_rn": "50-78-2", "name": "Aspirin", "molecular_weight": "180.04"},  # The monoisotopic mass.
    {"cas_rn": "50-78-2", "name": "Aspirin", "molecular_weight": "202.14"},  # The sodium salt's, perhaps.
    {"cas_rn": "50-78-2", "name": "Aspirin", "molecular_weight": "108.16"},  # Two digits swapped, perhaps.
    {"cas_rn": "50-78-2", "name": "Aspirin", "molecular_weight": "about 200"},
    {"cas_rn": "50-78-2", "name": "Caffeine", "synonyms": "Aspirin"},  # One name that fits is enough.
    {"cas_rn": "50-78-2", "name": "X", "formula": "(C2H4O)n"},
    {"cas_rn": "50-78-2, 58-08-2", "name": "Caffeine", "formula": "C8H10N4O2"},  # One of several fits.
    {"cas_rn": "56-41-7", "name": "L-Alanine", "smiles": "CC(N)C(=O)O"},  # Stereo that is left open.
    {"cas_rn": "302-72-7", "name": "Alanine", "smiles": "C[C@H](N)C(=O)O"},
    {"cas_rn": "56-41-7", "name": "Alanine"},
    {"cas_rn": "56-41-7", "name": "L-Alanine", "smiles": "C[C@H]([NH3+])C(=O)[O-]"},  # Protons.
    {"cas_rn": "504-24-5", "name": "Aminopyridine", "formula": "C5H6N2"},  # No locant.
    {"cas_rn": "504-24-5", "name": "X", "smiles": "N=c1cc[nH]cc1"},  # A tautomer.
    {"cas_rn": "123-54-6", "name": "X", "smiles": "CC(=O)C=C(C)O"},
    {"cas_rn": "504-24-5", "name": "X", "smiles": "Nc1cccnc1"},  # The isomer is not known.
    {"cas_rn": "7723-14-0", "name": "Phosphorus", "formula": "P4"},
    {"cas_rn": "7440-57-5", "name": "Gold", "formula": "Au"},
    {"cas_rn": "7705-08-0", "name": "Ferric chloride hexahydrate", "formula": "FeCl3·6H2O"},
    # Sources count sodium wrongly, and give the number of a salt to its base and the other way round.
    {"cas_rn": "24605-36-5", "name": "Aniline-2,5-disulfonic acid sodium salt", "formula": "C6H6NNaO6S2"},
    {"cas_rn": "83435-67-0", "name": "X hydrochloride", "formula": "C9H13ClN2O", "smiles": "CC(N)C(=O)Nc1ccccc1.Cl"},
    {"cas_rn": "64-17-5", "name": "X", "smiles": "CCCCCCCC(C)O.CCCCCCCCCO"},  # A mixture.
]  # fmt: skip


@pytest.mark.parametrize("record", GOOD)
def test_finds_nothing_in_a_good_record(reference: Reference, record: dict[str, str]) -> None:
    assert told(reference, **record) == []


def test_finds_nothing_without_a_reference() -> None:
    product = examine(Draft({"catalog_number": "1", "name": "Caffeine", "cas_rn": "50-78-2", "formula": "C8H10N4O2"}))
    assert product.findings == ()


def test_only_a_contradiction_of_two_facts_keeps_a_record_out(reference: Reference) -> None:
    fields = {"catalog_number": "1", "name": "Caffeine", "cas_rn": "50-78-2"}
    assert not examine(Draft(fields), reference=reference).is_refused
    assert examine(Draft({**fields, "formula": "C8H10N4O2"}), reference=reference).is_refused


@pytest.mark.parametrize("vendor", ["tci", "sigma", "exl"])
def test_vendors_are_right_and_swapped_numbers_are_told(test_data: Path, vendor: str) -> None:
    assert test_data.exists()
    shipped = open_references()
    rows = truth_reference.known_rows(truth_reference.VENDORS[vendor](), shipped)
    told = [(row["cas_rn"], finding.code) for row in rows for finding in truth_reference.findings_of(row, shipped)]
    assert [one for one in told if one[0] != "57526-28-0"] == []  # There the vendor is wrong.
    swapped = [row for row in truth_reference.swapped(rows) if truth_reference.is_comparable(row, shipped)]
    caught = sum(bool(truth_reference.findings_of(row, shipped)) for row in swapped)
    assert caught >= 0.95 * len(swapped) > 50
