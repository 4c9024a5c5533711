"""The API's description for programs that read it: names of operations, subjects, and examples that answer."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.web.api.test_contract import DESCRIPTION

OPERATIONS = {
    says["operationId"]: (method, path, says)
    for path, methods in DESCRIPTION["paths"].items()
    for method, says in methods.items()
}


def examples_of(says: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The parameters and the body of each example of an operation."""
    found: dict[str, dict[str, Any]] = {}
    for parameter in says.get("parameters", ()):
        for name, example in parameter.get("examples", {}).items():
            found.setdefault(name, {"path": {}, "query": {}})[parameter["in"]][parameter["name"]] = example["value"]
    body = says.get("requestBody", {}).get("content", {}).get("application/json", {})
    for name, example in body.get("examples", {}).items():
        found.setdefault(name, {"path": {}, "query": {}})["json"] = example["value"]
    return found


EXAMPLES = [(operation, name) for operation, (_, _, says) in OPERATIONS.items() for name in examples_of(says)]


def test_each_operation_has_a_short_name_of_its_own() -> None:
    count = sum(len(methods) for methods in DESCRIPTION["paths"].values())
    assert len(OPERATIONS) == count
    assert [name for name in OPERATIONS if not name.replace("_", "").islower() or len(name) > 32] == []
    assert {"get_product", "list_products", "search_products", "look_up", "get_product_of_supplier"} <= set(OPERATIONS)


def test_subjects_are_described_and_no_part_is_unused() -> None:
    tags = {tag["name"] for tag in DESCRIPTION["tags"]}
    assert {tag for _, _, says in OPERATIONS.values() for tag in says["tags"]} == tags
    text = str(DESCRIPTION)
    unused = [name for name in DESCRIPTION["components"]["responses"] if f"#/components/responses/{name}'" not in text]
    assert unused == []


@pytest.mark.parametrize(("operation", "name"), EXAMPLES)
def test_an_example_answers(client: TestClient, operation: str, name: str) -> None:
    method, path, says = OPERATIONS[operation]
    example = examples_of(says)[name]
    address = path.format_map(example["path"])
    answer = client.request(method, address, params=example["query"], json=example.get("json"))
    assert answer.status_code == 200, answer.text
    assert answer.json()


def test_most_main_calls_have_an_example() -> None:
    assert {operation for operation, _ in EXAMPLES} >= {
        "list_products", "get_product", "search_products", "look_up", "check_record", "get_changes",
    }  # fmt: skip


def test_the_description_names_the_site_and_its_contact(seeded_url: str) -> None:
    settings = unhurried(seeded_url).model_copy(
        update={"base_url": "https://shop.example", "contact": "mailto:desk@shop.example", "site_name": "Shop"}
    )
    with TestClient(create_app(settings)) as client:
        api = client.get("https://shop.example/api/v1/openapi.json").json()
    assert api["servers"] == [{"url": "https://shop.example"}]
    assert api["info"]["contact"] == {"name": "Shop", "email": "desk@shop.example"}
    assert DESCRIPTION["servers"] == [{"url": "/"}]
