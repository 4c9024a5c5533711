"""The numbers of the desk: each equals the list that its link leads to, on both engines; and the API has the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from catalog.store.database import Database
from catalog.store.review.numbers import last_months
from catalog.store.review.reader_messages import keep_request
from catalog.store.suppliers import get_supplier
from catalog.store.tables import products
from catalog.web.app import create_app
from tests.conftest import migrated
from tests.settings_made import unhurried
from tests.web.conftest import make_key
from tests.web.pages.desk_made import OWN, keep, sign_in, text_of

NUMBERS = "/editor/numbers"
OFF_TOPIC = (
    "Backpropagation through time trains recurrent neural networks: the gradient of the error of each layer of a "
    "neural network is computed for machine learning."
)
ROWS = f"""supplier,catalog_number,name,cas_rn,formula,molecular_weight,smiles,assay,pack:5 g,document:SDS,description
Rhein,R1,Aspirin,50-78-2,C9H8O4,180.16,CC(=O)Oc1ccccc1C(=O)O,99 %,12 EUR,https://example.org/a.pdf,
Rhein,R2,Caffeine,58-08-2,C8H10N4O2,194.19,CN1C=NC2=C1C(=O)N(C(=O)N2C)C,98 %,8 EUR,,
Rhein,R3,Toluene,108-88-,C7H8,92.14,,,,,
Rhein,R4,Ethanol,64-17-5,C2H6O,x46,,,,,
Kyoto,K1,Water,7732-18-5,H2O,18.02,,99 %,,,
Kyoto,K2,Caffeine,58-08-2,C8H10N4O2,194.19,,,,https://example.org/k.pdf,
Kyoto,K3,Polymer,,,,,,,,
Kyoto,K4,BPTA,89604-92-2,C20H22N4O4S3,,,,,,{OFF_TOPIC}
,H1,Benzene,71-43-2,C6H6,78.11,,,3 EUR,,
,H2,Toluene,108-88-3,C7H8,92.14,,,,,
,H3,Methanol,67-56-1,CH4O,32.04,,,,,
"""
Desk = tuple[TestClient, dict[str, str]]
"""A client that is signed in, and the header of the same key."""
LINK = re.compile(r'<a href="([^"]+)"[^>]*>([0-9][0-9,]*)</a>')


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three suppliers, with drafts, a withheld text, warnings, a report, and products of earlier months."""
    folder = tmp_path_factory.mktemp("numbers")
    url = f"sqlite:///{folder}/own.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with migrated(url) as database, TestClient(create_app(unhurried(url)), follow_redirects=False) as client:
        key = sign_in(client, url)
        fill(client, key, database)
        yield client, key


def fill(client: TestClient, key: dict[str, str], database: Database) -> None:
    """Import, edit, remove and report products, and let two of them be unchanged for long."""
    answer = client.post("/api/v1/admin/imports", files={"file": ("rows.csv", ROWS.encode())}, headers=key)
    assert answer.json()["summary"]["held"] == 2, answer.text
    for number in ("H1", "H2"):
        keep(client, key, number, {"un_number": "99"})
    keep(client, key, "V1", {"name": "Sample", "cas_rn": "64-17-5", "un_number": "98"})
    answer = client.delete("/api/v1/admin/suppliers/house/products/H3", headers={**key, "If-Match": "*"})
    assert answer.status_code < 300, answer.text
    client.post(
        "/report", data={"product": "K1", "supplier": "kyoto", "text": "It is wet, and it smells."}, headers=OWN
    )
    with database.write() as connection:
        keep_request(connection, get_supplier(connection, "kyoto"), "25 g of K1", "", "reader@example.org")
        for number, at in (("V1", "2019-03-05"), ("H1", last_months(datetime.now(UTC))[-3] + "-07")):
            old = update(products).where(products.c.catalog_number == number)
            connection.execute(old.values(updated_at=f"{at}T01:02:03.000004Z"))
    # A revision, so that nothing is told from before.
    keep(client, key, "H2", {"name": "Toluene, dry"})


def numbers_of(client: TestClient, key: dict[str, str]) -> dict[str, Any]:
    answer = client.get("/api/v1/admin/numbers", headers=key)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def links_of(page: str) -> dict[str, int]:
    """The numbers of a page, by where they lead."""
    main = page[page.index("<main") :]
    return {unescape(path): int(number.replace(",", "")) for path, number in LINK.findall(main)}


