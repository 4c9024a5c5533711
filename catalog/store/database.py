"""The database: one engine, with reading and writing transactions that are alike on SQLite and PostgreSQL.

SQLite: WAL, foreign keys, a busy timeout, and ``BEGIN IMMEDIATE`` for every write, because the driver's own defaults
lose updates silently. PostgreSQL: writers queue on one advisory lock. So revisions get their sequence numbers in the
order in which they commit, as on SQLite.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from catalog.errors import StoreUnusable
from catalog.store.audit.actor_names import Actor
from catalog.store.audit.audit_key import AuditKey
from catalog.store.audit.chain import BY_OPTION, KEY_OPTION
from catalog.store.disk_space import Refusal, WritesWatch
from catalog.store.engine_errors import RAISED, store_error_of
from catalog.store.standby import Standby, noting_failure, reads_standby
from catalog.store.unwritable_files import is_unwritable, opened_as

Synchronous = Literal["FULL", "NORMAL"]

Transaction: TypeAlias = Connection
"""A transaction from ``read`` or ``write``. Other packages only pass it on."""

BUSY_SECONDS = 10.0
"""How long a writer waits for its turn, and for any other lock."""

KEPT_CONNECTIONS = 5
"""How many connections to PostgreSQL a process keeps when it does not need them."""

ASK_MILLISECONDS = 2
"""How often a writer on SQLite asks for its turn. SQLite itself would ask less and less often, down to ten times a
second, and so miss the short pauses in which an import lets others write."""

PAGE_CACHE_KIB = 16 << 10
"""How much of a SQLite file one connection keeps in memory. With SQLite's own 2 MB an import would read its indexes
again and again."""

CHECKPOINT_PAGES = 8_000
"""How many pages the log of a SQLite file may have before they are copied into it. One chunk of an import changes more
than SQLite's own 1,000. So each commit would copy them all, and most of them would soon change again."""

WRITE_LOCK = 0x43415441
"""The advisory lock's number on PostgreSQL: "CATA" in ASCII."""

_LOCK_WORDS = "SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:lock)"
_LOCK = text(_LOCK_WORDS)
_LOCK_BY_INDEX = text(
    f"{_LOCK_WORDS}, set_config('enable_seqscan', 'off', true), "
    "set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)"
)


@dataclass(frozen=True, slots=True)
class Connections:
    """How connections to PostgreSQL are made.

    Attributes:
        most: how many one process opens to a server at a time.
        statement_seconds: how long one statement may take, or None for the server's own limit.
        prepare_threshold: after how many uses psycopg prepares a statement, or None for never.
    """

    most: int = 15
    statement_seconds: float | None = None
    prepare_threshold: int | None = 5

    def arguments(self, options: str) -> dict[str, Any]:
        """Return the arguments for psycopg.

        Args:
            options: the options of the server that the address has.

        >>> Connections(statement_seconds=1.5).arguments("-c work_mem=64MB")
        {'prepare_threshold': 5, 'options': '-c work_mem=64MB -c statement_timeout=1500'}
        """
        if self.statement_seconds is None:
            return {"prepare_threshold": self.prepare_threshold}
        limited = f"{options} -c statement_timeout={self.statement_seconds * 1000:.0f}"
        return {"prepare_threshold": self.prepare_threshold, "options": limited.strip()}


_TO_A_STANDBY = MappingProxyType({"connect_timeout": 2})
"""A standby that hangs shall keep nobody who connects to it. libpq knows no shorter time, in seconds."""

_TAKES_NO_WRITES = text("SELECT current_setting('transaction_read_only') = 'on'")
"""True on a standby, and where an operator has set ``default_transaction_read_only``."""


