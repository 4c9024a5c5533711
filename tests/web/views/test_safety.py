"""The safety section of a product's page: what it shows, in which language, and that nothing in it runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from catalog.product.draft import HAZARD_FIELDS
from catalog.product.examination_jobs import examine_fields
from catalog.product.hazard.pictograms import NAMES
from catalog.product.hazard.texts import languages
from catalog.product.hazard.words import hazard_words
from catalog.web.http.static_files import static
from catalog.web.views.safety import safety_in
from tests.web.conftest import make_key

FIELDS = {
    "catalog_number": "H-1",
    "name": "Hazardous",
    "signal_word": "Warning",
    "pictograms": "GHS07",
    "hazard_statements": "H225|H319 irritates the eyes of laboratory mice",
    "precautionary_statements": "P210, P305+P351+P338",
    "un_number": "UN1090",
    "hazard_class": "3",
    "packing_group": "III",
}


def served(client: TestClient, url: str, fields: Mapping[str, str]) -> None:
    address = f"/api/v1/admin/products/{fields['catalog_number']}"
    answer = client.put(address, json=dict(fields), headers={**make_key(url, "editor"), "If-None-Match": "*"})
    assert answer.status_code == 200, answer.text


@pytest.fixture
def page_client(own_client: TestClient, own_url: str) -> TestClient:
    served(own_client, own_url, FIELDS)
    return own_client


LANGUAGES = [
    ("", "", "Danger", "Highly flammable liquid and vapour."),
    ("", "de-AT,en;q=0.5", "Gefahr", "Flüssigkeit und Dampf leicht entzündbar."),
    ("", "xx, fr;q=0.8, de;q=0.1", "Danger", "Liquide et vapeurs très inflammables."),
    ("?lang=de", "fr", "Gefahr", "Flüssigkeit und Dampf leicht entzündbar."),
    ("?lang=xx", "fr;q=0", "Danger", "Highly flammable liquid and vapour."),
    ("", ";;q=,de;q=nan,=,fr;q=1e9", "Danger", "Highly flammable liquid and vapour."),
]


@pytest.mark.parametrize(("query", "header", "word", "text"), LANGUAGES)
def test_texts_are_in_the_readers_language(
    page_client: TestClient, query: str, header: str, word: str, text: str
) -> None:
    page = page_client.get(f"/products/H-1{query}", headers={"Accept-Language": header, "Accept": "text/html"}).text
    assert f"<strong>{word}</strong>" in page
    assert text in page


WORDS = [
    ("en", "Flame", "Hazard statements", "Precautionary statements", "Transport and storage", "Packing group"),
    ("de", "Flamme", "Gefahrenhinweise", "Sicherheitshinweise", "Transport und Lagerung", "Verpackungsgruppe"),
    (
        "es",
        "Llama",
        "Indicaciones de peligro",
        "Consejos de prudencia",
        "Transporte y almacenamiento",
        "Grupo de embalaje",
    ),
    ("fr", "Flamme", "Mentions de danger", "Conseils de prudence", "Transport et stockage", "Groupe d&#39;emballage"),
]


@pytest.mark.parametrize(("language", "flame", "hazards", "precautions", "transport", "group"), WORDS)
def test_names_and_headings_are_in_that_language_too(
    page_client: TestClient, language: str, flame: str, hazards: str, precautions: str, transport: str, group: str
) -> None:
    page = page_client.get(f"/products/H-1?lang={language}", headers={"Accept": "text/html"}).text
    assert f'alt="{flame}" lang="{language}">' in page
    headings = [f'<h3 lang="{language}">{words}</h3>' for words in (hazards, precautions, transport)]
    assert [heading in page for heading in headings] == [True] * 3
    assert f'<dt lang="{language}">{group}</dt>' in page


def test_there_are_words_in_every_language_of_the_texts() -> None:
    english = hazard_words("en")
    assert {code: english[code] for code in NAMES} == NAMES
    for language in languages():
        words = hazard_words(language)
        assert words.keys() == english.keys()
        assert all(words.values())
        assert language == "en" or words != english


def test_the_section_shows_the_label_the_transport_data_and_what_disagrees(page_client: TestClient) -> None:
    page = page_client.get("/products/H-1", headers={"Accept": "text/html"}).text
    for printed in (
        f'<img src="{static("ghs/GHS02.svg")}" width="72" height="72" alt="Flame" lang="en">',
        'alt="Exclamation mark"',
        "<strong>H225</strong>",
        "(stated: H319 irritates the eyes of laboratory mice)",
        "<strong>P305+P351+P338</strong>",
        "<dd>UN 1090</dd>",
        "H225 requires Danger",
        "GHS02 (flame) is missing",
        "UN 1090 (Acetone) has packing group II",
        "CC BY 4.0",
    ):
        assert printed in page


def test_every_pictogram_is_served(client: TestClient) -> None:
    for code in NAMES:
        answer = client.get(f"/static/ghs/{code}.svg")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        assert "script" not in answer.text


def test_a_document_of_an_older_release_is_shown_too() -> None:
    hazards = {
        "signal_word": "Warning",
        "un_number": None,
        "class": "3",
        "packing_group": None,
        "hazard_statements": ["H225"],
        "precautionary_statements": [],
    }
    safety = safety_in("de", {"hazards": hazards, "findings": []})
    assert (safety.signal_word, safety.hazards[0].text, safety.credit) == ("Achtung", "H225", None)


def test_a_code_without_a_text_shows_the_suppliers_words() -> None:
    product = examine_fields({"catalog_number": "A", "name": "A", "hazard_statements": "H303: May be harmful"}).content
    (row,) = safety_in("en", product).hazards
    assert (row.code, row.text, row.language) == ("H303", "May be harmful", None)


HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    "\u202eH302 <b>",
    "H302 " * 900,
    "x. " * 30_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_the_fields_runs(own_client: TestClient, own_url: str, text: str) -> None:
    fields = dict.fromkeys(HAZARD_FIELDS, text) | {f"document:{text[:60]}": text, "document:SDS": "javascript:alert(1)"}
    served(own_client, own_url, {"catalog_number": "X", "name": "X", **fields})
    answer = own_client.get("/products/X", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert 'href="javascript' not in answer.text
    assert len(answer.text) < 100_000


def test_the_licence_of_the_drawings_lies_beside_them() -> None:
    folder = Path(__file__).resolve().parents[3] / "catalog" / "web" / "static" / "ghs"
    assert "MIT" in (folder / "README.md").read_text(encoding="utf-8")
