"""Addresses and headers that are no text: refused alike on every route, whatever database stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.types import Message

from catalog.settings import Settings
from catalog.web.app import create_app
from catalog.web.http.readable_requests import READ_HEADERS
from tests.conftest import migrated
from tests.web.conftest import make_key

BROKEN = ["%00", "%ED%A0%80", "%FF", "%C0%AF", "%F4%90%80%80", "%E2%82"]
"""NUL, half of a surrogate pair, a byte of no text, an overlong slash, what is beyond Unicode, a cut-off character."""
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over an empty catalog on either engine, with the key of an administrator."""
    folder = tmp_path_factory.mktemp("unreadable")
    url = f"sqlite:///{folder}/c.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with migrated(url):
        app = create_app(Settings(database_url=url, index_folder=folder, security_contact="mailto:a@example.org"))
        with TestClient(app, follow_redirects=False, headers=make_key(url, "admin")) as client:
            yield client


def templates(app: FastAPI) -> list[tuple[str, str]]:
    """The templates of all routes, each with one of its methods."""
    contexts = list(iter_route_contexts(app.routes))
    found = {(route.path or "", method) for route in contexts for method in route.methods or ("GET",)}
    return sorted((path, method) for path, method in found if method not in ("HEAD", "OPTIONS"))


def test_no_route_takes_a_broken_address(served: TestClient) -> None:
    app = served.app
    assert isinstance(app, FastAPI)
    asked = templates(app)
    assert len(asked) > 60
    answers = {}
    for template, method in asked:
        plain = PARAMETER.sub("1", template)
        for text in BROKEN:
            paths = [PARAMETER.sub(text, template)] if "{" in template else [f"{template.rstrip('/')}/{text}"]
            for path in (*paths, f"{plain}?q={text}", f"{plain}?{text}=1", f"{plain}?utm_source={text}"):
                answers[method, path] = served.request(method, path).status_code
    assert {asked: status for asked, status in answers.items() if status not in (404, 422)} == {}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("text", BROKEN)
def test_says_what_is_wrong(served: TestClient, text: str, accept: str) -> None:
    for path in (f"/products/{text}", f"/search?q={text}"):
        answer = served.get(path, headers={"Accept": accept})
        assert (answer.status_code, "UTF-8" in answer.text) == (422, True)
        expected = accept if accept == "text/html" else "application/problem+json"
        assert answer.headers["content-type"].startswith(expected)
        assert "content-security-policy" in answer.headers


def status_of(client: TestClient, path: str, headers: dict[bytes, bytes]) -> int:
    """The status of an answer to a request whose headers are any bytes, which no client library would send."""
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": "", "extensions": {},
        "server": ("testserver", 80), "client": ("127.0.0.1", 1), "query_string": b"", "path": path,
        "raw_path": path.encode(), "headers": list({b"host": b"testserver", **headers}.items()),
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    assert client.portal is not None
    client.portal.call(client.app, scope, receive, send)
    return int(sent[0]["status"])


PATHS = ["/api/v1/products/A", "/products/A", "/api/v1/products", "/search", "/healthz", "/editor", "/static/icon.svg"]


@pytest.mark.parametrize("path", PATHS)
def test_no_header_that_is_read_may_be_broken(served: TestClient, path: str) -> None:
    values = (b"\xff", b"\xed\xa0\x80", b"a\xc0\xafb", b"a\0b")
    sent = [(name, value) for name in sorted(READ_HEADERS) for value in values]
    answers = {pair: status_of(served, path, {pair[0].encode(): pair[1]}) for pair in sent}
    assert {pair: status for pair, status in answers.items() if status != 422} == {}


def test_headers_that_nobody_reads_are_opaque(served: TestClient) -> None:
    assert status_of(served, "/browse", {b"user-agent": b"caf\xe9", b"referer": b"/\xff"}) == 200
    assert status_of(served, "/browse", {b"accept-language": "é".encode()}) == 200


@pytest.mark.parametrize("text", ["caf%C3%A9%0A", "%E2%80%AE", "100%", "%zz", "%F0%9F%A7%AA"])
def test_what_is_text_is_answered(served: TestClient, text: str) -> None:
    assert served.get(f"/search?q={text}").status_code == 200
