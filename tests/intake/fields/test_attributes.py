"""Labels without a field: which are kept as attributes, with which texts, and which only in the raw record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.intake.fields.attributes import LONGEST_TEXT, MOST_ATTRIBUTES, attribute_target
from catalog.intake.fields.drafting import RecordDrafter, draft_of_json
from catalog.intake.fields.record_draft import RecordDraft
from catalog.intake.readers.source import ReadOptions, open_sources
from catalog.intake.records import RawRecord
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine


def drafted(cells: dict[str, str]) -> RecordDraft:
    """The draft of a row."""
    return RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Target", "Target"),
        (" Research \n Area ", "Research Area"),
        ("Solubility class (USP)", "Solubility class (USP)"),
        ("靶点", "靶点"),
        ("H-bond donors", "H-bond donors"),
        ("Related Laws.ishl", "Related Laws.ishl"),
        ("attributes.Target", "Target"),
        ("additionalProperty.Mode of action", "Mode of action"),
        ("Reagent 2", "Reagent 2"),
        ("CoA", "CoA"),
        ("is_variant", None),
        ("hasImages", None),
        ("island", "island"),
        ("", None),
        ("12", None),
        ("2.5", None),
        ("--", None),
        ("column 3", None),
        ("Unnamed: 3", None),
        ("Unnamed: 0_level_0", None),
        ("Spalte7", None),
        ("Line", None),
        ("S. No.", None),
        ("Row #", None),
        ("row 2", None),
        ("@type", None),
        ("#tab-description", None),
        ("$oid", None),
        ("<b>Target</b>", None),
        ("https://example.org/target", None),
        ("Name 2", None),
        ("CAS 2", None),
        ("certificates.0.url", None),
        ("available stock.25G.Kyoto", None),
        ("Lot Taste", None),
        ("x" * 81, None),
    ],
)
def test_a_label_names_an_attribute_or_none(label: str, name: str | None) -> None:
    target = attribute_target(label)
    assert (target and target.field) == (name and f"attribute:{name}")


@pytest.mark.parametrize("text", [".", "{}", "??", "6676a2341c8a7a0db8154823", "x" * (LONGEST_TEXT + 1)])
def test_a_text_that_says_nothing_is_none(text: str) -> None:
    work = drafted({"Name": "Water", "Target": text})
    assert (work.draft.fields, work.unknown) == ({"name": "Water"}, {"Target": text})


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        # A price without its size, a lot without its values, a date without its lot.
        ({"Price (EUR)": "12.50"}, {"attribute:Price (EUR)": "12.50 EUR"}),
        ({"Lot No.": "L1"}, {"attribute:Lot No.": "L1"}),
        ({"Expiry": "2027-01"}, {"attribute:Expiry": "2027-01"}),
        ({"Lot No.": "L1", "Expiry": "2027-01"}, {"lot:L1": "expires 2027-01"}),
        ({"Size": "5 g", "Price (EUR)": "12.50"}, {"pack:5 g": "12.50 EUR"}),
        ({"packs.0.price": "12.50"}, {}),
    ],
)
def test_facts_of_an_unknown_pack_or_lot_are_kept(cells: dict[str, str], fields: dict[str, str]) -> None:
    assert drafted(cells).draft.fields == fields


def test_exchanged_columns_of_inchi_and_its_key_are_both_read() -> None:
    key, inchi = "WPYMKLBDIGXBTP-UHFFFAOYSA-N", "InChI=1S/C7H6O2/c8-7(9)6-4-2-1-3-5-6/h1-5H,(H,8,9)"
    for cells in ({"InChI": key, "InChIKey": inchi}, {"InChIKey": inchi, "InChI": key}):
        assert drafted(cells).draft.fields == {"inchi": inchi, "inchi_key": key}


def test_blank_texts_state_nothing_and_a_dash_erases() -> None:
    assert drafted({"Target": " ", "Pathway": "n/a"}).draft.fields == {}
    work = drafted({"Target": "-"})
    assert work.draft.merged_into(Draft({"name": "a", "attribute:Target": "EGFR"})).fields == {"name": "a"}


def test_so_many_are_kept() -> None:
    work = drafted({f"Fact {chr(65 + n % 26)}{chr(65 + n // 26)}": "yes" for n in range(MOST_ATTRIBUTES + 3)})
    assert (len(work.fields), len(work.unknown)) == (MOST_ATTRIBUTES, 3)


def test_what_is_stated_as_one_is_one_whatever_it_says() -> None:
    stated = {"name": "Water", "attribute:column 3": "." * 3_000, "attribute:12": "{}"}
    assert drafted(stated).draft.fields == stated


def test_the_document_lists_them_as_stated() -> None:
    document = document_of(examine(drafted({"Name": "Water", "Target": "EGFR; HER2", "Area": "<i>Cancer</i>"}).draft))
    assert document["attributes"] == [
        {"name": "Target", "text": "EGFR; HER2"},
        {"name": "Area", "text": "<i>Cancer</i>"},
    ]
    read = draft_of_json({"name": "Water", "attributes": document["attributes"]})
    assert list(read.fields) == ["name", "attribute:Target", "attribute:Area"]


@pytest.mark.parametrize(
    "attributes",
    [
        {"Target": "EGFR", "Melting point": "5 °C"},
        [{"name": "Target", "value": "EGFR"}, {"name": "mp", "value": "5 °C"}],
    ],
)
def test_lists_of_others_are_read_for_what_they_name(attributes: object) -> None:
    fields = draft_of_json({"name": "Water", "attributes": attributes}).fields
    assert fields == {"name": "Water", "attribute:Target": "EGFR", "property:Melting point": "5 °C"}


def test_they_make_no_difference_to_numbers_that_are_given() -> None:
    cells = {"Name": "Water", "CAS": "7732-18-5"}
    numbers = {
        RecordDrafter(None)
        .draft(RawRecord({"row": 2}, tuple(row), tuple(row.values())), shared=True)
        .draft.get("catalog_number")
        for row in (cells, {**cells, "Target": "EGFR"})
    }
    assert len(numbers) == 1


PAGE = """Catalog No. | A-1 |
Name | Caffeine |
CAS | 58-08-2 |
Target | Adenosine receptor |
Handling | Keep the bottle closed. Never smell it, and do not pour it out where others eat or drink. |
Of note
See: the shelf
Formula | C8H10N4O2 |
Intended use: any
"""


def test_pages_give_labelled_rows_with_short_values_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE)
    [source] = open_sources(tmp_path / "a.txt", ReadOptions())
    [record] = source.records()
    assert RecordDrafter(None).draft(record).draft.families()["attribute"] == [("Target", "Adenosine receptor")]


def test_every_format_with_labels_gives_them(tmp_path: Path) -> None:
    molfile = "\n  made\n\n  1  0  0  0  0  0            999 V2000\n    0.0 0.0 0.0 O   0  0\nM  END\n"
    files = {
        "a.csv": "Catalog No.,Name,Target\nA-1,Water,EGFR\n",
        "a.json": json.dumps([{"Catalog No.": "A-1", "Name": "Water", "Target": "EGFR"}]),
        "a.sdf": f"{molfile}> <Catalog No.>\nA-1\n\n> <Name>\nWater\n\n> <Target>\nEGFR\n\n$$$$\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        [source] = open_sources(tmp_path / name, ReadOptions())
        [record] = source.records()
        assert RecordDrafter(None).draft(record).draft.get("attribute:Target") == "EGFR", name
