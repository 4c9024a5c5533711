"""Files that cannot be read, and no room for temporary ones."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import StoreFull, UnwritableFile
from catalog.intake.readers.source import ReadOptions, open_sources
from catalog.store.reading.products import count_products
from catalog.store.writing.intake_log import list_runs
from tests.conftest import migrated
from tests.file_limits import files_no_longer_than
from tests.intake.conftest import Importer
from tests.small_disk import SmallDisk

SEED = Path(__file__).resolve().parents[2] / "seeds" / "bpta.txt"


def test_in_a_folder_what_is_no_file_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    shutil.copy(SEED, tmp_path)
    (tmp_path / "broken.csv").symlink_to("/no/such/file")
    os.mkfifo(tmp_path / "pipe.csv")
    sources = list(open_sources(tmp_path, ReadOptions()))
    errors = {Path(one.path).name: str(one.error) for one in sources if one.error is not None}
    assert errors == {
        "broken.csv": "The target of the link does not exist.",
        "pipe.csv": "This is not a file or a folder. Save its output as a file.",
    }
    assert [Path(one.path).name for one in sources if one.error is None] == ["bpta.txt"]


@contextmanager
def as_nobody() -> Iterator[None]:
    """While it lasts, this process may read no more than anybody, even where root runs the tests."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("closed", ["own.txt", "inner", "."])
def test_what_may_not_be_read_is_told(closed: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inner").mkdir()
        shutil.copy(SEED, folder / "own.txt")
        shutil.copy(SEED, folder / "inner" / "other.txt")
        folder.chmod(0o755)
        (folder / closed).chmod(0)
        with as_nobody():
            sources = list(open_sources(folder, ReadOptions()))
        folder.chmod(0o700)
        (folder / closed).chmod(0o700)
    errors = {one.path: str(one.error) for one in sources if one.error is not None}
    assert list(errors) == [str(folder / closed)]
    assert "Permission denied" in errors[str(folder / closed)]
    assert len(sources) == (1 if closed == "." else 2)


def test_a_name_that_is_no_utf_8_is_kept_with_escapes(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        shutil.copy(SEED, path)
    except OSError:
        pytest.skip("needs a file system that takes names of any bytes")
    report = importer(path)
    assert report["summary"]["created"] == 1
    assert report["files"][0]["path"].endswith(r"caf\xe9.txt")
    assert report["records"][0]["file"].endswith(r"caf\xe9.txt")


def table(rows: int) -> str:
    """A table that hardly packs, so that nobody takes it for an archive that is made to fill disks."""
    words = random.Random(7)  # noqa: S311  # Any words will do, the same each time.
    lines = (f"N{number},Product {number},{words.randbytes(2_000).hex()}\n" for number in range(rows))
    return "catalog_number,name,description\n" + "".join(lines)


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_no_room_to_unpack_is_told_and_is_not_the_files_fault(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "packed"
    content = table(600)
    if kind == "gzip":
        path.write_bytes(gzip.compress(content.encode()))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("table.csv", content)
    with (
        files_no_longer_than(1 << 20),
        pytest.raises(UnwritableFile, match=r"temporary file in .*File too large.*TMPDIR"),
    ):
        list(open_sources(path, ReadOptions()))


def test_no_room_for_the_report_keeps_what_is_committed(
    postgres_url: str, pool: WorkerPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL, whose own files are not limited together with the report's."""
    monkeypatch.setattr("catalog.intake.runs.report.SPOOL_BYTES", 1_000)
    path = tmp_path / "table.csv"
    path.write_text(table(400), encoding="utf-8")
    said = r"temporary file in .*Stopped after \d+ of 400 records. Run the same command"
    with migrated(postgres_url) as database:
        importer = Importer(database, pool)
        with files_no_longer_than(1 << 20), pytest.raises(UnwritableFile, match=said):
            importer(path, chunk=50)
        assert importer(path)["summary"]["created"] == 400


def test_an_import_onto_a_disk_that_fills_up_goes_on_when_there_is_room(
    small_disk: SmallDisk, pool: WorkerPool, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(table(300), encoding="utf-8")
    with migrated(f"sqlite:///{small_disk.folder}/catalog.db") as database:
        importer = Importer(database, pool)
        (small_disk.folder / "filler").write_bytes(bytes(2 << 20))
        said = r"disk is full.*database or disk is full\)\. Stopped after \d+ of 300 records. Run the same command"
        with pytest.raises(StoreFull, match=said):
            importer(path, chunk=50)
        with database.read() as transaction:
            [run] = list_runs(transaction, before=None, limit=10)
            assert run.records_done == count_products(transaction)
        small_disk.free()
        small_disk.grow(60)
        report = importer(path, chunk=50)
        assert (report["run"], report["summary"]["created"]) == (1, 300)
