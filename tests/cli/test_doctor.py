"""What `catalog doctor` says of a machine and its settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from catalog.cli.doctor import doctor as command
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.writing.products import Author, keep_products
from tests.conftest import make_empty, migrated
from tests.small_disk import SmallDisk
from tests.store.entries_made import make_entry


def doctor(folder: Path, **settings: str) -> tuple[int, str]:
    """The exit code, and what is written."""
    program = typer.Typer(pretty_exceptions_enable=False)
    program.command()(command)
    environment = {"CATALOG_DATABASE_URL": f"sqlite:///{folder}/catalog.db", **settings}
    done = CliRunner().invoke(program, env=environment)
    assert isinstance(done.exception, SystemExit | None)
    return done.exit_code, done.stdout


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ({}, 0, "look   database      There is no"),
        ({"CATALOG_HOST": "0.0.0.0"}, 0, "look   proxy         0.0.0.0 can be reached from elsewhere without TLS"),  # noqa: S104
        ({"CATALOG_BASE_URL": "https://catalog.example.org"}, 0, "CATALOG_TRUSTED_PROXIES is not set"),
        ({"CATALOG_STRUCTURE_ENGINE": "cartridge"}, 1, "wrong  structures"),
        (
            {"CATALOG_DATABASE_URL": "postgresql+psycopg://x@127.0.0.1:1/x"},
            1,
            "wrong  database      The database cannot",
        ),
        ({"CATALOG_UPLOADS_FOLDER": "/"}, 1, "wrong  folders"),
        ({"CATALOG_CHECK_NAMES": "1", "PATH": "/nonexistent"}, 1, "wrong  names         CATALOG_CHECK_NAMES is on"),
    ],
)
def test_says_what_to_do(tmp_path: Path, settings: dict[str, str], code: int, words: str) -> None:
    done, said = doctor(tmp_path, **settings)
    assert (done, words in said) == (code, True), said


def test_tells_of_a_database(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/catalog.db")
    try:
        migrate(database)
        with database.write() as transaction:
            keep_products(transaction, [make_entry("A1"), make_entry("A2")], Author("test"))
            transaction.exec_driver_sql("UPDATE revisions SET at = '2999-01-01T00:00:00.000000Z' WHERE number = 1")
    finally:
        database.close()
    code, said = doctor(tmp_path)
    assert code == 1
    assert "2 products" in said
    assert "wrong  clock         The last change was made at 2999" in said


def test_tells_of_a_database_that_can_only_be_read(small_disk: SmallDisk) -> None:
    make_empty(f"sqlite:///{small_disk.folder}/catalog.db")
    small_disk.make_read_only()
    _code, said = doctor(small_disk.folder)
    assert "ok     database      SQLite" in said
    assert f"look   disk          This user cannot write {small_disk.folder}/catalog.db: it can be read" in said


def test_tells_of_a_standby_that_is_none(postgres_url: str, tmp_path: Path) -> None:
    with migrated(postgres_url):
        code, said = doctor(tmp_path, CATALOG_DATABASE_URL=postgres_url, CATALOG_READ_URL=postgres_url)
    assert (code, "wrong  standby       CATALOG_READ_URL names a server that is no standby" in said) == (1, True), said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_tells_of_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    code, said = doctor(tmp_path)
    assert (code, "This user cannot write" in said) == (1, True)
