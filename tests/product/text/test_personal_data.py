"""What people type that may be about a person, and what is chemistry."""

from __future__ import annotations

import pytest

from catalog.product.text.personal_data import may_be_personal

PERSONAL = [
    "ada@example.org",
    "ada＠example.org",
    "ada (at) example.org",
    "https://example.org/u/ada",
    "www.example.org",
    "+49 30 1234567",
    "030/12345678",
    "030–1234567 8",
    "(030) 123 456 78",
    "0170.123.4567",
    "order 4005550000081234",
    "DE89 3704 0044 0532 0130 00",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "born 1.2.1980",
    "1980-02-11",
    "12/31/1999",
    "Dr. Ada Lovelace",
    "prof lovelace",
    "Frau Müller",
    "Mrs Smith",
    "Hauptstraße 5",
    "Hauptstr. 5, Berlin",
    "221b Baker Street",
    "my password",
    "IBAN DE89",
]
CHEMISTRY = [
    "50-78-2",
    "50-78-2 64-17-5 1310-73-2",
    "1980-11-3",
    "200-664-3",
    "CID 2244",
    "MFCD00008765",
    "aspirin",
    "2,2',4,4'-tetrabromodiphenyl ether",
    "(1R,2S,5R)-2-isopropyl-5-methylcyclohexanol",
    "1,2,3,4,5,6,7,8-octahydronaphthalene",
    "sodium dodecyl sulfate 10 %",
    "XD95283",
    "A-1234.567",
    "C20H22N4O4S3",
    "CC(=O)Oc1ccccc1C(=O)O",
    "RYYVLZVUVIJVGH-UHFFFAOYSA-N",
    "strontium chloride",
    "Prussian blue",
    "drying agent",
    "acetone HPLC 2.5 L",
    "PBS 10x pH 7.4",
    "rue oil",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_may_be_about_a_person(text: str) -> None:
    assert may_be_personal(text)
    assert may_be_personal(f"ethanol {text} please")


@pytest.mark.parametrize("text", CHEMISTRY)
def test_is_chemistry(text: str) -> None:
    assert not may_be_personal(text)
    assert not may_be_personal(f"{text} {text}")
