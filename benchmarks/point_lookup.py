"""Point look-ups beside a bare FastAPI route that returns constant bytes: ``python -m benchmarks.point_lookup``.

Two servers of one uvicorn worker each, the catalog and the bare route with a body of the same length, are asked in
turns over 32 kept connections. The catalog is that of ``CATALOG_BENCHMARK_URL``, or one of the ``seeds/``; an empty one
is filled with them. A thousand products from all over it are asked for. The client writes fixed bytes and reads to the
stated length, so that it is not what is measured. Printed: requests a second, their ratio, and the 99th percentile of
the time for an answer.

Then ``catalog serve`` with one worker and with two is asked in turns, and printed how many look-ups two answer to
one's, and what each costs the processor. The client uses the same processors: only where nothing else runs does this
say much.
"""

from __future__ import annotations

import itertools
import os
import selectors
import socket
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.responses import Response

from benchmarks.processes import free_port, started, wait_for
from benchmarks.processor_time import seconds_of
from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.reading.products import count_products
from catalog.store.tables import product_cas_rns, products, texts

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
CONNECTIONS = 32
ROUNDS = 7
ASKED_FOR = 1_000
"""How many products are asked for."""
SECONDS = 2.0


def bare() -> FastAPI:
    """The bare application, as its server builds it."""
    app = FastAPI()
    body = b"x" * int(os.environ["BENCHMARK_BYTES"])

    @app.get("/constant")
    async def constant() -> Response:
        return Response(body, media_type="application/json")

    return app


def filled(url: str) -> tuple[list[str], list[str], int]:
    """Fill an empty database with the seeds; paths of products and of CAS RNs, and the usual length of a body."""
    database = Database(url)
    migrate(database)
    with database.read() as transaction:
        is_empty = not count_products(transaction)
    if is_empty:
        with WorkerPool(2) as pool:
            import_files(database, pool, [SEEDS], IntakeOptions(actor="benchmark")).close()
    with database.read() as transaction:
        column, number = products.c, product_cas_rns.c
        step = max(1, count_products(transaction) // ASKED_FOR)
        some = select(column.catalog_number, func.length(texts.c.text)).join(texts, texts.c.id == column.body_id)
        some = some.where(column.id % step == 0)
        rows = transaction.execute(some.order_by(column.id)).all()
        cas_rns = transaction.scalars(select(number.cas_rn).distinct().where(number.product_id % step == 0)).all()
    database.close()
    numbers = [f"/api/v1/products/{quote(row.catalog_number)}" for row in rows]
    return numbers, [f"/api/v1/products?cas={text}" for text in cas_rns], int(statistics.median(row[1] for row in rows))


class Connection:
    """One kept connection: a question is sent, and its answer read to the stated length."""

    def __init__(self, port: int, paths: list[str]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = itertools.cycle(
            [f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".encode() for path in paths]
        )
        self._held = b""
        self._asked = 0.0

    def ask(self) -> None:
        """Send the next question."""
        self._asked = time.perf_counter()
        self.socket.sendall(next(self._requests))

    def seconds(self) -> float | None:
        """Read what has come; how long the answer took, None while some of it is still to come."""
        self._held += self.socket.recv(1 << 16)
        head, parted, body = self._held.partition(b"\r\n\r\n")
        if not parted or len(body) < int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]):
            return None
        if b" 200 " not in head[:20]:
            raise SystemExit(f"answered with {head[:40]!r}")
        self._held = b""
        return time.perf_counter() - self._asked


def measure(port: int, paths: list[str]) -> list[float]:
    """The times of all answers within one round, seconds."""
    times: list[float] = []
    with ExitStack() as stack:
        waiting = stack.enter_context(selectors.DefaultSelector())
        for place in range(CONNECTIONS):
            connection = Connection(port, paths[place % len(paths) :] + paths[: place % len(paths)])
            stack.callback(connection.socket.close)
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        ends = time.perf_counter() + SECONDS
        while time.perf_counter() < ends:
            for key, _ in waiting.select(1.0):
                seconds = key.data.seconds()
                if seconds is not None:
                    times.append(seconds)
                    key.data.ask()
    return times


def served(stack: ExitStack, application: str, ready: str, **settings: str) -> int:
    """Start a server of one worker that ends with the stack; its port, once it answers at the path ``ready``."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", application, "--port", str(port), "--log-level", "warning"]
    wait_for(f"http://127.0.0.1:{port}{ready}", stack.enter_context(started(command, settings, log=None)))
    return port


def compare_workers(stack: ExitStack, url: str, paths: list[str]) -> None:
    """Measure one and two workers in turns and print."""
    servers = {}
    for workers in (1, 2):
        port = free_port()
        command = [sys.executable, "-m", "catalog", "serve", "--port", str(port), "--workers", str(workers)]
        process = stack.enter_context(started(command, {"CATALOG_DATABASE_URL": url}))
        wait_for(f"http://127.0.0.1:{port}/readyz", process)
        servers[workers] = (port, process.pid)
    rates: dict[int, list[float]] = {workers: [] for workers in servers}
    costs: dict[int, list[float]] = {workers: [] for workers in servers}
    for _ in range(ROUNDS):
        for workers, (port, pid) in servers.items():
            before = seconds_of(pid)
            number = len(measure(port, paths))
            rates[workers].append(number / SECONDS)
            costs[workers].append(1e6 * (seconds_of(pid) - before) / number)
    for workers in servers:
        rate, cost = statistics.median(rates[workers]), statistics.median(costs[workers])
        more = statistics.median(some / one for some, one in zip(rates[workers], rates[1], strict=True))
        dearer = statistics.median(some / one for some, one in zip(costs[workers], costs[1], strict=True))
        print(f"{workers} workers  {rate:7.0f} requests/s ({more:.2f})   processor {cost:.0f} µs each ({dearer:.2f})")


def main() -> None:
    """Measure in turns and print."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="catalog-benchmark-"))
        url = os.environ.get("CATALOG_BENCHMARK_URL") or f"sqlite:///{folder}/catalog.db"
        numbers, cas_rns, length = filled(url)
        bare_port = served(stack, "benchmarks.point_lookup:bare", "/constant", BENCHMARK_BYTES=str(length))
        port = served(stack, "catalog.web.serving:application", "/readyz", CATALOG_DATABASE_URL=url)
        targets = {
            "bare route": (bare_port, ["/constant"]),
            "by catalog number": (port, numbers),
            "by CAS RN": (port, cas_rns),
        }
        times: dict[str, list[list[float]]] = {name: [] for name in targets}
        for _ in range(ROUNDS):
            for name, (where, paths) in targets.items():
                times[name].append(measure(where, paths))
        compare_workers(stack, url, numbers)
    print(f"{len(numbers)} products, bodies of {length} bytes, {CONNECTIONS} connections, {ROUNDS} rounds in turns")
    for name, rounds in times.items():
        ratio = statistics.median(len(one) / len(bare) for one, bare in zip(rounds, times["bare route"], strict=True))
        every = sorted(second for one in rounds for second in one)
        rate = statistics.median(len(one) for one in rounds) / SECONDS
        p99 = every[int(len(every) * 0.99)] * 1000
        print(f"{name:20} {rate:7.0f} requests/s   ratio {ratio:.2f}   p99 {p99:.1f} ms")


if __name__ == "__main__":
    main()
