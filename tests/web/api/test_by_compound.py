"""Lists by compound, and what the catalog as a whole says, over HTTP."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from catalog.store.compounds.comparing import CatalogComparer
from catalog.store.database import Database
from tests.web.conftest import make_key

BENZENE, TOLUENE = "c1ccccc1", "Cc1ccccc1"
# Of this CAS RN nobody knows the structure, so no record is contradicted by itself.
RECORDS = [
    {"catalog_number": "B1", "name": "Benzene", "cas_rn": "89604-92-2", "smiles": BENZENE},
    {"catalog_number": "B2", "name": "Benzene", "cas_rn": "89604-92-2", "smiles": BENZENE},
    {"catalog_number": "T1", "name": "Toluene", "cas_rn": "89604-92-2", "smiles": TOLUENE},
]


@pytest.fixture
def compared(own_client: TestClient, own_url: str) -> TestClient:
    """A catalog in which two compounds have one CAS RN."""
    headers = {**make_key(own_url, "editor"), "If-None-Match": "*"}
    for record in RECORDS:
        path = f"/api/v1/admin/products/{record['catalog_number']}"
        assert own_client.put(path, json=record, headers=headers).status_code == 200
    database = Database(own_url)
    CatalogComparer(database).compare()
    database.close()
    return own_client


def test_lists_each_compound_once_with_its_offers(compared: TestClient) -> None:
    page = compared.get("/api/v1/products?group=compound&limit=1&fields=catalog_number,name").json()
    assert page["total"] == 2
    [item] = page["items"]
    assert item["catalog_number"] == "B1"
    assert item["offers"]["compound"] == "UHOVQNZJYSORNB-UHFFFAOYSA-N"
    assert [offer["catalog_number"] for offer in item["offers"]["items"]] == ["B1", "B2"]
    assert item["offers"]["total"] == 2
    rest = compared.get(page["next"]).json()
    assert [item["catalog_number"] for item in rest["items"]] == ["T1"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/search?q=benzene&group=compound",
        f"/api/v1/products?substructure={BENZENE}&group=compound",
        f"/api/v1/products?similar_to={BENZENE}&threshold=0.1&group=compound",
        "/api/v1/products?q=benzene&group=compound&facets=element",
    ],
)
def test_groups_what_searches_find(compared: TestClient, address: str) -> None:
    page = compared.get(address).json()
    groups = [item["offers"]["compound"] for item in page["items"]]
    assert groups[0] == "UHOVQNZJYSORNB-UHFFFAOYSA-N"
    assert len(set(groups)) == len(groups) == page["total"]


def test_refuses_other_groups(compared: TestClient) -> None:
    assert compared.get("/api/v1/products?group=supplier").status_code == 422


def test_says_on_the_page_what_the_catalog_shows(compared: TestClient) -> None:
    document = compared.get("/api/v1/products/T1").json()
    assert [finding["code"] for finding in document["findings"]] == ["catalog-cas-conflict"]
    message = document["findings"][0]["message"]
    assert message.startswith("CAS RN 89604-92-2 is also on another compound: B1 (Benzene, C6H6), B2")
    page = compared.get("/products/T1").text
    assert "is also on another compound" in page
    found = compared.get("/api/v1/products?finding=catalog-cas-conflict&facets=finding").json()
    assert found["total"] == 3
    assert {"value": "catalog-cas-conflict", "count": 3} in found["facets"]["finding"]


def test_the_entity_tag_of_a_compared_product_edits_it(compared: TestClient, own_url: str) -> None:
    headers = make_key(own_url, "editor")
    tag = compared.get("/api/v1/products/T1").headers["ETag"]
    address = "/api/v1/admin/products/T1"
    stale = compared.patch(address, json={"name": "Toluol"}, headers={**headers, "If-Match": '"1-0-0"'})
    assert stale.status_code == 412
    edited = compared.patch(address, json={"cas_rn": "108-88-3"}, headers={**headers, "If-Match": tag})
    assert edited.status_code == 200
    assert edited.json()["findings"] == []
    assert compared.get("/api/v1/products/T1").headers["ETag"] == edited.headers["ETag"]
