"""Making a database of a backup, and trying whether that can be done."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url

from catalog.errors import Conflict, StoreUnusable
from catalog.store.backup.backups import Backup, copy_beside, verify_backup
from catalog.store.backup.contents import read_contents
from catalog.store.backup.copying import load_copy, require_same
from catalog.store.database import Database, database_file, snapshot

TABLE_OF_ANY = "products"


def restore_backup(backup: Backup, url: str, beside: Mapping[str, Path]) -> None:
    """Make a database of a backup, and compare it with what was copied.

    Args:
        backup: the backup. It is verified first.
        url: the address of the new database, of the same engine. It must not exist, or be empty.
        beside: where the files beside the database go, by their name in the backup.

    Raises:
        Conflict: there is a database already, or one of the files.
        StoreUnusable: the backup is damaged or of the other engine, or the new database differs from what was copied.
    """
    engine = make_url(url).get_backend_name()
    if engine != backup.engine:
        raise Conflict(f"The backup is of {backup.engine}, and the database to be made of it of {engine}.")
    taken = [beside[name] for name in backup.files if beside[name].exists()]
    if _has_database(url):
        raise Conflict("There is a database already. A backup is restored to a new place; move the old one away first.")
    if taken:
        raise Conflict(f"{taken[0]} exists. Move it away first.")
    verify_backup(backup)
    load_copy(engine, backup.database, url)
    database = Database(url)
    try:
        with snapshot(database) as transaction:
            require_same(backup.contents, read_contents(transaction), "The restored database")
    finally:
        database.close()
    for name in backup.files:
        beside[name].parent.mkdir(parents=True, exist_ok=True)
        copy_beside(backup.folder / name, beside[name])


def try_restoring(backup: Backup, url: str) -> None:
    """Restore a backup to a place that is removed afterwards: to a temporary folder, or a database of its own.

    Raises:
        StoreUnusable: it cannot be restored, or differs from what was copied.
    """
    with tempfile.TemporaryDirectory(prefix="catalog-drill-") as folder:
        beside = {name: Path(folder) / name for name in backup.files}
        if backup.engine == "sqlite":
            restore_backup(backup, f"sqlite:///{folder}/restored.db", beside)
            return
        with _temporary_database(url) as temporary:
            restore_backup(backup, temporary, beside)


def _has_database(url: str) -> bool:
    file = database_file(url)
    if make_url(url).get_backend_name() == "sqlite":
        if file is None:
            raise StoreUnusable("A backup cannot be restored to memory. Set CATALOG_DATABASE_URL to a file.")
        return file.exists()
    database = Database(url)
    try:
        with database.connect() as connection:
            return inspect(connection).has_table(TABLE_OF_ANY)
    finally:
        database.close()


@contextmanager
def _temporary_database(url: str) -> Iterator[str]:
    """Make a database on the server of another one, and drop it at the end."""
    name = f"catalog_drill_{uuid4().hex[:12]}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            yield make_url(url).set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        engine.dispose()
