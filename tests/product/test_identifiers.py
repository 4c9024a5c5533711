"""Identifiers held against the rules of their systems, as suppliers write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.intake.fields.drafting import draft_of_json
from catalog.product.checks.identifiers import check_identifiers
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.identifiers import read_identifiers

VALID = [
    ("EC", "200-662-2", "200-662-2"),
    ("EC", "2006622", "200-662-2"),
    ("EC", "EC 231-598-3", "231-598-3"),
    ("EC", "200‑662‑2", "200-662-2"),
    ("EINECS", "200-578-6", "200-578-6"),
    ("MDL", "MFCD00008765", "MFCD00008765"),
    ("MDL", "mfcd03423567", "MFCD03423567"),
    ("UNII", "1364PS73AF", "1364PS73AF"),
    ("UNII", "3k9958v90m", "3K9958V90M"),
    ("UNII", "6OZP39ZG8H", "6OZP39ZG8H"),
    ("PubChem CID", "180", "180"),
    ("PubChem SID", "87561707.0", "87561707"),
    ("ChEMBL", "CHEMBL25", "CHEMBL25"),
    ("InChIKey", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"),
    ("UN", "UN1090", "UN 1090"),
    ("CAS", "67-64-1", "67-64-1"),
]


@pytest.mark.parametrize(("kind", "text", "value"), VALID)
def test_a_valid_one_is_written_as_its_system_does(kind: str, text: str, value: str) -> None:
    (one,) = read_identifiers([(kind, text)])
    assert (one.value, one.valid, one.stated) == (value, True, text)


INVALID = [
    ("EC", "200-662-3", None),
    ("EC", "34-18-05-90", None),
    ("EC", "206-062-2", "200-662-2"),
    ("MDL", "MFCD3423567", "MFCD03423567"),
    ("MDL", "3423567", "MFCD03423567"),
    ("MDL", "MFCD123456789", None),
    ("UNII", "1364PS73AG", None),
    ("UNII", "362O91TL9D", None),
    ("PubChem CID", "0", None),
    ("PubChem CID", "2.5", None),
    ("ChEMBL", "25", "CHEMBL25"),
    ("InChIKey", "LFQSCWFLJHTTHZ", None),
    ("UN", "109", "UN 0109"),
    ("UN", "not regulated", None),
    ("CAS", "67-64-2", None),
]


@pytest.mark.parametrize(("kind", "text", "expected"), INVALID)
def test_an_invalid_one_is_kept_with_a_warning_and_its_one_repair(kind: str, text: str, expected: str | None) -> None:
    checked = check_identifiers([(kind, text)])
    assert [(one.value, one.valid) for one in checked.value] == [(text, False)]
    assert [(found.code.value, found.field, found.stated, found.expected) for found in checked.findings] == [
        ("identifier-invalid", f"identifier:{kind}", text, expected)
    ]


@pytest.mark.parametrize(
    ("kind", "text"), [("FEMA", "2917"), ("RTECS", "tp8580000"), ("Merck Index", "7.0"), ("X", "y")]
)
def test_nothing_is_said_of_systems_without_a_rule(kind: str, text: str) -> None:
    checked = check_identifiers([(kind, text)])
    assert [(one.value, one.valid) for one in checked.value] == [(text, None)]
    assert checked.findings == ()


@pytest.mark.parametrize(
    "text", ["MFCD00008765, MFCD00003568", "MFCD00008765|MFCD00003568", "MFCD00008765 and MFCD00003568"]
)
def test_a_cell_may_hold_several(text: str) -> None:
    assert [one.value for one in read_identifiers([("MDL", text)])] == ["MFCD00008765", "MFCD00003568"]


def test_each_checked_one_has_a_row_of_evidence() -> None:
    fields = {
        "catalog_number": "A",
        "name": "x",
        "identifier:EC": "200-662-2",
        "identifier:MDL": "MFCD1",
        "identifier:X": "y",
    }
    rows = document_of(examine(Draft(fields)))["evidence"]
    assert [(row["field"], row["verdict"]) for row in rows if row["field"].startswith("identifier:")] == [
        ("identifier:EC", "agrees"),
        ("identifier:MDL", "differs"),
    ]


def test_real_identifiers_keep_their_rules(test_data: Path) -> None:
    """Of the MDL numbers and PubChem SIDs of 208 real products two are called wrong, which a spreadsheet rounded."""
    checked, wrong = 0, []
    for line in (test_data / "products" / "tci_products.jsonl").read_text().splitlines():
        identifiers = check_identifiers(draft_of_json(json.loads(line)).families().get("identifier", ()))
        wrong += [found.stated for found in identifiers.findings]
        checked += sum(one.valid is True for one in identifiers.value)
    assert checked > 400
    assert wrong == ["8.75618e7", "8.75619e7"]
