"""Each request has a line, and an id that its answer and every line about it have. Nothing secret is in them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from catalog.web.app import create_app
from catalog.web.http.log.lines import ConsoleLines, JsonLines, LogForm, begin_log
from tests.settings_made import unhurried

OWN_ID = "order-4711-a"


@pytest.fixture
def server(own_url: str) -> Iterator[TestClient]:
    """An application with one route that fails."""
    app = create_app(unhurried(own_url))

    @app.get("/fails")
    def fail() -> None:
        raise RuntimeError("This is a fault.")

    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture(params=["console", "json"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[LogForm]:
    """The log of a server in one of its forms; that of the tests comes back afterwards."""
    monkeypatch.setattr(logging.root, "handlers", [])
    level = logging.root.level, logging.getLogger("catalog").level
    yield request.param
    logging.root.setLevel(level[0])
    logging.getLogger("catalog").setLevel(level[1])


def lines(said: str, form: LogForm) -> list[str]:
    """The lines that are no traceback; JSON is made what the console shows."""
    if form == "console":
        return [line for line in said.splitlines() if re.match(r"\d{4}-", line)]
    records = [json.loads(line) for line in said.splitlines()]
    return [
        f"{one['time']} {one['level']} {one['logger']} [{one.get('request_id')}] {one['message']}" for one in records
    ]


def test_one_line_a_request(server: TestClient, form: LogForm, capsys: pytest.CaptureFixture[str]) -> None:
    begin_log(form, "info")
    answers = [
        server.get("/api/v1/products/none", headers={"X-Request-ID": OWN_ID}),
        server.get("/editor/welcome/nX3Zk0Q1yPqLr8s7T-uVwXyZaBcDeFgHiJkLmNoPqRs", headers={"X-Request-ID": "bad id"}),
        server.get("/healthz?q=secret"),
    ]
    said = [line for line in lines(capsys.readouterr().err, form) if "catalog.requests" in line]
    assert len(said) == 3
    for answer, line, shown in zip(answers, said, ("none 404", "/editor/welcome/… 404", "/healthz 200"), strict=True):
        assert f"info catalog.requests [{answer.headers['x-request-id']}] GET" in line
        assert shown in line
        assert "secret" not in line
        assert "127.0.0.1" not in line
        assert "testclient" not in line
    given = [answer.headers["x-request-id"] for answer in answers]
    assert (given[0], len(set(given)), "bad id" in given) == (OWN_ID, 3, False)


def test_an_error_has_the_id_that_the_page_shows(
    server: TestClient, form: LogForm, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_log(form, "info")
    page = server.get("/fails", headers={"Accept": "text/html"})
    answer = server.get("/fails", headers={"X-Request-ID": OWN_ID})
    said = capsys.readouterr().err
    for told in (page, answer):
        name = told.headers["x-request-id"]
        assert (told.status_code, f"was logged as {name}. Try again later." in told.text) == (500, True)
        assert any(f"error catalog.web [{name}] An unexpected error at /fails" in line for line in lines(said, form))
    assert said.count("This is a fault.") >= 2
    assert OWN_ID in answer.json()["detail"]


def test_a_quieter_level_has_no_line_a_request(
    server: TestClient, form: LogForm, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_log(form, "warning")
    server.get("/healthz")
    server.get("/fails")
    said = capsys.readouterr().err
    assert "catalog.requests" not in said
    assert "An unexpected error at /fails" in said


def test_no_text_looks_like_a_line_of_its_own() -> None:
    record = logging.LogRecord("catalog.web", logging.ERROR, "", 0, "%s\n%s", ("one", "two"), None)
    assert json.loads(JsonLines().format(record))["message"] == "one\ntwo"
    assert "\n" not in JsonLines().format(record)
    assert ConsoleLines().format(record).endswith("one\n    two")
