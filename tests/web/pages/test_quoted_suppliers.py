"""Quote lists and comparisons of products of several suppliers: no line goes without a word, each says whose it is."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from catalog.store.reading.products import find_referenced, numbers_of_several, reference_to
from catalog.store.suppliers import edit_supplier
from catalog.web.app import create_app
from tests.conftest import migrated
from tests.settings_made import unhurried
from tests.web.conftest import make_key

ROWS = """Catalog number,Name,CAS,Pack,Price,Supplier
A0001,Ethanol,64-17-5,1 L,10 EUR,
A0001,Ethyl alcohol,64-17-5,1 L,11 EUR,Alpha
A0001,Spirit of wine,64-17-5,1 L,12 EUR,Former Beta
A0002,Water,7732-18-5,1 L,13 EUR,Former Beta
C3,Acetone,67-64-1,1 L,14 EUR,
X~alpha,Methanol,67-56-1,1 L,15 EUR,
X,Butanol,71-36-3,1 L,16 EUR,Alpha
D4,Pentane,109-66-0,1 L,17,
"""
BETA = {"slug": "beta", "name": "Beta Chemicals"}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over these products, after a supplier was renamed, on either engine."""
    folder: Path = tmp_path_factory.mktemp("quoted")
    url = f"sqlite:///{folder}/c.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with migrated(url) as database:
        settings = unhurried(url).model_copy(update={"index_folder": folder / "index"})
        with TestClient(create_app(settings), follow_redirects=False, headers=make_key(url, "editor")) as served:
            answer = served.post("/api/v1/admin/imports", files={"file": ("rows.csv", ROWS.encode())})
            assert answer.json()["summary"]["created"] == 8, answer.text
            with database.write() as transaction:
                edit_supplier(transaction, "former-beta", BETA)
            yield served


def listed(page: str) -> list[str]:
    """The references of the lines of a quote page."""
    return re.findall(r'<li data-line="([^"]*)"', page)


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (["A0001~beta", "A0001~alpha"], ["A0001~beta", "A0001~alpha"]),
        (["A0001~house", "A0001~beta", "A0001~alpha"], ["A0001~house", "A0001~beta", "A0001~alpha"]),
        (["A0001~former-beta"], ["A0001~beta"]),
        (["A0001~Former Beta"], ["A0001~beta"]),
        (["a0001~beta"], ["A0001~beta"]),
        (["A0001~BETA"], ["A0001~beta"]),
        ([" a0002 "], ["A0002~beta"]),
        (["A0002", "A0002~beta", "a0002"], ["A0002~beta"]),
        (["c3"], ["C3"]),
        (["C3~house"], ["C3"]),
        (["X~alpha"], ["X~alpha"]),
        (["X~alpha~house"], ["X~alpha~house"]),
    ],
)
def test_every_spelling_leads_to_its_line(client: TestClient, asked: list[str], lines: list[str]) -> None:
    page = client.get("/quote", params={"n": asked})
    assert (listed(page.text), "notice" in page.text) == (lines, False)


def test_the_comparison_leads_to_a_list_of_all_its_products(client: TestClient) -> None:
    compared = client.get("/compare?n=A0001").text
    link = re.search(r'href="(/quote[^"]*)">Add all', compared)
    assert link is not None
    assert listed(client.get(html.unescape(link[1])).text) == ["A0001~house", "A0001~alpha", "A0001~beta"]
    head = compared[compared.index("<thead>") : compared.index("</thead>")]
    assert [name in head for name in ("House", "Alpha", "Beta Chemicals")] == [True] * 3


