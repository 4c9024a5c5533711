"""Held drafts over HTTP: a list in pages, and one by its number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

API = "/api/v1/admin"
Editing = tuple[TestClient, dict[str, str]]


def wrong(numbers: range) -> str:
    rows = [f"D{number},Toluene,108-88-4" for number in numbers]
    return "\n".join(["catalog_number,name,cas_rn", *rows, ""])


@pytest.fixture(scope="module")
def runs(editing: Editing) -> list[int]:
    """Three runs: with three drafts, with two, and one that mended the first draft of all."""
    client, key = editing
    texts = [wrong(range(3)), wrong(range(3, 5)), wrong(range(1)).replace("88-4", "88-3")]
    made = []
    for number, text in enumerate(texts):
        files = {"file": (f"{number}.csv", text.encode())}
        answer = client.post(f"{API}/imports", files=files, headers=key)
        made.append(answer.json()["run"])
    return made


def pages(editing: Editing, address: str) -> Iterator[list[dict[str, Any]]]:
    client, key = editing
    following: str | None = address
    while following:
        answer = client.get(following, headers=key)
        assert answer.status_code == 200
        page = answer.json()
        assert page["total"] is None
        yield page["items"]
        following = page["next"]


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 25])
def test_are_listed_newest_first_in_pages_while_they_are_open(editing: Editing, limit: int) -> None:
    found = list(pages(editing, f"{API}/drafts?limit={limit}"))
    assert [item["fields"]["catalog_number"] for page in found for item in page] == ["D4", "D3", "D2", "D1"]
    assert all(len(page) <= limit for page in found)


def test_are_listed_by_run(editing: Editing, runs: list[int]) -> None:
    found = [item for page in pages(editing, f"{API}/drafts?run={runs[0]}&limit=1") for item in page]
    assert [(item["run"], item["position"]) for item in found] == [(runs[0], 2), (runs[0], 1)]
    assert list(pages(editing, f"{API}/drafts?run=99")) == [[]]


def test_one_tells_what_it_states_and_how_it_was_closed(editing: Editing, runs: list[int]) -> None:
    client, key = editing
    answer = client.get(f"{API}/drafts/1", headers=key)
    draft = answer.json()
    assert draft["fields"] == {"catalog_number": "D0", "name": "Toluene", "cas_rn": "108-88-4"}
    [finding] = draft["findings"]
    assert (finding["code"], finding["severity"], finding["stated"]) == ("cas-invalid", "error", "108-88-4")
    assert finding["place"] == {"row": 2, "column": "cas_rn"}
    assert draft["provenance"]["source"] == "0.csv"
    assert (draft["state"], draft["closed_as"], draft["closed_by"]) == ("closed", "mended", runs[2])
    again = client.get(f"{API}/drafts/1", headers={**key, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize(
    ("address", "status"),
    [("drafts/99", 404), ("drafts/0", 422), ("drafts/x", 422), ("drafts?run=0", 422), ("drafts?state=open", 422)],
)
def test_what_there_is_not_is_told(editing: Editing, address: str, status: int) -> None:
    client, key = editing
    assert client.get(f"{API}/{address}", headers=key).status_code == status


@pytest.mark.usefixtures("runs")
def test_are_for_editors(editing: Editing) -> None:
    client, _key = editing
    assert [client.get(f"{API}/{address}").status_code for address in ("drafts", "drafts/1")] == [401, 401]
