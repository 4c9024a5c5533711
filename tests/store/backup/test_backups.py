"""Backups: made while others write, verified, restored to the same, refused where they are damaged."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from catalog.errors import CatalogError, Conflict, NotFound, StoreUnusable
from catalog.product.text.folding import product_key
from catalog.store.backup.backups import Backup, list_backups, make_backup, read_backup, remove_oldest, verify_backup
from catalog.store.backup.contents import differing_tables, read_contents
from catalog.store.backup.restoring import restore_backup, try_restoring
from catalog.store.database import Database, snapshot
from catalog.store.writing.products import Author, keep_products, remove_products
from tests import requirements
from tests.conftest import make_empty
from tests.small_disk import SmallDisk
from tests.store.entries_made import make_entry

AUTHOR = Author("test")


@pytest.fixture
def filled(database: Database) -> Database:
    """Two hundred products, one of them removed."""
    if not database.is_sqlite:
        requirements.program("pg_dump")
    with database.write() as transaction:
        keep_products(transaction, [make_entry(f"A{number}", f"Product {number}") for number in range(200)], AUTHOR)
        remove_products(transaction, [product_key("A3")], AUTHOR)
    return database


@pytest.fixture
def made(tmp_path: Path) -> Backup:
    """A backup of a small SQLite database, with a file beside it."""
    reference = tmp_path / "reference"
    reference.write_text("own knowledge\n", encoding="utf-8")
    reference.chmod(0o600)
    make_empty(f"sqlite:///{tmp_path}/catalog.db")
    database = Database(f"sqlite:///{tmp_path}/catalog.db")
    try:
        with database.write() as transaction:
            keep_products(transaction, [make_entry("A1", "Water"), make_entry("A2", "Acetone")], AUTHOR)
        (tmp_path / "brand").mkdir()
        (tmp_path / "brand" / "logo.svg").write_text("<svg/>", encoding="utf-8")
        beside = {"reference": reference, "other": tmp_path / "none", "brand": tmp_path / "brand"}
        return make_backup(database, tmp_path / "backups", beside)
    finally:
        database.close()


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def test_a_backup_restores_to_the_same(filled: Database, tmp_path: Path) -> None:
    backup = make_backup(filled, tmp_path / "backups", {})
    assert (backup.products, read_backup(backup.folder)) == (199, backup)
    verify_backup(backup)
    try_restoring(backup, url_of(filled))


def test_backups_made_while_others_write_are_each_of_one_moment(filled: Database, tmp_path: Path) -> None:
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            with filled.write() as transaction:
                entries = [make_entry(f"B{number}-{place}", f"Pair {number}") for place in (1, 2)]
                keep_products(transaction, entries, AUTHOR)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [make_backup(filled, tmp_path / "backups", {}) for _ in range(5)]
    finally:
        ended.set()
        writer.join(60)
    for backup in backups:
        assert backup.products % 2 == 199 % 2  # Whole pairs only.
        try_restoring(backup, url_of(filled))
    assert [one.folder for one in list_backups(tmp_path / "backups")] == [one.folder for one in backups]


def test_the_contents_tell_every_change_and_not_the_order(filled: Database) -> None:
    with snapshot(filled) as transaction:
        before = read_contents(transaction)
        assert read_contents(transaction) == before
    with filled.write() as transaction:
        keep_products(transaction, [make_entry("A1", "Product one")], AUTHOR)
    with snapshot(filled) as transaction:
        differing = differing_tables(before, read_contents(transaction))
    assert {"products", "product_names", "revisions", "texts"} <= set(differing)
    assert not {"people", "runs", "stored_files"} & set(differing)


def _cut(backup: Backup) -> None:
    with backup.database.open("r+b") as file:
        file.truncate(backup.database.stat().st_size // 2)


def _zeroed(backup: Backup) -> None:
    with backup.database.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(bytes(4096))


def _sql(statement: str) -> Callable[[Backup], object]:
    def alter(backup: Backup) -> None:
        with closing(sqlite3.connect(backup.database)) as connection:
            connection.execute(statement)
            connection.commit()

    return alter


def _without(name: str) -> Callable[[Backup], object]:
    return lambda backup: (backup.folder / name).unlink()


def _manifest(change: Callable[[dict[str, object]], object]) -> Callable[[Backup], object]:
    def alter(backup: Backup) -> None:
        path = backup.folder / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        change(manifest)
        path.write_text(json.dumps(manifest), encoding="utf-8")

    return alter


DAMAGES: list[tuple[Callable[[Backup], object], str]] = [
    (_cut, "is damaged"),
    (_zeroed, "damaged"),
    (
        _sql("UPDATE products SET name = 'Ethanol' WHERE catalog_number = 'A1'"),
        "differs from what was copied, in: products",
    ),
    (_sql("DELETE FROM product_names"), "product_names"),
    (_sql("DROP TABLE product_names"), "product_names"),
    (_without("catalog.db"), "is missing"),
    (_without("reference"), "lacks reference"),
    (_without("manifest.json"), "is no backup"),
    (_manifest(lambda manifest: manifest.pop("tables")), "is damaged"),
    (_manifest(lambda manifest: manifest.update(format=9)), "made by another release"),
    (_manifest(lambda manifest: manifest.update(tables={})), "differs"),
    (lambda backup: (backup.folder / "manifest.json").write_bytes(b'{"format": 1, '), "is damaged"),
    (lambda backup: (backup.folder / "manifest.json").write_bytes(b"[]"), "is damaged"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGES)
def test_a_damaged_backup_is_refused_and_nothing_is_made_of_it(
    made: Backup, tmp_path: Path, damage: Callable[[Backup], object], words: str
) -> None:
    damage(made)
    place = tmp_path / "restored.db"
    new = {name: tmp_path / f"restored-{name}" for name in ("reference", "brand")}
    with pytest.raises(CatalogError, match=words):
        restore_backup(read_backup(made.folder), f"sqlite:///{place}", new)
    assert not place.exists()


def test_a_backup_is_restored_with_the_files_beside_it(made: Backup, tmp_path: Path) -> None:
    place, reference = tmp_path / "new.db", tmp_path / "new-reference"
    restore_backup(made, f"sqlite:///{place}", {"reference": reference, "brand": tmp_path / "new-brand"})
    assert (tmp_path / "new-brand" / "logo.svg").read_text(encoding="utf-8") == "<svg/>"
    assert reference.read_text(encoding="utf-8") == "own knowledge\n"
    assert (made.files, reference.stat().st_mode & 0o777) == (("reference", "brand"), 0o600)
    with closing(sqlite3.connect(place)) as connection:
        assert connection.execute("SELECT count(*) FROM products").fetchone() == (2,)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///{0}/catalog.db", "There is a database already"),
        ("sqlite:///{0}/new.db", "reference exists"),
        ("postgresql+psycopg:///catalog", "of sqlite, and the database to be made of it of postgresql"),
    ],
)
def test_nothing_is_overwritten(made: Backup, tmp_path: Path, url: str, words: str) -> None:
    with pytest.raises(Conflict, match=words):
        restore_backup(made, url.format(tmp_path), {name: tmp_path / name for name in ("reference", "brand")})
    assert not (tmp_path / "new.db").exists()


def test_only_the_oldest_complete_backups_are_removed(made: Backup) -> None:
    folder = made.folder.parent
    names = [f"catalog-2020010{day}T000000Z" for day in (1, 2, 3)]
    for name in names:
        shutil.copytree(made.folder, folder / name)
    for other in ("catalog-20200101T000000Z.part", "notes"):
        (folder / other).mkdir()
    assert [path.name for path in remove_oldest(folder, 2)] == names[:2]
    assert {path.name for path in folder.iterdir()} == {
        names[2], made.folder.name, "catalog-20200101T000000Z.part", "notes",
    }  # fmt: skip


def test_a_folder_without_backups_has_none(tmp_path: Path) -> None:
    assert list_backups(tmp_path / "none") == []
    with pytest.raises(NotFound, match="is no backup"):
        read_backup(tmp_path)


def test_a_full_disk_leaves_nothing_half(filled: Database, small_disk: SmallDisk) -> None:
    small_disk.fill()
    with pytest.raises((StoreUnusable, OSError)):
        make_backup(filled, small_disk.folder / "backups", {})
    small_disk.free()
    assert list((small_disk.folder / "backups").glob("*")) == []
