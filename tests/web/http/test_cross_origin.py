"""Other sites' pages use the API in a browser if the operator allows it, and only then."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from catalog.web.app import create_app
from tests.settings_made import unhurried

LAB, OTHER = {"Origin": "https://lab.example"}, {"Origin": "https://other.example"}
ALLOWED = "access-control-allow-origin"
ONE = "/api/v1/products/XD95283"


@pytest.fixture(scope="module")
def opened(seeded_url: str) -> Iterator[TestClient]:
    app = create_app(unhurried(seeded_url, cors_origins="https://lab.example, http://[::1]:8080"))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def test_only_the_api_is_opened_and_only_to_the_named_sites(opened: TestClient) -> None:
    for path in (ONE, "/api/v1/products?limit=1", "/api/v1/products/none"):
        assert opened.get(path, headers=LAB).headers[ALLOWED] == "https://lab.example"
        assert ALLOWED not in opened.get(path, headers=OTHER).headers
        assert ALLOWED not in opened.get(path).headers
    assert ALLOWED not in opened.get("/", headers=LAB).headers
    assert "access-control-allow-credentials" not in opened.get(ONE, headers=LAB).headers


def lasting_headers(opened: TestClient) -> dict[str, str]:
    """The headers of an answer, but for the name of the request."""
    return {name: text for name, text in opened.get(ONE).headers.items() if name != "x-request-id"}


def test_a_kept_answer_is_not_changed_by_who_asked_before(opened: TestClient) -> None:
    """The answers of the short path are sent again and again."""
    plain = lasting_headers(opened)
    for _ in range(3):
        answer = opened.get(ONE, headers=LAB)
        assert answer.headers["vary"].count("Origin") == 1
    assert lasting_headers(opened) == plain


def test_a_browser_may_ask_first(opened: TestClient) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,authorization"}
    answer = opened.options("/api/v1/lookup", headers={**LAB, **asks})
    assert (answer.status_code, answer.headers[ALLOWED]) == (200, "https://lab.example")
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert opened.options("/api/v1/lookup", headers={**OTHER, **asks}).status_code == 400


def test_without_the_setting_nothing_is_said(client: TestClient) -> None:
    assert ALLOWED not in client.get(ONE, headers=LAB).headers
    assert client.options(ONE, headers={**LAB, "Access-Control-Request-Method": "GET"}).status_code == 405


@pytest.mark.parametrize("origins", ["lab.example", "https://lab.example/", "https://*.example", "ftp://lab.example"])
def test_what_no_browser_sends_is_refused(origins: str) -> None:
    with pytest.raises(ValidationError, match="scheme and a host"):
        unhurried("sqlite:///x.db", cors_origins=origins)
