"""Whatever can be stated of a product is read, shown on its page, and comes back from an export: no field is forgotten.

A new field needs a line here, and the line holds only where document, page, export and import all know it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from catalog.intake.workers import import_workers
from catalog.product.document import document_of
from catalog.product.draft import FIELD_FAMILIES, PLAIN_FIELDS, Draft
from catalog.product.examine import examine
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.web.app import create_app
from tests.feeds.conftest import Carrier, keep_drafts, stated
from tests.feeds.drafts_made import MOLFILE
from tests.settings_made import unhurried

STATED = [
    ("catalog_number", "Q-77/b", "Q-77/b"),
    ("name", "Fabricated water", "Fabricated water"),
    ("cas_rn", "7732-18-5", "7732-18-5"),
    ("formula", "C2H5OH", "C2H5OH"),
    ("molecular_weight", "46.0690", "46.0690"),
    ("smiles", "C(C)O", "CCO"),
    ("molfile", MOLFILE, 'data-copy="SMILES">CO<'),
    ("inchi", "InChI=1S/C3H8O/c1-2-3-4/h4H,2-3H2,1H3", "InChI=1S/C3H8O/c1-2-3-4/h4H,2-3H2,1H3"),
    ("inchi_key", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"),
    ("structure_refused", "It is a mixture of both", "It is a mixture of both"),
    ("synonyms", "Made water|Aqua ficta", "Aqua ficta"),
    ("description", "A clear liquid, sold for rinsing.", "A clear liquid, sold for rinsing."),
    ("storage", "2-8 °C, upright", "2-8 °C, upright"),
    ("appearance", "Colourless liquid", "Colourless liquid"),
    ("assay", "min. 99.3 %", "≥ 99.3 %"),
    ("grade", "for rinsing", "for rinsing"),
    ("signal_word", "Gefahr", "Danger"),
    ("signal_word", "Beware", "Beware"),
    ("pictograms", "flame", "GHS02"),
    ("pictograms", "a bird", "a bird"),
    ("hazard_statements", "H225", "Highly flammable liquid and vapour"),
    ("hazard_statements", "It bites", "It bites"),
    ("precautionary_statements", "P280", "Wear protective gloves"),
    ("precautionary_statements", "Run away", "Run away"),
    ("un_number", "1170", "UN 1170"),
    ("un_number", "to be asked", "to be asked"),
    ("hazard_class", "6.1", "6.1"),
    ("hazard_class", "some class", "some class"),
    ("packing_group", "iii", "III"),
    ("packing_group", "some group", "some group"),
    ("storage_class", "6.1A", "6.1A"),
    ("storage_class", "99Z", "99Z"),
    ("hs_code", "2914 11 00", "2914 11 00"),
    ("country_of_origin", "Atlantis", "Atlantis"),
    ("availability", "19 bottles", "19 bottles"),
    ("lead_time", "3 weeks", "3 weeks"),
    ("price_date", "2026-01-31", "Prices as of: 2026-01-31"),
    ("price_date", "02/01/2026", "02/01/2026"),
    ("price_valid_until", "30.06.2027", "Prices valid until: 30.06.2027"),
    ("available_from", "March 2027", "Available from: March 2027"),
    # That it is so, not the words: most are a mere yes.
    ("discontinued", "since 2024", "Discontinued."),
    ("replaced_by", "Q-78", "Q-78"),
    ("spec:Residue", "some of it", "some of it"),
    ("spec:Water", "0.18 % max", "≤ 0.18 %"),
    ("property:Odour", "none at all", "none at all"),
    ("identifier:EC", "200-000-1", "200-000-1"),
    ("identifier:MDL", "MFCD00011324", "MFCD00011324"),
    ("synonym:zh", "水", "水"),
    ("pack:7.5 g", "on request; 3 weeks", "7.5 g"),
    ("pack:8 g", "12.50 EUR; price date: 2026-01-30", "as of 2026-01-30"),
    ("pack:8.1 g", "12.50 EUR (valid until 30.06.2027)", "valid until 2027-06-30"),
    ("pack:8.2 g", "on request; restock date 24.12.2026", "from 2026-12-24"),
    ("pack:SAMPLE", "12.50 EUR", "12.50"),
    ("pack:9 g", "12.75 EUR; with a fee", "with a fee"),
    ("pack:a heap", "13.25 EUR", "a heap"),
    ("lot:L78", "as ever; expires 02/03/2031", "02/03/2031"),
    ("lot:L79", "as ever; expires 2031-03", "as ever"),
    ("lot:L77", "Water: 0.17 %; released 2026-01-02", "0.17 %"),
    ("attribute:Target", "Proton <Pump>", "Proton <Pump>"),
    ("attribute:Solubility class: own", "II", "Solubility class: own"),
    ("document:CoA", "ask us", "ask us"),
    ("document:SDS (en)", "https://example.org/sds?of=q", "https://example.org/sds?of=q"),
]
"""A field, a text that states it, and what the page then says and does not say without it."""
BARE = {"catalog_number": "BARE", "name": "Thing"}
DRAFTS = [{**BARE, "catalog_number": f"N-{number}", field: text} for number, (field, text, _) in enumerate(STATED)]
LINES = pytest.mark.parametrize(
    ("draft", "field", "shown"),
    [(draft, field, shown) for draft, (field, _text, shown) in zip(DRAFTS, STATED, strict=True)],
    ids=[f"{field}={text[:20]}" for field, text, _shown in STATED],
)


def test_the_table_has_every_field() -> None:
    named = {field.partition(":")[0] for field, _text, _shown in STATED}
    assert named == {*PLAIN_FIELDS, *FIELD_FAMILIES}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A catalog with a product for each line, and one that states nothing."""
    database = new_catalog(tmp_path_factory.mktemp("every_field"))
    keep_drafts(database, [BARE, *DRAFTS])
    yield database
    database.close()


