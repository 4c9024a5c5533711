"""Edit, conflict, compare and restore in a real Chromium, with scripts; no axe violation, wide and on a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import make_key
from tests.web.pages.desk_made import DESK, WATER
from tests.web.pages.test_browser import Watched, browser, serving
from tests.web.pages.test_desk_browser import VIEWS, looked_over, signed_in

__all__ = ["browser"]

ONE = "/api/v1/admin/products/W-1"


@pytest.fixture
def address(own_url: str) -> Iterator[str]:
    with serving(own_url) as served:
        yield served


@pytest.fixture
def key(own_url: str, address: str) -> dict[str, str]:
    """A product with a structure and two revisions, and the header of an editor's key."""
    key = make_key(own_url, "editor")
    change(address, key, "PUT", {**WATER, "smiles": "O", "lot:L1": "Assay: 99.5 %"})
    change(address, key, "PATCH", {"storage": "RT"})
    return key


def change(address: str, key: dict[str, str], method: str, fields: dict[str, str]) -> None:
    condition = {"If-None-Match": "*"} if method == "PUT" else {"If-Match": "*"}
    headers = {**key, **condition, "Content-Type": "application/json"}
    request = Request(f"{address}{ONE}", json.dumps(fields).encode(), headers, method=method)  # noqa: S310
    with urlopen(request, timeout=60) as answer:  # noqa: S310  # Our own server.
        assert answer.status == 200


def stated(address: str) -> Any:  # noqa: ANN401  # JSON.
    with urlopen(f"{address}/api/v1/products/W-1", timeout=60) as answer:  # noqa: S310
        return json.load(answer)


@pytest.fixture
def page(browser: Browser, own_url: str, address: str, key: dict[str, str]) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    watched = Watched(context.new_page(), address)
    signed_in(watched.page, own_url)
    yield watched.page
    # A conflict is answered with 409, which the console tells as a failed load.
    assert [trouble for trouble in watched.troubles if "status of 409" not in trouble] == []
    context.close()
    assert key


def test_an_editor_follows_the_link_of_a_page_and_edits_as_the_checks_say(page: Page, address: str) -> None:
    page.goto("/products/W-1")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.wait_for_url(f"**{DESK}/W-1/edit")
    assert looked_over(page, "form") == []
    weight = page.locator("[data-field=molecular_weight]")
    weight.locator("input").fill("18.51")
    expect(weight).to_have_class("field bad changed")
    assert weight.locator("input").get_attribute("aria-invalid") == "true"
    assert "18.51" in page.locator("#standing").inner_text()
    page.keyboard.press("Alt+n")
    weight.get_by_role("button", name="Use").click()
    expect(weight).to_have_class("field changed")
    page.get_by_role("button", name="Add a pack").click()
    page.keyboard.type("5 L")
    page.keyboard.press("Tab")
    page.keyboard.type("30 EUR")
    expect(page.locator("tr[data-family=pack] .said").last).to_contain_text("Read as 5 L, 30 EUR")
    page.get_by_label("Why", exact=False).last.fill("as on the label")
    page.keyboard.press("Control+s")
    page.get_by_text("Saved, as revision 3.").wait_for()
    assert [pack["size"] for pack in stated(address)["packs"]] == ["1 L", "5 L"]


def test_a_conflict_shows_three_ways_and_loses_nothing(page: Page, address: str, key: dict[str, str]) -> None:
    page.goto(f"{DESK}/W-1/edit")
    change(address, key, "PATCH", {"storage": "2-8 °C", "grade": "AR"})
    page.get_by_label("Storage", exact=True).fill("-20 °C")
    page.get_by_label("Assay", exact=True).fill("98 %")
    page.get_by_role("button", name="Save and publish").click()
    page.get_by_role("heading", name="saved this product while you were editing").wait_for()
    assert looked_over(page, "conflict") == []
    assert page.get_by_label("Grade").input_value() == "AR"
    page.get_by_role("radio", name="2-8 °C").check()
    page.get_by_role("button", name="Save and publish").click()
    page.get_by_text("Saved, as revision 4.").wait_for()
    found = stated(address)
    assert (found["storage"]["text"], found["grade"]) == ("2-8 °C", "AR")
    assert found["specifications"][0]["text"] == "98 %"


