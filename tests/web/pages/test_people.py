"""People over HTTP: invited, signed in, locked out and let in again; their own account; what admins do with them."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.store.access.keys import create_key, find_key, list_keys
from catalog.store.access.links import WELCOME_PATH, make_link
from catalog.store.access.passwords import hash_password
from catalog.store.access.people import create_person, find_person, keep_password, list_people
from catalog.store.access.roles import Role
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.writing.intake_log import begin_run, finish_run, list_runs
from catalog.store.writing.products import Author
from catalog.web.app import create_app
from catalog.web.http.return_path import return_path
from tests.settings_made import unhurried
from tests.web.pages.desk_made import commit, upload

OWN = {"sec-fetch-site": "same-origin"}
PASSWORD = "a tin of green tea"
OTHER = "seven blue whales"
SIGN_IN, ACCOUNT, PEOPLE = "/editor/sign-in", "/editor/account", "/editor/people"
ROWS = "catalog_number,name,cas_rn\nA1,Water,7732-18-5\n"


@pytest.fixture(scope="module")
def hashed() -> str:
    """The hash of the password that everybody has here."""
    return hash_password(PASSWORD)


class Desk:
    """The application over a database of its own, and browsers of people."""

    def __init__(self, url: str, hashed: str) -> None:
        self.database = Database(url)
        migrate(self.database)
        self.app: FastAPI = create_app(unhurried(url))
        self._hashed = hashed
        self._clients = 0

    def browser(self) -> TestClient:
        """A browser at the next address."""
        self._clients += 1
        address = f"198.51.{self._clients >> 8}.{self._clients & 255}"
        return TestClient(self.app, client=(address, 50_000), follow_redirects=False, headers=OWN)

    def add(self, name: str, role: Role) -> int:
        """A person with the password; the address is made from the name."""
        with self.database.write() as connection:
            person = create_person(connection, name, f"{name.lower()}@example.org", role)
            keep_password(connection, person.number, self._hashed)
        return person.number

    def signed_in(self, name: str, password: str = PASSWORD) -> TestClient:
        """A browser in which a person has signed in."""
        browser = self.browser()
        answer = sign_in(browser, name, password)
        assert answer.status_code == 303, answer.text
        return browser


def sign_in(browser: TestClient, name: str, password: str, **more: str) -> Any:  # noqa: ANN401  # A response.
    return browser.post(SIGN_IN, data={"email": f"{name.lower()}@example.org", "password": password, **more})


@pytest.fixture
def desk(tmp_path: Path, hashed: str) -> Iterator[Desk]:
    served = Desk(f"sqlite:///{tmp_path}/catalog.db", hashed)
    with served.browser():
        yield served
    served.database.close()


def is_in(browser: TestClient) -> bool:
    return bool(browser.get(ACCOUNT).status_code == 200)


def link_on(page: str) -> str:
    found = re.search(r'id="made-link">http://testserver([^<]+)<', page)
    assert found, page
    return found[1]


class TestInviting:
    def test_gives_a_link_with_which_the_person_chooses_a_password_once(self, desk: Desk) -> None:
        desk.add("Ada", "admin")
        admin, grace = desk.signed_in("Ada"), desk.browser()
        page = admin.post(PEOPLE, data={"name": "Grace", "email": "Grace@Example.org", "role": "editor"})
        path = link_on(page.text)
        assert path.startswith(WELCOME_PATH)
        assert path not in admin.get(PEOPLE).text
        for _ in range(3):  # Programs look at links in messages; that does not use them.
            assert "Welcome, Grace" in grace.get(path).text
        assert grace.post(path, data={"password": "short"}).status_code == 422
        answer = grace.post(path, data={"password": OTHER})
        assert (answer.status_code, answer.headers["location"]) == (303, ACCOUNT)
        assert is_in(grace)
        assert desk.browser().get(path).status_code == 404
        assert desk.browser().post(path, data={"password": OTHER}).status_code == 404
        assert is_in(desk.signed_in("Grace", OTHER))

    @pytest.mark.parametrize(
        ("data", "status", "says"),
        [
            ({"name": "", "email": "g@example.org"}, 422, "visible characters"),
            ({"name": "G\u202eevil", "email": "g@example.org"}, 422, "visible characters"),
            ({"name": "G" * 201, "email": "g@example.org"}, 422, "visible characters"),
            ({"name": "Grace", "email": "grace"}, 422, "not an e-mail address"),
            ({"name": "Grace", "email": "a b@example.org"}, 422, "not an e-mail address"),
            ({"name": "Grace", "email": " ADA@example.org "}, 409, "an account for ADA@example.org already"),
        ],
    )
    def test_keeps_what_was_typed_when_it_is_refused(
        self, desk: Desk, data: dict[str, str], status: int, says: str
    ) -> None:
        desk.add("Ada", "admin")
        answer = desk.signed_in("Ada").post(PEOPLE, data={**data, "role": "approver"})
        assert (answer.status_code, says in answer.text) == (status, True)
        assert f'value="{html.escape(data["email"])}"' in answer.text
        assert "<option selected>approver" in answer.text
        with desk.database.read() as connection:
            assert len(list_people(connection)) == 1

    def test_a_newer_link_a_withdrawal_and_disabling_end_a_link(self, desk: Desk) -> None:
        desk.add("Ada", "admin")
        number, admin = desk.add("Grace", "editor"), desk.signed_in("Ada")
        for end in ("link", "link/withdraw", "disable"):
            path = link_on(admin.post(f"{PEOPLE}/{number}/link").text)
            assert desk.browser().get(path).status_code == 200
            assert admin.post(f"{PEOPLE}/{number}/{end}").status_code in (200, 303)
            assert desk.browser().get(path).status_code == 404
        assert admin.post(f"{PEOPLE}/{number}/link").status_code == 409

    def test_a_link_used_by_many_at_once_lets_in_one(self, desk: Desk) -> None:
        number = desk.add("Grace", "editor")
        with desk.database.write() as connection:
            path = WELCOME_PATH + make_link(connection, number)
        with ThreadPoolExecutor(4) as pool:
            answers = pool.map(lambda _: desk.browser().post(path, data={"password": OTHER}).status_code, range(4))
        assert sorted(answers) == [303, 404, 404, 404]


class TestSigningIn:
    @pytest.mark.parametrize(
        ("email", "password", "status"),
        [
            ("ada@example.org", PASSWORD, 303),
            (" ADA@Example.ORG ", PASSWORD, 303),
            ("ada@example.org", f"{PASSWORD} ", 403),
            ("ada@example.org", PASSWORD.upper(), 403),
            ("ada@example.org", "", 403),
            ("eve@example.org", PASSWORD, 403),
            ("invited@example.org", "", 403),
            ("gone@example.org", PASSWORD, 403),
            ("", PASSWORD, 422),
            ("ada@example.org", "\x00", 403),
            ("ada@example.org", "p" * 1_001, 422),
        ],
    )
    def test_takes_the_password_of_an_account(self, desk: Desk, email: str, password: str, status: int) -> None:
        desk.add("Ada", "reader")
        gone = desk.add("Gone", "reader")
        with desk.database.write() as connection:
            create_person(connection, "Invited", "invited@example.org", "admin")
        desk.add("Root", "admin")
        desk.signed_in("Root").post(f"{PEOPLE}/{gone}/disable")
        browser = desk.browser()
        answer = browser.post(SIGN_IN, data={"email": email, "password": password})
        assert answer.status_code == status
        assert is_in(browser) == (status == 303)
        if status == 403:
            assert "The e-mail address or the password is wrong." in answer.text
            assert f'value="{email}"' in answer.text
            assert PASSWORD not in answer.text

    def test_a_password_is_the_same_however_a_keyboard_composes_it(self, desk: Desk) -> None:
        number = desk.add("Ada", "reader")
        composed, decomposed = "schöne grüße aus bern", "scho\u0308ne gru\u0308ße aus bern"
        with desk.database.write() as connection:
            keep_password(connection, number, hash_password(composed))
        assert is_in(desk.signed_in("Ada", decomposed))

    @pytest.mark.parametrize(
        ("to", "leads"),
        [
            ("", "/editor"),
            ("/editor/imports/5?x=a%26b", "/editor/imports/5?x=a%26b"),
            ("https://evil.example/", "/editor"),
            ("//evil.example/", "/editor"),
            ("/\\evil.example/", "/editor"),
            ("/editor\\..\\evil", "/editor"),
            ("/\t/evil.example/", "/editor"),
            ("/editor\r\nSet-Cookie: a=b", "/editor"),
            ("javascript:alert(1)", "/editor"),
        ],
    )
    def test_leads_back_and_never_elsewhere(self, desk: Desk, to: str, leads: str) -> None:
        desk.add("Ada", "editor")
        page = desk.browser().get("/editor", params={"to": to})
        assert f'name="to" value="{html.escape(leads)}"' in page.text
        wrong = sign_in(desk.browser(), "Ada", "wrong", to=to)
        assert f'name="to" value="{html.escape(leads)}"' in wrong.text
        assert sign_in(desk.browser(), "Ada", PASSWORD, to=to).headers["location"] == leads

    @given(st.text())
    @example("/a")
    def test_a_return_path_is_on_this_site(self, text: str) -> None:
        path = return_path(text, "/editor")
        assert path[:1] == "/"
        assert path[1:2] not in ("/", "\\")
        assert path.isascii()
        assert path.isprintable()
        assert path in (text, "/editor")

    def test_a_new_role_holds_at_once(self, desk: Desk) -> None:
        desk.add("Ada", "admin")
        number, admin = desk.add("Grace", "reader"), desk.signed_in("Ada")
        grace = desk.signed_in("Grace")
        assert grace.get("/editor").headers["location"] == ACCOUNT
        assert admin.post(f"{PEOPLE}/{number}/role", data={"role": "editor"}).status_code == 303
        assert "Signed in as Grace (editor)" in grace.get("/editor").text
        assert admin.post(f"{PEOPLE}/{number}/role", data={"role": "owner"}).status_code == 422
        assert admin.post(f"{PEOPLE}/999/role", data={"role": "editor"}).status_code == 404


class TestGuesses:
    LIMIT = 10

    def test_of_one_account_are_slowed_from_wherever_they_come(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A thousand guesses from a hundred addresses: ten at most are looked at, not the right one."""
        number = desk.add("Ada", "editor")
        open_before = desk.signed_in("Ada")
        caplog.set_level(logging.WARNING, "catalog.web")
        browsers = [desk.browser() for _ in range(100)]
        guesses = [f"guess number {guess}" for guess in range(500)] + [PASSWORD] + ["another guess"] * 499
        with ThreadPoolExecutor(8) as pool:
            answers = list(
                pool.map(lambda one: sign_in(browsers[one[0] % 100], "Ada", one[1]).status_code, enumerate(guesses))
            )
        looked_at = answers.count(403)
        assert 1 <= looked_at <= self.LIMIT
        assert answers.count(429) == 1_000 - looked_at
        refused = sign_in(desk.browser(), "Ada", PASSWORD)
        assert "Too many wrong passwords for this account" in refused.text
        assert 1 <= int(refused.headers["retry-after"]) <= 15 * 60
        lines = [record.getMessage() for record in caplog.records if record.name == "catalog.web"]
        assert len(lines) == looked_at
        assert all(line.startswith(f"A wrong password for person {number} came from 198.51.") for line in lines)
        assert not any("guess" in line or "ada@" in line for line in lines)
        assert is_in(open_before)
        desk.add("Root", "admin")
        link = link_on(desk.signed_in("Root").post(f"{PEOPLE}/{number}/link").text)
        assert desk.browser().get(link).status_code == 200
        assert is_in(desk.signed_in("Ada"))

    def test_of_unknown_accounts_are_told_and_slowed_alike(self, desk: Desk) -> None:
        desk.add("Ada", "editor")
        for name in ("Ada", "Nobody"):
            answers = [sign_in(desk.browser(), name, "wrong") for _ in range(self.LIMIT + 1)]
            assert [answer.status_code for answer in answers] == [403] * self.LIMIT + [429]
            assert "The e-mail address or the password is wrong." in answers[0].text

    def test_of_many_accounts_from_one_address_are_slowed(self, desk: Desk) -> None:
        desk.add("Ada", "editor")
        browser = desk.browser()
        answers = [sign_in(browser, f"User{number}", "wrong").status_code for number in range(self.LIMIT)]
        assert answers == [403] * self.LIMIT
        assert sign_in(browser, "Ada", PASSWORD).status_code == 429
        assert is_in(desk.signed_in("Ada"))

    def test_of_links_are_slowed(self, desk: Desk) -> None:
        browser = desk.browser()
        answers = [browser.get(f"{WELCOME_PATH}guess{number}").status_code for number in range(self.LIMIT + 1)]
        assert answers == [404] * self.LIMIT + [429]

    def test_of_the_present_password_are_slowed_too(self, desk: Desk) -> None:
        desk.add("Ada", "editor")
        browser = desk.signed_in("Ada")
        data = {"current": "wrong", "password": OTHER}
        answers = [browser.post(f"{ACCOUNT}/password", data=data).status_code for _ in range(self.LIMIT + 1)]
        assert answers == [403] * self.LIMIT + [429]


