"""The desk in a real Chromium: its shell, its shortcuts, no axe violation, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import make_key
from tests.web.pages.test_browser import ARTEFACTS, Watched, browser, serving, violations

__all__ = ["browser"]

VIEWS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "strip": {"viewport": {"width": 1024, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"},
}


@pytest.fixture
def address(own_url: str) -> Iterator[str]:
    with serving(own_url) as served:
        yield served


def signed_in(page: Page, url: str) -> None:
    """Sign in as an editor."""
    page.goto("/editor")
    page.get_by_label("API key").fill(make_key(url, "admin")["Authorization"].removeprefix("Bearer "))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Today").wait_for()


def looked_over(page: Page, name: str) -> list[Any]:
    """What axe finds on a page, and whether it is wider than the screen. A picture of it is kept."""
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"desk-{name}.png", full_page=True)
    is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*violations(page), *(["scrolls sideways"] if is_wide else [])]


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_place_of_the_rail_is_accessible(browser: Browser, own_url: str, address: str, view: str) -> None:
    context = browser.new_context(base_url=address, **VIEWS[view])
    watched = Watched(context.new_page(), address)
    page = watched.page
    signed_in(page, own_url)
    places = page.locator(".rail a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    seen = {}
    for place in places:
        page.goto(place)
        assert page.locator(".rail a[aria-current]").get_attribute("href") == place
        seen[place] = looked_over(page, f"{place.strip('/').replace('/', '-')}-{view}")
    assert seen == {place: [] for place in places}
    assert watched.troubles == []
    context.close()


def test_shortcuts_lead_everywhere_and_rest_in_fields(browser: Browser, own_url: str, address: str) -> None:
    context = browser.new_context(base_url=address)
    watched = Watched(context.new_page(), address)
    page = watched.page
    signed_in(page, own_url)
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/editor/imports")
    page.keyboard.press("?")
    page.locator("#shortcuts").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("gt?")
    assert page.locator("#goto").input_value() == "gt?"
    assert page.locator("#shortcuts").is_hidden()
    page.locator("#goto").blur()
    page.keyboard.press("?")
    page.locator("#shortcuts-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_hidden()
    assert watched.troubles == []
    context.close()
