"""The review queue in a real Chromium: each tab on wide and narrow screens, and decisions by one key each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.web.conftest import make_key
from tests.web.pages.test_browser import Watched, browser, serving
from tests.web.pages.test_desk_browser import VIEWS, looked_over, signed_in
from tests.web.pages.test_review import BPTA, OFF_TOPIC, REVIEW

__all__ = ["browser"]

SAYS = "The melting point cannot be right."


@pytest.fixture
def address(own_url: str) -> Iterator[str]:
    with serving(own_url) as served:
        yield served


@pytest.mark.parametrize("view", ["wide", "phone-dark"])
def test_each_tab_is_accessible_and_decided_by_keys(browser: Browser, own_url: str, address: str, view: str) -> None:
    context = browser.new_context(base_url=address, **VIEWS[view])
    watched = Watched(context.new_page(), address)
    page = watched.page
    key = {**make_key(own_url, "editor"), "If-None-Match": "*"}
    for number in ("W1", "W2"):
        fields = {**BPTA, "description": OFF_TOPIC, "un_number": "99"}
        assert page.request.put(f"/api/v1/admin/products/{number}", data=fields, headers=key).ok
    page.goto("/products/W1")
    seen = {"product": looked_over(page, f"report-{view}")}
    page.get_by_label("What is wrong?").fill(SAYS)
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("Thank you.").wait_for()
    seen["thanks"] = looked_over(page, f"report-thanks-{view}")
    signed_in(page, own_url)
    for tab in ("texts", "warnings", "reports"):
        page.goto(f"{REVIEW}?tab={tab}")
        seen[tab] = looked_over(page, f"review-{tab}-{view}")
    page.goto(REVIEW)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.get_by_text("Published: readers see the text.").wait_for()
    page.keyboard.press("u")
    page.get_by_text("Undone.").wait_for()
    page.keyboard.press("d")
    page.get_by_text("Removed:").wait_for()
    seen["done"] = looked_over(page, f"review-done-{view}")
    page.goto(f"{REVIEW}?tab=warnings")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.type("as on the label")
    page.keyboard.press("Enter")
    page.get_by_text("Left as stated.").wait_for()
    page.keyboard.press("a")
    page.get_by_text("No warning waits.").or_(page.get_by_text("There are no more.")).first.wait_for()
    page.goto(f"{REVIEW}?tab=reports")
    page.get_by_text(SAYS).wait_for()
    page.keyboard.press("j")
    page.keyboard.press("d")
    page.get_by_text("Report closed.").wait_for()
    for number, smiles in (("E1", "CCO"), ("M1", "COC")):
        fields = {"name": number, "cas_rn": "64-17-5", "smiles": smiles}
        assert page.request.put(f"/api/v1/admin/products/{number}", data=fields, headers=key).ok
    page.goto(f"{REVIEW}?tab=compounds")
    seen["compounds"] = looked_over(page, f"review-compounds-{view}")
    page.keyboard.press("j")
    page.keyboard.press("d")
    page.get_by_text("Kept apart: two compounds.").wait_for()
    assert seen == {name: [] for name in seen}
    assert watched.troubles == []
    context.close()