class Database:
    """A database for reading and writing.

    Attributes:
        engine: SQLAlchemy's engine, only for ``catalog.store``.
        is_sqlite: whether the engine is SQLite, not PostgreSQL.
        file: the file of a SQLite database, or None if it is in memory or on a server.
        writes: records whether the database can be written.
        audit_key: the key of the audit chain.
    """

    def __init__(
        self,
        url: str,
        *,
        synchronous: Synchronous = "FULL",
        audit_key: Path | None = None,
        connections: Connections = Connections(),
        read_url: str | None = None,
    ) -> None:
        """Prepare the database, but do not connect to it yet.

        Args:
            url: ``sqlite:///FILE`` or ``postgresql+psycopg://…``.
            synchronous: SQLite's durability. FULL keeps every commit at power loss, NORMAL can lose the last ones.
            audit_key: the file with the key of the audit chain, or None for its usual place.
            connections: how connections to PostgreSQL are made.
            read_url: the address of a standby of PostgreSQL for reading, if there is one.

        Raises:
            StoreUnusable: an address cannot be read, or names another kind of database.
        """
        self.engine = _engine(url, connections)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            _prepare_sqlite(self.engine, synchronous)
        self.file = _file_of(self.engine)
        self.writes = WritesWatch(self.file)
        self.audit_key = AuditKey(url, audit_key)
        if read_url is not None and self.is_sqlite:
            raise StoreUnusable("Only PostgreSQL has standbys: CATALOG_READ_URL does not fit CATALOG_DATABASE_URL.")
        self.standby = None if read_url is None else Standby(_engine(read_url, connections, _TO_A_STANDBY), self.engine)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Open a consistent view for reading. Nothing in it is saved."""
        with self.connect_to_read() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    @contextmanager
    def write(
        self, *, by_index: bool = False, patience: float | None = None, by: Actor | None = None
    ) -> Iterator[Transaction]:
        """Open one writing transaction. All of it is saved, or nothing after an error.

        Args:
            by_index: whether its statements look for only a few rows, so that PostgreSQL should use indexes. Otherwise
                it can read a whole table that has grown since its last statistics.
            patience: how many seconds to wait for its turn. The default is for changes that must be made; what can be
                left out, such as when a key was last used, is small too.
            by: who acts, where the changed rows themselves do not say so.

        Raises:
            StoreFull: the disk has no room for it.
            StoreReadOnly: the database is read-only.
            StoreBusy: others were writing for longer than ``patience``.
            StoreUnusable: the database is gone or damaged.
        """
        with self.writes.watched(is_small=patience is not None), self.connect() as connection:
            connection.execution_options(catalog_write=True, **{KEY_OPTION: self.audit_key, BY_OPTION: by})
            if patience is not None:
                connection.execution_options(catalog_patience=patience)
            with connection.begin():
                if not self.is_sqlite:
                    wait = BUSY_SECONDS if patience is None else patience
                    turn = {"lock": WRITE_LOCK, "wait": f"{wait * 1000:.0f}"}
                    connection.execute(_LOCK_BY_INDEX if by_index else _LOCK, turn)
                yield connection
            if self.standby is not None:
                self.standby.await_change(connection)

    def refusal(self) -> Refusal | None:
        """Return why nothing can be written at the moment, or None: the file, its disk or the server take no writes.
        If there is a standby that can be read, the server may also be unreachable.

        Raises:
            StoreUnusable: the only database cannot be reached.
        """
        if self.is_sqlite:
            is_closed = self.file is not None and is_unwritable(self.file)
        else:
            try:
                with self.connect() as connection:
                    is_closed = connection.scalar(_TAKES_NO_WRITES)
            except StoreUnusable:
                if self.standby is None:
                    raise
                return "unreachable"
        return "read-only" if is_closed else self.writes.refusal()

    def connections_in_use(self) -> dict[str, int]:
        """Return how many connections of this process are in use, by the server that they lead to."""
        engines = {"primary": self.engine} | ({} if self.standby is None else {"standby": self.standby.engine})
        pools = {name: engine.pool for name, engine in engines.items()}
        return {name: pool.checkedout() for name, pool in pools.items() if isinstance(pool, QueuePool)}

    def close(self) -> None:
        """Close every connection."""
        if self.standby is not None:
            self.standby.close()
        self.engine.dispose()

    def connect(self) -> AbstractContextManager[Connection]:
        """Open a connection without a transaction, to the database that can be written.

        Raises:
            StoreUnusable: the database cannot be reached or opened, or stops working.
        """
        return self._connected(self.engine)

    @contextmanager
    def connect_to_read(self) -> Iterator[Connection]:
        """Open a connection without a transaction, to the database that the present request reads.

        Raises:
            StoreUnusable: the database cannot be reached or opened, or stops working.
        """
        engine = self.standby.engine if self.standby is not None and reads_standby() else self.engine
        with noting_failure(), self._connected(engine) as connection:
            yield connection

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        opening = True
        try:
            with engine.connect() as connection:
                opening = False
                yield connection
        except RAISED as error:
            trouble = store_error_of(error, self._place(engine), opening=opening)
            if trouble is None:
                raise
            raise trouble from error

    def _place(self, engine: Engine) -> str:
        """Return the database's address without the password."""
        return str(self.file or engine.url.render_as_string(hide_password=True))


