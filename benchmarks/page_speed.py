"""Server time of product pages: ``python -m benchmarks.page_speed [FILE…]``.

Every product of ``seeds/``, or of the files named, is asked for twice of one application in this process, without a
network: cold (its structure was never drawn) and warm. Printed for each: the median, the 95th percentile and the
largest time, in milliseconds, as time on the clock and as processor time of this process. The drawing, which a worker
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

from catalog.chemistry.pool import WorkerPool
from catalog.intake.accept import import_files
from catalog.intake.options import IntakeOptions
from catalog.settings import Settings
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.sitemap import sitemap_parts, sitemap_products
from catalog.web.app import create_app
from catalog.web.pages import product_path

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


class Timed(NamedTuple):
    """How long one page took, in milliseconds, and how long it is, in bytes."""

    clock: float
    processor: float
    size: int


def main(files: Sequence[Path]) -> None:
    """Import, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/catalog.db"
        paths = _import(url, files)
        with TestClient(create_app(Settings(database_url=url))) as client:
            client.get("/")
            # The first drawing waits for the worker processes to start, which a server does once.
            client.get(paths[-1])
            runs = {name: [_ask(client, path) for path in paths] for name in ("cold", "warm")}
    print(f"{len(paths):,} pages, largest {max(page.size for page in runs['warm']):,} bytes")
    print(f"{'':6}{'median':>18}{'95th percentile':>18}{'largest':>18}   (clock / processor, ms)")
    for name, pages in runs.items():
        columns = [sorted(page.clock for page in pages), sorted(page.processor for page in pages)]
        cells = [
            f"{f'{of(columns[0]):.1f} / {of(columns[1]):.1f}':>18}" for of in (statistics.median, _percentile, max)
        ]
        print(f"{name:6}{''.join(cells)}")


def _import(url: str, files: Sequence[Path]) -> list[str]:
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    with WorkerPool(2) as pool:
        import_files(database, pool, list(files), IntakeOptions(actor="benchmark")).close()
    with database.read() as transaction:
        paths = [
            product_path(item.catalog_number)
            for part in sitemap_parts(transaction)
            for item in sitemap_products(transaction, part.number)
        ]
    database.close()
    return paths


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
