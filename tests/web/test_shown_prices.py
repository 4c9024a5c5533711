"""Prices by audience: no page and no route tells them to those who may not see them, in whatever form."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from catalog.feeds.downloads import write_downloads
from catalog.store.access.people import create_person
from catalog.store.access.roles import Role
from catalog.store.access.sessions import begin_persons_session
from catalog.store.database import Database, snapshot
from catalog.store.reading.exporting import Export
from catalog.web.api.sheet import can_make_sheets
from catalog.web.app import create_app
from catalog.web.http.audience import WORDS, Audience
from catalog.web.pages.editor_session import COOKIE
from tests.conftest import make_empty
from tests.settings_made import unhurried
from tests.web.conftest import make_key

CANARY = re.compile(r"7\D?134\D19|14\D?268\D38|7\D?13[04]\b|\b71[.,]34")
"""The canary as stated, for two packs, and in three and four figures; also of the pack of 100 g."""
PRODUCT = {
    "name": "Canary ester", "cas_rn": "64-17-5", "formula": "C2H6O", "smiles": "CCO",
    "pack:1 g": "7134.19 EUR; 5+: 7134.19; in stock", "pack:100 g": "7134.19 EUR; 2 weeks",
    "pack:5 g": "7134.19 doubloons",
    "price_date": "2026-01-31", "attribute:List price": "7134.19", "attribute:Target": "EGFR",
}  # fmt: skip
STOCK = [
    PRODUCT | {"catalog_number": "A1", "supplier": "Alpha"},
    PRODUCT | {"catalog_number": "A1", "supplier": "Beta"},
    PRODUCT | {"catalog_number": "A2", "replaced_by": "A3", "status": "discontinued"},
    PRODUCT | {"catalog_number": "A3"},
]
SAMPLES = {
    "catalog_number": "A3", "supplier": "alpha", "key": "64-17-5", "letter": "c", "symbol": "C", "slug": "inorganic",
    "suffix": "csv", "name": "SDS", "code": "cas-invalid",
}  # fmt: skip
LISTS = (
    "/api/v1/products", "/api/v1/products?facets=supplier,availability&group=compound", "/api/v1/products?cas=64-17-5",
    "/api/v1/products?substructure=CO", "/api/v1/products?similar_to=CCO", "/api/v1/products?q=ester",
    "/api/v1/products?fields=packs,findings,attributes", "/api/v1/search?q=ester", "/api/v1/search?q=64-17-5",
    "/api/v1/suggest?q=71", "/api/v1/products/A1", "/api/v1/suppliers/alpha/products/A1",
    "/api/v1/products/A3?as_of=2999-01-01T00:00:00Z", "/products/A3?as_of=2999-01-01T00:00:00Z", "/products/A1",
    "/suppliers/beta/products/A1", "/products/A2", "/products/A3/history", "/api/v1/compounds/64-17-5",
    "/search?q=ester", "/search?q=ester&view=table", "/search?q=ester&group=offers",
    "/search.xlsx?q=ester",
    "/search.sdf?q=ester", "/search.csv?q=ester", "/search.atom?q=ester", "/compare?n=A3&n=A2", "/feed.atom", "/new",
    "/quote?n=A3&pack=1+g&quantity=2", "/quote.csv?n=A3&pack=1+g&quantity=2", "/quote.xlsx?n=A3&pack=1+g&quantity=2",
    *(f"/products/A3{suffix}" for suffix in (".json", ".csv", ".sdf", ".mol", ".svg")),
)  # fmt: skip
AMBIGUOUS = ("/api/v1/products/A1", "/products/A1")
"""They name the products of both suppliers."""
REFUSED = (
    "/api/v1/products?sort=price_per_gram", "/api/v1/products?price_per_gram_min=7000",
    "/search?q=ester&sort=-price_per_mole",
    "/api/v1/products?price_per_millilitre_max=1", "/api/v1/search?q=ester&sort=-price_per_gram",
    "/api/v1/products?attribute=List+price:7134.19", "/search?q=ester&price_per_gram_max=9",
    "/search.csv?sort=price_per_gram",
    "/api/v1/products?substructure=CO&sort=price_per_gram", "/api/v1/products?substructure=CO&price_per_gram_min=1",
    "/browse/letter/c?sort=price_per_gram", "/api/v1/products?q=ester&group=compound&sort=price_per_gram",
)  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A catalog in which every product costs the canary."""
    made = f"sqlite:///{tmp_path_factory.mktemp('shown_prices')}/catalog.db"
    make_empty(made)
    record = io.BytesIO(json.dumps(STOCK).encode())
    with TestClient(create_app(unhurried(made))) as client:
        key = make_key(made, "editor")
        answer = client.post("/api/v1/admin/imports", files={"file": ("stock.json", record)}, headers=key)
        assert answer.json()["summary"]["created"] == len(STOCK), answer.text
    return made


