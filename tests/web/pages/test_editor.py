"""Imports over HTTP: the API with its keys and roles, and the editor's pages with their forms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.store.database import Database
from catalog.store.writing.intake_log import begin_run, begin_undoing, finish_run
from catalog.store.writing.products import Author
from tests.web.conftest import make_key
from tests.web.pages import desk_made
from tests.web.pages.desk_made import settled

API = "/api/v1/admin/imports"
OWN = {"sec-fetch-site": "same-origin"}
ROWS = "catalog_number,name,cas_rn\nA1,Water,7732-18-5\nA2,Toluene,108-88-4\n"
"""The second check digit should be 3."""


def upload(client: TestClient, headers: dict[str, str], content: str = ROWS, **fields: str) -> Any:  # noqa: ANN401  # A response.
    return client.post(API, files={"file": ("rows.csv", content.encode())}, data=fields, headers=headers)


class TestApi:
    def test_needs_a_key_of_an_editor(self, own_client: TestClient, own_url: str) -> None:
        assert upload(own_client, {}).status_code == 401
        assert upload(own_client, {"Authorization": "Bearer cat_nonsense"}).status_code == 401
        assert upload(own_client, make_key(own_url, "reader")).status_code == 403

    def test_answers_with_the_report_then_recognises_the_file(self, own_client: TestClient, own_url: str) -> None:
        key = make_key(own_url, "editor")
        foretold = upload(own_client, key, dry_run="true").json()
        first = upload(own_client, key)
        again = upload(own_client, key)
        assert (first.status_code, again.status_code) == (201, 201)
        assert foretold["run"] is None
        assert foretold["summary"] == first.json()["summary"]
        assert first.json()["summary"]["created"] == first.json()["summary"]["held"] == 1
        assert again.json()["summary"]["unchanged"] == 1
        assert first.headers["location"] == f"{API}/{first.json()['run']}"
        assert len(own_client.get("/api/v1/products/A1/revisions", headers=key).json()["items"]) == 1

    def test_lists_runs_and_gives_corrections_and_undoes(self, own_client: TestClient, own_url: str) -> None:
        key = make_key(own_url, "editor")
        run = upload(own_client, key).json()["run"]
        assert [item["run"] for item in own_client.get(API, headers=key).json()["items"]] == [run]
        held = own_client.get(f"{API}/{run}/records?outcome=held", headers=key).json()["items"]
        assert [record["catalog_number"] for record in held] == ["A2"]
        lines = own_client.get(f"{API}/{run}/corrections.csv", headers=key).text.splitlines()
        assert lines[0] == "catalog_number,name,cas_rn,problem,suggestion,refused_record"
        assert len(lines) == 2
        assert own_client.post(f"{API}/{run}/undo", headers=key).json()["removed"] == ["A1"]
        assert own_client.post(f"{API}/{run}/undo", headers=key).status_code == 409
        assert own_client.get("/api/v1/products/A1").status_code == 404

    def test_undoes_no_run_that_has_not_come_to_its_end(self, own_client: TestClient, own_url: str) -> None:
        key = make_key(own_url, "approver")
        database = Database(own_url)
        with database.write() as transaction:
            run = begin_run(transaction, "key", Author("test"), None, [])
        for force in ("", "?force=true"):
            answer = own_client.post(f"{API}/{run}/undo{force}", headers=key)
            assert (answer.status_code, "is not finished" in answer.json()["detail"]) == (409, True)
        with database.write() as transaction:
            finish_run(transaction, run)
            begin_undoing(transaction, run)
        database.close()
        assert own_client.get(f"{API}/{run}", headers=key).json()["state"] == "undoing"
        assert own_client.post(f"{API}/{run}/undo", headers=key).status_code == 200
        assert own_client.get(f"{API}/{run}", headers=key).json()["state"] == "undone"

    @pytest.mark.parametrize("content", ["", "%PDF-1.4", "just prose\n", '{"a": '])
    def test_reports_a_file_that_cannot_be_read(self, own_client: TestClient, own_url: str, content: str) -> None:
        report = upload(own_client, make_key(own_url, "editor"), content).json()
        assert report["files"][0]["error"]
        assert report["records"] == []

    def test_hostile_file_names_reach_no_path(self, own_client: TestClient, own_url: str, tmp_path: Path) -> None:
        files = {"file": ("../../../evil.csv", ROWS.encode())}
        report = own_client.post(API, files=files, headers=make_key(own_url, "editor")).json()
        assert report["files"][0]["path"] == "evil.csv"
        assert list(tmp_path.rglob("evil.csv")) == []


@pytest.fixture
def editor(own_client: TestClient, own_url: str) -> TestClient:
    """The pages, signed in."""
    key = make_key(own_url, "editor")["Authorization"].removeprefix("Bearer ")
    answer = own_client.post("/editor/sign-in", data={"key": key}, headers=OWN)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "path=/editor"))
    return own_client


def upload_page(editor: TestClient) -> str:
    return editor.get(desk_made.upload(editor, ROWS.encode())).text


class TestPages:
    def test_ask_to_sign_in(self, own_client: TestClient, own_url: str) -> None:
        assert "API key" in own_client.get("/editor").text
        assert own_client.get("/editor/imports/1").status_code == 403
        reader = make_key(own_url, "reader")["Authorization"].removeprefix("Bearer ")
        refused = own_client.post("/editor/sign-in", data={"key": reader}, headers=OWN)
        assert refused.status_code == 403
        assert "has the role reader, not editor" in refused.text

    @pytest.mark.parametrize("email", ["ada\x00@example.org", "\x07", "x" * 509])
    def test_refuse_an_address_that_is_none(self, own_client: TestClient, email: str) -> None:
        answer = own_client.post("/editor/sign-in", data={"email": email, "password": "x"}, headers=OWN)
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        "headers",
        [
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"sec-fetch-site": "none"},
            {"origin": "https://elsewhere.example"},
            {"origin": "null"},
            {"origin": "http://["},
            {},
        ],
    )
    @pytest.mark.parametrize("form", ["sign-in", "sign-out", "uploads", "imports", "imports/1/undo"])
    def test_take_no_form_from_elsewhere(self, editor: TestClient, form: str, headers: dict[str, str]) -> None:
        assert editor.post(f"/editor/{form}", data={"key": "x", "token": "x"}, headers=headers).status_code == 403

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"\x00\x01\x02", 'role="alert"'),
            (b"", 'role="alert"'),
            (b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n", 'role="alert"'),
            (b"catalog_number,name\n", "no record to import"),
            (b"catalog_number,name\nA1,Water\nA1,Toluene\n", "no product and no draft"),
            (b"price,remark\n12,cheap\n13,dear\n", "no product and no draft"),
        ],
    )
    def test_offer_no_import_of_a_file_without_records(self, editor: TestClient, content: bytes, says: str) -> None:
        page = editor.get(desk_made.upload(editor, content, "a.csv")).text
        assert says in page
        assert "Import it" not in page
        assert "nothing to say" not in page

    def test_show_the_dry_run_by_finding_then_import_then_undo(self, editor: TestClient) -> None:
        page = upload_page(editor)
        assert "What an import would do" in page
        assert "CAS RN: format or check digit" in page
        assert editor.get("/api/v1/products/A1").status_code == 404
        [token] = re.findall(r'name="token" value="([0-9a-f]{32})"', page)
        run = desk_made.commit(editor, f"/editor/uploads/{token}")
        assert "Download the held and refused records" in editor.get(run).text
        assert editor.get(f"{run}/corrections.csv").text.count("\n") == 2
        assert editor.get("/api/v1/products/A1").status_code == 200
        assert ">1</dd>" in editor.get(f"{run}/undo").text
        assert editor.get("/api/v1/products/A1").status_code == 200
        assert editor.post(f"{run}/undo", headers=OWN).status_code == 303
        assert "This run was undone" in settled(editor, run)
        assert editor.get("/api/v1/products/A1").status_code == 404

    def test_tell_findings_by_what_became_of_the_records(self, editor: TestClient) -> None:
        content = ROWS + "A3,Benzene,\nA3,Phenol,\n"
        page = editor.get(desk_made.upload(editor, content.encode())).text
        told = re.findall(r'<h3 id="(\w+)">|<a href="/editor/findings/([a-z-]+)', page)
        assert [fate or code for fate, code in told] == ["held", "cas-invalid", "refused", "catalog-number-duplicate"]

    def test_summarize_the_data_of_an_upload(self, editor: TestClient) -> None:
        [address] = re.findall(r'href="(/editor/uploads/[^"]+/summary\.html)"', upload_page(editor))
        summary = editor.get(address)
        assert summary.headers["content-disposition"] == 'attachment; filename="summary.html"'
        assert "Data of rows.csv" in summary.text
        assert "cas-invalid" in summary.text
        assert editor.get("/api/v1/products/A1").status_code == 404
        editor.cookies.clear()
        assert editor.get(address).status_code == 403

    @pytest.mark.parametrize("token", ["../../etc/passwd", "0" * 32, "", "x"])
    def test_find_only_uploads_of_theirs(self, editor: TestClient, token: str) -> None:
        assert editor.post("/editor/imports", data={"token": token}, headers=OWN).status_code in (404, 422)
        assert editor.get(f"/editor/uploads/{token}/summary.html").status_code in (404, 422)

    def test_an_undo_that_was_cut_short_is_told_and_gone_on_with(self, editor: TestClient, own_url: str) -> None:
        run = desk_made.commit(editor, desk_made.upload(editor, ROWS.encode()))
        database = Database(own_url)
        with database.write() as transaction:
            begin_undoing(transaction, int(run.rsplit("/", 1)[1]))
        database.close()
        page = editor.get(run).text
        assert "This run is being undone" in page
        assert "Continue undoing" in page
        assert editor.post(f"{run}/undo", headers=OWN).status_code == 303
        assert "This run was undone" in settled(editor, run)

    def test_sign_out(self, editor: TestClient) -> None:
        editor.post("/editor/sign-out", headers=OWN)
        assert "API key" in editor.get("/editor").text