def database_file(url: str) -> Path | None:
    """Return the file of a SQLite database, or None if it is in memory or on a server.

    >>> database_file("sqlite:///catalog.db?timeout=5"), database_file("postgresql+psycopg:///catalog")
    (PosixPath('catalog.db'), None)

    Raises:
        StoreUnusable: the address cannot be read.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreUnusable(f"The database address cannot be read: {error}") from error
    place = (parsed.database or "").removeprefix("file:")
    return Path(place) if parsed.get_backend_name() == "sqlite" and place not in ("", ":memory:") else None


@contextmanager
def snapshot(database: Database) -> Iterator[Transaction]:
    """Open a reading transaction in which every statement sees the same state.

    SQLite's transactions always do so. PostgreSQL needs REPEATABLE READ.
    """
    with database.connect_to_read() as connection:
        if not database.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


def _engine(url: str, connections: Connections, more: Mapping[str, Any] = MappingProxyType({})) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise StoreUnusable(
                f"{parsed.get_backend_name()} is not supported: use sqlite:/// or postgresql+psycopg://."
            )
        if parsed.get_backend_name() == "sqlite":
            return create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
        most = connections.most
        return create_engine(
            parsed,
            connect_args={**connections.arguments(str(parsed.query.get("options", ""))), **more},
            pool_pre_ping=True,
            pool_size=min(most, KEPT_CONNECTIONS),
            max_overflow=max(0, most - KEPT_CONNECTIONS),
        )
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreUnusable(f"The database address cannot be read: {error}") from error


def _file_of(engine: Engine) -> Path | None:
    place = engine.url.database
    if engine.dialect.name != "sqlite" or not place or place == ":memory:" or place.startswith("file:"):
        return None
    return Path(place)


def _prepare_sqlite(engine: Engine, synchronous: Synchronous) -> None:
    file = _file_of(engine)

    @event.listens_for(engine, "do_connect")
    def open_file(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> None:
        """Open a file that cannot be written for reading only."""
        if file is not None:
            arguments[0], options["uri"] = opened_as(file)

    @event.listens_for(engine, "connect")
    def set_up(dbapi_connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        """Set the options of a new connection."""
        if not isinstance(dbapi_connection, sqlite3.Connection):
            return
        # The driver must not begin transactions by itself. It begins them too late, so updates would be lost.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KIB}")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """Begin a transaction for reading or writing."""
        options = connection.get_execution_options()
        if options.get("catalog_write"):
            _begin_writing(connection, options.get("catalog_patience", BUSY_SECONDS))
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection, patience: float) -> None:
    """Begin a writing transaction on SQLite when no other is open, or give up after ``patience`` seconds."""
    ends = time.monotonic() + patience
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute(f"PRAGMA busy_timeout = {ASK_MILLISECONDS}")
    try:
        while _is_taken(driver) and time.monotonic() < ends:
            pass
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _is_taken(driver: sqlite3.Connection) -> bool:
    """Try to begin a writing transaction. Tell whether another one blocks it."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return True
    return False
