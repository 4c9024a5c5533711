"""The history on the desk: the journal, the revisions of a product, two of them compared, and restored."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient

from tests.web.pages.desk_made import API, DESK, OWN, WATER, keep, sign_in, text_of


@pytest.fixture
def editor(own_client: TestClient, own_url: str) -> TestClient:
    """The pages, signed in, over a product with three revisions and one that is removed."""
    key = sign_in(own_client, own_url)
    keep(own_client, key, "W-1", WATER)
    keep(own_client, key, "W-1", {"assay": "98 %", "storage": "RT"}, "as on the label")
    keep(own_client, key, "W-1", {"pack:1 L": "8 EUR"}, "November <list>")
    keep(own_client, key, "W/2", {"name": "Ice"})
    gone = own_client.delete(f"{API}/W%2F2", params={"reason": "melted"}, headers={**key, "If-Match": "*"})
    assert gone.status_code == 204
    return own_client


@pytest.mark.parametrize(
    ("asked", "shown", "not_shown"),
    [
        ("", ["99 % → 98 %", "9 EUR → 8 EUR", "as on the label", "November <list>", "melted", "by hand"], ["Show all"]),
        ("?product=w-1", ["99 % → 98 %", "9 EUR → 8 EUR", "Show all"], ["melted"]),
        ("?change=deleted&actor=&run=&since=&until=", ["melted"], ["99 %"]),
        ("?actor=test+editor&by=hand", ["melted", "99 % → 98 %"], []),
        ("?actor=nobody", ["No change fits"], ["melted"]),
        ("?supplier=nobody", ["No change fits"], ["melted"]),
        ("?since=2000-01-01&until=2000-01-02", ["No change fits"], ["melted"]),
        ("?run=7", ["No change fits"], ["melted"]),
        ("?before=2", ["Created"], ["melted", "99 % → 98 %"]),
    ],
)
def test_the_journal_shows_what_is_asked_for(
    editor: TestClient, asked: str, shown: list[str], not_shown: list[str]
) -> None:
    said = text_of(editor.get(f"/editor/history{asked}").text)
    assert [words for words in shown if words not in said] == []
    assert [words for words in not_shown if words in said] == []


@pytest.mark.parametrize("asked", ["?since=yesterday", "?run=x", "?change=burnt", "?before=0"])
def test_a_filter_that_cannot_be_read_is_refused(editor: TestClient, asked: str) -> None:
    assert editor.get(f"/editor/history{asked}").status_code == 422


@pytest.mark.parametrize("path", ["/editor/products/w-1", DESK + "/W-1"])
def test_the_history_of_a_product_says_who_why_and_what(editor: TestClient, path: str) -> None:
    page = editor.get(f"{path}/history").text
    said = text_of(page)
    for words in ("test editor", "as on the label", "Assay 99 % → 98 %", "Storage RT", "1 L (pack) 9 EUR → 8 EUR"):
        assert words in said
    assert f'href="{DESK}/W-1/compare?old=1&amp;new=2"' in page


def test_the_history_of_a_removed_product_offers_its_revisions(editor: TestClient) -> None:
    said = text_of(editor.get(f"{DESK}/W%2F2/history").text)
    assert "This product is removed" in said
    assert "melted" in said
    assert editor.get(f"{DESK}/none/history").status_code == 404


def test_two_revisions_are_compared(editor: TestClient) -> None:
    said = text_of(editor.get(f"{DESK}/W-1/compare?old=1&new=3").text)
    assert "3 of 7 fields differ" in said
    for words in ("Assay 99 % 98 %", "Storage not stated RT", "1 L (pack) 9 EUR 8 EUR"):
        assert words in said
    assert editor.get(f"{DESK}/W-1/compare?old=1&new=9").status_code == 404
    assert editor.get(f"{DESK}/W-1/compare?old=1").status_code == 422
    assert "Both revisions state the same" in text_of(editor.get(f"{DESK}/W-1/compare?old=2&new=2").text)


def tag_of(editor: TestClient, number: str) -> str:
    """The entity tag of the product itself, as its page has it."""
    return editor.get(f"/api/v1/products/{number}", headers={"Accept-Encoding": "identity"}).headers["etag"]


def restore(editor: TestClient, path: str = "W-1", **form: str) -> tuple[int, str]:
    sent = {"old": "1", "new": "3", **form}
    answer = editor.post(f"{DESK}/{path}/restore", data=sent, headers=OWN)
    return answer.status_code, answer.headers.get("location", text_of(answer.text))


def test_a_ticked_field_is_restored_and_the_others_stay(editor: TestClient) -> None:
    form = {"what": "ticked", "field": "assay", "tag": tag_of(editor, "W-1"), "reason": "the label was right"}
    assert restore(editor, **form) == (303, f"{DESK}/W-1/history?restored=4")
    page = text_of(editor.get(f"{DESK}/W-1/history?restored=4").text)
    assert "Restored, as revision 4." in page
    assert "the label was right" in page
    product = editor.get("/api/v1/products/W-1").json()
    assert (product["specifications"][0]["text"], product["storage"]["text"]) == ("99 %", "RT")


def test_all_of_a_revision_is_restored(editor: TestClient) -> None:
    assert restore(editor, what="all", tag=tag_of(editor, "W-1"))[0] == 303
    product = editor.get("/api/v1/products/W-1").json()
    assert (product["storage"], product["packs"][0]["price"], product["revision"]) == (None, "9 EUR", 4)


def test_a_removed_product_comes_back(editor: TestClient) -> None:
    assert restore(editor, "W%2F2", what="all", tag="", new="2") == (303, f"{DESK}/W%2F2/history?restored=3")
    assert editor.get("/api/v1/products/W%2F2").json()["name"] == "Ice"


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"what": "ticked"}, 422, "Nothing is ticked"),
        ({"what": "ticked", "field": "price"}, 422, "Nothing is ticked"),
        ({"what": "ticked", "field": "assay", "tag": '"1-stale"'}, 409, "Somebody changed this product"),
        ({"what": "ticked", "field": "assay"}, 409, "Somebody changed this product"),
    ],
)
def test_what_was_typed_comes_back_when_nothing_is_restored(
    editor: TestClient, form: dict[str, str], status: int, words: str
) -> None:
    before = editor.get("/api/v1/products/W-1").content
    sent = {"old": "1", "new": "3", "reason": "a reason", **form}
    answer = editor.post(f"{DESK}/W-1/restore", data=sent, headers=OWN)
    assert (answer.status_code, words in text_of(answer.text)) == (status, True)
    assert 'value="a reason"' in answer.text
    assert ('value="assay" checked' in answer.text) is (form.get("field") == "assay")
    assert editor.get("/api/v1/products/W-1").content == before


@pytest.mark.parametrize("path", ["history", "products/W-1/history", "products/W-1/compare?old=1&new=2"])
def test_nobody_sees_the_history_without_a_session(editor: TestClient, path: str) -> None:
    editor.cookies.clear()
    assert editor.get(f"/editor/{path}").status_code == 403


def test_nothing_is_restored_from_elsewhere_or_without_a_session(editor: TestClient) -> None:
    form = {"old": "1", "new": "3", "what": "all", "tag": tag_of(editor, "W-1")}
    elsewhere = editor.post(f"{DESK}/W-1/restore", data=form, headers={"sec-fetch-site": "cross-site"})
    editor.cookies.clear()
    assert (elsewhere.status_code, restore(editor, **form)[0]) == (403, 403)
    assert editor.get("/api/v1/products/W-1").json()["revision"] == 3


def test_the_journal_is_downloaded_as_the_page_is_filtered(editor: TestClient) -> None:
    page = editor.get("/editor/history?product=w-1&change=changed&before=99").text
    assert 'href="/editor/history.csv?product=w-1&amp;change=changed"' in page
    answer = editor.get("/editor/history.csv?product=w-1&change=changed")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["revision"], row["field"], row["old"], row["new"], row["reason"]) for row in rows] == [
        ("3", "pack:1 L", "9 EUR", "8 EUR", "November <list>"),
        ("2", "storage", "", "RT", "as on the label"),
        ("2", "assay", "99 %", "98 %", "as on the label"),
    ]
    assert {row["actor"] for row in rows} == {"test editor"}
    assert len(editor.get("/editor/history.csv").text.splitlines()) > len(rows) + 1
    assert editor.get("/editor/history.csv?run=x").status_code == 422
