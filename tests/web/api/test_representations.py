"""One product in other forms: by suffix and by ``Accept``, whatever its catalog number looks like."""

from __future__ import annotations

import csv
import importlib.util
import io

import pytest
from fastapi.testclient import TestClient

from catalog.web.http.negotiation import choose_offer
from tests.web.conftest import make_key

FORMS = {
    ".json": "application/json",
    ".csv": "text/csv",
    ".sdf": "chemical/x-mdl-sdfile",
    ".mol": "chemical/x-mdl-molfile",
    ".svg": "image/svg+xml",
}
ROOTS = ("/products/", "/api/v1/products/")
ODD_NUMBERS = ["A.1", "A/1", "B.json", "A/history", "é ü", "100%", "A+B", "x?y#z"]


def media_type(answer_type: str) -> str:
    return answer_type.partition(";")[0]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("suffix", list(FORMS))
class TestEachForm:
    def test_is_had_by_suffix_and_by_accept_alike(self, client: TestClient, root: str, suffix: str) -> None:
        by_suffix = client.get(f"{root}CT00001{suffix}")
        by_accept = client.get(f"{root}CT00001", headers={"Accept": FORMS[suffix]})
        assert (by_suffix.status_code, media_type(by_suffix.headers["content-type"])) == (200, FORMS[suffix])
        assert by_accept.content == by_suffix.content
        assert by_accept.headers["vary"].split(", ")[0] == "Accept"

    def test_has_an_entity_tag_of_its_own(self, client: TestClient, root: str, suffix: str) -> None:
        answer = client.get(f"{root}CT00001{suffix}")
        again = client.get(f"{root}CT00001{suffix}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        others = {client.get(f"{root}CT00001{other}").headers["etag"] for other in FORMS if other != suffix}
        assert answer.headers["etag"] not in others

    def test_of_nothing_is_not_found(self, client: TestClient, root: str, suffix: str) -> None:
        assert client.get(f"{root}NOPE{suffix}").status_code == 404


class TestWhatAClientHasAlready:
    def test_is_not_made_again(self, own_client: TestClient, own_url: str) -> None:
        record = {"name": "Caffeine", "smiles": "Cn1c(=O)c2c(ncn2C)n(C)c1=O"}
        headers = {**make_key(own_url, "editor"), "If-None-Match": "*"}
        assert own_client.put("/api/v1/admin/products/CT00001", json=record, headers=headers).is_success
        one = "/api/v1/products/CT00001"
        addresses = [f"{one}{suffix}" for suffix in (".sdf", ".mol", ".svg", "/structure.svg")]
        tags = {address: own_client.get(address).headers["etag"] for address in addresses}
        if importlib.util.find_spec("weasyprint") is not None:
            # Its tag follows from the document's, as those of the other forms do; to lay it out takes long.
            tags[f"{one}.pdf"] = tags[f"{one}.mol"].replace(".mol", ".pdf")
        # From here on nothing can be drawn or laid out.
        service = own_client.app.state.services.chemistry.service  # type: ignore[attr-defined]
        service.drawings.pool.close()
        service.sheets.pool.close()
        made = {address: own_client.get(address).status_code for address in tags if not address.endswith(".svg")}
        assert set(made.values()) == {503}
        for address, tag in tags.items():
            answer = own_client.get(address, headers={"If-None-Match": f'"other", {tag}'})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)

    @pytest.mark.parametrize("suffix", [".svg", ".mol"])
    def test_needs_to_exist_for_any_tag(self, client: TestClient, suffix: str) -> None:
        assert client.get(f"/products/XD95283{suffix}", headers={"If-None-Match": "*"}).status_code == 404
        assert client.get(f"/products/CT00001{suffix}", headers={"If-None-Match": "*"}).status_code == 304


