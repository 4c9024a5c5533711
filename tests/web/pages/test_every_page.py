"""Every kind of page on a narrow screen, with text of twice the size, and by axe on a dark phone and a wide screen.

Each page is loaded twice, as on a phone and as on a wide screen, then made narrower or larger, with all folds open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.web.pages.every_page_made import TWICE, fill
from tests.web.pages.test_browser import ARTEFACTS, Watched, browser, serving, violations
from tests.web.pages.test_desk_browser import signed_in

__all__ = ["browser"]

TWO = "n=CT00001&n=CTD-1002"
SIX = f"{TWO}&n=CTD-1003&n=CTD-1004&n=XD95283&n=AL-3"
PUBLIC = {
    "home": "/",
    "cards": "/search?q=acid&limit=6",
    "substances": "/search?q=caffeine",
    "table": "/search?q=acid&view=table&limit=6",
    "facets": "/search?q=inhibitor",
    "nothing": "/search?q=nonesuch",
    "slip": "/search?q=CC(%3DO)Oc1ccccc1C(%3DO",
    "rich": "/suppliers/house/products/CTD-1001",
    "poor": "/products/IN-4",
    "contradicted": "/products/XD95283",
    "discontinued": "/products/CTD-1005",
    "history": "/products/CT00001/history",
    "compound": "/compounds/58-08-2",
    "browse": "/browse",
    "element": "/browse/element/I",
    "compare-2": f"/compare?{TWO}",
    "compare-6": f"/compare?{SIX}",
    "quote-empty": "/quote",
    "quote": f"/quote?{SIX}&n=CTD-1001~house&n=BE-1&n={TWICE}",
    "lookup": "/lookup",
    "new": "/new",
    "docs": "/docs",
    "report": "/report?product=BE-2",
    "missing": "/products/NOPE",
    "choice": f"/products/{TWICE}",
    "downloads": "/downloads",
    "sign-in": "/editor",
}
DESK = {
    "today": "/editor",
    "numbers": "/editor/numbers",
    "imports": "/editor/imports",
    "held": "/editor/held",
    "finding": "/editor/findings/cas-invalid",
    **{f"review-{tab}": f"/editor/review?tab={tab}" for tab in ("texts", "warnings", "compounds", "reports")},
    "new-product": "/editor/products/new",
    "list-change": "/editor/products/change?q=acid",
    "desk-history": "/editor/history",
    "desk-compounds": "/editor/compounds",
    "people": "/editor/people",
    "account": "/editor/account",
}


def look_up(page: Page) -> None:
    page.goto("/lookup")
    page.get_by_label("Identifiers", exact=True).fill(
        "50-78-2\nnonesuch\n50-78-3\nXD95283\nBSYNRYMUTXBXSQ-UHFFFAOYSA-N"
    )
    page.get_by_role("button", name="Look up", exact=True).click()
    page.locator("#answers").wait_for()


def report(page: Page) -> None:
    page.goto("/report?product=BE-2")
    page.get_by_label("What is wrong?").fill("It is sold in 10 g too.")
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("Thank you").first.wait_for()


def ask(page: Page) -> None:
    page.goto("/quote?n=BE-2")
    page.locator("#ask summary").click()
    page.get_by_label("Your e-mail").fill("grace@example.org")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url("**/quote/requests")


ELSEWHERE = {"docs"}
"""Pages with so much to unfold that axe takes most of a minute. Their own tests show them to axe as they come."""
NEW_TO_AXE = {
    *("substances", "facets", "rich", "poor", "discontinued", "compare-6", "choice", "downloads", "report-sent"),
    *("request-sent", "new-product", "list-change", "run-undone", "redo"),
}
"""Pages that no other test shows to axe on a wide light screen, or of the desk on a dark phone."""

REACHED: dict[str, Callable[[Page], None]] = {"answers": look_up, "report-sent": report, "request-sent": ask}
"""Pages that have no address of their own."""

OVER = """() => {
    document.querySelectorAll("main details").forEach((one) => { one.open = true; });
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const scrolls = (one) => one !== root && one !== document.body && getComputedStyle(one).overflowX !== "visible";
    const isKept = (one) => {
        for (let at = one.parentElement; at; at = at.parentElement) if (scrolls(at)) return true;
    };
    const wide = [...document.body.querySelectorAll("*")].filter(
        (one) => one.getBoundingClientRect().right > root.clientWidth + 0.5 && !isKept(one));
    return [`${root.scrollWidth} wide`, ...wide.slice(0, 9).map((one) => one.outerHTML.slice(0, 120))];
}"""
"""What makes a page wider than the screen, with all unfolded. What scrolls in a box of its own does not."""


class Screen(NamedTuple):
    """A screen on which pages are loaded, and what is done to them there.

    Attributes:
        view: how they are loaded; axe looks at them so.
        width: the width that they have to fit into afterwards.
        text: the size of their text then.
    """

    view: dict[str, Any]
    width: int
    text: str


SCREENS = {
    "phone": Screen(
        {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}, width=320, text="100%"
    ),
    "wide": Screen({"viewport": {"width": 1440, "height": 900}}, width=640, text="200%"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, dict[str, str]]:
    """The URL of the catalog, its folder, and the addresses that only it has."""
    folder = tmp_path_factory.mktemp("every-page")
    url = f"sqlite:///{folder}/catalog.db"
    return url, folder, fill(url, folder)


@pytest.fixture(scope="module")
def served(made: tuple[str, Path, dict[str, str]]) -> Iterator[str]:
    url, folder, _ = made
    with serving(url, downloads_folder=folder / "downloads") as address:
        yield address


class Look:
    """Somebody who looks at pages on one screen.

    Attributes:
        seen: what is wrong with each.
    """

    def __init__(self, page: Page, on: str, whose: str) -> None:
        self.page, self._on, self._screen = page, on, SCREENS[on]
        self._axe_is_shown_all = (on, whose) == ("phone", "public")
        self.seen: dict[str, list[Any]] = {}

    def at(self, name: str) -> None:
        """Look at the page that is open, and keep a picture of it."""
        page, screen = self.page, self._screen
        wrong = page.evaluate(OVER)
        if name in NEW_TO_AXE or (self._axe_is_shown_all and name not in ELSEWHERE):
            wrong += violations(page)
            page.screenshot(path=ARTEFACTS / f"every-{name}-{self._on}.png", full_page=True)
        page.set_viewport_size({"width": screen.width, "height": screen.view["viewport"]["height"]})
        page.evaluate(f"document.documentElement.style.fontSize = '{screen.text}'")
        page.evaluate("new Promise(requestAnimationFrame)")
        wrong += page.evaluate(OVER)
        page.set_viewport_size(screen.view["viewport"])
        if wrong:
            self.seen[name] = wrong


@pytest.mark.parametrize("on", list(SCREENS))
@pytest.mark.parametrize("whose", ["public", "desk"])
def test_every_page_fits_and_is_accessible_and_quiet(
    browser: Browser, made: tuple[str, Path, dict[str, str]], served: str, whose: str, on: str
) -> None:
    url, _, addresses = made
    ARTEFACTS.mkdir(exist_ok=True)
    context = browser.new_context(base_url=served, **SCREENS[on].view)
    watched = Watched(context.new_page(), served)
    look = Look(watched.page, on, whose)
    if whose == "desk":
        signed_in(watched.page, url)
    for name, path in (PUBLIC if whose == "public" else DESK | addresses).items():
        watched.page.goto(path)
        look.at(name)
    for name, reach in REACHED.items() if whose == "public" else ():
        reach(watched.page)
        look.at(name)
    context.close()
    assert look.seen == {}
    assert watched.troubles == []
