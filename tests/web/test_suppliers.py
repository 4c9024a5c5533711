"""Addresses of products of several suppliers: the short one while it leads to one, the long one always."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.web.conftest import make_key

ROWS = """Catalog number,Name,CAS,SMILES,Supplier
A0001,Ethanol,64-17-5,CCO,Alpha
A0001,Ethyl alcohol,64-17-5,CCO,Beta
B/2,Water,7732-18-5,O,Beta
C3,Acetone,67-64-1,CC(C)=O,
"""

Served = tuple[TestClient, dict[str, str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("suppliers")
    url = f"sqlite:///{folder}/catalog.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    (folder / "rows.csv").write_text(ROWS, encoding="utf-8")
    with import_workers(1) as pool:
        import_files(database, pool, [folder / "rows.csv"], IntakeOptions(actor="test")).close()
    database.close()
    with TestClient(create_app(unhurried(url)), follow_redirects=False) as client:
        yield client, make_key(url, "editor")


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("/api/v1/products/B%2F2", 200, "Water"),
        ("/api/v1/suppliers/beta/products/B%2F2", 200, "Water"),
        ("/api/v1/suppliers/beta/products/B/2", 200, "Water"),
        ("/api/v1/suppliers/alpha/products/a0001", 200, "Ethanol"),
        ("/api/v1/suppliers/Beta/products/A0001", 200, "Ethyl alcohol"),
        ("/api/v1/suppliers/beta/products/A0001.json", 200, "Ethyl alcohol"),
        ("/api/v1/suppliers/house/products/C3", 200, "Acetone"),
        ("/api/v1/suppliers/alpha/products/C3", 404, None),
        ("/api/v1/suppliers/nobody/products/A0001", 404, None),
    ],
)
def test_the_long_address_leads_to_one_product(served: Served, path: str, status: int, name: str | None) -> None:
    answer = served[0].get(path)
    assert answer.status_code == status
    assert answer.json().get("name") == name


@pytest.mark.parametrize("below", ["", ".csv", "/structure.svg", "/related", "/revisions", "/revisions/1"])
def test_the_short_address_of_several_offers_the_choice(served: Served, below: str) -> None:
    client, key = served
    answer = client.get(f"/api/v1/products/A0001{below}", headers=key)
    assert answer.status_code == 409
    choices = answer.json()["choices"]
    assert [choice["supplier"] for choice in choices] == [
        {"slug": "alpha", "name": "Alpha"},
        {"slug": "beta", "name": "Beta"},
    ]
    for choice in choices:
        assert client.get(choice["url"], headers=key).status_code == 200, choice["url"]


def test_the_page_of_several_is_a_choice(served: Served) -> None:
    client, _ = served
    page = client.get("/products/A0001", headers={"Accept": "text/html"})
    assert page.status_code == 300
    assert 'href="/suppliers/alpha/products/A0001"' in page.text
    chosen = client.get("/suppliers/beta/products/A0001", headers={"Accept": "text/html"})
    assert chosen.status_code == 200
    assert '<link rel="canonical" href="http://testserver/suppliers/beta/products/A0001">' in chosen.text


@pytest.mark.parametrize(
    ("path", "canonical"),
    [("/products/B%2F2", "/products/B%2F2"), ("/suppliers/beta/products/B%2F2", "/products/B%2F2")],
)
def test_the_short_address_is_canonical_while_it_leads_to_one(served: Served, path: str, canonical: str) -> None:
    page = served[0].get(path, headers={"Accept": "text/html"})
    assert f'<link rel="canonical" href="http://testserver{canonical}">' in page.text


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/suppliers/beta/products/a0001", "/suppliers/beta/products/A0001"),
        ("/suppliers/Beta/products/A0001/history", "/suppliers/beta/products/A0001/history"),
        ("/products/b%2f2", "/products/B%2F2"),
    ],
)
def test_other_spellings_are_sent_on(served: Served, path: str, place: str) -> None:
    answer = served[0].get(path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (301, place)


def test_everything_that_names_a_product_names_its_supplier(served: Served) -> None:
    client, _ = served
    alpha = {"slug": "alpha", "name": "Alpha"}
    listed = client.get("/api/v1/products?supplier=alpha").json()["items"]
    assert [item["supplier"] for item in listed] == [alpha]
    assert alpha in [item["supplier"] for item in client.get("/api/v1/changes?since=0").json()["items"]]
    looked_up = client.post("/api/v1/lookup", json={"identifiers": ["a0001"]}).json()["items"][0]
    assert [item["supplier"]["slug"] for item in looked_up["products"]] == ["alpha", "beta"]
    suggested = client.get("/api/v1/suggest?q=ethanol").json()["items"]
    assert [item["supplier"] for item in suggested if item["text"] == "Ethanol"] == [alpha]
    compound = client.get("/api/v1/compounds/64-17-5", follow_redirects=True).json()
    assert [item["supplier"]["slug"] for item in compound["products"]] == ["alpha", "beta"]
    assert "/suppliers/alpha/products/A0001" in client.get("/sitemap-1.xml").text
    assert "/suppliers/beta/products/A0001" in client.get("/feed.atom").text
    assert client.get("/compare?n=A0001~alpha&n=A0001~beta").text.count("Ethyl alcohol") >= 1


def test_an_editor_changes_the_one_that_is_meant(served: Served) -> None:
    client, key = served
    path = "/api/v1/admin/suppliers/alpha/products/A0001"
    etag = client.get("/api/v1/suppliers/alpha/products/A0001").headers["etag"]
    assert (
        client.patch(
            "/api/v1/admin/products/A0001", json={"grade": "AR"}, headers={**key, "If-Match": etag}
        ).status_code
        == 409
    )
    changed = client.patch(path, json={"grade": "AR"}, headers={**key, "If-Match": etag})
    assert (changed.status_code, changed.json()["grade"]) == (200, "AR")
    assert client.get("/api/v1/suppliers/beta/products/A0001").json()["grade"] is None


def test_a_supplier_is_renamed_and_its_old_address_still_leads_there(served: Served) -> None:
    client, key = served
    before = client.get("/api/v1/suppliers/beta/products/B%2F2").headers["etag"]
    changed = client.patch("/api/v1/admin/suppliers/beta", json={"name": "Gamma", "slug": "gamma"}, headers=key)
    assert (changed.status_code, changed.json()["slug"], changed.json()["products"]) == (200, "gamma", 2)
    answer = client.get("/suppliers/beta/products/A0001", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (301, "/suppliers/gamma/products/A0001")
    for below in ("", ".csv", "/structure.svg?highlight=O", "/related", "/revisions", "/documents/SDS"):
        moved = client.get(f"/api/v1/suppliers/beta/products/B%2F2{below}", headers=key)
        assert (moved.status_code, moved.headers["location"]) == (301, f"/api/v1/suppliers/gamma/products/B%2F2{below}")
    for below in (".json", ".csv", "/documents/SDS?utm_source=x"):
        moved = client.get(f"/suppliers/Beta/products/B%2F2{below}")
        assert (moved.status_code, moved.headers["location"]) == (301, f"/suppliers/gamma/products/B%2F2{below}")
    kept = client.patch(
        "/api/v1/admin/suppliers/beta/products/B%2F2", json={"grade": "AR"}, headers={**key, "If-Match": "*"}
    )
    assert kept.status_code == 200
    document = client.get("/api/v1/suppliers/Gamma/products/B%2F2")
    assert document.json()["supplier"] == {"slug": "gamma", "name": "Gamma"}
    assert document.headers["etag"] != before
    assert [one["slug"] for one in client.get("/api/v1/suppliers").json()["items"]] == ["alpha", "gamma", "house"]
    refused = client.patch("/api/v1/admin/suppliers/gamma", json={"name": "Alpha"}, headers=key)
    assert refused.status_code == 409
    assert client.patch("/api/v1/admin/suppliers/nobody", json={"name": "X"}, headers=key).status_code == 404
    assert client.patch("/api/v1/admin/suppliers/gamma", json={"name": "X"}).status_code == 401


@pytest.mark.parametrize("field", ["name", "slug"])
@pytest.mark.parametrize("text", ["", " ", "-", "N/A", "x" * 201, "\x00"])
def test_a_name_or_slug_that_names_nobody_is_refused(served: Served, field: str, text: str) -> None:
    client, key = served
    refused = client.patch("/api/v1/admin/suppliers/alpha", json={field: text}, headers=key)
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, [field])


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("https://alpha.example", "https://alpha.example"),
        (" HTTP://alpha.example/shop?x=1 ", "HTTP://alpha.example/shop?x=1"),
        ("https://[::1]/", "https://[::1]/"),
        (None, None),
        ("javascript:alert(1)", "refused"),
        ("JavaScript:alert(1)//https://alpha.example", "refused"),
        ("data:text/html,x", "refused"),
        ("ftp://alpha.example", "refused"),
        ("//alpha.example", "refused"),
        ("alpha.example", "refused"),
        ("https://", "refused"),
        ("https:///path", "refused"),
        ("https://[::1", "refused"),
        ("https://alpha.example/a b", "refused"),
    ],
)
def test_the_site_of_a_supplier_is_an_address_on_the_web(served: Served, stated: str | None, kept: str | None) -> None:
    client, key = served
    answer = client.patch("/api/v1/admin/suppliers/alpha", json={"site": stated}, headers=key)
    if kept == "refused":
        assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, ["site"])
        assert "begins with https:// or http://" in answer.json()["detail"]
    else:
        assert (answer.status_code, answer.json()["site"]) == (200, kept)
