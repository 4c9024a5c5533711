"""What buyers narrow a search by: sizes of packs, and what compounds act on and are used for."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import make_key

ROWS = b"""Catalog number,Name,Size,Price,Target,Application,Phase
B1,Alpha inhibitor,25 g,9 EUR,EGFR,HPLC,3
B2,Beta inhibitor,5 mg,9 EUR,Egfr,GC,3
B3,Gamma inhibitor,2 kg,9 EUR,HER2,GC,3
B4,Delta inhibitor,2 x 250 mg,9 EUR,,GC,3
"""


@pytest.fixture
def shop(own_client: TestClient, own_url: str) -> TestClient:
    """Four products with packs and attributes."""
    key = make_key(own_url, "editor")
    answer = own_client.post("/api/v1/admin/imports", files={"file": ("rows.csv", ROWS)}, headers=key)
    assert answer.json()["summary"]["created"] == 4, answer.text
    return own_client


def choices(client: TestClient, address: str) -> dict[str, list[tuple[str, bool]]]:
    """The choices of the facets on a page by title, each with whether it is chosen."""
    page = client.get(address).text
    found: dict[str, list[tuple[str, bool]]] = {}
    for facet in re.findall(r'<details class="facet".*?</details>', page, re.DOTALL):
        title = unescape(re.search(r"<summary>([^<]+)", facet)[1])  # type: ignore[index]
        boxes = re.findall(r'<input type="checkbox" name="\w+" value="([^"]+)"( checked)?', facet)
        found[title] = [(unescape(value), bool(checked)) for value, checked in boxes]
    return found


def test_packs_stand_in_their_order(shop: TestClient) -> None:
    sizes = ["to-100-mg", "to-1-g", "to-100-g", "over-1-kg"]
    found = choices(shop, "/search?q=inhibitor")
    assert found["Pack size"] == [(size, False) for size in sizes]
    assert list(found)[:1] == ["Pack size"]
    assert "3 products" in shop.get("/search?q=inhibitor&pack=to-100-g&pack=to-1-g&pack=over-1-kg").text
    assert shop.get("/api/v1/products?pack=to-100-mg").json()["items"][0]["catalog_number"] == "B2"


def test_each_common_attribute_is_a_facet(shop: TestClient) -> None:
    found = choices(shop, "/search?q=inhibitor")
    assert found["Target"] == [("Target=EGFR", False), ("Target=HER2", False)]
    assert found["Application"] == [("Application=GC", False), ("Application=HPLC", False)]
    assert "Phase" not in found
    chosen = "/search?q=inhibitor&attribute=Target%3DEGFR&attribute=Phase%3A3"
    assert choices(shop, chosen)["Target"] == [("Target=EGFR", True)]
    page = shop.get(chosen).text
    assert "2 products" in page
    assert 'value="Phase:3"' in page
    assert page.count('value="Target=EGFR"') == 1


def test_the_api_counts_what_the_filter_finds(shop: TestClient) -> None:
    counted = shop.get("/api/v1/products?facets=attribute,pack").json()["facets"]
    for name, counts in counted.items():
        for entry in counts:
            found = shop.get("/api/v1/products", params={name: entry["value"]}).json()
            assert found["total"] == entry["count"], entry
