"""What the API tells of the past: changes, revisions and imports; and how edits and removals are refused."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

API = "/api/v1"
ONE = f"{API}/admin/products/H-1"
TABLE = b"catalog_number,name,cas_rn,formula\nH-1,Water,7732-18-5,H2O\nH-2,Wrong,50-78-3,\nH-3,Ethanol,64-17-5,C2H6O\n"
"""Two products, and one that a wrong check digit keeps out."""

Served = tuple[TestClient, dict[str, str]]


@pytest.fixture(scope="module")
def story(editing: Served) -> Served:
    """A catalog that was imported into, in which one product was edited, and one removed."""
    client, key = editing
    sent = client.post(f"{API}/admin/imports", files={"file": ("a.csv", TABLE)}, headers=key)
    assert (sent.status_code, sent.json()["run"]) == (201, 1)
    edited = client.patch(ONE, json={"name": "Purified water"}, headers={**key, "If-Match": "*"})
    assert (edited.status_code, edited.json()["revision"]) == (200, 2)
    removed = client.delete(f"{API}/admin/products/H-3", headers={**key, "If-Match": "*"})
    assert (removed.status_code, removed.content) == (204, b"")
    return editing


def test_changes_tell_everything_in_its_order(story: Served) -> None:
    client, _key = story
    answer = client.get(f"{API}/changes").json()
    told = [(item["catalog_number"], item["change"], (item["document"] or {}).get("name")) for item in answer["items"]]
    assert told == [
        ("H-1", "created", "Water"),
        ("H-3", "created", "Ethanol"),
        ("H-1", "changed", "Purified water"),
        ("H-3", "deleted", None),
    ]
    assert answer["next"] is None


def test_changes_lead_on_from_page_to_page(story: Served) -> None:
    client, _key = story
    every = client.get(f"{API}/changes").json()["items"]
    found: list[dict[str, Any]] = []
    following: str | None = f"{API}/changes?limit=3"
    while following is not None:
        page = client.get(following).json()
        found, following = [*found, *page["items"]], page["next"]
    assert found == every
    assert client.get(f"{API}/changes", params={"since": every[-1]["seq"]}).json() == {"items": [], "next": None}
    assert client.get(f"{API}/changes", params={"since": -1}).status_code == 422


@pytest.mark.parametrize(
    ("number", "change", "name", "stated"),
    [("1", "created", "Water", "Water"), ("2", "changed", "Purified water", "Purified water")],
)
def test_a_revision_is_the_product_as_it_stood(story: Served, number: str, change: str, name: str, stated: str) -> None:
    client, key = story
    revision = client.get(f"{API}/products/h-1/revisions/{number}", headers=key).json()
    assert (revision["change"], revision["document"]["name"], revision["fields"]["name"]) == (change, name, stated)


def test_the_revision_of_a_removal_holds_nothing(story: Served) -> None:
    client, key = story
    revision = client.get(f"{API}/products/H-3/revisions/2", headers=key).json()
    assert (revision["change"], revision["document"]) == ("deleted", None)


@pytest.mark.parametrize(
    ("address", "with_key", "status"),
    [
        ("products/H-1/revisions/3", True, 404),
        ("products/H-1/revisions/0", True, 422),
        ("products/none/revisions/1", True, 404),
        ("products/none/revisions", True, 404),
        ("products/H-1/revisions/1", False, 401),
        ("admin/imports/1", False, 401),
        ("admin/imports/99", True, 404),
    ],
)
def test_what_there_is_not_or_not_for_everybody(story: Served, address: str, with_key: bool, status: int) -> None:
    client, key = story
    assert client.get(f"{API}/{address}", headers=key if with_key else {}).status_code == status


def test_an_import_tells_what_became_of_its_records(story: Served) -> None:
    client, key = story
    run = client.get(f"{API}/admin/imports/1", headers=key).json()
    counts = {name: run["summary"][name] for name in ("records", "created", "changed", "held")}
    assert (run["run"], run["state"]) == (1, "done")
    assert counts == {"records": 3, "created": 2, "changed": 0, "held": 1}
    assert [file["format"] for file in run["files"]] == ["csv"]


REFUSED = [
    ("patch", {"name": "X"}, {}, 428),
    ("patch", {"name": "X"}, {"If-Match": '"1-0000000000000000"'}, 412),
    ("patch", {"no_such_field": "X"}, {"If-Match": "*"}, 422),
    ("patch", {"cas_rn": "50-78-3"}, {"If-Match": "*"}, 422),
    ("put", {"name": "X"}, {"If-None-Match": "*"}, 412),
    ("put", {"name": "X", "cas_rn": "50-78-3"}, {"If-Match": "*"}, 422),
    ("put", {"cas_rn": "7732-18-5"}, {"If-Match": "*"}, 422),
    ("delete", None, {}, 428),
    ("delete", None, {"If-Match": '"1-0000000000000000"'}, 412),
]


@pytest.mark.parametrize(("method", "fields", "condition", "status"), REFUSED)
def test_an_edit_that_is_refused_changes_nothing(
    story: Served, method: str, fields: dict[str, str] | None, condition: dict[str, str], status: int
) -> None:
    client, key = story
    before = client.get(f"{API}/products/H-1").content
    answer = client.request(method, ONE, json=fields, headers={**key, **condition})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert client.get(f"{API}/products/H-1").content == before


def test_a_refused_edit_names_the_field(story: Served) -> None:
    client, key = story
    answer = client.patch(ONE, json={"cas_rn": "50-78-3"}, headers={**key, "If-Match": "*"}).json()
    assert [error["field"] for error in answer["errors"]] == ["cas_rn"]


def test_what_was_removed_is_gone_and_is_removed_once(story: Served) -> None:
    client, key = story
    assert client.get(f"{API}/products/H-3").status_code == 404
    again = client.delete(f"{API}/admin/products/H-3", headers={**key, "If-Match": "*"})
    assert again.status_code == 404
    assert client.delete(f"{API}/admin/products/H-1", headers={"If-Match": "*"}).status_code == 401


def test_a_record_is_checked_without_being_kept(story: Served) -> None:
    client, _key = story
    record = {"catalog_number": "H-9", "name": "Aspirin", "cas_rn": "50-78-3", "formula": "C9H8O4"}
    answer = client.post(f"{API}/check", json=record)
    assert answer.status_code == 200
    assert "cas-invalid" in {finding["code"] for finding in answer.json()["findings"]}
    good = client.post(f"{API}/check", json={**record, "cas_rn": "50-78-2"}).json()
    assert (good["findings"], good["product"]["hill_formula"]) == ([], "C9H8O4")
    assert client.get(f"{API}/products/H-9").status_code == 404


@pytest.fixture(scope="module")
def journalled(story: Served) -> Served:
    """The same with an edit that has a reason."""
    client, key = story
    why = {"reason": " as on the label "}
    edited = client.patch(ONE, json={"assay": "99 %", "name": "Water"}, params=why, headers={**key, "If-Match": "*"})
    assert edited.status_code == 200
    return story


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [("H-1", 3), ("H-3", 2), ("H-1", 2), ("H-3", 1), ("H-1", 1)]),
        ({"product": "h-1"}, [("H-1", 3), ("H-1", 2), ("H-1", 1)]),
        ({"run": "1"}, [("H-3", 1), ("H-1", 1)]),
        ({"by_hand": "true"}, [("H-1", 3), ("H-3", 2), ("H-1", 2)]),
        ({"change": "deleted"}, [("H-3", 2)]),
        ({"supplier": "house", "change": "created"}, [("H-3", 1), ("H-1", 1)]),
        ({"supplier": "nobody"}, []),
        ({"actor": "nobody"}, []),
        ({"since": "2000-01-01T00:00:00Z", "product": "H-3"}, [("H-3", 2), ("H-3", 1)]),
        ({"until": "2000-01-01T00:00:00Z"}, []),
    ],
)
def test_the_journal_is_filtered(journalled: Served, asked: dict[str, str], expected: list[tuple[str, int]]) -> None:
    client, key = journalled
    items = client.get(f"{API}/admin/journal", params=asked, headers=key).json()["items"]
    assert [(item["catalog_number"], item["number"]) for item in items] == expected


def test_the_journal_is_the_same_as_csv(journalled: Served) -> None:
    client, key = journalled
    items = client.get(f"{API}/admin/journal?product=h-1", headers=key).json()["items"]
    rows = csv.DictReader(io.StringIO(client.get(f"{API}/admin/journal.csv?product=h-1", headers=key).text))
    stated = [(str(item["seq"]), one["field"], one["new"] or "") for item in items for one in item["fields"]]
    assert [(row["seq"], row["field"], row["new"]) for row in rows] == stated
    assert client.get(f"{API}/admin/journal.csv?limit=1", headers=key).status_code == 422


def test_the_journal_says_why_and_what_and_leads_on(journalled: Served) -> None:
    client, key = journalled
    every = client.get(f"{API}/admin/journal", headers=key).json()["items"]
    newest = every[0]
    assert (newest["reason"], newest["actor"], newest["run"]) == ("as on the label", "test editor", None)
    assert newest["fields"] == [
        {"field": "name", "old": "Purified water", "new": "Water"},
        {"field": "assay", "old": None, "new": "99 %"},
    ]
    found: list[dict[str, Any]] = []
    following: str | None = f"{API}/admin/journal?limit=2"
    while following is not None:
        page = client.get(following, headers=key).json()
        found, following = [*found, *page["items"]], page["next"]
    assert found == every
    assert client.get(f"{API}/admin/journal").status_code == 401
    assert client.get(f"{API}/admin/journal", params={"change": "burnt"}, headers=key).status_code == 422


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("H-1/revisions/3/changes", [("name", "Purified water", "Water"), ("assay", None, "99 %")]),
        ("H-1/revisions/3/changes?since=1", [("assay", None, "99 %")]),
        ("H-1/revisions/1/changes?since=3", [("assay", "99 %", None)]),
        ("H-1/revisions/2/changes?since=2", []),
        (
            "H-3/revisions/2/changes",
            [
                ("catalog_number", "H-3", None),
                ("name", "Ethanol", None),
                ("cas_rn", "64-17-5", None),
                ("formula", "C2H6O", None),
            ],
        ),
        ("H-1/revisions/9/changes", None),
        ("H-1/revisions/1/changes?since=9", None),
    ],
)
def test_any_two_revisions_are_compared(
    journalled: Served, address: str, expected: list[tuple[str, str | None, str | None]] | None
) -> None:
    client, key = journalled
    answer = client.get(f"{API}/products/{address}", headers=key)
    if expected is None:
        assert answer.status_code == 404
        return
    fields = answer.json()["fields"]
    assert [(change["field"], change["old"], change["new"]) for change in fields] == expected


def test_one_field_of_a_revision_is_restored(journalled: Served) -> None:
    client, key = journalled
    request = {"revision": 2, "fields": ["name"]}
    restored = client.post(f"{ONE}/restore", json=request, headers={**key, "If-Match": "*"}).json()
    assert (restored["name"], restored["revision"]) == ("Purified water", 4)
    assert [one["text"] for one in restored["specifications"]] == ["99 %"]
    unknown = {"revision": 2, "fields": ["price"]}
    assert client.post(f"{ONE}/restore", json=unknown, headers={**key, "If-Match": "*"}).status_code == 422
