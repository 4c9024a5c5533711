"""Opening the database and the structure index of the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from catalog.errors import NotFound
from catalog.intake.reference_additions import own_reference
from catalog.reference.reference import Reference
from catalog.reference.references import open_references
from catalog.settings import Settings
from catalog.store.database import Database, database_file
from catalog.store.migrate import migrate
from catalog.store.structures.engine import open_structure_index
from catalog.store.structures.index import StructureIndex

OpenDatabase = Callable[[], AbstractContextManager[Database]]


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """Open the database and migrate it to this release's revision. A newer one is refused."""
    database = Database(
        settings.database_url, synchronous=settings.sqlite_synchronous, audit_key=settings.audit_key_file
    )
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def existing_database(settings: Settings) -> AbstractContextManager[Database]:
    """Open the database for a command that has nothing to do without one.

    Raises:
        NotFound: the file does not exist. Otherwise an empty one would be created.
    """
    file = database_file(settings.database_url)
    if file is not None and not file.exists():
        raise NotFound(f"There is no database {file}. Import a file to create it, or set CATALOG_DATABASE_URL.")
    return opened_database(settings)


def opened_reference(settings: Settings) -> Reference:
    """Open the reference knowledge: that of this release, and what the operator added."""
    return open_references(own_reference(settings.database_url, settings.reference_file))


def opened_structures(settings: Settings, database: Database) -> AbstractContextManager[StructureIndex]:
    """Open the structure index of the settings."""
    return open_structure_index(
        database,
        settings.database_url,
        settings.index_folder,
        engine=settings.structure_engine,
        workers=1,
        seconds=settings.search_seconds,
    )
