"""The product page in a real Chromium: every width, dark, print, keyboard, copy buttons, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.web.pages.test_browser import ARTEFACTS, Watched, browser, served, violations

__all__ = ["browser", "served"]

VIEWS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "widest": {"viewport": {"width": 1920, "height": 1080}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "plain": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": True, "reduced_motion": "reduce"},
}
PAGES = {
    "product-bpta": "/products/XD95283",
    "product-drawn": "/products/CT00001",
    "product-history": "/products/CT00001/history",
}


@pytest.fixture(params=list(VIEWS))
def watched(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Watched]:
    context = browser.new_context(base_url=served, **VIEWS[request.param])
    yield Watched(context.new_page(), served)
    context.close()


@pytest.mark.parametrize("name", list(PAGES))
def test_every_view_is_accessible_and_quiet(watched: Watched, name: str, request: pytest.FixtureRequest) -> None:
    page = watched.page
    page.goto(PAGES[name])
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    ARTEFACTS.mkdir(exist_ok=True)
    view = request.node.callspec.params["watched"]
    page.screenshot(path=ARTEFACTS / f"{name}-{view}.png", full_page=True)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "the page scrolls sideways"
    assert violations(page) == []
    assert watched.troubles == []


def test_the_printed_page_has_the_facts_and_not_the_furniture(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served)
    page.goto("/products/CT00001")
    page.emulate_media(media="print")
    page.screenshot(path=ARTEFACTS / "product-print.png", full_page=True)
    for kept in ("h1", "#cas-rn", "#packs", "#agreement summary", "#drawing svg"):
        expect(page.locator(kept)).to_be_visible()
    for dropped in ("header.site", ".addq >> nth=0", ".on-page", "button.copy >> nth=0", "table.evidence"):
        expect(page.locator(dropped)).to_be_hidden()


def test_a_copy_button_copies_what_is_printed_beside_it(browser: Browser, served: str) -> None:
    context = browser.new_context(base_url=served, permissions=["clipboard-read", "clipboard-write"])
    watched = Watched(context.new_page(), served)
    page = watched.page
    page.goto("/products/CT00001")
    for words, expected in (
        ("CAS RN", "50-78-2"),
        ("SMILES", "CC(=O)Oc1ccccc1C(=O)O"),
        ("InChIKey", "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"),
    ):
        page.get_by_role("button", name=f"Copy {words}", exact=True).click()
        expect(page.get_by_role("status").filter(has_text=f"Copied: {words}")).to_have_count(1)
        assert page.evaluate("navigator.clipboard.readText()") == expected
    assert watched.troubles == []
    context.close()


def test_where_the_clipboard_is_out_of_reach_the_text_is_selected(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto("/products/CT00001")
    page.get_by_role("button", name="Copy InChIKey").click()
    assert page.evaluate("getSelection().toString()") == "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"


def test_the_page_is_gone_through_by_keyboard(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served, viewport={"width": 1280, "height": 900})
    page.goto("/products/XD95283")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        if reached[-1] == "Where this comes from":
            break
    for words in ("Copy", "Compare", "Ask for a price", "Evidence", "Where this comes from"):
        assert words in reached
    assert page.locator("#evidence").is_visible()
    page.get_by_role("link", name="Evidence", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#evidence")
    expect(page.locator("table.evidence")).to_be_visible()


def test_the_search_box_is_wide_and_its_suggestions_float(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served, viewport={"width": 1280, "height": 900})
    page.goto("/products/XD95283")
    box = page.get_by_role("combobox", name="Search the catalog")
    shape = box.bounding_box()
    assert shape is not None
    assert shape["width"] > 400
    heading = page.get_by_role("heading", level=1).bounding_box()
    box.fill("BPT")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.get_by_role("heading", level=1).bounding_box() == heading


def test_what_contradicts_is_loud_and_leads_to_its_evidence(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served)
    page.goto("/products/CTD-1001")
    page.locator(".clash", has_text="D2602").get_by_role("link", name="See the evidence").click()
    expect(page.locator("#evidence-lots")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_first_screen_sells(browser: Browser, served: str, width: int, height: int) -> None:
    page = browser.new_page(base_url=served, viewport={"width": width, "height": height})
    page.goto("/products/CTD-1001")
    for what in ("h1", "#drawing", "#formula", "#assay"):
        box = page.locator(what).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height, what
    buttons = page.locator(".packs button")
    boxes = [button.bounding_box() for button in buttons.all()]
    assert len(boxes) == 4
    assert all(box is not None and box["y"] + box["height"] <= height and box["height"] >= 32 for box in boxes)


def test_a_pack_goes_to_the_quote_list_with_its_quantity(browser: Browser, served: str) -> None:
    context = browser.new_context(base_url=served)
    watched = Watched(context.new_page(), served)
    page = watched.page
    page.goto("/products/CTD-1001")
    page.get_by_label("Quantity of 1 L").fill("6")
    page.get_by_role("button", name="Add 1 L: to the quote list").click()
    page.get_by_text("6 × 1 L on the list.").wait_for()
    page.get_by_role("button", name="Add 500 mL: to the quote list").click()
    page.get_by_role("link", name="Quote list (2)").click()
    page.wait_for_url("**/quote?n=*")
    assert "6 × 1 L, 102.60 EUR" in (page.locator("#quote-text").text_content() or "")
    quantity = page.get_by_label("Quantity of Acetone").first
    quantity.focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_url("**quantity=7*")
    assert page.evaluate("document.activeElement.name") == "quantity"
    assert "7 × 1 L, 119.70 EUR" in (page.locator("#quote-text").text_content() or "")
    assert violations(page) == []
    assert watched.troubles == []
    context.close()


def test_a_phone_folds_the_sections_and_an_address_opens_one(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served, viewport={"width": 390, "height": 844})
    page.goto("/products/CTD-1001")
    expect(page.locator(".fold:has(#safety)")).not_to_have_attribute("open", "")
    page.goto("/products/CTD-1001#safety")
    page.reload()
    expect(page.locator(".fold:has(#safety)")).to_have_attribute("open", "")


def test_without_javascript_every_part_is_there_and_can_be_selected(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served, java_script_enabled=False)
    page.goto("/products/CT00001")
    expect(page.locator("#drawing svg")).to_be_visible()
    expect(page.locator("[data-copy=SMILES]")).to_have_text("CC(=O)Oc1ccccc1C(=O)O")
    expect(page.locator("button.copy")).to_have_count(0)
    page.get_by_role("button", name="Ask for a price").click()
    assert "/quote?n=CT00001" in page.url


def test_the_seed_has_honest_gaps_and_no_empty_boxes(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served)
    page.goto("/products/XD95283")
    gaps = page.locator("#gaps").inner_text()
    assert "structure" in gaps
    assert "packs and prices" in gaps
    assert "478.61" in page.locator("#molecular-weight").inner_text()
    assert "does not seem to be about" in page.locator("#description-withheld").inner_text()
    boxes = "document.querySelectorAll('main section, main dd, main td, main figure')"
    assert page.evaluate(f"[...{boxes}].filter(box => !box.textContent.trim()).map(box => box.outerHTML)") == []


@pytest.mark.parametrize(
    "path", ["/search?q=acid&view=table", "/compare?n=CT00001&n=CTD-1001&n=XD95283", "/products/CTD-1001"]
)
def test_what_is_printed_fits_the_paper(browser: Browser, served: str, path: str) -> None:
    # A4 is 794 pixels wide at 96 to the inch.
    page = browser.new_page(base_url=served, viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
