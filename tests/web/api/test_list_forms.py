"""Lists as files, in a few words, and single products with some fields."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import make_key

PRODUCTS, SEARCH = "/api/v1/products", "/api/v1/search"
SDF = "chemical/x-mdl-sdfile"
ONE = f"{PRODUCTS}/XD95283"


def numbers(text: str) -> list[str]:
    return [row["catalog_number"] for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize(("path", "query"), [(PRODUCTS, "limit=3&sort=-name"), (SEARCH, "q=acid&limit=3")])
def test_a_list_is_a_file_by_suffix_or_accept(client: TestClient, path: str, query: str) -> None:
    listed = [item["catalog_number"] for item in client.get(f"{path}?{query}").json()["items"]]
    by_suffix = client.get(f"{path}.csv?{query}")
    by_accept = client.get(f"{path}?{query}", headers={"Accept": "text/csv"})
    assert by_suffix.content == by_accept.content
    assert (numbers(by_suffix.text), by_suffix.headers["content-type"]) == (listed, "text/csv; charset=utf-8")
    assert (by_suffix.headers["x-complete"], by_suffix.headers["vary"].split(", ")[0]) == ("true", "Accept")
    records = client.get(f"{path}?{query}", headers={"Accept": SDF})
    assert (records.text.count("$$$$\n"), records.headers["content-type"]) == (len(listed), SDF)
    assert client.get(f"{path}.sdf?{query}").content == records.content


def test_a_file_leads_to_its_next_page_until_the_end(client: TestClient) -> None:
    total = client.get(f"{PRODUCTS}?limit=1").json()["total"]
    seen: list[str] = []
    address: str | None = f"{PRODUCTS}.csv?limit=40"
    while address:
        answer = client.get(address)
        seen += numbers(answer.text)
        address = answer.links.get("next", {}).get("url")
    assert (len(seen), len(set(seen))) == (total, total)


def test_a_file_has_its_tag(client: TestClient) -> None:
    tag = client.get(f"{PRODUCTS}.csv?limit=2").headers["etag"]
    assert client.get(f"{PRODUCTS}.csv?limit=2", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("accept", ["text/html", "application/json, text/csv;q=0.5", "*/*", "image/png"])
def test_other_clients_get_json(client: TestClient, accept: str) -> None:
    assert client.get(f"{PRODUCTS}?limit=1", headers={"Accept": accept}).json()["items"]


@pytest.mark.parametrize(
    "address",
    [
        f"{ONE}?fields=nonsense", f"{PRODUCTS}.xml", f"{PRODUCTS}?view=short",
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 422


def test_what_json_shows_is_no_matter_to_files(client: TestClient) -> None:
    """All other forms have their own columns, and fields say more exactly than a view what is shown."""
    for plain, more in (
        (f"{PRODUCTS}.csv", "?fields=name&view=summary"),
        (f"{SEARCH}.sdf?q=acid", "&view=summary"),
        (f"{ONE}.csv", "?fields=name"),
    ):
        assert client.get(plain + more).content == client.get(plain).content
    found = client.get(f"{PRODUCTS}?fields=name&view=summary&limit=1").json()["items"]
    assert [list(item) for item in found] == [["name"]]


def test_a_summary_of_25_products_is_short(client: TestClient) -> None:
    found = client.get(f"{SEARCH}?q=acid&view=summary")
    items = found.json()["items"]
    assert (len(items), len(found.content) <= 6_000) == (25, True)
    assert set(items[0]) == {"catalog_number", "name", "cas_rn", "hill_formula", "molecular_weight", "supplier"}
    assert client.get(f"{PRODUCTS}?view=summary&limit=1").json()["items"][0]["name"]


def test_long_names_are_cut_in_a_summary(own_client: TestClient, own_url: str) -> None:

    key = make_key(own_url, "editor")
    name = "Poly(" + "α" * 200 + ")"
    own_client.put("/api/v1/admin/products/L1", json={"name": name}, headers={**key, "If-None-Match": "*"})
    item = own_client.get(f"{PRODUCTS}?view=summary").json()["items"][0]
    assert (len(item["name"]), item["name"][-1], item["name"][:5]) == (80, "…", "Poly(")


def test_one_product_has_the_fields_asked_for(client: TestClient) -> None:
    whole = client.get(ONE)
    some = client.get(f"{ONE}?fields=name,cas_rn")
    assert some.json() == {"name": "BPTA", "cas_rn": "89604-92-2"}
    assert some.headers["etag"] != whole.headers["etag"]
    assert client.get(f"{ONE}?fields=name,cas_rn", headers={"If-None-Match": some.headers["etag"]}).status_code == 304
    long_form = client.get("/api/v1/suppliers/house/products/XD95283?fields=name")
    assert long_form.json() == {"name": "BPTA"}
    then = whole.json()["updated_at"]
    assert client.get(ONE, params={"fields": "name", "as_of": then}).json() == {"name": "BPTA"}


def test_grades_of_the_data_filter_lists_and_searches(client: TestClient) -> None:
    counts = [client.get(f"{PRODUCTS}?quality={grade}&limit=1").json()["total"] for grade in "ABCDE"]
    assert sum(counts) == client.get(f"{PRODUCTS}?limit=1").json()["total"]
    grades = {item["quality"]["grade"] for item in client.get(f"{SEARCH}?q=acid&quality=b&quality=C").json()["items"]}
    assert grades <= {"B", "C"}
