"""How requests are let in: large bodies, clients that leave, and more requests than can be worked on."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.settings import Settings
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.web.app import create_app
from catalog.web.http.admission import FORM_BYTES, MOST_IN_WORK, Admission, BodyLimits
from tests.web.conftest import make_key

JSON_BYTES, UPLOAD_BYTES = 200_000, 3_000_000
PLACE = "/api/v1/admin/products/D-1/documents/SDS"
PDF = b"%PDF-1.7\n"
LIMITS = BodyLimits(1_000, 1_000)
OWN = {"Origin": "http://testserver"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('admission')}/catalog.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    database.close()
    return url


@pytest.fixture(scope="module")
def app(url: str) -> FastAPI:
    return create_app(Settings(database_url=url, json_bytes=JSON_BYTES, upload_bytes=UPLOAD_BYTES))


@pytest.fixture(scope="module")
def served(app: FastAPI, url: str) -> Iterator[TestClient]:
    with TestClient(app) as client:
        client.headers |= make_key(url, "editor") | OWN
        client.put("/api/v1/admin/products/D-1", json={"name": "D"}, headers={"If-None-Match": "*"})
        yield client


@pytest.mark.parametrize(
    ("method", "path", "kind", "size", "status"),
    [
        ("POST", "/api/v1/lookup", "application/json", JSON_BYTES, 422),
        ("POST", "/api/v1/lookup", "application/json", JSON_BYTES + 1, 413),
        ("POST", "/api/v1/lookup", "text/plain", JSON_BYTES + 1, 413),
        ("POST", "/api/v1/lookup", "", JSON_BYTES + 1, 413),
        ("POST", "/lookup", FORM, FORM_BYTES, 422),
        ("POST", "/lookup", FORM, FORM_BYTES + 1, 413),
        ("POST", "/api/v1/admin/imports", "multipart/form-data; boundary=b", UPLOAD_BYTES + 1, 413),
        ("PUT", PLACE, "application/pdf", UPLOAD_BYTES, 200),
        ("PUT", PLACE, "application/pdf", UPLOAD_BYTES + 1, 413),
        ("PUT", PLACE, "application/json", JSON_BYTES + 1, 200),
        ("POST", "/nowhere", "application/json", UPLOAD_BYTES + 1, 404),
        ("POST", "/healthz", "application/json", UPLOAD_BYTES + 1, 405),
        ("GET", "/api/v1/products", "application/json", UPLOAD_BYTES + 1, 200),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_a_body_has_a_limit(
    served: TestClient, method: str, path: str, kind: str, size: int, status: int, *, streamed: bool
) -> None:
    body = PDF + b" " * (size - len(PDF))
    content = (body[start : start + 50_000] for start in range(0, size, 50_000)) if streamed else body
    answer = served.request(method, path, content=content, headers={"Content-Type": kind, "If-Match": "*"})
    assert answer.status_code == status
    if status == 413:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "bytes; the limit for" in answer.json()["detail"]


def test_a_person_is_told_on_a_page(served: TestClient) -> None:
    headers = {"Content-Type": FORM, "Accept": "text/html"}
    answer = served.post("/lookup", content=b"text=" + b"a" * FORM_BYTES, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "text/html; charset=utf-8")


def test_a_form_with_a_file_may_be_larger_than_json(served: TestClient) -> None:
    answer = served.post("/lookup", files={"file": ("a.txt", b"caffeine\n" * 50_000)}, headers=OWN)
    assert "450,000" not in answer.text
    assert answer.status_code == 422


MULTIPART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"a" * 1_500_000


@pytest.mark.parametrize(
    ("method", "path", "kind", "part"),
    [
        ("POST", "/api/v1/lookup", "application/json", b'{"identifiers": ['),
        ("POST", "/lookup", FORM, b"text=a"),
        ("POST", "/lookup", "multipart/form-data; boundary=b", MULTIPART),
        ("POST", "/api/v1/admin/imports", "multipart/form-data; boundary=b", MULTIPART),
        ("POST", "/editor/uploads", "multipart/form-data; boundary=b", MULTIPART),
        ("PUT", PLACE, "multipart/form-data; boundary=b", MULTIPART),
        ("PUT", PLACE, "application/pdf", PDF),
        ("PUT", PLACE, "application/pdf", b""),
    ],
)
def test_a_client_that_leaves_leaves_nothing(
    app: FastAPI,
    served: TestClient,
    method: str,
    path: str,
    kind: str,
    part: bytes,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    headers = [(name.lower().encode(), text.encode()) for name, text in served.headers.items() if name != "accept"]
    stated = [(b"content-type", kind.encode()), (b"content-length", b"%d" % (len(part) + 1)), (b"if-match", b"*")]
    asked = scope(method, path, [*headers, *stated])
    messages: list[Message] = [{"type": "http.request", "body": part, "more_body": True}, {"type": "http.disconnect"}]
    assert served.portal is not None
    statuses = served.portal.call(partial(call, app, asked, messages))
    assert statuses == [400]
    assert list(temporary.rglob("*")) == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def scope(method: str, path: str, headers: list[tuple[bytes, bytes]]) -> Scope:
    plain = {"type": "http", "http_version": "1.1", "scheme": "http", "root_path": "", "query_string": b""}
    client = {"client": ("127.0.0.1", 1), "server": ("testserver", 80), "asgi": {"version": "3.0"}}
    return {**plain, **client, "method": method, "path": path, "raw_path": path.encode(), "headers": headers}


async def call(app: ASGIApp, asked: Scope, messages: list[Message]) -> list[int]:
    """Ask an application as a server does; the statuses of its answers."""
    statuses: list[int] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(asked, receive, send)
    return statuses


def test_work_that_the_end_of_the_server_cuts_short_is_told() -> None:
    async def application(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.sleep(60)

    async def cut_short() -> list[int]:
        task = asyncio.create_task(call(Admission(application, LIMITS), scope("GET", "/", []), []))
        await asyncio.sleep(0)
        task.cancel()
        return await task

    assert asyncio.run(cut_short()) == [503]


def test_requests_in_work_are_bounded_and_those_at_the_door_are_not_counted() -> None:
    asyncio.run(_fill_a_server())


async def _fill_a_server() -> None:
    go_on, statuses = asyncio.Event(), list[int]()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            await receive()
        if scope["path"] == "/slow":
            await go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    door = Admission(application, LIMITS)

    async def ask(method: str, path: str, body: asyncio.Event | None = None) -> None:
        async def receive() -> Message:
            if body is not None:
                await body.wait()
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        length = [] if body is None else [(b"content-length", b"1")]
        await door(scope(method, path, length), receive, send)

    at_the_door = [asyncio.create_task(ask("POST", "/slow", go_on)) for _ in range(2 * MOST_IN_WORK)]
    in_work = [asyncio.create_task(ask("GET", "/slow")) for _ in range(MOST_IN_WORK - 1)]
    await asyncio.sleep(0)
    await ask("GET", "/")
    in_work.append(asyncio.create_task(ask("GET", "/slow")))
    await asyncio.sleep(0)
    await ask("GET", "/")
    await ask("GET", "/healthz")
    assert statuses == [200, 503, 200]
    for task in at_the_door:
        task.cancel()
    await asyncio.gather(*at_the_door)
    statuses.clear()
    go_on.set()
    await asyncio.gather(*in_work)
    await ask("GET", "/")
    assert statuses == [200] * (MOST_IN_WORK + 1)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("", []),
        ("127.0.0.1", ["127.0.0.1"]),
        (" 10.0.0.0/8 ,, ::1,fd00::/8 ", ["10.0.0.0/8", "::1", "fd00::/8"]),
        ("proxy.example.org", None),
        ("10.0.0.1/8", None),
        ("*", None),
    ],
)
def test_trusted_proxies_are_addresses_and_networks(text: str, addresses: list[str] | None) -> None:
    if addresses is None:
        with pytest.raises(ValidationError, match="trusted_proxies"):
            Settings(trusted_proxies=text)
    else:
        assert Settings(trusted_proxies=text).trusted_addresses() == addresses
