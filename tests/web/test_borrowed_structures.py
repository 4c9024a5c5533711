"""The structure of the CAS RN of a product that states none: drawn, searched, marked, not exported, and refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.reference.references import open_references
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.web.conftest import make_key

ROWS = """Catalog number,Name,CAS,SMILES
B1,Aspirin,50-78-2,
B2,Caffeine,58-08-2,CN1C=NC2=C1C(=O)N(C(=O)N2C)C
B3,Nobody knows it,89604-92-2,
"""
ASPIRIN_KEY = "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"
NOTE = "Not the supplier's: structure of CAS RN 50-78-2"

Served = tuple[TestClient, dict[str, str]]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("borrowed")
    url = f"sqlite:///{folder}/catalog.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    database = Database(url)
    migrate(database)
    (folder / "rows.csv").write_text(ROWS, encoding="utf-8")
    with import_workers(1) as pool:
        options = IntakeOptions(actor="test", reference=open_references())
        import_files(database, pool, [folder / "rows.csv"], options).close()
    database.close()
    settings = unhurried(url).model_copy(update={"index_folder": folder})
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client, make_key(url, "editor")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("products?substructure=c1ccccc1C(=O)O", ["B1"]),
        ("products?similar_to=CC(=O)Oc1ccccc1C(=O)O&threshold=0.9", ["B1"]),
        (f"products?inchi_key={ASPIRIN_KEY}", ["B1"]),
        ("products?inchi_key=BSYNRYMUTXBXSQ", ["B1"]),
        (f"search?q={ASPIRIN_KEY}", ["B1"]),
        ("search?q=OC(=O)c1ccccc1OC(C)=O", ["B1"]),
        ("products?inchi_key=RYYVLZVUVIJVGH-UHFFFAOYSA-N", ["B2"]),
        ("products?substructure=S", []),
    ],
)
def test_it_is_found(served: Served, query: str, numbers: list[str]) -> None:
    answer = served[0].get(f"/api/v1/{query}").json()
    assert [item["catalog_number"] for item in answer["items"]] == numbers


def test_look_ups_find_it(served: Served) -> None:
    asked = [ASPIRIN_KEY, "CC(=O)Oc1ccccc1C(=O)O", "RYYVLZVUVIJVGH-UHFFFAOYSA-N"]
    answer = served[0].post("/api/v1/lookup", json={"identifiers": asked}).json()
    found = [[product["catalog_number"] for product in entry["products"]] for entry in answer["items"]]
    assert found == [["B1"], ["B1"], ["B2"]]


@pytest.mark.parametrize("path", ["/products/B1", "/search?q=aspirin", "/api/v1/products/B1"])
def test_it_is_marked_wherever_it_is_shown(served: Served, path: str) -> None:
    assert NOTE.replace("'", "&#39;") in (text := served[0].get(path).text) or NOTE in text


def test_the_drawing_says_so(served: Served) -> None:
    drawing = served[0].get("/api/v1/products/B1/structure.svg")
    assert drawing.status_code == 200
    assert "Not the supplier" in drawing.text


def test_it_is_not_exported_as_stated(served: Served) -> None:
    client = served[0]
    assert client.get("/api/v1/products/B1/structure.mol").status_code == 404
    assert "BSYNRYMUTXBXSQ" not in client.get("/api/v1/products/B1.csv").text
    assert "  0  0  0" in client.get("/api/v1/products/B1.sdf").text.splitlines()[3]
    assert "MolecularEntity" not in client.get("/products/B1").text
    assert "MolecularEntity" in client.get("/products/B2").text


def test_an_editor_refuses_it_and_takes_that_back(served: Served) -> None:
    client, key = served
    path = "/api/v1/admin/products/B1"
    for refused, found in (("The product is a mixture.", []), (None, ["B1"])):
        tag = client.get("/api/v1/products/B1").headers["etag"]
        changed = client.patch(path, json={"structure_refused": refused}, headers={**key, "If-Match": tag})
        assert changed.status_code == 200, changed.text
        assert (changed.json()["borrowed_structure"] is None) == (refused is not None)
        items = client.get("/api/v1/products?substructure=c1ccccc1").json()["items"]
        assert [item["catalog_number"] for item in items] == found
        assert ("The product is a mixture." in client.get("/products/B1").text) == (refused is not None)


def test_nothing_is_borrowed_where_nobody_knows_it(served: Served) -> None:
    document = served[0].get("/api/v1/products/B3").json()
    assert (document["structure"], document["borrowed_structure"]) == (None, None)
