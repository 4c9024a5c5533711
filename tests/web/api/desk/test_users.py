"""The API's people and keys: what admins read and change, and what follows from it at once."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.store.access.keys import create_key
from catalog.store.database import Database
from tests.web.conftest import make_key

USERS, KEYS, RUNS = "/api/v1/admin/users", "/api/v1/admin/keys", "/api/v1/admin/imports"
AUDIT = "/api/v1/admin/audit"
ADA = {"name": "Ada", "email": "ada@example.org", "role": "editor"}


@pytest.fixture
def admin(own_client: TestClient, own_url: str) -> TestClient:
    """A program with an admin's key that belongs to nobody."""
    own_client.headers.update(make_key(own_url, "admin"))
    return own_client


def bearing(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class TestUsers:
    def test_are_invited_and_read(self, admin: TestClient) -> None:
        made = admin.post(USERS, json=ADA)
        assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
        person = made.json()["person"]
        assert person.items() >= {**ADA, "id": 1, "state": "invited", "sessions": 0, "signed_in_at": None}.items()
        assert made.json()["link"].startswith("http://testserver/editor/welcome/")
        assert admin.get(USERS).json() == {"items": [person]}
        assert admin.get(f"{USERS}/1").json() == person
        again = admin.post(f"{USERS}/1/link").json()["link"]
        statuses = [admin.get(link).status_code for link in (made.json()["link"], again)]
        assert statuses == [404, 200]

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({**ADA, "email": "ADA@example.org"}, 409),
            ({**ADA, "email": "nobody"}, 422),
            ({**ADA, "name": " "}, 422),
            ({**ADA, "role": "owner"}, 422),
            ({**ADA, "password": "secret"}, 422),
            ({"name": "Ada"}, 422),
        ],
    )
    def test_that_cannot_be_made_are_refused(self, admin: TestClient, body: dict[str, str], status: int) -> None:
        admin.post(USERS, json=ADA)
        assert admin.post(USERS, json=body).status_code == status
        assert len(admin.get(USERS).json()["items"]) == 1

    def test_are_changed_and_their_keys_with_them(self, admin: TestClient) -> None:
        admin.post(USERS, json=ADA)
        key = admin.post(KEYS, json={"name": "feed", "role": "admin", "person": 1}).json()["key"]

        def may() -> list[int]:
            return [admin.get(path, headers=bearing(key)).status_code for path in (RUNS, USERS)]

        assert may() == [200, 403]
        steps: list[tuple[dict[str, Any], list[int]]] = [
            ({"role": "admin"}, [200, 200]),
            ({"role": "reader"}, [403, 403]),
            ({"disabled": True}, [401, 401]),
            ({"disabled": False, "role": "approver"}, [200, 403]),
            ({}, [200, 403]),
        ]
        for change, expected in steps:
            assert admin.patch(f"{USERS}/1", json=change).status_code == 200
            assert may() == expected, change
        assert admin.patch(f"{USERS}/9", json={"role": "admin"}).status_code == 404

    def test_do_not_change_themselves(self, admin: TestClient) -> None:
        admin.post(USERS, json={**ADA, "role": "admin"})
        key = admin.post(KEYS, json={"name": "own", "role": "admin", "person": 1}).json()["key"]
        answer = admin.patch(f"{USERS}/1", json={"role": "reader"}, headers=bearing(key))
        assert answer.status_code == 409
        assert admin.get(f"{USERS}/1").json()["role"] == "admin"

    def test_are_forgotten_for_good_with_other_names_of_theirs(self, admin: TestClient) -> None:
        admin.post(USERS, json={**ADA, "role": "admin"})
        key = admin.post(KEYS, json={"name": "own", "role": "admin", "person": 1}).json()["key"]
        admin.put("/api/v1/admin/products/A-1", json={"name": "Ethanol"}, headers=bearing(key))
        assert admin.post(f"{USERS}/1/forget", json={}, headers=bearing(key)).status_code == 409
        assert admin.post(f"{USERS}/1/forget", json={"also": ["nobody"]}).status_code == 404
        assert admin.post(f"{USERS}/9/forget", json={}).status_code == 404
        forgotten = admin.post(f"{USERS}/1/forget", json={})
        assert (forgotten.status_code, forgotten.json()["state"]) == (200, "disabled")
        assert "Ada" not in forgotten.text + admin.get("/api/v1/products/A-1/revisions").text
        assert admin.get(RUNS, headers=bearing(key)).status_code == 401


class TestKeys:
    def test_are_made_listed_and_revoked(self, admin: TestClient) -> None:
        admin.post(USERS, json=ADA)
        made = admin.post(KEYS, json={"name": "feed", "role": "editor", "person": 1})
        assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
        details, key = made.json()["details"], made.json()["key"]
        assert details.items() >= {"name": "feed", "role": "editor", "person": 1, "person_name": "Ada"}.items()
        listed = admin.get(KEYS)
        assert [item["person_name"] for item in listed.json()["items"]] == [None, "Ada"]
        assert key not in listed.text
        assert admin.get(RUNS, headers=bearing(key)).status_code == 200
        assert admin.delete(f"{KEYS}/{details['id']}").status_code == 204
        assert admin.delete(f"{KEYS}/{details['id']}").status_code == 204
        assert admin.get(RUNS, headers=bearing(key)).status_code == 401
        assert admin.delete(f"{KEYS}/99").status_code == 404

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"name": "k", "role": "editor", "person": 7}, 404),
            ({"name": " ", "role": "editor"}, 422),
            ({"name": "k", "role": "owner"}, 422),
            ({"name": "k", "role": "editor", "expires_at": "2020-01-01T00:00:00Z"}, 422),
            ({"name": "k", "role": "editor", "expires_at": "2099-01-01T00:00:00Z"}, 201),
        ],
    )
    def test_that_cannot_be_made_are_refused(self, admin: TestClient, body: dict[str, Any], status: int) -> None:
        assert admin.post(KEYS, json=body).status_code == status
        assert len(admin.get(KEYS).json()["items"]) == 1 + (status == 201)


def test_changes_by_a_key_name_its_person(own_client: TestClient, own_url: str) -> None:
    own_client.headers.update(make_key(own_url, "admin"))
    own_client.post(USERS, json=ADA)
    database = Database(own_url)
    with database.write() as transaction:
        key = create_key(transaction, "editor", "feed", person=1)
    database.close()
    for headers, expected in ((bearing(key), ("feed", 1)), (make_key(own_url, "editor"), ("test editor", None))):
        rows = {"file": ("rows.csv", f"catalog_number,name\nN{expected[1]},Water\n".encode())}
        run = own_client.post(RUNS, files=rows, headers=headers).json()["run"]
        document = own_client.get(f"{RUNS}/{run}", headers=headers).json()
        assert (document["actor"], document["person"]) == expected


def test_the_head_of_the_audit_chain_moves_with_each_change(admin: TestClient, own_url: str) -> None:
    before = admin.get(AUDIT).json()
    admin.post(USERS, json=ADA)
    after = admin.get(AUDIT).json()
    assert after["number"] == before["number"] + 1
    assert after["hash"] != before["hash"]
    assert admin.get(f"{AUDIT}?limit=1").status_code == 422
    assert admin.get(AUDIT, headers=make_key(own_url, "approver")).status_code == 403
