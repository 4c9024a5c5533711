"""How long other writers wait while an import runs: ``python -m benchmarks.import_waits [--records N] [--url URL]``.

A second process makes API keys, one after the other, as an editor's requests would write: first alone, then while the
records of ``CATALOG_TEST_DATA`` are imported. Printed are the waits' percentiles; at most 200 ms is aimed for.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from multiprocessing.synchronize import Event
from pathlib import Path

from benchmarks.import_speed import import_cost, records_file, write_part
from catalog.store.database import Database
from catalog.store.keys import create_key
from catalog.store.migrate import migrate

PAUSE_SECONDS = 0.02
ALONE_SECONDS = 2.0


def write_until(url: str, begun_writing: Event, stop: Event, waits: multiprocessing.Queue[list[float]]) -> None:
    """Write small things until told to stop; how long each took, s."""
    database = Database(url)
    seconds: list[float] = []
    while not stop.is_set():
        begun = time.perf_counter()
        with database.write() as transaction:
            create_key(transaction, "reader", "benchmark")
        seconds.append(time.perf_counter() - begun)
        begun_writing.set()
        time.sleep(PAUSE_SECONDS)
    database.close()
    waits.put(seconds)


class Writer:
    """The second process."""

    def __init__(self, url: str) -> None:
        context = multiprocessing.get_context("spawn")
        begun_writing, self._stop = context.Event(), context.Event()
        self._waits: multiprocessing.Queue[list[float]] = context.Queue()
        self._process = context.Process(target=write_until, args=(url, begun_writing, self._stop, self._waits))
        self._process.start()
        # A busy machine takes seconds to load the process; what is measured begins after that.
        begun_writing.wait()

    def finish(self) -> list[float]:
        """Stop it; the waits, s."""
        self._stop.set()
        waits = self._waits.get()
        self._process.join()
        return sorted(waits)


def told(waits: list[float]) -> str:
    """Percentiles of sorted waits, ms."""
    shown = {"median": 0.5, "p99": 0.99, "worst": 1.0}
    parts = [
        f"{name} {1000 * waits[min(int(part * len(waits)), len(waits) - 1)]:6.1f} ms" for name, part in shown.items()
    ]
    return f"{len(waits):6} writes  " + "  ".join(parts)


def main() -> None:
    """Print the waits alone and beside an import."""
    parser = argparse.ArgumentParser(description="How long other writers wait while an import runs.")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--url", default=None, help="an empty database; by default SQLite in a temporary folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalog-waits-") as folder:
        path, url = Path(folder) / "records.tsv", chosen.url or f"sqlite:///{folder}/waits.db"
        write_part(records_file(), path, chosen.records)
        database = Database(url)
        migrate(database)
        writer = Writer(url)
        time.sleep(ALONE_SECONDS)
        print("alone              ", told(writer.finish()))
        writer = Writer(url)
        cost, counts = import_cost(path, database, chosen.jobs)
        print("beside an import   ", told(writer.finish()))
        print(f"the import: {cost.wall:.1f} s, {counts['created']} created")
        database.close()


if __name__ == "__main__":
    main()
