"""Files kept for products: what is taken, how it is served, and that history and undo find it again."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.web.conftest import make_key

PDF = b"%PDF-1.7\n1 0 obj\n" + b"x" * 2_000
LABEL = "SDS (en, rev 2.1)"
ADMIN = "/api/v1/admin/products/D-1"
PLACE = f"{ADMIN}/documents/SDS%20%28en%2C%20rev%202.1%29"
SHOWN = "/products/D-1/documents/SDS%20%28en%2C%20rev%202.1%29"


@pytest.fixture
def key(own_client: TestClient, own_url: str) -> dict[str, str]:
    """The key of an editor, in a catalog with one product."""
    headers = make_key(own_url, "editor")
    fields = {"catalog_number": "D-1", "name": "Documented"}
    assert own_client.put(ADMIN, json=fields, headers={**headers, "If-None-Match": "*"}).status_code == 200
    return headers


def put(client: TestClient, key: dict[str, str], content: bytes, place: str = PLACE, tag: str = "*") -> Response:
    return client.put(place, content=content, headers={**key, "If-Match": tag})


def test_a_file_becomes_a_document_of_the_product(own_client: TestClient, key: dict[str, str]) -> None:
    answer = put(own_client, key, PDF)
    assert answer.status_code == 200, answer.text
    (entry,) = answer.json()["documents"]
    digest = hashlib.sha256(PDF).hexdigest()
    assert entry == {
        "type": "SDS",
        "title": LABEL,
        "url": SHOWN,
        "language": "en",
        "revision": "2.1",
        "lot_number": None,
        "sha256": digest,
        "media_type": "application/pdf",
        "bytes": len(PDF),
        "stated": f"sha256:{digest}; application/pdf; {len(PDF)} bytes",
    }
    assert SHOWN in own_client.get("/products/D-1", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("place", [SHOWN, f"/api/v1{SHOWN}"])
def test_it_is_served_as_nothing_that_runs(own_client: TestClient, key: dict[str, str], place: str) -> None:
    put(own_client, key, PDF)
    answer = own_client.get(place)
    assert (answer.status_code, answer.content) == (200, PDF)
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"].startswith(
        'attachment; filename="D-1 SDS (en, rev 2.1).pdf"; filename*=UTF-8'
    )
    assert headers["etag"] == f'"{hashlib.sha256(PDF).hexdigest()}"'
    assert own_client.get(place, headers={"If-None-Match": headers["etag"]}).status_code == 304


KINDS = [
    (PDF, "application/pdf"),
    (b"\x89PNG\r\n\x1a\n" + b"0" * 20, "image/png"),
    (b"\xff\xd8\xff\xe0" + b"0" * 20, "image/jpeg"),
    (b"##TITLE= methanol\n##JCAMP-DX= 4.24\n##END=", "chemical/x-jcamp-dx"),
    ("Löslichkeit: gut\n".encode(), "text/plain"),
    (b"", None),
    (b"  \n", None),
    (b"<!doctype html><script>alert(1)</script>", None),
    (b"\xef\xbb\xbf <svg onload=alert(1)>", None),
    (b"PK\x03\x04" + b"0" * 20, None),
    (b"GIF89a" + b"\x00" * 20, None),
    ("Löslichkeit".encode("latin-1"), None),
    (b"MZ\x90\x00", None),
]


@pytest.mark.parametrize(("content", "kind"), KINDS)
def test_what_is_taken_is_told_by_the_content(
    own_client: TestClient, key: dict[str, str], content: bytes, kind: str | None
) -> None:
    answer = put(own_client, {**key, "Content-Type": "text/html"}, content)
    assert answer.status_code == (415 if kind is None else 200)
    if kind is not None:
        assert answer.json()["documents"][0]["media_type"] == kind
        assert own_client.get(SHOWN).headers["content-type"].partition(";")[0] == kind


def test_a_form_brings_a_file_too(own_client: TestClient, key: dict[str, str]) -> None:
    headers = {**key, "If-Match": "*"}
    answer = own_client.put(PLACE, files={"file": ("<b>.html", PDF, "text/html")}, headers=headers)
    assert answer.json()["documents"][0]["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert own_client.put(PLACE, files={"other": ("a.pdf", PDF)}, headers=headers).status_code == 422


def test_a_file_that_is_too_large_is_refused(own_url: str) -> None:
    with TestClient(create_app(unhurried(own_url, document_bytes=1_024))) as client:
        headers = make_key(own_url, "editor")
        client.put(ADMIN, json={"name": "D"}, headers={**headers, "If-None-Match": "*"})
        assert put(client, headers, PDF).status_code == 413
        answer = client.put(PLACE, files={"file": ("a.pdf", PDF)}, headers={**headers, "If-Match": "*"})
        assert answer.status_code == 413
        assert put(client, headers, PDF[:1_024]).status_code == 200


def test_nobody_writes_without_a_key_or_over_what_he_has_not_seen(
    own_client: TestClient, key: dict[str, str], own_url: str
) -> None:
    assert put(own_client, {}, PDF).status_code == 401
    assert put(own_client, make_key(own_url, "reader"), PDF).status_code == 403
    assert own_client.put(PLACE, content=PDF, headers=key).status_code == 428
    assert put(own_client, key, PDF, tag='"7-0123456789abcdef"').status_code == 412
    assert put(own_client, key, PDF, "/api/v1/admin/products/none/documents/SDS").status_code == 404
    assert put(own_client, key, PDF, PLACE + "?x=1").status_code == 422


@pytest.mark.parametrize("name", ["%20", "()", "a%00b", "x" * 101, "%F0%9F%A7%AA%0A%1B", "a%E2%80%AEb"])
def test_names_that_no_table_could_hold_are_refused(own_client: TestClient, key: dict[str, str], name: str) -> None:
    assert put(own_client, key, PDF, f"{ADMIN}/documents/{name}").status_code == 422


def test_a_name_breaks_no_header(own_client: TestClient, key: dict[str, str]) -> None:
    put(own_client, key, PDF, f"{ADMIN}/documents/%22%3B%20x%3D%C3%A4.html")
    (entry,) = own_client.get("/api/v1/products/D-1").json()["documents"]
    disposition = own_client.get(entry["url"]).headers["content-disposition"]
    assert disposition.startswith('attachment; filename="D-1 __ x__.html.pdf"; filename*=')


def test_removing_and_restoring_find_the_file_again(own_client: TestClient, key: dict[str, str]) -> None:
    put(own_client, key, PDF)
    put(own_client, key, PDF + b"newer")
    assert own_client.get(SHOWN).content == PDF + b"newer"
    assert own_client.delete(PLACE, headers={**key, "If-Match": "*"}).status_code == 204
    assert own_client.get(SHOWN).status_code == 404
    assert own_client.delete(PLACE, headers={**key, "If-Match": "*"}).status_code == 404
    restored = own_client.post(f"{ADMIN}/restore", json={"revision": 2}, headers={**key, "If-Match": "*"})
    assert restored.status_code == 200, restored.text
    assert own_client.get(SHOWN).content == PDF


def test_a_draft_that_names_a_file_of_elsewhere_is_told_from_one_that_is_kept(
    own_client: TestClient, key: dict[str, str]
) -> None:
    fields = {"document:SDS": f"sha256:{'0' * 64}; application/pdf; 5 bytes", "document:TDS": "https://example.org/t"}
    assert own_client.patch(ADMIN, json=fields, headers={**key, "If-Match": "*"}).status_code == 200
    missing = own_client.get("/api/v1/products/D-1/documents/SDS")
    assert (missing.status_code, "is not stored here" in missing.json()["detail"]) == (404, True)
    assert own_client.get("/products/D-1/documents/TDS").status_code == 404


@pytest.mark.parametrize(
    "label",
    [
        "a\r\nSet-Cookie: x=y",
        "a\nb",
        '"; filename="evil.exe',
        "Löslichkeit 溶解度",
        "../../etc/passwd",
        "a\\b",
        "\u202ea",
    ],
)
def test_a_document_of_any_name_is_served(own_client: TestClient, key: dict[str, str], label: str) -> None:
    put(own_client, key, PDF)
    [kept] = own_client.get("/api/v1/products/D-1").json()["documents"]
    changes = {f"document:{LABEL}": None, f"document:{label}": kept["stated"]}
    changed = own_client.patch(ADMIN, json=changes, headers={**key, "If-Match": "*"})
    assert changed.status_code == 200, changed.text
    [document] = changed.json()["documents"]
    for place in (document["url"], f"/api/v1{document['url']}"):
        answer = own_client.get(place)
        assert (answer.status_code, answer.content) == (200, PDF)
        assert "set-cookie" not in answer.headers
        assert answer.headers["content-disposition"].isascii()
    page = own_client.get("/products/D-1", headers={"Accept": "text/html"})
    assert (page.status_code, document["url"] in page.text) == (200, True)
    place = f"{ADMIN}/documents/{quote(label, safe='')}"
    assert own_client.delete(place, headers={**key, "If-Match": "*"}).status_code == 204
    assert own_client.get("/api/v1/products/D-1").json()["documents"] == []
