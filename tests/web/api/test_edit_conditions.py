"""Under which conditions the API edits a product: If-Match and If-None-Match as RFC 9110 reads them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

ADMIN = "/api/v1/admin/products/C-1"


Served = tuple[TestClient, dict[str, str]]


@pytest.fixture
def served(editing: Served) -> Served:
    """A catalog with one product, and the key of an editor."""
    client, key = editing
    client.delete(ADMIN, headers={**key, "If-Match": "*"})
    assert client.put(ADMIN, json={"name": "C"}, headers={**key, "If-None-Match": "*"}).status_code == 200
    return editing


def test_two_changes_of_whatever_is_kept_are_both_made(served: Served) -> None:
    client, key = served
    fields = [f"spec:Test {number}" for number in range(6)]

    def change(field: str) -> int:
        return client.patch(ADMIN, json={field: "passes"}, headers={**key, "If-Match": "*"}).status_code

    with ThreadPoolExecutor(len(fields)) as editors:
        statuses = list(editors.map(change, fields))
    assert set(statuses) <= {200, 412}
    kept = {entry["test"] for entry in client.get("/api/v1/products/C-1").json()["specifications"]}
    changed = {field.removeprefix("spec:") for field, status in zip(fields, statuses, strict=True) if status == 200}
    assert kept == changed != set()


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([], 428),
        (["{tag}"], 200),
        (["*"], 200),
        ([" * "], 200),
        (['"other", {tag}'], 200),
        (['"a, b",{tag} , "c"'], 200),
        (['"other"', "{tag}"], 200),
        (['W/"other", {tag}'], 200),
        (["W/{tag}"], 412),
        (['W/{tag}, "other"'], 412),
        (['"other"'], 412),
        ([""], 412),
        (["{bare}"], 412),
        (["nonsense, *"], 412),
        (['"{bare}'], 412),
    ],
)
@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
def test_if_match_is_a_list_of_strong_tags(served: Served, method: str, lines: list[str], status: int) -> None:
    client, key = served
    tag = client.get("/api/v1/products/C-1").headers["etag"]
    sent = [("If-Match", line.format(tag=tag, bare=tag.strip('"'))) for line in lines]
    body = None if method == "DELETE" else {"name": "Changed"}
    answer = client.request(method, ADMIN, json=body, headers=[*key.items(), *sent])
    assert answer.status_code == (204 if status == 200 and method == "DELETE" else status), answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": "*"}, 412),
        ({"If-None-Match": "*", "If-Match": "*"}, 412),
        ({"If-None-Match": '"other"', "If-Match": "*"}, 200),
        ({"If-None-Match": "W/{tag}", "If-Match": "*"}, 412),
        ({"If-None-Match": '"other"'}, 428),
    ],
)
def test_if_none_match_is_read_beside_it(served: Served, headers: dict[str, str], status: int) -> None:
    client, key = served
    tag = client.get("/api/v1/products/C-1").headers["etag"]
    sent = {name: value.format(tag=tag) for name, value in headers.items()}
    assert client.put(ADMIN, json={"name": "Changed"}, headers={**key, **sent}).status_code == status


@pytest.mark.parametrize(
    ("stated", "kept"),
    [("C-2", None), ("C-1x", None), ("-", None), (None, None), ("C-1", "C-1"), (" c-1 ", "c-1"), ("", "C-1")],
)
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_an_edit_changes_no_catalog_number(served: Served, method: str, stated: str | None, kept: str | None) -> None:
    client, key = served
    body = {"name": "Changed", "catalog_number": stated}
    answer = client.request(method, ADMIN, json=body, headers={**key, "If-Match": "*"})
    if kept is None:
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "catalog_number"), answer.text
    else:
        assert (answer.status_code, answer.json()["catalog_number"]) == (200, kept), answer.text
    now = client.get("/api/v1/products/C-1").json()
    assert (now["catalog_number"], now["name"]) == (kept or "C-1", "C" if kept is None else "Changed")
