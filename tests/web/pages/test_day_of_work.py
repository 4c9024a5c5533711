"""A day of work at the desk in a real Chromium, from the first invitation to the audit of the evening.

It is worked with a mouse on a wide screen, by keyboard alone, and with a finger on a dark phone. Each page is looked
at: no axe violation, no console error, nothing that the policy forbids, no scrolling sideways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from sqlalchemy import select, update

from catalog.cli.audit import told
from catalog.store.access.links import WELCOME_PATH, make_link
from catalog.store.access.people import create_person
from catalog.store.audit.audit_tables import audit_marks
from catalog.store.audit.verifying import verify
from catalog.store.database import Database, snapshot
from catalog.store.tables import revisions
from tests.web.conftest import make_key
from tests.web.pages.hands import Finger, Hand, Keyboard, Mouse
from tests.web.pages.test_browser import Watched, browser, serving
from tests.web.pages.test_desk_browser import looked_over

__all__ = ["browser"]

PASSWORD = "a tin of green tea"
PATIENCE = 60_000
"""How long a page may take, in milliseconds, on a machine that does other things too."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}
WIDE = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}

STOCK = "catalog_number,name,cas_rn,assay\nP1,Water,7732-18-5,98%\nP2,Toluene,108-88-3,98%\nP3,Benzene,71-43-2,98%\n"
"""What the catalog has in the morning."""
LIST = "\n".join(
    [
        "catalog_number,Wie es heisst,cas_rn,formula,molecular_weight,assay",
        "P1,Water,7732-18-5,H2O,18.02,97%",
        "P2,Toluene,108-88-3,C7H8,92.14,98%",
        "A1,Acetone,67-64-1,C3H6O,58.08,99%",
        *(f"T{number},Toluene,108-88-,C7H8,92.14,98%" for number in range(10)),
        "E1,Ethanol,64-17-5,C2H6O,x46,99%",
        "",
    ]
)
"""One changes, one is new, ten have the same error with one repair, and one has an error without a repair."""
MORE = "catalog_number,name,cas_rn,storage\nN1,Phenol,108-95-2,2-8 °C\n"


class Way(NamedTuple):
    """A way to work.

    Attributes:
        hand: what one works with.
        view: the screen.
    """

    hand: Hand
    view: dict[str, Any]


WAYS = {"mouse": Way(Mouse(), WIDE), "keyboard": Way(Keyboard(), WIDE), "finger": Way(Finger(), PHONE)}


class Day:
    """The people who work today, each in a browser of their own, and what was seen of their pages."""

    def __init__(self, browser: Browser, address: str, url: str, way: str, folder: Path) -> None:
        self.address, self.url, self.name, self.folder = address, url, way, folder
        self.hand, self._view = WAYS[way]
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._watched: dict[str, Watched] = {}
        self.seen: dict[str, list[Any]] = {}
        self.invited: dict[str, str] = {}

    def page_of(self, person: str) -> Page:
        """The page that somebody works at."""
        if person not in self._watched:
            context = self._browser.new_context(base_url=self.address, **self._view)
            context.set_default_timeout(PATIENCE)
            self._contexts.append(context)
            page = context.new_page()
            # From now on the browser leaves the choice of files to the test. Told only when a dialog is due, it may
            # hear of it too late.
            page.on("filechooser", lambda _: None)
            self._watched[person] = Watched(page, self.address)
        return self._watched[person].page

    def look(self, page: Page, name: str) -> None:
        """Look at a page, and keep a picture of it."""
        self.seen[name] = looked_over(page, f"day-{name}-{self.name}")

    def troubles(self) -> list[str]:
        """What browsers complained about. A conflict is answered with 409, which the console tells as a failed load."""
        found = [trouble for watched in self._watched.values() for trouble in watched.troubles]
        return [trouble for trouble in found if "status of 409" not in trouble]

    def close(self) -> None:
        """Close the browsers' windows."""
        for context in self._contexts:
            context.close()

    # ---- what people do again and again -------------------------------------------------------------------------

    def push(self, page: Page, name: str, *, exact: bool = True) -> None:
        """Press a button."""
        self.hand.press(page.get_by_role("button", name=name, exact=exact))

    def follow(self, page: Page, name: str | re.Pattern[str]) -> None:
        """Follow a link of the page's own part."""
        with page.expect_navigation():
            self.hand.press(page.locator("main").get_by_role("link", name=name, exact=True).first)

    def go(self, page: Page, place: str) -> None:
        """Go to a place of the rail."""
        self.hand.press(page.locator(f".rail a[href='{place}']"))
        page.wait_for_url(f"**{place}")

    def write(self, page: Page, label: str, text: str) -> None:
        """Write into the field with a label."""
        self.hand.write(page.get_by_label(label, exact=True), text)

    def says(self, page: Page, text: str) -> None:
        """Wait until the page says something."""
        expect(page.locator("main").get_by_text(text).first).to_be_visible(timeout=PATIENCE)