def listed(client: TestClient, path: str) -> int:
    """How many entries the list at an address has, as it says itself, or as its pages show."""
    page = client.get(path, headers={"accept": "text/html"}).text
    if path.startswith("/search?"):
        found = re.search(r'<strong class="count">([0-9,]+) products?</strong>', page)
    elif path.startswith("/editor/held"):
        found = re.search(r'<h1>Held drafts <span class="muted">([0-9,]+)</span>', page)
    elif path.startswith("/editor/review"):
        found = re.search(r'aria-current="page">[^<]*<span class="n">([0-9,]+)', page[page.index("<main") :])
    else:
        assert path.startswith("/editor/history?"), path
        older = re.search(r'rel="next" href="([^"]+)"', page)
        more = listed(client, "/editor/history" + unescape(older[1])) if older else 0
        return page.count("data-row") + more
    assert found, (path, page)
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("page", ["/editor", NUMBERS])
def test_each_number_equals_the_list_behind_it(desk: Desk, page: str) -> None:
    client, _key = desk
    told = links_of(client.get(page).text)
    assert {path: listed(client, path) for path in told} == told
    kinds = {
        "/editor": ("/editor/held", "/editor/review?tab=texts", "/editor/review?tab=warnings",
                    "/editor/review?tab=reports", "/editor/review?tab=requests",
                    "/search?status=", "/search?has=sds", "/search?quality=A"),
        NUMBERS: ("/editor/held?field=", "/editor/history?supplier=house&change=deleted", "/search?supplier=rhein",
                  "/search?supplier=kyoto&quality=", "/search?has=price", "/search?lacks=structure",
                  "&changed_before=", "&changed_since="),
    }  # fmt: skip
    assert [kind for kind in kinds[page] if not any(kind in path for path in told)] == []


def test_the_api_has_the_figures_of_the_page_and_of_its_own_lists(desk: Desk) -> None:
    client, key = desk
    told, page = numbers_of(client, key), links_of(client.get(NUMBERS).text)

    def total(**filters: object) -> int:
        return int(client.get("/api/v1/products", params={**filters, "limit": 1}).json()["total"])  # type: ignore[dict-item]

    assert told["products"] == total() == sum(told["statuses"].values())
    for one in told["completeness"]:
        shown = [page.get(f"/search?{name}={one['field']}&group=offers", 0) for name in ("has", "lacks")]
        assert [one["has"], one["lacks"]] == shown == [total(has=one["field"]), total(lacks=one["field"])]
    for supplier in told["suppliers"]:
        for grade, number in supplier["grades"].items():
            assert number == total(supplier=supplier["slug"], quality=grade)
    for kind in told["findings"]:
        first = f"{told['months'][0]}-01T00:00:00Z"
        assert kind["products"] == total(finding=kind["code"]) == kind["earlier"] + sum(kind["months"])
        assert kind["earlier"] == total(finding=kind["code"], changed_before=first)
    assert {one["what"]: one["number"] for one in told["waiting"]} == {
        "held": 2, "texts": 1, "reports": 1, "requests": 1, "warnings": listed(client, "/editor/review?tab=warnings"),
    }  # fmt: skip
    times = [one["oldest"] for one in told["waiting"] if one["oldest"]]
    assert times == sorted(times)
    assert [one["slug"] for one in told["suppliers"]][:1] == ["kyoto"]
    assert [one["catalog_number"] for one in told["held_longest"]] == ["R3", "R4"]
    assert {one["field"]: one["drafts"] for one in told["contradicted"]} == {"cas_rn": 1, "molecular_weight": 1}
    assert {one["slug"]: one["deleted"] for one in told["this_month"]} == {"house": 1, "kyoto": 0, "rhein": 0}


def test_a_linked_filter_survives_other_filters_and_is_a_chip(desk: Desk) -> None:
    page = desk[0].get("/search?lacks=structure&changed_before=2031-01-01").text
    assert '<input type="hidden" name="lacks" value="structure">' in page
    assert '<input type="hidden" name="changed_before" value="2031-01-01T00:00:00Z">' in page
    words = text_of(page)
    assert "does not state: Structure" in words
    assert "changed before 2031-01-01" in words


