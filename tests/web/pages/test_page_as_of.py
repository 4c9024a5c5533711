"""Product pages as of a time, and the links to the desk on pages that are the same for everybody."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.web.pages.desk_made import API, OWN, WATER, keep, sign_in, text_of


@pytest.fixture
def times(own_client: TestClient, own_url: str) -> list[str]:
    """The times of the revisions of a product that was changed and removed."""
    key = sign_in(own_client, own_url)
    keep(own_client, key, "W-1", WATER)
    keep(own_client, key, "W-1", {"name": "Purified water"})
    assert own_client.delete(f"{API}/W-1", headers={**key, "If-Match": "*"}).status_code == 204
    items = own_client.get("/api/v1/products/W-1/revisions", headers=key).json()["items"]
    return [item["at"] for item in reversed(items)]


def test_a_page_shows_the_product_as_it_was(own_client: TestClient, times: list[str]) -> None:
    assert own_client.get("/products/W-1").status_code == 404
    for revision, name in ((1, "Water"), (2, "Purified water")):
        page = own_client.get("/products/W-1", params={"as_of": times[revision - 1]})
        said = text_of(page.text)
        assert (page.status_code, f"<h1>{name}</h1>" in page.text) == (200, True)
        assert f"As it was on {times[revision - 1][:10]}" in said
        assert f"revision {revision}." in said
        assert '<meta name="robots" content="noindex">' in page.text
        again = own_client.get(
            "/products/W-1", params={"as_of": times[revision - 1]}, headers={"If-None-Match": page.headers["etag"]}
        )
        assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "status"), [("2000-01-01T00:00:00Z", 404), ("2999-01-01T00:00:00Z", 404), ("yesterday", 422), ("1", 422)]
)
def test_a_time_without_the_product_or_no_time_at_all(
    own_client: TestClient, times: list[str], asked: str, status: int
) -> None:
    assert own_client.get("/products/W-1", params={"as_of": asked}).status_code == status
    assert times


def test_a_page_is_the_same_for_an_editor_and_for_everybody(own_client: TestClient, own_url: str) -> None:
    """So that caches may keep it. A cookie, which opens nothing, lets a script show the links to the desk."""
    key = sign_in(own_client, own_url)
    keep(own_client, key, "W-1", WATER)
    assert own_client.cookies.get("catalog_desk") == "1"
    own = own_client.get("/products/W-1")
    assert '<span data-desk hidden> <a rel="nofollow" href="/editor/suppliers/house/products/W-1/edit">' in own.text
    own_client.post("/editor/sign-out", headers=OWN)
    assert own_client.cookies.get("catalog_desk") is None
    everybody = own_client.get("/products/W-1")
    assert (own.text, own.headers["etag"]) == (everybody.text, everybody.headers["etag"])
    assert "cookie" not in everybody.headers["vary"].lower()
