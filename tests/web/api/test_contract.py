"""The description of the API is true: what it says of errors, methods and headers is what the application does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.product.checks.presence import is_broken
from catalog.product.draft import is_field
from catalog.web.api.admin_products import FIELD_NAMES
from catalog.web.http.params import CLEAN, FILLED, FORMATS
from catalog.web.http.problems import MEDIA_TYPE
from scripts import contract_hooks

DESCRIPTION: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[3] / "docs" / "openapi.json").read_text("utf-8")
)
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"}
OPERATIONS = [(method, path) for path, operations in DESCRIPTION["paths"].items() for method in operations]


def answers_of(method: str, path: str) -> dict[str, Any]:
    """What an operation answers, with what stands among the components in its place."""
    stated = DESCRIPTION["paths"][path][method]["responses"]
    components = DESCRIPTION["components"]["responses"]
    return {
        status: components[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
        for status, answer in stated.items()
    }


def address_of(path: str) -> str:
    return re.sub(r"\{\w+\}", "1", path)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_error_is_described_as_a_problem(method: str, path: str) -> None:
    answers = answers_of(method, path)
    errors = {status: answer for status, answer in answers.items() if status >= "400"}
    assert [status for status, answer in errors.items() if MEDIA_TYPE not in answer["content"]] == []
    assert [status for status, answer in errors.items() if "application/json" in answer["content"]] == []
    assert {"400", "405", "500", "503"} <= errors.keys()
    assert "Allow" in errors["405"]["headers"]
    if path.startswith("/api/"):
        assert {"422", "429"} <= errors.keys()
        assert "Retry-After" in errors["429"]["headers"]
    if "security" in DESCRIPTION["paths"][path][method]:
        assert {"401", "403"} <= errors.keys()
        assert method == "get" or {"409", "507"} <= errors.keys()


@pytest.mark.parametrize("path", DESCRIPTION["paths"])
def test_other_methods_are_told_all_that_there_are(client: TestClient, path: str) -> None:
    address = address_of(path)
    allowed = set(client.request("brew", address).headers["allow"].split(", "))
    assert allowed >= {*map(str.upper, DESCRIPTION["paths"][path])}
    answers = {method: client.request(method, address) for method in METHODS}
    assert {method for method, answer in answers.items() if answer.status_code != 405} == allowed - {"HEAD"}
    for method in METHODS - allowed:
        assert answers[method].headers["content-type"] == MEDIA_TYPE
        assert set(answers[method].headers["allow"].split(", ")) == allowed
    assert ("HEAD" in allowed) == ("GET" in allowed)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", "GET, HEAD"),
        ("/lookup", "GET, HEAD, POST"),
        ("/products/1", "GET, HEAD"),
        ("/static/icon.svg", "GET, HEAD"),
        ("/api/v1/openapi.json", "GET, HEAD"),
    ],
)
def test_pages_and_files_tell_their_methods_too(client: TestClient, path: str, allowed: str) -> None:
    answer = client.request("DELETE", path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_the_description_that_is_served_is_the_one_that_is_kept(client: TestClient) -> None:
    assert client.get("/api/v1/openapi.json").json() == DESCRIPTION


class TestWhatIsRefused:
    def test_a_text_holds_what_its_pattern_says(self) -> None:
        characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
        clean, filled = re.compile(CLEAN), re.compile(FILLED)
        assert [char for char in characters if (clean.fullmatch(char) is None) != is_broken(char)] == []
        assert [char for char in characters if filled.fullmatch(char) and (is_broken(char) or not char.strip())] == []

    @pytest.mark.parametrize(
        "name",
        [
            "name",
            "spec:Water",
            "spec: ",
            "spec:",
            "spec",
            "price",
            "NAME",
            "",
            ":",
            "lot:A:B",
            "names",
            "xname",
            "pack:5 g",
        ],
    )
    def test_a_field_has_the_names_that_the_pattern_says(self, name: str) -> None:
        assert (re.search(FIELD_NAMES, name) is not None) == is_field(name)

    @pytest.mark.parametrize("name", ["as_of", "changed_since"])
    @pytest.mark.parametrize(
        "time",
        [
            "0",
            "0.5",
            "-1",
            "1e3",
            "20260701",
            "",
            " ",
            ".",
            "now",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-01:00",
        ],
    )
    def test_a_time_is_no_number_and_lies_within_the_calendar(self, client: TestClient, name: str, time: str) -> None:
        path = "/api/v1/products" + ("/XD95283" if name == "as_of" else "")
        answer = client.get(path, params={name: time})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, name)

    @pytest.mark.parametrize("time", ["2026-07-01", "2026-07-01T12:00:00Z", "2026-07-01T12:00:00.5+02:00"])
    def test_a_time_is_taken_with_a_zone_or_without(self, client: TestClient, time: str) -> None:
        assert client.get("/api/v1/products", params={"changed_since": time, "limit": 1}).status_code == 200

    @pytest.mark.parametrize(
        ("parameter", "value"),
        [
            ("sort", "nonsense"),
            ("facets", "storage,nonsense"),
            ("fields", "name nonsense"),
            ("ignore", "colour"),
            ("inchi_key", "LFQSCW"),
        ],
    )
    def test_a_list_of_names_is_described_by_its_pattern(self, client: TestClient, parameter: str, value: str) -> None:
        (schema,) = (
            one["schema"]
            for one in DESCRIPTION["paths"]["/api/v1/products"]["get"]["parameters"]
            if one["name"] == parameter
        )
        assert re.search(schema["pattern"], value) is None
        answer = client.get("/api/v1/products", params={parameter: value, "structure": "CCO"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, parameter)


def formats_in(part: object) -> Iterator[str]:
    """Every format of a text in a description."""
    if isinstance(part, dict):
        if isinstance(part.get("format"), str):
            yield part["format"]
        for inner in part.values():
            yield from formats_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from formats_in(inner)


def test_every_format_is_explained_and_tried() -> None:
    used = set(formats_in(DESCRIPTION["paths"])) | set(formats_in(DESCRIPTION["components"]))
    assert used - {"date-time", "binary"} == FORMATS.keys()
    # A cursor is for one list: it is followed in the tests of lists.
    assert FORMATS.keys() - contract_hooks.FORMATS.keys() == {"cursor"}
    assert all(f"`{name}`: {says}" in DESCRIPTION["info"]["description"] for name, says in FORMATS.items())


def test_no_parameter_may_be_null() -> None:
    parameters = [
        one for method, path in OPERATIONS for one in DESCRIPTION["paths"][path][method].get("parameters", ())
    ]
    assert [one["name"] for one in parameters if {"type": "null"} in one["schema"].get("anyOf", ())] == []


@pytest.mark.parametrize("name", ["\ud800", "a\udc00b"])
def test_a_problem_can_name_any_text(client: TestClient, name: str) -> None:
    body = '{"identifiers": ["x"], "' + json.dumps(name)[1:-1] + '": 1}'
    answer = client.post("/api/v1/lookup", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, MEDIA_TYPE)
    assert json.loads(answer.content)["errors"]
