"""The pages in a real Chromium: what a person reads, no CSP violation, no console error, no axe violation."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.web.conftest import make_key

AXE = Path(__file__).parent.parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
ARTEFACTS = Path(__file__).resolve().parents[3] / "artefacts"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

VIEWS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}

PAGES = {
    "home": "/",
    "search": "/search?q=acid",
    "found-nothing": "/search?q=nonesuch",
    "bpta": "/products/XD95283",
    "with-structure": "/products/CT00001",
    "problem": "/products/NOPE",
    "compound": "/compounds/BSYNRYMUTXBXSQ-UHFFFAOYSA-N",
}


@pytest.fixture(scope="module")
def served(seeded_url: str) -> Iterator[str]:
    """The seeded catalog over real HTTP on a free port."""
    with serving(seeded_url) as address:
        yield address


@contextmanager
def serving(database_url: str, **settings: object) -> Iterator[str]:
    """A catalog over real HTTP on a free port."""
    config = uvicorn.Config(create_app(unhurried(database_url, **settings)), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    assert server.started
    port = server.servers[0].sockets[0].getsockname()[1]
    # A test that fails must not leave the server running: its thread would keep the process alive.
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium_path), args=FLAGS)
        yield started
        started.close()


class Watched:
    """A page whose console errors, CSP violations and foreign requests are collected."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.troubles: list[str] = []
        self.origin = origin
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 is logged as a failed load of itself; that is what such a page is.
        if message.type in ("error", "warning") and "status of 404" not in message.text:
            self.troubles.append(message.text)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.troubles.append(f"asked {request.url}")


@pytest.fixture(params=list(VIEWS))
def watched(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Watched]:
    context = browser.new_context(base_url=served, **VIEWS[request.param])
    yield Watched(context.new_page(), served)
    context.close()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds, evaluated by the browser's debugger, which the page's own policy does not bind."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run()")
    return [(entry["id"], [node["html"] for node in entry["nodes"]]) for entry in result["violations"]]


@pytest.mark.parametrize("name", list(PAGES))
def test_every_page_is_accessible_and_quiet(watched: Watched, name: str, request: pytest.FixtureRequest) -> None:
    page = watched.page
    page.goto(PAGES[name])
    ARTEFACTS.mkdir(exist_ok=True)
    view = request.node.callspec.params["watched"]
    page.screenshot(path=ARTEFACTS / f"{name}-{view}.png", full_page=True)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "the page scrolls sideways"
    assert violations(page) == []
    assert watched.troubles == []


def test_the_bpta_page_reads_as_the_seed_says(browser: Browser, served: str) -> None:
    watched = Watched(browser.new_page(base_url=served), served)
    page = watched.page
    page.goto("/products/xd95283")
    assert page.url == f"{served}/products/XD95283"
    assert page.locator("#cas-rn").inner_text() == "89604-92-2"
    assert page.locator("#molecular-weight").inner_text().split() == ["478.621", "g/mol", "(stated:", "478.61)"]
    assert page.locator("#agreement summary").inner_text().endswith("facts agree")
    assert "withheld" in page.locator("#description-withheld").inner_text()
    assert watched.troubles == []


@pytest.mark.parametrize("typed", ["89604-92-2", "XD95283", "BPTA", "C20H22N4O4S3"])
def test_a_buyer_finds_the_seed_from_the_home_page_by_keyboard(browser: Browser, served: str, typed: str) -> None:
    page = browser.new_page(base_url=served)
    page.goto("/")
    page.locator("#q:focus").wait_for()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.get_by_role("link", name="BPTA").click()
    assert page.get_by_role("heading", level=1).inner_text() == "BPTA"


def test_everything_is_there_without_javascript(browser: Browser, served: str) -> None:
    page = browser.new_page(base_url=served, java_script_enabled=False)
    page.goto("/products/CT00001")
    assert page.locator("figure svg").count() == 1
    assert page.locator("table.evidence tbody tr").count() == 8


@pytest.mark.parametrize("view", list(VIEWS))
def test_an_editor_uploads_imports_and_undoes(browser: Browser, own_url: str, tmp_path: Path, view: str) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("catalog_number,name,cas_rn\nA1,Water,7732-18-5\nA2,Toluene,108-88-4\n")
    key = make_key(own_url, "editor")["Authorization"].removeprefix("Bearer ")
    with serving(own_url) as address:
        context = browser.new_context(base_url=address, **VIEWS[view])
        watched = Watched(context.new_page(), address)
        page = watched.page
        seen = []
        page.goto("/editor")
        seen.append(violations(page))
        page.get_by_label("API key").fill(key)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("CSV, XLSX").set_input_files(rows)
        seen.append(violations(page))
        page.get_by_role("button", name="Preview the import").click()
        page.locator("#commit").wait_for()
        page.screenshot(path=ARTEFACTS / f"editor-dry-run-{view}.png", full_page=True)
        seen.append(violations(page))
        page.locator("#commit").click()
        page.locator("#corrections").wait_for()
        with page.expect_download() as download:
            page.locator("#corrections").click()
        assert "A2" in Path(download.value.path()).read_text()
        page.locator("#undo").click()
        page.get_by_role("button", name="Undo the run").click()
        page.get_by_text("This run was undone").wait_for()
        page.goto("/editor")
        page.screenshot(path=ARTEFACTS / f"editor-{view}.png", full_page=True)
        seen.append(violations(page))
        context.close()
    assert seen == [[]] * len(seen)
    assert watched.troubles == []


def test_an_editor_signs_in_and_out(browser: Browser, own_url: str) -> None:
    key = make_key(own_url, "editor")["Authorization"].removeprefix("Bearer ")
    with serving(own_url) as address:
        context = browser.new_context(base_url=address)
        watched = Watched(context.new_page(), address)
        page = watched.page
        tokens = []
        for _ in range(2):
            page.goto("/editor")
            page.get_by_label("API key").fill(key)
            page.get_by_label("API key").press("Enter")
            page.locator(".me summary").click()
            page.get_by_text("Signed in as test editor").wait_for()
            [cookie] = [one for one in context.cookies(f"{address}/editor") if one["httpOnly"]]
            assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/editor")
            # What shows the links to the desk opens nothing.
            assert [(one["name"], one["value"]) for one in context.cookies(f"{address}/")] == [("catalog_desk", "1")]
            tokens.append(cookie)
            page.get_by_role("button", name="Sign out").click()
            page.get_by_label("API key").wait_for()
            assert context.cookies(f"{address}/editor") == []
        assert len({key, *(cookie["value"] for cookie in tokens)}) == 3
        # Whoever kept a copy of a cookie is signed out with it.
        context.add_cookies([{"name": tokens[1]["name"], "value": tokens[1]["value"], "url": f"{address}/editor"}])
        page.goto("/editor")
        page.get_by_text("your session has ended").wait_for()
        context.close()
    assert watched.troubles == []
