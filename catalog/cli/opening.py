"""Opening what the settings name: the database and its structure index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from catalog.settings import Settings
from catalog.store.database import Database
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
