"""The end of a product on the desk: discontinued, replaced, sold again, removed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.pages.desk_made import DESK, OWN, WATER, keep, sign_in, text_of


@pytest.fixture
def key(own_client: TestClient, own_url: str) -> dict[str, str]:
    """A product, and the header of the key of the editor who is signed in."""
    key = sign_in(own_client, own_url)
    keep(own_client, key, "W-1", WATER)
    return key


def end(client: TestClient, form: str, **typed: str) -> Any:  # noqa: ANN401  # A response.
    """The answer to one of the two forms of the page."""
    page = client.get(f"{DESK}/W-1/end").text
    found = re.search(r'name="tag" value="([^"]*)"', page)
    tag = found[1].replace("&#34;", '"') if found else ""
    return client.post(f"{DESK}/W-1/{form}", data={"tag": tag, **typed}, headers=OWN)


def status(client: TestClient) -> tuple[str, str | None, str | None]:
    found = client.get("/api/v1/products/W-1").json()
    return found["status"], found["discontinued"], found["replaced_by"]


def test_a_product_is_discontinued_replaced_and_sold_again(own_client: TestClient, key: dict[str, str]) -> None:
    keep(own_client, key, "W-2", {"name": "Water, new grade"})
    assert "Discontinue" in own_client.get(f"{DESK}/W-1/end").text
    assert end(own_client, "discontinue", discontinued="2026-11-30", replaced_by="W-2").status_code == 303
    assert status(own_client) == ("discontinued", "2026-11-30", "W-2")
    assert end(own_client, "discontinue", discontinued=" ", replaced_by="", reason="in again").status_code == 303
    assert status(own_client) == ("published", None, None)
    assert "in again" in own_client.get(f"{DESK}/W-1/history").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"discontinued": "banana"}, "'banana' is not a date"),
        ({"discontinued": "2026-02-30"}, "is not a date"),
        ({"discontinued": "30.11.2026"}, "is not a date"),
        ({"discontinued": "2026-11-30", "replaced_by": "W-9"}, "There is no product 'W-9'"),
        ({"discontinued": "2026-11-30", "replaced_by": " w-1"}, "A product cannot replace itself"),
    ],
)
def test_what_is_no_date_and_no_product_is_refused_on_page_and_in_the_api(
    own_client: TestClient, key: dict[str, str], typed: dict[str, str], words: str
) -> None:
    page = end(own_client, "discontinue", **typed, reason="a reason")
    assert (page.status_code, words in text_of(page.text), "a reason" in page.text) == (422, True, True)
    headers = {**key, "If-Match": "*"}
    answer = own_client.patch("/api/v1/admin/products/W-1", json=typed, headers=headers)
    assert (answer.status_code, words in answer.json()["detail"]) == (422, True)
    assert {one["field"] for one in answer.json()["errors"]} <= typed.keys()
    assert status(own_client) == ("published", None, None)


def test_what_an_import_stated_stays_in_an_edit_and_is_restored(own_client: TestClient, key: dict[str, str]) -> None:
    row = b"Catalog number,Name,discontinued,replaced_by\nW-1,Water,auslaufend,W-9\n"
    own_client.post("/api/v1/admin/imports", files={"file": ("rows.csv", row)}, headers=key).raise_for_status()
    stated = ("discontinued", "auslaufend", "W-9")
    assert status(own_client) == stated
    keep(own_client, key, "W-1", {"grade": "AR"})
    assert status(own_client) == stated
    assert end(own_client, "discontinue", discontinued="", replaced_by="").status_code == 303
    path = "/api/v1/admin/products/W-1/restore"
    body = {"revision": 2, "fields": ["discontinued", "replaced_by"]}
    own_client.post(path, json=body, headers={**key, "If-Match": "*"}).raise_for_status()
    assert status(own_client) == stated


def test_a_product_is_removed_only_for_a_reason(own_client: TestClient, key: dict[str, str]) -> None:
    refused = end(own_client, "remove", removal_reason="  ")
    assert (refused.status_code, "needs a reason" in refused.text) == (422, True)
    assert own_client.get("/api/v1/products/W-1").status_code == 200
    assert end(own_client, "remove", removal_reason="never sold").status_code == 303
    assert own_client.get("/api/v1/products/W-1").status_code == 404
    assert "never sold" in own_client.get(f"{DESK}/W-1/history").text
    assert own_client.get(f"{DESK}/W-1/end").status_code == 404
    assert key


@pytest.mark.parametrize("form", ["discontinue", "remove"])
def test_what_was_changed_meanwhile_is_not_ended(own_client: TestClient, key: dict[str, str], form: str) -> None:
    typed = {"tag": '"1-stale"', "discontinued": "2020", "removal_reason": "gone", "replaced_by": "W-9"}
    answer = own_client.post(f"{DESK}/W-1/{form}", data=typed, headers=OWN)
    assert (answer.status_code, "Nothing was changed" in text_of(answer.text)) == (409, True)
    assert ("W-9" if form == "discontinue" else "gone") in answer.text
    assert status(own_client) == ("published", None, None)
    assert key


@pytest.mark.parametrize("form", ["discontinue", "remove"])
def test_nobody_else_ends_a_product(own_client: TestClient, key: dict[str, str], form: str) -> None:
    typed = {"tag": own_client.get("/api/v1/products/W-1").headers["etag"], "removal_reason": "gone"}
    elsewhere = own_client.post(f"{DESK}/W-1/{form}", data=typed, headers={"sec-fetch-site": "cross-site"})
    own_client.cookies.clear()
    signed_out = own_client.post(f"{DESK}/W-1/{form}", data=typed, headers=OWN)
    assert (elsewhere.status_code, signed_out.status_code, own_client.get(f"{DESK}/W-1/end").status_code) == (403,) * 3
    assert status(own_client)[0] == "published"
    assert key