@pytest.fixture(params=list(WAYS))
def day(request: pytest.FixtureRequest, browser: Browser, own_url: str, tmp_path: Path) -> Iterator[Day]:
    with serving(own_url) as address:
        day = Day(browser, address, own_url, request.param, tmp_path)
        yield day
        day.close()


def the_catalog_has_some_products(day: Day) -> None:
    page = day.page_of("Ada")
    file = FilePayload(name="stock.csv", mimeType="text/csv", buffer=STOCK.encode())
    answer = page.request.post("/api/v1/admin/imports", multipart={"file": file}, headers=make_key(day.url, "editor"))
    assert answer.json()["summary"]["created"] == 3


def the_first_admin_invites_people(day: Day) -> None:
    database = Database(day.url)
    with database.write() as transaction:
        token = make_link(transaction, create_person(transaction, "Ada", "ada@example.org", "admin").number)
    database.close()
    page = day.page_of("Ada")
    page.goto(WELCOME_PATH + token)
    day.look(page, "welcome")
    chooses_a_password(day, page, "Ada")
    day.go(page, "/editor/people")
    for name, role in (("Grace", "editor"), ("Ida", "editor"), ("Mary", "approver")):
        day.write(page, "Name", name)
        day.write(page, "E-mail", f"{name.lower()}@example.org")
        day.hand.choose(page.get_by_label("Role", exact=True), role)
        day.push(page, "Make a one-time link")
        day.says(page, f"Link for {name}, shown once")
        day.invited[name] = page.locator("#made-link").inner_text()
    day.look(page, "people")


