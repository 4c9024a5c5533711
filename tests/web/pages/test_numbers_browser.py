"""The numbers of the desk in a real Chromium: no axe violation, with tables open, light and dark, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload

from tests.web.conftest import make_key
from tests.web.pages.test_browser import Watched, browser
from tests.web.pages.test_desk_browser import VIEWS, address, looked_over, signed_in
from tests.web.pages.test_numbers import ROWS

__all__ = ["address", "browser"]


@pytest.mark.parametrize("view", list(VIEWS))
def test_charts_and_their_tables_are_accessible(browser: Browser, own_url: str, address: str, view: str) -> None:
    context = browser.new_context(base_url=address, **VIEWS[view])
    watched = Watched(context.new_page(), address)
    page = watched.page
    signed_in(page, own_url)
    file = FilePayload(name="rows.csv", mimeType="text/csv", buffer=ROWS.encode())
    key = make_key(own_url, "editor")
    answer = page.request.post("/api/v1/admin/imports", multipart={"file": file}, headers=key, timeout=120_000)
    assert answer.json()["summary"]["held"] == 2
    for path in ("/editor", "/editor/numbers"):
        page.goto(path)
        assert looked_over(page, f"{path.strip('/').replace('/', '-')}-filled-{view}") == []
    page.goto("/editor/numbers")
    for chart in page.get_by_text("The figures as a table").all():
        chart.click()
    assert looked_over(page, f"editor-numbers-tables-{view}") == []
    assert watched.troubles == []
    context.close()
