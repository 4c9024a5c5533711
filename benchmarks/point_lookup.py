"""Point look-ups beside a bare FastAPI route that returns constant bytes: ``python -m benchmarks.point_lookup``.

Two servers of one uvicorn worker each, the catalog over ``seeds/`` and the bare route with a body of the same length,
are asked in turns over 32 kept connections. The client writes fixed bytes and reads to the stated length, so that it
is not what is measured. Printed: requests a second, their ratio, and the 99th percentile of the time for an answer.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response

from catalog.chemistry.pool import WorkerPool
from catalog.intake.accept import import_files
from catalog.intake.options import IntakeOptions
from catalog.store.database import Database
from catalog.store.filters import ProductFilter, Sort
from catalog.store.listing import list_products
from catalog.store.migrate import migrate

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
CONNECTIONS = 32
ROUNDS = 7
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
    """Fill a database with the seeds; the paths of single products, of CAS RNs, and the usual length of a body."""
    database = Database(url)
    migrate(database)
    with WorkerPool(2) as pool:
        import_files(database, pool, [SEEDS], IntakeOptions(actor="benchmark")).close()
    with database.read() as transaction:
        items = list_products(transaction, ProductFilter(), Sort(), limit=1000).items
        numbers = [f"/api/v1/products/{item.catalog_number}" for item in items]
        cas_rns = ["/api/v1/products?cas=89604-92-2"]
    database.close()
    return numbers, cas_rns, int(statistics.median(len(item.body.encode()) for item in items))


async def ask(port: int, paths: list[str], ends: float, times: list[float]) -> None:
    """Ask over one connection until the time is over."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    requests = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".encode() for path in paths]
    place = len(times)
    while (started := time.perf_counter()) < ends:
        writer.write(requests[place % len(requests)])
        place += 1
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head[:20]:
            raise SystemExit(f"{paths[0]} was answered with {head[:40]!r}")
        await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]))
        times.append(time.perf_counter() - started)
    writer.close()


async def measure(port: int, paths: list[str]) -> list[float]:
    """The times of all answers within one round, seconds."""
    times: list[float] = []
    ends = time.perf_counter() + SECONDS
    await asyncio.gather(*(ask(port, paths[place:] + paths[:place], ends, times) for place in range(CONNECTIONS)))
    return times


def started(stack: ExitStack, application: str, **environment: str) -> int:
    """Start a server of one worker; its port, once it listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", application, "--port", str(port)]
    server = subprocess.Popen([*command, "--log-level", "warning"], env={**os.environ, **environment})
    stack.callback(server.wait)
    stack.callback(server.terminate)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return port
        time.sleep(0.1)
    raise SystemExit(f"{application} does not start.")


def main() -> None:
    """Measure in turns and print."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="catalog-benchmark-"))
        url = os.environ.get("CATALOG_BENCHMARK_URL") or f"sqlite:///{folder}/catalog.db"
        numbers, cas_rns, length = filled(url)
        bare_port = started(stack, "benchmarks.point_lookup:bare", BENCHMARK_BYTES=str(length))
        port = started(stack, "catalog.web.serving:application", CATALOG_DATABASE_URL=url)
        targets = {
            "bare route": (bare_port, ["/constant"]),
            "by catalog number": (port, numbers),
            "by CAS RN": (port, cas_rns),
        }
        times: dict[str, list[list[float]]] = {name: [] for name in targets}
        for _ in range(ROUNDS):
            for name, (where, paths) in targets.items():
                times[name].append(asyncio.run(measure(where, paths)))
    print(f"{len(numbers)} products, bodies of {length} bytes, {CONNECTIONS} connections, {ROUNDS} rounds in turns")
    for name, rounds in times.items():
        ratio = statistics.median(len(one) / len(bare) for one, bare in zip(rounds, times["bare route"], strict=True))
        every = sorted(second for one in rounds for second in one)
        rate = statistics.median(len(one) for one in rounds) / SECONDS
        p99 = every[int(len(every) * 0.99)] * 1000
        print(f"{name:20} {rate:7.0f} requests/s   ratio {ratio:.2f}   p99 {p99:.1f} ms")


if __name__ == "__main__":
    main()
