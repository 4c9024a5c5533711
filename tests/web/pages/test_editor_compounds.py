"""Merging and splitting compounds on the editor's pages, without scripts, and once in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from catalog.store.access.roles import Role
from catalog.store.database import Database
from catalog.store.writing.products import Author, keep_products
from catalog.web.app import create_app
from tests.settings_made import unhurried
from tests.store.compounds_made import key
from tests.web.api.test_compounds import CAFFEINE, CITRIC, CITRIC_HYDRATE, PRODUCTS
from tests.web.conftest import make_key
from tests.web.page_text import PageText
from tests.web.pages.test_browser import ARTEFACTS, VIEWS, Watched, browser, serving, violations

__all__ = ["browser"]

OWN = {"sec-fetch-site": "same-origin", "accept": "text/html"}
OLD, NEW = key(CITRIC), key(CITRIC_HYDRATE)
AT = f"/editor/compounds/{OLD}"


@pytest.fixture
def catalog_url(own_url: str) -> str:
    """A database with some compounds."""
    database = Database(own_url)
    with database.write() as transaction:
        keep_products(transaction, PRODUCTS, Author("test"))
    database.close()
    return own_url


def own_key(url: str) -> str:
    return make_key(url, "approver")["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def editor(catalog_url: str) -> Iterator[TestClient]:
    """The pages, signed in."""
    with TestClient(create_app(unhurried(catalog_url)), follow_redirects=False) as client:
        client.post("/editor/sign-in", data={"key": own_key(catalog_url)}, headers=OWN)
        yield client


def numbers(editor: TestClient, compound: str) -> list[str]:
    products = editor.get(f"/api/v1/compounds/{compound}", follow_redirects=True).json()["products"]
    return [product["catalog_number"] for product in products]


def moved(page: str) -> list[str]:
    return [row[0] for row in PageText(page).tables["Products that would move"][1:]]


class TestMerging:
    def test_is_shown_then_done_then_redirects(self, editor: TestClient) -> None:
        look = editor.post(f"{AT}/merge/look", data={"into": NEW}, headers=OWN)
        assert look.status_code == 200
        assert moved(look.text) == ["CIT"]
        assert f"its address would lead to {NEW}" in PageText(look.text).by_id["effect"]
        assert numbers(editor, OLD) == ["CIT"]
        done = editor.post(f"{AT}/merge", data={"into": NEW, "reason": "both are one thing", "n": ["CIT"]}, headers=OWN)
        assert (done.status_code, done.headers["location"]) == (303, f"/editor/compounds/{NEW}")
        assert editor.get(AT).headers["location"] == f"/editor/compounds/{NEW}"
        assert editor.get(f"/compounds/{OLD}").headers["location"] == f"/compounds/{NEW}"
        [row] = PageText(editor.get(f"/editor/compounds/{NEW}").text).tables["Changes by editors, table"][1:]
        assert row[1:] == [f"{OLD} was merged into {NEW}", "test approver", "both are one thing"]

    def test_is_shown_as_what_it_is(self, editor: TestClient) -> None:
        page = PageText(editor.post(f"{AT}/merge/look", data={"into": NEW}, headers=OWN).text)
        rows = {row[0]: row[1:] for row in page.tables["Both compounds, fact by fact"][1:]}
        assert {fact: row[-1] for fact, row in rows.items()} == {
            "Formula": "differ", "CAS RN": "agree", "InChIKey": "differ", "Names in common": "cannot be compared",
        }  # fmt: skip
        assert rows["InChIKey"][:2] == [OLD, NEW]

    @pytest.mark.parametrize(
        ("role", "reason", "status"),
        [("editor", "both are one thing", 403), ("approver", "x" * 9, 422), ("approver", "1 . 2 . 3 . 4 . 5 .", 422)],
    )
    def test_of_what_contradicts_needs_an_approver_and_a_reason(
        self, editor: TestClient, catalog_url: str, role: Role, reason: str, status: int
    ) -> None:
        key = make_key(catalog_url, role)["Authorization"].removeprefix("Bearer ")
        editor.post("/editor/sign-in", data={"key": key}, headers=OWN)
        page = editor.post(f"{AT}/merge/look", data={"into": NEW}, headers=OWN).text
        assert "These are two compounds" in page
        assert ('id="commit" disabled' in page) == (role == "editor")
        body = {"into": NEW, "reason": reason, "n": ["CIT"]}
        assert editor.post(f"{AT}/merge", data=body, headers=OWN).status_code == status
        assert numbers(editor, OLD) == ["CIT"]

    def test_is_refused_where_it_would_move_other_products_than_were_shown(self, editor: TestClient) -> None:
        body = {"into": NEW, "reason": "both are one thing", "n": ["CIT", "CIT-2"]}
        answer = editor.post(f"{AT}/merge", data=body, headers=OWN)
        assert answer.status_code == 409
        assert "Preview again" in answer.text
        assert numbers(editor, OLD) == ["CIT"]

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"into": OLD}, 409), ({"into": "64-17-5"}, 404), ({"into": "64-17-6"}, 422), ({"into": "x\x00"}, 422),
            ({"into": ""}, 422), ({}, 422), ({"into": "1" * 3000}, 422),
        ],
    )  # fmt: skip
    def test_of_what_cannot_be_merged_says_why(self, editor: TestClient, body: dict[str, str], status: int) -> None:
        assert editor.post(f"{AT}/merge/look", data=body, headers=OWN).status_code == status


class TestSplitting:
    def test_is_shown_then_done(self, editor: TestClient) -> None:
        at = f"/editor/compounds/{key(CAFFEINE)}"
        look = editor.post(f"{at}/split/look", data={"n": ["CAF-2", "CAF-3"]}, headers=OWN)
        assert moved(look.text) == ["CAF-2", "CAF-3"]
        assert "to a compound of their own" in PageText(look.text).by_id["effect"]
        assert [row[0] for row in PageText(look.text).tables["Products that would stay"][1:]] == ["CAF-1"]
        done = editor.post(f"{at}/split", data={"n": ["CAF-2", "CAF-3"], "reason": "they are not"}, headers=OWN)
        assert done.status_code == 303
        assert "they are not" in editor.get(done.headers["location"]).text
        assert numbers(editor, key(CAFFEINE)) == ["CAF-1"]

    @pytest.mark.parametrize(("chosen", "status"), [([], 422), (["NAP"], 409), (["CIT"], 409)])
    def test_of_what_cannot_be_split_says_why(self, editor: TestClient, chosen: list[str], status: int) -> None:
        assert editor.post(f"{AT}/split/look", data={"n": chosen}, headers=OWN).status_code == status


@pytest.mark.parametrize("doing", ["merge", "split"])
class TestForms:
    @pytest.mark.parametrize("reason", ["", "  ", None])
    def test_want_a_reason(self, editor: TestClient, doing: str, reason: str | None) -> None:
        body = {"into": NEW, "n": ["CAF-2"], **({} if reason is None else {"reason": reason})}
        answer = editor.post(f"/editor/compounds/{key(CAFFEINE)}/{doing}", data=body, headers=OWN)
        assert answer.status_code == 422
        assert "A reason is missing" in answer.text

    @pytest.mark.parametrize("step", ["", "/look"])
    def test_are_taken_from_editors_and_own_pages_only(self, editor: TestClient, doing: str, step: str) -> None:
        body = {"into": NEW, "n": ["CIT"], "reason": "why"}
        assert (
            editor.post(f"{AT}/{doing}{step}", data=body, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        )
        editor.post("/editor/sign-out", headers=OWN)
        assert editor.post(f"{AT}/{doing}{step}", data=body, headers=OWN).status_code == 403
        assert editor.get(AT).status_code == 403
        assert editor.get("/editor/compounds", params={"key": OLD}).status_code == 403


def test_a_compound_is_found_by_its_number(editor: TestClient) -> None:
    assert editor.get("/editor/compounds", params={"key": " 58082 "}).headers["location"].endswith("/58-08-2")
    assert editor.get("/editor/compounds", params={"key": "nonsense"}).status_code == 422
    assert editor.get("/editor/compounds/64-17-5").status_code == 404


@pytest.mark.parametrize("view", list(VIEWS))
def test_an_editor_merges_and_splits_without_scripts(browser: Browser, catalog_url: str, view: str) -> None:
    with serving(catalog_url) as address:
        context = browser.new_context(base_url=address, **VIEWS[view], java_script_enabled=False)
        looking = browser.new_context(base_url=address, **VIEWS[view])
        page = context.new_page()
        page.goto("/editor")
        page.get_by_label("API key").fill(own_key(catalog_url))
        page.get_by_role("button", name="Sign in").click()
        looking.add_cookies(context.cookies())  # type: ignore[arg-type]  # What was given is taken back.
        page.goto("/editor/compounds")
        page.get_by_label("CAS RN or InChIKey").fill(OLD)
        page.get_by_role("button", name="Show its products").click()
        seen = [_looked_at(Watched(looking.new_page(), address), page.url, f"editor-compound-{view}")]
        seen.append(_foretold(Watched(looking.new_page(), address), page.url, f"editor-merge-{view}"))
        page.get_by_label("CAS RN or InChIKey of the compound that stays").fill(NEW)
        page.get_by_role("button", name="Preview the merger").click()
        expect(page.locator("#effect")).to_contain_text("1 product would go to")
        page.get_by_label("Reason").fill("they are sold as one")
        page.locator("#commit").click()
        expect(page).to_have_url(f"{address}/editor/compounds/{NEW}")
        seen.append(_looked_at(Watched(looking.new_page(), address), page.url, f"editor-compound-merged-{view}"))
        page.get_by_label("CIT", exact=True).check()
        page.get_by_role("button", name="Preview the split").click()
        page.get_by_label("Reason").fill("no, they are two")
        page.locator("#commit").click()
        expect(page).to_have_url(f"{address}/editor/compounds/{OLD}")
        expect(page.get_by_text("no, they are two")).to_be_visible()
        looking.close()
        context.close()
    assert seen == [[]] * len(seen)


def _looked_at(watched: Watched, url: str, name: str) -> list[object]:
    """What axe and the console say of a page, in a browser with scripts."""
    watched.page.goto(url)
    return _troubles(watched, name)


def _foretold(watched: Watched, url: str, name: str) -> list[object]:
    """The same of the page that tells what a merger would do."""
    watched.page.goto(url)
    watched.page.get_by_label("CAS RN or InChIKey of the compound that stays").fill(NEW)
    watched.page.get_by_role("button", name="Preview the merger").click()
    expect(watched.page.locator("#commit")).to_be_visible()
    return _troubles(watched, name)


def _troubles(watched: Watched, name: str) -> list[object]:
    ARTEFACTS.mkdir(exist_ok=True)
    watched.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
    overflow = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*violations(watched.page), *watched.troubles, *(["it scrolls sideways"] if overflow > 0 else [])]
