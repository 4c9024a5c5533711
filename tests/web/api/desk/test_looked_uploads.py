"""Imports as sessions over HTTP: looked at, read in another way, imported in the background, stopped, undone."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.web.services.import_jobs import start_commit
from catalog.web.services.jobs import JobWatch
from catalog.web.services.services import Services
from tests.web.conftest import make_key

UPLOADS, RUNS = "/api/v1/admin/uploads", "/api/v1/admin/imports"
OLD = (
    b"catalog_number,name,cas_rn,assay,storage\n"
    b"A1,Water,7732-18-5,98%,RT\nA2,Toluene,108-88-3,98%,RT\nA3,Benzene,71-43-2,98%,RT\n"
)
NEW = (
    b"catalog_number,name,cas_rn,assay,storage\n"
    b"A1,Water,7732-18-5,97%,RT\nA2,Toluene,108-88-3,97%,+4 \xc2\xb0C\nA3,Benzene,71-43-2,98%,RT\n"
    b"A4,Acetone,67-64-1,99%,RT\nA5,Phenol,108-95-3,99%,RT\n"
)
"""One field of A1 and two of A2 change, A3 stays, A4 is new, and the check digit of A5 is wrong."""
UNKNOWN = b"Art,Bezeichnung XY,Nr\nK1,Water,7732-18-5\nK2,Toluene,108-88-3\nK3,Benzene,71-43-2\n"


@pytest.fixture
def desk(own_client: TestClient, own_url: str) -> TestClient:
    """The client of an editor."""
    own_client.headers.update(make_key(own_url, "editor"))
    return own_client


def settled(desk: TestClient, address: str) -> dict[str, Any]:
    """An upload or a run, as soon as the work on it has ended."""
    for _ in range(3_000):
        answer = desk.get(address)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        if found["work"] is None or found["work"]["state"] != "working":
            return found
        time.sleep(0.02)
    raise AssertionError(f"{address} still works")


def upload(desk: TestClient, content: bytes, **fields: str) -> str:
    """The address of an upload, looked at."""
    answer = desk.post(UPLOADS, files={"file": ("rows.csv", content)}, data=fields)
    assert answer.status_code == 201, answer.text
    address = answer.headers["location"]
    assert address == f"{UPLOADS}/{answer.json()['id']}"
    assert settled(desk, address)["work"]["state"] == "done"
    return str(address)


def commit(desk: TestClient, content: bytes) -> int:
    """The number of the run of a file, done."""
    address = upload(desk, content)
    assert desk.post(f"{address}/commit").status_code == 202
    done = settled(desk, address)
    assert done["work"] | {"state": "done", "kind": "commit", "problem": None} == done["work"]
    return int(done["run"])


def services_of(client: TestClient) -> Services:
    services: Services = client.app.state.services  # type: ignore[attr-defined]
    return services


@pytest.fixture
def looked(desk: TestClient) -> str:
    """The address of the second file, after the first was imported."""
    commit(desk, OLD)
    return upload(desk, NEW)


class TestForetold:
    def test_says_what_an_import_would_do_and_changes_nothing(self, desk: TestClient, looked: str) -> None:
        found = desk.get(looked).json()["found"]
        summary = {"created": 1, "changed": 2, "unchanged": 1, "held": 1, "refused": 0, "skipped": 0, "records": 5}
        assert found["summary"] | summary == found["summary"]
        assert {(kind["outcome"], kind["field"], kind["count"]) for kind in found["kinds"]} == {
            ("created", None, 1),
            ("changed", "assay", 2),
            ("changed", "storage", 1),
            ("held", None, 1),
            ("unchanged", None, 1),
        }
        assert found["columns"][0] == {
            "label": "catalog_number",
            "files": ["rows.csv"],
            "samples": ["A1", "A2", "A3"],
            "field": "catalog_number",
            "reason": None,
            "sure": "certain",
        }
        assert desk.get("/api/v1/products/A4").status_code == 404

    @pytest.mark.parametrize("limit", [1, 2, 100])
    @pytest.mark.parametrize(
        ("query", "changes"),
        [
            ("outcome=changed", {"A1": [("assay", "98%", "97%")], "A2": ["storage", "assay"]}),
            ("outcome=changed&field=storage", {"A2": [("storage", "RT", "+4 °C"), ("assay", "98%", "97%")]}),
            ("outcome=created", {"A4": []}),
            ("code=cas-invalid", {"A5": []}),
            ("code=nobody-knows", {}),
            ("", dict.fromkeys(("A1", "A2", "A3", "A4", "A5"))),
        ],
    )
    def test_is_filtered_in_pages_with_old_and_new(
        self, desk: TestClient, looked: str, query: str, limit: int, changes: dict[str, Any]
    ) -> None:
        address: str | None = f"{looked}/changes?limit={limit}&{query}"
        found: dict[str, list[tuple[str, str, str]]] = {}
        while address:
            page = desk.get(address).json()
            assert len(page["items"]) <= limit
            for item in page["items"]:
                found[item["catalog_number"]] = [(one["field"], one["old"], one["new"]) for one in item["changes"]]
            address = page["next"]
        assert list(found) == list(changes)
        for number, expected in changes.items():
            if expected is not None:
                said = [one if isinstance(expected[0], tuple) else one[0] for one in found[number]] if expected else []
                assert (said, bool(found[number])) == (expected, bool(expected))

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("get", "/changes?outcome=best", 422),
            ("get", "/changes?limit=0", 422),
            ("get", "/changes?unknown=1", 422),
            ("get", "?unknown=1", 422),
            ("post", "/stop", 409),
        ],
    )
    def test_refuses_what_does_not_fit(
        self, desk: TestClient, looked: str, method: str, path: str, status: int
    ) -> None:
        assert desk.request(method, looked + path).status_code == status

    @pytest.mark.parametrize("token", ["0" * 32, "0" * 31, "..", "0" * 31 + "G"])
    def test_knows_no_other_upload(self, desk: TestClient, token: str) -> None:
        statuses = {desk.request(*call).status_code for call in calls(token)}
        assert statuses <= {404, 422}


def calls(token: str) -> list[tuple[str, str]]:
    return [
        ("get", f"{UPLOADS}/{token}"),
        ("get", f"{UPLOADS}/{token}/changes"),
        ("post", f"{UPLOADS}/{token}/commit"),
        ("post", f"{UPLOADS}/{token}/stop"),
    ]


class TestColumns:
    def test_are_read_as_the_editor_says_and_left_as_they_were(self, desk: TestClient) -> None:
        address = upload(desk, UNKNOWN)
        columns = {"Art": "catalog_number", "Bezeichnung XY": "name"}
        answer = desk.patch(address, json={"columns": columns})
        assert (answer.status_code, answer.headers["location"]) == (202, address)
        settled(desk, address)
        desk.patch(address, json={"columns": {"Nr": "cas_rn", "Art": None}})
        settled(desk, address)
        desk.patch(address, json={"columns": {"Art": "catalog_number"}})
        found = settled(desk, address)["found"]
        assert {one["label"]: (one["field"], one["sure"]) for one in found["columns"]} == {
            "Art": ("catalog_number", "chosen"),
            "Bezeichnung XY": ("name", "chosen"),
            "Nr": ("cas_rn", "chosen"),
        }
        desk.post(f"{address}/commit")
        settled(desk, address)
        product = desk.get("/api/v1/products/K2").json()
        assert (product["name"], product["cas_rn"]) == ("Toluene", "108-88-3")

    def test_are_remembered_for_a_supplier(self, desk: TestClient) -> None:
        first = upload(desk, UNKNOWN, supplier="Nord")
        desk.patch(first, json={"columns": {"Art": "ignore", "Bezeichnung XY": "name"}, "remember": True})
        settled(desk, first)
        other = upload(desk, UNKNOWN + b"K4,Acetone,67-64-1\n", supplier="Sued")
        assert desk.get(other).json()["found"]["remembered"] is False
        desk.patch(other, json={"supplier": "nord"})
        found = settled(desk, other)
        assert (found["supplier"], found["found"]["remembered"]) == ("nord", True)
        desk.patch(other, json={"supplier": ""})
        found = settled(desk, other)
        assert (found["supplier"], found["found"]["remembered"]) == (None, False)

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ({"columns": {"Art": "nobody knows"}}, "no field"),
            ({"supplier": "N/A"}, "N/A"),
            ({"columns": {"Art": 1}}, ""),
            ({"label": "Art"}, ""),
        ],
    )
    def test_cannot_mean_what_no_field_is(self, desk: TestClient, body: dict[str, Any], words: str) -> None:
        address = upload(desk, UNKNOWN)
        before = desk.get(address).json()
        answer = desk.patch(address, json=body)
        assert (answer.status_code, words in answer.json()["detail"]) == (422, True)
        assert desk.get(address).json() == before


class TestWork:
    def test_of_an_import_is_told_with_its_run(self, desk: TestClient) -> None:
        run = commit(desk, OLD)
        found = desk.get(f"{RUNS}/{run}").json()
        assert (found["state"], found["summary"]["created"]) == ("done", 3)
        assert found["work"] == found["work"] | {"kind": "commit", "state": "done", "total": 3, "done": 3}
        assert desk.get(f"{RUNS}/{run}").headers["etag"]
        again = upload(desk, OLD)
        assert desk.get(again).json()["found"]["recognized_as"] == run

    def test_stopped_goes_on_and_only_then(self, desk: TestClient) -> None:
        address = upload(desk, OLD)
        services, token = services_of(desk), address.rsplit("/", 1)[1]
        lock = services.uploads.lock(token)
        assert lock is not None
        watch = JobWatch(services.uploads, services.jobs.require(token), None)  # type: ignore[arg-type]
        watch.note(state="working")
        for method, path, status in [
            ("patch", address, 409),
            ("get", f"{address}/changes", 409),
            ("post", f"{address}/commit", 409),
            ("post", f"{address}/stop", 202),
        ]:
            answer = desk.request(method, path, json={} if method == "patch" else None)
            assert answer.status_code == status, path
        assert watch.is_cancelled()
        assert desk.get(address).json()["found"] is None

    def test_of_a_run_is_continued_or_nothing_is(self, desk: TestClient) -> None:
        run = commit(desk, OLD)
        assert [desk.post(f"{RUNS}/{run}/{doing}").status_code for doing in ("stop", "continue")] == [409, 409]
        assert [desk.post(f"{RUNS}/99/{doing}").status_code for doing in ("stop", "continue")] == [404, 404]
        services = services_of(desk)
        job = services.jobs.of_run(run)
        assert job is not None
        JobWatch(services.uploads, replace(job, kind="undo"), None).note(state="stopped")  # type: ignore[arg-type]
        assert desk.post(f"{RUNS}/{run}/continue").status_code == 202
        assert settled(desk, f"{RUNS}/{run}")["state"] == "undone"

    def test_of_somebody_else_is_stopped_by_approvers(self, desk: TestClient, own_url: str) -> None:
        address = upload(desk, OLD)
        services, token = services_of(desk), address.rsplit("/", 1)[1]
        lock = services.uploads.lock(token)
        assert lock is not None
        job = replace(services.jobs.require(token), actor="Ada", person=7)
        JobWatch(services.uploads, job, None).note(state="working")  # type: ignore[arg-type]
        assert desk.post(f"{address}/stop").status_code == 403
        assert desk.post(f"{address}/stop", headers=make_key(own_url, "approver")).status_code == 202


class TestUndo:
    def test_is_foretold_and_goes_on_in_the_background(self, desk: TestClient) -> None:
        commit(desk, OLD)
        run = commit(desk, NEW)
        assert desk.get(f"{RUNS}/{run}/undo").json() == {
            "run": run,
            "removed": 1,
            "restored": 2,
            "later": 0,
            "named": [],
        }
        answer = desk.post(f"{RUNS}/{run}/undo", headers={"Prefer": "respond-async"})
        assert (answer.status_code, answer.headers["preference-applied"]) == (202, "respond-async")
        assert answer.headers["location"] == f"{RUNS}/{run}"
        assert settled(desk, answer.headers["location"])["state"] == "undone"
        assert desk.get("/api/v1/products/A4").status_code == 404
        again = [
            desk.post(f"{RUNS}/{run}/undo", headers={"Prefer": "respond-async"}),
            desk.get(f"{RUNS}/{run}/undo"),
        ]
        assert [answer.status_code for answer in again] == [409, 409]

    def test_leaves_what_was_changed_later_only_if_told(self, desk: TestClient) -> None:
        run = commit(desk, OLD)
        commit(desk, NEW)
        foretold = desk.get(f"{RUNS}/{run}/undo").json()
        assert (foretold["later"], foretold["named"]) == (2, ["A1", "A2"])
        refused = desk.post(f"{RUNS}/{run}/undo", headers={"Prefer": "respond-async"})
        assert (refused.status_code, "A1, A2" in refused.json()["detail"]) == (409, True)
        assert desk.post(f"{RUNS}/{run}/undo?force=true", headers={"Prefer": "respond-async"}).status_code == 202
        assert settled(desk, f"{RUNS}/{run}")["state"] == "undone"
        statuses = [desk.get(f"/api/v1/products/A{number}").status_code for number in (1, 2, 3)]
        assert statuses == [200, 200, 404]

    def test_is_redone_in_the_background_and_at_once(self, desk: TestClient) -> None:
        commit(desk, OLD)
        run = commit(desk, NEW)
        assert [desk.get(f"{RUNS}/{run}/redo").status_code, desk.post(f"{RUNS}/{run}/redo").status_code] == [409, 409]
        desk.post(f"{RUNS}/{run}/undo")
        foretold = desk.get(f"{RUNS}/{run}/redo").json()
        assert foretold == {"run": run, "removed": 0, "restored": 3, "later": 0, "named": []}
        answer = desk.post(f"{RUNS}/{run}/redo", headers={"Prefer": "respond-async"})
        assert (answer.status_code, answer.headers["location"]) == (202, f"{RUNS}/{run}")
        done = settled(desk, f"{RUNS}/{run}")
        assert (done["state"], done["work"]["kind"]) == ("done", "redo")
        desk.post(f"{RUNS}/{run}/undo")
        assert desk.post(f"{RUNS}/{run}/redo").json()["left"] == []
        assert desk.get("/api/v1/products/A4").status_code == 200

    def test_waits_for_the_end_without_that_preference(self, desk: TestClient) -> None:
        run = commit(desk, OLD)
        answer = desk.post(f"{RUNS}/{run}/undo", headers={"Prefer": "return=minimal"})
        assert (answer.status_code, answer.json()["removed"]) == (200, ["A1", "A2", "A3"])


def test_an_import_that_ended_between_two_clicks_is_not_begun_again(desk: TestClient, looked: str) -> None:
    services, token = services_of(desk), looked.rpartition("/")[2]
    read_by_the_second = services.jobs.require(token)
    assert desk.post(f"{looked}/commit").status_code == 202
    done = settled(desk, looked)
    start_commit(services, read_by_the_second)
    assert settled(desk, looked) == done
    assert (done["work"]["state"], done["run"] is None) == ("done", False)


@pytest.mark.parametrize(
    ("path", "names", "fields", "words"),
    [
        (RUNS, ("a.csv", "b.csv"), {}, "These are 2 files. Send one at a time"),
        (RUNS, ("a.csv",), {"supplier": "A\x00"}, "supplier: has a control character"),
        (RUNS, ("a.csv",), {"encoding": "x" * 41}, "encoding: There are 41; the limit is 40."),
        (UPLOADS, ("a.csv", "b.csv"), {"supplier": "A\x00"}, "supplier: has a control character"),
    ],
)
def test_a_form_that_cannot_be_taken_whole_is_refused(
    desk: TestClient, path: str, names: tuple[str, ...], fields: dict[str, str], words: str
) -> None:
    files = [("file", (name, OLD)) for name in names]
    answer = desk.post(path, files=files, data=fields)
    assert (answer.status_code, answer.json()["detail"][: len(words)]) == (422, words)
    assert desk.get(RUNS).json()["items"] == []
