"""Clients that leave in the middle of a request: what is kept is whole, and nobody is told of an error."""

from __future__ import annotations

import gc
import logging

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

# Starlette leaves the files of a form that was cut off to the garbage collector, which says so.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PRODUCT = "/api/v1/admin/products/L-1"
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
FORM = HEAD + b"catalog_number,name\r\nL-2,Left behind"
PLAIN = [(b"content-type", b"application/octet-stream")]
MULTIPART = [(b"content-type", b"multipart/form-data; boundary=x")]
Asked = tuple[str, str, list[tuple[bytes, bytes]], bytes]
REQUESTS: dict[str, Asked] = {
    "a document": ("PUT", f"{PRODUCT}/documents/SDS", PLAIN, b"%PDF-1.7 cut o"),
    "a document in a form": ("PUT", f"{PRODUCT}/documents/SDS", MULTIPART, FORM),
    "a change": ("PATCH", PRODUCT, [(b"content-type", b"application/json")], b'{"name": "Chan'),
    "an import": ("POST", "/api/v1/admin/imports", MULTIPART, FORM),
    "an editor's upload": ("POST", "/editor/uploads", [*MULTIPART, (b"sec-fetch-site", b"same-origin")], FORM),
}


@pytest.fixture
def served(editing: tuple[TestClient, dict[str, str]]) -> tuple[TestClient, dict[str, str]]:
    """A catalog with one product, and the key of an editor, who is signed in too."""
    client, key = editing
    client.delete(PRODUCT, headers={**key, "If-Match": "*"})
    assert client.put(PRODUCT, json={"name": "L"}, headers={**key, "If-None-Match": "*"}).status_code == 200
    return editing


def leave(client: TestClient, key: dict[str, str], asked: Asked, *, whole: bool) -> list[int]:
    """Send a request or a part of one, and leave; the statuses that the application answered with."""
    method, path, headers, body = asked
    secret = key["Authorization"].removeprefix("Bearer ").encode()
    own = [(b"host", b"testserver"), (b"authorization", b"Bearer " + secret), (b"cookie", b"catalog_editor=" + secret)]
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "root_path": "", "extensions": {},
        "server": ("testserver", 80), "client": ("127.0.0.1", 1), "query_string": b"", "path": path,
        "raw_path": path.encode(), "headers": [*own, (b"if-match", b"*"), *headers],
    }  # fmt: skip
    coming: list[Message] = [
        {"type": "http.request", "body": body, "more_body": not whole},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0) if len(coming) > 1 else coming[0]

    async def send(message: Message) -> None:
        sent.append(message)

    assert client.portal is not None
    client.portal.call(client.app, scope, receive, send)
    gc.collect()
    return [message["status"] for message in sent if message["type"] == "http.response.start"]


@pytest.mark.parametrize("asked", list(REQUESTS))
def test_nothing_of_a_request_that_was_cut_off_is_done(
    served: tuple[TestClient, dict[str, str]], asked: str, caplog: pytest.LogCaptureFixture
) -> None:
    client, key = served
    before = client.get("/api/v1/products/L-1").content, client.get("/api/v1/admin/imports", headers=key).content
    with caplog.at_level(logging.WARNING, "catalog"):
        assert leave(client, key, REQUESTS[asked], whole=False) == [400]
    assert caplog.records == []
    assert (
        client.get("/api/v1/products/L-1").content,
        client.get("/api/v1/admin/imports", headers=key).content,
    ) == before
    assert client.get("/api/v1/products/L-2").status_code == 404


def test_what_was_asked_for_whole_is_done_to_its_end(served: tuple[TestClient, dict[str, str]]) -> None:
    client, key = served
    content = FORM + b"\r\n--x--\r\n"
    answered = leave(client, key, ("POST", "/api/v1/admin/imports", MULTIPART, content), whole=True)
    assert answered in ([201], [])  # Nobody waits for it: an answer in parts need not begin.
    [run, *_] = client.get("/api/v1/admin/imports", headers=key).json()["items"]
    assert (run["state"], client.get("/api/v1/products/L-2").status_code) == ("done", 200)
    undo = f"/api/v1/admin/imports/{run['run']}/undo"
    assert leave(client, key, ("POST", undo, [], b""), whole=True) == [200]
    run = client.get(f"/api/v1/admin/imports/{run['run']}", headers=key).json()
    assert (run["state"], client.get("/api/v1/products/L-2").status_code) == ("undone", 404)
