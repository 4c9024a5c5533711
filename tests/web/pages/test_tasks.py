"""What buyers come for, each in few steps: with a mouse, with a finger on a phone, by keyboard alone.

A step is something pressed, a text written (with Enter behind it), or something chosen from a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from catalog.chemistry.identifiers.cas_rn_digits import check_digit
from tests.web.pages import tasks_made
from tests.web.pages.hands import Finger, Hand, Keyboard, Mouse
from tests.web.pages.test_browser import Watched, browser, serving

__all__ = ["browser"]
PEOPLE: dict[str, tuple[Hand, int]] = {
    "mouse": (Mouse(), 1440),
    "keyboard": (Keyboard(), 1440),
    "finger": (Finger(), 390),
}


class Buyer:
    """Somebody whose steps are counted."""

    def __init__(self, page: Page, hand: Hand) -> None:
        self.page = page
        self.hand = hand
        self.steps = 0

    def press(self, target: Locator) -> None:
        self.steps += 1
        self.hand.press(target)

    def follow(self, words: str) -> None:
        """Follow the first link of these words that can be seen."""
        self.press(self.page.get_by_role("link", name=words).filter(visible=True).first)

    def ask(self, text: str) -> None:
        """Write into the search box, with Enter behind it, and see results."""
        self.steps += 1
        self.hand.write(self.page.locator("#q"), text)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/search?**")

    def write(self, target: Locator, text: str) -> None:
        """Write a text, or paste a long one."""
        self.steps += 1
        self.hand.write(target, "")
        self.page.keyboard.insert_text(text)

    def shows(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("tasks")
    url = f"sqlite:///{folder}/catalog.db"
    tasks_made.fill(url, folder)
    with serving(url) as address:
        yield address


@pytest.fixture(params=PEOPLE)
def buyer(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Buyer]:
    hand, width = PEOPLE[request.param]
    context = browser.new_context(
        base_url=served, viewport={"width": width, "height": 844}, has_touch=isinstance(hand, Finger)
    )
    watched = Watched(context.new_page(), served)
    yield Buyer(watched.page, hand)
    context.close()
    assert [trouble for trouble in watched.troubles if "example.org" not in trouble] == []


@contextmanager
def within(buyer: Buyer, most: int, begins: str = "/") -> Iterator[Page]:
    """A task that begins at a page, and takes at most so many steps."""
    buyer.page.goto(begins)
    yield buyer.page
    assert buyer.steps <= most


def is_right(row: str) -> bool:
    """Tell whether an offer, as a card shows it, is at least 99 % pure, and begins below 50 EUR."""
    purity, price = re.search(r"≥\s([\d.]+)\s%", row), re.search(r"([\d.]+)(?:\sto\s[\d.]+)?\sEUR", row)
    return bool(purity and price and float(purity[1]) >= 99 and float(price[1]) < 50)


def test_finds_pure_caffeine_at_a_price(buyer: Buyer) -> None:
    with within(buyer, 3) as page:
        buyer.ask("caffeine")
        offers = page.locator(".result tbody tr")
        expect(offers.first).to_contain_text("25 g")
        [right] = [place for place, row in enumerate(offers.all_inner_texts()) if is_right(row)]
        buyer.press(offers.nth(right).get_by_role("link"))
        buyer.shows("Caffeine")
        expect(page.locator(".packs tr", has_text="25 g")).to_contain_text("31.00 EUR")


def test_adds_a_pack_to_the_quote(buyer: Buyer) -> None:
    with within(buyer, 1, "/products/BE-1") as page:
        buyer.press(page.get_by_role("button", name="Add 25 g: to the quote list"))
        expect(page.locator("[data-quote-said]")).to_contain_text("1 × 25 g on the list.")


def test_compares_three(buyer: Buyer) -> None:
    with within(buyer, 4, "/search?q=caffeine") as page:
        for number in ("AL-1", "BE-1", "CA-1"):
            buyer.press(page.get_by_label(f"Select Caffeine, {number}"))
        buyer.press(page.get_by_role("button", name="Compare selected"))
        buyer.shows("Compare products")
        expect(page.locator("[data-compared]")).to_have_count(3)


def test_finds_what_contains_tetrazole_and_is_in_stock(buyer: Buyer) -> None:
    with within(buyer, 4) as page:
        buyer.ask("c1nn[nH]n1")
        buyer.press(page.locator(".others").get_by_role("link", name="substructure", exact=True))
        expect(page.locator(".headline")).to_contain_text("2 substances")
        buyer.follow("Only what is in stock")
        expect(page.locator(".headline")).to_contain_text("1 substance")
        expect(page.locator(".result h2")).to_have_text("1H-Tetrazole")


def test_asks_for_what_is_known_of_200_cas_rns(buyer: Buyer) -> None:
    known = {one["cas_rn"] for offers in tasks_made.OFFERS.values() for one in offers}
    others = [f"{number}-10-{check_digit(f'{number}10')}" for number in range(91000, 91200 - len(known))]
    with within(buyer, 4) as page:
        buyer.follow("Look up many")
        buyer.write(page.get_by_label("Identifiers", exact=True), "\n".join([*others, *known]))
        buyer.press(page.get_by_role("button", name="Look up", exact=True))
        expect(page.get_by_role("status").first).to_contain_text("6 of 200 found")
        buyer.press(page.get_by_role("button", name="to the quote list (6)"))
        expect(page.locator("[data-quote-count]")).to_have_text(" (6)")


def test_reads_the_certificate_of_a_lot(buyer: Buyer) -> None:
    buyer.page.route("https://example.org/**", lambda route: route.fulfill(body="The certificate of K204"))
    with within(buyer, 3) as page:
        buyer.ask("caffeine")
        buyer.press(page.locator(".result").get_by_role("link", name="Betelgeuse"))
        buyer.shows("Caffeine")
        buyer.press(page.locator(".papers").get_by_role("link", name="K204"))
        page.wait_for_url("https://example.org/coa/K204.pdf")


def test_finds_the_hydrochloride_of_a_base(buyer: Buyer) -> None:
    with within(buyer, 2, "/products/AL-2") as page:
        salt = page.locator(".offers").get_by_role("link", name="Lidocaine hydrochloride")
        if not salt.is_visible():
            buyer.press(page.locator("summary", has_text="Other offers"))
        buyer.press(salt)
        buyer.shows("Lidocaine hydrochloride")


def test_reports_an_error(buyer: Buyer) -> None:
    with within(buyer, 2, "/products/BE-2") as page:
        buyer.write(page.get_by_label("What is wrong?"), "It is sold in 10 g too.")
        buyer.press(page.get_by_role("button", name="Send the report"))
        expect(page.get_by_role("status").first).to_contain_text("Thank you")


def test_sees_what_is_new(buyer: Buyer) -> None:
    with within(buyer, 1) as page:
        buyer.follow("What is new")
        buyer.shows("What is new")
        expect(page.locator("section time")).to_have_count(1)
        expect(page.locator("section .news li")).to_have_count(sum(map(len, tasks_made.OFFERS.values())))
