"""The desk in a real Chromium: its shell, its shortcuts, no axe violation, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

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


MANY = "\n".join(
    [
        "catalog_number,name,cas_rn,formula,molecular_weight",
        *(f"T{number},Toluene,108-88-,C7H8,92.14" for number in range(10)),
        "E1,Ethanol,64-17-5,C2H6O,x46",
        "",
    ]
)
"""Ten records with the same error, and one with another."""


def hold(page: Page, url: str, rows: str) -> None:
    """Import records that are held."""
    file = FilePayload(name="rows.csv", mimeType="text/csv", buffer=rows.encode())
    answer = page.request.post("/api/v1/admin/imports", multipart={"file": file}, headers=make_key(url, "editor"))
    assert answer.json()["summary"]["held"] == rows.count("\n") - 1


def published(page: Page) -> int:
    """How many products the public catalog has."""
    total = page.request.get("/api/v1/products").json()["total"]
    assert isinstance(total, int)
    return total


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


def test_ten_drafts_are_mended_by_one_repair_and_by_keyboard(browser: Browser, own_url: str, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    watched = Watched(context.new_page(), address)
    page = watched.page
    hold(page, own_url, MANY)
    signed_in(page, own_url)
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.get_by_role("heading", name="Held drafts").wait_for()
    page.get_by_role("link", name="CAS RN: format or check digit").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**code=cas-invalid")
    page.keyboard.press("j")
    page.keyboard.press("x")
    for _ in range(9):
        page.keyboard.press("j")
    page.keyboard.press("X")
    assert page.locator("[data-selected]").inner_text() == "The 10 selected"
    assert looked_over(page, "held-selected") == []
    page.keyboard.press("R")
    page.get_by_text("10 published").wait_for()
    assert looked_over(page, "held-done") == []
    assert published(page) == 10
    page.keyboard.press("u")
    page.get_by_text("Undone.").wait_for()
    assert published(page) == 0
    # The repair of one, in its row.
    page.keyboard.press("r")
    page.get_by_text("1 published").wait_for()
    assert published(page) == 1
    assert watched.troubles == []
    context.close()


@pytest.mark.parametrize("view", ["wide", "phone-dark"])
def test_a_draft_is_edited_and_its_findings_explained(browser: Browser, own_url: str, address: str, view: str) -> None:
    context = browser.new_context(base_url=address, **VIEWS[view])
    watched = Watched(context.new_page(), address)
    page = watched.page
    hold(page, own_url, MANY)
    signed_in(page, own_url)
    page.goto("/editor/held")
    seen = [looked_over(page, f"held-{view}")]
    page.get_by_role("link", name="E1").click()
    page.get_by_role("heading", name="What it states").wait_for()
    seen.append(looked_over(page, f"held-draft-{view}"))
    page.get_by_role("link", name="What this means").first.click()
    page.get_by_role("heading", name="Weight cannot be read").wait_for()
    seen.append(looked_over(page, f"finding-{view}"))
    page.go_back()
    page.get_by_label("Molecular weight").fill("46.07")
    page.get_by_role("button", name="Save, and publish").click()
    page.get_by_text("1 published").wait_for()
    assert seen == [[]] * 3
    assert watched.troubles == []
    context.close()


def test_drafts_are_mended_without_javascript(browser: Browser, own_url: str, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    hold(page, own_url, MANY)
    signed_in(page, own_url)
    page.goto("/editor/held?code=cas-invalid")
    page.get_by_label("All 10 of this list").check()
    page.get_by_role("button", name="Repair and publish").click()
    page.get_by_text("10 published").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone.").wait_for()
    context.close()


@pytest.mark.parametrize("view", ["wide", "strip"])
def test_the_map_of_shortcuts_opens_on_every_page_and_gives_the_focus_back(
    browser: Browser, own_url: str, address: str, view: str
) -> None:
    context = browser.new_context(base_url=address, **VIEWS[view])
    watched = Watched(context.new_page(), address)
    page = watched.page
    hold(page, own_url, MANY)
    signed_in(page, own_url)
    places = page.locator(".rail a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for place in [
        *places,
        "/editor/held/1",
        "/editor/imports/1",
        "/editor/imports/1/undo",
        "/editor/findings/cas-invalid",
    ]:
        page.goto(place)
        page.locator(".brand").focus()
        page.keyboard.press("?")
        expect(page.locator("#shortcuts"), place).to_be_visible()
        expect(page.get_by_role("button", name="Close Esc")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#shortcuts")).to_be_hidden()
        expect(page.locator(".brand")).to_be_focused()
    assert watched.troubles == []
    context.close()


def test_the_focus_goes_on_after_each_action(browser: Browser, own_url: str, address: str) -> None:
    context = browser.new_context(base_url=address)
    watched = Watched(context.new_page(), address)
    page = watched.page
    hold(page, own_url, MANY)
    signed_in(page, own_url)
    # After a decision at the next one.
    page.goto("/editor/held?code=cas-invalid")
    page.get_by_role("button", name="Use 108-88-3 for T9").click()
    page.get_by_text("1 published").wait_for()
    expect(page.get_by_role("link", name="T8")).to_be_focused()
    # After the last one at the heading.
    page.get_by_label("All 9 of this list").check()
    page.get_by_role("button", name="Repair and publish").click()
    page.get_by_text("9 published").wait_for()
    expect(page.get_by_role("heading", name="Held drafts")).to_be_focused()
    # At what was done.
    page.goto("/editor/people")
    page.get_by_label("Name", exact=True).fill("Grace")
    page.get_by_label("E-mail", exact=True).fill("grace@example.org")
    page.get_by_role("button", name="Make a one-time link").click()
    expect(page.locator(".notice[role=status]")).to_be_focused()
    # At what was refused.
    page.get_by_label("Name", exact=True).fill("Grace again")
    page.get_by_label("E-mail", exact=True).fill("grace@example.org")
    page.get_by_role("button", name="Make a one-time link").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert [trouble for trouble in watched.troubles if "status of 409" not in trouble] == []
    context.close()
