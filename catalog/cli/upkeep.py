"""The commands that maintain a database."""

from __future__ import annotations

from catalog.cli.console import console
from catalog.cli.opening import existing_database, opened_structures
from catalog.settings import load_settings
from catalog.store.database import Database
from catalog.store.migrate import migrate, schema_state
from catalog.store.writing.reindexing import reindex_texts


def reindex() -> None:
    """Rebuild the search indexes from the tables."""
    settings = load_settings()
    with existing_database(settings) as database:
        with database.write() as transaction:
            reindex_texts(transaction)
        with opened_structures(settings, database) as structures:
            count = structures.make_anew()
    console.print(f"The search indexes are rebuilt. {count:,} structures can be searched.")


def migrate_() -> None:
    """Migrate the database to this release's revision."""
    settings = load_settings()
    database = Database(settings.database_url, audit_key=settings.audit_key_file)
    try:
        done = migrate(database)
        where = schema_state(database).head
    finally:
        database.close()
    console.print(f"The database is {'now' if done else 'already'} at revision {where}.")
