"""Changing the products of a list over HTTP: foretold, done as one run for what was shown, undone."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import make_key
from tests.web.pages.desk_made import WATER, keep

CHANGES = "/api/v1/admin/product-changes"


@pytest.fixture
def desk(own_client: TestClient, own_url: str) -> TestClient:
    """The client of an editor, with three products."""
    key = make_key(own_url, "editor")
    keep(own_client, key, "W-1", WATER)
    keep(own_client, key, "W-2", {"name": "Water for analysis", "storage": "RT", "smiles": "O"})
    keep(own_client, key, "C-1", {"name": "Caffeine"})
    own_client.headers.update(key)
    return own_client


def look(desk: TestClient, query: str, **body: Any) -> Any:  # noqa: ANN401  # A response.
    return desk.post(f"{CHANGES}/look{query}", json=body)


def revision(desk: TestClient, number: str) -> int:
    return int(desk.get(f"/api/v1/products/{number}").json()["revision"])


def test_a_list_is_changed_after_it_was_shown_and_undone_as_one(desk: TestClient) -> None:
    what = {"action": "set", "fields": {"storage": "2-8 °C", "spec:Iron": "1 ppm max"}}
    seen = look(desk, "?q=water", **what).json()
    assert (seen["total"], seen["products"], seen["unchanged"], seen["refused"]) == (2, 2, 0, [])
    assert [(one["catalog_number"], one["supplier"]) for one in seen["changed"]] == [("W-1", "House"), ("W-2", "House")]
    changes = {(one["field"], one["old"], one["new"]) for one in seen["changed"][1]["changes"]}
    assert changes == {("storage", "RT", "2-8 °C"), ("spec:Iron", None, "1 ppm max")}
    assert revision(desk, "W-2") == 1
    shown = [one["seq"] for one in seen["changed"]]
    done = desk.post(CHANGES, json={**what, "revisions": shown, "reason": "November list"}).json()
    assert ([one["seq"] for one in done["changed"]], done["stale"]) == (shown, 0)
    journal = desk.get("/api/v1/admin/journal?limit=2").json()["items"]
    assert [(one["reason"], one["run"]) for one in journal] == [("November list", done["run"])] * 2
    again = desk.post(CHANGES, json={**what, "revisions": [*shown, 10**9]}).json()
    assert (again["run"], again["changed"], again["stale"]) == (None, [], 3)
    desk.post(f"/api/v1/admin/imports/{done['run']}/undo").raise_for_status()
    assert desk.get("/api/v1/products/W-2").json()["storage"]["text"] == "RT"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?substructure=O", ["W-2"]),
        ("?q=water&cas=7732-18-5", ["W-1"]),
        ("?structure=O", ["W-2"]),
        ("?supplier=nobody", []),
        ("", ["C-1", "W-1", "W-2"]),
    ],
)
def test_a_list_has_what_its_filters_find(desk: TestClient, query: str, numbers: list[str]) -> None:
    seen = look(desk, query, action="set", fields={"grade": "AR"}).json()
    assert [one["catalog_number"] for one in seen["changed"]] == numbers


@pytest.mark.parametrize("query", ["?suplier=house", "?limit=5", "?cursor=x", "?q=water&utm_source=x", "?cas=1"])
def test_the_list_never_widens_silently(desk: TestClient, query: str) -> None:
    assert look(desk, query, action="repair").status_code == 422


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"action": "set"}, "Choose a field"),
        ({"action": "set", "fields": {"price": "9"}}, "no field 'price'"),
        ({"action": "set", "fields": {"catalog_number": "X"}}, "no field 'catalog_number'"),
        ({"action": "discontinue", "discontinued": "banana"}, "'banana' is not a date"),
        ({"action": "discontinue", "discontinued": "2026-02-30"}, "is not a date"),
        ({"action": "discontinue", "discontinued": "2026", "replaced_by": "Z-9"}, "no product 'Z-9'"),
        ({"action": "set", "fields": {"discontinued": "soon"}}, "'soon' is not a date"),
        ({"action": "set", "fields": {"replaced_by": "Z-9"}}, "no product 'Z-9'"),
    ],
)
def test_what_cannot_be_done_is_refused_twice(desk: TestClient, body: dict[str, Any], words: str) -> None:
    seq = look(desk, "?q=water", action="set", fields={"grade": "AR"}).json()["changed"][0]["seq"]
    answers = [look(desk, "?q=water", **body), desk.post(CHANGES, json={**body, "revisions": [seq]})]
    assert [(answer.status_code, words in answer.json()["detail"]) for answer in answers] == [(422, True)] * 2
    assert revision(desk, "W-1") == 1


def test_what_was_changed_meanwhile_stays(desk: TestClient) -> None:
    what = {"action": "discontinue", "discontinued": "2026-11-30", "replaced_by": "c-1"}
    shown = [one["seq"] for one in look(desk, "?q=water", **what).json()["changed"]]
    desk.patch("/api/v1/admin/products/W-1", json={"grade": "CP"}, headers={"If-Match": "*"}).raise_for_status()
    done = desk.post(CHANGES, json={**what, "revisions": shown}).json()
    assert ([one["catalog_number"] for one in done["changed"]], done["stale"]) == (["W-2"], 1)
    assert [desk.get(f"/api/v1/products/W-{number}").json()["status"] for number in (1, 2)] == [
        "published",
        "discontinued",
    ]