class TestOnesAccount:
    @pytest.mark.parametrize(
        ("current", "password", "status", "says"),
        [
            (PASSWORD, OTHER, 303, ""),
            ("wrong", OTHER, 403, "present password is wrong"),
            ("", OTHER, 403, "present password is wrong"),
            (PASSWORD, "short", 422, "has 5 characters"),
            (PASSWORD, "a" * 201, 422, "200 or fewer"),
            (PASSWORD, "abababababababab", 422, "different characters"),
            (PASSWORD, "Ada@Example.org", 422, "e-mail address of the account"),
        ],
    )
    def test_changes_its_password(self, desk: Desk, current: str, password: str, status: int, says: str) -> None:
        desk.add("Ada", "editor")
        here, there = desk.signed_in("Ada"), desk.signed_in("Ada")
        answer = here.post(f"{ACCOUNT}/password", data={"current": current, "password": password})
        assert (answer.status_code, says in answer.text) == (status, True)
        assert is_in(here)
        assert is_in(there) == (status != 303)
        assert is_in(desk.signed_in("Ada", OTHER if status == 303 else PASSWORD))

    def test_ends_its_sessions_and_nobody_elses(self, desk: Desk) -> None:
        desk.add("Ada", "editor")
        desk.add("Grace", "editor")
        here, there, third, grace = (desk.signed_in(name) for name in ("Ada", "Ada", "Ada", "Grace"))
        numbers = re.findall(r"/editor/account/sessions/(\d+)/end", here.get(ACCOUNT).text)
        assert len(numbers) == 2
        assert grace.post(f"{ACCOUNT}/sessions/{numbers[0]}/end").status_code == 404
        assert here.post(f"{ACCOUNT}/sessions/{numbers[0]}/end").status_code == 303
        assert sorted([is_in(there), is_in(third)]) == [False, True]
        assert here.post(f"{ACCOUNT}/sessions/end").status_code == 303
        assert [is_in(browser) for browser in (here, there, third, grace)] == [True, False, False, True]

    def test_makes_and_revokes_its_keys(self, desk: Desk) -> None:
        number = desk.add("Ada", "editor")
        desk.add("Grace", "editor")
        ada, grace = desk.signed_in("Ada"), desk.signed_in("Grace")
        page = ada.post(f"{ACCOUNT}/keys", data={"name": "nightly", "role": "editor", "days": "30"}).text
        [key] = re.findall(r'id="made-key">(cat_[^<]+)<', page)
        assert key not in ada.get(ACCOUNT).text
        with desk.database.read() as connection:
            made = find_key(connection, key)
        assert made is not None
        assert (made.holder.name, made.holder.role, made.holder.person) == ("nightly", "editor", number)
        assert made.expires_at is not None
        assert grace.post(f"{ACCOUNT}/keys/{made.number}/revoke").status_code == 404
        by_key = desk.browser()
        assert by_key.post(SIGN_IN, data={"key": key}).status_code == 303
        assert "with the key nightly" in ada.get(ACCOUNT).text
        assert ada.post(f"{ACCOUNT}/keys/{made.number}/revoke").status_code == 303
        assert not is_in(by_key)

    @pytest.mark.parametrize(
        ("data", "status"),
        [
            ({"name": "k", "role": "admin"}, 403),
            ({"name": "k", "role": "approver"}, 403),
            ({"name": " ", "role": "editor"}, 422),
            ({"name": "k", "role": "owner"}, 422),
            ({"name": "k", "role": "editor", "days": "0"}, 422),
            ({"name": "k"}, 422),
            ({"name": "k", "role": "reader", "days": ""}, 200),
        ],
    )
    def test_makes_no_key_with_more_rights(self, desk: Desk, data: dict[str, str], status: int) -> None:
        desk.add("Ada", "editor")
        assert desk.signed_in("Ada").post(f"{ACCOUNT}/keys", data=data).status_code == status
        with desk.database.read() as connection:
            assert [key.expires_at for key in list_keys(connection)] == [None] * (status == 200)

    def test_is_not_kept_by_browsers(self, desk: Desk) -> None:
        desk.add("Ada", "admin")
        browser = desk.signed_in("Ada")
        for path in (ACCOUNT, PEOPLE, "/editor/welcome/x"):
            answer = browser.get(path)
            assert answer.headers["cache-control"] == "no-store"


