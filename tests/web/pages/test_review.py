"""The review queue: withheld texts approved or removed, warnings left or repaired, reports closed; each undone."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import make_key
from tests.web.pages.desk_made import OWN, keep, text_of

REVIEW = "/editor/review"
OFF_TOPIC = (
    "Backpropagation through time trains recurrent neural networks: the gradient of the error of each layer of a "
    "neural network is computed for machine learning."
)
BPTA = {"name": "BPTA", "cas_rn": "89604-92-2", "formula": "C20H22N4O4S3"}


def sign_in(client: TestClient, url: str, role: str) -> dict[str, str]:
    key = make_key(url, role)  # type: ignore[arg-type]
    answer = client.post("/editor/sign-in", data={"key": key["Authorization"].removeprefix("Bearer ")}, headers=OWN)
    assert answer.status_code == 303
    return key


@pytest.fixture
def desk(own_client: TestClient, own_url: str) -> tuple[TestClient, dict[str, str]]:
    """The desk of an approver, with a withheld text."""
    key = sign_in(own_client, own_url, "approver")
    keep(own_client, key, "W1", {**BPTA, "description": OFF_TOPIC})
    return own_client, key


def hidden(page: str, which: str = "") -> dict[str, str]:
    """The hidden fields of the form whose action or button has these words."""
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        if which in form:
            pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
            return {name: unescape(text) for name, text in pairs}
    raise AssertionError(f"no form with {which!r}")


def status_of(client: TestClient, number: str = "W1") -> str | None:
    description = client.get(f"/api/v1/products/{number}").json()["description"]
    return None if description is None else str(description["status"])


def press(client: TestClient, path: str, **more: str) -> str:
    """Press a button of the first item, follow to the list, and return the page."""
    tab = path.partition("/")[0]
    page = client.get(REVIEW, params={"tab": tab}).text
    answer = client.post(f"{REVIEW}/{path}", data={**hidden(page, f"/review/{tab}"), **more}, headers=OWN)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"]).text


def undo(client: TestClient, page: str) -> None:
    answer = client.post(f"{REVIEW}/undo", data=hidden(page, "/review/undo"), headers=OWN)
    assert answer.status_code == 303, answer.text
    assert "Undone" in client.get(answer.headers["location"]).text


class TestWithheldTexts:
    def test_are_shown_with_their_text_and_the_reason(self, desk: tuple[TestClient, dict[str, str]]) -> None:
        page = text_of(desk[0].get(REVIEW).text)
        assert "Withheld texts 1" in page
        assert OFF_TOPIC in page
        assert "does not seem to be about BPTA" in page

    def test_an_approved_one_is_public_until_that_is_undone(self, desk: tuple[TestClient, dict[str, str]]) -> None:
        client = desk[0]
        page = press(client, "texts/approve")
        document = client.get("/api/v1/products/W1").json()
        assert document["description"] == {"text": OFF_TOPIC, "status": "published", "reason": None}
        assert [one["code"] for one in document["findings"]] == []
        assert OFF_TOPIC in text_of(client.get("/products/W1").text)
        undo(client, page)
        assert status_of(client) == "withheld"

    def test_the_same_text_stays_approved_and_another_is_withheld(
        self, desk: tuple[TestClient, dict[str, str]]
    ) -> None:
        client, key = desk
        press(client, "texts/approve")
        statuses: list[str | None] = []
        for text in (OFF_TOPIC, OFF_TOPIC.replace("gradient", "derivative"), OFF_TOPIC):
            table = f'catalog_number,name,assay,description\nW1,BPTA,{90 + len(statuses)} %,"{text}"\n'
            client.post("/api/v1/admin/imports", files={"file": ("a.csv", table.encode())}, headers=key)
            statuses.append(status_of(client))
        assert statuses == ["published", "withheld", "published"]
        whole = {**BPTA, "description": OFF_TOPIC, "assay": "99 %"}
        client.put("/api/v1/admin/products/W1", json=whole, headers={**key, "If-Match": "*"})
        assert status_of(client) == "published"

    def test_a_declined_one_is_taken_out_until_that_is_undone(self, desk: tuple[TestClient, dict[str, str]]) -> None:
        client = desk[0]
        page = press(client, "texts/remove")
        assert status_of(client) is None
        undo(client, page)
        assert status_of(client) == "withheld"

    def test_an_editor_may_decline_but_not_approve(self, own_client: TestClient, own_url: str) -> None:
        key = sign_in(own_client, own_url, "editor")
        keep(own_client, key, "W1", {**BPTA, "description": OFF_TOPIC})
        page = own_client.get(REVIEW).text
        assert "needs an approver" in page
        form = hidden(page, "/review/texts")
        assert own_client.post(f"{REVIEW}/texts/approve", data=form, headers=OWN).status_code == 403
        assert status_of(own_client) == "withheld"
        press(own_client, "texts/remove")

    def test_what_somebody_changed_meanwhile_is_not_decided(self, desk: tuple[TestClient, dict[str, str]]) -> None:
        client, key = desk
        form = hidden(client.get(REVIEW).text, "/review/texts")
        keep(client, key, "W1", {"description": OFF_TOPIC + " Another sentence."})
        assert client.post(f"{REVIEW}/texts/approve", data=form, headers=OWN).status_code == 412
        assert status_of(client) == "withheld"

    def test_an_edit_in_the_form_keeps_the_approval(self, desk: tuple[TestClient, dict[str, str]]) -> None:
        client, key = desk
        press(client, "texts/approve")
        keep(client, key, "W1", {"assay": "98 %"})
        assert status_of(client) == "published"


@pytest.fixture
def warned(own_client: TestClient, own_url: str) -> tuple[TestClient, dict[str, str], str]:
    """The desk with products of one kind of warning, and the kind."""
    key = sign_in(own_client, own_url, "editor")
    for number in ("V1", "V2"):
        keep(own_client, key, number, {"name": "Sample", "formula": "C2H6O", "un_number": "99"})
    findings = own_client.get("/api/v1/products/V1").json()["findings"]
    return own_client, key, next(one["code"] for one in findings if one["severity"] == "warning")


class TestWarnings:
    def test_are_counted_by_kind_and_left_with_a_reason(self, warned: tuple[TestClient, dict[str, str], str]) -> None:
        client, _, code = warned
        list_of = f"{REVIEW}?tab=warnings&code={code}"
        page = client.get(list_of).text
        assert "V1" in page
        assert "V2" in page
        refused = client.post(f"{REVIEW}/warnings/leave", data=hidden(page, "/review/warnings"), headers=OWN)
        assert refused.status_code == 422
        form = {**hidden(page, "/review/warnings"), "reason": "as on the label"}
        done = client.get(client.post(f"{REVIEW}/warnings/leave", data=form, headers=OWN).headers["location"]).text
        left = client.get(list_of).text
        assert ("V1 Sample" in left, "V2 Sample" in left) == (False, True)
        assert 'value="as on the label"' in done
        undo(client, done)
        assert "V1 Sample" in client.get(list_of).text

    def test_another_stated_text_waits_again(self, warned: tuple[TestClient, dict[str, str], str]) -> None:
        client, key, code = warned
        list_of = f"{REVIEW}?tab=warnings&code={code}"
        form = {**hidden(client.get(list_of).text, "/review/warnings"), "reason": "as on the label"}
        client.post(f"{REVIEW}/warnings/leave", data=form, headers=OWN)
        keep(client, key, "V1", {"grade": "AR"})
        assert "V1 Sample" not in client.get(list_of).text
        keep(client, key, "V1", {"un_number": "98"})
        assert "V1 Sample" in client.get(list_of).text


class TestCompounds:
    WHY = "Drawn in two ways, the same bottle."

    @pytest.fixture
    def pair(self, desk: tuple[TestClient, dict[str, str]]) -> TestClient:
        client, key = desk
        for number, smiles in (("E1", "CCO"), ("E2", "CCO"), ("M1", "COC")):
            keep(client, key, number, {"name": number, "cas_rn": "64-17-5", "smiles": smiles})
        return client

    def test_are_shown_with_both_drawings_and_what_contradicts(self, pair: TestClient) -> None:
        page = pair.get(REVIEW, params={"tab": "compounds"}).text
        words = text_of(page)
        assert "Compounds to merge 1" in words
        assert page.count("<svg") == 2
        assert "1 contradicts" in words
        assert "LFQSCWFLJHTTHZ-UHFFFAOYSA-N; 2 products would keep their address" in words

    @pytest.mark.parametrize(
        ("doing", "more", "says"),
        [
            ("compounds/merge", {"reason": WHY}, "Merged into one compound."),
            ("compounds/apart", {}, "Kept apart: two compounds."),
        ],
    )
    def test_are_decided_and_that_is_undone(
        self, pair: TestClient, doing: str, more: dict[str, str], says: str
    ) -> None:
        page = press(pair, doing, **more)
        assert says in text_of(page)
        assert "Compounds to merge 0" in text_of(page)
        undo(pair, page)
        assert "Compounds to merge 1" in text_of(pair.get(REVIEW, params={"tab": "compounds"}).text)

    def test_that_contradict_are_not_merged_without_a_reason(self, pair: TestClient) -> None:
        page = pair.get(REVIEW, params={"tab": "compounds"}).text
        data = {**hidden(page, "/review/compounds"), "reason": "so"}
        answer = pair.post(f"{REVIEW}/compounds/merge", data=data, headers=OWN)
        assert (answer.status_code, "Say in 10 letters or more" in answer.text) == (422, True)
