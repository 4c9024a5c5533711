"""The hostile catalog: texts that try to be more than text, imported for real, in every page, form, feed and file."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Dialog

from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.web.conftest import every_product
from tests.web.hostile_catalog import PAYLOADS, write_hostile_csv, write_hostile_jsonl
from tests.web.pages.test_browser import Watched, browser, serving
from tests.web.pages.test_pages import json_ld
from tests.web.views.test_json_ld import misfits

__all__ = ["browser"]

PAGES = (
    "/search?q=Name", "/search?q=Name&view=table", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/search?q=50-78-2",
    "/search?q=Name+script+window+svg&kind=words", "/search?q=onload&view=table",
    "/compounds/50-78-2", "/feed.atom", "/sitemap.xml", "/lookup", "/quote",
)  # fmt: skip
FORMS = (".json", ".csv", ".sdf", ".svg", "/history")
OWN_ELEMENTS = {"script": 5, "style": 1, "iframe": 0, "object": 0, "base": 0, "img": 9, "embed": 0, "textarea": 1}
"""How many of each element a product page may have at most. The style is the fixed one of the drawing."""


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile_jsonl(folder / "<img src=x onerror=alert(1)>.jsonl")
    write_hostile_csv(folder / "labels.csv")
    url = f"sqlite:///{folder}/catalog.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    with import_workers(2) as pool:
        report = import_files(database, pool, sorted(folder.glob("*.*sv")) + sorted(folder.glob("*.jsonl")),
                              IntakeOptions(actor="test", supplier=PAYLOADS[0]))  # fmt: skip
        report.close()
    database.close()
    return url


@pytest.fixture(scope="module")
def hostile(hostile_url: str) -> Iterator[TestClient]:
    with TestClient(create_app(unhurried(hostile_url)), follow_redirects=True) as served:
        yield served


def paths(client: TestClient) -> list[str]:
    return [f"/products/{quote(document['catalog_number'], safe='')}" for document in every_product(client)]


class Elements(HTMLParser):
    """What elements a page has, and which attributes could run or lead away."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.count: dict[str, int] = {}
        self.suspects: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] = self.count.get(tag, 0) + 1
        for name, value in attrs:
            address = (value or "").strip().lower()
            runs = name.startswith("on") or name in ("style", "srcdoc")
            # The links of documents may lead to the web; nothing may lead to a scheme that a browser would run.
            leads = name in ("href", "src", "action", "formaction") and not address.startswith(
                ("/", "#", "http", "?lang=")
            )
            if runs or leads or (name in ("href", "src") and address.startswith("//")):
                self.suspects.append(f"<{tag} {name}={value!r}>")


def test_most_of_it_is_imported_for_real(hostile: TestClient) -> None:
    documents = list(every_product(hostile))
    assert len(documents) >= len(PAYLOADS) - 2
    assert sum(bool(document["structure"]) for document in documents) >= 5


def test_no_page_has_an_element_or_attribute_that_a_text_brought(hostile: TestClient) -> None:
    for path in [*paths(hostile), *PAGES]:
        answer = hostile.get(path)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        found = Elements(answer.text)
        assert found.suspects == [], path
        if path.startswith("/products"):
            assert [tag for tag, most in OWN_ELEMENTS.items() if found.count.get(tag, 0) > most] == []
            assert ">49<" not in answer.text
            assert len(answer.content) < 100_000


def test_json_ld_stays_one_document_of_its_shape(hostile: TestClient) -> None:
    for path in paths(hostile):
        assert misfits(json_ld(hostile.get(path).text)) == []


def test_every_form_is_what_it_says(hostile: TestClient) -> None:
    for path in paths(hostile):
        number = hostile.get(f"{path}.json").json()["catalog_number"]
        assert number
        table = list(csv.reader(io.StringIO(hostile.get(f"{path}.csv").text)))
        assert len(table) == 2
        assert not [cell for cell in table[0] + table[1] if cell[:1] in "=+@\t\r" and cell]
        sdf = hostile.get(f"{path}.sdf").text
        assert sdf.count("$$$$\n") == 1
        drawn = hostile.get(f"{path}.svg")
        if drawn.status_code == 200:
            tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawn.text).iter()}  # noqa: S314
            assert tags <= {"svg", "title", "desc", "style", "g", "path", "circle"}


def test_feed_and_sitemaps_are_sound_xml_without_foreign_elements(hostile: TestClient) -> None:
    feed = ElementTree.fromstring(hostile.get("/feed.atom").text)  # noqa: S314
    assert {element.tag.rpartition("}")[2] for element in feed.iter()} <= {
        "feed", "id", "title", "updated", "author", "name", "link", "entry", "summary",
    }  # fmt: skip
    places = [element.text or "" for element in ElementTree.fromstring(hostile.get("/sitemap-1.xml").text).iter()]  # noqa: S314
    assert all(re.fullmatch(r"\s*|http://testserver/products/[\w%.~-]+|[\dT:.Z-]+", place) for place in places)


def test_sheets_are_laid_out_and_fetch_nothing(hostile: TestClient) -> None:
    pytest.importorskip("weasyprint")
    for path in paths(hostile):
        answer = hostile.get(f"{path}.pdf")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
        assert answer.content.startswith(b"%PDF-")
        assert b"/JavaScript" not in answer.content
        assert b"/Launch" not in answer.content


def test_downloads_of_searches_compute_nothing(hostile: TestClient) -> None:
    table = hostile.get("/search.csv?q=Name")
    if table.status_code == 404:
        pytest.skip("searches are downloaded under another address")
    book = hostile.get("/search.xlsx?q=Name")
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)


def test_nothing_runs_in_a_real_browser(hostile: TestClient, hostile_url: str, browser: Browser) -> None:
    addresses = [*paths(hostile), *PAGES[:5], "/lookup", "/quote"]
    addresses += [f"{path}/history" for path in paths(hostile)[:4]]
    compared = [json.loads(hostile.get(f"{path}.json").text)["catalog_number"] for path in paths(hostile)[:6]]
    addresses.append("/compare?" + "&".join(f"n={quote(number, safe='')}" for number in compared))
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    with serving(hostile_url) as origin:
        watched = Watched(browser.new_page(base_url=origin, viewport={"width": 360, "height": 740}), origin)
        page = watched.page
        page.on("dialog", refuse)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("window.__pwned === undefined"), address
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{address} scrolls sideways"
            assert page.url.startswith(origin)
        page.close()
    assert dialogs == []
    assert watched.troubles == []


def test_the_payloads_are_read_as_they_were_written(hostile: TestClient) -> None:
    """What a person reads is the text to the letter, so nothing was cut away to make it harmless."""
    for document in every_product(hostile):
        page = Text(hostile.get(f"/products/{quote(document['catalog_number'], safe='')}").text)
        assert document["name"].split() == page.heading.split()


class Text(HTMLParser):
    """The text of a page's main heading."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.heading = ""
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._inside = self._inside or tag == "h1"

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "h1"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.heading += data


def test_the_files_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    write_hostile_jsonl(tmp_path / "a.jsonl")
    assert len((tmp_path / "a.jsonl").read_text(encoding="utf-8").split("\n")) == len(PAYLOADS) + 1
