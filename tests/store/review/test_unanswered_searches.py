"""Searches that found nothing: counted by several processes, bounded, written when the database lets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, text

from catalog.errors import StoreUnusable
from catalog.store.database import Database
from catalog.store.log_tables import unanswered_searches
from catalog.store.review import unanswered_searches as searches
from catalog.store.review.unanswered_searches import LONGEST, UnansweredSearches, most_unanswered
from tests.store.engine_limits import pragma_set


def day(ago: int) -> str:
    """A day so many days ago."""
    return (datetime.now(UTC) - timedelta(days=ago)).date().isoformat()


def told(database: Database, limit: int = 10) -> list[tuple[str, int]]:
    with database.read() as connection:
        return [(one.text, one.times) for one in most_unanswered(connection, limit)]


def kept_rows(database: Database) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(unanswered_searches)) or 0


def noted(counting: UnansweredSearches, *texts: str) -> UnansweredSearches:
    for one in texts:
        counting.note(one, one)
    return counting


def test_counts_of_several_processes_add_up(database: Database) -> None:
    first, second = UnansweredSearches(database), UnansweredSearches(database)
    noted(first, "unobtainium", "unobtainium", "kryptonite")
    noted(second, "kryptonite", "unobtainium")
    assert told(database) == []
    for counting in (first, second, first):
        counting.write()
    noted(first, "kryptonite").close()
    assert told(database) == [("kryptonite", 3), ("unobtainium", 3)]
    assert told(database, 1) == [("kryptonite", 3)]


def test_days_add_up_and_old_ones_go(database: Database) -> None:
    rows = [{"day": day(ago), "text": "unobtainium", "times": 10**ago} for ago in (1, 2)]
    old = [{"day": day(ago), "text": "phlogiston", "times": 5} for ago in (91, 400)]
    with database.write() as connection:
        connection.execute(insert(unanswered_searches), [*rows, *old])
    assert told(database) == [("unobtainium", 110)]
    noted(UnansweredSearches(database), "unobtainium").write()
    assert told(database) == [("unobtainium", 111)]
    assert kept_rows(database) == 3


def test_the_table_keeps_so_many_rows_of_the_newest_days(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST_ROWS", 3)
    with database.write() as connection:
        rows = [{"day": day(1), "text": f"old {number}", "times": number} for number in range(5)]
        connection.execute(insert(unanswered_searches), rows)
    noted(UnansweredSearches(database), "new", "other").write()
    assert told(database) == [("old 4", 4), ("new", 1), ("other", 1)]


def test_memory_keeps_so_many_texts(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST_WAITING", 2)
    noted(UnansweredSearches(database), "a", "b", "c", "a").write()
    assert told(database) == [("a", 2), ("b", 1)]


def test_a_long_text_is_cut_and_an_empty_one_left_out(database: Database) -> None:
    noted(UnansweredSearches(database), "x" * 5 * LONGEST, "", " ").write()
    assert told(database) == [("x" * LONGEST, 1)]
    with database.read() as connection:
        assert [one.is_cut for one in most_unanswered(connection, 1)] == [True]


@pytest.mark.parametrize("typed", ["ada@example.org", "+49 30 1234567", "Dr. Ada Lovelace"])
def test_what_may_be_about_a_person_is_not_kept(database: Database, typed: str) -> None:
    counting = UnansweredSearches(database)
    counting.note(typed, "ada example org")
    counting.write()
    assert told(database) == []


class TestADatabaseThatAcceptsNothing:
    """Read-only, as a standby is."""

    def test_is_no_trouble_and_loses_nothing(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(searches, "MOST_WAITING", 2)
        counting = noted(UnansweredSearches(database), "a", "b")
        if database.is_sqlite:
            with pragma_set(database, "query_only = ON"):
                self._refused(counting)
        else:
            with database.engine.connect() as connection:
                name = connection.scalar(text("SELECT current_database()"))
                connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
                connection.commit()
            database.engine.dispose()
            try:
                self._refused(counting)
            finally:
                with database.engine.connect() as connection:
                    connection.execute(text("SET TRANSACTION READ WRITE"))
                    connection.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))
                    connection.commit()
                database.engine.dispose()
        counting.write()
        assert told(database) == [("a", 3), ("b", 1)]

    def _refused(self, counting: UnansweredSearches) -> None:
        with pytest.raises(StoreUnusable):
            counting.write()
        noted(counting, "a", "c", "a")
        with pytest.raises(StoreUnusable):
            counting.write()
        counting.close()


def test_the_thread_writes_by_itself(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "EVERY_SECONDS", 0.01)
    counting = UnansweredSearches(database)
    counting.start()
    noted(counting, "unobtainium")
    for _ in range(3_000):
        if told(database):
            break
    counting.close()
    assert told(database) == [("unobtainium", 1)]
