"""API keys and the sessions that are begun with them: what opens, what does not any more, and what is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from catalog.errors import KeyRefused, NotFound
from catalog.store.access.keys import ApiKey, create_key, find_key, list_keys, revoke_key
from catalog.store.access.last_uses import EVERY, LastUses
from catalog.store.access.sessions import IDLE, LONGEST, begin_session, end_session, find_session
from catalog.store.clock import stored_time
from catalog.store.database import Database
from catalog.store.log_tables import api_keys, sessions
from catalog.store.migrate import migrate

SECOND = timedelta(seconds=1)
SOON = timedelta(minutes=5)


def after(span: timedelta) -> str:
    """The time so long from now."""
    return stored_time(datetime.now(UTC) + span)


def known(connection: Connection, key: str) -> ApiKey:
    found = find_key(connection, key)
    assert found is not None
    return found


class TestKeys:
    @pytest.mark.parametrize(
        ("expires_in", "is_revoked", "refusal"),
        [
            (None, False, None),
            (SOON, False, None),
            (-SECOND, False, "has expired"),
            (None, True, "was revoked"),
            (SOON, True, "was revoked"),
            (-SECOND, True, "was revoked"),
        ],
    )
    def test_open_until_they_expire_or_are_revoked(
        self, database: Database, expires_in: timedelta | None, is_revoked: bool, refusal: str | None
    ) -> None:
        with database.write() as connection:
            key = create_key(connection, "editor", "Ed", None if expires_in is None else after(expires_in))
            if is_revoked:
                revoke_key(connection, known(connection, key).number)
            found = known(connection, key)
        assert (found.holder.name, found.holder.role) == ("Ed", "editor")
        if refusal is None:
            found.require_usable()
        else:
            with pytest.raises(KeyRefused, match=refusal):
                found.require_usable()

    @pytest.mark.parametrize("key", ["", "cat_", "cat_nonsense", "clé", "\ud800", "\x00", "k" * 100_000, "' OR 1=1 --"])
    def test_that_are_not_ours_are_not_found(self, database: Database, key: str) -> None:
        with database.write() as connection:
            create_key(connection, "editor", "Ed")
            assert find_key(connection, key) is None

    def test_are_kept_as_digests_and_listed_without(self, database: Database) -> None:
        with database.write() as connection:
            keys = [create_key(connection, "editor", name) for name in ("first", "second")]
            kept = str(connection.execute(select(api_keys)).all())
            digests = connection.scalars(select(api_keys.c.digest)).all()
            listed = list_keys(connection)
        assert [key.holder.name for key in listed] == ["first", "second"]
        assert not any(key in kept or key.removeprefix("cat_") in kept for key in keys)
        assert not any(digest in str(listed) for digest in digests)

    def test_are_revoked_once_and_for_all(self, database: Database) -> None:
        with database.write() as connection:
            key = known(connection, create_key(connection, "editor", "Ed"))
            before = revoke_key(connection, key.number)
            [first] = list_keys(connection)
            again = revoke_key(connection, key.number)
            assert list_keys(connection) == [first] == [again]
            assert before == key
            assert first.revoked_at is not None
            with pytest.raises(NotFound, match="There is no key 999"):
                revoke_key(connection, 999)


def idle(_token: str) -> Any:  # noqa: ANN401  # A statement; only the store's tests speak SQL.
    return update(sessions).values(last_seen_at=after(-IDLE))


def used_lately(_token: str) -> Any:  # noqa: ANN401
    return update(sessions).values(last_seen_at=after(SECOND - IDLE))


def used_to_the_end(_token: str) -> Any:  # noqa: ANN401
    return update(sessions).values(expires_at=after(timedelta(0)))


def key_revoked(_token: str) -> Any:  # noqa: ANN401
    return update(api_keys).values(revoked_at=after(-SECOND))


class TestSessions:
    @pytest.mark.parametrize(
        ("change", "goes_on"),
        [(used_lately, True), (idle, False), (used_to_the_end, False), (key_revoked, False)],
    )
    def test_end_by_themselves(self, database: Database, change: Callable[[str], Any], goes_on: bool) -> None:
        with database.write() as connection:
            token = begin_session(connection, known(connection, create_key(connection, "editor", "Ed")))
            assert find_session(connection, token) is not None
            connection.execute(change(token))
            assert (find_session(connection, token) is not None) == goes_on

    def test_are_ended_alone_by_their_token_and_together_by_their_key(self, database: Database) -> None:
        with database.write() as connection:
            ed, other = (known(connection, create_key(connection, "editor", name)) for name in ("Ed", "Other"))
            tokens = [begin_session(connection, key) for key in (ed, ed, ed, other)]
            assert len(set(tokens)) == 4
            end_session(connection, tokens[0])
            end_session(connection, "no such token")
            assert [find_session(connection, token) is not None for token in tokens] == [False, True, True, True]
            revoke_key(connection, ed.number)
            assert [find_session(connection, token) is not None for token in tokens] == [False, False, False, True]
            assert connection.scalar(select(func.count()).select_from(sessions)) == 1

    def test_last_no_longer_than_their_key_nor_than_a_working_day(self, database: Database) -> None:
        with database.write() as connection:
            expires_at = after(SOON)
            for until in (expires_at, None):
                begin_session(connection, known(connection, create_key(connection, "editor", "Ed", until)))
            ends = connection.scalars(select(sessions.c.expires_at).order_by(sessions.c.expires_at)).all()
        assert ends[0] == expires_at
        assert after(LONGEST - SOON) < ends[1] <= after(LONGEST)

    def test_that_have_ended_are_removed_when_the_next_begins(self, database: Database) -> None:
        with database.write() as connection:
            key = known(connection, create_key(connection, "editor", "Ed"))
            for change in (idle, used_to_the_end):
                connection.execute(change(begin_session(connection, key)))
            begin_session(connection, key)
            assert connection.scalar(select(func.count()).select_from(sessions)) == 1

    def test_keep_no_token(self, database: Database) -> None:
        with database.write() as connection:
            token = begin_session(connection, known(connection, create_key(connection, "editor", "Ed")))
            assert token not in str(connection.execute(select(sessions)).all())


def begun(database: Database) -> tuple[str, str]:
    """A key with a session."""
    with database.write() as connection:
        key = create_key(connection, "editor", "Ed")
        token = begin_session(connection, known(connection, key))
        connection.execute(update(api_keys).values(last_used_at=None))
    return key, token


def noted(database: Database) -> tuple[str | None, str]:
    """When the only key and its only session were last used."""
    with database.read() as connection:
        used = connection.scalars(select(api_keys.c.last_used_at)).one()
        seen = connection.scalars(select(sessions.c.last_seen_at)).one()
    return used, seen


def use(database: Database, key: str, token: str | None) -> None:
    with database.read() as connection:
        found = known(connection, key)
        session = None if token is None else find_session(connection, token)
    LastUses(database).note(found, session)


class TestLastUses:
    def test_are_noted_once_a_minute(self, database: Database) -> None:
        key, token = begun(database)
        use(database, key, None)
        first = noted(database)
        use(database, key, None)
        assert first[0] is not None
        assert noted(database) == first
        long_ago = after(-EVERY)
        with database.write() as connection:
            connection.execute(update(api_keys).values(last_used_at=long_ago))
            connection.execute(update(sessions).values(last_seen_at=long_ago))
        use(database, key, token)
        used, seen = noted(database)
        assert used == seen
        assert seen > long_ago

    def test_wait_for_no_other_writer(self, database: Database) -> None:
        key, token = begun(database)
        before = noted(database)
        with database.write() as writing:
            writing.execute(update(api_keys).values(name="busy"))
            use(database, key, token)
        assert noted(database) == before
        use(database, key, None)
        assert noted(database)[0] is not None

    def test_need_no_database_that_can_be_written(self, tmp_path: Path) -> None:
        writable = Database(f"sqlite:///{tmp_path}/catalog.db")
        migrate(writable)
        key, _ = begun(writable)
        read_only = Database(f"sqlite:///file:{tmp_path}/catalog.db?mode=ro&uri=true")
        use(read_only, key, None)
        assert noted(read_only)[0] is None
        read_only.close()
        writable.close()
