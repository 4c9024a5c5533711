"""A product's page and the API say the same, part by part and both ways, for every seed and for the sample."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.web.views.addresses import product_path
from catalog.web.views.offer.related import MOST_SHOWN
from catalog.web.views.product import agreement
from tests.web.conftest import SAMPLED, every_product
from tests.web.page_parts import expected_parts, offer_rows
from tests.web.page_sweep import from_elsewhere, unprinted
from tests.web.page_text import PageText

PARTS = {
    "client": {
        "packs", "lots", "certificates", "transport and customs", "customs",
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
    documents = {(one["supplier"]["slug"], one["catalog_number"]): one for one in every_product(client)}
    for document in documents.values():
        number = document["catalog_number"]
        page = PageText(client.get(product_path(number)).text)
        related = client.get(f"/api/v1{product_path(number)}/related").json()["items"]
        parts = list(expected_parts(document, page))
        offers = offer_rows(related, documents, MOST_SHOWN)
        parts.append(("related", page.tables.get("Other offers table", [[]])[1:], offers))
        computed = computed_properties(client, document)
        shown = [one for _name, _read, expected in parts for one in texts_in(expected)]
        assert [part for part in parts if part[1] != part[2]] == [], number
        assert unprinted(document, page) == [], number
        counted = agreement(document)
        told = [len(counted.agreeing), counted.stated]
        assert from_elsewhere(page, document, related, computed, shown, told) == set(), number
        had.update({"product", *(name for name, _read, expected in parts if expected)})
    assert had["product"] >= SAMPLED
    assert PARTS[which] <= had.keys()


def computed_properties(client: TestClient, document: dict[str, Any]) -> list[dict[str, Any]]:
    """What the API computes of a product's structure."""
    if document["structure"] is None or document["structure"]["inchi_key"] is None:
        return []
    answer = client.get(f"/api/v1/compounds/{document['structure']['inchi_key']}")
    found: list[dict[str, Any]] = answer.json()["properties"] if answer.status_code == 200 else []
    return found


def texts_in(expected: object) -> list[str]:
    """The texts of a part that was compared: those of its rows and of their cells."""
    if isinstance(expected, str):
        return [expected]
    return [text for one in expected for text in texts_in(one)] if isinstance(expected, list) else []


def test_what_is_left_out_or_made_up_would_be_noticed(client: TestClient) -> None:
    document = client.get("/api/v1/products/CTD-1001").json()
    page = PageText(client.get("/products/CTD-1001").text)
    related = client.get("/api/v1/products/CTD-1001/related").json()["items"]
    assert unprinted({**document, "shelf_life": "unheard of"}, page) == ["shelf_life: 'unheard of'"]
    assert {"propanon", "2914"} <= from_elsewhere(page, {**document, "names": [], "trade": None}, related)
    fewer = {**document, "packs": document["packs"][1:], "lots": [], "hazards": None, "documents": []}
    wrong = {name for name, read, expected in expected_parts(fewer, page) if read != expected}
    assert {"packs", "lots", "no safety section", "documents"} <= wrong
