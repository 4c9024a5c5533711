"""A watched folder: what arrives is imported once, moved with its report, and waited for while it grows."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import ImportStopped, StoreUnusable
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.report import Report
from catalog.intake.runs.watching import DONE, HELD, WatchedFolder
from catalog.store.database import Database
from catalog.store.reading.products import find_products
from tests.intake.conftest import PLAIN, Importer

HEADER = "Cat No,Name,CAS\n"
GOOD = f"{HEADER}A1,Ethanol,64-17-5\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of its own. The database is elsewhere."""
    made = tmp_path / "arrivals"
    made.mkdir()
    return made


def importing(importer: Importer, **changes: object) -> Callable[[Path], Report]:
    options = replace(PLAIN, **changes)  # type: ignore[arg-type]  # Each test names real options.
    return lambda path: import_files(importer.database, importer.pool, [path], options)


def looked(folder: WatchedFolder) -> list[str]:
    """Import what is in a folder. What was imported, and where it went."""
    told = folder.watch(lambda: not folder.ready(), look_seconds=0)
    return [f"{done.name} {done.moved_to.parent.name}: {done.said}" for done in told]


def report_of(folder: Path, name: str) -> dict[str, Any]:
    [report] = folder.glob(f"*-{name}.report.json")
    assert report.with_name(report.name.removesuffix(".report.json")).exists()
    document: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return document


def numbers(database: Database, *wanted: str) -> list[str]:
    with database.read() as transaction:
        return [product.catalog_number for number in wanted for product in find_products(transaction, number)]


def test_what_arrives_is_imported_and_moved_with_its_report(importer: Importer, folder: Path) -> None:
    (folder / "good.csv").write_text(GOOD)
    (folder / "wrong.csv").write_text(f"{HEADER}A2,Ethanol,64-17-6\nA3,Water,7732-18-5\n")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4")
    for number, name in enumerate(("good.csv", "wrong.csv", "scan.pdf")):
        os.utime(folder / name, (number, number))
    for name in (".hidden.csv", "~$open.xlsx", "upload.csv.part"):
        (folder / name).write_text(GOOD)
    (folder / "folder").mkdir()
    told = looked(WatchedFolder(folder, importing(importer, supplier="Acme"), quiet_seconds=0))
    assert told[:2] == ["good.csv done: 1 created", "wrong.csv held: 1 created, 1 held"]
    assert told[2].startswith("scan.pdf held: ")
    assert numbers(importer.database, "A1", "A2", "A3") == ["A1", "A3"]
    assert report_of(folder / DONE, "good.csv")["summary"]["created"] == 1
    assert report_of(folder / HELD, "wrong.csv")["records"][0]["findings"][0]["code"] == "cas-invalid"
    assert report_of(folder / HELD, "scan.pdf")["files"][0]["error"]
    left = {path.name for path in folder.iterdir()}
    assert left == {DONE, HELD, "folder", ".hidden.csv", "~$open.xlsx", "upload.csv.part"}


def test_the_same_name_may_come_every_night(importer: Importer, folder: Path) -> None:
    watched = WatchedFolder(folder, importing(importer), quiet_seconds=0)
    for night in range(3):
        (folder / "prices.csv").write_text(f"{GOOD}B{night},Water,\n")
        assert len(looked(watched)) == 1
    assert len(list((folder / DONE).glob("*-prices.csv"))) == 3


def test_a_file_that_grows_is_waited_for(folder: Path) -> None:
    at = [0.0]
    watched = WatchedFolder(folder, lambda _: pytest.fail("It is not complete."), clock=lambda: at[0])
    file = folder / "large.csv"
    for size in range(1, 5):
        file.write_text("x" * size)
        assert watched.ready() == []
        at[0] += 4.9
    assert watched.ready() == []
    at[0] += 0.2
    assert watched.ready() == [file]
    os.utime(file, (1, 1))
    assert watched.ready() == []


def test_what_refuses_a_whole_file_is_its_report(importer: Importer, folder: Path) -> None:
    rows = "".join(f"A{number},Water,\n" for number in range(9))
    (folder / "1.csv").write_text(HEADER + rows)
    watched = WatchedFolder(folder, importing(importer, complete=True), quiet_seconds=0)
    looked(watched)
    (folder / "2.csv").write_text(GOOD)
    [told] = looked(watched)
    assert told.startswith("2.csv held: The list lacks 8 of the 9 products")
    assert "lacks 8 of the 9" in report_of(folder / HELD, "2.csv")["error"]


def test_a_restart_goes_on_with_an_interrupted_file(importer: Importer, folder: Path) -> None:
    (folder / "a.csv").write_text(HEADER + "".join(f"A{number},Water,\n" for number in range(6)))
    cut = importing(importer, chunk=2, should_stop=lambda: True)
    with pytest.raises(ImportStopped):
        cut(folder / "a.csv")
    assert looked(WatchedFolder(folder, cut, quiet_seconds=0)) == []
    assert (folder / "a.csv").exists()
    assert looked(WatchedFolder(folder, importing(importer), quiet_seconds=0)) == ["a.csv done: 6 created"]


def test_a_file_stays_if_the_database_cannot_be_used(folder: Path) -> None:
    def fails(_path: Path) -> Report:
        raise StoreUnusable("The disk is full.")

    (folder / "a.csv").write_text(GOOD)
    with pytest.raises(StoreUnusable):
        looked(WatchedFolder(folder, fails, quiet_seconds=0))
    assert [path.name for path in folder.iterdir()] == ["a.csv"]
