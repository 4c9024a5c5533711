"""A product's page and the API say the same, part by part and both ways, for every seed and for the sample."""

from __future__ import annotations

from collections import Counter

import pytest
from fastapi.testclient import TestClient

from catalog.web.views.addresses import product_path
from catalog.web.views.related import MOST_SHOWN
from tests.web.conftest import SAMPLED, every_product
from tests.web.page_parts import expected_parts, related_items
from tests.web.page_sweep import from_elsewhere, unprinted
from tests.web.page_text import PageText

PARTS = {
    "client": {
        "packs", "lots", "values of lots", "dates of lots", "certificates", "transport and customs", "customs",
        "pictograms", "statements", "signal word", "documents", "links to documents", "identifiers", "names", "storage",
        "status", "related",
    },
    "sampled_client": {"packs", "transport and customs", "signal word", "identifiers", "names", "storage", "related"},
}  # fmt: skip
"""The parts that at least one product of each catalog has."""


@pytest.mark.parametrize("which", list(PARTS))
def test_every_part_of_the_page_says_what_the_api_says(which: str, request: pytest.FixtureRequest) -> None:
    client: TestClient = request.getfixturevalue(which)
    had: Counter[str] = Counter()
    for document in every_product(client):
        number = document["catalog_number"]
        page = PageText(client.get(product_path(number)).text)
        related = client.get(f"/api/v1{product_path(number)}/related").json()["items"]
        parts = list(expected_parts(document, page))
        parts.append(("related", page.sections["related"].items, related_items(related, MOST_SHOWN)))
        assert [part for part in parts if part[1] != part[2]] == [], number
        assert unprinted(document, page) == [], number
        assert from_elsewhere(page, document, related) == set(), number
        had.update({"product", *(name for name, _read, expected in parts if expected)})
    assert had["product"] >= SAMPLED
    assert PARTS[which] <= had.keys()


def test_what_is_left_out_or_made_up_would_be_noticed(client: TestClient) -> None:
    document = client.get("/api/v1/products/CTD-1001").json()
    page = PageText(client.get("/products/CTD-1001").text)
    related = client.get("/api/v1/products/CTD-1001/related").json()["items"]
    assert unprinted({**document, "shelf_life": "unheard of"}, page) == ["shelf_life: 'unheard of'"]
    assert {"propanon", "2914"} <= from_elsewhere(page, {**document, "names": [], "trade": None}, related)
    fewer = {**document, "packs": document["packs"][1:], "lots": [], "hazards": None, "documents": []}
    wrong = {name for name, read, expected in expected_parts(fewer, page) if read != expected}
    assert {"packs", "lots", "no safety section", "documents"} <= wrong