def chooses_a_password(day: Day, page: Page, name: str) -> None:
    day.write(page, "Password", PASSWORD)
    day.push(page, "Keep it and sign in")
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def they_come_by_their_links_and_sign_in(day: Day) -> None:
    for name, link in day.invited.items():
        page = day.page_of(name)
        page.goto(link)
        chooses_a_password(day, page, name)
    page = day.page_of("Grace")
    day.hand.press(page.locator("details.me > summary"))
    day.push(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    day.look(page, "sign-in")
    day.write(page, "E-mail", "grace@example.org")
    day.write(page, "Password", PASSWORD)
    day.push(page, "Sign in")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    day.look(page, "today")
    page.goto(day.invited["Grace"])
    day.says(page, "This link was used already")
    page.goto("/editor")


def two_dirty_files_are_looked_at(day: Day) -> None:
    page, files = day.page_of("Grace"), [day.folder / "list.csv", day.folder / "more.csv"]
    for file, text in zip(files, (LIST, MORE), strict=True):
        file.write_text(text)
    day.go(page, "/editor/imports")
    day.hand.bring(page, files)
    day.says(page, "list.csv, more.csv")
    day.look(page, "imports")
    day.push(page, "Preview the import")
    expect(page.locator("#commit")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#columns")).to_contain_text("list.csv, more.csv")
    day.look(page, "dry-run")


def a_column_is_named_and_old_and_new_are_seen(day: Day) -> None:
    page = day.page_of("Grace")
    day.hand.choose(page.get_by_label("Read Wie es heisst as"), "Name")
    day.push(page, "Look again with these columns")
    expect(page.locator("#columns")).to_contain_text("chosen", timeout=PATIENCE)
    day.follow(page, "Assay 1")
    row = page.locator("[data-row]")
    expect(row).to_have_count(1)
    expect(row.locator("del")).to_have_text("98%")
    expect(row.locator("ins")).to_have_text("97%")
    day.look(page, "old-and-new")


def it_is_committed_and_shows_how_far_it_is(day: Day) -> None:
    page, database = day.page_of("Grace"), Database(day.url)
    # Somebody else writes just now, so the import waits, and its page is seen.
    with database.write():
        day.hand.press(page.locator("#commit"))
        expect(page.locator("[data-progress]")).to_be_visible()
        day.look(page, "progress")
    database.close()
    expect(page.locator("#undo")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#summary")).to_contain_text("Held11")
    day.look(page, "run")


def ten_held_drafts_are_mended_by_one_repair(day: Day) -> None:
    page = day.page_of("Grace")
    day.follow(page, "Mend the held drafts")
    day.look(page, "held")
    day.follow(page, "CAS RN: format or check digit 10")
    day.hand.press(page.get_by_role("checkbox", name="All 10 of this list"))
    day.push(page, "Repair and publish", exact=False)
    day.says(page, "10 published")
    day.look(page, "mended")
    assert page.request.get("/api/v1/products/T9").json()["cas_rn"] == "108-88-3"


def an_approver_publishes_one_with_a_reason(day: Day) -> None:
    page = day.page_of("Mary")
    day.go(page, "/editor/held")
    day.follow(page, "E1")
    day.look(page, "held-draft")
    day.hand.write(page.locator("#reason"), "The weight is a slip of the pen, the rest is right.")
    day.push(page, "Publish it as it is…")
    day.says(page, "1 published")
    assert page.request.get("/api/v1/products/E1").json()["name"] == "Ethanol"


def a_product_is_edited_in_its_form(day: Day) -> None:
    page = day.page_of("Grace")
    page.goto("/products/P1")
    day.look(page, "product")
    day.follow(page, "Edit")
    day.look(page, "form")
    day.write(page, "Storage", "2-8 °C")
    expect(page.locator("#standing")).to_contain_text("2-8 °C")
    day.hand.write(page.locator("#reason"), "as on the label")
    day.push(page, "Save and publish")
    day.says(page, "Saved, as revision 3.")


def two_editors_meet_and_choose(day: Day) -> None:
    mine, other = day.page_of("Grace"), day.page_of("Ida")
    other.goto("/editor/suppliers/house/products/P1/edit")
    day.write(other, "Storage", "RT")
    day.write(other, "Grade", "AR")
    day.push(other, "Save and publish")
    day.says(other, "Saved, as revision 4.")
    day.write(mine, "Storage", "-20 °C")
    day.write(mine, "Assay", "96 %")
    day.push(mine, "Save and publish")
    expect(mine.get_by_role("heading", name="Ida saved this product while you were editing")).to_be_visible()
    day.look(mine, "conflict")
    day.hand.press(mine.get_by_role("radio", name="RT"))
    day.push(mine, "Save and publish")
    day.says(mine, "Saved, as revision 5.")
    found = mine.request.get("/api/v1/products/P1").json()
    assert (found["storage"]["text"], found["grade"]) == ("RT", "AR")


def two_revisions_are_compared_and_one_field_restored(day: Day) -> None:
    page = day.page_of("Grace")
    day.follow(page, "history")
    day.look(page, "history-of-product")
    day.hand.press(page.get_by_role("radio", name="Revision 1 as the older one"))
    day.push(page, "Compare the two chosen")
    expect(page.get_by_role("heading", name="revision 1 and revision 5")).to_be_visible()
    day.look(page, "compare")
    day.hand.press(page.get_by_role("checkbox", name="Assay"))
    day.push(page, "Restore the ticked fields")
    day.says(page, "Restored, as revision 6.")
    found = page.request.get("/api/v1/products/P1").json()
    assert (found["specifications"][0]["text"], found["storage"]["text"]) == ("98%", "RT")
    day.go(page, "/editor/history")
    day.look(page, "history")


def the_run_is_undone(day: Day) -> None:
    page = day.page_of("Grace")
    day.go(page, "/editor/imports")
    day.follow(page, "2")
    day.hand.press(page.locator("#undo"))
    day.says(page, "These were changed after the import: P1")
    day.look(page, "undo")
    day.hand.press(page.get_by_role("checkbox", name="Leave the 1 that were changed later"))
    day.push(page, "Undo the run")
    day.says(page, "This run was undone.")
    assert [page.request.get(f"/api/v1/products/{number}").status for number in ("A1", "P1")] == [404, 200]


def and_redone(day: Day) -> None:
    page = day.page_of("Grace")
    day.hand.press(page.locator("#redo"))
    day.says(page, "3 products return to what the run had made of them")
    day.look(page, "redo")
    day.push(page, "Redo the run")
    expect(page.locator("#undo")).to_be_visible(timeout=PATIENCE)
    assert [page.request.get(f"/api/v1/products/{number}").status for number in ("A1", "N1")] == [200, 200]


def a_reader_reports_and_an_editor_answers(day: Day) -> None:
    reader, page = day.page_of("a reader"), day.page_of("Grace")
    reader.goto("/products/P2")
    day.write(reader, "What is wrong?", "The assay of this lot is lower than you say.")
    day.push(reader, "Send the report")
    day.says(reader, "Thank you.")
    day.go(page, "/editor/review")
    day.look(page, "review")
    day.follow(page, "Reader reports 1")
    day.look(page, "reports")
    day.write(page, "Answer, or what was mended", "The certificate of the lot is beside it now.")
    day.push(page, "Close with this answer", exact=False)
    day.says(page, "Report closed.")


def a_wrong_merge_is_refused_to_an_editor(day: Day) -> None:
    page = day.page_of("Grace")
    day.go(page, "/editor/compounds")
    day.look(page, "compounds")
    day.write(page, "CAS RN or InChIKey", "71-43-2")
    with page.expect_navigation():
        day.push(page, "Show its products")
    day.look(page, "compound")
    day.write(page, "CAS RN or InChIKey of the compound that stays", "108-88-3")
    day.push(page, "Preview the merger")
    day.says(page, "These are two compounds.")
    day.says(page, "Merging what contradicts needs an approver.")
    expect(page.locator("#commit")).to_be_disabled()
    day.look(page, "merge")
    day.follow(page, "Keep them apart")
    expect(page.get_by_role("heading", name="Benzene")).to_be_visible()


def a_key_is_made_and_revoked(day: Day) -> None:
    page = day.page_of("Grace")
    day.go(page, "/editor/account")
    day.write(page, "What it is for", "nightly import")
    day.hand.choose(page.get_by_label("May, at most"), "editor")
    day.push(page, "Make a key")
    key = {"Authorization": f"Bearer {page.locator('#made-key').inner_text()}"}
    assert page.request.get("/api/v1/admin/imports", headers=key).status == 200
    day.hand.press(page.locator("summary", has_text="Revoke"))
    day.look(page, "account")
    day.push(page, "Revoke it now")
    day.says(page, "The key is revoked.")
    assert page.request.get("/api/v1/admin/imports", headers=key).status == 401


def the_audit_is_verified_and_names_what_one_byte_altered(day: Day) -> None:
    """As ``catalog audit verify`` does, which whoever keeps the server runs in the evening."""
    database = Database(day.url)
    said = []
    for _ in range(2):
        with snapshot(database) as transaction:
            said.append(told(verify(transaction, database.audit_key, {}), 0))
        with database.write() as transaction:
            revision = update(revisions).where(revisions.c.reason == "as on the label")
            transaction.execute(revision.values(reason="as on the babel"))
    with database.read() as transaction:
        altered = transaction.scalar(select(revisions.c.seq).where(revisions.c.reason == "as on the babel"))
        mark = (audit_marks.c.table_name == "revisions") & (audit_marks.c.key == altered)
        entry = transaction.scalar(select(audit_marks.c.entry).where(mark))
    database.close()
    assert said[0][0].startswith("The chain is whole: ")
    assert said[1][0] == f"NOT as it was written, first at entry {entry}."
    assert said[1][1].startswith("Revision 3 of product P1 (change ")
    assert f"was altered after entry {entry} of " in said[1][1]


STEPS: tuple[Callable[[Day], None], ...] = (
    the_catalog_has_some_products,
    the_first_admin_invites_people,
    they_come_by_their_links_and_sign_in,
    two_dirty_files_are_looked_at,
    a_column_is_named_and_old_and_new_are_seen,
    it_is_committed_and_shows_how_far_it_is,
    ten_held_drafts_are_mended_by_one_repair,
    an_approver_publishes_one_with_a_reason,
    a_product_is_edited_in_its_form,
    two_editors_meet_and_choose,
    two_revisions_are_compared_and_one_field_restored,
    the_run_is_undone,
    and_redone,
    a_reader_reports_and_an_editor_answers,
    a_wrong_merge_is_refused_to_an_editor,
    a_key_is_made_and_revoked,
    the_audit_is_verified_and_names_what_one_byte_altered,
)


def test_a_day_of_work(day: Day) -> None:
    for step in STEPS:
        step(day)
    assert day.seen == {name: [] for name in day.seen}
    assert day.troubles() == []
