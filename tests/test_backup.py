"""The backup scripts of docs/operating.md, as they stand there: what has a good name is a good backup."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from benchmarks import processes
from catalog.store.database import Database
from catalog.store.reading.products import count_products
from catalog.store.writing.products import Author, keep_products
from tests import requirements
from tests.conftest import migrated
from tests.small_disk import SmallDisk
from tests.store.entries_made import make_entry

OPERATING = Path(__file__).resolve().parent.parent / "docs" / "operating.md"
AUTHOR = Author("test")


def scripts() -> list[str]:
    """The blocks of shell in the section on backups."""
    section = OPERATING.read_text(encoding="utf-8").partition("\n## Backups\n")[2].partition("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, flags=re.DOTALL | re.MULTILINE)


def back_up(script: int, source: str | Path, folder: Path, *, before: str = "") -> subprocess.CompletedProcess[str]:
    command = ["sh", "-c", before + scripts()[script], "backup.sh", str(source), str(folder)]
    return processes.run(command, {})


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[Database]:
    """A database of some 600 kB."""
    requirements.program("sqlite3")
    with migrated(f"sqlite:///{tmp_path}/catalog.db") as database:
        keep_many(database, "A")
        yield database


def keep_many(database: Database, letter: str) -> None:
    with database.write() as connection:
        entries = [make_entry(f"{letter}{number}", description={"text": "Long. " * 500}) for number in range(60)]
        keep_products(connection, entries, AUTHOR)


def products_in(path: Path) -> int:
    with migrated(f"sqlite:///{path}") as database, database.read() as connection:
        return count_products(connection)


@contextmanager
def written_meanwhile(database: Database) -> Iterator[None]:
    """While it lasts, somebody writes to the database."""
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            keep_many(database, f"W{number % 5}-")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join(30)


class TestSqlite:
    def test_makes_a_whole_copy_while_others_write(self, stocked: Database, tmp_path: Path) -> None:
        folder = tmp_path / "backups"
        folder.mkdir()
        with written_meanwhile(stocked):
            done = back_up(0, tmp_path / "catalog.db", folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert [path.name for path in folder.iterdir()] == [Path(done.stdout.strip()).name]
        assert products_in(Path(done.stdout.strip())) >= 60

    @pytest.mark.usefixtures("stocked")
    @pytest.mark.parametrize("blocks", [0, 100, 400], ids="after {} half kilobytes".format)
    def test_gives_no_name_to_what_found_no_room(self, tmp_path: Path, blocks: int) -> None:
        self._is_refused(tmp_path / "catalog.db", tmp_path / "backups", before=f"ulimit -f {blocks}\n")

    @pytest.mark.usefixtures("stocked")
    def test_gives_no_name_on_a_disk_that_is_full(self, tmp_path: Path, small_disk: SmallDisk) -> None:
        small_disk.fill()
        self._is_refused(tmp_path / "catalog.db", small_disk.folder, left=["filler"])

    @pytest.mark.parametrize("harm", ["no database", "empty", "another file", "damaged", "no folder"])
    def test_gives_no_name_to_what_is_no_backup(self, stocked: Database, tmp_path: Path, harm: str) -> None:
        stocked.close()
        path, folder = tmp_path / "catalog.db", tmp_path / "backups"
        if harm == "no database":
            path = tmp_path / "elsewhere.db"
        elif harm == "empty":
            path.write_bytes(b"")
        elif harm == "another file":
            path.write_bytes(b"no database" * 1_000)
        elif harm == "damaged":
            content = bytearray(path.read_bytes())
            content[len(content) // 2 :] = os.urandom(len(content) - len(content) // 2)
            path.write_bytes(content)
        else:
            folder = folder / "missing"
        self._is_refused(path, folder, makes=harm != "no folder")
        assert harm != "no database" or not path.exists()

    def _is_refused(
        self, path: Path, folder: Path, *, before: str = "", left: list[str] | None = None, makes: bool = True
    ) -> None:
        if makes:
            folder.mkdir(exist_ok=True)
        done = back_up(0, path, folder, before=before)
        assert done.returncode != 0
        assert f"No backup of {path} was made." in done.stderr
        assert not makes or sorted(entry.name for entry in folder.iterdir()) == (left or [])


class TestPostgres:
    @pytest.fixture
    def server(self, postgres_url: str) -> Iterator[str]:
        requirements.program("pg_dump")
        with migrated(postgres_url) as database:
            keep_many(database, "A")
            yield make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)

    def test_makes_a_whole_copy(self, server: str, tmp_path: Path) -> None:
        done = back_up(1, server, tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        [dump] = tmp_path.iterdir()
        assert dump.suffix == ".dump"
        assert dump.stat().st_size > 10_000

    def test_gives_no_name_to_what_found_no_room(self, server: str, tmp_path: Path) -> None:
        done = back_up(1, server, tmp_path, before="ulimit -f 10\n")
        assert done.returncode != 0
        assert not list(tmp_path.glob("*.dump"))
