"""Hostile structures on every route that takes one: ``python -m benchmarks.hostile_routes [--structures 400]``.

A server over the seeds (or ``--url``) is sent structures of ``benchmarks.hostile_made``, by every route, first one at a
time, then eight at once from addresses of their own. Printed are the answers by status, the slowest of each route, how
many took longer than the deadline and a second, and what memory the server process holds (PSS, its workers apart).
Exits with 1 where an answer was late or a server error.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from benchmarks.hostile_made import hostile_structures
from benchmarks.processes import free_port, run, started, wait_for

DEADLINE = 2.0
LATE = DEADLINE + 1.0
SEEDS = Path(__file__).resolve().parents[1] / "seeds"
PRODUCT = "CT00001"


class Request(NamedTuple):
    """One request of a route."""

    route: str
    method: str
    path: str
    body: bytes | None = None
    kind: str = "application/json"


def requests_of(text: str) -> Iterator[Request]:
    """The requests that send a structure by every route."""
    asked = quote(text.encode("utf-8", "surrogatepass"), safe="")
    for name in ("structure", "substructure", "superstructure", "similar_to"):
        yield Request(f"products?{name}", "GET", f"/api/v1/products?{name}={asked}")
    yield Request("products?structure&ignore", "GET", f"/api/v1/products?structure={asked}&ignore=stereo")
    yield Request("products?substructure&facets", "GET", f"/api/v1/products?substructure={asked}&facets=storage")
    yield Request("search", "GET", f"/api/v1/search?q={asked}")
    yield Request("search page", "GET", f"/search?q={asked}")
    for kind in ("smiles", "substructure", "superstructure", "similar"):
        yield Request(f"search page, {kind}", "GET", f"/search?q={asked}&kind={kind}")
    yield Request("search.csv", "GET", f"/search.csv?q={asked}&kind=substructure")
    yield Request("highlight", "GET", f"/api/v1/products/{PRODUCT}/structure.svg?highlight={asked}")
    yield Request("lookup", "POST", "/api/v1/lookup", _json({"identifiers": [text[:2_000]] * 3 + [text[:1_000]]}))
    form = urlencode({"text": text}, errors="replace").encode()
    yield Request("lookup page", "POST", "/lookup", form, "application/x-www-form-urlencoded")
    for field in ("smiles", "molfile", "inchi"):
        yield Request(
            f"check {field}", "POST", "/api/v1/check", _json({"catalog_number": "X", "name": "X", field: text})
        )


def _json(value: object) -> bytes:
    return json.dumps(value).encode("utf-8", "replace")


class Tally:
    """What was answered."""

    def __init__(self) -> None:
        self.statuses: dict[str, Counter[int]] = defaultdict(Counter)
        self.slowest: dict[str, tuple[float, str]] = {}
        self.late: list[tuple[str, float, str]] = []

    def count(self, request: Request, status: int, seconds: float, text: str) -> None:
        """Note one answer."""
        self.statuses[request.route][status] += 1
        self.slowest[request.route] = max(self.slowest.get(request.route, (0.0, "")), (seconds, text[:60]))
        if seconds > LATE:
            self.late.append((request.route, seconds, text[:60]))

    def tell(self, title: str) -> None:
        """Print it."""
        print(f"\n{title}\n{'route':32}{'slowest':>9}  answers by status")
        for route, statuses in self.statuses.items():
            print(f"{route:32}{self.slowest[route][0]:8.2f}s  {dict(sorted(statuses.items()))}")
        for route, seconds, text in self.late[:20]:
            print(f"late: {route} {seconds:.1f} s for {text!r}")

    def has_trouble(self) -> bool:
        """Tell whether anything was late, or failed."""
        return bool(self.late) or any(status >= 500 or status == 0 for one in self.statuses.values() for status in one)


def ask(port: int, request: Request, address: str) -> tuple[int, float]:
    """The status (0 where the connection broke) and the seconds of one request."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
    try:
        headers = {"Content-Type": request.kind, "Sec-Fetch-Site": "same-origin"}
        connection.request(request.method, request.path, request.body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - began
    except (http.client.HTTPException, OSError):
        return 0, time.perf_counter() - began
    finally:
        connection.close()


def play(port: int, texts: list[str], clients: int) -> Tally:
    """Send everything, so many at once."""
    tally = Tally()
    work = [(request, text) for text in texts for request in requests_of(text) if len(request.path) < 30_000]

    def one(numbered: tuple[int, tuple[Request, str]]) -> None:
        number, (request, text) = numbered
        tally.count(request, *ask(port, request, f"127.0.1.{number % clients + 1}"), text)

    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(one, enumerate(work)))
    return tally


@contextmanager
def served(url: str | None) -> Iterator[tuple[int, int]]:
    """A server: its port and its process."""
    with tempfile.TemporaryDirectory(prefix="catalog-hostile-") as folder:
        port = free_port()
        settings = {
            "CATALOG_DATABASE_URL": url or f"sqlite:///{folder}/catalog.db",
            "CATALOG_CLIENT_SECONDS": "3600",
            "CATALOG_SEARCH_SECONDS": str(DEADLINE),
        }
        command = [sys.executable, "-m", "catalog"]
        if url is None:
            run([*command, "import", str(SEEDS)], settings, 300)
        with started([*command, "serve", "--port", str(port)], settings, log=None) as server:
            wait_for(f"http://127.0.0.1:{port}/healthz", server)
            yield port, server.pid


def proportional_memory(process: int) -> float:
    """The memory of one process, MB, with what it shares counted in parts (PSS)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    """Play, print, and exit with 1 where something went wrong."""
    parser = argparse.ArgumentParser(description="Hostile structures on every route that takes one.")
    parser.add_argument("--structures", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default=None, help="a database with products; by default the seeds")
    chosen = parser.parse_args()
    texts = hostile_structures(chosen.structures, chosen.seed)
    with served(chosen.url) as (port, process):
        tallies = []
        for clients in (1, 8):
            tallies.append(play(port, texts, clients))
            tallies[-1].tell(f"{clients} at once")
            print(f"the server process: {proportional_memory(process):.0f} MB")
    sys.exit(any(tally.has_trouble() for tally in tallies))


if __name__ == "__main__":
    main()
