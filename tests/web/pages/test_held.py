"""Held drafts at the desk and over the API: listed by what holds them, mended, published, undone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.product.findings import Code
from catalog.store.access.roles import Role
from catalog.web.views.finding_words import finding_words
from tests.product.test_findings import TABLE
from tests.web.conftest import make_key
from tests.web.page_text import PageText

OWN = {"sec-fetch-site": "same-origin"}
API = "/api/v1/admin"
ROWS = """catalog_number,name,cas_rn,formula,molecular_weight
H1,Toluene,108-88-,C7H8,92.14
H2,Benzocaine,94-09-,C9H11NO2,165.19
H3,Ethanol,64-17-5,C2H6O,x46
"""


def words(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


class Desk:
    """An admin at the desk, with three held drafts."""

    def __init__(self, client: TestClient, url: str, role: Role) -> None:
        self.client = client
        key = make_key(url, role)
        self.key = key
        text = key["Authorization"].removeprefix("Bearer ")
        client.post("/editor/sign-in", data={"key": text}, headers=OWN)
        files = {"file": ("held.csv", ROWS.encode())}
        self.run = client.post(f"{API}/imports", files=files, headers=key).json()["run"]
        items = client.get(f"{API}/drafts", headers=key).json()["items"]
        self.drafts = {item["fields"]["catalog_number"]: item["id"] for item in items}

    def shown(self, query: str = "") -> list[str]:
        """The numbers of the drafts in a list."""
        page = PageText(self.client.get(f"/editor/held{query}").text)
        rows = page.tables.get("Held drafts", [])
        return [row[1].split()[0] for row in rows[1:]]

    def send(self, path: str, **form: Any) -> str:  # noqa: ANN401
        """Send a form. Return the page that follows."""
        answer = self.client.post(f"/editor/held{path}", data=form, headers=OWN)
        assert answer.status_code == 303, answer.text
        page = self.client.get(answer.headers["location"])
        assert page.status_code == 200
        return page.text

    def product(self, number: str) -> int:
        return self.client.get(f"/api/v1/products/{number}").status_code


@pytest.fixture
def desk(own_client: TestClient, own_url: str) -> Desk:
    return Desk(own_client, own_url, "admin")


class TestTheDesk:
    def test_lists_drafts_by_what_holds_them(self, desk: Desk) -> None:
        lists = {
            "": ["H3", "H2", "H1"],
            "?code=cas-invalid": ["H2", "H1"],
            "?field=molecular_weight": ["H3"],
            "?repairable=true": ["H2", "H1"],
            f"?run={desk.run}": ["H3", "H2", "H1"],
            f"?run={desk.run + 1}": [],
            "?supplier=house": ["H3", "H2", "H1"],
            "?supplier=nobody": [],
            f"?before={desk.drafts['H2']}": ["H1"],
            "?run=x&code=": ["H3", "H2", "H1"],
        }
        assert {query: desk.shown(query) for query in lists} == lists

    def test_repairs_one_field_of_one_draft_and_undoes_it(self, desk: Desk) -> None:
        page = desk.client.get("/editor/held").text
        assert "→ 108-88-3" in page
        assert "cas-invalid" not in words(page)
        done = desk.send("/repair", one=f"{desk.drafts['H1']} cas_rn", n=list(desk.drafts.values()))
        assert "1 published" in words(done)
        assert (desk.product("H1"), desk.product("H2")) == (200, 404)
        [undo] = re.findall(r'action="/editor/held(/runs/\d+/undo)"', done)
        assert "Undone" in desk.send(undo)
        assert desk.product("H1") == 404
        assert desk.shown() == ["H3", "H2", "H1"]

    def test_repairs_all_of_a_list(self, desk: Desk) -> None:
        done = words(desk.send("/repair", every="true", which="code=cas-invalid"))
        assert "repaired as suggested: CAS RN: format or check digit" in done
        assert "cas-invalid" not in done
        assert "2 published" in done
        assert desk.shown() == ["H3"]

    def test_sets_a_field_of_the_selected(self, desk: Desk) -> None:
        done = desk.send("/set", n=[desk.drafts["H3"]], field="molecular_weight", text="46.07")
        assert "1 published" in words(done)
        assert desk.product("H3") == 200

    def test_keeps_what_was_set_in_a_draft_that_is_still_held(self, desk: Desk) -> None:
        number = desk.drafts["H3"]
        done = desk.send(f"/{number}", molecular_weight="98.8", name="Alcohol", formula="C2H6O")
        assert "1 changed, still held" in words(done)
        page = desk.client.get(f"/editor/held/{number}").text
        assert 'value="98.8"' in page
        assert 'value="Alcohol"' in page
        assert "Weight is not that of the formula" in page

    def test_ignores_a_finding_with_a_reason(self, desk: Desk) -> None:
        form = {"n": [desk.drafts["H3"]], "code": "weight-invalid"}
        assert desk.client.post("/editor/held/ignore", data={**form, "reason": " "}, headers=OWN).status_code == 422
        assert "1 published" in words(desk.send("/ignore", **form, reason="As on the label."))
        assert desk.product("H3") == 200

    @pytest.mark.parametrize("deed", ["publish", "ignore"])
    def test_decides_against_findings_for_an_approver_only(
        self, own_client: TestClient, own_url: str, deed: str
    ) -> None:
        cases: list[tuple[Role, int, int]] = [("editor", 403, 404), ("approver", 303, 200)]
        for role, status, published in cases:
            desk = Desk(own_client, own_url, role)
            draft = desk.drafts["H3"]
            offers = [desk.client.get(f"/editor/held{path}").text for path in ("?code=weight-invalid", f"/{draft}")]
            assert [f"/editor/held/{deed}" in page for page in offers] == [role == "approver"] * 2
            form = {"n": [draft], "code": "weight-invalid", "reason": "Seen on the bottle."}
            assert desk.client.post(f"/editor/held/{deed}", data=form, headers=OWN).status_code == status
            assert desk.product("H3") == published

    @pytest.mark.parametrize(
        ("path", "form", "status"),
        [
            ("/repair", {}, 422),
            ("/repair", {"n": ["x"]}, 422),
            ("/repair", {"n": ["99999"]}, 303),
            ("/repair", {"one": "99999 cas_rn"}, 303),
            ("/repair", {"n": [str(2**63)]}, 422),
            ("/repair", {"every": "true", "which": ""}, 303),
            ("/repair", {"every": "true", "which": "code=cas-invalid&repairable=true"}, 303),
            ("/repair", {"every": "true", "which": "run=%ff&before=x&repairable=maybe"}, 422),
            ("/repair", {"every": "true", "which": "run=x"}, 422),
            ("/repair", {"every": "true", "which": "cod=cas-invalid"}, 422),
            ("/repair", {"every": "true", "which": "code=%00"}, 422),
            ("/set", {"every": "true", "which": "supplier=%00", "field": "name", "text": "a"}, 422),
            ("/ignore", {"n": ["1"], "code": "cas-invalid\x00", "reason": "Seen."}, 422),
            ("/set", {"n": ["1"], "field": "nonsense", "text": "a"}, 422),
            ("/99999", {"name": "a"}, 404),
            ("/1", {"nonsense": "a"}, 422),
            ("/runs/99999/undo", {}, 404),
        ],
    )
    def test_answers_wrong_forms(self, desk: Desk, path: str, form: dict[str, Any], status: int) -> None:
        assert desk.client.post(f"/editor/held{path}", data=form, headers=OWN).status_code == status

    def test_tells_a_decision_in_the_list_of_runs_with_its_whole_reason(self, desk: Desk) -> None:
        desk.send("/publish", n=[desk.drafts["H3"]], reason="Seen w/ the bottle/label.")
        for page in ("/editor", "/editor/imports"):
            assert "Held drafts: published. Seen w/ the bottle/label." in words(desk.client.get(page).text)

    def test_leads_back_to_the_desk_from_what_is_not_there(self, desk: Desk) -> None:
        page = desk.client.get("/editor/held/99999", headers={"accept": "text/html"})
        assert (page.status_code, page.headers["cache-control"]) == (404, "no-store")
        assert '<a href="/editor">Back to the desk</a>' in page.text

    def test_explains_each_kind_of_finding(self, desk: Desk) -> None:
        page = words(desk.client.get("/editor/findings/cas-invalid").text)
        assert "CAS RN: format or check digit" in page
        assert desk.client.get("/editor/findings/nonsense").status_code == 404


def test_every_kind_of_finding_has_words_as_documented() -> None:
    documented = dict(re.findall(r"^\| `([a-z-]+)` \| \w+ \| (.+) \|$", TABLE.read_text(), re.MULTILINE))
    links = re.compile(r"\[([^\]]*)\]\([^)]*\)")
    plain = {code: links.sub(r"\1", says).replace("`", "") for code, says in documented.items()}
    plain = {code: re.sub(r" \((?:below|docs/(?:reference|review)\.md)\)", "", says) for code, says in plain.items()}
    assert {code: words.meaning for code, words in finding_words().items()} == plain
    assert finding_words().keys() == {code.value for code in Code}
    titles = [words.title for words in finding_words().values()]
    assert len(set(titles)) == len(titles)


class TestTheApi:
    def test_mends_and_tells_what_became_of_each(self, desk: Desk) -> None:
        numbers = [desk.drafts[name] for name in ("H1", "H2", "H3")]
        body = {"drafts": [*numbers, 10**6], "action": "repair", "code": "cas-invalid"}
        answer = desk.client.post(f"{API}/drafts", json=body, headers=desk.key)
        assert answer.status_code == 200
        done = answer.json()
        assert [entry["catalog_number"] for entry in done["published"]] == ["H1", "H2"]
        assert (done["held"], sorted(done["untouched"])) == ([], [numbers[2], 10**6])
        draft = desk.client.get(f"{API}/drafts/{numbers[0]}", headers=desk.key).json()
        assert (draft["state"], draft["closed_as"], draft["closed_by"]) == ("closed", "mended", done["run"])
        undone = desk.client.post(f"{API}/imports/{done['run']}/undo", headers=desk.key)
        assert undone.json()["removed"] == ["H1", "H2"]
        assert desk.client.get(f"{API}/drafts/{numbers[0]}", headers=desk.key).json()["state"] == "open"

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"action": "set"}, 422),
            ({"action": "set", "fields": {"nonsense": "a"}}, 422),
            ({"action": "ignore", "code": "weight-invalid"}, 422),
            ({"action": "publish", "reason": "why"}, 200),
            ({"action": "destroy"}, 422),
            ({"action": "repair", "drafts": []}, 422),
            ({"action": "repair", "else": 1}, 422),
        ],
    )
    def test_says_what_is_missing(self, desk: Desk, body: dict[str, object], status: int) -> None:
        body = {"drafts": [desk.drafts["H3"]], **body}
        assert desk.client.post(f"{API}/drafts", json=body, headers=desk.key).status_code == status

    def test_lists_by_kind_and_field(self, desk: Desk) -> None:
        for query, expected in {
            "code=cas-invalid": ["H2", "H1"],
            "field=molecular_weight": ["H3"],
            "repairable=true&limit=1": ["H2"],
            "code=cas-invalid&field=name": [],
        }.items():
            items = desk.client.get(f"{API}/drafts?{query}", headers=desk.key).json()["items"]
            assert [item["fields"]["catalog_number"] for item in items] == expected, query

    @pytest.mark.parametrize("action", ["publish", "ignore"])
    def test_lets_only_an_approver_decide_against_findings(
        self, own_client: TestClient, own_url: str, action: str
    ) -> None:
        desk = Desk(own_client, own_url, "editor")
        body = {"drafts": [desk.drafts["H3"]], "action": action, "reason": "why"}
        assert desk.client.post(f"{API}/drafts", json=body, headers=desk.key).status_code == 403


def test_corrections_still_have_the_cells_of_the_file(desk: Desk) -> None:
    desk.send(f"/{desk.drafts['H3']}", molecular_weight="98.8")
    desk.send("/repair", one=f"{desk.drafts['H1']} cas_rn")
    text = desk.client.get(f"{API}/imports/{desk.run}/corrections.csv", headers=desk.key).text
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["H2", "H3"]
    assert "x46" in text