class TestAdmins:
    def test_do_not_lock_themselves_out(self, desk: Desk) -> None:
        number = desk.add("Ada", "admin")
        admin = desk.signed_in("Ada")
        assert admin.post(f"{PEOPLE}/{number}/role", data={"role": "reader"}).status_code == 409
        assert admin.post(f"{PEOPLE}/{number}/disable").status_code == 409
        assert admin.post(f"{PEOPLE}/{number}/sessions/end").status_code == 303
        assert admin.get(PEOPLE).status_code == 200

    def test_disable_and_enable(self, desk: Desk) -> None:
        desk.add("Ada", "admin")
        number, admin, grace = desk.add("Grace", "editor"), desk.signed_in("Ada"), desk.signed_in("Grace")
        assert admin.post(f"{PEOPLE}/{number}/disable").status_code == 303
        assert not is_in(grace)
        assert sign_in(desk.browser(), "Grace", PASSWORD).status_code == 403
        assert admin.post(f"{PEOPLE}/{number}/enable").status_code == 303
        assert is_in(desk.signed_in("Grace"))

    def test_forget_a_disabled_person(self, desk: Desk) -> None:
        desk.add("Root", "admin")
        number = desk.add("Ada", "editor")
        admin = desk.signed_in("Root")
        assert "Forget now" not in admin.get(PEOPLE).text
        admin.post(f"{PEOPLE}/{number}/disable")
        assert "Forget now" in admin.get(PEOPLE).text
        answer = admin.post(f"{PEOPLE}/{number}/forget")
        assert answer.headers["location"] == f"{PEOPLE}?done=forgotten"
        said = admin.get(answer.headers["location"]).text
        assert f"Person {number}" in said
        assert "Ada" not in said
        assert admin.post(f"{PEOPLE}/1/forget").status_code == 409
        assert admin.post(f"{PEOPLE}/99/forget").status_code == 404

    @pytest.mark.parametrize("deed", ["enable", "link"])
    def test_let_nobody_in_who_was_forgotten(self, desk: Desk, deed: str) -> None:
        desk.add("Root", "admin")
        number, admin = desk.add("Ada", "editor"), desk.signed_in("Root")
        admin.post(f"{PEOPLE}/{number}/forget")
        assert f"{PEOPLE}/{number}/enable" not in admin.get(PEOPLE).text
        assert admin.post(f"{PEOPLE}/{number}/{deed}").status_code == 409

    def test_see_everybodys_keys_and_say_whose_they_are(self, desk: Desk) -> None:
        number = desk.add("Ada", "admin")
        with desk.database.write() as connection:
            create_key(connection, "editor", "old feed")
            create_key(connection, "editor", "new feed", person=number)
        page = desk.signed_in("Ada").get(PEOPLE).text
        cells = re.findall(r'<th scope="row">(old feed|new feed) .*?data-label="Whose">(.*?)</td>', page, re.DOTALL)
        assert [(name, re.sub("<[^>]+>", "", whose)) for name, whose in cells] == [
            ("old feed", "nobody’s"),
            ("new feed", "Ada"),
        ]