def served(url: str, audience: Audience) -> Iterator[TestClient]:
    with TestClient(create_app(unhurried(url, prices=audience, wrong_keys=1_000)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def for_signed_in(url: str) -> Iterator[TestClient]:
    yield from served(url, "signed-in")


@pytest.fixture(scope="module")
def for_nobody(url: str) -> Iterator[TestClient]:
    yield from served(url, "nobody")


@pytest.fixture(scope="module", params=["for_signed_in", "for_nobody"])
def hiding(request: pytest.FixtureRequest) -> TestClient:
    """The catalog, served by an operator who does not show prices to everybody."""
    client: TestClient = request.getfixturevalue(request.param)
    return client


def texts_in(content: bytes) -> str:
    """All text of an answer, also of a workbook."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def every_address(app: FastAPI) -> Iterator[str]:
    """The address of every route that answers GET, with a sample in the place of each parameter."""
    for context in iter_route_contexts(app.routes):
        if "GET" in (context.methods or ()):
            yield re.sub(r"\{(\w+)[^}]*\}", lambda part: SAMPLES.get(part[1], "1"), context.path or "")


def test_no_address_gives_a_price_away(hiding: TestClient) -> None:
    assert isinstance(hiding.app, FastAPI)
    addresses = [*every_address(hiding.app), *LISTS]
    assert len(addresses) > 100
    told, statuses = {}, {}
    for address in addresses:
        wanted = {"accept": "*/*" if "/api/" in address else "text/html"}
        answer = hiding.get(address, headers=wanted, follow_redirects=True)
        statuses[address] = answer.status_code
        if found := CANARY.search(texts_in(answer.content)):
            told[address] = found.group()
    assert told == {}
    assert {address: status for address, status in statuses.items() if status >= 500 and status != 501} == {}
    assert {statuses[address] for address in LISTS if address not in AMBIGUOUS} == {200}
    assert [statuses[address] for address in AMBIGUOUS] == [409, 300]


def test_nor_does_a_look_up(hiding: TestClient) -> None:
    asked = {"identifiers": ["A3", "64-17-5", "ester"]}
    own, text = {"sec-fetch-site": "same-origin"}, {"text": "A3\n64-17-5\nester"}
    for answer in (
        hiding.post("/api/v1/lookup", json=asked),
        hiding.post("/api/v1/lookup", json=asked, headers={"accept": "text/csv"}),
        hiding.post("/lookup", data=text, headers=own),
        hiding.post("/lookup.csv", data=text, headers=own),
    ):
        assert answer.status_code == 200
        assert "Canary ester" in answer.text
        assert not CANARY.search(answer.text)


@pytest.mark.parametrize("address", REFUSED)
def test_no_list_is_sorted_or_filtered_by_price(hiding: TestClient, address: str) -> None:
    answer = hiding.get(address)
    assert answer.status_code == 422, answer.text
    assert "sorted by price" in answer.text


def test_a_page_offers_no_order_or_filter_by_price_and_says_why(hiding: TestClient) -> None:
    assert isinstance(hiding.app, FastAPI)
    words = WORDS[hiding.app.state.services.site.prices]
    results, product = hiding.get("/search?q=ester").text, hiding.get("/products/A3").text
    assert ("price_per_" in results, 'name="currency"' in results) == (False, False)
    assert words in results
    assert words in product
    document = hiding.get("/api/v1/products/A3").json()
    assert [(pack["price"], pack["prices"], pack["availability"]) for pack in document["packs"][:1]] == [
        (words, [], "in-stock")
    ]
    assert [one["name"] for one in document["attributes"]] == ["Target"]


@pytest.mark.skipif(not can_make_sheets(), reason="needs the extra pdf")
def test_the_sheet_is_shorter_than_with_prices(for_nobody: TestClient, url: str) -> None:
    editor = for_nobody.get("/api/v1/products/A3.pdf", headers=make_key(url, "editor"))
    reader = for_nobody.get("/api/v1/products/A3.pdf")
    assert (editor.status_code, reader.status_code) == (200, 200)
    assert editor.headers["etag"] != reader.headers["etag"]


@pytest.mark.parametrize(
    ("audience", "role", "sees"),
    [
        ("signed-in", None, False), ("signed-in", "reader", True), ("signed-in", "editor", True),
        ("nobody", None, False), ("nobody", "reader", False), ("nobody", "editor", True),
    ],
)  # fmt: skip
def test_who_sees_them_by_key(
    url: str, request: pytest.FixtureRequest, audience: Audience, role: Role | None, sees: bool
) -> None:
    client = request.getfixturevalue(f"for_{audience.replace('-', '_')}")
    key = {} if role is None else make_key(url, role)
    for address in ("/api/v1/products/A3", "/api/v1/products?cas=64-17-5", "/products/A3", "/search?q=ester"):
        assert bool(CANARY.search(client.get(address, headers=key).text)) == sees, address
    assert client.get("/api/v1/products?sort=price_per_gram", headers=key).status_code == (200 if sees else 422)


def test_who_sees_them_by_session(for_signed_in: TestClient, url: str) -> None:
    database = Database(url)
    with database.write() as transaction:
        person = create_person(transaction, "Ada", "ada@example.org", "reader")
        token = begin_persons_session(transaction, person, "a browser")
    database.close()
    signed_in = for_signed_in.get("/products/A3", headers={"Cookie": f"{COOKIE}={token}"})
    assert CANARY.search(signed_in.text)
    again = {"If-None-Match": signed_in.headers["etag"]}
    assert not CANARY.search(for_signed_in.get("/products/A3", headers=again).text)
    assert for_signed_in.get("/products/A3", headers=again).status_code == 200


def test_the_session_of_a_browser_is_sent_to_all_pages(for_signed_in: TestClient, url: str) -> None:
    key = make_key(url, "editor")["Authorization"].removeprefix("Bearer ")
    answer = for_signed_in.post("/editor/sign-in", data={"key": key}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    assert CANARY.search(for_signed_in.get("/products/A3").text)
    for_signed_in.post("/editor/sign-out", headers={"sec-fetch-site": "same-origin"})
    assert not CANARY.search(for_signed_in.get("/products/A3").text)


def test_an_answer_is_kept_for_nobody_else(hiding: TestClient, url: str) -> None:
    key = make_key(url, "editor")
    for address in ("/", "/products/A3", "/api/v1/products/A3", "/api/v1/products?q=ester", "/search?q=ester"):
        anonymous, known = hiding.get(address), hiding.get(address, headers=key)
        for answer in (anonymous, known):
            assert answer.headers["cache-control"].startswith("private")
            assert {"Authorization", "Cookie"} <= {name.strip() for name in answer.headers["vary"].split(",")}
        if "etag" in known.headers and address != "/":
            assert known.headers["etag"] != anonymous.headers["etag"]
    tag = hiding.get("/api/v1/products/A3", headers=key).headers["etag"]
    assert hiding.get("/api/v1/products/A3", headers={"If-None-Match": tag}).status_code == 200
    assert (
        "immutable"
        in hiding.get(re.findall(r'href="(/static/[^"]+)"', hiding.get("/").text)[0]).headers["cache-control"]
    )


def test_a_wrong_key_is_told(hiding: TestClient) -> None:
    assert hiding.get("/api/v1/products/A3", headers={"Authorization": "Bearer nobodys"}).status_code == 401


def test_the_token_of_the_metrics_is_no_key(url: str) -> None:
    settings = unhurried(url, prices="signed-in", metrics_token="a token of them")
    with TestClient(create_app(settings)) as client:
        answer = client.get("/metrics", headers={"Authorization": "Bearer a token of them"})
    assert answer.status_code == 200


def test_everybody_sees_them_by_default(url: str) -> None:
    for client in served(url, "everybody"):
        answer = client.get("/api/v1/products/A3")
        assert CANARY.search(answer.text)
        assert "private" not in answer.headers["cache-control"]


def test_the_files_of_the_whole_catalog_are_for_those_who_see_prices(url: str, tmp_path: Path) -> None:
    database = Database(url)
    with snapshot(database) as transaction:
        name = write_downloads(Export(transaction), tmp_path)[0].name
    database.close()
    settings = unhurried(url, prices="signed-in", downloads_folder=str(tmp_path))
    with TestClient(create_app(settings)) as client:
        for address in ("/downloads", f"/downloads/{name}"):
            assert client.get(address).status_code == 403
            assert client.get(address, headers=make_key(url, "reader")).status_code == 200
