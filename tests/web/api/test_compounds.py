"""Compounds over HTTP, on either engine: one of them, its page, products related to one, merging and splitting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from catalog.store.access.keys import create_key
from catalog.store.database import Database
from catalog.store.writing.products import Author, keep_products
from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.store.compounds_made import key, sold
from tests.web.pages.test_pages import json_ld
from tests.web.views.test_json_ld import misfits

API = "/api/v1"
CAFFEINE, CAFFEINE_D3 = "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "[2H]C([2H])([2H])n1cnc2c1c(=O)n(C)c(=O)n2C"
NAPROXEN = "C[C@H](C(=O)O)c1ccc2cc(OC)ccc2c1"
NAPROXEN_SODIUM = "C[C@H](C(=O)[O-])c1ccc2cc(OC)ccc2c1.[Na+]"
RACEMIC = "CC(C(=O)O)c1ccc2cc(OC)ccc2c1"
CITRIC, CITRIC_HYDRATE = "OC(CC(=O)O)(CC(=O)O)C(=O)O", "O.OC(CC(=O)O)(CC(=O)O)C(=O)O"
KETO, ENOL = "CC(=O)CC(C)=O", "CC(=O)C=C(C)O"
DIONE = "O=C1CCCC(=O)C1"
ASSAY = [{"test": "Assay", "text": "99 %", "comparison": None, "value": 99.0, "unit": "%", "method": None}]
OTHER_CAS = [{"type": "CAS", "value": "26159-34-2"}]

PRODUCTS = [
    sold("CAF-1", CAFFEINE, "58-08-2", name="Caffeine", specifications=ASSAY, grade="USP"),
    sold("CAF-2", CAFFEINE, "58-08-2", name="1,3,7-Trimethylxanthine", packs=[{"size": "5 g", "price": "12 EUR"}]),
    sold("CAF-3", None, "58-08-2", name="Coffeinum", hill_formula="C8H10N4O2"),
    sold("CAF-4", None, "58-08-2", name="Caffeine citrate?", hill_formula="C14H18N4O9"),
    sold("CAF-D3", CAFFEINE_D3, "26351-03-1", name="Caffeine-d3"),
    sold("NAP", NAPROXEN, "22204-53-1", name="Naproxen", identifiers=OTHER_CAS),
    sold("NAP-NA", NAPROXEN_SODIUM, "26159-34-2", name="Naproxen sodium"),
    sold("NAP-RAC", RACEMIC, "23981-80-8", name="<b>rac</b>-Naproxen"),
    sold("CIT", CITRIC, "77-92-9", name="Citric acid"),
    sold("CIT-H", CITRIC_HYDRATE, "77-92-9", name="Citric acid monohydrate"),
    sold("ACAC", KETO, "123-54-6", name="Acetylacetone"),
    sold("ACAC-E", ENOL, "123-54-6", name="4-Hydroxypent-3-en-2-one"),
    sold("CHD-13", DIONE, "504-02-9", name="1,3-Cyclohexanedione"),
    sold("CHD-13E", "OC1=CC(=O)CCC1", "504-02-9", name="3-Hydroxy-2-cyclohexen-1-one"),
    sold("CHD-12", "O=C1CCCCC1=O", "504-02-9", name="Cyclohexanedione"),
]


HOSTILE = [
    "%00", "50-00-0", "1" * 5000, "\u202e50-78-2", "~1", "50-78-2~x", "50-78-2~" + "9" * 30, "A" * 14, "%F0%9F%A6%A0",
    "'; DROP TABLE products--", "ZZZZZZZZZZZZZZ-UHFFFAOYSA-N", "%ED%A0%80", "٥٠-٧٨-٢",
]  # fmt: skip


@pytest.fixture
def served(database: Database) -> Iterator[TestClient]:
    with database.write() as connection:
        keep_products(connection, PRODUCTS, Author("test"))
    url = database.engine.url.render_as_string(hide_password=False)
    with TestClient(create_app(unhurried(url)), follow_redirects=False) as client:
        yield client


@pytest.fixture
def editor(database: Database) -> dict[str, str]:
    with database.write() as connection:
        return {"Authorization": f"Bearer {create_key(connection, 'editor', 'Ed')}"}


@pytest.fixture
def approver(database: Database) -> dict[str, str]:
    with database.write() as connection:
        return {"Authorization": f"Bearer {create_key(connection, 'approver', 'Ed')}"}


def compound(client: TestClient, wanted: str) -> dict[str, Any]:
    answer = client.get(f"{API}/compounds/{wanted}", follow_redirects=True)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def numbers(document: dict[str, Any]) -> list[str]:
    return [product["catalog_number"] for product in document["products"]]


class TestOneCompound:
    def test_has_identity_products_and_properties(self, served: TestClient) -> None:
        caffeine = compound(served, key(CAFFEINE))
        assert caffeine["key"] == caffeine["structure"]["inchi_key"] == "RYYVLZVUVIJVGH-UHFFFAOYSA-N"
        assert numbers(caffeine) == ["CAF-1", "CAF-2", "CAF-3"]
        assert caffeine["names"][:3] == ["Caffeine", "1,3,7-Trimethylxanthine", "Coffeinum"]
        assert [(entry["cas_rn"], entry["relation"]) for entry in caffeine["cas_rns"]] == [("58-08-2", "same")]
        assert caffeine["formula"] == "C8H10N4O2"
        first, second = caffeine["products"][:2]
        assert (first["assay"], first["grade"]) == ("99 %", "USP")
        assert second["packs"] == [{"size": "5 g", "price": "12 EUR"}]
        values = {row["property"]: row["value"] for row in caffeine["properties"]}
        assert values["heavy atoms"] == 14
        assert values["average mass"] == pytest.approx(194.19, abs=0.01)
        assert "estimate" in caffeine["properties"][-1]["method"]

    def test_names_a_product_whose_formula_contradicts_its_cas_rn(self, served: TestClient) -> None:
        conflict = compound(served, key(CAFFEINE))["conflicts"][0]
        assert (conflict["code"], conflict["catalog_numbers"]) == ("cas-rn-with-another-formula", ["CAF-4"])
        assert "C14H18N4O9" in conflict["message"]
        alone = compound(served, "58-08-2")
        assert (alone["key"], numbers(alone)) == ("58-08-2", ["CAF-4"])
        assert alone["conflicts"][0]["catalog_numbers"] == ["CAF-1", "CAF-2"]

    def test_tells_how_another_cas_rn_is_related_by_the_structures(self, served: TestClient) -> None:
        entries = {entry["cas_rn"]: entry for entry in compound(served, "22204-53-1")["cas_rns"]}
        assert (entries["26159-34-2"]["relation"], entries["26159-34-2"]["basis"]) == ("salt", "structures")
        assert entries["26159-34-2"]["words"] == "sodium salt"

    def test_names_related_compounds_with_their_products(self, served: TestClient) -> None:
        related = compound(served, key(NAPROXEN))["related"]
        assert [(group["relation"], group["words"], numbers(group)) for group in related] == [
            ("salt", "sodium salt", ["NAP-NA"]),
            ("stereo", "without stereo", ["NAP-RAC"]),
        ]

    def test_a_cas_rn_on_two_structures_is_a_conflict_and_leads_to_neither(self, served: TestClient) -> None:
        document = compound(served, "77-92-9")
        assert document["key"] == "77-92-9"
        assert document["products"] == []
        assert document["conflicts"][0]["catalog_numbers"] == ["CIT", "CIT-H"]
        assert compound(served, key(CITRIC))["conflicts"][0]["compounds"] == [key(CITRIC_HYDRATE)]

    def test_tautomers_are_two_drawings_of_one_compound(self, served: TestClient) -> None:
        [conflict] = compound(served, key(KETO))["conflicts"]
        assert (conflict["code"], conflict["compounds"]) == ("cas-rn-on-tautomers", [key(ENOL)])
        [conflict] = compound(served, "123-54-6")["conflicts"]
        assert (conflict["code"], conflict["catalog_numbers"]) == ("cas-rn-on-tautomers", ["ACAC", "ACAC-E"])
        page = served.get(f"/compounds/{key(KETO)}").text
        assert "Two drawings." in page
        assert "A contradiction." not in page

    def test_an_isomer_that_is_no_tautomer_is_a_contradiction(self, served: TestClient) -> None:
        codes = [conflict["code"] for conflict in compound(served, key(DIONE))["conflicts"]]
        assert codes == ["cas-rn-on-tautomers", "cas-rn-on-several-structures"]
        assert [conflict["code"] for conflict in compound(served, "504-02-9")["conflicts"]] == [
            "cas-rn-on-several-structures"
        ]

    def test_other_spellings_lead_to_the_canonical_address(self, served: TestClient) -> None:
        for spelling in ("22204531", "22204-53-1", key(NAPROXEN).lower()):
            for prefix in (API, ""):
                answer = served.get(f"{prefix}/compounds/{spelling}")
                assert (answer.status_code, answer.headers["location"]) == (308, f"{prefix}/compounds/{key(NAPROXEN)}")

    def test_has_an_entity_tag(self, served: TestClient) -> None:
        address = f"{API}/compounds/{key(NAPROXEN)}"
        tag = served.get(address).headers["etag"]
        assert served.get(address, headers={"If-None-Match": tag}).status_code == 304

    def test_hostile_keys_are_refused(self, served: TestClient, editor: dict[str, str]) -> None:
        body = {"into": key(NAPROXEN), "reason": "a trial"}
        for hostile in HOSTILE:
            written = hostile if "%" in hostile else quote(hostile)
            for path in (f"{API}/compounds/{written}", f"/compounds/{written}"):
                assert served.get(path).status_code in {404, 422}, hostile
            assert served.get(f"{API}/compounds/{written}/changes").status_code in {200, 404, 422}, hostile
            answer = served.post(f"{API}/admin/compounds/{written}/merge", json=body, headers=editor)
            assert answer.status_code in {404, 422}, hostile


class TestThePage:
    def test_shows_what_the_api_tells(self, served: TestClient) -> None:
        page = served.get(f"/compounds/{key(NAPROXEN)}").text
        for text in ("Naproxen", "22204-53-1", key(NAPROXEN), "NAP-NA", "Sodium salt", "<svg", "MolecularEntity"):
            assert text in page
        assert "&lt;b&gt;rac&lt;/b&gt;-Naproxen" in page
        assert "<b>rac" not in page

    def test_has_json_ld_of_the_right_shape(self, served: TestClient) -> None:
        for address in (key(NAPROXEN), key(CAFFEINE), "58-08-2", "77-92-9"):
            value = json_ld(served.get(f"/compounds/{address}").text)
            assert misfits(value) == []
            kind = "ChemicalSubstance" if address[0].isdigit() else "MolecularEntity"
            assert [node["@type"] for node in value["@graph"]] == [kind]

    def test_shows_contradictions(self, served: TestClient) -> None:
        assert "A contradiction" in served.get("/compounds/77-92-9").text


RELATED: dict[str, list[tuple[str, str]]] = {
    "CAF-1": [("same", "CAF-2"), ("same", "CAF-3"), ("isotope", "CAF-D3")],
    "caf-3": [("same", "CAF-1"), ("same", "CAF-2"), ("isotope", "CAF-D3")],
    "CAF-4": [],
    "NAP-NA": [("salt", "NAP"), ("salt", "NAP-RAC")],
    "CIT": [("hydrate", "CIT-H")],
}


class TestRelated:
    def test_products_are_named_on_the_page_of_a_product(self, served: TestClient) -> None:
        page = served.get("/products/NAP").text
        assert f'href="/compounds/{key(NAPROXEN)}"' in page
        assert 'href="/products/NAP-NA"' in page
        assert "sodium salt" in page

    def test_products_come_with_how_they_are_related(self, served: TestClient) -> None:
        for number, expected in RELATED.items():
            items = served.get(f"{API}/products/{number}/related").json()["items"]
            assert [(item["relation"], item["product"]["catalog_number"]) for item in items] == expected, number

    def test_of_no_product_is_not_found(self, served: TestClient) -> None:
        assert served.get(f"{API}/products/NOPE/related").status_code == 404


class TestEditing:
    def test_a_merger_redirects_and_a_split_takes_it_back(
        self, served: TestClient, editor: dict[str, str], approver: dict[str, str]
    ) -> None:
        old, new = key(CITRIC), key(CITRIC_HYDRATE)
        body = {"into": new, "reason": "they are sold as one"}
        answer = served.post(f"{API}/admin/compounds/{old}/merge", json=body, headers=approver)
        assert answer.status_code == 201
        assert (answer.json()["actor"], answer.json()["into"]) == ("Ed", new)
        assert served.get(f"/compounds/{old}").headers["location"] == f"/compounds/{new}"
        assert numbers(compound(served, old)) == ["CIT", "CIT-H"]
        assert compound(served, "77-92-9")["key"] == new
        split = {"catalog_numbers": ["CIT"], "reason": "no, they are two"}
        assert served.post(f"{API}/admin/compounds/{new}/split", json=split, headers=editor).status_code == 201
        assert numbers(compound(served, old)) == ["CIT"]
        history = served.get(f"{API}/compounds/{old}/changes").json()["items"]
        assert [(change["change"], change["reason"]) for change in history] == [
            ("split", "no, they are two"),
            ("merged", "they are sold as one"),
        ]

    def test_what_contradicts_needs_an_approver_and_a_reason(
        self, served: TestClient, editor: dict[str, str], approver: dict[str, str]
    ) -> None:
        address, into = f"{API}/admin/compounds/{key(CAFFEINE)}/merge", key(NAPROXEN)
        long, short = "the label says so", "a b c . . . . . ."
        tries = [(editor, long, 403), (editor, short, 403), (approver, short, 422), (approver, long, 201)]
        for who, reason, status in tries:
            answer = served.post(address, json={"into": into, "reason": reason}, headers=who)
            assert (answer.status_code, reason) == (status, reason)
            assert status == 201 or "Formula, CAS RN, InChIKey differ" in answer.json()["detail"]
        page = served.get(f"/compounds/{into}").text
        assert "<h1>Naproxen</h1>" in page

    def test_a_cas_rn_leads_where_its_page_leads(self, served: TestClient, editor: dict[str, str]) -> None:
        """The page of a CAS RN redirects to its compound, and so a merger by it finds it."""
        for number, status, says in (
            ("22204-53-1", 409, "already one compound"),
            ("77-92-9", 409, "of several compounds"),
            ("26351-03-1", 403, "two compounds"),
        ):
            body = {"into": number, "reason": "why not"}
            answer = served.post(f"{API}/admin/compounds/{key(NAPROXEN)}/merge", json=body, headers=editor)
            assert (answer.status_code, says in answer.json()["detail"]) == (status, True), answer.text

    def test_an_editor_says_how_a_cas_rn_stands_to_a_compound(self, served: TestClient, editor: dict[str, str]) -> None:
        body = {"cas_rn": "51-18-3", "relation": "replaced", "reason": "deleted by CAS"}
        assert served.post(f"{API}/admin/compounds/{key(NAPROXEN)}/cas-rns", json=body, headers=editor).is_success
        entries = {entry["cas_rn"]: entry for entry in compound(served, key(NAPROXEN))["cas_rns"]}
        assert (entries["51-18-3"]["relation"], entries["51-18-3"]["basis"]) == ("replaced", "editor")
        assert compound(served, "51-18-3")["key"] == key(NAPROXEN)

    def test_needs_an_editor_and_something_to_do(self, served: TestClient, editor: dict[str, str]) -> None:
        address = f"{API}/admin/compounds/{key(NAPROXEN)}/merge"
        body = {"into": key(CITRIC), "reason": "why not"}
        assert served.post(address, json=body).status_code == 401
        assert served.post(address, json={**body, "into": key(NAPROXEN)}, headers=editor).status_code == 409
        assert served.post(address, json={**body, "into": key("CCCCCCO")}, headers=editor).status_code == 404
        assert served.post(address, json={"into": key(CITRIC)}, headers=editor).status_code == 422
