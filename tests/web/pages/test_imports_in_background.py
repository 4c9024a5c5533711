"""Imports on the desk as sessions: old → new before it is done, columns, progress, stopping, going on, undoing."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.store.database import Database
from catalog.store.writing.intake_log import get_run
from catalog.web.app import create_app
from catalog.web.services import jobs
from catalog.web.services.jobs import Job, JobWatch
from catalog.web.services.services import Services
from catalog.web.services.uploads import KEPT_SECONDS, KEPT_UNFINISHED_SECONDS
from tests.settings_made import unhurried
from tests.web.pages.desk_made import OWN, commit, settled, sign_in, text_of, upload

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


@pytest.fixture
def desk(own_client: TestClient, own_url: str) -> TestClient:
    sign_in(own_client, own_url)
    return own_client


@pytest.fixture
def looked(desk: TestClient) -> str:
    """The address of the second file, after the first was imported."""
    commit(desk, upload(desk, OLD))
    return upload(desk, NEW)


def cells(client: TestClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).text)))


class TestForetold:
    def test_groups_by_kind_of_change_with_old_and_new(self, desk: TestClient, looked: str) -> None:
        words = text_of(desk.get(looked).text)
        for kind in ("New products · 1", "Changed: Assay · 2", "Changed: Storage · 1", "Held · 1", "Unchanged · 1"):
            assert kind in words
        assert "Assay 98% → 97%" in words
        assert "Storage RT → +4 °C" in words
        assert "A4 Acetone" in words

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("outcome=changed", ["A1", "A2"]),
            ("outcome=changed&field=storage", ["A2"]),
            ("outcome=created", ["A4"]),
            ("outcome=held", ["A5"]),
            ("code=cas-invalid", ["A5"]),
            ("outcome=unchanged", ["A3"]),
            ("outcome=created&field=assay", []),
            ("code=nobody-knows", []),
        ],
    )
    def test_filters_page_and_download_alike(
        self, desk: TestClient, looked: str, query: str, numbers: list[str]
    ) -> None:
        page = desk.get(f"{looked}?{query}").text
        assert re.findall(r'<tr data-row><th scope="row">(\w+)', page) == numbers
        rows = cells(desk, f"{looked}/changes.csv?{query}")
        assert list(dict.fromkeys(row["catalog_number"] for row in rows)) == numbers

    def test_downloads_each_field_in_a_row_that_no_spreadsheet_runs(self, desk: TestClient, looked: str) -> None:
        rows = cells(desk, f"{looked}/changes.csv?outcome=changed")
        assert [(row["catalog_number"], row["field"], row["old"], row["new"]) for row in rows] == [
            ("A1", "assay", "98%", "97%"),
            ("A2", "storage", "RT", "'+4 °C"),
            ("A2", "assay", "98%", "97%"),
        ]

    def test_pages_follow_each_other_with_every_record_once(self, desk: TestClient) -> None:
        rows = "".join(f"N{number},Water\n" for number in range(123))
        path = address = upload(desk, f"catalog_number,name\n{rows}".encode())
        query = "?outcome=created"
        found: list[str] = []
        while query:
            page = desk.get(path + query).text
            found += re.findall(r'<tr data-row><th scope="row">(\w+)', page)
            following = re.search(rf'rel="next" href="{address}(\?[^"]+)"', page)
            query = following[1].replace("&amp;", "&") if following else ""
        assert found == [f"N{number}" for number in range(123)]

    @pytest.mark.parametrize("query", ["outcome=best", "after=-1", "after=x"])
    def test_refuses_what_is_no_filter(self, desk: TestClient, looked: str, query: str) -> None:
        assert desk.get(f"{looked}?{query}").status_code == 422


class TestColumns:
    FILE = b"Art,Bezeichnung XY,Nr\nK1,Water,7732-18-5\nK2,Toluene,108-88-3\nK3,Benzene,71-43-2\n"

    def test_show_samples_and_are_read_as_the_editor_says(self, desk: TestClient) -> None:
        address = upload(desk, self.FILE)
        words = text_of(desk.get(address).text)
        assert "K1 · K2 · K3" in words
        labels = {"Art": "catalog_number", "Bezeichnung XY": "name", "Nr": "cas_rn"}
        data = {"label": list(labels), "meaning": list(labels.values())}
        assert desk.post(f"{address}/look", data=data, headers=OWN).status_code == 303
        page = settled(desk, address)
        assert page.count(">chosen<") == 3
        assert re.findall(r'<option value="(\w+)" selected', page) == list(labels.values())
        commit(desk, address)
        product = desk.get("/api/v1/products/K2").json()
        assert (product["name"], product["cas_rn"]) == ("Toluene", "108-88-3")

    def test_are_remembered_for_the_supplier_and_the_shape_alone(self, desk: TestClient) -> None:
        first = upload(desk, self.FILE, supplier="Nord")
        data = {"label": ["Art", "Bezeichnung XY"], "meaning": ["ignore", "name"], "remember": "true"}
        desk.post(f"{first}/look", data=data, headers=OWN)
        settled(desk, first)
        more = self.FILE + b"K4,Acetone,67-64-1\n"
        other = more.replace(b"Nr", b"Nummer")
        for content, supplier, is_read_so in ((more, "NORD", True), (other, "Nord", False), (more, "Sued", False)):
            page = desk.get(upload(desk, content, supplier=supplier)).text
            assert ('id="remembered"' in page) == is_read_so
            assert page.count(">chosen<") == 2 * is_read_so
        desk.post(f"{first}/look", data={**data, "meaning": ["", ""]}, headers=OWN)
        settled(desk, first)
        assert 'id="remembered"' not in desk.get(upload(desk, more, supplier="Nord")).text

    def test_take_the_name_of_the_column_for_a_specification(self, desk: TestClient) -> None:
        address = upload(desk, b"catalog_number,name,Rack\nK1,Water,12\n")
        data = {"label": ["Rack"], "meaning": ["spec:*"]}
        desk.post(f"{address}/look", data=data, headers=OWN)
        assert "Rack (specification)" in text_of(settled(desk, address))

    @pytest.mark.parametrize(
        ("label", "meaning"), [(["Art"], ["no such field"]), (["Art"], []), (["Art"], ["name", "name"])]
    )
    def test_refuse_what_is_no_field(self, desk: TestClient, label: list[str], meaning: list[str]) -> None:
        address = upload(desk, self.FILE)
        answer = desk.post(f"{address}/look", data={"label": label, "meaning": meaning}, headers=OWN)
        assert answer.status_code == 422


def many(count: int) -> bytes:
    return b"catalog_number,name\n" + b"".join(b"M%d,Water\n" % number for number in range(count))


class Stopping(JobWatch):
    """Stops after the first chunk, as a server does that ends."""

    def should_stop(self) -> bool:
        return self.job.done > 0


def services_of(client: TestClient) -> Services:
    app: Any = client.app
    services: Services = app.state.services
    return services


def begun(client: TestClient, monkeypatch: pytest.MonkeyPatch, *, as_cancelled: bool) -> str:
    """The address of an import of 300 records that came to an end after its first chunk."""
    address = upload(client, many(300))
    services, token = services_of(client), address.rsplit("/", 1)[1]
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "JobWatch", Stopping)
        client.post("/editor/imports", data={"token": token}, headers=OWN)
        settled(client, address)
    if not as_cancelled:
        job = services.jobs.require(token)
        watch = JobWatch(services.uploads, replace(job, problem=None), None)  # type: ignore[arg-type]
        watch.note(state="working")
    return address


class TestCommit:
    @pytest.mark.parametrize("as_cancelled", [True, False])
    def test_goes_on_after_the_last_chunk(
        self, desk: TestClient, own_url: str, monkeypatch: pytest.MonkeyPatch, as_cancelled: bool
    ) -> None:
        address = begun(desk, monkeypatch, as_cancelled=as_cancelled)
        run = desk.get(address).headers["location"]
        page = desk.get(run).text
        assert "This run is not finished" in page
        assert ("Stopped after" in page) == as_cancelled
        database = Database(own_url)
        with database.read() as connection:
            part = get_run(connection, int(run.rsplit("/", 1)[1])).records_done
        assert 0 < part < 300
        [token] = re.findall(r'name="token" value="([0-9a-f]{32})"', page)
        desk.post("/editor/imports", data={"token": token}, headers=OWN)
        assert "Undo this run" in settled(desk, run)
        with database.read() as connection:
            done = get_run(connection, int(run.rsplit("/", 1)[1]))
        database.close()
        assert (done.state, done.records_done) == ("done", 300)
        assert desk.get("/api/v1/products?limit=1").json()["total"] == 300

    def test_keeps_its_upload_for_longer_until_it_is_done(
        self, desk: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = begun(desk, monkeypatch, as_cancelled=True)
        token, uploads = address.rsplit("/", 1)[1], services_of(desk).uploads
        now = time.time()
        for seconds, is_kept in ((KEPT_SECONDS + 9, True), (KEPT_UNFINISHED_SECONDS + 9, False)):
            with monkeypatch.context() as patched:
                patched.setattr("catalog.web.services.uploads.time.time", lambda later=now + seconds: later)
                uploads.remove_old()
            assert (services_of(desk).jobs.find(token) is not None) == is_kept

    def test_is_begun_once_by_two_presses(self, desk: TestClient) -> None:
        address = upload(desk, many(40))
        for _ in range(2):
            answer = desk.post("/editor/imports", data={"token": address.rsplit("/", 1)[1]}, headers=OWN)
            assert answer.status_code == 303
        settled(desk, address)
        runs = desk.get("/editor/imports").text
        assert len(re.findall(r"<tr data-row>", runs)) == 1

    def test_of_an_upload_that_was_imported_before_leads_to_that_run(self, desk: TestClient) -> None:
        first = commit(desk, upload(desk, OLD))
        again = upload(desk, OLD)
        assert "has imported the same file already" in desk.get(again).text
        assert commit(desk, again) == first

    def test_is_not_begun_before_anybody_saw_what_it_does(self, desk: TestClient) -> None:
        services = services_of(desk)
        token = services.uploads.keep([("rows.csv", io.BytesIO(OLD))])
        watch = JobWatch(services.uploads, Job(token, "look", "Ada"), None)  # type: ignore[arg-type]
        watch.note(state="working")
        assert desk.post("/editor/imports", data={"token": token}, headers=OWN).status_code == 409
        assert "The server ended while this was going on" in desk.get(f"/editor/uploads/{token}").text


class TestProgress:
    def test_tells_rate_and_time_left_and_offers_to_look_again(self, desk: TestClient) -> None:
        services = services_of(desk)
        address = upload(desk, many(20))
        token = address.rsplit("/", 1)[1]
        job = replace(services.jobs.require(token), kind="commit", total=1000, done=300, begun_with=100, began_at=10.0)
        lock = services.uploads.lock(token)
        assert lock is not None
        watch = JobWatch(services.uploads, job, None)  # type: ignore[arg-type]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("catalog.web.services.jobs.time.time", lambda: 14.0)
            watch.note(state="working")
        page = desk.get(address).text
        words = text_of(page)
        assert "300 of 1,000 records. 50 a second, about 14 s left." in words
        assert "Look again" in words
        assert '<progress max="1000" value="300"' in page
        assert desk.post(f"{address}/stop", headers=OWN).status_code == 303
        assert watch.is_cancelled()


class TestUndo:
    def test_asks_first_and_says_what_it_restores(self, desk: TestClient) -> None:
        commit(desk, upload(desk, OLD))
        run = commit(desk, upload(desk, NEW))
        words = text_of(desk.get(f"{run}/undo").text)
        assert "1 product that the run created is removed, 2 that it changed return" in words
        assert desk.get("/api/v1/products/A4").status_code == 200
        desk.post(f"{run}/undo", headers=OWN)
        assert "This run was undone" in settled(desk, run)
        assert desk.get("/api/v1/products/A4").status_code == 404
        assert desk.get(f"{run}/undo").status_code == 409

    def test_is_redone_after_asking(self, desk: TestClient) -> None:
        commit(desk, upload(desk, OLD))
        run = commit(desk, upload(desk, NEW))
        assert desk.get(f"{run}/redo").status_code == 409
        desk.post(f"{run}/undo", headers=OWN)
        assert f'href="{run}/redo"' in settled(desk, run)
        words = text_of(desk.get(f"{run}/redo").text)
        assert "3 products return to what the run had made of them, 0 that it had removed" in words
        desk.post(f"{run}/redo", headers=OWN)
        assert f'href="{run}/undo"' in settled(desk, run)
        assert desk.get("/api/v1/products/A4").status_code == 200

    def test_redone_leaves_what_was_changed_since_only_if_told(self, desk: TestClient) -> None:
        run = commit(desk, upload(desk, OLD))
        desk.post(f"{run}/undo", headers=OWN)
        settled(desk, run)
        commit(desk, upload(desk, NEW))
        assert "changed after the undo: A1, A2" in text_of(desk.get(f"{run}/redo").text)
        desk.post(f"{run}/redo", headers=OWN)
        assert "were changed later: A1, A2" in settled(desk, run)
        desk.post(f"{run}/redo", data={"force": "true"}, headers=OWN)
        assert f'href="{run}/undo"' in settled(desk, run)

    def test_names_what_was_changed_later_and_leaves_it_if_told(self, desk: TestClient) -> None:
        run = commit(desk, upload(desk, OLD))
        commit(desk, upload(desk, NEW))
        words = text_of(desk.get(f"{run}/undo").text)
        assert "changed after the import: A1, A2" in words
        desk.post(f"{run}/undo", headers=OWN)
        assert "were changed later: A1, A2" in settled(desk, run)
        desk.post(f"{run}/undo", data={"force": "true"}, headers=OWN)
        assert "This run was undone" in settled(desk, run)
        assert [desk.get(f"/api/v1/products/A{one}").status_code for one in (1, 2, 3)] == [200, 200, 404]


class TestList:
    @pytest.mark.parametrize(
        ("query", "runs"),
        [
            ("", [2, 1]),
            ("?state=done&supplier=&actor=", [2]),
            ("?state=undone", [1]),
            ("?state=running", []),
            ("?supplier=Nord", [2]),
            ("?supplier=nobody", []),
            ("?actor=test+editor", [2, 1]),
            ("?before=2", [1]),
        ],
    )
    def test_filters_by_state_supplier_and_person(self, desk: TestClient, query: str, runs: list[int]) -> None:
        first = commit(desk, upload(desk, OLD))
        commit(desk, upload(desk, NEW, supplier="Nord"))
        desk.post(f"{first}/undo", headers=OWN)
        settled(desk, first)
        page = desk.get(f"/editor/imports{query}").text
        assert [int(run) for run in re.findall(r'<a data-open href="/editor/imports/(\d+)"', page)] == runs


class TestSeveralFiles:
    FIRST = b"catalog_number,Wie es heisst,cas_rn\nS1,Water,7732-18-5\nS2,Toluene,108-88-3\n"
    SECOND = b"catalog_number,name,storage\nS2,Toluene,RT\nS3,Benzene,RT\n"

    def send(self, desk: TestClient, *files: tuple[str, bytes], **fields: str) -> str:
        """The address of an upload of some files, looked at."""
        parts = [("file", file) for file in files]
        answer = desk.post("/editor/uploads", files=parts, data=fields, headers=OWN)
        assert answer.status_code == 303, answer.text
        settled(desk, answer.headers["location"])
        return str(answer.headers["location"])

    def test_are_one_run_and_show_the_columns_of_each(self, desk: TestClient) -> None:
        address = self.send(desk, ("first.csv", self.FIRST), ("second.csv", self.SECOND))
        words = text_of(desk.get(address).text)
        for column in ("Wie es heisst first.csv", "storage second.csv", "catalog_number first.csv, second.csv"):
            assert column in words
        assert "S1 first.csv, row 2 Held" in words
        data = {"label": ["Wie es heisst"], "meaning": ["name"]}
        desk.post(f"{address}/look", data=data, headers=OWN)
        settled(desk, address)
        run = commit(desk, address)
        assert re.findall(r'<a data-open href="([^"]+)"', desk.get("/editor/imports").text) == [run]
        assert "first.csv , second.csv" in text_of(desk.get("/editor/imports").text)
        found = [desk.get(f"/api/v1/products/S{number}").json() for number in (1, 2, 3)]
        assert [(one["name"], one["storage"] and one["storage"]["text"]) for one in found] == [
            ("Water", None), ("Toluene", "RT"), ("Benzene", "RT"),
        ]  # fmt: skip
        assert commit(desk, self.send(desk, ("first.csv", self.FIRST))) != run

    def test_may_have_one_name_and_be_archives(self, desk: TestClient) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("list.csv", "catalog_number,name\nZ1,Water\n")
        files = [("list.csv", self.FIRST), ("list.csv", self.SECOND), ("list.zip", packed.getvalue())]
        commit(desk, self.send(desk, *files))
        # Nobody has said what the name of S1 is, so it is held.
        assert desk.get("/api/v1/products?limit=1").json()["total"] == 3
        assert "list.csv , list (2).csv , list.zip!list.csv" in text_of(desk.get("/editor/imports").text)

    def test_that_cannot_be_read_leave_the_others_and_say_so(self, desk: TestClient) -> None:
        address = self.send(desk, ("second.csv", self.SECOND), ("scan.pdf", b"%PDF-1.7 nothing"), ("empty.csv", b""))
        words = text_of(desk.get(address).text)
        assert "scan.pdf :" in words
        assert "empty.csv :" in words
        assert "S2 Toluene" in words

    def test_keep_to_the_limits_of_one_upload(self, desk: TestClient, own_url: str) -> None:
        limits = services_of(desk).read_limits
        files = [("file", (f"{number}.csv", b"a")) for number in range(limits.members + 1)]
        answer = desk.post("/editor/uploads", files=files, headers=OWN)
        assert answer.status_code == 422
        assert f"the limit is {limits.members}" in answer.text
        with TestClient(create_app(unhurried(own_url, upload_bytes=5_000)), follow_redirects=False) as small:
            sign_in(small, own_url)
            for sizes, status in (([3_000], 303), ([1_500, 1_500], 303), ([3_000, 3_000], 413)):
                parts = [
                    ("file", (f"{at}.csv", b"catalog_number,name\n" + b"x" * size)) for at, size in enumerate(sizes)
                ]
                assert small.post("/editor/uploads", files=parts, headers=OWN).status_code == status
