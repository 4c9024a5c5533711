"""Opening what the settings name: the database and its structure index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from catalog.errors import NotFound
from catalog.settings import Settings
from catalog.store.database import Database, database_file
from catalog.store.migrate import migrate
from catalog.store.structures.engine import open_structure_index
from catalog.store.structures.index import StructureIndex

OpenDatabase = Callable[[], AbstractContextManager[Database]]


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """The database, brought to this release's revision; refused where it is newer."""
    database = Database(settings.database_url, synchronous=settings.sqlite_synchronous)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def existing_database(settings: Settings) -> AbstractContextManager[Database]:
    """The database, for a command that only reads.

    Raises:
        NotFound: there is no such file, which would otherwise be made, empty.
    """
    file = database_file(settings.database_url)
    if file is not None and not file.exists():
        raise NotFound(f"There is no database {file}; CATALOG_DATABASE_URL names another, and an import makes one.")
    return opened_database(settings)


def opened_structures(settings: Settings, database: Database) -> AbstractContextManager[StructureIndex]:
    """The structure index that the settings name."""
    return open_structure_index(
        database,
        settings.database_url,
        settings.index_folder,
        engine=settings.structure_engine,
        workers=1,
        seconds=settings.search_seconds,
    )