def test_two_revisions_are_compared_and_one_field_restored(page: Page, address: str, key: dict[str, str]) -> None:
    change(address, key, "PATCH", {"storage": "-20 °C", "assay": "97 %"})
    page.goto(f"{DESK}/W-1/history")
    assert looked_over(page, "product-history") == []
    page.get_by_role("radio", name="Revision 1 as the older one").check()
    page.get_by_role("button", name="Compare the two chosen").click()
    page.get_by_role("heading", name="revision 1 and revision 3").wait_for()
    assert looked_over(page, "compare") == []
    page.get_by_role("checkbox", name="Assay").check()
    page.get_by_role("button", name="Restore the ticked fields").click()
    page.get_by_text("Restored, as revision 4.").wait_for()
    found = stated(address)
    assert (found["specifications"][0]["text"], found["storage"]["text"]) == ("99 %", "-20 °C")


def test_a_file_is_dropped_into_the_form_and_what_was_typed_stays(page: Page, tmp_path: Path) -> None:
    page.goto(f"{DESK}/W-1/edit")
    page.get_by_label("Assay", exact=True).fill("98 %")
    sheet = tmp_path / "SDS (en).pdf"
    sheet.write_bytes(b"%PDF-1.7 water")
    drop = """(zone) => {
        const carried = new DataTransfer();
        carried.items.add(new File(["%PDF-1.7 water"], "SDS (en).pdf", { type: "application/pdf" }));
        zone.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
    }"""
    page.locator("[data-drop]").evaluate(drop)
    expect(page.locator("input[name='document.member']").first).to_have_value("SDS (en)")
    assert page.get_by_label("Assay", exact=True).input_value() == "98 %"


def test_the_focus_stays_at_a_button_while_the_checks_are_written_anew(page: Page) -> None:
    page.goto(f"{DESK}/W-1/edit")
    page.get_by_label("CAS RN", exact=True).fill("7732-18-")
    proposal = page.get_by_role("button", name="Use 7732-18-5 for CAS RN")
    proposal.focus()
    with page.expect_response("**/edit"):
        # Typed by somebody else's finger: the focus is elsewhere.
        page.get_by_label("Storage", exact=True).evaluate(
            "(box) => { box.value = '2-8 °C'; box.dispatchEvent(new Event('input', { bubbles: true })); }"
        )
    expect(page.locator("#standing")).to_contain_text("2-8 °C")
    expect(proposal).to_be_focused()
    # Where there is nothing to propose any more, at the field.
    with page.expect_response("**/edit"):
        page.get_by_label("CAS RN", exact=True).evaluate(
            "(box) => { box.value = '7732-18-5'; box.dispatchEvent(new Event('input', { bubbles: true })); }"
        )
    expect(page.get_by_label("CAS RN", exact=True)).to_be_focused()


def test_the_structure_is_drawn_beside_the_form(page: Page) -> None:
    page.goto(f"{DESK}/W-1/edit")
    page.locator("#draw summary").click()
    page.locator("#sketch").wait_for()
    page.get_by_label("SMILES").fill("OO")
    expect(page.locator("[data-field=formula]")).to_have_class("field bad")
    expect(page.locator("#live")).to_contain_text("1 fact contradicts. Mend it to save")
    assert page.locator("[data-field=smiles] .said").inner_text().strip() == ""


@pytest.mark.parametrize("view", ["phone", "phone-dark"])
def test_the_pages_are_accessible_on_a_phone(
    browser: Browser, own_url: str, address: str, key: dict[str, str], view: str
) -> None:
    context = browser.new_context(base_url=address, **VIEWS[view])
    watched = Watched(context.new_page(), address)
    signed_in(watched.page, own_url)
    seen = {}
    for name in ("edit", "history", "compare?old=1&new=2", "end"):
        watched.page.goto(f"{DESK}/W-1/{name}")
        seen[name] = looked_over(watched.page, f"{name.partition('?')[0]}-{view}")
    assert seen == {name: [] for name in seen}
    assert watched.troubles == []
    context.close()
    assert key