class TestWhatIsInThem:
    def test_the_json_is_the_document(self, client: TestClient) -> None:
        assert client.get("/products/XD95283.json").json() == client.get("/api/v1/products/XD95283").json()

    def test_the_csv_holds_the_fields_as_stated(self, client: TestClient) -> None:
        rows = list(csv.DictReader(io.StringIO(client.get("/products/XD95283.csv").text)))
        assert [(row["catalog_number"], row["molecular_weight"]) for row in rows] == [("XD95283", "478.61")]

    def test_the_sd_file_holds_molfile_and_data(self, client: TestClient) -> None:
        text = client.get("/products/CT00001.sdf").text
        assert "M  END" in text
        assert ">  <cas_rn>\n50-78-2\n" in text

    def test_there_is_no_drawing_or_molfile_without_a_structure(self, client: TestClient) -> None:
        answers = [client.get(f"/products/XD95283{suffix}") for suffix in (".svg", ".mol")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert "No structure is known" in answers[0].json()["detail"]

    @pytest.mark.parametrize("suffix", [".csv", ".sdf", ".mol"])
    def test_files_are_saved_under_the_products_name(self, client: TestClient, suffix: str) -> None:
        disposition = client.get(f"/products/CT00001{suffix}").headers["content-disposition"]
        assert f'filename="CT00001{suffix}"' in disposition


class TestAccept:
    @pytest.mark.parametrize("root", ROOTS)
    def test_that_nothing_fits_is_told_with_what_there_is(self, client: TestClient, root: str) -> None:
        answer = client.get(f"{root}CT00001", headers={"Accept": "video/mp4"})
        assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
        assert "text/csv" in answer.json()["detail"]

    @pytest.mark.parametrize(
        ("accept", "expected"),
        [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
            ("*/*", "text/html"),
            ("", "text/html"),
            ("application/json", "application/json"),
            ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
            ("text/*", "text/html"),
            ("application/json;q=nonsense, text/csv", "text/csv"),
            ("text/html;q=0, */*", "application/json"),
        ],
    )
    def test_is_weighed(self, client: TestClient, accept: str, expected: str) -> None:
        answer = client.get("/products/CT00001", headers={"Accept": accept})
        assert media_type(answer.headers["content-type"]) == expected

    def test_without_a_header_gives_the_favourite(self) -> None:
        assert choose_offer(None, [("a/b", 1), ("c/d", 2)]) == 1


class TestOddCatalogNumbers:
    @pytest.fixture
    def odd_client(self, own_client: TestClient, own_url: str) -> TestClient:
        key = make_key(own_url, "editor")
        rows = "catalog_number,name,smiles\n" + "".join(f"{number},Name {number},CCO\n" for number in ODD_NUMBERS)
        files = {"file": ("odd.csv", rows.encode(), "text/csv")}
        assert own_client.post("/api/v1/admin/imports", files=files, headers=key).json()["summary"]["created"] == len(
            ODD_NUMBERS
        )
        return own_client

    def test_stay_reachable_in_every_form(self, odd_client: TestClient) -> None:
        for item in odd_client.get("/api/v1/products?limit=100").json()["items"]:
            number, path = item["catalog_number"], _path(item["catalog_number"])
            document = odd_client.get(f"/api/v1/products/{path}").json()
            assert document.get("catalog_number") == number, document
            page = odd_client.get(f"/products/{path}")
            assert (page.status_code, media_type(page.headers["content-type"])) == (200, "text/html")
            assert odd_client.get(f"/products/{path}/history").status_code == 200
            for suffix, kind in FORMS.items():
                for root in ROOTS:
                    answer = odd_client.get(f"{root}{path}{suffix}")
                    assert (answer.status_code, media_type(answer.headers["content-type"])) == (200, kind), answer.text
            assert odd_client.get(f"/api/v1/products/{path}/structure.svg").headers["content-type"] == "image/svg+xml"


def _path(number: str) -> str:
    return "".join(f"%{byte:02X}" for byte in number.encode())


class TestAsItStood:
    def test_is_to_be_had_as_json_alone(self, client: TestClient) -> None:
        answer = client.get("/api/v1/products/XD95283.csv", params={"as_of": "2100-01-01T00:00:00Z"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "as_of"


class TestHistoryPage:
    def test_tells_what_changed_but_not_by_whom(self, own_client: TestClient, own_url: str) -> None:
        key = make_key(own_url, "editor")
        for weight in ("46.07", "46.069"):
            rows = f"catalog_number,name,formula,molecular_weight\nE1,Ethanol,C2H6O,{weight}\n"
            files = {"file": (f"{weight}.csv", rows.encode(), "text/csv")}
            own_client.post("/api/v1/admin/imports", files=files, headers=key)
        page = own_client.get("/products/E1/history").text
        assert "Created" in page
        assert "Molecular weight as stated" in page
        assert "test editor" not in page

    def test_leads_to_the_canonical_address(self, client: TestClient) -> None:
        assert client.get("/products/xd95283/history").headers["location"] == "/products/XD95283/history"


@pytest.mark.skipif(importlib.util.find_spec("weasyprint") is None, reason="needs the extra pdf")
class TestSheet:
    def test_is_a_pdf_in_every_way_of_asking(self, client: TestClient) -> None:
        for root in ROOTS:
            answer = client.get(f"{root}XD95283.pdf")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
            assert answer.content.startswith(b"%PDF-")

    def test_without_the_extra_says_how_to_have_it(self, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("catalog.web.api.sheet.NEEDED", ("no_such_library",))
        answer = client.get("/products/XD95283.pdf")
        assert answer.status_code == 501
        assert "catalog-service[pdf]" in answer.json()["detail"]

    def test_is_offered_only_where_it_can_be_made(self, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
        assert client.get("/products/XD95283").text.count("/products/XD95283.pdf") == 3
        monkeypatch.setattr("catalog.web.api.sheet.NEEDED", ("no_such_library",))
        assert ".pdf" not in client.get("/products/XD95283").text
