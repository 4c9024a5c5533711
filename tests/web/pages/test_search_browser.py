"""The pages that find things, in a real Chromium: by hand, by keyboard, without scripts, small, dark, and in print."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from catalog.web.http.static_files import static
from tests.web.pages.test_browser import ARTEFACTS, VIEWS, Watched, browser, serving, violations

OPENCHEMLIB = "vendor/openchemlib-9.25.0/openchemlib.js"

__all__ = ["browser"]

PAGES = {
    "search-table": "/search?q=acid&view=table&limit=6",
    "search-filtered": "/search?q=acid&mw_min=100&limit=6",
    "search-substructure": "/search?q=c1ccncc1&kind=substructure&limit=6",
    "search-problem": "/search?q=CC.CC&kind=substructure",
    "compare": "/compare?n=CT00001&n=CT00002&n=XD95283",
    "browse": "/browse",
    "browse-element": "/browse/element/I",
    "new": "/new",
    "search-slip": "/search?q=CC(%3DO)Oc1ccccc1C(%3DO",
    "lookup": "/lookup",
    "quote": "/quote?n=CT00001&n=XD95283&pack=&pack=&quantity=2&quantity=1",
    "quote-empty": "/quote",
}
MOST_BYTES = 45_000
"""The most bytes of a page with its styles and scripts, compressed as they are sent. The font is apart."""


@pytest.fixture(scope="module")
def served(seeded_url: str) -> Iterator[str]:
    with serving(seeded_url) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, served: str) -> Iterator[Watched]:
    """A wide page that has kept nothing yet."""
    context = browser.new_context(base_url=served, **VIEWS["wide"])
    watched = Watched(context.new_page(), served)
    yield watched
    assert watched.troubles == []
    context.close()


def picture(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


class TestEveryPage:
    @pytest.mark.parametrize("view", list(VIEWS))
    def test_is_accessible_quiet_and_fits(self, browser: Browser, served: str, view: str) -> None:
        context = browser.new_context(base_url=served, **VIEWS[view])
        watched = Watched(context.new_page(), served)
        seen: dict[str, Any] = {}
        for name, path in PAGES.items():
            watched.page.goto(path)
            picture(watched.page, f"{name}-{view}")
            wide = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            seen[name] = (violations(watched.page), max(0, wide))
        context.close()
        assert seen == dict.fromkeys(PAGES, ([], 0))
        # A page that answers 422 is logged as a failed load of itself; that is what such a page is.
        assert [t for t in watched.troubles if "status of 422" not in t] == []

    @pytest.mark.parametrize("path", ["/", *PAGES.values(), "/search?q=acid", "/search?q=acid&view=table"])
    def test_is_small(self, browser: Browser, served: str, path: str) -> None:
        context = browser.new_context(base_url=served)
        page = context.new_page()
        sizes: dict[str, int] = {}
        page.on(
            "response",
            lambda answer: (
                sizes.update({answer.url: len(gzip.compress(answer.body()))})
                if "/structure.svg" not in answer.url and "/font/" not in answer.url
                else None
            ),
        )
        page.goto(path)
        page.wait_for_load_state("networkidle")
        context.close()
        assert 0 < sum(sizes.values()) < MOST_BYTES, sizes


class TestSearching:
    @pytest.mark.parametrize(
        ("typed", "kind"),
        [
            ("50-78-2", "CAS RN"),
            ("CT00001", "catalog number"),
            ("C9H8O4", "formula"),
            ("BSYNRYMUTXBXSQ-UHFFFAOYSA-N", "InChIKey"),
            ("CC(=O)Oc1ccccc1C(=O)O", "structure (SMILES)"),
            ("acetylsalicylic", "text"),
        ],
    )
    def test_finds_by_each_kind_and_says_how_it_read(self, opened: Watched, typed: str, kind: str) -> None:
        page = opened.page
        page.goto("/")
        page.locator("#q").fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        assert kind in page.locator(".headline").inner_text()
        assert page.get_by_role("link", name="Aspirin", exact=True).count() == 1

    def test_suggests_while_somebody_types(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/")
        page.locator("#q:focus").wait_for()
        page.keyboard.type("caffei")
        box = page.get_by_role("combobox")
        page.get_by_role("option").first.wait_for()
        assert box.get_attribute("aria-expanded") == "true"
        assert page.locator("[role=option] mark").first.inner_text() == "Caffei"
        assert page.get_by_role("option", name="Caffeine").count() >= 1
        assert violations(page) == []
        picture(page, "suggestions")
        page.keyboard.press("ArrowDown")
        active = box.get_attribute("aria-activedescendant")
        assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
        page.keyboard.press("Escape")
        assert box.get_attribute("aria-expanded") == "false"
        page.keyboard.type("n")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/products/CT*")

    def test_narrows_by_keyboard_only(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/search?q=acid")
        before = page.locator(".count").inner_text()
        page.locator("summary", has_text="Molecular weight, g/mol").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type("100")
        page.keyboard.press("Enter")
        page.wait_for_url("**mw_max=100*")
        assert page.url.endswith("/search?q=acid&mw_max=100")
        assert page.locator(".count").inner_text() != before
        page.get_by_role("link", name="weight ≤ 100").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=acid")
        assert page.locator(".count").inner_text() == before

    def test_remembers_the_table(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/search?q=acid")
        page.get_by_role("link", name="Table", exact=True).click()
        page.locator(".results-table").wait_for()
        page.locator("#q").fill("caffeine")
        page.keyboard.press("Enter")
        page.wait_for_url("**view=table*")

    def test_draws_what_is_typed_and_searches_for_it(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/")
        page.get_by_text("Draw or type a structure").click()
        page.locator("#sketch canvas").first.wait_for()
        page.get_by_label("Structure as SMILES or SMARTS").fill("c1ccncc1")
        atoms = page.evaluate("document.getElementById('draw').sketcher.editor.getMolecule().getAllAtoms()")
        assert atoms == 6
        assert violations(page) == []
        picture(page, "drawing")
        page.get_by_role("button", name="Search structures").click()
        page.wait_for_url("**kind=substructure*")
        assert page.locator("li.result").count() > 3

    def test_writes_what_is_drawn(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/")
        page.get_by_text("Draw or type a structure").click()
        page.locator("#sketch canvas").first.wait_for()
        page.evaluate(
            f"async () => {{ const {{ Molecule }} = await import('{static(OPENCHEMLIB)}');"
            "const sketcher = document.getElementById('draw').sketcher;"
            "sketcher.editor.setMolecule(Molecule.fromSmiles('CCO'));"
            "sketcher.toField({ type: 'molecule', isUserEvent: true }); }"
        )
        assert page.get_by_label("Structure as SMILES or SMARTS").input_value() in ("CCO", "OCC", "C(C)O")

    def test_is_all_there_without_scripts(self, browser: Browser, served: str) -> None:
        context = browser.new_context(base_url=served, java_script_enabled=False)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("CAS RN, catalog number").fill("acid")
        page.get_by_role("button", name="Search", exact=True).click()
        page.get_by_label("Select Uric acid").check()
        page.get_by_label("Select Oleic acid").check()
        page.get_by_role("button", name="Compare selected").click()
        assert page.locator("table.comparison thead th").count() == 3
        page.get_by_role("link", name="Add all to the quote list").click()
        assert page.locator("[data-line]").count() == 2
        page.goto("/")
        page.get_by_text("Draw or type a structure").click()
        page.get_by_label("Structure as SMILES or SMARTS").fill("c1ccncc1")
        page.get_by_role("button", name="Search structures").click()
        assert page.locator("li.result").count() > 3
        context.close()

    def test_keeps_the_dark_that_was_chosen(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/")
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        switch = page.get_by_role("button", name="Dark theme")
        assert switch.get_attribute("aria-pressed") == "false"
        switch.click()
        assert violations(page) == []
        page.goto("/search?q=acid")
        assert page.get_by_role("button", name="Dark theme").get_attribute("aria-pressed") == "true"
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
        assert violations(page) == []


class TestChoosing:
    def test_compares_what_is_selected(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/search?q=acid")
        for name in ("Uric acid", "Boric acid"):
            page.get_by_label(f"Select {name}").check()
        assert page.locator(".picked-count").inner_text() == "2 selected"
        page.goto("/search?q=caffeine")
        assert page.locator(".picked-count").inner_text() == "2 selected"
        page.get_by_role("button", name="Remove Boric acid").click()
        page.goto("/search?q=boric")
        page.get_by_label("Select Boric acid").check()
        page.get_by_role("button", name="Compare selected").click()
        page.wait_for_url("**/compare?n=*n=*")
        page.get_by_role("link", name="Show only differences").click()
        page.wait_for_url("**only=differences*")
        assert page.get_by_text("≠ differs").count() == page.locator("tr.differs").count() > 3

    def test_keeps_a_quote_list_in_the_browser(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/search?q=acid")
        page.get_by_label("Select Uric acid").check()
        page.get_by_role("button", name="Add to quote").click()
        page.get_by_text("1 added.").wait_for()
        page.goto("/search?q=caffeine")
        page.get_by_label("Select Caffeine").first.check()
        page.get_by_role("button", name="Add to quote").click()
        page.get_by_text("1 added.").wait_for()
        page.get_by_role("link", name="Quote list (2)").click()
        page.wait_for_url("**/quote?n=*")
        assert page.locator("[data-line]").count() == 2
        page.get_by_label("Quantity of Uric acid").fill("5")
        page.keyboard.press("Enter")
        page.wait_for_url("**quantity=5*")
        assert "5 × pack to be agreed" in (page.locator("#quote-text").text_content() or "")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download CSV").click()
        assert "Uric acid" in Path(download.value.path()).read_text()
        page.get_by_role("link", name="Remove Uric acid").click()
        page.get_by_text("Quote list (1)").wait_for()
        page.get_by_role("link", name="Remove Caffeine").click()
        page.get_by_text("The list is empty").wait_for()

    def test_looks_up_a_pasted_list(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/lookup")
        page.get_by_label("Identifiers", exact=True).fill("50-78-2\nnonesuch\n50-78-3")
        page.get_by_role("button", name="Look up", exact=True).click()
        page.get_by_text("1 of 3 found").wait_for()
        assert violations(page) == []
        picture(page, "lookup-answers")
        with page.expect_download() as download:
            page.get_by_role("button", name="Answer as CSV").click()
        assert len(Path(download.value.path()).read_text().splitlines()) >= 4

    def test_prints_results_without_what_cannot_be_pressed(self, opened: Watched) -> None:
        page = opened.page
        page.goto("/search?q=acid&limit=6")
        page.emulate_media(media="print")
        hidden = [".toolbar", ".picked", ".sidebar", "#draw"]
        assert [page.locator(place).is_visible() for place in hidden] == [False] * len(hidden)
        assert page.locator("li.result").first.is_visible()
        picture(page, "search-print")


def test_a_small_screen_breaks_no_formula_and_shows_the_whole_hint(browser: Browser, served: str) -> None:
    context = browser.new_context(base_url=served, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto("/search?q=acid&limit=60")
    heights = """[...document.querySelectorAll("dd:has(sub)")].map((cell) => {
        const tops = [...cell.querySelectorAll("sub")].map((sub) => Math.round(sub.getBoundingClientRect().top));
        const lines = new Set(tops);
        return [cell.textContent, lines.size];
    })"""
    formulas = page.evaluate(heights)
    assert len(formulas) > 10
    assert [text for text, lines in formulas if lines > 1] == []
    hint = """() => {
        const box = document.querySelector("#q");
        const style = getComputedStyle(box);
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = style.font;
        return pen.measureText(box.placeholder).width <= box.clientWidth - 2 * parseFloat(style.paddingLeft);
    }"""
    assert page.evaluate(hint)
    context.close()
