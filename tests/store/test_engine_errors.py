"""What the engines refuse is an error of ours, of the right kind, and never their own traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError

from catalog.errors import StoreBusy, StoreFull, StoreReadOnly, StoreUnusable
from catalog.store.database import Connections, Database
from catalog.store.migrate import migrate
from catalog.store.reading.server_facts import server_facts
from catalog.store.writing.products import Author, keep_products
from tests.conftest import connected
from tests.file_limits import files_no_longer_than
from tests.small_disk import SmallDisk
from tests.store.engine_limits import disk_full, pragma_set
from tests.store.entries_made import make_entry

AUTHOR = Author("test")
LONG = "A long text. " * 4_000


def write_much(database: Database) -> None:
    with database.write() as connection:
        keep_products(
            connection, [make_entry(f"M{number}", description={"text": LONG}) for number in range(20)], AUTHOR
        )


def end_own_connection(database: Database) -> None:
    with database.write() as connection:
        own = connection.scalar(text("SELECT pg_backend_pid()"))
        with database.read() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        connection.execute(text("SELECT 1"))


def write_by_driver(database: Database) -> None:
    with database.write() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.executemany("INSERT INTO vocabulary (word) VALUES (?)", [(f"{LONG}{number}",) for number in range(20)])


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM products")) or 0)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    store = Database(f"sqlite:///{tmp_path}/catalog.db")
    migrate(store)
    with store.write() as connection:
        keep_products(connection, [make_entry("A")], AUTHOR)
    yield store
    store.close()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    store = Database(postgres_url)
    migrate(store)
    yield store
    store.close()


class TestSqlite:
    def test_full_keeps_what_was_committed_and_goes_on_when_there_is_room(self, sqlite: Database) -> None:
        with disk_full(sqlite):
            with pytest.raises(
                StoreFull, match=r"disk is full.*Free some.*\(.*catalog\.db: database or disk is full\)"
            ):
                write_much(sqlite)
            assert sqlite.writes.refusal() == "disk full"
            assert count(sqlite) == 1
        write_much(sqlite)
        assert (count(sqlite), sqlite.writes.refusal()) == (21, None)

    def test_a_new_one_without_room_is_not_half_made(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path}/new.db")
        with files_no_longer_than(60_000), pytest.raises(StoreFull):
            migrate(database)
        assert migrate(database)
        assert count(database) == 0
        database.close()

    def test_a_disk_without_room_is_known_before_anybody_writes(self, small_disk: SmallDisk) -> None:
        database = Database(f"sqlite:///{small_disk.folder}/catalog.db")
        migrate(database)
        assert database.writes.refusal() is None
        small_disk.fill()
        assert database.writes.refusal() == "disk full"
        with pytest.raises(StoreFull, match="database or disk is full"):
            write_much(database)
        assert count(database) == 0
        small_disk.free()
        write_much(database)
        assert (count(database), database.writes.refusal()) == (20, None)
        database.close()

    def test_read_only_is_told_and_read_on(self, sqlite: Database) -> None:
        with pragma_set(sqlite, "query_only = ON"):
            with pytest.raises(StoreReadOnly, match="read-only"):
                write_much(sqlite)
            assert (count(sqlite), sqlite.writes.refusal()) == (1, "read-only")

    @pytest.mark.parametrize(
        ("content", "said"),
        [(b"no database, but long enough to be one" * 100, "damaged, or the file is not"), (None, "cannot be opened")],
        ids=["another file", "a folder"],
    )
    def test_says_what_is_no_database(self, tmp_path: Path, content: bytes | None, said: str) -> None:
        path = tmp_path / "odd.db"
        path.mkdir() if content is None else path.write_bytes(content)
        database = Database(f"sqlite:///{path}")
        with pytest.raises(StoreUnusable, match=rf"{said}.*odd\.db"):
            migrate(database)
        database.close()

    def test_says_what_is_damaged(self, sqlite: Database) -> None:
        write_much(sqlite)
        sqlite.close()
        assert sqlite.file is not None
        content = bytearray(sqlite.file.read_bytes())
        content[8_192:] = b"\xa5" * (len(content) - 8_192)
        sqlite.file.write_bytes(content)
        with pytest.raises(StoreUnusable, match="damaged"):
            count(sqlite)

    def test_out_of_connections_is_busy(self, sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite.engine.pool, "_timeout", 0.01)
        held = [sqlite.engine.connect() for _ in range(15)]
        with pytest.raises(StoreBusy, match="is busy"):
            count(sqlite)
        for connection in held:
            connection.close()
        assert count(sqlite) == 1

    def test_the_driver_itself_is_heard_where_many_rows_are_written(self, sqlite: Database) -> None:
        with disk_full(sqlite), pytest.raises(StoreFull):
            write_by_driver(sqlite)

    def test_says_nothing_of_files_to_strangers(self, sqlite: Database, tmp_path: Path) -> None:
        with disk_full(sqlite), pytest.raises(StoreFull) as caught:
            write_much(sqlite)
        assert str(tmp_path) in str(caught.value)
        assert str(tmp_path) not in caught.value.public

    def test_a_fault_of_ours_stays_what_it_is(self, database: Database) -> None:
        with pytest.raises(IntegrityError), database.write() as connection:
            connection.execute(text("INSERT INTO vocabulary (word) VALUES (NULL)"))


class TestPostgres:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("53100", StoreFull),
            ("25006", StoreReadOnly),
            ("53300", StoreBusy),
            ("40001", StoreBusy),
            ("40P01", StoreBusy),
            ("55P03", StoreBusy),
            ("57014", StoreBusy),
            ("57P03", StoreBusy),
            ("57P01", StoreUnusable),
            ("08006", StoreUnusable),
            ("53200", StoreUnusable),
            ("58030", StoreUnusable),
            ("XX001", StoreUnusable),
            ("42501", StoreUnusable),
        ],
    )
    def test_every_code_has_its_kind(self, postgres: Database, code: str, kind: type[StoreUnusable]) -> None:
        statement = f"DO $$ BEGIN RAISE EXCEPTION 'it says so' USING ERRCODE = '{code}'; END $$"
        with pytest.raises(kind, match="it says so") as caught, postgres.write() as connection:
            connection.exec_driver_sql(statement)
        assert type(caught.value) is kind

    @pytest.mark.usefixtures("postgres")
    def test_a_server_that_takes_no_writing_is_read(self, postgres_url: str) -> None:
        url = make_url(postgres_url).update_query_dict({"options": "-c default_transaction_read_only=on"})
        standby = Database(url.render_as_string(hide_password=False))
        assert standby.refusal() == "read-only", "before anybody writes"
        with pytest.raises(StoreReadOnly):
            write_much(standby)
        assert (count(standby), standby.writes.refusal()) == (0, "read-only")
        with standby.read() as connection:
            facts = server_facts(connection)
        assert (facts.is_read_only, facts.is_standby) == (True, False)
        standby.close()

    @pytest.mark.usefixtures("postgres")
    def test_a_statement_has_its_limit(self, postgres_url: str) -> None:
        limited = Database(postgres_url, connections=Connections(statement_seconds=0.1, prepare_threshold=None))
        with pytest.raises(StoreBusy, match="statement timeout"), limited.read() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(60)")
        limited.close()

    def test_a_connection_that_is_lost_is_told_and_made_again(
        self, postgres: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        with pytest.raises(StoreUnusable, match="was lost"):
            end_own_connection(postgres)
        assert count(postgres) == 0
        assert not [record for record in caplog.records if record.exc_info]

    def test_a_server_that_is_not_there_is_told(self) -> None:
        database = Database("postgresql+psycopg://nobody:secret@127.0.0.1:1/catalog")
        with pytest.raises(StoreUnusable, match="cannot be opened") as caught:
            count(database)
        assert "secret" not in str(caught.value)
        database.close()

    def test_a_server_that_takes_no_more_clients_is_busy(self, postgres_url: str) -> None:
        url = make_url(postgres_url)
        role = Identifier(f"{url.database}_one")
        with connected(url) as server:
            server.execute(SQL("CREATE ROLE {} LOGIN PASSWORD 'one' CONNECTION LIMIT 0").format(role))
            try:
                database = Database(
                    url.set(username=f"{url.database}_one", password="one").render_as_string(hide_password=False)
                )
                with pytest.raises(StoreBusy, match="too many connections"):
                    count(database)
                database.close()
            finally:
                server.execute(SQL("DROP ROLE {}").format(role))
