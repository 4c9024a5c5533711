"""What is known of CAS RNs, over HTTP: in a check, an edit and an import."""

from __future__ import annotations

from fastapi.testclient import TestClient

CAFFEINE = {"name": "Caffeine", "cas_rn": "58-08-2", "formula": "C8H10N4O2"}
ADMIN = "/api/v1/admin/products/REF-1"

Served = tuple[TestClient, dict[str, str]]


def test_a_check_tells_what_a_cas_rn_means(editing: Served) -> None:
    client, _ = editing
    answer = client.post("/api/v1/check", json={"catalog_number": "REF-1", **CAFFEINE, "cas_rn": "50-78-2"}).json()
    [finding] = answer["findings"]
    assert (answer["accepted"], finding["code"], finding["expected"]) == (False, "cas-contradicted", "58-08-2")
    assert client.post("/api/v1/check", json={"catalog_number": "REF-1", **CAFFEINE}).json()["findings"] == []


def test_an_edit_is_compared_too(editing: Served) -> None:
    client, key = editing
    assert client.put(ADMIN, json=CAFFEINE, headers={**key, "If-None-Match": "*"}).status_code == 200
    changed = client.patch(ADMIN, json={"cas_rn": "50-78-2"}, headers={**key, "If-Match": "*"})
    [error] = changed.json()["errors"]
    assert (changed.status_code, error["field"]) == (422, "cas_rn")
    assert "58-08-2 (caffeine)" in error["message"]
    warned = client.patch(ADMIN, json={"cas_rn": "50-78-2", "formula": "-"}, headers={**key, "If-Match": "*"})
    assert [finding["code"] for finding in warned.json()["findings"]] == ["cas-name-mismatch"]
    assert client.delete(ADMIN, headers={**key, "If-Match": "*"}).status_code == 204


def test_an_import_is_compared_too(editing: Served) -> None:
    client, key = editing
    table = "Catalog No.,Name,CAS,Formula\nREF-2,Caffeine,50-78-2,C8H10N4O2\n"
    files = {"file": ("table.csv", table.encode(), "text/csv")}
    answer = client.post("/api/v1/admin/imports", files=files, data={"dry_run": "true"}, headers=key)
    [record] = answer.json()["records"]
    assert (record["outcome"], [finding["code"] for finding in record["findings"]]) == ("held", ["cas-contradicted"])
