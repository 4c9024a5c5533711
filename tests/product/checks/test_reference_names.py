"""Names against the CAS RN, formula and structure by what is known of them. Each row is name, CAS RN, formula, weight.

Among 2,225 records of vendors with known CAS RNs (``benchmarks.truth_reference``) one name is told, rightly.
"""

from __future__ import annotations

import pytest

from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Finding, Severity
from catalog.reference.references import open_references

ISOMERS = [
    ("DL-Tartaric acid", "87-69-4", "C4H6O6", ""),
    ("D-Alanine", "56-41-7", "C3H7NO2", ""),
    ("DL-Alanine", "56-41-7", "C3H7NO2", ""),
    ("L-Alanine", "302-72-7", "C3H7NO2", ""),
    ("(±)-Alanine", "56-41-7", "C3H7NO2", ""),
    ("D-Glutamic acid", "56-86-0", "C5H9NO4", ""),
    ("DL-Methionine", "63-68-3", "C5H11NO2S", ""),
    ("cis-Stilbene", "103-30-0", "C14H12", ""),
    ("L-Mandelic acid", "611-71-2", "C8H8O3", ""),
]
OTHER_COMPOUNDS = [
    ("Methyl red", "547-58-0", "C14H14N3NaO3S", "327.33"),
    ("Theophylline", "", "C8H10N4O2", "194.19"),
    ("Ibuprofen", "22204-53-1", "C14H14O3", ""),
    ("Benzoic acid", "", "C7H6O3", "138.12"),
    ("Benzoic acid", "69-72-7", "C7H6O3", "138.12"),
    ("Paracetamol 98%", "", "C9H8O4", ""),
    ("Toluene", "71-43-2", "C6H6", ""),
    ("Adenine", "73-40-5", "C5H5N5O", ""),
    ("Aspirin", "69-72-7", "C7H6O3", ""),
]
RIGHT = [
    ("Caffeine", "58-08-2", "C8H10N4O2", ""),
    ("L-Tartaric acid", "87-69-4", "C4H6O6", ""),
    ("Tartaric acid", "87-69-4", "C4H6O6", ""),
    ("DL-Tartaric acid", "133-37-9", "C4H6O6", ""),
    ("L-Alanine", "56-41-7", "C3H7NO2", ""),
    ("DL-Alanine", "302-72-7", "C3H7NO2", ""),
    ("D-Glucose", "50-99-7", "C6H12O6", ""),
    ("L-(+)-Lactic acid", "79-33-4", "C3H6O3", ""),
    ("DL-Lactic acid", "50-21-5", "C3H6O3", ""),
    ("DL-Malic acid", "6915-15-7", "C4H6O5", ""),
    ("L-Ascorbic acid", "50-81-7", "C6H8O6", ""),
    ("DL-Menthol", "89-78-1", "C10H20O", ""),
    ("(±)-α-Tocopherol", "10191-41-0", "C29H50O2", ""),
    ("trans-Stilbene", "103-30-0", "C14H12", ""),
    ("DL-Dithiothreitol", "3483-12-3", "C4H10O2S2", ""),
    ("L-Carnitine", "541-15-1", "C7H15NO3", ""),
    ("D-Biotin", "58-85-5", "C10H16N2O3S", ""),
    ("DL-Camphor", "76-22-2", "C10H16O", ""),
    ("D-Limonene", "5989-27-5", "C10H16", ""),
    ("L-Menthol", "2216-51-5", "C10H20O", ""),
    ("Ibuprofen", "15687-27-1", "C13H18O2", ""),
    ("Ferrocene", "102-54-5", "C10H10Fe", ""),
    ("Methyl orange", "547-58-0", "C14H14N3NaO3S", "327.33"),
]


def told(name: str, cas_rn: str, formula: str, weight: str, **more: str) -> list[Finding]:
    stated = {"name": name, "cas_rn": cas_rn, "formula": formula, "molecular_weight": weight, **more}
    fields = {"catalog_number": "1", **{field: text for field, text in stated.items() if text}}
    found = examine(Draft(fields), reference=open_references()).findings
    return [finding for finding in found if finding.severity is not Severity.NOTE]


