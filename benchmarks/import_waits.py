"""How long other writers wait for imports and undos: ``python -m benchmarks.import_waits [--records N] [--url URL]``.

A second process makes API keys, one after the other, as an editor's requests would write: first alone, then while the
records of ``CATALOG_TEST_DATA`` are imported, then while an import that gave each of them another structure is taken
back, and while the first one is. Printed are the waits' percentiles; at most 200 ms is aimed for.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

from benchmarks.import_speed import import_cost, records_file, write_part
from benchmarks.processes import beside, next_told
from catalog.intake.workers import import_workers
from catalog.store.access.keys import create_key
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.writing.undoing import undo_run

PAUSE_SECONDS = 0.02
ALONE_SECONDS = 2.0
LATEST = 120.0
"""How long the writer may take to begin, and to end, s."""


def write_until(url: str, stop: Event, answer: Connection) -> None:
    """Write small things until told to stop: that it has begun, and afterwards how long each took, s."""
    database = Database(url)
    seconds: list[float] = []
    while not stop.is_set():
        begun = time.perf_counter()
        with database.write() as transaction:
            create_key(transaction, "reader", "benchmark")
        seconds.append(time.perf_counter() - begun)
        if len(seconds) == 1:
            answer.send("begun")
        time.sleep(PAUSE_SECONDS)
    database.close()
    answer.send(sorted(seconds))


def told(waits: list[float]) -> str:
    """Percentiles of sorted waits, ms."""
    shown = {"median": 0.5, "p99": 0.99, "worst": 1.0}
    parts = [
        f"{name} {1000 * waits[min(int(part * len(waits)), len(waits) - 1)]:6.1f} ms" for name, part in shown.items()
    ]
    return f"{len(waits):6} writes  " + "  ".join(parts)


def write_changed(source: Path, target: Path) -> None:
    """Write the same records with each other's structures: every product is another than before."""
    with source.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream, delimiter="\t")
    kept = [header.index("cas"), header.index("iupac_name")]
    others = [*rows[1:], *rows[:1]]
    for row, other in zip(rows, others, strict=True):
        row[:] = [own if place in kept else new for place, (own, new) in enumerate(zip(row, other, strict=True))]
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter="\t").writerows([header, *rows])


@contextmanager
def writer_beside(url: str, words: str) -> Iterator[None]:
    """Write beside what is done in the block, and print the waits."""
    stop = multiprocessing.get_context("spawn").Event()
    with beside(write_until, url, stop) as writer:
        # A busy machine takes seconds to load the process; what is measured begins after that.
        next_told(writer, LATEST)
        yield
        stop.set()
        print(f"{words:32}{told(next_told(writer, LATEST))}")


def main() -> None:
    """Print the waits alone, beside an import and beside undos."""
    parser = argparse.ArgumentParser(description="How long other writers wait for imports and undos.")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--url", default=None, help="an empty database; by default SQLite in a temporary folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalog-waits-") as folder:
        path, changed = Path(folder) / "records.tsv", Path(folder) / "changed.tsv"
        url = chosen.url or f"sqlite:///{folder}/waits.db"
        write_part(records_file(), path, chosen.records)
        write_changed(path, changed)
        database = Database(url)
        migrate(database)
        with writer_beside(url, "alone"):
            time.sleep(ALONE_SECONDS)
        with writer_beside(url, "beside an import"):
            cost, counts = import_cost(path, database, chosen.jobs)
        print(f"  {cost.wall:.1f} s, {counts['created']} created")
        _, counts = import_cost(changed, database, chosen.jobs)
        for run, words in ((2, "beside the undo of its changes"), (1, "beside the undo of the import")):
            begun = time.perf_counter()
            with writer_beside(url, words), import_workers(chosen.jobs) as pool:
                undone = undo_run(database, pool, run, "benchmark")
            seconds = time.perf_counter() - begun
            print(f"  {seconds:.1f} s, {len(undone.restored)} restored, {len(undone.removed)} removed")
        database.close()


if __name__ == "__main__":
    main()
