"""The description of the API is true: what it says of errors, methods and headers is what the application does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.web.problems import MEDIA_TYPE

DESCRIPTION: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "openapi.json").read_text("utf-8")
)
METHODS = ("get", "post", "put", "patch", "delete", "options", "trace", "brew")
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
    there = DESCRIPTION["paths"][path]
    allowed = {*map(str.upper, there), *(["HEAD"] if "get" in there else [])}
    for method in METHODS:
        if method not in there:
            answer = client.request(method, address_of(path))
            assert (answer.status_code, answer.headers["content-type"]) == (405, MEDIA_TYPE)
            assert set(answer.headers["allow"].split(", ")) == allowed


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
