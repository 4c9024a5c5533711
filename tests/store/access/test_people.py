"""People in the store: their sessions, links and keys, and the number that their changes carry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from catalog.errors import Conflict, KeyRefused, NotFound
from catalog.product.text.folding import product_key
from catalog.store.access.keys import create_key, find_key
from catalog.store.access.last_uses import EVERY, LastUses
from catalog.store.access.links import LIFETIME, find_link, make_link, use_link
from catalog.store.access.passwords import hash_password, is_outdated, is_password
from catalog.store.access.people import (
    change_role,
    create_person,
    disable_person,
    enable_person,
    find_person,
    get_person,
    list_people,
    stored_password,
)
from catalog.store.access.roles import RIGHTS, ROLES, Role, lesser
from catalog.store.access.sessions import (
    IDLE,
    LONGEST,
    begin_persons_session,
    begin_session,
    count_sessions,
    end_numbered_session,
    end_sessions,
    find_session,
    sessions_of,
)
from catalog.store.clock import stored_time
from catalog.store.database import Database
from catalog.store.log_tables import people, person_links, sessions
from catalog.store.tables import revisions
from catalog.store.writing.products import Author, keep_products, remove_products
from tests.store.entries_made import make_entry

SECOND = timedelta(seconds=1)


def after(span: timedelta) -> str:
    """The time so long from now."""
    return stored_time(datetime.now(UTC) + span)


class TestPeople:
    def test_are_found_by_number_and_by_address_in_any_case(self, database: Database) -> None:
        with database.write() as connection:
            ada = create_person(connection, "  Ada   Lovelace ", "Ada@Example.org", "editor")
            assert find_person(connection, " ada@EXAMPLE.org") == get_person(connection, ada.number) == ada
            assert (ada.name, ada.email, ada.state, ada.link_expires_at) == (
                "Ada Lovelace",
                "Ada@Example.org",
                "invited",
                None,
            )
            with pytest.raises(Conflict, match="an account for"):
                create_person(connection, "Another", "ADA@example.org", "reader")
            with pytest.raises(NotFound):
                get_person(connection, ada.number + 1)
            assert list_people(connection) == [ada]

    def test_are_known_by_their_hash_alone(self, database: Database) -> None:
        with database.write() as connection:
            ada = create_person(connection, "Ada", "ada@example.org", "editor")
            assert stored_password(connection, ada.number) is None
            use_link(connection, make_link(connection, ada.number), hash_password("seven blue whales"))
            stored = stored_password(connection, ada.number)
            kept = str(connection.execute(select(people)).all())
        assert stored is not None
        assert stored.startswith("$argon2id$")
        assert "whales" not in kept
        assert [is_password(stored, text) for text in ("seven blue whales", "seven blue whale", "")] == [
            True,
            False,
            False,
        ]
        assert not is_outdated(stored)
        assert is_outdated("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$" + "A" * 43)
        assert not is_password(None, "")
        assert not is_password("not a hash", "seven blue whales")


def idle(connection: Any, _person: int) -> None:  # noqa: ANN401  # A connection.
    connection.execute(update(sessions).values(last_seen_at=after(-IDLE)))


def used_to_the_end(connection: Any, _person: int) -> None:  # noqa: ANN401
    connection.execute(update(sessions).values(expires_at=after(timedelta(0))))


def ended(connection: Any, person: int) -> None:  # noqa: ANN401
    end_sessions(connection, person)


def disabled(connection: Any, person: int) -> None:  # noqa: ANN401
    disable_person(connection, person)


def disabled_behind_our_back(connection: Any, _person: int) -> None:  # noqa: ANN401
    connection.execute(update(people).values(disabled_at=after(-SECOND)))


class TestSessions:
    @pytest.mark.parametrize("change", [idle, used_to_the_end, ended, disabled, disabled_behind_our_back])
    @pytest.mark.parametrize("by_key", [False, True])
    def test_of_a_person_end(self, database: Database, change: Callable[[Any, int], None], by_key: bool) -> None:
        with database.write() as connection:
            ada = create_person(connection, "Ada", "ada@example.org", "editor")
            key = find_key(connection, create_key(connection, "admin", "feed", person=ada.number))
            assert key is not None
            token = begin_session(connection, key) if by_key else begin_persons_session(connection, ada, "Browser")
            found = find_session(connection, token)
            assert found is not None
            assert (found.holder.person, found.holder.role) == (ada.number, "editor")
            assert sessions_of(connection, ada.number) == [found]
            assert count_sessions(connection) == {ada.number: 1}
            change(connection, ada.number)
            assert find_session(connection, token) is None
            assert sessions_of(connection, ada.number) == []

    def test_end_one_by_one_and_last_a_working_day(self, database: Database) -> None:
        with database.write() as connection:
            ada, bo = (create_person(connection, name, f"{name}@example.org", "editor") for name in ("ada", "bo"))
            tokens = [begin_persons_session(connection, person) for person in (ada, ada, bo)]
            numbers = [session.number for token in tokens if (session := find_session(connection, token)) is not None]
            with pytest.raises(NotFound):
                end_numbered_session(connection, bo.number, numbers[0])
            end_numbered_session(connection, ada.number, numbers[0])
            assert [find_session(connection, token) is not None for token in tokens] == [False, True, True]
            ends = connection.scalars(select(sessions.c.expires_at)).all()
            assert all(after(LONGEST - timedelta(minutes=1)) < end <= after(LONGEST) for end in ends)
            assert (get_person(connection, ada.number).signed_in_at or "") > after(-timedelta(minutes=1))

    def test_note_their_last_use(self, database: Database) -> None:
        with database.write() as connection:
            token = begin_persons_session(connection, create_person(connection, "Ada", "ada@example.org", "reader"))
            connection.execute(update(sessions).values(last_seen_at=after(-EVERY)))
            before = find_session(connection, token)
        assert before is not None
        LastUses(database).note(before.key, before)
        with database.read() as connection:
            now = find_session(connection, token)
        assert now is not None
        assert now.last_seen_at > before.last_seen_at


class TestLinks:
    def test_are_good_once_for_two_days_and_replace_each_other(self, database: Database) -> None:
        with database.write() as connection:
            ada = create_person(connection, "Ada", "ada@example.org", "reader")
            first, second = make_link(connection, ada.number), make_link(connection, ada.number)
            assert find_link(connection, first) is None
            found = find_link(connection, second)
            assert found is not None
            assert after(LIFETIME - timedelta(minutes=1)) < (found.link_expires_at or "") <= after(LIFETIME)
            assert second not in str(connection.execute(select(person_links)).all())
            token = begin_persons_session(connection, ada)
            assert use_link(connection, second, "a hash").state == "active"
            assert find_session(connection, token) is None
            with pytest.raises(NotFound, match="used already"):
                use_link(connection, second, "another hash")
            old = make_link(connection, ada.number)
            connection.execute(update(person_links).values(expires_at=after(timedelta(0))))
            assert find_link(connection, old) is None
            assert get_person(connection, ada.number).link_expires_at is None

    def test_are_not_made_for_the_disabled(self, database: Database) -> None:
        with database.write() as connection:
            ada = create_person(connection, "Ada", "ada@example.org", "reader")
            token = make_link(connection, ada.number)
            disable_person(connection, ada.number)
            assert find_link(connection, token) is None
            with pytest.raises(Conflict, match="is disabled"):
                make_link(connection, ada.number)
            enable_person(connection, ada.number)
            assert find_link(connection, make_link(connection, ada.number)) is not None


class TestRoles:
    @pytest.mark.parametrize("own", ROLES)
    @pytest.mark.parametrize("persons", ROLES)
    def test_a_key_has_the_lesser_one(self, database: Database, own: Role, persons: Role) -> None:
        with database.write() as connection:
            ada = create_person(connection, "Ada", "ada@example.org", "reader")
            key = create_key(connection, own, "feed", person=ada.number)
            change_role(connection, ada.number, persons)
            found = find_key(connection, key)
            assert found is not None
            assert found.holder.role == lesser(own, persons)
            assert (found.owner, found.holder.person) == ("Ada", ada.number)
            disable_person(connection, ada.number)
            refused = find_key(connection, key)
        assert refused is not None
        with pytest.raises(KeyRefused, match="is disabled"):
            refused.require_usable()

    def test_each_has_the_rights_of_those_before_it(self) -> None:
        held = [{right.words for right in RIGHTS if right.belongs_to(role)} for role in ROLES]
        assert all(fewer < more for fewer, more in pairwise(held))
        assert len(held[-1]) == len(RIGHTS)


def test_revisions_carry_the_number_of_the_person(database: Database) -> None:
    with database.write() as connection:
        keep_products(connection, [make_entry("A1"), make_entry("A2")], Author("feed", person=7))
        keep_products(connection, [make_entry("A1", grade="ACS")], Author("command line"))
        remove_products(connection, [product_key("A2")], Author("Ada", person=8))
        rows = connection.execute(select(revisions.c.actor, revisions.c.person_id).order_by(revisions.c.seq)).all()
    assert rows == [("feed", 7), ("feed", 7), ("command line", None), ("Ada", 8)]
