"""Everything below a product's address, for catalog numbers of every kind, their slashes encoded or not."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

API = "/api/v1"
PDF = b"%PDF-1.7\n1 0 obj\n"
ANY = {"If-Match": "*"}
PLAIN = ["A-1", "A/B", "A/B/C", "Ä/β", "A B/C", "A+B/&=", "A;v=1/2", "A.B/c.d", "/A", "A//B"]
"""Numbers whose slashes may be sent as they are."""
CONFUSING = [
    "A/revisions", "A/revisions/1", "A/restore", "A/documents/B", "A/related", "A/history", "A/structure.svg",
    "A/B.csv",
]  # fmt: skip
"""Numbers that end as other addresses do: their slashes must be encoded."""


@pytest.fixture(scope="module")
def served(editing: tuple[TestClient, dict[str, str]]) -> tuple[TestClient, dict[str, str]]:
    """A catalog that holds a product whose addresses others could be taken for, and the key of an editor."""
    client, key = editing
    answer = client.put(f"{API}/admin/products/A", json={"name": "A"}, headers={**key, "If-None-Match": "*"})
    assert answer.status_code == 200, answer.text
    return editing


@pytest.mark.parametrize(
    ("number", "part"),
    [(number, quote(number, safe="")) for number in PLAIN + CONFUSING]
    + [(number, quote(number, safe="").replace("%2F", "%2f")) for number in ("A/B", "A/history")]
    + [(number, quote(number)) for number in PLAIN],
)
def test_a_product_is_made_read_changed_removed_and_restored(
    served: tuple[TestClient, dict[str, str]], number: str, part: str
) -> None:
    client, key = served
    one, edited = f"{API}/products/{part}", f"{API}/admin/products/{part}"

    def told(path: str, **headers: str) -> int:
        answer = client.get(path, headers={**key, **headers})
        assert answer.status_code == 200, (path, answer.text)
        return len(answer.content)

    made = client.put(edited, json={"name": "N", "smiles": "CCO"}, headers={**key, "If-None-Match": "*"})
    assert (made.status_code, made.json().get("catalog_number")) == (200, number), made.text
    first = made.json()["revision"]
    assert client.patch(edited, json={"assay": "98 %"}, headers={**key, **ANY}).json()["revision"] == first + 1
    kept = client.put(f"{edited}/documents/SDS", content=PDF, headers={**key, **ANY})
    assert kept.status_code == 200, kept.text
    page = f"/products/{part}"
    assert client.get(kept.json()["documents"][0]["url"]).content == PDF
    assert client.get(f"{one}/documents/SDS").content == client.get(f"{page}/documents/SDS").content == PDF
    assert client.get(one).json()["catalog_number"] == number
    for path in (
        f"{one}/related",
        f"{one}/revisions",
        f"{one}/revisions/{first}",
        f"{one}/structure.svg",
        f"{one}.csv",
    ):
        told(path)
    assert "highlighted" in client.get(f"{one}/structure.svg?highlight=CO").text
    for path in (page, f"{page}/history", f"{page}.svg"):
        told(path, Accept="text/html, image/svg+xml")
    assert client.delete(f"{edited}/documents/SDS", headers={**key, **ANY}).status_code == 204
    assert client.delete(edited, headers={**key, **ANY}).status_code == 204
    assert client.get(one).status_code == 404
    restored = client.post(f"{edited}/restore", json={"revision": first}, headers=key)
    assert (restored.status_code, restored.json().get("revision")) == (200, first + 5), restored.text
    assert client.delete(edited, headers={**key, "If-Match": restored.headers["etag"]}).status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/products/A%2Frevisions", 404),
        ("GET", "/api/v1/products/A/revisions", 200),
        ("PUT", "/api/v1/admin/products/", 428),
        ("GET", "/api/v1/admin/products/A%2FB", 405),
        ("POST", "/api/v1/admin/products/A%2Frestore", 405),
        ("DELETE", "/api/v1/admin/products/A%2Fdocuments%2FSDS", 404),
        ("GET", "/products/A%2Fhistory", 200),
    ],
)
def test_an_encoded_slash_belongs_to_the_number(
    served: tuple[TestClient, dict[str, str]], method: str, path: str, status: int
) -> None:
    client, key = served
    headers = {**key, **ANY} if method == "DELETE" else key
    assert client.request(method, path, headers=headers).status_code == status


def test_a_document_may_have_a_slash_in_its_name(served: tuple[TestClient, dict[str, str]]) -> None:
    client, key = served
    sent = client.put(f"{API}/admin/products/A/documents/SDS", content=PDF, headers={**key, **ANY}).json()
    fields = {"document:SDS": None, "document:SDS/CoA": sent["documents"][0]["stated"]}
    client.patch(f"{API}/admin/products/A", json=fields, headers={**key, **ANY})
    [document] = client.get(f"{API}/products/A").json()["documents"]
    assert document["url"] == "/products/A/documents/SDS%2FCoA"
    assert client.get(document["url"]).content == PDF


@pytest.mark.parametrize("part", ["..%2FA", "A%2F..%2FB", "A%2F.", "%E2%80%AEA", "A%E2%80%8BB", "A%EF%BB%BF", "%C2%AD"])
def test_what_is_no_catalog_number_is_neither_found_nor_made(
    served: tuple[TestClient, dict[str, str]], part: str
) -> None:
    client, key = served
    edited = f"{API}/admin/products/{part}"
    refused = client.put(edited, json={"name": "N"}, headers={**key, "If-None-Match": "*"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "catalog_number"), refused.text
    for path in (f"{API}/products/{part}", f"/products/{part}", f"{API}/products/{part}/revisions"):
        assert client.get(path, headers=key).status_code == 404
    assert client.delete(edited, headers={**key, **ANY}).status_code == 404
    assert client.patch(edited, json={"name": "N"}, headers={**key, **ANY}).status_code == 404
