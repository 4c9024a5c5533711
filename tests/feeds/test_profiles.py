"""What aggregators take: each field in its place and form, and what is missing is said."""

from __future__ import annotations

import csv
import io

import pytest
from rdkit import Chem

from catalog.feeds.profiles import ProfileReport, get_profile, profiles, write_profile
from catalog.store.database import Database, snapshot
from catalog.store.reading.exporting import Export
from tests.feeds.conftest import keep_drafts

SITE = "https://shop.example"
STOCK = [
    {"catalog_number": "A 1", "name": "β-Alanine", "cas_rn": "107-95-9", "smiles": "NCCC(=O)O", "assay": "≥ 98 %",
     "synonyms": "3-Aminopropanoic acid|丙氨酸", "pack:5 g": "12.50 EUR; in stock", "pack:25 g": "on request",
     "pack:1 kg": "99 EUR", "description": "White powder.\tDry."},
    {"catalog_number": "B2", "name": "水", "pack:1 L": "9 USD; in stock", "description": "w" * 6000},
    {"catalog_number": "C3", "name": "Polymer"},
]  # fmt: skip


def written(database: Database, name: str, site: str | None = SITE) -> tuple[str, ProfileReport]:
    keep_drafts(database, STOCK)
    stream = io.BytesIO()
    with snapshot(database) as transaction:
        report = write_profile(get_profile(name), Export(transaction), site, stream)
    return stream.getvalue().decode(), report


def test_substances_for_pubchem(other: Database) -> None:
    text, report = written(other, "pubchem-substance")
    assert text.isascii()
    reader = Chem.SDMolSupplier()
    reader.SetData(text)
    first, second = list(reader)
    assert first.GetPropsAsDict() == {
        "PUBCHEM_EXT_DATASOURCE_REGID": "A 1",
        "PUBCHEM_SUBSTANCE_SYNONYM": "beta-Alanine\n107-95-9\n3-Aminopropanoic acid",
        "PUBCHEM_EXT_SUBSTANCE_URL": f"{SITE}/suppliers/house/products/A%201",
        "PUBCHEM_SUBSTANCE_COMMENT": "Assay: >= 98 %",
    }
    assert (Chem.MolToSmiles(first), second.GetNumAtoms()) == ("NCCC(=O)O", 0)
    assert report == ProfileReport(2, {"PUBCHEM_SUBSTANCE_SYNONYM": ["B2"]}, {}, [])


def test_packs_for_google(other: Database) -> None:
    text, report = written(other, "google-merchant")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == {
        "id": "A1-5g", "title": "β-Alanine, 5 g", "description": "White powder. Dry.",
        "link": f"{SITE}/suppliers/house/products/A%201", "image_link": "", "availability": "in_stock",
        "price": "12.50 EUR", "brand": rows[0]["brand"], "mpn": "A 1", "condition": "new", "item_group_id": "A 1",
        "size": "5 g",
    }  # fmt: skip
    assert [(row["id"], len(row["description"])) for row in rows] == [("A1-5g", 18), ("B2-1L", 5000)]
    assert report.written == 2
    assert report.left_out == {"price": ["A 1"], "availability": ["A 1"]}
    assert report.lacking["image_link"] == ["A 1", "B2"]
    assert report.without_packs == ["C3"]


def test_without_a_public_address_what_needs_one_is_left_out(other: Database) -> None:
    text, report = written(other, "google-merchant", site=None)
    assert len(text.splitlines()) == 1
    assert report.left_out["link"] == ["A 1", "A 1", "A 1", "B2"]


@pytest.mark.parametrize("name", list(profiles()))
def test_a_profile_says_where_its_form_is_described(name: str) -> None:
    profile = get_profile(name)
    assert profile.source.startswith("https://")
    assert [column.name for column in profile.columns if bool(column.fact) == bool(column.text)] == []
    assert len({column.name for column in profile.columns}) == len(profile.columns)
