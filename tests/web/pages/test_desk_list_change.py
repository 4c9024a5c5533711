"""Changing all products of a list on the desk: shown first, then done as one run, then undone."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.pages.desk_made import OWN, WATER, keep, settled, sign_in, text_of

CHANGE = "/editor/products/change"


@pytest.fixture
def key(own_client: TestClient, own_url: str) -> dict[str, str]:
    """Three products, and the header of the key of the editor who is signed in."""
    key = sign_in(own_client, own_url)
    keep(own_client, key, "W-1", WATER)
    keep(own_client, key, "W-2", {"name": "Water for analysis", "storage": "RT"})
    keep(own_client, key, "C-1", {"name": "Caffeine"})
    return key


def look(client: TestClient, query: str = "?q=water", **typed: Any) -> Any:  # noqa: ANN401  # A response.
    return client.post(f"{CHANGE}/look{query}", data={"doing": "set", **typed}, headers=OWN)


def commit(client: TestClient, page: str) -> Any:  # noqa: ANN401  # A response.
    """The answer to the second form of a page, which carries what was shown."""
    form = page.partition('class="act-bar"')[2]
    parts: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        parts.setdefault(name, []).append(unescape(value))
    return client.post(f"{CHANGE}?q=water", data=parts, headers=OWN)


def test_a_list_is_changed_after_it_was_shown_and_undone_as_one(own_client: TestClient, key: dict[str, str]) -> None:
    assert "Change 2 products" in own_client.get(f"{CHANGE}?q=water").text
    seen = look(own_client, name=["storage", "spec:Iron"], text=["2-8 °C", "1 ppm max"], reason="November list")
    said = text_of(seen.text)
    assert "Storage RT → 2-8 °C" in said
    assert "Iron (specification) nothing → 1 ppm max" in said
    assert own_client.get("/api/v1/products/W-2").json()["revision"] == 1
    done = commit(own_client, seen.text)
    assert done.status_code == 303
    found = [own_client.get(f"/api/v1/products/{number}").json() for number in ("W-1", "W-2", "C-1")]
    assert [(one["storage"] or {}).get("text") for one in found] == ["2-8 °C", "2-8 °C", None]
    items = own_client.get("/api/v1/admin/journal?limit=2", headers=key).json()["items"]
    assert [(item["reason"], item["run"]) for item in items] == [("November list", 1)] * 2
    undone = own_client.post(f"{done.headers['location']}/undo", headers=OWN)
    settled(own_client, undone.headers["location"])
    assert own_client.get("/api/v1/products/W-2").json()["storage"]["text"] == "RT"


def test_a_list_is_discontinued(own_client: TestClient, key: dict[str, str]) -> None:
    seen = look(own_client, doing="discontinue", discontinued="2026-11-30", replaced_by="C-1")
    assert commit(own_client, seen.text).status_code == 303
    found = own_client.get("/api/v1/products/W-1").json()
    assert (found["status"], found["replaced_by"]) == ("discontinued", "C-1")
    assert key


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"name": ["price"], "text": ["9"]}, 422, "There is no field 'price'"),
        ({"name": ["catalog_number"], "text": ["X"]}, 422, "There is no field 'catalog_number'"),
        ({"name": [""], "text": ["X"]}, 422, "Choose a field"),
        ({"name": ["discontinued"], "text": ["banana"]}, 422, "'banana' is not a date"),
        ({"doing": "discontinue", "discontinued": "banana"}, 422, "'banana' is not a date"),
        ({"doing": "discontinue", "discontinued": "2026", "replaced_by": "Z-9"}, 422, "There is no product 'Z-9'"),
        ({"name": ["name"], "text": [""]}, 200, "The name is missing"),
        (
            {"doing": "discontinue", "discontinued": "2026", "replaced_by": "W-1"},
            200,
            "A product cannot replace itself",
        ),
        ({"doing": "repair"}, 200, "Nothing would change"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    own_client: TestClient, key: dict[str, str], typed: dict[str, Any], status: int, words: str
) -> None:
    seen = look(own_client, **{"reason": "a reason", **typed})
    assert (seen.status_code, words in text_of(seen.text)) == (status, True)
    assert 'value="a reason"' in seen.text
    assert [own_client.get(f"/api/v1/products/{number}").json()["revision"] for number in ("W-1", "W-2")] == [1, 1]
    assert key


@pytest.mark.parametrize("query", ["?suplier=house", "?q=water&utm_source=x"])
def test_the_list_never_widens_silently(own_client: TestClient, key: dict[str, str], query: str) -> None:
    assert own_client.get(f"{CHANGE}{query}").status_code == 422
    assert look(own_client, query, doing="repair").status_code == 422
    assert key


def test_what_was_changed_meanwhile_stays(own_client: TestClient, key: dict[str, str]) -> None:
    seen = look(own_client, name=["grade"], text=["AR"])
    for number in ("W-1", "W-2"):
        keep(own_client, key, number, {"grade": "CP"})
    answer = commit(own_client, seen.text)
    assert (answer.status_code, "Nothing was changed" in text_of(answer.text)) == (422, True)
    assert own_client.get("/api/v1/products/W-1").json()["grade"] == "CP"


def test_lists_are_changed_by_editors_from_here_only(own_client: TestClient, key: dict[str, str]) -> None:
    elsewhere = {"sec-fetch-site": "cross-site"}
    page = look(own_client, name=["grade"], text=["AR"]).text
    refused = [
        own_client.post(f"{CHANGE}{path}", data={"doing": "repair"}, headers=elsewhere) for path in ("", "/look")
    ]
    own_client.cookies.clear()
    refused += [commit(own_client, page), look(own_client, doing="repair"), own_client.get(CHANGE)]
    assert [answer.status_code for answer in refused] == [403] * 5
    assert own_client.get("/api/v1/products/W-1").json()["revision"] == 1
    assert key
