"""The API's products, as the contract describes them, over the project's own seeds."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

API = "/api/v1"


def numbers(client: TestClient, **parameters: str | float) -> list[str]:
    answer = client.get(f"{API}/products", params=parameters)
    assert answer.status_code == 200, answer.text
    return [item["catalog_number"] for item in answer.json()["items"]]


class TestTheSeed:
    @pytest.fixture
    def bpta(self, client: TestClient) -> dict[str, Any]:
        document: dict[str, Any] = client.get(f"{API}/products/XD95283").json()
        return document

    @pytest.mark.parametrize(
        ("field", "expected"),
        [
            ("catalog_number", "XD95283"),
            ("name", "BPTA"),
            ("status", "published"),
            ("revision", 1),
            ("cas_rn", "89604-92-2"),
            ("stated_formula", "C20H22N4O4S3"),
            ("hill_formula", "C20H22N4O4S3"),
            ("stated_molecular_weight", "478.61"),
            ("molecular_weight", 478.621),
            ("monoisotopic_mass", 478.08032),
            ("structure", None),
            ("synonyms", []),
            ("storage", {"text": "Ambient", "code": "ambient", "low_c": 15, "high_c": 25}),
            (
                "specifications",
                [
                    {"test": "Appearance", "text": "White powder"},
                    {
                        "test": "Assay",
                        "text": "99% min",
                        "comparison": ">=",
                        "value": 99.0,
                        "unit": "%",
                        "method": None,
                    },
                ],
            ),
        ],
    )
    def test_is_kept_as_the_contract_says(self, bpta: dict[str, Any], field: str, expected: object) -> None:
        assert bpta[field] == expected

    def test_has_a_weight_that_agrees_and_says_why(self, bpta: dict[str, Any]) -> None:
        check = bpta["weight_check"]
        assert check["verdict"] == "agrees"
        assert check["low"] <= 478.61 <= check["high"]
        assert "478.621" in check["explanation"]

    def test_has_its_description_kept_and_withheld(self, bpta: dict[str, Any]) -> None:
        assert bpta["description"]["status"] == "withheld"
        assert bpta["description"]["text"] is None
        assert bpta["description"]["reason"]
        assert [finding["code"] for finding in bpta["findings"]] == ["description-off-topic"]

    def test_says_where_it_came_from(self, bpta: dict[str, Any]) -> None:
        provenance = bpta["provenance"]
        assert (provenance["source"], provenance["record"], provenance["supplier"]) == ("bpta.txt", 1, None)


class TestOneProduct:
    @pytest.mark.parametrize("spelling", ["XD95283", "xd95283", "Xd95283", "%20xd95283%20"])
    def test_is_found_whatever_the_case(self, client: TestClient, spelling: str) -> None:
        assert client.get(f"{API}/products/{spelling}").json()["catalog_number"] == "XD95283"

    def test_is_a_problem_where_there_is_none(self, client: TestClient) -> None:
        answer = client.get(f"{API}/products/NOPE")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json() == {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "There is no product with the catalog number 'NOPE'.",
        }

    def test_answers_304_to_whoever_has_it(self, client: TestClient) -> None:
        first = client.get(f"{API}/products/XD95283")
        again = client.get(f"{API}/products/XD95283", headers={"If-None-Match": first.headers["etag"]})
        other = client.get(f"{API}/products/XD95283", headers={"If-None-Match": '"other"'})
        assert (again.status_code, again.content, other.status_code) == (304, b"", 200)

    def test_can_be_had_as_it_stood(self, client: TestClient) -> None:
        before = client.get(f"{API}/products/XD95283", params={"as_of": "2000-01-01T00:00:00Z"})
        now = client.get(f"{API}/products/XD95283", params={"as_of": "2999-01-01T00:00:00Z"})
        assert (before.status_code, now.status_code) == (404, 200)

    def test_answers_head_like_get_without_a_body(self, client: TestClient) -> None:
        get, head = client.get(f"{API}/products/XD95283"), client.head(f"{API}/products/XD95283")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", get.headers["etag"])

    def test_draws_a_structure_where_there_is_one(self, client: TestClient) -> None:
        caffeine = numbers(client, cas="58-08-2")[0]
        drawn = client.get(f"{API}/products/{caffeine}/structure.svg")
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert "<title>" in drawn.text
        assert client.get(f"{API}/products/XD95283/structure.svg").status_code == 404

    def test_draws_a_structure_with_what_was_searched_for_highlighted(self, client: TestClient) -> None:
        address = f"{API}/products/{numbers(client, cas='58-08-2')[0]}/structure.svg"
        plain = client.get(address)
        marked = client.get(address, params={"highlight": "Cn1cncc1"})
        refused = client.get(address, params={"highlight": "C.C"})
        assert "with Cn1cncc1 highlighted</title>" in marked.text
        assert marked.headers["etag"] != plain.headers["etag"]
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "highlight")

    def test_draws_a_structure_with_its_stereo_labels_if_asked(self, client: TestClient) -> None:
        address = f"{API}/products/{numbers(client, cas='58-08-2')[0]}/structure.svg"
        plain, labelled = client.get(address), client.get(address, params={"stereo": "true"})
        assert (labelled.status_code, labelled.headers["etag"] == plain.headers["etag"]) == (200, False)


class TestList:
    @pytest.mark.parametrize(
        "cas",
        ["89604-92-2", "89604922", "89604‑92‑2", " 89604-92-2 ", "89604–92–2", "CAS 89604-92-2", "８９６０４-92-2"],
    )
    def test_finds_by_cas_rn_however_it_is_written(self, client: TestClient, cas: str) -> None:
        assert numbers(client, cas=cas) == ["XD95283"]

    @pytest.mark.parametrize(
        "parameters",
        [
            {"q": "bpta"},
            {"q": "BPT"},
            {"q": "xd95283"},
            {"formula": "C20H22N4O4S3"},
            {"formula": "S3O4N4H22C20"},
            {"mw_min": 478.6, "mw_max": 478.65, "q": "bpta"},
            {"monoisotopic_min": 478.080, "monoisotopic_max": 478.081},
            {"finding": "description-off-topic"},
            {"assay_min": 99},
        ],
    )
    def test_finds_the_seed_by_each_filter(self, client: TestClient, parameters: dict[str, Any]) -> None:
        assert "XD95283" in numbers(client, **parameters)

    def test_finds_the_same_compound_by_another_smiles(self, client: TestClient) -> None:
        ethanol = numbers(client, cas="64-17-5")
        assert ethanol
        assert numbers(client, structure="OCC") == ethanol

    def test_is_empty_for_a_valid_number_that_is_not_there(self, client: TestClient) -> None:
        answer = client.get(f"{API}/products", params={"cas": "107-07-3"})
        assert answer.json() == {"items": [], "total": 0, "next": None}

    def test_says_which_check_digit_would_be_right(self, client: TestClient) -> None:
        answer = client.get(f"{API}/products", params={"cas": "89604-92-3"})
        problem = answer.json()
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert "check digit" in problem["detail"]
        assert "2" in problem["detail"].replace("89604-92-3", "")
        assert problem["errors"][0]["field"] == "cas"

    def test_pages_by_next_and_link(self, client: TestClient) -> None:
        seen: list[str] = []
        url = f"{API}/products?limit=200&sort=name"
        for _ in range(10):
            answer = client.get(url)
            seen += [item["catalog_number"] for item in answer.json()["items"]]
            if answer.json()["next"] is None:
                assert "link" not in answer.headers
                break
            assert answer.headers["link"] == f'<{answer.json()["next"]}>; rel="next"'
            url = answer.json()["next"]
        assert len(seen) == len(set(seen)) == client.get(f"{API}/products").json()["total"]

    def test_chooses_fields(self, client: TestClient) -> None:
        answer = client.get(f"{API}/products", params={"cas": "89604-92-2", "fields": "name,cas_rn"})
        assert answer.json()["items"] == [{"name": "BPTA", "cas_rn": "89604-92-2"}]

    @pytest.mark.parametrize(
        ("parameters", "field"),
        [
            ({"nonsense": "1"}, "nonsense"),
            ({"formula": "Xx2"}, "formula"),
            ({"formula": ""}, "formula"),
            ({"cas": ""}, "cas"),
            ({"inchi_key": "short"}, "inchi_key"),
            ({"structure": "not a smiles"}, "structure"),
            ({"structure": "C" * 1900}, "structure"),
            ({"limit": "0"}, "limit"),
            ({"limit": "1001"}, "limit"),
            ({"limit": "9" * 40}, "limit"),
            ({"mw_min": "nan"}, "mw_min"),
            ({"mw_min": "inf"}, "mw_min"),
            ({"mw_min": "1e999"}, "mw_min"),
            ({"sort": "colour"}, "sort"),
            ({"sort": "relevance"}, "sort"),
            ({"fields": "name,colour"}, "fields"),
            ({"cursor": "nonsense"}, "cursor"),
            ({"changed_since": "yesterday"}, "changed_since"),
            ({"q": "x" * 2001}, "q"),
        ],
    )
    def test_refuses_what_it_cannot_answer(self, client: TestClient, parameters: dict[str, str], field: str) -> None:
        answer = client.get(f"{API}/products", params=parameters)
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert [error["field"] for error in answer.json()["errors"]] == [field]


class TestProblems:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/api/v1/nothing", 404),
            ("POST", "/api/v1/products", 405),
            ("GET", "/api/v1/products/XD95283?x=1", 422),
            ("GET", "/api/v1/admin/imports", 401),
            ("POST", "/api/v1/admin/imports", 401),
            ("DELETE", "/api/v1/admin/products/XD95283", 401),
        ],
    )
    def test_are_problem_json(self, client: TestClient, method: str, path: str, status: int) -> None:
        answer = client.request(method, path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status

    def test_405_says_what_is_allowed(self, client: TestClient) -> None:
        assert client.post(f"{API}/products").headers["allow"] == "GET, HEAD"


class TestHealth:
    def test_is_alive_and_ready(self, client: TestClient) -> None:
        assert client.get("/healthz").json() == {"status": "alive"}
        assert client.get("/readyz").json() == {"status": "ready"}


class TestSearch:
    @pytest.mark.parametrize(
        ("q", "kind", "first"),
        [
            ("XD95283", "catalog_number", "XD95283"),
            ("xd95283", "catalog_number", "XD95283"),
            ("89604-92-2", "cas_rn", "XD95283"),
            ("89604922", "cas_rn", "XD95283"),
            ("BPTA", "words", "XD95283"),
            ("C20H22N4O4S3", "formula", "XD95283"),
            ("bpt", "words", "XD95283"),
        ],
    )
    def test_reads_the_box(self, client: TestClient, q: str, kind: str, first: str) -> None:
        answer = client.get(f"{API}/search", params={"q": q}).json()
        assert answer["read_as"]["kind"] == kind
        assert answer["items"][0]["catalog_number"] == first

    @pytest.mark.parametrize(
        ("q", "kind"),
        [
            ("Aspirin", "words"),
            ("OCC", "smiles"),
            ("[13CH4]", "smiles"),
            ("C[N+](C)(C)C", "smiles"),
            ("[Fe(CN)6]4-", "formula"),
            ("LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "inchi_key"),
            ("InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3", "inchi"),
            ("C2H6O", "formula"),
            ("nothing of the kind", "words"),
            ("50-00-0", "cas_rn"),
        ],
    )
    def test_tells_how_it_was_read(self, client: TestClient, q: str, kind: str) -> None:
        assert client.get(f"{API}/search", params={"q": q}).json()["read_as"]["kind"] == kind

    @pytest.mark.parametrize("q", ["CCO", "OO", "C[N+](C)(C)C"])
    def test_names_the_other_readings(self, client: TestClient, q: str) -> None:
        read_as = client.get(f"{API}/search", params={"q": q}).json()["read_as"]
        kinds = {read_as["kind"], *(reading["kind"] for reading in read_as["alternatives"])}
        assert {"smiles", "formula", "words"} <= kinds

    @pytest.mark.parametrize(
        ("q", "kind", "first"),
        [
            ("CC(=O)Oc1ccccc1C(=O)O", "substructure", "Aspirin"),
            ("CC(=O)Oc1ccccc1C(=O)O", "similar", "Aspirin"),
            ("[#9][#6]", "substructure", None),
        ],
    )
    def test_searches_structures_where_asked_to(self, client: TestClient, q: str, kind: str, first: str | None) -> None:
        answer = client.get(f"{API}/search", params={"q": q, "kind": kind}).json()
        page = client.get("/search", params={"q": q, "kind": kind})
        assert answer["read_as"]["kind"] == kind
        assert answer["items"][0]["name"] == (first or answer["items"][0]["name"])
        assert answer["items"][0]["catalog_number"] in page.text

    def test_an_atom_that_cannot_be_is_not_another_substance(self, client: TestClient) -> None:
        read_as = client.get(f"{API}/search", params={"q": "[Na+257].[Cl-257]"}).json()["read_as"]
        assert read_as["kind"] == "words"
        assert read_as["note"].startswith("It was not searched as a structure: The atom [Na+257] has the charge +257.")

    def test_a_page_says_why_a_structure_cannot_be_searched_for(self, client: TestClient) -> None:
        page = client.get("/search", params={"q": "C.C", "kind": "substructure"})
        assert page.status_code == 422
        assert "one component" in page.text

    def test_reads_as_it_is_told(self, client: TestClient) -> None:
        answer = client.get(f"{API}/search", params={"q": "CCO", "kind": "words"}).json()
        assert answer["read_as"]["kind"] == "words"
        assert client.get(f"{API}/search", params={"q": "BPTA", "kind": "cas_rn"}).status_code == 422

    def test_suggests_from_the_first_letters(self, client: TestClient) -> None:
        answer = client.get(f"{API}/suggest", params={"q": "bp"}).json()
        bpta = {"text": "BPTA", "kind": "name", "catalog_number": "XD95283", "matched": [[0, 2]]}
        of = {"supplier": {"slug": "house", "name": "House"}, "name": "BPTA", "products": 1}
        assert {**bpta, **of} in answer["items"]
        assert answer["corrected"] is None

    @pytest.mark.parametrize(
        ("typed", "corrected", "marked"),
        [
            ("alpha-toco", None, "[α]-[Toco]pherol"),
            ("50-78", None, "[50-78]-2"),
            ("asprin", "aspirin", "[Aspirin]"),
            ("cafi", "caf", "[Caf]feine"),
            ("parcet", "paracet", "[Paracet]amol"),
            ("dimethlyform", "dimethylform", "[Dimethylform]amide"),
            ("sodum chlor", "sodium chlor", "[Sodium] [chlor]ide"),
            ("qqqqqq", None, None),
            ("1,2,3,4,5,6,7,8,9", None, None),
        ],
    )
    def test_suggests_what_is_meant_where_nothing_begins_so(
        self, client: TestClient, typed: str, corrected: str | None, marked: str | None
    ) -> None:
        answer = client.get(f"{API}/suggest", params={"q": typed}).json()
        texts = []
        for item in answer["items"]:
            text = item["text"]
            for start, end in reversed(item["matched"]):
                text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
            texts.append(text)
        assert answer["corrected"] == corrected
        assert marked in texts if marked else texts == []


class TestLookup:
    def test_answers_each_in_order(self, client: TestClient) -> None:
        wanted = ["89604-92-2", "caffeine", "89604-92-3", "", "nonesuch"]
        items = client.post(f"{API}/lookup", json={"identifiers": wanted}).json()["items"]
        assert [item["input"] for item in items] == wanted
        assert items[0]["products"][0]["catalog_number"] == "XD95283"
        assert items[1]["products"][0]["cas_rn"] == "58-08-2"
        assert items[2]["suggestions"] == ["89604-92-2"]
        assert [bool(item["products"]) for item in items] == [True, True, False, False, False]

    @pytest.mark.parametrize("body", [{}, {"identifiers": []}, {"identifiers": ["x"] * 1001}, {"identifiers": [1]}, []])
    def test_refuses_other_bodies(self, client: TestClient, body: object) -> None:
        assert client.post(f"{API}/lookup", json=body).status_code == 422


class TestStructureSearch:
    def test_finds_what_holds_a_substructure(self, client: TestClient) -> None:
        answer = client.get(f"{API}/products", params={"substructure": "CC(=O)Oc1ccccc1C(=O)O"}).json()
        assert [item["name"] for item in answer["items"]] == ["Aspirin"]
        assert (answer["total"], answer["next"], answer["complete"]) == (1, None, True)

    def test_follows_next_to_every_hit_once(self, client: TestClient) -> None:
        every = client.get(f"{API}/products", params={"substructure": "c1ccncc1", "limit": 1000}).json()
        url, found = f"{API}/products?substructure=c1ccncc1&limit=5", []
        while url:
            answer = client.get(url).json()
            found += [item["catalog_number"] for item in answer["items"]]
            url = answer["next"]
        assert found == [item["catalog_number"] for item in every["items"]]
        assert len(found) == every["total"] > 10

    def test_finds_what_is_contained_in_a_structure(self, client: TestClient) -> None:
        parameters: dict[str, str | int] = {"superstructure": "CC(=O)Oc1ccccc1C(=O)O", "limit": 4, "facets": "storage"}
        answer = client.get(f"{API}/products", params={**parameters, "sort": "-molecular_weight"}).json()
        assert answer["items"][0]["name"] == "Aspirin"
        assert answer["complete"]
        assert answer["total"] > len(answer["items"]) == 4
        read = client.get(f"{API}/search", params={"q": parameters["superstructure"], "kind": "superstructure"}).json()
        assert "Aspirin" in [item["name"] for item in read["items"]]

    def test_orders_similar_ones_by_similarity(self, client: TestClient) -> None:
        answer = client.get(f"{API}/products", params={"similar_to": "CC(=O)Oc1ccccc1C(=O)O", "threshold": 0.4}).json()
        scores = [item["similarity"] for item in answer["items"]]
        assert answer["items"][0]["name"] == "Aspirin"
        assert scores == sorted(scores, reverse=True)
        assert scores[0] == 1

    def test_combines_with_filters_and_fields(self, client: TestClient) -> None:
        wanted: dict[str, str | int] = {"substructure": "c1ccccc1", "mw_max": 130, "fields": "molecular_weight"}
        items = client.get(f"{API}/products", params={**wanted, "sort": "-molecular_weight"}).json()["items"]
        weights = [item["molecular_weight"] for item in items]
        assert weights == sorted(weights, reverse=True)
        assert weights
        assert weights[0] <= 130

    @pytest.mark.parametrize(
        ("wanted", "field"),
        [
            ({"substructure": "C.C"}, "substructure"),
            ({"substructure": "Aspirin"}, "substructure"),
            ({"substructure": ""}, "substructure"),
            ({"substructure": "C" * 600}, "substructure"),
            ({"superstructure": "C.C"}, "superstructure"),
            ({"superstructure": "[#6]~[#7]"}, "superstructure"),
            ({"similar_to": "c1cc"}, "similar_to"),
            ({"similar_to": "CCO", "threshold": 2}, "threshold"),
            ({"sort": "similarity"}, "sort"),
            ({"substructure": "C", "cursor": "zzz"}, "cursor"),
        ],
    )
    def test_refuses_in_words(self, client: TestClient, wanted: dict[str, str], field: str) -> None:
        answer = client.get(f"{API}/products", params=wanted)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


class TestFacets:
    def test_count_all_that_fit_and_not_the_page_only(self, client: TestClient) -> None:
        answer = client.get(f"{API}/products", params={"facets": "status,storage", "limit": 1}).json()
        assert answer["facets"]["status"] == [
            {"value": "published", "count": answer["total"] - 1},
            {"value": "discontinued", "count": 1},
        ]
        assert {"value": "ambient", "count": 1} in answer["facets"]["storage"]

    def test_follow_the_filters(self, client: TestClient) -> None:
        wanted = {"cas": "89604-92-2", "facets": "finding,assay,supplier"}
        facets = client.get(f"{API}/products", params=wanted).json()["facets"]
        assert facets["assay"] == [{"value": 99.0, "count": 1}]
        assert facets["supplier"] == [{"value": "house", "count": 1}]
        for entry in facets["finding"]:
            listed = client.get(f"{API}/products", params={"cas": "89604-92-2", "finding": entry["value"]}).json()
            assert listed["total"] == entry["count"]

    def test_follow_a_structure_search(self, client: TestClient) -> None:
        wanted = {"substructure": "c1ccncc1", "facets": "status", "limit": "1"}
        answer = client.get(f"{API}/products", params=wanted).json()
        assert answer["facets"]["status"] == [{"value": "published", "count": answer["total"]}]

    def test_of_other_names_are_refused(self, client: TestClient) -> None:
        answer = client.get(f"{API}/products", params={"facets": "colour"})
        assert answer.status_code == 422
        assert "colour" in answer.json()["errors"][0]["message"]
