"""What the log says of a request that failed."""

from __future__ import annotations

import logging

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.responses import Response

from catalog.errors import CatalogError
from catalog.web.http.problems import install_problem_handlers


@pytest.mark.parametrize("error", [CatalogError("It broke."), ValueError("It broke.")])
@pytest.mark.parametrize(
    ("sent", "logged"),
    [
        ("/api/v1/products/A-1", "/api/v1/products/A-1"),
        ("/products/A%20%1b[31mred", "/products/A%20%1B%5B31mred"),
        ("/products/A%c2%9b31m", "/products/A%C2%9B31m"),
        ("/products/A%e2%80%ae", "/products/A%E2%80%AE"),
    ],
)
def test_a_path_reaches_no_terminal_with_control_characters(
    error: Exception, sent: str, logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = FastAPI()

    def fail() -> Response:
        raise error

    app.add_api_route("/{path:path}", fail)
    install_problem_handlers(app, lambda _request, status, detail, _choices: Response(detail, status))
    with caplog.at_level(logging.ERROR, "catalog.web"):
        assert TestClient(app, raise_server_exceptions=False).get(sent).status_code == 500
    [message] = [record.getMessage() for record in caplog.records if record.name == "catalog.web"]
    assert logged in message
    assert message.isprintable()
