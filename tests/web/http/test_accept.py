"""In which form an answer comes, by the weights of the ``Accept`` header."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, "text/html"),
        ("text/html", "text/html"),
        ("application/json;q=0.5, text/html", "text/html"),
        ("application/json, text/html;q=0.5", PROBLEM),
        ("text/html;q=0", PROBLEM),
        ("*/*", PROBLEM),
        ("image/avif", PROBLEM),
        ("nonsense", PROBLEM),
        ("", PROBLEM),
    ],
)
@pytest.mark.parametrize("address", ["/nothing", "/products/none", "/compounds/none"])
def test_a_person_gets_a_page_of_what_went_wrong(
    client: TestClient, address: str, accept: str, media_type: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert client.get("/api/v1" + address, headers={"Accept": accept}).headers["content-type"] == PROBLEM


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv"),
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("application/json, text/csv;q=0.5", "application/json"),
        ("*/*", "application/json"),
        ("image/avif", "application/json"),
        ("", "application/json"),
    ],
)
def test_lookups_come_as_csv_where_that_is_preferred(client: TestClient, accept: str, media_type: str) -> None:
    answer = client.post("/api/v1/lookup", json={"identifiers": ["water"]}, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