@pytest.mark.parametrize("asked", ["NOPE", "A0002~alpha", "A0001~nobody", "~", "A0001~"])
def test_what_is_not_there_is_said(client: TestClient, asked: str) -> None:
    page = client.get("/quote", params={"n": [asked, "C3"]})
    assert listed(page.text) == ["C3"]
    assert f"There is no product with the catalog number '{asked}'" in html.unescape(page.text)
    refused = client.get("/quote.csv", params={"n": [asked, "C3"]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "n")


def test_several_suppliers_are_offered(client: TestClient) -> None:
    query = {"n": ["C3", "a0001"], "pack": ["1 L", "1 L"], "quantity": ["1", "7"]}
    page = client.get("/quote", params=query).text
    assert listed(page) == ["C3"]
    assert "Several suppliers have the catalog number a0001" in page
    offers = re.findall(r'<a href="([^"]*)">A0001 of ([^<]*)</a>', page)
    assert [name for _, name in offers] == ["House", "Alpha", "Beta Chemicals"]
    for (link, _), reference in zip(offers, ("A0001~house", "A0001~alpha", "A0001~beta"), strict=True):
        chosen = client.get(html.unescape(link)).text
        assert (listed(chosen), "Several suppliers" in chosen) == (["C3", reference], False)
        assert "7 × 1 L" in chosen
    refused = client.get("/quote.csv", params=query)
    assert refused.status_code == 422
    assert "A0001~house, A0001~alpha, A0001~beta" in refused.json()["detail"]


def test_a_choice_that_is_open_stays_on_the_list(client: TestClient) -> None:
    page = client.get("/quote", params={"n": ["a0001", "C3", "A0002"]}).text
    assert page.count('data-line="a0001"') == 1
    for link in re.findall(r'href="([^"]*)" data-remove', page):
        assert "n=a0001" in html.unescape(link)
    assert '<input type="hidden" form="quote-form" name="n" value="a0001">' in page


def test_text_and_rows_say_whose_a_product_is(client: TestClient) -> None:
    query = {"n": ["A0001~beta", "A0001~house", "C3"]}
    page = html.unescape(client.get("/quote", params=query).text)
    for words in ("A0001 of Beta Chemicals  Spirit of wine", "A0001 of House  Ethanol", " C3  Acetone"):
        assert words in page
    rows = list(csv.DictReader(client.get("/quote.csv", params=query).text.splitlines()))
    assert [row["supplier"] for row in rows] == ["Beta Chemicals", "House", ""]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"n": ["C3"], "pack": ["5 kg"]}, "C3: there is no pack of '5 kg' any more; it is now the pack of '1 L'."),
        ({"n": ["C3", "c3"], "quantity": ["2", "3"]}, "C3 is listed twice. The first quantity, 2, counts."),
    ],
)
def test_what_is_taken_otherwise_is_said(client: TestClient, query: dict[str, list[str]], says: str) -> None:
    assert says in html.unescape(client.get("/quote", params=query).text)


def test_the_page_of_a_shared_number_adds_this_product(client: TestClient) -> None:
    page = client.get("/suppliers/house/products/A0001", headers={"Accept": "text/html"}).text
    assert '<input type="hidden" name="n" value="A0001~house">' in page
    results = client.get("/search?q=A0001").text
    assert 'name="n" value="A0001~house"' in results
    assert "/suppliers/house/products/A0001" in results


def test_a_reference_leads_to_its_product_alone_whatever_the_house_is_called(client: TestClient) -> None:
    url = client.app.state.services.database  # type: ignore[attr-defined]  # Starlette's state has no types.
    for slug in ("house", "acme", "house"):
        with url.write() as transaction:
            edit_supplier(transaction, "house", {"slug": slug})
            stored = [
                one
                for text in ("A0001", "A0002", "C3", "X", "X~alpha~house")
                for one in find_referenced(transaction, text)
            ]
            assert len(stored) == 7
            several = numbers_of_several(transaction, [one.catalog_number for one in stored])
            for one in stored:
                assert [found.key for found in find_referenced(transaction, reference_to(one.document, several))] == [
                    one.key
                ]
        assert listed(client.get("/quote?n=C3&n=A0001~house").text) == (
            ["C3", "A0001~house"] if slug == "house" else ["C3~acme", "A0001~acme"]
        )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A0001~alpha", ["Ethyl alcohol"]),
        ("a0001~former-beta", ["Spirit of wine"]),
        (" A0001~Beta Chemicals ", ["Spirit of wine"]),
        ("A0001~house", ["Ethanol"]),
        ("X~alpha", ["Butanol"]),
        ("X~alpha~house", ["Methanol"]),
        ("A0001", ["Ethanol", "Ethyl alcohol", "Spirit of wine"]),
        ("A0002~alpha", []),
    ],
)
def test_box_and_lookup_read_what_the_program_writes(client: TestClient, text: str, names: list[str]) -> None:
    (looked_up,) = client.post("/api/v1/lookup", json={"identifiers": [text]}).json()["items"]
    for kind in ("", "&kind=catalog_number"):
        found = client.get(f"/api/v1/search?q={quote(text)}{kind}").json()
        for items, read_as in ((found["items"], found["read_as"]), (looked_up["products"], looked_up["read_as"])):
            if names:
                assert ([item["name"] for item in items], read_as["kind"]) == (names, "catalog_number")
            else:
                assert not {"Ethyl alcohol", "Butanol"} & {item["name"] for item in items}


