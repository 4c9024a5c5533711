"""Forms whose session has ended: what was typed comes back and is sent once more, and passwords are never sent back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

import catalog.web.views
from catalog.web.pages.desk.signed_out import PASSWORDS
from tests.web.conftest import make_key
from tests.web.pages.desk_made import OWN, sign_in, text_of
from tests.web.pages.test_browser import Watched, browser, serving
from tests.web.pages.test_desk_browser import VIEWS, looked_over, signed_in
from tests.web.pages.test_report import QUEUE, SAYS, send, shop
from tests.web.pages.test_review import hidden
from tests.web.test_who_may import LEAST

__all__ = ["browser", "shop"]

READS = {**OWN, "accept": "text/html"}
FORMS = [path for (method, path), role in LEAST.items() if method == "POST" and path.startswith("/editor") and role]
TYPED = {"reason": ["why <so>\nand so"], "n": ["1", "2"], "field": ["cas_rn"], "answer": [" it’s “so” "]}


def kept(page: str) -> dict[str, list[str]]:
    """What a page keeps of a form."""
    found: dict[str, list[str]] = {}
    for name, text in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page):
        found.setdefault(unescape(name), []).append(unescape(text))
    return found


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("as_files", [False, True])
def test_every_form_comes_back_with_what_was_typed(
    editing: tuple[TestClient, dict[str, str]], path: str, as_files: bool
) -> None:
    files = [("file", ("ro<ws.csv", b"a,b\n"))] if as_files else None
    answer = TestClient(editing[0].app).post(f"{path}?q=a%26b&x=1", data=TYPED, files=files, headers=READS)
    assert answer.status_code == 403
    assert answer.headers["cache-control"] == "no-store"
    assert kept(answer.text) == TYPED
    assert f'action="{path}?q=a%26b&amp;x=1"' in answer.text
    assert "why <so> and so" in text_of(answer.text)
    assert ("ro<ws.csv" in text_of(answer.text)) == as_files
    assert ('type="file" name="file" multiple required' in answer.text) == as_files


@pytest.mark.parametrize("path", FORMS)
def test_no_form_gives_back_a_password(editing: tuple[TestClient, dict[str, str]], path: str) -> None:
    secrets = {name: f"secret {name}" for name in PASSWORDS}
    answer = TestClient(editing[0].app).post(path, data={**secrets, "reason": "so"}, headers=READS)
    assert (answer.status_code, kept(answer.text)) == (403, {"reason": ["so"]})
    assert "secret" not in answer.text
    assert "Only passwords must be typed again" in text_of(answer.text)


def test_every_field_for_a_password_is_known() -> None:
    templates = Path(catalog.web.views.__file__).parent.rglob("*.html")
    fields = [field for page in templates for field in re.findall(r"<input[^>]*>", page.read_text())]
    names = {name[1] for field in fields if 'type="password"' in field and (name := re.search(r'name="(\w+)"', field))}
    assert names == PASSWORDS


@pytest.mark.parametrize(
    ("headers", "status", "says"),
    [
        ({"sec-fetch-site": "cross-site", "accept": "text/html"}, 403, "sent from another site"),
        ({**OWN, "accept": "application/json"}, 403, "Sign in at /editor"),
    ],
)
def test_others_than_browsers_at_this_site_get_no_page(
    editing: tuple[TestClient, dict[str, str]], headers: dict[str, str], status: int, says: str
) -> None:
    answer = TestClient(editing[0].app).post("/editor/held/set", data=TYPED, headers=headers)
    assert answer.status_code == status
    assert says in answer.text
    assert "why" not in answer.text


def test_what_was_typed_is_sent_once_more_under_the_present_name(shop: TestClient, own_url: str) -> None:
    send(shop)
    typed = {**hidden(shop.get(QUEUE).text, "/review/reports"), "answer": "Mended.\nIn all lots."}
    shop.cookies.clear()
    page = shop.post("/editor/review/reports/close", data=typed, headers=READS).text
    assert SAYS not in page
    sign_in(shop, own_url)
    assert SAYS in text_of(shop.get(QUEUE).text)
    [action] = re.findall(r'<form class="panel[^>]* action="([^"]*)"', page)
    assert shop.post(action, data=kept(page), headers=READS).status_code == 303
    assert "No report is open" in shop.get(QUEUE).text


@pytest.fixture
def address(own_url: str) -> Iterator[str]:
    with serving(own_url) as served:
        yield served


@pytest.mark.parametrize("view", ["wide", "phone-dark"])
def test_an_editor_signs_in_again_in_another_tab_and_goes_on(
    browser: Browser, own_url: str, address: str, view: str
) -> None:
    context = browser.new_context(base_url=address, **VIEWS[view])
    watched = Watched(context.new_page(), address)
    page = watched.page
    key = {**make_key(own_url, "editor"), "If-None-Match": "*"}
    fields = {"name": "Water", "cas_rn": "7732-18-5"}
    assert page.request.put("/api/v1/admin/products/W1", data=fields, headers=key).ok
    form: dict[str, str | float | bool] = {"product": "W1", "supplier": "house", "text": SAYS}
    assert page.request.post("/report", form=form, headers={"origin": address}).ok
    signed_in(page, own_url)
    page.goto(QUEUE)
    page.get_by_label("Answer, or what was mended").fill("The label was wrong, not the product.")
    context.clear_cookies()
    page.get_by_role("button", name="Close with this answer").click()
    page.get_by_role("heading", name="Your session has ended").wait_for()
    page.get_by_text("The label was wrong, not the product.").wait_for()
    assert looked_over(page, f"signed-out-{view}") == []
    with context.expect_page() as opened:
        page.get_by_role("link", name="1. Sign in, in another tab").click()
    signed_in(opened.value, own_url)
    page.get_by_role("button", name="2. Send it once more").click()
    page.get_by_text("Report closed.").wait_for()
    assert [trouble for trouble in watched.troubles if "status of 403" not in trouble] == []
    context.close()
