"""Fixtures for tests that need more than Python: the suppliers' records, a PostgreSQL database, a browser, Java."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import settings
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL, false, make_url, not_

from catalog.store.audit.audit_key import AuditKey
from catalog.store.columns import metadata
from catalog.store.database import Database, database_file
from catalog.store.log_tables import unfilled
from catalog.store.migrate import migrate
from catalog.store.tables import supplier_names, suppliers
from catalog.store.writing.chain_beginning import TO_BEGIN
from tests import requirements
from tests.held_connections import refused_while_computing
from tests.small_disk import SmallDisk, mounted

# A law holds however long a busy machine takes to try it. What must end in time has a bound of its own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_configure() -> None:
    """Refuse at once a CATALOG_TEST_REQUIRE that names something unknown."""
    requirements.required()


@pytest.fixture(scope="session", autouse=True)
def state_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for what programs keep besides the database, so that no test writes into its user's home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_held_while_computing() -> Iterator[None]:
    with refused_while_computing():
        yield


@pytest.fixture(scope="session", autouse=True)
def _killed_workers_are_counted() -> Iterator[None]:
    """Under coverage a worker process writes down what it ran before it is killed, where it still can."""
    if "COVERAGE_PROCESS_CONFIG" not in os.environ:
        yield
        return
    kill = BaseProcess.kill

    def kill_after_writing(process: BaseProcess) -> None:
        process.terminate()
        process.join(2)
        kill(process)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseProcess, "kill", kill_after_writing)
        yield


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder with the suppliers' records (CATALOG_TEST_DATA, default ../shared/data)."""
    return requirements.data_folder()


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser's program (CATALOG_TEST_CHROMIUM, or the first that is found)."""
    return requirements.chromium()


@pytest.fixture(scope="session")
def java_path() -> Path:
    """The Java runtime's program."""
    return requirements.java()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 6 MB that can be filled or made read-only."""
    with mounted(tmp_path / "small", 6) as disk:
        yield disk


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this test process alone, empty but for the RDKit cartridge, as a URL in SQLAlchemy's spelling.

    It is made in the server that CATALOG_TEST_POSTGRES names, and dropped at the end.
    """
    server = make_url(requirements.postgres_server())
    name = f"catalog_test_{os.getpid()}"
    with connected(server) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    database = server.set(database=name)
    try:
        with connected(database) as connection:
            connection.execute("CREATE EXTENSION rdkit")
        yield database.render_as_string(hide_password=False)
    finally:
        with connected(server) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def connected(url: URL) -> psycopg.Connection:
    """A connection of its own to the database of ``url``, each statement a transaction by itself."""
    return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database: the same test runs on either engine."""
    url = f"sqlite:///{tmp_path}/catalog.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with migrated(url) as store:
        yield store


@contextmanager
def migrated(url: str) -> Iterator[Database]:
    """A migrated database, empty before, and again afterwards where others use it too."""
    make_empty(url)
    store = Database(url)
    migrate(store)
    try:
        yield store
    finally:
        if not store.is_sqlite:
            emptied(store)
        store.close()


def make_empty(url: str) -> None:
    """Make a SQLite file that is not there yet an empty, migrated database: a copy of one that was migrated once."""
    path = database_file(url)
    if path is not None and not path.exists():
        content, key = _empty_file()
        path.write_bytes(content)
        own = AuditKey(url).path
        own.touch(0o600)
        own.write_bytes(key)


@cache
def _empty_file() -> tuple[bytes, bytes]:
    """The bytes of a SQLite database after all migrations, which take a quarter of a second, and of its audit key."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "empty.db")
        store = Database(f"sqlite:///{path}")
        migrate(store)
        store.close()
        return path.read_bytes(), store.audit_key.path.read_bytes()


def emptied(store: Database) -> None:
    """Empty every table, but for the house, which is there from the start. The audit chain begins anew."""
    kept = {suppliers.name: suppliers.c.slug == "house", supplier_names.name: supplier_names.c.word == "house"}
    with store.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete().where(not_(kept.get(table.name, false()))))
        connection.execute(unfilled.insert().values(what=TO_BEGIN, filled_to=0))