@pytest.mark.parametrize("record", ISOMERS)
def test_the_isomer_in_a_name_is_that_of_the_cas_rn(record: tuple[str, str, str, str]) -> None:
    [finding] = told(*record)
    assert finding.code.value == "cas-other-form"


@pytest.mark.parametrize("record", OTHER_COMPOUNDS)
def test_a_name_of_another_compound_is_a_warning_about_the_name(record: tuple[str, str, str, str]) -> None:
    [finding] = told(*record)
    assert (finding.code.value, finding.field) == ("name-other-compound", "name")


@pytest.mark.parametrize("record", RIGHT)
def test_a_name_that_can_be_right_is_quiet(record: tuple[str, str, str, str]) -> None:
    assert told(*record) == []


def test_a_message_says_whose_name_it_is() -> None:
    smiles = "Cn1c(=O)c2c(ncn2C)n(C)c1=O"
    [finding] = told("Theophylline", "58-08-2", "C8H10N4O2", "194.19", smiles=smiles)
    assert finding.message == (
        "58-08-2 is caffeine, C8H10N4O2. The name is that of another compound: 58-55-9 (theophylline). "
        "The formula C8H10N4O2 and the structure fit the CAS RN."
    )
    [finding] = told("Methyl red", "547-58-0", "C14H14N3NaO3S", "327.33")
    assert finding.message.endswith("(methyl red), C15H15N3O2, but the formula C14H14N3NaO3S is another's.")
    [finding] = told("DL-Tartaric acid", "87-69-4", "C4H6O6", "")
    assert finding.expected == "133-37-9"


EC_NUMBERS = [
    ("Caffeine", "58-08-2", "200-362-1"),
    ("Theophylline", "58-55-9", "200-385-7"),
    ("Toluene", "108-88-3", "203-625-9"),
    ("Potassium chloride", "7447-40-7", "231-211-8"),
    ("Copper sulfate", "7758-98-7", "231-847-6"),
    ("Acetic acid", "64-19-7", "200-580-7"),
    ("Glycerol", "56-81-5", "200-289-5"),
    ("Aniline", "62-53-3", "200-539-3"),
    ("Sodium hydroxide", "1310-73-2", "215-185-5"),
    ("Sulfuric acid", "7664-93-9", "231-639-5"),
    ("Urea", "57-13-6", "200-315-5"),
    ("Phenol", "108-95-2", "203-632-7"),
    ("Titanium dioxide", "13463-67-7", "236-675-5"),
    ("Citric acid", "77-92-9", "201-069-1"),
    ("Silver nitrate", "7761-88-8", "231-853-9"),
    ("Dimethyl sulfoxide", "67-68-5", "200-664-3"),
    ("Tetrahydrofuran", "109-99-9", "203-726-8"),
    ("Copper sulfate pentahydrate", "7758-99-8", "231-847-6"),
]
"""EC numbers as suppliers state them."""


@pytest.mark.parametrize("place", range(len(EC_NUMBERS)))
def test_an_ec_number_is_that_of_its_cas_rn_and_of_no_other(place: int) -> None:
    name, cas_rn, number = EC_NUMBERS[place]
    assert told(name, cas_rn, "", "", **{"identifier:EC Number": number}) == []
    another = EC_NUMBERS[place - 1][2]
    if another != number:
        [finding] = told(name, cas_rn, "", "", **{"identifier:EC Number": another})
        assert finding.code.value == "ec-cas-mismatch"


@pytest.mark.parametrize("number", ["500-033-5", "605-450-7"])
def test_an_ec_number_of_a_later_list_is_quiet(number: str) -> None:
    assert told("Caffeine", "58-08-2", "", "", **{"identifier:EC Number": number}) == []


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("215-170-3", False),  # The source gives its EC number to two CAS RNs.
        ("215-274-9", False),
        ("200-064-1", True),  # It is aspirin's.
        ("200-362-1", True),
    ],
)
def test_an_ec_number_that_several_cas_rns_share_proves_little(number: str, found: bool) -> None:
    findings = told("Magnesium hydroxide", "1309-42-8", "Mg(OH)2", "58.32", **{"identifier:EC Number": number})
    assert bool(findings) == found
