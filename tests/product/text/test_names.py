"""Names with their kinds and languages, and what stands among them and is none."""

from __future__ import annotations

import pytest

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.records import RawRecord
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.text.names import read_names
from catalog.store.entries import name_rows

SORTED = [
    ("Propan-2-one", "systematic", None),
    ("Dimethyl ketone", "synonym", None),
    ("DMSO", "abbreviation", None),
    ("TAK-438", "abbreviation", None),
    ("丙酮", "translation", "zh"),
    ("アセトン", "translation", "ja"),
    ("酢酸エチル", "translation", "ja"),
    ("아세톤", "translation", "ko"),
    ("Ацетон", "translation", "ru"),
    ("α-Pinene", "synonym", None),
    ("Tween® 80", "synonym", None),
    ("Tylenol®", "trade", None),
    ("Vitamin B12", "synonym", None),
    ("50-78-3", "synonym", None),
]


@pytest.mark.parametrize(("text", "kind", "language"), SORTED)
def test_a_synonym_has_a_kind_and_a_language(text: str, kind: str, language: str | None) -> None:
    called = read_names("x", [text], [], "A1")
    assert [(one.text, one.kind, one.language) for one in called.names[1:]] == [(text, kind, language)]
    assert called.identifiers == ()


CODES = [
    ("50-78-2", "CAS", "50-78-2"),
    ("CAS-50-78-2", "CAS", "50-78-2"),
    ("200-662-2", "EC", "200-662-2"),
    ("EINECS 200-662-2", "EC", "200-662-2"),
    ("UNII-1364PS73AF", "UNII", "1364PS73AF"),
    ("MFCD00008765", "MDL", "MFCD00008765"),
    ("CHEMBL25", "ChEMBL", "CHEMBL25"),
    ("DTXSID0021175", "DTXSID", "DTXSID0021175"),
    ("CHEBI:53426", "ChEBI", "CHEBI:53426"),
    ("NSC-123456", "NSC", "NSC-123456"),
    ("FEMA No. 2917", "FEMA", "FEMA No. 2917"),
    ("LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "InChIKey", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"),
]


@pytest.mark.parametrize(("text", "system", "value"), CODES)
def test_codes_among_synonyms_are_identifiers(text: str, system: str, value: str) -> None:
    called = read_names("x", [text], [], "A1")
    assert [one.text for one in called.names] == ["x"]
    assert [(one.type, one.value) for one in called.identifiers] == [(system, value)]


def test_the_suppliers_own_number_is_no_name() -> None:
    assert [one.text for one in read_names("x", ["A1", "x", "y", "y"], [], "A1").names] == ["x", "y"]


@pytest.mark.parametrize(
    ("member", "text", "kind", "language"),
    [
        ("de", "Aceton", "translation", "de"),
        ("zh", "Bingtong", "translation", "zh"),
        ("trade", "Aspirin", "trade", None),
        ("systematic", "2-acetoxybenzoic acid", "systematic", None),
        ("other", "Whatever", "synonym", None),
    ],
)
def test_a_label_tells_kind_or_language(member: str, text: str, kind: str, language: str | None) -> None:
    (_, one) = read_names("x", [], [(member, text)], "A1").names
    assert (one.kind, one.language, one.field) == (kind, language, f"synonym:{member}")


COLUMNS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"英文名称": "Acetone", "中文名称": "丙酮"}, {"name": "Acetone", "synonym:zh": "丙酮"}),
    ({"中文名称": "丙酮", "Product Name": "Acetone"}, {"name": "Acetone", "synonym:zh": "丙酮"}),
    ({"中文名称": "丙酮"}, {"name": "丙酮"}),
    ({"Name": "Acetone", "German name": "Aceton"}, {"name": "Acetone", "synonym:de": "Aceton"}),
    ({"Name": "Acetone", "Mol name": "MOL001"}, {"name": "Acetone", "attribute:Mol name": "MOL001"}),
]


@pytest.mark.parametrize(("cells", "expected"), COLUMNS)
def test_a_chinese_name_is_not_lost_beside_an_english_one(cells: dict[str, str], expected: dict[str, str]) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert drafted.draft.fields == expected


def test_search_finds_every_name_once() -> None:
    fields = {"catalog_number": "A", "name": "Acetone", "synonyms": "Propanone|67-64-1", "synonym:zh": "丙酮|Propanone"}
    rows = name_rows(document_of(examine(Draft(fields))))
    assert [text for _, text, _ in rows] == ["Acetone", "A", "Propanone", "67-64-1", "丙酮"]
