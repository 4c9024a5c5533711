"""A withheld description goes out in no public answer. An approver lets it through, for exactly this text."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.store.database import Database, snapshot
from catalog.store.reading.exporting import Export
from tests.web.conftest import make_key
from tests.web.pages.desk_made import API, keep

SECRET = "Backpropagation through time trains recurrent neural networks"
TEXT = f"{SECRET}: the gradient of the error of each layer of a neural network is computed for machine learning."
HARMLESS = "A white powder that is soluble in ethanol."
PRODUCT = {"name": "BPTA", "cas_rn": "89604-92-2", "formula": "C20H22N4O4S3", "description": TEXT}


@pytest.fixture
def withheld(own_client: TestClient, own_url: str) -> tuple[TestClient, dict[str, str]]:
    """A catalog with one product whose description is withheld, and one whose description was."""
    key = make_key(own_url, "editor")
    keep(own_client, key, "W1", PRODUCT)
    keep(own_client, key, "W2", PRODUCT)
    keep(own_client, key, "W2", {"description": HARMLESS})
    return own_client, key


PUBLIC = [
    "/api/v1/products/W1", "/api/v1/products/W1.json", "/api/v1/products/W1.csv", "/api/v1/products/W1.sdf",
    "/api/v1/products", "/api/v1/products?cas=89604-92-2", "/api/v1/search?q=BPTA", "/api/v1/changes?since=0",
    "/api/v1/products/W2?as_of={then}", "/api/v1/compounds/89604-92-2",
    "/products/W1", "/products/W1.csv", "/products/W1/history", "/products/W1?as_of=2999-01-01T00:00:00Z",
    "/search?q=BPTA", "/search.csv?q=BPTA", "/search.sdf?q=BPTA", "/compare?products=W1&products=W2", "/feed.atom",
    "/api/v1/suppliers/house/products/W1",
]  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_no_public_answer_has_it(withheld: tuple[TestClient, dict[str, str]], path: str) -> None:
    client, key = withheld
    then = client.get("/api/v1/products/W2/revisions", headers=key).json()["items"][-1]["at"]
    answer = client.get(path.replace("{then}", then))
    assert answer.status_code in (200, 404), answer.text
    assert "neural" not in answer.text.lower()


def test_nor_a_look_up(withheld: tuple[TestClient, dict[str, str]]) -> None:
    answer = withheld[0].post("/api/v1/lookup", json={"identifiers": ["W1", "89604-92-2"]})
    assert answer.json()["items"][0]["products"]
    assert "neural" not in answer.text.lower()


def test_the_document_says_that_there_is_one_and_why(withheld: tuple[TestClient, dict[str, str]]) -> None:
    document = withheld[0].get("/api/v1/products/W1").json()
    assert document["description"]["text"] is None
    assert document["description"]["status"] == "withheld"
    assert document["description"]["reason"]
    assert [finding["stated"] for finding in document["findings"] if finding["field"] == "description"] == [None]
    assert withheld[0].get("/api/v1/products/W2").json()["description"]["text"] == HARMLESS


def test_an_editor_reads_it_in_the_history(withheld: tuple[TestClient, dict[str, str]]) -> None:
    client, key = withheld
    assert client.get("/api/v1/products/W1/revisions/1", headers=key).json()["fields"]["description"] == TEXT


@pytest.mark.usefixtures("withheld")
def test_the_operators_export_has_it(own_url: str) -> None:
    database = Database(own_url)
    with snapshot(database) as transaction:
        for with_withheld in (True, False):
            export = Export(transaction, with_withheld=with_withheld)
            texts = {one.catalog_number: one.fields.get("description") for one in export}
            assert texts == {"W1": TEXT if with_withheld else None, "W2": HARMLESS}
    database.close()


def test_nobody_states_an_approval(withheld: tuple[TestClient, dict[str, str]]) -> None:
    client, key = withheld
    stated: dict[str, Any] = {"description_approved": "x"}
    answer = client.patch(f"{API}/W1", json=stated, headers={**key, "If-Match": "*"})
    assert answer.status_code == 422
    record = io.BytesIO(json.dumps([{**PRODUCT, "catalog_number": "W3", **stated}]).encode())
    client.post("/api/v1/admin/imports", files={"file": ("a.json", record)}, headers=key)
    fields = client.get("/api/v1/products/W3/revisions/1", headers=key).json()["fields"]
    assert "description_approved" not in fields
