"""Imports in a real Chromium: looked at, read anew, committed and undone, with and without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.web.pages.test_browser import Watched, browser, serving
from tests.web.pages.test_desk_browser import VIEWS, looked_over, signed_in

__all__ = ["browser"]

OLD = b"catalog_number,name,cas_rn,assay\n" + b"".join(b"T%d,Toluene,108-88-3,98%%\n" % number for number in range(60))
NEW = (
    OLD.replace(b"98%", b"97%").replace(b"catalog_number,name", b"catalog_number,Wie es heisst")
    + b"N1,Acetone,67-64-1,99%\nH1,Phenol,108-95-3,99%\n"
)


@pytest.fixture
def address(own_url: str) -> Iterator[str]:
    with serving(own_url) as served:
        yield served


def upload(page: Page, content: bytes) -> None:
    page.goto("/editor/imports")
    page.locator("#file").set_input_files(FilePayload(name="list.csv", mimeType="text/csv", buffer=content))
    page.get_by_role("button", name="Preview the import").click()
    expect(page.locator("#commit")).to_be_visible(timeout=60_000)


def looks_right(page: Page, view: str, name: str) -> None:
    """A page has no axe violation and is no wider than the screen. A picture of it is kept."""
    assert looked_over(page, f"imports-{name}-{view}") == []


@pytest.mark.parametrize("view", list(VIEWS))
def test_a_file_is_looked_at_read_anew_imported_and_undone(
    browser: Browser, own_url: str, address: str, view: str
) -> None:
    context = browser.new_context(base_url=address, **VIEWS[view])
    watched = Watched(context.new_page(), address)
    page = watched.page
    signed_in(page, own_url)
    upload(page, OLD)
    page.locator("#commit").click()
    expect(page.locator("#undo")).to_be_visible(timeout=60_000)
    upload(page, NEW)
    looks_right(page, view, "look")
    page.get_by_label("Read Wie es heisst as").select_option("Name")
    page.get_by_role("button", name="Look again with these columns").click()
    expect(page.locator("#commit")).to_be_visible(timeout=60_000)
    expect(page.locator("#columns")).to_contain_text("chosen")
    page.get_by_role("link", name="Assay 60").click()
    expect(page.locator("[data-row]")).to_have_count(50)
    looks_right(page, view, "changed")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("[data-row]")).to_have_count(10)
    page.locator("#commit").click()
    expect(page.locator("#undo")).to_be_visible(timeout=60_000)
    looks_right(page, view, "run")
    page.locator("#undo").click()
    looks_right(page, view, "undo")
    page.get_by_role("button", name="Undo the run").click()
    expect(page.get_by_text("This run was undone.")).to_be_visible(timeout=60_000)
    assert watched.troubles == []
    context.close()


def test_all_of_it_works_without_script(browser: Browser, own_url: str, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    signed_in(page, own_url)
    page.goto("/editor/imports")
    files = [FilePayload(name=name, mimeType="text/csv", buffer=OLD) for name in ("list.csv", "same.csv")]
    page.locator("#file").set_input_files(files)
    page.get_by_role("button", name="Preview the import").click()
    look_again_until(page, "#commit")
    page.get_by_text("same.csv").first.wait_for()
    page.locator("#commit").click()
    look_again_until(page, "#undo")
    page.locator("#undo").click()
    page.get_by_role("button", name="Undo the run").click()
    look_again_until(page, "text=This run was undone.")
    context.close()


def look_again_until(page: Page, selector: str) -> None:
    """Press "Look again" until the page shows something."""
    for _ in range(600):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(100)
        page.get_by_role("link", name="Look again").click()
    raise AssertionError(f"{selector} did not come")