class TestWhoDidWhat:
    def test_runs_and_undone_runs_name_the_person(self, desk: Desk) -> None:
        number = desk.add("Ada", "editor")
        ada = desk.signed_in("Ada")
        commit(ada, upload(ada, ROWS.encode()))
        with desk.database.read() as connection:
            [run] = list_runs(connection, before=None, limit=5)
        assert (run.actor, run.person) == ("Ada", number)

    @pytest.mark.parametrize(
        ("role", "whose", "status"),
        [
            ("editor", "own", 303),
            ("editor", "others", 403),
            ("editor", "namesake", 403),
            ("editor", "nobody", 403),
            ("approver", "others", 303),
            ("approver", "nobody", 303),
            ("admin", "others", 303),
        ],
    )
    def test_an_editor_undoes_only_own_runs(self, desk: Desk, role: Role, whose: str, status: int) -> None:
        number, other = desk.add("Ada", role), desk.add("Grace", "editor")
        authors = {
            "own": Author("key of Ada", person=number),
            "others": Author("Grace", person=other),
            "namesake": Author("Ada", person=other),
            "nobody": Author("command line"),
        }
        with desk.database.write() as connection:
            run = begin_run(connection, "key", authors[whose], None, [])
            finish_run(connection, run)
        ada = desk.signed_in("Ada")
        assert ('id="undo"' in ada.get(f"/editor/imports/{run}").text) == (status == 303)
        answer = ada.post(f"/editor/imports/{run}/undo")
        assert answer.status_code == status
        assert ("Undoing or redoing it needs the role approver" in answer.text) == (status == 403)


def test_a_person_is_found_by_address(desk: Desk) -> None:
    desk.add("Ada", "reader")
    with desk.database.read() as connection:
        assert find_person(connection, "ADA@EXAMPLE.ORG") is not None
        assert find_person(connection, "eve@example.org") is None
