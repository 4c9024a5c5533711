"""The review over HTTP: counted, listed and decided, with the same roles as on the desk."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.store.database import Database
from catalog.store.review.reader_messages import keep_request
from catalog.store.suppliers import list_suppliers
from tests.web.conftest import make_key
from tests.web.pages.desk_made import keep
from tests.web.pages.test_review import BPTA, OFF_TOPIC

REVIEW = "/api/v1/admin/review"


class Desk:
    """The clients of an editor and an approver, with two withheld texts, two warnings and a report."""

    def __init__(self, client: TestClient, url: str) -> None:
        self.client, self.url = client, url
        self.keys = {"editor": make_key(url, "editor"), "approver": make_key(url, "approver")}
        for number in ("W1", "W2"):
            keep(client, self.keys["editor"], number, {**BPTA, "description": OFF_TOPIC})
        for number in ("V1", "V2"):
            keep(client, self.keys["editor"], number, {"name": "Sample", "formula": "C2H6O", "un_number": "99"})
        own = {"sec-fetch-site": "same-origin"}
        sent = client.post(
            "/report", data={"product": "V1", "supplier": "house", "text": "The weight is wrong."}, headers=own
        )
        assert sent.status_code < 400, sent.text
        findings = client.get("/api/v1/products/V1").json()["findings"]
        self.code = next(one["code"] for one in findings if one["severity"] == "warning")

    def get(self, path: str) -> Any:  # noqa: ANN401  # What JSON holds.
        answer = self.client.get(REVIEW + path, headers=self.keys["editor"])
        assert answer.status_code == 200, answer.text
        return answer.json()

    def first(self, kind: str) -> dict[str, Any]:
        item: dict[str, Any] = self.get(f"/{kind}{f'?code={self.code}' if kind == 'warnings' else ''}")["items"][0]
        return item

    def decide(self, kind: str, item: dict[str, Any], role: str = "editor", **body: Any) -> Any:  # noqa: ANN401
        headers = {**self.keys[role], "If-Match": item.get("etag", "*")}
        return self.client.post(f"{REVIEW}/{kind}/{item['id']}", json=body, headers=headers)


@pytest.fixture
def desk(own_client: TestClient, own_url: str) -> Desk:
    return Desk(own_client, own_url)


def test_what_waits_is_counted_and_listed_in_pages(desk: Desk) -> None:
    counts = desk.get("")
    assert (counts["texts"], counts["warnings"][desk.code], counts["reports"], counts["drafts"]) == (2, 2, 1, 0)
    for path, numbers in [
        ("/texts?", ["W1", "W2"]),
        ("/texts?supplier=nobody", []),
        (f"/warnings?code={desk.code}", ["V1", "V2"]),
    ]:
        found: list[str] = []
        following: str | None = f"{REVIEW}{path}&limit=1"
        while following:
            page = desk.client.get(following, headers=desk.keys["editor"]).json()
            found += [item["catalog_number"] for item in page["items"]]
            following = page["next"]
        assert found == numbers, path
    text, report = desk.first("texts"), desk.first("reports")
    assert (text["text"], "does not seem to be about BPTA" in text["reason"]) == (OFF_TOPIC, True)
    assert (report["text"], report["supplier"]["slug"]) == ("The weight is wrong.", "house")


@pytest.mark.parametrize(
    ("role", "decision", "status", "left"),
    [
        ("editor", "approve", 403, "withheld"),
        ("approver", "approve", 200, "published"),
        ("editor", "remove", 200, None),
        ("editor", "forget", 422, "withheld"),
    ],
)
def test_a_text_is_decided_by_who_may(desk: Desk, role: str, decision: str, status: int, left: str | None) -> None:
    item = desk.first("texts")
    answer = desk.decide("texts", item, role, decision=decision)
    assert answer.status_code == status, answer.text
    description = desk.client.get("/api/v1/products/W1").json()["description"]
    assert (None if description is None else description["status"]) == left
    if status == 200:
        assert (answer.json()["catalog_number"], answer.json()["revision"]) == ("W1", 2)
        assert desk.decide("texts", {**item, "etag": "*"}, role, decision=decision).status_code == 409
        assert [one["catalog_number"] for one in desk.get("/texts")["items"]] == ["W2"]


def test_what_was_changed_meanwhile_is_not_decided(desk: Desk) -> None:
    text, warned = desk.first("texts"), desk.first("warnings")
    for number in ("W1", "V1"):
        keep(desk.client, desk.keys["editor"], number, {"grade": "AR"})
    assert desk.decide("texts", text, decision="remove").status_code == 412
    assert desk.decide("warnings", warned, decision="leave", code=desk.code, reason="so it is").status_code == 412
    gone = {"id": 999}
    assert desk.decide("texts", gone, decision="remove").status_code == 404
    address = f"{REVIEW}/texts/{text['id']}"
    assert desk.client.post(address, json={"decision": "remove"}, headers=desk.keys["editor"]).status_code == 428


def test_a_warning_is_left_with_a_reason_until_that_is_undone(desk: Desk) -> None:
    item = desk.first("warnings")
    assert desk.decide("warnings", item, decision="leave", code=desk.code).status_code == 422
    assert desk.decide("warnings", item, decision="leave", code="cas-invalid", reason="so").status_code == 422
    left = desk.decide("warnings", item, decision="leave", code=desk.code, reason="as on the label").json()
    assert (left["catalog_number"], left["revision"]) == ("V1", None)
    assert desk.get("")["warnings"][desk.code] == 1
    undone = desk.client.post(f"/api/v1/admin/imports/{left['run']}/undo", headers=desk.keys["editor"])
    assert undone.status_code == 200
    assert desk.get("")["warnings"][desk.code] == 2
    assert desk.decide("warnings", item, decision="repair", code=desk.code).status_code == 409


def test_a_warning_is_repaired_as_the_checks_propose(desk: Desk) -> None:
    row = b"Catalog number,Name,CAS\nR1,Toluene,108\xe2\x80\x9188-3\nR2,Water,7732-18-5\n"
    desk.client.post(
        "/api/v1/admin/imports", files={"file": ("a.csv", row)}, headers=desk.keys["editor"]
    ).raise_for_status()
    for code in desk.get("")["warnings"]:
        for item in desk.get(f"/warnings?code={code}")["items"]:
            answer = desk.decide("warnings", item, decision="repair", code=code)
            assert answer.status_code == (409 if item["repair"] is None else 200), answer.text


def test_a_report_is_closed_once_and_opened_again(desk: Desk) -> None:
    item = desk.first("reports")
    closed = desk.decide("reports", item, answer=" mended ")
    assert (closed.status_code, closed.json()["answer"]) == (200, "mended")
    assert closed.json()["closed_at"]
    assert desk.decide("reports", item, answer=None).status_code == 409
    assert desk.get("/reports")["items"] == []
    again = desk.client.post(f"{REVIEW}/reports/{item['id']}/reopen", headers=desk.keys["editor"])
    assert (again.status_code, again.json()["closed_at"]) == (200, None)
    assert [one["id"] for one in desk.get("/reports")["items"]] == [item["id"]]
    assert desk.client.post(f"{REVIEW}/reports/99/reopen", headers=desk.keys["editor"]).status_code == 404


def test_requests_for_quotation_are_listed_closed_once_and_opened_again(desk: Desk) -> None:
    database = Database(str(desk.url))
    with database.write() as transaction:
        (house,) = list_suppliers(transaction)
        keep_request(transaction, house, "W1, 5 g", "Soon, please.", "ada@example.org")
    database.close()
    assert desk.get("")["requests"] == 1
    item = desk.first("requests")
    assert (item["request"], item["text"], item["email"]) == ("W1, 5 g", "Soon, please.", "ada@example.org")
    closed = desk.decide("requests", item, answer="Quotation 7")
    assert (closed.status_code, closed.json()["answer"]) == (200, "Quotation 7")
    assert desk.decide("requests", item, answer=None).status_code == 409
    assert desk.get("/requests")["items"] == []
    address = f"{REVIEW}/requests/{item['id']}/reopen"
    assert desk.client.post(address, headers=desk.keys["editor"]).json()["closed_at"] is None
    assert desk.first("requests") == item


class TestCompounds:
    """Two compounds of one CAS RN and formula."""

    PAIR = ("LFQSCWFLJHTTHZ-UHFFFAOYSA-N", "LCGLNKUTAGEVQW-UHFFFAOYSA-N")

    @pytest.fixture
    def pair(self, desk: Desk) -> dict[str, Any]:
        for number, smiles in (("E1", "CCO"), ("E2", "CCO"), ("M1", "COC")):
            keep(desk.client, desk.keys["editor"], number, {"name": number, "cas_rn": "64-17-5", "smiles": smiles})
        assert desk.get("")["compounds"] == 1
        return desk.first("compounds")

    def decide(self, desk: Desk, pair: dict[str, Any], role: str, **body: object) -> Any:  # noqa: ANN401
        keys = {"key": pair["key"], "into": pair["into"]}
        return desk.client.post(f"{REVIEW}/compounds", json={**keys, **body}, headers=desk.keys[role])

    def test_are_shown_with_what_contradicts(self, pair: dict[str, Any]) -> None:
        assert (pair["into"], pair["key"]) == self.PAIR
        assert pair["cas_rn"] == "64-17-5"
        assert [one["standing"] for one in pair["facts"]] == ["agrees", "agrees", "differs", "unknown"]
        assert pair["contradicting"] == ["InChIKey"]

    def test_are_merged_by_approvers_for_a_reason_and_parted_again(self, desk: Desk, pair: dict[str, Any]) -> None:
        refused = [
            self.decide(desk, pair, "editor", decision="merge", reason="They are one compound."),
            self.decide(desk, pair, "approver", decision="merge"),
        ]
        assert [answer.status_code for answer in refused] == [403, 422]
        merged = self.decide(desk, pair, "approver", decision="merge", reason="They are one compound.")
        assert (merged.status_code, merged.json()["change"], merged.json()["into"]) == (201, "merged", self.PAIR[0])
        assert desk.get("")["compounds"] == 0
        assert self.decide(desk, pair, "editor", decision="apart").status_code == 409
        back = f"{REVIEW}/compounds/{merged.json()['seq']}/reopen"
        again = [desk.client.post(back, headers=desk.keys["editor"]) for _ in range(2)]
        assert [answer.status_code for answer in again] == [201, 409]
        assert again[0].json()["catalog_numbers"] == ["M1"]
        assert desk.first("compounds") == pair

    def test_kept_apart_wait_no_more_until_that_is_taken_back(self, desk: Desk, pair: dict[str, Any]) -> None:
        apart = self.decide(desk, pair, "editor", decision="apart").json()
        assert (apart["change"], apart["relation"], apart["reason"]) == (
            "related",
            "different",
            "Kept apart in the review.",
        )
        assert desk.get("/compounds")["items"] == []
        compound = desk.client.get(f"/api/v1/compounds/{self.PAIR[1]}").json()
        assert [one["cas_rn"] for one in compound["cas_rns"]] == ["64-17-5"]
        back = f"{REVIEW}/compounds/{apart['seq']}/reopen"
        assert desk.client.post(back, headers=desk.keys["editor"]).json()["relation"] == "undecided"
        assert desk.first("compounds") == pair
        missing = desk.client.post(f"{REVIEW}/compounds/99/reopen", headers=desk.keys["editor"])
        assert missing.status_code == 404
