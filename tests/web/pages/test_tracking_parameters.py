"""Pages ignore the parameters by which links track their readers; the API refuses what it does not know."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

TRACKED = ("utm_source=x", "fbclid=1", "x=1&x=2", "limit=many")
MACHINES = ("/api/", "/pug/", "/rest/pug/", "/metrics", "/healthz", "/readyz")
"""What programs read. They are told of a parameter that is not there."""
SAMPLES = {
    "catalog_number": "A1",
    "supplier": "house",
    "key": "64-17-5",
    "letter": "a",
    "symbol": "C",
    "slug": "inorganic",
    "number": "1",
    "suffix": "csv",
    "run": "1",
    "name": "SDS",
    "token": "none",
    "draft": "1",
    "code": "cas-invalid",
}
QUESTIONS = {
    "/search": "q=ethanol",
    "/search.atom": "q=ethanol",
    "/search.{suffix}": "q=ethanol",
    "/compare": "n=A1",
    "/quote": "n=A1",
    "/quote.pdf": "n=A1",
    "/report": "product=A1",
}
STRICT = "/editor/products/change"
"""What this changes follows from its address, so a filter that is spelled wrong must not pass for none."""
NEEDED = {
    "/editor/compounds": "key=64-17-5",
    "/editor/products/{catalog_number:path}/compare": "old=1&new=1",
    "/editor/suppliers/{supplier}/products/{catalog_number:path}/compare": "old=1&new=1",
}
"""What a page is asked for here, so that it answers more than a redirect."""


def page_paths(app: FastAPI) -> dict[str, str]:
    """The addresses of all pages, with a sample in the place of each parameter, by template."""
    found = {}
    for context in iter_route_contexts(app.routes):
        template = context.path or ""
        if "GET" in (context.methods or ()) and not template.startswith(MACHINES):
            path = re.sub(r"\{(\w+)[^}]*\}", lambda part: SAMPLES[part[1]], template)
            question = (QUESTIONS | NEEDED).get(template)
            found[template] = path if question is None else f"{path}?{question}"
    return found


@pytest.fixture(scope="module")
def client(editing: tuple[TestClient, dict[str, str]]) -> TestClient:
    """The application over one product, signed in as an editor."""
    served, key = editing
    row = b"Catalog number,Name,CAS\nA1,Ethanol,64-17-5\n"
    served.post("/api/v1/admin/imports", files={"file": ("rows.csv", row)}, headers=key)
    own = {"sec-fetch-site": "same-origin"}
    served.post("/editor/sign-in", data={"key": key["Authorization"].partition(" ")[2]}, headers=own)
    served.headers["Accept"] = "text/html"
    return served


def test_no_page_refuses_a_tracked_link(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    paths = page_paths(client.app)
    assert len(paths) > 25
    answers = {}
    for template, path in paths.items():
        if template == STRICT:
            continue
        plain = client.get(path).status_code
        assert plain < 422, template
        own = {name for name in ("limit",) if template.startswith(("/search", "/browse/"))}
        for tracked in TRACKED:
            if tracked.partition("=")[0] not in own:
                join = "&" if "?" in path else "?"
                answers[template, tracked] = (plain, client.get(f"{path}{join}{tracked}").status_code)
    assert {asked: statuses for asked, statuses in answers.items() if statuses[0] != statuses[1]} == {}


@pytest.mark.parametrize("asked", [*TRACKED, "suplier=house", "q=ethanol&asay_min=9"])
def test_a_page_that_changes_many_products_takes_no_name_that_it_does_not_know(client: TestClient, asked: str) -> None:
    assert client.get(f"{STRICT}?q=ethanol").status_code == 200
    assert client.get(f"{STRICT}?{asked}").status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/api/v1/products", "/api/v1/products/A1", "/api/v1/search?q=ethanol", "/api/v1/compounds/64-17-5"],
)
def test_the_api_refuses_what_it_does_not_know(client: TestClient, path: str) -> None:
    refused = client.get(f"{path}{'&' if '?' in path else '?'}utm_source=x")
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, ["utm_source"])


def test_a_tracked_link_to_the_quote_page_asks_for_no_list(client: TestClient) -> None:
    assert "The list is empty" in client.get("/quote?utm_source=x").text
