"""The search box over HTTP: narrowed by every filter, ordered, counted, paged."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

API = "/api/v1"
Value = str | int | float | list[str]


def searched(client: TestClient, **parameters: Value) -> dict[str, Any]:
    answer = client.get(f"{API}/search", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


class TestNarrowing:
    @pytest.mark.parametrize(
        "filters",
        [
            {"mw_max": 150},
            {"mw_min": 100, "mw_max": 200, "sort": "-molecular_weight"},
            {"substructure": "c1ccccc1"},
            {"similar_to": "OC(=O)c1ccccc1", "threshold": 0.3},
            {"formula": "C7H6O2"},
            {"status": ["published", "discontinued"]},
            {"supplier": "Nobody"},
            {"storage": ["ambient", "frozen"]},
        ],
    )
    def test_finds_what_box_and_filters_find_both(self, client: TestClient, filters: dict[str, Value]) -> None:
        listed = client.get(f"{API}/products", params={"q": "acid", "limit": 1000, **filters}).json()
        found = searched(client, q="acid", kind="words", limit=1000, **filters)
        assert [item["catalog_number"] for item in found["items"]] == [
            item["catalog_number"] for item in listed["items"]
        ]
        assert found["total"] == listed["total"]

    def test_leaves_the_reading_as_it_is(self, client: TestClient) -> None:
        found = searched(client, q="58-08-2", mw_max=1)
        assert (found["read_as"]["kind"], found["items"], found["total"]) == ("cas_rn", [], 0)

    def test_combines_a_substructure_in_the_box_with_a_similar_one_beside_it(self, client: TestClient) -> None:
        filters: dict[str, Value] = {"similar_to": "OC(=O)c1ccccc1", "threshold": 0.3, "limit": 1000}
        listed = client.get(f"{API}/products", params={"substructure": "C(=O)O", **filters}).json()
        found = searched(client, q="C(=O)O", kind="substructure", **filters)
        assert found["items"] == listed["items"]
        assert found["items"]

    def test_goes_on_with_all_filters_on_the_next_page(self, client: TestClient) -> None:
        parameters: dict[str, Value] = {
            "q": "acid",
            "kind": "words",
            "status": ["published", "discontinued"],
            "mw_max": 200,
        }
        whole = [item["catalog_number"] for item in searched(client, **parameters, limit=1000)["items"]]
        page = searched(client, **parameters, limit=7)
        paged = [item["catalog_number"] for item in page["items"]]
        while page["next"] is not None:
            page = client.get(page["next"]).json()
            paged += [item["catalog_number"] for item in page["items"]]
        assert paged == whole

    @pytest.mark.parametrize(
        ("filters", "field"),
        [
            ({"substructure": "CC"}, "substructure"),
            ({"sort": "relevance"}, "sort"),
            ({"facets": "colour"}, "facets"),
            ({"cas": "1-2-3"}, "cas"),
            ({"nonsense": "1"}, "nonsense"),
        ],
    )
    def test_refuses_in_words(self, client: TestClient, filters: dict[str, str], field: str) -> None:
        answer = client.get(f"{API}/search", params={"q": "CCO", "kind": "substructure", **filters})
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


class TestFacets:
    def test_count_what_the_box_finds(self, client: TestClient) -> None:
        found = searched(client, q="acid", kind="words", facets="status,storage", limit=1)
        assert found["facets"]["status"] == [{"value": "published", "count": found["total"]}]

    def test_leave_out_their_own_filter_and_no_other(self, client: TestClient) -> None:
        every = searched(client, q="BPTA", kind="words", facets="storage,status")["facets"]
        chosen = searched(client, q="BPTA", kind="words", facets="storage,status", storage="frozen")["facets"]
        assert chosen["storage"] == every["storage"] == [{"value": "ambient", "count": 1}]
        assert chosen["status"] == []

    def test_values_of_one_facet_widen_and_facets_narrow(self, client: TestClient) -> None:
        total = {
            key: client.get(f"{API}/products", params={"finding": codes}).json()["total"]
            for key, codes in {"one": ["description-off-topic"], "two": ["description-off-topic", "none"]}.items()
        }
        assert total["one"] == total["two"] >= 1


class TestPasted:
    @pytest.mark.parametrize(
        ("typed", "kind", "value", "note"),
        [
            ("50-78-2 >99%", "cas_rn", "50-78-2", "Read as “50-78-2”."),
            ("Aspirin CAS 50-78-2 100g", "cas_rn", "50-78-2", "Read as “50-78-2”."),
            ("aspirin, 99+% ACS reagent 5x10 mg", "words", "aspirin", "Read as “aspirin”."),
            ("Cat# CT 00001", "catalog_number", "CT00001", "Read as “CT00001”."),
            ("aspirn 25 g", "words", "aspirn", "Read as “aspirn”. No product is named “aspirn”. Showing “aspirin”."),
            (
                "SMILES: CC(=O)Oc1ccccc1C(=O)O aspirin",
                "smiles",
                "CC(=O)Oc1ccccc1C(=O)O",
                "Read as “CC(=O)Oc1ccccc1C(=O)O”.",
            ),
            ("aspirin", "words", "aspirin", None),
        ],
    )
    def test_text_around_an_identifier_is_left_out_and_named(
        self, client: TestClient, typed: str, kind: str, value: str, note: str | None
    ) -> None:
        found = searched(client, q=typed)
        assert [item["catalog_number"] for item in found["items"]] == ["CT00001"]
        assert (found["read_as"]["kind"], found["read_as"]["value"]) == (kind, value)
        assert found["read_as"]["note"] == note

    def test_can_be_read_as_something_else_too(self, client: TestClient) -> None:
        assert searched(client, q="50-78-2, 99%", kind="cas_rn")["total"] == 1
        assert searched(client, q="50-78-2, 99%", kind="words")["read_as"]["kind"] == "words"
