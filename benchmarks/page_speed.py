"""Server time of product pages: ``python -m benchmarks.page_speed [FILE…]``.

``seeds/``, or the files named, come into one database one after another. Every product is then asked for twice of one
application in this process, without a network: cold (its structure was never drawn) and warm. Printed for each file, of
the products that it was the first to bring, and for all: how many pages, and the median, the 95th percentile and the
largest time in milliseconds, as time on the clock and as processor time of this process. The drawing, which a worker
process makes, is in the clock's time alone; the page's goal is a median under 50 ms.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fastapi.testclient import TestClient

from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.settings import Settings
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.reading.history import changes_since
from catalog.web.app import create_app
from catalog.web.views.addresses import product_path

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


UNSOLD = {"catalog_number": "none", "name": "Cyclopropane", "smiles": "C1CC1"}
"""A record that is only checked, and wakes the worker processes."""


class Timed(NamedTuple):
    """How long one page took, in milliseconds, and how long it is, in bytes."""

    clock: float
    processor: float
    size: int


def main(files: Sequence[Path]) -> None:
    """Import, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/catalog.db"
        brought = _import(url, files)
        with TestClient(create_app(Settings(database_url=url))) as client:
            client.get("/")
            # Whoever comes first waits for the worker processes to start, which a server does once.
            client.post("/api/v1/check", json=UNSOLD).raise_for_status()
            timed = {name: [(_ask(client, path), _ask(client, path)) for path in brought[name]] for name in brought}
    print(f"{'':42}{'pages':>6}{'median':>18}{'95th percentile':>18}{'largest':>18}   (clock / processor, ms)")
    for name, pages in timed.items():
        _print(name, pages)
    every = [pair for pages in timed.values() for pair in pages]
    _print("all", every)
    print(f"The largest page has {max(warm.size for _cold, warm in every):,} bytes.")


def _import(url: str, files: Sequence[Path]) -> dict[str, list[str]]:
    """The pages of the products that each file was the first to bring, by the file's name."""
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    brought: dict[str, list[str]] = {}
    seq = 0
    with WorkerPool(2) as pool:
        for file in files:
            import_files(database, pool, [file], IntakeOptions(actor="benchmark", report_products=False)).close()
            with database.read() as transaction:
                changes = changes_since(transaction, seq, 1_000_000)
            created = [product_path(change.catalog_number) for change in changes if change.change == "created"]
            if created:
                brought[file.name], seq = created, changes[-1].seq
    database.close()
    return brought


def _print(name: str, pages: Sequence[tuple[Timed, Timed]]) -> None:
    for words, timed in zip(("cold", "warm"), zip(*pages, strict=True), strict=True):
        clock, processor = sorted(page.clock for page in timed), sorted(page.processor for page in timed)
        cells = [f"{f'{of(clock):.1f} / {of(processor):.1f}':>18}" for of in (statistics.median, _percentile, max)]
        print(f"{name[:36]:37}{words:5}{len(timed):>6}{''.join(cells)}")


def _ask(client: TestClient, path: str) -> Timed:
    clock, processor = time.perf_counter(), time.process_time()
    answer = client.get(path)
    spent = Timed(1e3 * (time.perf_counter() - clock), 1e3 * (time.process_time() - processor), len(answer.content))
    assert answer.status_code == 200, path  # noqa: S101  # A page that fails is no page to time.
    return spent


def _percentile(values: Sequence[float]) -> float:
    return values[int(0.95 * (len(values) - 1))]


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or [SEEDS])
