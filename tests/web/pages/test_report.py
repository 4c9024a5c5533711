"""Readers report what is wrong with a product, without an account; the queue shows it, and an editor closes it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from catalog.web.http.limiter import REPORTS_RATE
from tests.web.pages.desk_made import OWN, WATER, keep, sign_in, text_of
from tests.web.pages.test_review import REVIEW, hidden, press, undo

SAYS = "The melting point is that of ice from another planet."
QUEUE = f"{REVIEW}?tab=reports"


@pytest.fixture
def shop(own_client: TestClient, own_url: str) -> TestClient:
    """The pages, with one product and an editor who is signed in."""
    keep(own_client, sign_in(own_client, own_url), "R1", WATER)
    return own_client


def send(client: TestClient, number: str = "R1", **typed: str) -> tuple[int, str]:
    form = {"product": number, "supplier": "house", "text": SAYS, **typed}
    answer = client.post("/report", data=form, headers=OWN)
    return answer.status_code, answer.text


def test_every_product_page_has_the_form_and_stays_cacheable(shop: TestClient) -> None:
    first = shop.get("/products/R1")
    assert 'action="/report"' in first.text
    again = shop.get("/products/R1", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert "set-cookie" not in first.headers
    assert hidden(first.text, "/report") == {"product": "R1", "supplier": "house"}


def test_a_report_waits_in_the_queue_until_it_is_closed(shop: TestClient) -> None:
    assert send(shop, email=" reader@example.org ")[0] == 200
    page = shop.get(QUEUE).text
    assert SAYS in text_of(page)
    assert "reader@example.org" in page
    assert "Reader reports 1" in text_of(page)
    done = press(shop, "reports/close", answer="Mended in revision 2.")
    assert "No report is open" in done
    undo(shop, done)
    assert SAYS in text_of(shop.get(QUEUE).text)
    assert "Report closed" in press(shop, "reports/close")


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ({}, 200, "Thank you"),
        ({"text": "bad"}, 422, "letters or more"),
        ({"text": "–" * 50}, 422, "letters or more"),
        ({"text": ""}, 422, "letters or more"),
        ({"email": "nobody"}, 422, "not an e-mail address"),
        ({"text": "x" * 2001}, 422, ""),
        ({"text": "Wrong.\r\n" * 280}, 200, "Thank you"),
        ({"text": "Something is wrong\x00 here"}, 422, ""),
        ({"number": "NOPE"}, 404, "no product"),
        ({"supplier": ""}, 200, "Thank you"),
        ({"website": "https://spam.example"}, 200, "Thank you"),
    ],
)
def test_what_is_typed_is_kept_or_shown_again_with_the_reason(
    shop: TestClient, typed: dict[str, str], status: int, says: str
) -> None:
    form = {"text": SAYS, "email": "", "supplier": "house", "website": "", **typed}
    code, page = send(shop, form.pop("number", "R1"), **form)
    assert code == status
    assert says in page
    is_kept = status == 200 and "website" not in typed
    assert ("No report is open" not in shop.get(QUEUE).text) == is_kept
    if status == 422 and len(typed.get("text", SAYS)) <= 2000 and "\x00" not in typed.get("text", ""):
        assert typed.get("email", "") in page
        assert typed.get("text", SAYS) in page


def test_forms_of_other_sites_are_refused(shop: TestClient) -> None:
    form = {"product": "R1", "supplier": "house", "text": SAYS}
    assert shop.post("/report", data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert "No report is open" in shop.get(QUEUE).text


def test_a_client_sends_only_so_many_and_loses_nothing_typed(shop: TestClient) -> None:
    most = int(REPORTS_RATE.split()[0])
    assert [send(shop)[0] for _ in range(most)] == [200] * most
    status, page = send(shop, email="reader@example.org")
    assert (status, SAYS in page, "reader@example.org" in page) == (429, True, True)
    assert "Try again in" in page


def test_the_text_of_a_reader_is_text(shop: TestClient) -> None:
    assert send(shop, text='<script>alert("what is wrong")</script>')[0] == 200
    assert "<script>alert" not in shop.get(QUEUE).text
