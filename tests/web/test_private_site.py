"""A private site shows strangers the sign-in, static files and its health, and nothing else, on any route."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from catalog.settings import Settings
from catalog.web.app import create_app
from catalog.web.http.security import STATIC
from catalog.web.pages.editor_session import COOKIE, SIGN_IN_PATHS
from tests.conftest import make_empty
from tests.settings_made import unhurried
from tests.web.conftest import make_key

PAGE = {"Accept": "text/html"}
OWN = {"Sec-Fetch-Site": "same-origin"}
OPEN = {
    "/healthz",
    "/readyz",
    "/favicon.ico",
    "/brand/logo",
    "/brand/accent.css",
    "/editor/welcome/{token}",
    *SIGN_IN_PATHS,
}


@pytest.fixture(scope="module")
def private_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    url = f"sqlite:///{tmp_path_factory.mktemp('private')}/own.db"
    make_empty(url)
    return unhurried(url, private=True, wrong_keys=1000)


@pytest.fixture(scope="module")
def site(private_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(private_settings), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def reader(private_settings: Settings) -> dict[str, str]:
    return make_key(private_settings.database_url, "reader")


@pytest.fixture
def editor(private_settings: Settings) -> dict[str, str]:
    return make_key(private_settings.database_url, "editor")


def routes(site: TestClient) -> list[tuple[str, str]]:
    """Every method of every path; a path has its parameters still."""
    app = cast("FastAPI", site.app)
    found = {(method, one.path) for one in iter_route_contexts(app.routes) if one.path for method in one.methods or ()}
    return sorted((method, path) for method, path in found if not path.startswith(STATIC))


def address_of(path: str) -> str:
    return path.replace("{", "").replace("}", "").replace(":path", "")


def test_no_route_but_the_sign_in_is_open(site: TestClient) -> None:
    walked = routes(site)
    assert len(walked) > 150
    for method, path in walked:
        answer = site.request(method, address_of(path), headers=PAGE)
        refused = (answer.status_code, answer.headers.get("location", "").partition("?")[0]) in (
            (401, ""),
            (303, "/editor"),
        )
        assert refused != (path in OPEN), f"{method} {path}: {answer.status_code}"
        assert refused or answer.status_code != 200 or path in OPEN


def test_a_page_leads_to_the_sign_in_and_back(site: TestClient) -> None:
    answer = site.get("/search?q=ethanol", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/editor?to=/search%3Fq%3Dethanol")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", ["/api/v1/products", "/api/v1/openapi.json", "/api/v1/nothing", "/nothing"])
def test_a_program_is_told(site: TestClient, address: str) -> None:
    answer = site.get(address)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["detail"].startswith("This catalog is private.")


def test_a_wrong_key_is_told(site: TestClient) -> None:
    answer = site.get("/api/v1/products", headers={"Authorization": "Bearer cat_wrong"})
    assert (answer.status_code, answer.json()["detail"]) == (401, "This API key is not known.")


def test_static_files_are_open(site: TestClient) -> None:
    answer = site.get("/static/icon.svg")
    assert answer.status_code == 200
    assert answer.headers.get("cache-control") != "no-store"


def test_a_key_of_any_role_opens_it(site: TestClient, reader: dict[str, str]) -> None:
    answer = site.get("/api/v1/products", headers=reader)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert site.get("/search?q=x", headers={**reader, **PAGE}).status_code == 200


def test_a_session_opens_it_until_it_ends(private_settings: Settings, editor: dict[str, str]) -> None:
    with TestClient(create_app(private_settings), follow_redirects=False) as browser:
        key = editor["Authorization"].removeprefix("Bearer ")
        done = browser.post("/editor/sign-in", data={"key": key, "to": "/search?q=x"}, headers=OWN)
        assert (done.status_code, done.headers["location"]) == (303, "/search?q=x")
        assert browser.get("/search?q=x", headers=PAGE).status_code == 200
        assert browser.get("/api/v1/products").status_code == 200
        browser.post("/editor/sign-out", headers=OWN)
        assert COOKIE not in browser.cookies
        assert browser.get("/search?q=x", headers=PAGE).status_code == 303


def test_metrics_with_a_token_of_their_own_are_asked_for_that(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/own.db"
    make_empty(url)
    with TestClient(create_app(unhurried(url, private=True, metrics_token="long enough"))) as site:
        assert "need a token" in site.get("/metrics").json()["detail"]
        assert site.get("/metrics", headers={"Authorization": "Bearer long enough"}).status_code == 200


@pytest.mark.parametrize(
    ("settings", "address", "stated"),
    [
        ({}, "https://testserver/healthz", None),
        ({"hsts_seconds": 600}, "http://testserver/healthz", None),
        ({"hsts_seconds": 600}, "https://testserver/healthz", "max-age=600"),
        ({"hsts_seconds": 600, "base_url": "https://c.example"}, "http://testserver/api/v1/products", "max-age=600"),
    ],
)
def test_strict_transport(tmp_path: Path, settings: dict[str, object], address: str, stated: str | None) -> None:
    url = f"sqlite:///{tmp_path}/own.db"
    make_empty(url)
    with TestClient(create_app(unhurried(url, **settings))) as site:
        assert site.get(address).headers.get("strict-transport-security") == stated