def new_catalog(folder: Path) -> Database:
    """An empty catalog in a folder."""
    database = Database(f"sqlite:///{folder}/catalog.db", synchronous="NORMAL")
    migrate(database)
    return database


@LINES
def test_it_is_read(draft: dict[str, str], field: str, shown: str) -> None:
    number = {"catalog_number": draft["catalog_number"]}
    bare = {**BARE, **(number if field != "catalog_number" else {})}
    assert document_of(examine(Draft(draft))) != document_of(examine(Draft(bare))), shown


@pytest.fixture(scope="module")
def client(kept: Database) -> Iterator[TestClient]:
    """The application over that catalog."""
    with TestClient(create_app(unhurried(f"sqlite:///{kept.file}")), follow_redirects=False) as served:
        yield served


def page_of(client: TestClient, number: str) -> str:
    """The main part of a product's page, without character references."""
    answer = client.get(f"/products/{number.replace('/', '%2F')}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text.partition("<main")[2])


@LINES
def test_it_is_shown(client: TestClient, draft: dict[str, str], field: str, shown: str) -> None:
    assert shown not in page_of(client, BARE["catalog_number"]), field
    assert shown in page_of(client, draft["catalog_number"])


@pytest.fixture(scope="module", params=["csv", "jsonl"])
def brought(
    kept: Database, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, str]]:
    """What is stated in another catalog after an export and an import."""
    folder = tmp_path_factory.mktemp("brought")
    other = new_catalog(folder)
    with import_workers(1) as pool:
        carrier = Carrier(pool, folder)
        carrier.bring(other, [carrier.take(kept, request.param)])
    products = stated(other)
    other.close()
    return products


@LINES
def test_it_comes_back(brought: dict[str, dict[str, str]], draft: dict[str, str], field: str, shown: str) -> None:
    assert brought[draft["catalog_number"]] == draft, (field, shown)
