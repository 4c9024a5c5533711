"""Migrating a database to this program's revision, and refusing a newer one."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from catalog.errors import StoreBusy, StoreFull, StoreNewer, StoreUnusable
from catalog.store.database import WRITE_LOCK, Database
from catalog.store.writing.chain_beginning import begin_chain, is_to_begin
from catalog.store.writing.filling import fill, has_unfilled
from catalog.store.writing.moving_texts import MOVES

if TYPE_CHECKING:
    import sqlite3

TRIES = 10
"""How often a migration is tried while others use the tables."""
PAUSE_SECONDS = 1.0
"""How long others can go on between two tries."""
LOCK_WAIT = "2s"
"""How long a change of a table waits for those who use it. Readers wait behind it."""
ROOM_FOR_TEXTS = "0013"
"""At this revision documents move out of the rows of products. The next revision needs this to be done."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The database's revision compared with this program.

    Attributes:
        at: its revision, or None if it is new.
        head: the revision that this program needs.
        known: whether this program knows the database's revision at all.
        is_filled: whether all new columns and tables of the migrations are filled, and the audit chain has begun.
    """

    at: str | None
    head: str
    known: bool
    is_filled: bool

    @property
    def is_current(self) -> bool:
        """Tell whether nothing needs to be done."""
        return self.at == self.head and self.is_filled

    def __str__(self) -> str:
        return f"revision {self.at}" + ("" if self.is_filled else ", not completely filled")


def schema_state(database: Database) -> SchemaState:
    """Read the database's revision."""
    script = ScriptDirectory.from_config(_config())
    head = script.get_current_head()
    if head is None:
        raise StoreUnusable("The migrations are missing. Install the program again.")
    with database.connect_to_read() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
        is_filled = at != head or not (has_unfilled(connection) or is_to_begin(connection))
    revisions = {revision.revision for revision in script.walk_revisions()}
    return SchemaState(at, head, at is None or at in revisions, is_filled)


def migrate(database: Database) -> bool:
    """Migrate the database to this program's revision and fill new columns. Tell whether anything changed.

    Raises:
        StoreNewer: a newer release has migrated it already.
    """
    before = schema_state(database)
    if not before.known:
        raise StoreNewer(
            f"The database is at revision {before.at}, which is newer than this release. Run the newer "
            "release, or restore an older backup."
        )
    if before.is_current:
        return False
    if before.at != before.head:
        if before.at is not None and before.at <= ROOM_FOR_TEXTS:
            _upgrade(database, ROOM_FOR_TEXTS)
            fill(database, MOVES)
        _upgrade(database, "head")
    fill(database)
    begin_chain(database)
    if before.at is not None and before.at <= ROOM_FOR_TEXTS:
        _give_back(database)
    return True


def _give_back(database: Database) -> None:
    """Return the free space of the old rows to the disk. PostgreSQL does so by itself.

    SQLite writes the whole file again for this. If the disk has no room, or somebody else is writing, the file stays
    as it is.
    """
    if database.is_sqlite:
        with suppress(StoreFull, StoreBusy), database.connect() as connection:
            driver = cast("sqlite3.Connection", connection.connection.driver_connection)
            driver.execute("VACUUM")


def _upgrade(database: Database, revision: str) -> None:
    """Upgrade to a revision when nobody else uses the tables.

    A change of a table waits for every open transaction that has read it, and all later readers wait behind it. So on
    PostgreSQL it waits for a short time only, lets the others go on, and tries again.

    Raises:
        StoreBusy: another program keeps a transaction open.
    """
    for attempt in range(1, TRIES + 1):
        try:
            _upgrade_once(database, revision)
            break
        except StoreBusy as error:
            if database.is_sqlite:
                raise
            if attempt == TRIES:
                message = "The database cannot be migrated: another program keeps a transaction open on it."
                hint = "End that program, or its transaction (see pg_stat_activity), and try again."
                raise StoreBusy(f"{message} {hint} ({error})", public=f"{message} {hint}") from error
            time.sleep(PAUSE_SECONDS)


def _upgrade_once(database: Database, revision: str) -> None:
    """Upgrade to a revision in one exclusive transaction.

    Foreign keys are off on SQLite during this. Its batch mode copies and drops tables, and with foreign keys a drop
    would delete every child row.
    """
    config = _config()
    with database.connect() as connection:
        config.attributes["connection"] = connection
        if database.is_sqlite:
            forget_foreign_keys(connection)
            connection.execution_options(catalog_write=True)
        with connection.begin():
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITE_LOCK})
                connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": LOCK_WAIT})
            command.upgrade(config, revision)
        if database.is_sqlite:
            connection.invalidate()


def forget_foreign_keys(connection: Connection) -> None:
    """Switch off the foreign keys of a connection to SQLite. It must be invalidated afterwards.

    SQLite ignores this inside a transaction, and SQLAlchemy begins one with every statement.
    """
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute("PRAGMA foreign_keys = OFF")


def _config() -> Config:
    """Return Alembic's configuration. The migrations are beside the package in a checkout, else inside it."""
    package = Path(__file__).parent.parent
    places = (package / "migrations", package.parent / "migrations")
    config = Config()
    found = next((place for place in places if (place / "env.py").is_file()), None)
    if found is None:
        raise StoreUnusable("The migrations are missing. Install the program again.")
    config.set_main_option("script_location", str(found).replace("%", "%%"))
    return config
