"""A quote list is sent to the sellers from its page, without an account; the desk shows it, and a seller closes it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from catalog.web.app import create_app
from catalog.web.http.limiter import REPORTS_RATE
from tests.settings_made import unhurried
from tests.web.pages.desk_made import OWN, WATER, keep, sign_in, text_of
from tests.web.pages.test_review import REVIEW, press, undo

INBOX = f"{REVIEW}?tab=requests"
LINE = {"n": "R1", "pack": "1 L", "quantity": "3", "email": " buyer@example.org ", "text": "By\nFriday, please."}


@pytest.fixture
def shop(own_client: TestClient, own_url: str) -> TestClient:
    """The pages, with one product and an editor who is signed in."""
    keep(own_client, sign_in(own_client, own_url), "R1", WATER)
    return own_client


def send(client: TestClient, **typed: str) -> tuple[int, str]:
    answer = client.post("/quote/requests", data={**LINE, **typed}, headers=OWN)
    return answer.status_code, answer.text


def test_a_request_waits_in_the_inbox_until_it_is_closed(shop: TestClient) -> None:
    status, page = send(shop)
    assert (status, "1 request is with the sellers" in page) == (200, True)
    inbox = text_of(shop.get(INBOX).text)
    for words in ("Quote requests 1", "Request to House", "3 × 1 L, 27 EUR", "Friday, please.", "buyer@example.org"):
        assert words in inbox
    done = press(shop, "requests/close", answer="Quotation 17.")
    assert "No request is open" in done
    undo(shop, done)
    assert "buyer@example.org" in shop.get(INBOX).text


def test_a_list_of_several_suppliers_is_several_requests(shop: TestClient, own_url: str) -> None:
    rows = b"Catalog number,Name,Pack,Price,Supplier\nA1,Ethanol,1 L,11 EUR,Alpha\n"
    key = sign_in(shop, own_url)
    assert shop.post("/api/v1/admin/imports", files={"file": ("rows.csv", rows)}, headers=key).status_code < 300
    form = {**LINE, "n": ["R1", "A1~alpha"], "pack": ["1 L", "1 L"], "quantity": ["1", "2"]}
    assert "2 requests are with" in shop.post("/quote/requests", data=form, headers=OWN).text
    inbox = text_of(shop.get(INBOX).text)
    assert ("Request to House" in inbox, "Request to Alpha" in inbox) == (True, True)


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ({"email": "nobody"}, 422, "not an e-mail address"),
        ({"email": ""}, 422, "not an e-mail address"),
        ({"n": "NOPE"}, 422, "no product"),
        ({"n": ""}, 422, "The list is empty"),
        ({"quantity": "0"}, 422, "Write a whole number"),
        ({"text": ""}, 200, "Thank you"),
        ({"text": "Soon.\r\n" * 330}, 200, "Thank you"),
        ({"website": "https://spam.example"}, 200, "Thank you"),
    ],
)
def test_what_is_typed_is_kept_or_shown_again_with_the_reason(
    shop: TestClient, typed: dict[str, str], status: int, says: str
) -> None:
    code, page = send(shop, **typed)
    assert code == status
    assert says in page.replace("&#39;", "'")
    is_kept = status == 200 and "website" not in typed
    assert ("No request is open" not in shop.get(INBOX).text) == is_kept
    if "email" in typed:
        assert "Friday, please." in page


def test_forms_of_other_sites_are_refused(shop: TestClient) -> None:
    assert shop.post("/quote/requests", data=LINE, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_client_sends_only_so_many(shop: TestClient) -> None:
    most = int(REPORTS_RATE.split()[0])
    assert [send(shop)[0] for _ in range(most)] == [200] * most
    status, page = send(shop)
    assert (status, "Try again in" in page, "Friday, please." in page) == (429, True, True)


def test_what_is_found_of_many_goes_to_the_quote_list(shop: TestClient) -> None:
    page = shop.post("/lookup", data={"text": "7732-18-5\nnonesuch\nR1"}, headers=OWN).text
    assert "Add the product found to the quote list (1)" in page
    assert page.count('name="n" value="R1"') == 1


def test_a_request_goes_to_the_contact_of_the_supplier_or_else_of_the_house(own_url: str) -> None:
    settings = unhurried(own_url, contact="mailto:house@example.org")
    with TestClient(create_app(settings), follow_redirects=False) as client:
        key = sign_in(client, own_url)
        keep(client, key, "R1", WATER)
        assert "Mail to house@example.org" in client.get("/quote?n=R1").text
        contact = {"contact": "Ada, orders@example.org"}
        assert client.patch("/api/v1/admin/suppliers/house", json=contact, headers=key).status_code == 200
        page = client.get("/quote?n=R1").text
    assert "Mail to orders@example.org" in page
    assert "mailto:orders%40example.org?subject=" in page
