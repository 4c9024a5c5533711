"""The filter ``supplier=`` of everything that lists products or drafts: by any slug or name, on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.store.suppliers import edit_supplier
from catalog.web.app import create_app
from tests.conftest import migrated
from tests.settings_made import unhurried
from tests.web.conftest import make_key

ROWS = """Catalog number,Name,CAS,Supplier
A1,Ethanol,64-17-5,
A1,Ethanol absolute,64-17-5,Alpha
A1,Ethanol denatured,64-17-5,Former Beta
A2,Ethyl acetate,141-78-6,Former Beta
A3,Acetone,67-64-1,Alpha
H1,Held of the house,50-78-3,
H2,Held of alpha,50-78-3,Alpha
H3,Held of beta,50-78-3,Former Beta
H4,Held of nobody yet,50-78-3,Gamma
"""
ALPHA, BETA, HOUSE = ["alpha"], ["beta", "former-beta", "Former Beta", "Beta Chemicals"], ["house"]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over these products and drafts, after a supplier was renamed."""
    folder: Path = tmp_path_factory.mktemp("filtered")
    url = f"sqlite:///{folder}/c.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with migrated(url) as database:
        settings = unhurried(url).model_copy(update={"index_folder": folder / "index"})
        with TestClient(create_app(settings), follow_redirects=False, headers=make_key(url, "editor")) as served:
            summary = served.post("/api/v1/admin/imports", files={"file": ("rows.csv", ROWS.encode())}).json()[
                "summary"
            ]
            assert (summary["created"], summary["held"]) == (5, 4)
            with database.write() as transaction:
                edit_supplier(transaction, "former-beta", {"slug": "beta", "name": "Beta Chemicals"})
            yield served


def asked(*suppliers: str, **others: Any) -> dict[str, Any]:  # noqa: ANN401  # As an address takes them.
    return {"supplier": list(suppliers), **others}


@pytest.mark.parametrize(
    ("suppliers", "changed", "held"),
    [
        *((([word]), ["Ethanol absolute", "Acetone"], ["H2"]) for word in (*ALPHA, "ALPHA")),
        *((([word]), ["Ethanol denatured", "Ethyl acetate"], ["H3"]) for word in BETA),
        *((([word]), ["Ethanol"], ["H1"]) for word in HOUSE),
        (["house", "alpha"], ["Ethanol", "Ethanol absolute", "Acetone"], ["H2", "H1"]),
        (["gamma"], [], ["H4"]),
        (["nobody"], [], []),
        ([""], [], []),
    ],
)
def test_changes_and_drafts(client: TestClient, suppliers: list[str], changed: list[str], held: list[str]) -> None:
    seen, address = [], "/api/v1/changes"
    query: dict[str, Any] | None = asked(*suppliers, limit=1)
    while address:
        answer = client.get(address, params=query).json()
        seen += [item["document"]["name"] for item in answer["items"]]
        address, query = answer["next"], None
    assert seen == changed
    seen, address, query = [], "/api/v1/admin/drafts", asked(*suppliers, limit=1)
    while address:
        answer = client.get(address, params=query).json()
        seen += [item["catalog_key"] for item in answer["items"]]
        address, query = answer["next"], None
    assert seen == held


@pytest.mark.parametrize("typed", ["ethanol", "eth", "a", "A1", "64-17", "absolute", "denat", "ethanil"])
def test_suggestions_are_those_of_the_supplier(client: TestClient, typed: str) -> None:
    everything = client.get("/api/v1/suggest", params={"q": typed, "limit": 50}).json()["items"]
    for word in (*ALPHA, *BETA, *HOUSE):
        found = client.get("/api/v1/suggest", params=asked(word, q=typed, limit=50)).json()["items"]
        slug = "beta" if word in BETA else word
        assert {item["supplier"]["slug"] for item in found} <= {slug}
        own = {item["catalog_number"] for item in everything if item["supplier"]["slug"] == slug}
        assert own <= {item["catalog_number"] for item in found}
    assert client.get("/api/v1/suggest", params=asked("nobody", q=typed)).json()["items"] == []


@pytest.mark.parametrize(
    ("text", "supplier", "numbers", "note"),
    [
        ("A1", "alpha", ["A1"], None),
        ("64-17-5", "Beta Chemicals", ["A1"], None),
        ("ethanol", "house", ["A1"], None),
        ("ethanol", "alpha", ["A1"], None),
        ("acetone", "former-beta", [], "Only other suppliers have it."),
        ("A3", "beta", [], "Only other suppliers have it."),
        ("67-64-1", "beta", [], "Only other suppliers have it."),
        ("A1~beta", "beta", ["A1"], None),
        ("C4H8O2", "beta", [], "No products found."),
        ("A1", "nobody", [], "Only other suppliers have it."),
        ("NOPE99", "alpha", [], "No products found."),
    ],
)
def test_lookups_are_among_the_suppliers_products(
    client: TestClient, text: str, supplier: str, numbers: list[str], note: str | None
) -> None:
    answer = client.post("/api/v1/lookup", params=asked(supplier), json={"identifiers": [text]})
    (item,) = answer.json()["items"]
    assert ([product["catalog_number"] for product in item["products"]], item["note"]) == (numbers, note)
    expected = "beta" if supplier in BETA else supplier
    assert {product["supplier"]["slug"] for product in item["products"]} <= {expected}
