"""The pages, without a browser: addresses, headers, what is printed and what must not be."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import make_key

HTML = {"Accept": "text/html"}


def json_ld(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    value: dict[str, Any] = json.loads(found.group(1))
    return value


class TestProductPage:
    @pytest.fixture
    def page(self, client: TestClient) -> str:
        return client.get("/products/XD95283").text

    @pytest.mark.parametrize(
        "printed",
        [
            "BPTA",
            "89604-92-2",
            "C<sub>20</sub>H<sub>22</sub>N<sub>4</sub>O<sub>4</sub>S<sub>3</sub>",
            "478.621 g/mol",
            "478.61",
            "White powder",
            "99% min",
            "Ambient",
            "15 to 25 °C",
            "5 of 6 facts agree",
            "description is withheld",
            "Not stated by the supplier: structure",
        ],
    )
    def test_prints_each_fact_and_verdict(self, page: str, printed: str) -> None:
        assert printed in page

    @pytest.mark.parametrize("unprinted", ["chain rule of calculus", "speech recognition", "{{", "None", "<script>"])
    def test_does_not_print_what_is_withheld(self, page: str, unprinted: str) -> None:
        assert unprinted not in page

    def test_leads_to_its_canonical_address(self, client: TestClient) -> None:
        answer = client.get("/products/xd95283")
        assert (answer.status_code, answer.headers["location"]) == (301, "/products/XD95283")

    def test_holds_json_ld_with_the_cas_rn_and_no_withheld_text(self, page: str) -> None:
        product, substance = json_ld(page)["@graph"]
        number = {"@type": "PropertyValue", "name": "CAS Registry Number", "value": "89604-92-2"}
        assert (product["@type"], product["sku"], product["identifier"]) == ("Product", "XD95283", number)
        assert (substance["@type"], substance["identifier"]) == ("ChemicalSubstance", number)
        assert "description" not in product

    def test_of_a_known_structure_holds_a_molecular_entity_and_a_drawing(self, client: TestClient) -> None:
        number = client.get("/api/v1/products", params={"cas": "58-08-2"}).json()["items"][0]["catalog_number"]
        page = client.get(f"/products/{number}").text
        substance = json_ld(page)["@graph"][2]
        assert (substance["@type"], substance["inChIKey"]) == ("MolecularEntity", "RYYVLZVUVIJVGH-UHFFFAOYSA-N")
        assert "<svg" in page

    def test_that_does_not_exist_is_a_page_too(self, client: TestClient) -> None:
        answer = client.get("/products/NOPE", headers=HTML)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "NOPE" in answer.text


class TestSearchPage:
    @pytest.mark.parametrize("q", ["BPTA", "89604-92-2", "XD95283", "C20H22N4O4S3", "bpt"])
    def test_finds_the_seed(self, client: TestClient, q: str) -> None:
        page = client.get("/search", params={"q": q}).text
        assert "/products/XD95283" in page
        assert "searched as" in page

    def test_leads_home_where_nothing_was_typed(self, client: TestClient) -> None:
        assert client.get("/search", params={"q": "  "}).headers["location"] == "/"

    def test_helps_where_nothing_was_found(self, client: TestClient) -> None:
        assert "No products found" in client.get("/search", params={"q": "nonesuch"}).text

    @pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><img src=x>', "{{7*7}}", "'"])
    def test_prints_whatever_was_typed_as_text(self, client: TestClient, q: str) -> None:
        page = client.get("/search", params={"q": q}).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert ">49<" not in page


class TestHeaders:
    @pytest.mark.parametrize(
        "path", ["/", "/search?q=BPTA", "/products/XD95283", "/docs", "/api/v1/products", "/nothing"]
    )
    def test_forbid_what_this_server_did_not_send(self, client: TestClient, path: str) -> None:
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy

    @pytest.mark.parametrize("path", ["/", "/search?q=BPTA", "/products/XD95283", "/docs"])
    def test_pages_ask_nobody_else_for_anything(self, client: TestClient, path: str) -> None:
        page = client.get(path).text
        # A link to elsewhere is asked for by a person only, and says nothing of where it stands.
        asked = re.sub(r'<a href="https://[^"]+" rel="noopener nofollow external">', "", page)
        addresses = re.findall(r'(?:src|href|action)="([^"]+)"', asked)
        assert all(a.startswith(("/", "#", "http://testserver/")) for a in addresses)
        assert "style=" not in page
        assert len(gzip.compress(page.encode())) < 50_000


def test_a_large_drawing_is_a_picture_beside_the_page(own_client: TestClient, own_url: str) -> None:
    chain = {"catalog_number": "L", "name": "Polyglycine", "smiles": "NCC(=O)" * 30 + "O"}
    headers = {**make_key(own_url, "editor"), "If-None-Match": "*"}
    assert own_client.put("/api/v1/admin/products/L", json=chain, headers=headers).status_code == 200
    page = own_client.get("/products/L").text
    assert '<img src="/products/L.svg" alt="Structure of Polyglycine"' in page
    assert "<svg" not in page[page.index("<figure") : page.index("</figure>")]
    compound = own_client.get(
        "/compounds/" + own_client.get("/api/v1/products/L").json()["structure"]["inchi_key"]
    ).text
    # The long address, which stays one product's when another supplier comes with the same number.
    assert '<img src="/suppliers/house/products/L.svg" alt="Structure of Polyglycine"' in compound
    assert own_client.get("/products/L.svg").text.startswith("<svg")
    assert own_client.get("/suppliers/house/products/L.svg").text.startswith("<svg")
