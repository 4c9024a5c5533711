"""What pages weigh on the wire, and that nothing moves while they load."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from catalog.web.http.static_files import static_files
from tests.web.pages.test_browser import VIEWS, browser, serving

__all__ = ["browser"]
BUDGET = 70_000
"""Bytes of HTML, CSS and JavaScript of a page, compressed."""
PAGES = {
    "home": "/",
    "search": "/search?q=acid",
    "product": "/products/CT00001",
    "compound": "/compounds/BSYNRYMUTXBXSQ-UHFFFAOYSA-N",
    "browse": "/browse",
}
SHIFTS = """new Promise((resolve) => {
  const told = (one) => one.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.textContent ?? "gone");
  const moved = [];
  new PerformanceObserver((list) => { for (const one of list.getEntries()) moved.push([one.value, ...told(one)]); })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 300);
})"""
"""How far something moved, and what it was."""
SLOW = 6
"""How many times slower the processor becomes: slow enough that a page is read in several pieces."""


@pytest.fixture(scope="module")
def served(seeded_url: str) -> Iterator[str]:
    with serving(seeded_url) as address:
        yield address


def weight(client: TestClient, address: str) -> int:
    """The bytes on the wire of a page, or of a script or style with all that it imports."""
    answer = client.get(address, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    size = int(answer.headers["content-length"])
    if address.endswith(".js"):
        return size + sum(weight(client, one) for one in re.findall(r'(?:import|from) "(/static/[^"]+)"', answer.text))
    return size


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_weighs_at_most_70_kb_and_names_files_for_ever(client: TestClient, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).text
    loaded = re.findall(r'<(?:link rel="stylesheet" href|script type="module"[^>]* src)="([^"]+)"', page)
    assert loaded
    assert set(loaded) <= {file.address for file in static_files().values()}
    assert weight(client, path) + sum(weight(client, one) for one in loaded) <= BUDGET


@pytest.mark.parametrize("view", list(VIEWS))
def test_nothing_moves_while_a_page_loads_and_nothing_is_asked_elsewhere(
    browser: Browser, served: str, view: str
) -> None:
    context = browser.new_context(base_url=served, **VIEWS[view])
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(served) else None)
    moved = {}
    for name, path in PAGES.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        moved[name] = page.evaluate(SHIFTS)
    context.close()
    assert (moved, elsewhere) == ({name: [] for name in PAGES}, [])


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_on_a_slow_machine_that_reads_a_page_in_pieces(browser: Browser, served: str, width: int) -> None:
    context = browser.new_context(base_url=served, viewport={"width": width, "height": 900})
    page = context.new_page()
    debugger = context.new_cdp_session(page)
    debugger.send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    moved = {}
    for name in ("home", "product"):
        page.goto(PAGES[name])
        page.wait_for_load_state("networkidle")
        moved[name] = page.evaluate(SHIFTS)
    context.close()
    assert moved == {"home": [], "product": []}