def test_each_chart_has_its_table_and_no_inline_style(desk: Desk) -> None:
    page = desk[0].get(NUMBERS).text
    assert page.count("<svg") == page.count("The figures as a table") == 3
    assert re.search(r"\sstyle=|<script(?! type=\"module\" src=)|<style|NaN|inf\b", page) is None
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        assert re.search(r'role="img" aria-label="[^"]{20,}"', drawing)
        widths = [float(number) for number in re.findall(r' width="([0-9.]+)"', drawing)]
        assert all(0 <= width <= 380 for width in widths)


class TestSmallCatalogs:
    def test_an_empty_one_says_what_to_do(self, own_client: TestClient, own_url: str) -> None:
        client, key = own_client, sign_in(own_client, own_url)
        today, page = text_of(client.get("/editor").text), client.get(NUMBERS).text
        assert "Nothing waits." in today
        assert "Products 0" in today
        assert links_of(page) == {}
        assert "<svg" not in page
        for words in ("There is no product yet", "Nothing came in since", "Nothing is held", "None so far"):
            assert words in text_of(page)
        assert numbers_of(client, key)["products"] == 0

    def test_one_of_one_product_has_whole_shares(self, own_client: TestClient, own_url: str) -> None:
        client, key = own_client, sign_in(own_client, own_url)
        keep(client, key, "A1", {"name": "Water", "cas_rn": "7732-18-5"})
        page = client.get(NUMBERS).text
        told = links_of(page)
        assert {path: listed(client, path) for path in told} == told
        assert "100 %" in page


@pytest.fixture(scope="module")
def shop(editing: Desk) -> Desk:
    """A catalog with one product."""
    client, key = editing
    token = key["Authorization"].removeprefix("Bearer ")
    client.post("/editor/sign-in", data={"key": token}, headers=OWN)
    keep(client, key, "A1", {"name": "Water", "cas_rn": "7732-18-5"})
    return client, key


class TestSearchesThatFoundNothing:
    def counted(self, client: TestClient, key: dict[str, str]) -> dict[str, int]:
        client.app.state.services.unanswered.write()  # type: ignore[attr-defined]
        return {one["text"]: one["times"] for one in numbers_of(client, key)["unanswered"]}

    def test_are_counted_by_folded_text_from_page_and_api(self, shop: Desk) -> None:
        client, key = shop
        for text in ("Unobtainium", "un-obtainium ", "  UNOBTAINIUM", "50-78-2", "50782", "C9H8O4"):
            assert client.get("/search", params={"q": text}).status_code == 200
            assert client.get("/api/v1/search", params={"q": text}).status_code == 200
        assert self.counted(client, key) == {"unobtainium": 4, "50-78-2": 4, "un obtainium": 2, "C9H8O4": 2}
        page = client.get(NUMBERS).text
        assert '<a href="/search?q=unobtainium">unobtainium</a>' in page

    @pytest.mark.parametrize(
        "query",
        [
            "q=water",
            "q=watre",
            "q=7732-18-5",
            "q=unobtainium&supplier=house",
            "q=unobtainium&lacks=cas",
            "q=CC(=O)Oc1ccccc1C(=O)O",
            "q=CC(=O)Oc1ccccc1C(=O",
            "q=InChI=1S/C9H8O4/c1-6",
            "q=BSYNRYMUTXBXSQ-UHFFFAOYSA-N",
            "q=c1ccsc1&kind=substructure",
            "q=180.0423±5ppm",
            "q=ada%40example.org",
            "q=%2B49+30+1234567",
            "q=Dr.+Ada+Lovelace",
            "q=12345678901",
            "lacks=cas",
        ],
    )
    def test_are_not_counted_if_found_filtered_secret_or_personal(self, shop: Desk, query: str) -> None:
        client, key = shop
        before = self.counted(client, key)
        assert client.get(f"/search?{query}").status_code in (200, 303)
        if query.startswith("q="):
            assert client.get(f"/api/v1/search?{query}").status_code == 200
        assert self.counted(client, key) == before


def test_only_editors_see_the_numbers(own_client: TestClient, own_url: str) -> None:
    for role, status in (("reader", 403), ("editor", 200)):
        assert own_client.get("/api/v1/admin/numbers", headers=make_key(own_url, role)).status_code == status  # type: ignore[arg-type]
    assert own_client.get("/api/v1/admin/numbers").status_code == 401
