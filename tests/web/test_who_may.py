"""Who may what: every route that needs a key and every page behind the sign-in, with every kind of key and session,
every role, and forms from elsewhere."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import update

from catalog.settings import Settings
from catalog.store.access.keys import create_key, find_key, list_keys, revoke_key
from catalog.store.access.people import Person, change_role, create_person, disable_person
from catalog.store.access.roles import ROLES, Role
from catalog.store.access.sessions import IDLE, begin_persons_session, end_sessions
from catalog.store.clock import stored_time
from catalog.store.database import Database
from catalog.store.log_tables import api_keys, sessions
from catalog.store.migrate import migrate
from catalog.web.app import create_app
from catalog.web.pages.editor_session import COOKIE

OWN = {"sec-fetch-site": "same-origin"}
FOREIGN = {"sec-fetch-site": "cross-site"}
MAY: dict[Role | None, str] = {
    None: """
        GET /editor
        POST /editor/sign-in
        POST /editor/sign-out
        GET /editor/welcome/1
        POST /editor/welcome/1
    """,
    "reader": """
        GET /editor/account
        POST /editor/account/password
        POST /editor/account/sessions/end
        POST /editor/account/sessions/1/end
        POST /editor/account/keys
        POST /editor/account/keys/1/revoke
    """,
    "editor": """
        POST /editor/uploads
        GET /editor/uploads/1
        GET /editor/uploads/1/summary.html
        GET /editor/uploads/1/changes.csv
        POST /editor/uploads/1/look
        POST /editor/uploads/1/stop
        POST /editor/imports
        GET /editor/imports/1
        GET /editor/imports/1/corrections.csv
        GET /editor/imports/1/undo
        POST /editor/imports/1/undo
        GET /editor/imports/1/redo
        POST /editor/imports/1/redo
        GET /editor/imports
        GET /editor/held
        GET /editor/held/1
        GET /editor/findings/1
        POST /editor/held/1
        POST /editor/held/repair
        POST /editor/held/set
        POST /editor/held/runs/1/undo
        GET /editor/review
        POST /editor/review/texts/remove
        POST /editor/review/warnings/leave
        POST /editor/review/warnings/repair
        POST /editor/review/reports/close
        POST /editor/review/requests/close
        POST /editor/review/compounds/merge
        POST /editor/review/compounds/apart
        POST /editor/review/undo
        POST /api/v1/admin/drafts
        GET /editor/compounds
        GET /editor/compounds/1
        POST /editor/compounds/1/merge/look
        POST /editor/compounds/1/merge
        POST /editor/compounds/1/split/look
        POST /editor/compounds/1/split
        POST /api/v1/admin/compounds/1/merge
        POST /api/v1/admin/compounds/1/split
        POST /api/v1/admin/compounds/1/cas-rns
        PATCH /api/v1/admin/suppliers/1
        DELETE /api/v1/admin/suppliers/1/products
        POST /api/v1/admin/imports
        GET /api/v1/admin/imports
        GET /api/v1/admin/imports/1
        GET /api/v1/admin/imports/1/records
        GET /api/v1/admin/imports/1/corrections.csv
        POST /api/v1/admin/imports/1/undo
        GET /api/v1/admin/imports/1/undo
        POST /api/v1/admin/imports/1/redo
        GET /api/v1/admin/imports/1/redo
        POST /api/v1/admin/imports/1/stop
        POST /api/v1/admin/imports/1/continue
        POST /api/v1/admin/imports/1/redo
        GET /api/v1/admin/imports/1/redo
        POST /api/v1/admin/uploads
        GET /api/v1/admin/uploads/1
        PATCH /api/v1/admin/uploads/1
        GET /api/v1/admin/uploads/1/changes
        POST /api/v1/admin/uploads/1/commit
        POST /api/v1/admin/uploads/1/stop
        GET /api/v1/admin/review
        GET /api/v1/admin/review/texts
        POST /api/v1/admin/review/texts/1
        GET /api/v1/admin/review/warnings
        POST /api/v1/admin/review/warnings/1
        GET /api/v1/admin/review/reports
        POST /api/v1/admin/review/reports/1
        POST /api/v1/admin/review/reports/1/reopen
        GET /api/v1/admin/review/requests
        POST /api/v1/admin/review/requests/1
        POST /api/v1/admin/review/requests/1/reopen
        GET /api/v1/admin/review/compounds
        POST /api/v1/admin/review/compounds
        POST /api/v1/admin/review/compounds/1/reopen
        POST /api/v1/admin/product-changes/look
        POST /api/v1/admin/product-changes
        GET /api/v1/admin/drafts
        GET /api/v1/admin/drafts/1
        PUT /api/v1/admin/suppliers/1/products/1/documents/1
        DELETE /api/v1/admin/suppliers/1/products/1/documents/1
        PUT /api/v1/admin/products/1/documents/1
        DELETE /api/v1/admin/products/1/documents/1
        PATCH /api/v1/admin/suppliers/1/products/1
        PUT /api/v1/admin/suppliers/1/products/1
        DELETE /api/v1/admin/suppliers/1/products/1
        POST /api/v1/admin/suppliers/1/products/1/restore
        PATCH /api/v1/admin/products/1
        PUT /api/v1/admin/products/1
        DELETE /api/v1/admin/products/1
        POST /api/v1/admin/products/1/restore
        GET /api/v1/suppliers/1/products/1/revisions
        GET /api/v1/suppliers/1/products/1/revisions/1
        GET /api/v1/products/1/revisions
        GET /api/v1/products/1/revisions/1
        GET /api/v1/suppliers/1/products/1/revisions/1/changes
        GET /api/v1/products/1/revisions/1/changes
        GET /api/v1/admin/journal
        GET /api/v1/admin/journal.csv
        GET /editor/products/1/edit
        POST /editor/products/1/edit
        GET /editor/products/1/history
        GET /editor/products/1/compare
        POST /editor/products/1/restore
        GET /editor/products/1/end
        POST /editor/products/1/discontinue
        POST /editor/products/1/remove
        GET /editor/suppliers/1/products/1/edit
        POST /editor/suppliers/1/products/1/edit
        GET /editor/suppliers/1/products/1/history
        GET /editor/suppliers/1/products/1/compare
        POST /editor/suppliers/1/products/1/restore
        GET /editor/suppliers/1/products/1/end
        POST /editor/suppliers/1/products/1/discontinue
        POST /editor/suppliers/1/products/1/remove
        GET /editor/products/new
        POST /editor/products/new
        GET /editor/products/change
        POST /editor/products/change/look
        POST /editor/products/change
        GET /editor/history
        GET /editor/history.csv
        GET /editor/numbers
        GET /api/v1/admin/numbers
    """,
    "approver": """
        POST /editor/held/ignore
        POST /editor/held/publish
        POST /editor/review/texts/approve
    """,
    "admin": """
        GET /editor/people
        POST /editor/people
        POST /editor/people/1/role
        POST /editor/people/1/disable
        POST /editor/people/1/enable
        POST /editor/people/1/forget
        POST /editor/people/1/link
        POST /editor/people/1/link/withdraw
        POST /editor/people/1/sessions/end
        POST /editor/people/keys/1/revoke
        GET /api/v1/admin/users
        POST /api/v1/admin/users
        GET /api/v1/admin/users/1
        PATCH /api/v1/admin/users/1
        POST /api/v1/admin/users/1/link
        POST /api/v1/admin/users/1/forget
        GET /api/v1/admin/audit
        GET /api/v1/admin/keys
        POST /api/v1/admin/keys
        DELETE /api/v1/admin/keys/1
    """,
}
"""Every route that not everybody may use, and every page of the desk, by the first role that may use it (none: all)."""
LEAST: dict[tuple[str, str], Role | None] = {
    (line.split()[0], line.split()[1]): role for role, lines in MAY.items() for line in lines.strip().splitlines()
}
OF_A_PERSON = {call for call in LEAST if call[0] == "POST" and call[1].startswith("/editor/account")}
"""What a key that belongs to nobody cannot do, whatever its role: it has no account."""
WRONG = "cat_wrong"
SOON = timedelta(minutes=5)
RUNS = "/api/v1/admin/imports"


def at(span: timedelta) -> str:
    """The time so long from now, as it is stored."""
    return stored_time(datetime.now(UTC) + span)


class Served:
    """The application over a database of its own. Each client has an address of its own, so that none is limited."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder}/catalog.db"
        self.database = Database(url)
        migrate(self.database)
        self.app: FastAPI = create_app(Settings(database_url=url, metrics_token="scrape-it"))
        self._clients = self._people = 0

    def client(self, base: str = "http://testserver") -> TestClient:
        """A browser or a program at the next address."""
        self._clients += 1
        address = f"198.51.{self._clients >> 8}.{self._clients & 255}"
        return TestClient(self.app, base, client=(address, 50_000), follow_redirects=False)

    def key(
        self,
        role: Role,
        *,
        expires_in: timedelta | None = None,
        is_revoked: bool = False,
        person: Person | None = None,
    ) -> str:
        """A new key."""
        with self.database.write() as connection:
            expires_at = None if expires_in is None else at(expires_in)
            key = create_key(connection, role, f"test {role}", expires_at, None if person is None else person.number)
            if is_revoked:
                revoke_key(connection, list_keys(connection)[-1].number)
        return key

    def person(self, role: Role) -> Person:
        """A new person without a password."""
        self._people += 1
        with self.database.write() as connection:
            return create_person(connection, f"Test {role}", f"{role}{self._people}@example.org", role)

    def session(self, person: Person) -> str:
        """The token of a new session of a person."""
        with self.database.write() as connection:
            return begin_persons_session(connection, person)

    def sign_in(self, key: str, client: TestClient | None = None) -> str:
        """The token of a new session."""
        answer = (client or self.client()).post("/editor/sign-in", data={"key": key}, headers=OWN)
        assert answer.status_code == 303, answer.text
        return answer.cookies[COOKIE]

    def shows_runs(self, token: str) -> bool:
        """Whether the editor's first page shows a token what it shows editors."""
        page = self.client().get("/editor", headers={"cookie": f"{COOKIE}={token}"})
        assert page.status_code in (200, 303)
        return "Signed in as" in page.text

    def change(self, *statements: Any) -> None:  # noqa: ANN401  # Statements; only the store's tests speak SQL.
        """Change something behind the application's back."""
        with self.database.write() as connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for the tables, whose rows change nothing for each other."""
    served = Served(tmp_path_factory.mktemp("who-may"))
    with served.client():
        # Number 1 in the paths of the tables: nobody else loses anything by what is done to these.
        served.key("reader", person=served.person("reader"))
        yield served
    served.database.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """One for a test alone."""
    served = Served(tmp_path)
    with served.client():
        yield served
    served.database.close()


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and path of the application, with something in the place of each parameter."""
    found = []
    for context in iter_route_contexts(app.routes):
        path = re.sub(r"\{[^}]*\}", "1", context.path or "")
        found += [(method, path) for method in sorted(context.methods or ())]
    return found


