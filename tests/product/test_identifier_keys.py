"""Spellings of identifiers: which are the same one, which system a text tells, and what a document goes by."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product.identifier_keys import MOST_CHARACTERS, bare_key, document_identifiers, identifier_key
from catalog.product.identifier_systems import BY_TYPE, SYSTEMS, identifier_type
from catalog.product.identifier_texts import identifier_queries, stated_words, told_identifier

SPELLINGS = [
    ("MDL", "MFCD00008765", ["MFCD00008765", "mfcd00008765", "MFCD 00008765", "mfcd8765", "MDL: MFCD00008765"]),
    ("MDL", "MFCD3423567", ["MFCD03423567", "mdl 3423567", "MDL number MFCD3423567", "MDL No. 03423567"]),
    ("EC", "200-662-2", ["200-662-2", "2006622", "EC 200-662-2", "EINECS: 200-662-2", "200‑662‑2", "EG-Nr. 200-662-2"]),
    ("EINECS", "2006622", ["200-662-2", "ec:200-662-2", "EINECS No. 200 662 2"]),
    ("UNII", "1364PS73AF", ["1364ps73af", "UNII-1364PS73AF", "UNII: 1364PS73AF", "unii1364PS73AF"]),
    ("PubChem CID", "2244", ["2244", "CID 2244", "cid2244", "CID:2244", "PubChem CID 2244", "pubchem:2244", "2244.0"]),
    ("pubchem sid", "87561707.0", ["SID 87561707", "87561707", "PubChem SID: 87561707"]),
    ("ChEMBL", "CHEMBL25", ["chembl25", "CHEMBL 25", "ChEMBL ID CHEMBL25", "chembl:25", "ChEMBL: CHEMBL25"]),
    ("ChEBI", "CHEBI:15365", ["15365", "CHEBI:15365", "chebi 15365", "ChEBI ID: 15365", "CHEBI:CHEBI:15365"]),
    ("ChEBI", "15365", ["CHEBI:15365", "chebi:15365"]),
    ("RTECS", "AL3150000", ["al3150000", "AL 3150000", "RTECS AL3150000", "rtecs number: AL3150000"]),
    ("Beilstein", "1209322", ["BRN 1209322", "Beilstein Registry Number 1209322", "1209322"]),
    ("BRN", "BRN 1209322", ["beilstein:1209322"]),
    ("NSC", "NSC-27223", ["NSC 27223", "nsc27223", "27223"]),
    ("FEMA", "FEMA NO. 3326", ["fema 3326", "FEMA No. 3326", "3326"]),
    ("DTXSID", "DTXSID5020108", ["dtxsid5020108", "DSSTox: DTXSID5020108"]),
    ("ZINC", "ZINC000000000053", ["ZINC53", "zinc000000000053", "ZINC ID 53"]),
    ("Merck Index", "14,7", ["Merck Index 14,7", "merck: 14.7", "14,7"]),
    ("DrugBank", "DB00945", ["db00945", "DrugBank: DB00945"]),
    ("CAS", "50-78-2", ["50-78-2", "50782", "CAS RN 50-78-2", "50–78–2"]),
    ("CAS No.", "67-64-2", ["67-64-2", "CAS 67-64-2"]),
    (
        "InChIKey",
        "LFQSCWFLJHTTHZ-UHFFFAOYSA-N",
        ["lfqscwfljhtthz-uhfffaoysa-n", "InChIKey=LFQSCWFLJHTTHZ-UHFFFAOYSA-N"],
    ),
    ("UN", "UN 1090", ["UN1090", "un 1090", "1090"]),
    (
        "Old number",
        "00 123-a",
        ["00123A", "00-123/a", "old number: 00123a", "old number 00123-a", "OLD  NUMBER:00 123 A"],
    ),
    ("Old number", "Old number: 7", ["7", "007", "Old Number: 7"]),
    ("Kennziffer", "Ä-17", ["ä17", "kennziffer:Ä 17"]),
]
"""A system and an identifier as stated, and texts that ask for it."""


@pytest.mark.parametrize(("kind", "stated", "texts"), SPELLINGS, ids=[f"{row[0]} {row[1]}" for row in SPELLINGS])
def test_an_identifier_is_asked_for_in_all_its_spellings(kind: str, stated: str, texts: list[str]) -> None:
    assert [text for text in (stated, f"{kind}:{stated}", *texts) if not _asks_for(text, kind, stated)] == []


@pytest.mark.parametrize(
    ("text", "kind", "stated"),
    [
        ("CID:2244", "PubChem SID", "2244"),
        ("chebi:15365", "PubChem CID", "15365"),
        ("MFCD00008765", "MDL", "MFCD00087650"),
        ("200-662-2", "EC", "200-663-2"),
        ("478.0803", "PubChem CID", "4780803"),
        ("50782", "PubChem CID", "50783"),
        ("8765", "MDL", "MFCD00008765"),
        ("Aceton", "Old number", "Acetone"),
    ],
)
def test_it_is_not_asked_for_by_another(text: str, kind: str, stated: str) -> None:
    assert not _asks_for(text, kind, stated)


@given(kind=st.sampled_from([system.type for system in SYSTEMS]) | st.text(max_size=12), stated=st.text(max_size=40))
def test_what_is_stated_finds_itself(kind: str, stated: str) -> None:
    system = BY_TYPE.get(identifier_type(kind))
    if system is not None and system.prefix and bare_key(stated).isdigit():
        # Nobody leaves this prefix out, so a bare number asks for it only with the name of the system.
        stated = f"{kind}: {stated}"
    if identifier_key(kind, stated):
        assert _asks_for(stated, kind, stated)
        assert _asks_for(stated.upper(), kind, stated.upper())


def _asks_for(text: str, kind: str, stated: str) -> bool:
    key, name = identifier_key(kind, stated), identifier_type(kind)
    return any(query.key == key and query.type in (None, name) for query in identifier_queries(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MFCD00008765", "MDL number MFCD00008765"),
        ("mdl 8765", None),
        ("CID 2244", "PubChem CID 2244"),
        ("pubchem 2244", "PubChem CID 2244"),
        ("CHEBI:15365", "ChEBI ID 15365"),
        ("chembl25", "ChEMBL ID CHEMBL25"),
        ("200-662-2", "EC number 200-662-2"),
        ("200-662-3", None),
        ("EC 2006622", "EC number 200-662-2"),
        ("2006622", None),
        ("1364ps73af", "UNII 1364PS73AF"),
        ("1364PS73AG", None),
        ("gabapentin", None),
        ("AL3150000", "RTECS number AL3150000"),
        ("ALI150000", None),
        ("nsc 27223", "NSC number 27223"),
        ("zinc 2-ethylhexanoate", None),
        ("zinc oxide", None),
        ("EC 1.1.1.1", None),
        ("UN 1090", None),
        ("50-78-2", None),
        ("2244", None),
        ("Aspirin", None),
        ("", None),
        ("CID " + "1" * 300, None),
    ],
)
def test_a_text_tells_which_identifier_it_must_be(text: str, words: str | None) -> None:
    assert told_identifier(text) == words


@pytest.mark.parametrize("text", ["", " ", "-", "CID:", "::", "9" * (MOST_CHARACTERS + 1)])
def test_what_names_no_identifier_asks_for_no_number(text: str) -> None:
    assert not any(char.isdigit() for query in identifier_queries(text) for char in query.key)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mdl:mfcd00008765", "MDL number MFCD00008765"),
        ("CHEBI:15365", "ChEBI ID 15365"),
        ("Old code: a1", "OLD CODE a1"),
        ("50-78-2", "CAS RN 50-78-2"),
        ("180", "identifier 180"),
    ],
)
def test_a_filter_says_what_it_is(text: str, words: str) -> None:
    assert stated_words(text) == words


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, []),
        ({"cas_rn": "67-64-1"}, [("CAS", "67-64-1")]),
        ({"identifiers": [("CAS", "67-64-1"), ("CAS", "67-64-2")]}, [("CAS", "67-64-1"), ("CAS", "67-64-2")]),
        ({"cas_rn": "67-64-1", "identifiers": [("cas rn", "67-64-1")]}, [("CAS", "67-64-1")]),
        ({"identifiers": [("MDL", "MFCD00008765"), ("cid", "180")]}, [("MDL", "MFCD8765"), ("PubChem CID", "180")]),
        ({"identifiers": [("Old code", "—"), ("Old code", "a 1")]}, [("OLD CODE", "A1")]),
        ({"synonyms": ["MK-0431", "FK506", "SR 141716A", "100-4567"]},
         [("Code", "MK0431"), ("Code", "FK506"), ("Code", "SR141716A"), ("Code", "1004567")]),
        ({"synonyms": ["Acetone", "2-Propanone", "DMK", "vitamin B12", "1,3-BDO", "C-1", "12"]}, []),
        ({"names": [{"text": "MK-0431", "kind": "abbreviation"}, {"text": "AB-123", "kind": "name"}]},
         [("Code", "MK0431")]),
    ],
)  # fmt: skip
def test_a_document_goes_by(content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    stated = [{"type": kind, "value": value} for kind, value in content.get("identifiers", ())]
    document = {"cas_rn": None, "synonyms": [], **content, "identifiers": stated}
    assert list(document_identifiers(document)) == expected
