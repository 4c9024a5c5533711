"""The pages of people in a real Chromium: by keyboard, without JavaScript, without axe violations, on all screens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from catalog.store.access.links import WELCOME_PATH, make_link
from catalog.store.access.people import create_person
from catalog.store.database import Database
from tests.web.pages.test_browser import VIEWS, Watched, browser, serving, violations

__all__ = ["browser"]

PASSWORD = "a tin of green tea"


@pytest.fixture
def link(own_url: str) -> str:
    """The link of the first admin."""
    database = Database(own_url)
    with database.write() as transaction:
        link = WELCOME_PATH + make_link(
            transaction, create_person(transaction, "Ada", "ada@example.org", "admin").number
        )
    database.close()
    return link


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has this name, as somebody without a mouse does."""
    wanted = page.get_by_label(name, exact=True).or_(page.get_by_role("button", name=name, exact=True)).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{name} is not reached by Tab")


def test_people_are_invited_and_sign_in_by_keyboard_without_javascript(
    browser: Browser, own_url: str, link: str
) -> None:
    with serving(own_url) as address:
        context = browser.new_context(base_url=address, java_script_enabled=False)
        watched = Watched(context.new_page(), address)
        page = watched.page
        page.goto(link)
        tab_to(page, "Password")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Ada", exact=True).wait_for()
        page.goto("/editor/people")
        for name, text in (("Name", "Grace"), ("E-mail", "grace@example.org")):
            tab_to(page, name)
            page.keyboard.type(text)
        page.keyboard.press("Enter")
        invitation = page.locator("#made-link").inner_text()
        page.goto("/editor/people")
        tab_to(page, "Role of Grace")
        page.keyboard.type("reader")
        tab_to(page, "Change the role of Grace")
        page.keyboard.press("Enter")
        page.get_by_text("The role is changed").wait_for()
        page.locator("details.me > summary").click()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("heading", name="Sign in").wait_for()
        page.goto(invitation)
        tab_to(page, "Password")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_text("grace@example.org, reader").wait_for()
        context.clear_cookies()
        page.goto("/editor/account")
        tab_to(page, "E-mail")
        page.keyboard.type("grace@example.org")
        tab_to(page, "Password")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/editor/account")
        assert page.get_by_text("People", exact=True).count() == 0
        context.close()
    assert watched.troubles == []


@pytest.mark.parametrize("view", list(VIEWS))
def test_pages_of_people_have_no_violations(browser: Browser, own_url: str, link: str, view: str) -> None:
    with serving(own_url) as address:
        context = browser.new_context(base_url=address, **VIEWS[view])
        watched = Watched(context.new_page(), address)
        page, seen = watched.page, {}

        def look(name: str) -> None:
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            seen[name] = (violations(page), wide)

        page.goto(link)
        look("welcome")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Keep it and sign in").click()
        page.get_by_label("What it is for").fill("nightly import")
        page.get_by_role("button", name="Make a key").click()
        page.locator("#made-key").wait_for()
        page.locator("summary", has_text="Revoke").click()
        look("account")
        page.goto("/editor/people")
        page.get_by_label("Name", exact=True).fill("Grace")
        page.get_by_label("E-mail", exact=True).fill("grace@example.org")
        page.get_by_role("button", name="Make a one-time link").click()
        page.locator("#made-link").wait_for()
        page.locator("summary", has_text="Disable").click()
        look("people")
        context.clear_cookies()
        page.goto("/editor/people")
        page.get_by_role("button", name="Sign in").wait_for()
        look("sign in")
        context.close()
    assert seen == {name: ([], False) for name in ("welcome", "account", "people", "sign in")}
    assert watched.troubles == []