def secured(app: FastAPI) -> list[tuple[str, str]]:
    """The calls of the API that say that they need a key."""
    paths = app.openapi()["paths"]
    calls = [(method, path) for path, item in paths.items() for method, call in item.items() if "security" in call]
    return [(method.upper(), re.sub(r"\{[^}]*\}", "1", path)) for method, path in calls]


def test_every_route_is_in_the_table(shared: Served) -> None:
    known = {call for call in routes(shared.app) if call[1].startswith(("/editor", "/api/v1/admin"))}
    assert known | set(secured(shared.app)) == LEAST.keys()


class TestTheApi:
    def test_says_of_every_route_of_administration_that_it_needs_a_key(self, shared: Served) -> None:
        assert {call for call in LEAST if call[1].startswith("/api/")} == set(secured(shared.app))

    @pytest.mark.parametrize(
        ("make", "status", "says"),
        [
            (lambda _: {}, 401, "needs an API key"),
            (lambda _: bearing(WRONG), 401, "not known"),
            (lambda _: bearing(""), 401, "needs an API key"),
            (lambda _: bearing("schlüssel".encode()), 401, "not known"),
            (lambda _: bearing(b"\xff\xfe\xed\xa0\x80"), 401, "not known"),
            (lambda served: {"authorization": f"Basic {served.key('admin')}"}, 401, "needs an API key"),
            (lambda served: bearing(served.key("admin")[:-1]), 401, "not known"),
            (lambda served: bearing(served.key("admin").upper()), 401, "not known"),
            (lambda served: bearing(served.key("admin", expires_in=-SOON)), 401, "has expired"),
            (lambda served: bearing(served.key("admin", is_revoked=True)), 401, "was revoked"),
            (lambda served: bearing(served.key("admin", expires_in=-SOON, is_revoked=True)), 401, "was revoked"),
            (lambda served: bearing(key_of_disabled(served)), 401, "is disabled"),
            (lambda served: {"cookie": f"{COOKIE}={served.sign_in(served.key('admin'))}"}, 401, "needs an API key"),
            (lambda served: {"cookie": f"{COOKIE}={began_by_person(served)}"}, 401, "needs an API key"),
            (lambda served: bearing(served.sign_in(served.key("admin"))), 401, "not known"),
        ],
    )
    def test_lets_in_only_keys(
        self, shared: Served, make: Callable[[Served], dict[str, Any]], status: int, says: str
    ) -> None:
        headers = make(shared)
        for method, path in secured(shared.app):
            answer = shared.client().request(method, path, headers=headers)
            assert answer.status_code == status, (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
            assert says in answer.json()["detail"]
            assert "www-authenticate" in answer.headers

    @pytest.mark.parametrize("of", ["nobody", "an admin", "somebody with this role"])
    @pytest.mark.parametrize("role", ROLES)
    def test_lets_keys_do_what_their_role_may(self, shared: Served, role: Role, of: str) -> None:
        owners: dict[str, Role | None] = {"nobody": None, "an admin": "admin", "somebody with this role": role}
        owner = owners[of]
        person = None if owner is None else shared.person(owner)
        stated: Role = "admin" if of == "somebody with this role" else role
        headers = bearing(shared.key(stated, expires_in=SOON, person=person))
        for method, path in secured(shared.app):
            least = LEAST[method, path]
            answer = shared.client().request(method, path, headers=headers)
            if may(role, least):
                assert answer.status_code not in (401, 403, 429), (method, path)
                assert answer.status_code < 500, (method, path)
            else:
                assert answer.status_code == 403, (method, path)
                assert f"needs a key of the role {least}; yours is {role}" in answer.json()["detail"]


def may(role: Role | None, least: Role | None) -> bool:
    return least is None or (role is not None and ROLES.index(role) >= ROLES.index(least))


def bearing(key: str | bytes) -> dict[str, Any]:
    """The header that carries a key."""
    return {"authorization": f"Bearer {key}" if isinstance(key, str) else b"Bearer " + key}


def began(served: Served) -> str:
    return served.sign_in(served.key("editor"))


def began_by_admin(served: Served) -> str:
    return served.sign_in(served.key("admin"))


def unknown(_served: Served) -> str:
    return "nobodys"


def the_key_itself(served: Served) -> str:
    return served.key("editor")


def idle(served: Served) -> str:
    token = served.sign_in(served.key("editor"))
    served.change(update(sessions).values(last_seen_at=at(-IDLE)))
    return token


def at_its_end(served: Served) -> str:
    token = served.sign_in(served.key("editor"))
    served.change(update(sessions).values(expires_at=at(-SOON)))
    return token


def key_revoked(served: Served) -> str:
    key = served.key("editor")
    token = served.sign_in(key)
    with served.database.write() as connection:
        found = find_key(connection, key)
        assert found is not None
        revoke_key(connection, found.number)
    return token


def key_expired(served: Served) -> str:
    token = served.sign_in(served.key("editor", expires_in=SOON))
    ended = at(-SOON)
    served.change(update(api_keys).values(expires_at=ended), update(sessions).values(expires_at=ended))
    return token


def key_may_only_read(served: Served) -> str:
    token = served.sign_in(served.key("editor"))
    served.change(update(api_keys).values(role="reader"))
    return token


def signed_out(served: Served) -> str:
    client = served.client()
    token = served.sign_in(served.key("editor"), client)
    assert client.post("/editor/sign-out", headers=OWN).status_code == 303
    return token


def key_of_disabled(served: Served) -> str:
    person = served.person("admin")
    key = served.key("admin", person=person)
    with served.database.write() as connection:
        disable_person(connection, person.number)
    return key


def began_by_person(served: Served) -> str:
    return served.session(served.person("admin"))


def person_disabled(served: Served) -> str:
    person = served.person("admin")
    token = served.session(person)
    with served.database.write() as connection:
        disable_person(connection, person.number)
    return token


def keys_person_disabled(served: Served) -> str:
    person = served.person("admin")
    token = served.sign_in(served.key("admin", person=person))
    with served.database.write() as connection:
        disable_person(connection, person.number)
    return token


def ended_elsewhere(served: Served) -> str:
    person = served.person("admin")
    token = served.session(person)
    with served.database.write() as connection:
        end_sessions(connection, person.number)
    return token


def demoted(served: Served) -> str:
    person = served.person("admin")
    token = served.session(person)
    with served.database.write() as connection:
        change_role(connection, person.number, "reader")
    return token


def of_person(role: Role) -> Callable[[Served], str]:
    return lambda served: served.session(served.person(role))


def by_key_of_person(role: Role) -> Callable[[Served], str]:
    return lambda served: served.sign_in(served.key("admin", person=served.person(role)))


class TestTheEditorsPages:
    @pytest.mark.parametrize(
        ("make", "role"),
        [
            *((of_person(role), role) for role in ROLES),
            *((by_key_of_person(role), role) for role in ROLES[1:]),
            (demoted, "reader"),
            (began, "editor"),
            (began_by_admin, "admin"),
            (key_may_only_read, "reader"),
            (lambda _: "", None),
            (unknown, None),
            (the_key_itself, None),
            (idle, None),
            (at_its_end, None),
            (key_revoked, None),
            (key_expired, None),
            (signed_out, None),
            (person_disabled, None),
            (keys_person_disabled, None),
            (ended_elsewhere, None),
        ],
    )
    @pytest.mark.parametrize("origin", [OWN, FOREIGN], ids=["own", "foreign"])
    def test_let_in_only_sessions_that_go_on_and_roles_that_may(
        self, shared: Served, make: Callable[[Served], str], role: Role | None, origin: dict[str, str]
    ) -> None:
        token = make(shared)
        has_account = make not in (began, began_by_admin, key_may_only_read)
        headers = {**origin, **({"cookie": f"{COOKIE}={token}"} if token else {})}
        pages = [call for call in LEAST if call[1].startswith("/editor") and LEAST[call] is not None]
        assert len(pages) >= 25
        for method, path in pages:
            answer = shared.client().request(method, path, headers=headers)
            passes = may(role, LEAST[method, path]) and (origin is OWN or method == "GET")
            passes &= has_account or (method, path) not in OF_A_PERSON
            assert (answer.status_code != 403) == passes, (method, path)
            assert answer.status_code < 500, (method, path)
            assert answer.headers["cache-control"] == "no-store", (method, path)
        assert shared.shows_runs(token) == may(role, "editor")

    def test_lead_a_browser_to_the_sign_in_page_and_back(self, shared: Served) -> None:
        for (method, path), least in LEAST.items():
            if method == "GET" and path.startswith("/editor") and least is not None:
                answer = shared.client().get(f"{path}?supplier=a%26b", headers={"accept": "text/html"})
                assert (answer.status_code, answer.headers["location"]) == (
                    303,
                    f"/editor?to={path}%3Fsupplier%3Da%2526b",
                )

    def test_say_that_a_session_has_ended(self, shared: Served) -> None:
        assert "your session has ended" not in shared.client().get("/editor").text
        token = idle(shared)
        assert "your session has ended" in shared.client().get("/editor", headers={"cookie": f"{COOKIE}={token}"}).text


class TestSigningIn:
    @pytest.mark.parametrize(
        ("make", "status", "says"),
        [
            (lambda served: served.key("editor"), 303, ""),
            (lambda served: f"  {served.key('admin')}\n", 303, ""),
            (lambda served: served.key("reader"), 403, "has the role reader, not editor"),
            (lambda served: served.key("editor", is_revoked=True), 403, "was revoked"),
            (lambda served: served.key("editor", expires_in=-SOON), 403, "has expired"),
            (lambda _: WRONG, 403, "not known"),
            (lambda _: "ключ", 403, "not known"),
            (lambda _: "\x00", 403, "not known"),
            (lambda served: served.sign_in(served.key("editor")), 403, "not known"),
            (lambda _: "k" * 201, 422, ""),
            (lambda _: "", 422, ""),
        ],
    )
    def test_takes_keys_of_editors(self, shared: Served, make: Callable[[Served], str], status: int, says: str) -> None:
        key = make(shared)
        foreign = shared.client().post("/editor/sign-in", data={"key": key}, headers=FOREIGN)
        answer = shared.client().post("/editor/sign-in", data={"key": key}, headers=OWN)
        assert (foreign.status_code, answer.status_code) == (403, status)
        assert says in answer.text
        assert "set-cookie" not in foreign.headers
        assert ("set-cookie" in answer.headers) == (status == 303)

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_gives_a_cookie_that_is_not_the_key(self, shared: Served, scheme: str) -> None:
        key, client = shared.key("editor"), shared.client(f"{scheme}://testserver")
        answers = [
            client.post("/editor/sign-in", data={"key": key}, headers=OWN),
            client.post("/editor/sign-out", headers=OWN),
        ]
        for answer in answers:
            attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
            assert {"httponly", "samesite=lax", "path=/editor"} <= attributes
            assert ("secure" in attributes) == (scheme == "https")
        assert key not in answers[0].headers["set-cookie"]

    def test_gives_a_new_token_each_time_and_ends_the_session_before(self, shared: Served) -> None:
        key, client, other = shared.key("editor"), shared.client(), shared.client()
        first, second, elsewhere = (shared.sign_in(key, browser) for browser in (client, client, other))
        assert len({first, second, elsewhere}) == 3
        assert [shared.shows_runs(token) for token in (first, second, elsewhere)] == [False, True, True]
        assert client.post("/editor/sign-out", headers=FOREIGN).status_code == 403
        assert shared.shows_runs(second)
        client.post("/editor/sign-out", headers=OWN)
        assert [shared.shows_runs(token) for token in (second, elsewhere)] == [False, True]


class TestGuesses:
    LIMIT = 10

    @pytest.mark.parametrize("by", ["bearer", "form", "metrics"])
    def test_are_slowed_and_logged(self, served: Served, by: str, caplog: pytest.LogCaptureFixture) -> None:
        client, key = served.client(), served.key("editor")
        caplog.set_level(logging.WARNING, "catalog.web")

        def tried(text: str) -> Any:  # noqa: ANN401  # A response.
            if by == "form":
                headers = {**OWN, "accept": "text/html"}
                return client.post("/editor/sign-in", data={"key": text}, headers=headers)
            return client.get("/metrics" if by == "metrics" else RUNS, headers=bearing(text))

        refused = 403 if by == "form" else 401
        assert [tried(WRONG).status_code for _ in range(self.LIMIT)] == [refused] * self.LIMIT
        right = "scrape-it" if by == "metrics" else key
        for text in (WRONG, right):
            answer = tried(text)
            assert answer.status_code == 429
            assert 1 <= int(answer.headers["retry-after"]) <= 60
            assert "Too many wrong keys from your address. Try again in" in answer.text
        kind = "text/html; charset=utf-8" if by == "form" else "application/problem+json"
        assert answer.headers["content-type"] == kind
        lines = [record.getMessage() for record in caplog.records if record.name == "catalog.web"]
        counts = range(1, self.LIMIT + 1)
        assert lines == [f"A wrong key came from 198.51.0.2, number {count} within a minute" for count in counts]

    def test_keep_out_nobody_else(self, served: Served) -> None:
        client, key = served.client(), served.key("editor")
        served.sign_in(key, client)
        for _ in range(self.LIMIT + 1):
            client.get(RUNS, headers=bearing(WRONG))
        assert client.get(RUNS, headers=bearing(key)).status_code == 429
        assert client.get("/editor/compounds/1").status_code != 403
        assert client.get("/healthz", headers=bearing(WRONG)).status_code == 200
        assert served.client().get(RUNS, headers=bearing(key)).status_code == 200

    def test_are_not_what_was_a_key_once(self, served: Served) -> None:
        client = served.client()
        for key in (served.key("editor", is_revoked=True), served.key("editor", expires_in=-SOON)):
            for _ in range(self.LIMIT):
                assert client.get(RUNS, headers=bearing(key)).status_code == 401
        assert client.get(RUNS, headers=bearing(served.key("editor"))).status_code == 200


class TestLastUses:
    def test_are_noted_after_the_answer(self, served: Served) -> None:
        key = served.key("editor")
        assert self.last_used(served) is None
        assert served.client().get(RUNS, headers=bearing(key)).status_code == 200
        first = self.last_used(served)
        assert first is not None
        token = served.sign_in(key)
        served.change(update(sessions).values(last_seen_at=at(-SOON)), update(api_keys).values(last_used_at=None))
        assert served.shows_runs(token)
        assert (self.last_used(served) or "") > first

    def test_keep_no_reader_waiting_while_others_write(self, served: Served) -> None:
        key = served.key("editor")
        token = served.sign_in(key)
        served.change(update(sessions).values(last_seen_at=at(-SOON)), update(api_keys).values(last_used_at=None))
        with served.database.write():
            assert served.client().get(RUNS, headers=bearing(key)).status_code == 200
            assert served.shows_runs(token)
        assert self.last_used(served) is None

    def last_used(self, served: Served) -> str | None:
        with served.database.read() as connection:
            return list_keys(connection)[0].last_used_at
