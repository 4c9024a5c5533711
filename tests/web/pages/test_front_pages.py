"""The house itself: its name, colour and texts, the home page, and what is new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.errors import InvalidSetting
from catalog.store.database import Database
from catalog.web.app import create_app
from catalog.web.http.brand import read_brand
from tests.feeds.conftest import keep_drafts
from tests.settings_made import unhurried

PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "logo.png").write_bytes(PICTURE)
    (tmp_path / "imprint.txt").write_text("Chemie GmbH\nHauptstraße 1 <b>", encoding="utf-8-sig")
    return tmp_path


@pytest.fixture
def branded(own_url: str, folder: Path) -> Iterator[TestClient]:
    stated: dict[str, Any] = {
        "site_name": "Chemie <GmbH>",
        "contact": "mailto:shop@example.org",
        "accent": "#7a1f5c,#E7A6D0",
        "brand_folder": folder,
    }
    with TestClient(
        create_app(unhurried(own_url).model_copy(update=stated)), headers={"Accept": "text/html"}
    ) as client:
        yield client


def test_the_house_is_on_every_page(branded: TestClient) -> None:
    for path in ("/", "/browse", "/new", "/lookup", "/search?q=x", "/products/NOPE"):
        page = branded.get(path).text
        for words in ("Chemie &lt;GmbH&gt;</a>", 'src="/brand/logo"', "mailto:shop@example.org", "/brand/imprint"):
            assert words in page, path
        assert "/brand/terms" not in page
    imprint = branded.get("/brand/imprint").text
    assert "Chemie GmbH\nHauptstraße 1 &lt;b&gt;" in imprint
    logo, colours = branded.get("/brand/logo"), branded.get("/brand/accent.css")
    assert (logo.content, logo.headers["content-type"]) == (PICTURE, "image/png")
    assert "light-dark(#7a1f5c, #e7a6d0)" in colours.text
    assert colours.headers["content-type"] == "text/css; charset=utf-8"
    assert "<title>Chemie &lt;GmbH&gt;: new and changed products</title>" in branded.get("/feed.atom").text


@pytest.mark.parametrize("path", ["logo", "accent.css", "terms", "imprint", "nonesuch"])
def test_a_house_without_its_own_has_none_of_these(client: TestClient, path: str) -> None:
    assert client.get(f"/brand/{path}").status_code == 404
    page = client.get("/").text
    assert "Imprint" not in page
    assert "/brand/" not in page


@pytest.mark.parametrize(
    ("accent", "says"),
    [
        ("#ffcc00,#8fbdf0", "#ffcc00 has a contrast of less than 4.5 on light ground"),
        ("#0f4c81,#0f4c81", "#0f4c81 has a contrast of less than 4.5 on dark ground"),
    ],
)
def test_a_colour_that_nobody_can_read_is_refused(accent: str, says: str) -> None:
    with pytest.raises(InvalidSetting, match=says):
        read_brand("Catalog", None, accent, None)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [("terms.txt", b"\xff\xfe", "not UTF-8"), ("logo.svg", b"x" * 600_000, "larger than 500 kB")],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidSetting, match=says):
        read_brand("Catalog", None, None, tmp_path)
    with pytest.raises(InvalidSetting, match="there is no folder"):
        read_brand("Catalog", None, None, tmp_path / "nowhere")


class TestHome:
    def test_shows_what_there_is(self, client: TestClient) -> None:
        page = client.get("/").text
        assert re.search(r"<dt>products</dt><dd>\d{3}</dd>", page)
        assert 'href="#draw"' in page
        assert "New in the catalog" in page

    def test_shows_a_real_contradiction(self, client: TestClient) -> None:
        page = client.get("/").text
        proof = page[page.index('id="proof"') :]
        assert "BPTA" in proof
        assert 'class="loud"' in proof
        assert "neural" not in proof

    def test_of_an_empty_catalog_says_nothing_of_it(self, own_client: TestClient) -> None:
        page = own_client.get("/").text
        assert "New in the catalog" not in page
        assert 'id="proof"' not in page


class TestNews:
    def test_tell_new_and_changed_products_by_day(self, own_client: TestClient, own_url: str) -> None:
        assert "Nothing has changed yet" in own_client.get("/new").text
        database = Database(own_url)
        keep_drafts(database, [{"catalog_number": f"N{n:03}", "name": f"Thing {n}"} for n in range(70)])
        keep_drafts(database, [{"catalog_number": "N001", "name": "Thing one"}])
        database.close()
        page = own_client.get("/new").text
        assert page.count("<li>\n      <a ") == 60
        assert ("Thing one" in page, ">changed</span>" in page) == (True, True)
        older = re.findall(r'rel="next" href="([^"]+)"', page)
        assert own_client.get(older[0]).text.count("<li>\n      <a ") == 11
        only = own_client.get("/new?kind=changed").text
        assert (only.count("<li>\n      <a "), 'rel="next"' in only) == (1, False)
        assert "There is nothing older" in own_client.get("/new?before=1").text
