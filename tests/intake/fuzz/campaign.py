"""Importing wrong files by the hundred, and telling at which of them the program fails.

``python -m tests.intake.fuzz.campaign --count 1000 --seed 7`` (``make fuzz``) does it at length, and leaves what it
finds in a folder.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.readers.recognise import WORKBOOKS
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.writing.intake_log import OUTCOMES
from tests.intake.fuzz.mutations import MUTATIONS, wrong_file

AT_ONCE = 100
"""So many files are imported together; where that fails as a whole, one by one."""


ROWLESS = ("csv", "tsv", *WORKBOOKS, None)
"""A table may have a header and no rows; what has no format was passed over."""


@dataclass(frozen=True, slots=True)
class Escape:
    """A file at which the program fails.

    Attributes:
        path: the file.
        why: what it fails with.
    """

    path: Path
    why: str


def write_wrong_files(folder: Path, kind: str, seed: int, numbers: range) -> list[Path]:
    """Write the wrong files of a kind."""
    paths = []
    for number in numbers:
        path = folder / f"{kind.replace('.', '_')}_{seed}_{number}.{kind.rpartition('.')[2]}"
        path.write_bytes(wrong_file(kind, seed, number))
        paths.append(path)
    return paths


def import_all(database: Database, pool: WorkerPool, paths: list[Path]) -> dict[str, Any]:
    """The whole report of an import, as its JSON text says."""
    report = import_files(database, pool, paths, IntakeOptions(actor="fuzz", rest_seconds=0, again=True))
    try:
        document: dict[str, Any] = json.loads("".join(report.parts()))
    finally:
        report.close()
    return document


def escapes_of(report: dict[str, Any]) -> Iterator[Escape]:
    """The files of a report at which the program failed, and what does not add up in it."""
    summary = report["summary"]
    assert summary["records"] == sum(summary[outcome] for outcome in OUTCOMES) == len(report["records"])
    accounted = {record["file"] for record in report["records"]}
    for file in report["files"]:
        if "The program failed" in (file["error"] or ""):
            yield Escape(Path(file["path"]), file["error"])
        elif not file["error"] and file["format"] not in ROWLESS and file["path"] not in accounted:
            yield Escape(Path(file["path"]), "It has neither records nor an error.")
        elif file["error"] and file["path"] in accounted:
            yield Escape(Path(file["path"]), "It has records besides its error.")
    for record in report["records"]:
        for finding in record["findings"]:
            if finding["code"] == "record-failed":
                yield Escape(Path(record["file"]), finding["message"])


def campaign(
    database: Database, pool: WorkerPool, folder: Path, kind: str, seed: int, numbers: range
) -> Iterator[Escape]:
    """Import the wrong files of a kind, and give those at which the program fails."""
    for start in range(numbers.start, numbers.stop, AT_ONCE):
        paths = write_wrong_files(folder, kind, seed, range(start, min(start + AT_ONCE, numbers.stop)))
        yield from escapes_of(import_all(database, pool, paths))


def main() -> int:
    """Run a campaign over every kind; 1 where something escaped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="files of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(MUTATIONS), action="append")
    parser.add_argument("--database", help="an empty database; by default a new SQLite file")
    asked = parser.parse_args()
    kept = Path(tempfile.mkdtemp(prefix="catalog-fuzz-"))
    found = 0
    with tempfile.TemporaryDirectory() as name, import_workers(2) as pool:
        database = Database(asked.database or f"sqlite:///{name}/fuzz.db", synchronous="NORMAL")
        migrate(database)
        for kind in asked.kind or MUTATIONS:
            began, folder = time.perf_counter(), Path(name, "files")
            folder.mkdir()
            for escape in campaign(database, pool, folder, kind, asked.seed, range(asked.count)):
                found += 1
                shutil.copy(str(escape.path).partition("!")[0], kept)
                print(f"{kept / escape.path.name}: {escape.why}")
            shutil.rmtree(folder)
            print(f"{kind}: {asked.count} files, {time.perf_counter() - began:.0f} s", flush=True)
        database.close()
    print(f"{found} escaped" + (f"; they are in {kept}" if found else ""))
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
