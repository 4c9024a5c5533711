"""Making, listing and reading backups.

A backup is a folder: the copy of the database, the files beside it, and ``manifest.json``, which says what is in them.
It is made under a temporary name, verified, and renamed last. So a folder with a good name is complete.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from catalog.errors import NotFound, StoreUnusable
from catalog.store.backup.contents import Contents, TableContent, read_contents
from catalog.store.backup.copying import DUMP, copy_database, verify_copy
from catalog.store.database import Database, snapshot
from catalog.store.migrate import schema_state

MANIFEST = "manifest.json"
FORMAT = 1
"""The form of the manifest."""
PART = ".part"
"""The end of the name of a backup that is being made."""
_NAME = re.compile(r"catalog-[0-9]{8}T[0-9]{6}Z(-[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Backup:
    """A complete backup.

    Attributes:
        folder: its folder.
        made_at: when it was made: RFC 3339, UTC.
        revision: the revision of its schema.
        engine: ``sqlite`` or ``postgresql``.
        contents: the content of each table.
        files: the files and folders beside the database, by name.
    """

    folder: Path
    made_at: str
    revision: str
    engine: str
    contents: Contents
    files: tuple[str, ...]

    @property
    def database(self) -> Path:
        """Return the copy of the database."""
        return self.folder / DUMP[self.engine]

    @property
    def products(self) -> int:
        """Return the number of products."""
        return self.contents["products"].rows


def make_backup(database: Database, folder: Path, beside: Mapping[str, Path]) -> Backup:
    """Copy a database while it is used, verify the copy, and return it.

    Args:
        database: the database. It is at this release's revision.
        folder: where backups are kept. It is made if need be.
        beside: the files and folders beside the database that belong to it, by their name in the backup. One that
            does not exist is left out.

    Raises:
        StoreUnusable: it cannot be copied, or the copy is not what was copied. Nothing is left behind.
        OSError: the folder cannot be written, or its disk is full.
    """
    at = datetime.now(UTC)
    with _new_folder(folder, f"catalog-{at:%Y%m%dT%H%M%SZ}") as part:
        revision = schema_state(database).head
        with snapshot(database) as transaction:
            engine = "sqlite" if database.is_sqlite else "postgresql"
            copy_database(database, transaction, part / DUMP[engine])
            contents = read_contents(transaction)
        verify_copy(engine, part / DUMP[engine], contents)
        files = tuple(name for name, path in beside.items() if path.exists())
        for name in files:
            copy_beside(beside[name], part / name)
        backup = Backup(part, f"{at:%Y-%m-%dT%H:%M:%SZ}", revision, engine, contents, files)
        (part / MANIFEST).write_text(_manifest(backup), encoding="utf-8")
        _sync(part)
    return read_backup(_renamed(part))


def copy_beside(source: Path, target: Path) -> None:
    """Copy a file or folder with its mode: the key of the audit chain is closed to others."""
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


def list_backups(folder: Path) -> list[Backup]:
    """Return the complete backups in a folder, oldest first."""
    there = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)] if folder.is_dir() else []
    return sorted((read_backup(path) for path in there if (path / MANIFEST).is_file()), key=lambda one: one.folder.name)


def remove_oldest(folder: Path, keep: int) -> list[Path]:
    """Remove all backups but the newest ``keep``, and return what was removed."""
    old = [backup.folder for backup in list_backups(folder)[:-keep]]
    for path in old:
        shutil.rmtree(path)
    return old


def read_backup(folder: Path) -> Backup:
    """Read a backup's manifest.

    Raises:
        NotFound: there is no complete backup.
        StoreUnusable: the manifest cannot be read.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise StoreUnusable(
                f"{folder} was made by another release: its form is {manifest['format']}, not {FORMAT}."
            )
        return Backup(
            folder,
            manifest["made_at"],
            manifest["revision"],
            manifest["engine"],
            {name: TableContent(*content) for name, content in manifest["tables"].items()},
            tuple(manifest["files"]),
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(f"{folder} is no backup: it has no {MANIFEST}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreUnusable(f"{folder / MANIFEST} is damaged ({error}). Use another backup.") from error


def verify_backup(backup: Backup) -> None:
    """Compare a backup with its manifest.

    Raises:
        StoreUnusable: they differ, or the copy cannot be read.
    """
    verify_copy(backup.engine, backup.database, backup.contents)
    missing = [name for name in backup.files if not (backup.folder / name).exists()]
    if missing:
        raise StoreUnusable(f"{backup.folder} lacks {', '.join(missing)}.")


def _manifest(backup: Backup) -> str:
    described = {
        "format": FORMAT,
        "made_at": backup.made_at,
        "revision": backup.revision,
        "engine": backup.engine,
        "products": backup.products,
        "files": list(backup.files),
        "tables": {name: list(content) for name, content in backup.contents.items()},
    }
    return json.dumps(described, indent=1) + "\n"


@contextmanager
def _new_folder(folder: Path, name: str) -> Iterator[Path]:
    """Make a folder under a temporary name, and remove it if anything fails."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (folder / _numbered(name, number)).exists() or (folder / (_numbered(name, number) + PART)).exists():
        number += 1
    part = folder / (_numbered(name, number) + PART)
    part.mkdir(0o700)
    with ExitStack() as undoing:
        undoing.callback(shutil.rmtree, part, ignore_errors=True)
        yield part
        undoing.pop_all()


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _renamed(part: Path) -> Path:
    good = part.with_name(part.name.removesuffix(PART))
    part.rename(good)
    _sync_folder(good.parent)
    return good


def _sync(folder: Path) -> None:
    """Wait until all files of a folder are on the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
