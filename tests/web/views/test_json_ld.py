"""JSON-LD of every product: it has the shape of its profiles, and says nothing that the page does not."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from catalog.web.views.addresses import product_path
from catalog.web.views.json_ld import product_json_ld
from tests.web.conftest import SAMPLED, every_product
from tests.web.pages.test_pages import json_ld

SHAPES = Path(__file__).parent.parent / "shapes"
SHAPE_OF = {"Product": "product", "ChemicalSubstance": "chemical_substance", "MolecularEntity": "molecular_entity"}


@cache
def shape(kind: str) -> Draft202012Validator:
    schema = json.loads((SHAPES / f"{SHAPE_OF[kind]}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def misfits(value: dict[str, Any]) -> list[str]:
    """Where the nodes of a graph are not of the shape that they claim."""
    assert value["@context"] == "https://schema.org"
    return [
        f"{node['@type']} {'/'.join(map(str, error.path))}: {error.message}"
        for node in value["@graph"]
        for error in shape(node["@type"]).iter_errors(node)
    ]


@pytest.mark.parametrize("which", ["client", "sampled_client"])
def test_every_product_has_json_ld_of_the_right_shapes(which: str, request: pytest.FixtureRequest) -> None:
    client: TestClient = request.getfixturevalue(which)
    checked = 0
    for document in every_product(client):
        page = client.get(product_path(document["catalog_number"])).text
        value = json_ld(page)
        assert misfits(value) == []
        kinds = [node["@type"] for node in value["@graph"]]
        assert kinds == ["Product", "ChemicalSubstance"] + ["MolecularEntity"] * bool(document["structure"])
        checked += 1
    assert checked >= SAMPLED


def test_prices_become_offers() -> None:
    document = {
        "catalog_number": "A1", "name": "Water", "cas_rn": None, "hill_formula": "H2O", "structure": None,
        "synonyms": [], "identifiers": [], "specifications": [], "storage": None, "description": None,
        "supplier": {"slug": "wells", "name": "Wells"},
        "packs": [
            {"size": "1 L", "price": "on request", "prices": [], "availability": "on-request"},
            {
                "size": "5 L", "availability": "in-stock",
                "prices": [
                    {"from": 1, "amount": "12.50", "currency": "EUR"},
                    {"from": 10, "amount": "11.00", "currency": "EUR"},
                ],
            },
        ],
    }  # fmt: skip
    value = product_json_ld(document, "https://example.org/products/A1")
    assert misfits(value) == []
    offers = value["@graph"][0]["offers"]
    steps = [(offer["price"], offer["eligibleQuantity"]["minValue"]) for offer in offers]
    assert steps == [("12.50", 1), ("11.00", 10)]
    assert {offer["availability"] for offer in offers} == {"https://schema.org/InStock"}


def test_a_node_without_what_its_profile_asks_for_is_a_misfit() -> None:
    value = {"@context": "https://schema.org", "@graph": [{"@type": "MolecularEntity", "inChIKey": "no key"}]}
    assert len(misfits(value)) >= 2