def test_the_choice_shows_the_products(client: TestClient) -> None:
    page = client.get("/products/A0001", headers={"Accept": "text/html"})
    assert page.status_code == 300
    text = re.sub(r"<[^>]+>", " ", page.text)
    for words in ("Ethanol", "Ethyl alcohol", "Spirit of wine", "64-17-5", "House", "Beta Chemicals", "12 EUR"):
        assert words in text, words
    choices = client.get("/api/v1/products/A0001").json()["choices"]
    assert [sorted(choice) for choice in choices] == [["catalog_number", "supplier", "url"]] * 3


def test_the_facet_and_the_chips_say_names(client: TestClient) -> None:
    for stated in ("beta", "former-beta", "Beta Chemicals"):
        page = client.get("/search", params={"q": "A0001", "supplier": stated}).text
        boxes = re.findall(r'name="supplier" value="([^"]*)"( checked)?>\s*<span>([^<]*)</span>', page)
        assert ("beta", " checked", "Beta Chemicals") in boxes
        assert ("alpha", "", "Alpha") in boxes
        assert len(boxes) == 3
        assert ">Beta Chemicals <span" in page[page.index("Filtered by") :]


def test_each_supplier_gets_a_request_of_its_own(client: TestClient) -> None:
    query = {"n": ["A0001~beta", "C3", "A0002~beta"], "quantity": ["2", "1", "3"]}
    page = html.unescape(client.get("/quote", params=query).text)
    assert re.findall(r'<h2 id="request-[0-9]">([^<]*)</h2>', page) == ["Request to Beta Chemicals", "Request to House"]
    texts = re.findall(r"<pre[^>]*>([^<]*)</pre>", page)
    assert [["Spirit" in text, "Water" in text, "Acetone" in text] for text in texts] == [
        [True, True, False],
        [False, False, True],
    ]
    files = re.findall(r'href="(/quote\.csv[^"]*)"', page)
    rows = [list(csv.DictReader(client.get(link).text.splitlines())) for link in files]
    assert [[row["catalog_number"] for row in found] for found in rows] == [["A0001", "A0002"], ["C3"]]


def test_a_request_is_mailed_to_the_contact_of_its_supplier(client: TestClient) -> None:
    database = client.app.state.services.database  # type: ignore[attr-defined]  # Starlette's state has no types.
    with database.write() as transaction:
        edit_supplier(transaction, "beta", {"contact": "Sales, +49 6151 1, sales@beta.example"})
    page = client.get("/quote", params={"n": ["A0002~beta", "C3"]}).text
    assert re.findall(r'href="mailto:([^?]*)\?', page) == ["sales%40beta.example", ""]


def test_a_list_is_a_workbook_and_a_document(client: TestClient) -> None:
    query = {"n": ["A0002~beta", "D4"], "pack": ["1 L", "1 L"], "quantity": ["2", "1"]}
    sheet = load_workbook(io.BytesIO(client.get("/quote.xlsx", params=query).content)).active
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[1:] == [
        ["A0002", "Water", "7732-18-5", "1 L", "2", "13", "26", "EUR", "Beta Chemicals"],
        ["D4", "Pentane", "109-66-0", "1 L", "1", "17", "17", "", ""],
    ]
    written = client.get("/quote.pdf", params=query)
    assert (written.status_code, written.content[:5]) == (200, b"%PDF-")
    for suffix in ("xlsx", "pdf"):
        assert client.get(f"/quote.{suffix}", params={"n": "NOPE"}).status_code == 422


def test_a_price_without_a_currency_is_shown_as_such(client: TestClient) -> None:
    page = client.get("/quote", params={"n": "D4", "pack": "1 L", "quantity": "2"}).text
    assert "<strong>34</strong> <small>currency not stated</small>" in page
    assert "None" not in page
