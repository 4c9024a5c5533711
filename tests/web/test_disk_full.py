"""A full disk, a read-only or a busy database: writes are refused in words, and reads go on."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from catalog.store.database import Database
from catalog.web.app import create_app
from tests.conftest import make_empty
from tests.file_limits import files_no_longer_than
from tests.settings_made import unhurried
from tests.small_disk import SmallDisk
from tests.store.engine_limits import disk_full, pragma_set
from tests.web.conftest import make_key
from tests.web.pages.desk_made import settled, text_of, upload

API = "/api/v1"
SEED = Path(__file__).resolve().parents[2] / "seeds" / "bpta.txt"
NUMBER = "XD95283"


@pytest.fixture
def editor(own_url: str) -> dict[str, str]:
    return make_key(own_url, "editor")


@pytest.fixture
def stocked(own_client: TestClient, editor: dict[str, str]) -> TestClient:
    """A served catalog with one product."""
    answer = own_client.post(f"{API}/admin/imports", files={"file": ("bpta.txt", SEED.read_bytes())}, headers=editor)
    assert answer.status_code == 201
    return own_client


def database_of(client: TestClient) -> Database:
    database: Database = client.app.state.services.database  # type: ignore[attr-defined]  # It is our application.
    return database


def many_records() -> bytes:
    rows = "".join(f"N{number},Product {number},{'Long words. ' * 200}\n" for number in range(40))
    return f"catalog_number,name,description\n{rows}".encode()


def write(client: TestClient, editor: dict[str, str], how: str) -> Response:
    """One of the ways to write."""
    if how == "import":
        return client.post(f"{API}/admin/imports", files={"file": ("n.csv", many_records())}, headers=editor)
    etag = client.get(f"{API}/products/{NUMBER}").headers["etag"]
    address, headers = f"{API}/admin/products/{NUMBER}", {**editor, "If-Match": etag}
    if how == "document":
        return client.put(f"{address}/documents/SDS", content=b"%PDF-1.7" + bytes(400_000), headers=headers)
    return client.patch(address, json={"description": "Long words. " * 8_000}, headers=headers)


def is_problem(answer: Response, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem: dict[str, Any] = answer.json()
    return problem


@pytest.mark.parametrize("how", ["import", "document", "patch"])
def test_a_full_disk_is_507_for_writes_and_nothing_else(
    stocked: TestClient, editor: dict[str, str], how: str, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with disk_full(database_of(stocked)):
        problem = is_problem(write(stocked, editor, how), 507)
        assert "disk is full" in problem["detail"]
        assert str(tmp_path) not in problem["detail"]
        assert stocked.get(f"{API}/products/{NUMBER}").status_code == 200
        assert stocked.get(f"{API}/products?q=bpta").json()["total"] == 1
        with database_of(stocked).write(patience=1.0):
            pass  # What needs no room, such as a note of when a key was used, does not say that there is some.
        ready = stocked.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"status": "ready", "writes": "disk full"})
    [line] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert line.exc_info is None
    assert "\n" not in line.getMessage()
    assert str(tmp_path) in line.getMessage()
    done = write(stocked, editor, how)
    assert done.status_code in (200, 201)
    assert how != "import" or (done.json()["run"], done.json()["summary"]["created"]) == (2, 40), "it goes on"
    assert stocked.get("/readyz").json() == {"status": "ready"}


def test_a_read_only_database_is_503_for_writes(stocked: TestClient, editor: dict[str, str]) -> None:
    with pragma_set(database_of(stocked), "query_only = ON"):
        assert "read-only" in is_problem(write(stocked, editor, "patch"), 503)["detail"]
        assert stocked.get("/readyz").json() == {"status": "ready", "writes": "read-only"}


def test_a_file_that_nobody_may_write_is_served(small_disk: SmallDisk) -> None:
    url = f"sqlite:///{small_disk.folder}/own.db"
    make_empty(url)
    editor = make_key(url, "editor")
    with TestClient(create_app(unhurried(url))) as client:
        files = {"file": ("bpta.txt", SEED.read_bytes())}
        assert client.post(f"{API}/admin/imports", files=files, headers=editor).status_code == 201
    small_disk.make_read_only()
    with TestClient(create_app(unhurried(url))) as client:
        assert client.get("/readyz").json() == {"status": "ready", "writes": "read-only"}, "before anybody writes"
        assert client.get(f"{API}/products/{NUMBER}").status_code == 200
        assert client.get(f"{API}/products?q=bpta").json()["total"] == 1
        assert "read-only" in is_problem(write(client, editor, "patch"), 503)["detail"]
        page = client.post(
            "/editor/sign-in",
            data={"key": editor["Authorization"].removeprefix("Bearer ")},
            headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"},
        )
        assert (page.status_code, "The database is read-only" in text_of(page.text)) == (503, True)


def test_a_busy_database_says_when_to_come_again(
    stocked: TestClient, editor: dict[str, str], own_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.store.database.BUSY_SECONDS", 0.05)
    other = Database(own_url)
    with other.write():
        answer = write(stocked, editor, "patch")
    other.close()
    is_problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    assert write(stocked, editor, "patch").status_code == 200


def test_a_person_reads_it_as_a_page(stocked: TestClient, editor: dict[str, str]) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    stocked.post("/editor/sign-in", data={"key": editor["Authorization"].removeprefix("Bearer ")}, headers=own)
    address = upload(stocked, many_records())
    token = address.rsplit("/", 1)[1]
    with disk_full(database_of(stocked)):
        begun = stocked.post("/editor/imports", data={"token": token}, headers=own)
        page = settled(stocked, begun.headers["location"])
    assert "The disk is full, or a size limit is reached" in text_of(page)
    stocked.post("/editor/imports", data={"token": token}, headers=own)
    assert "Undo this run" in settled(stocked, begun.headers["location"])


def test_no_room_for_the_upload_itself_is_507_too(
    stocked: TestClient, editor: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    content = many_records() * 40
    with files_no_longer_than(3 << 20):
        answer = stocked.post(f"{API}/admin/imports", files={"file": ("n.csv", content)}, headers=editor)
    assert "temporary files" in is_problem(answer, 507)["detail"]
    assert not [record for record in caplog.records if record.exc_info]
