"""Look-ups while others send hostile queries: ``python -m benchmarks.hostile_lookups [--clients 1] [--records 20000]``.

One server of one worker over real structures. Eight connections ask for products by their numbers, 50 times a second
each, first alone, then while one client or several send the structures of ``CATALOG_TEST_DATA``'s hostile collection as
substructure, superstructure and similarity queries, one after the other without a pause. Printed are the look-ups'
percentiles (p99 under 50 ms is aimed for) and how the hostile queries were answered; exits with 1 where the server
failed over one of them.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import itertools
import json
import os
import selectors
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from multiprocessing.connection import Connection as Told
from pathlib import Path
from urllib.parse import quote

from benchmarks.import_speed import import_cost, records_file, write_part
from benchmarks.point_lookup import Connection, served
from benchmarks.processes import beside, next_told
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort

CONNECTIONS, PER_SECOND = 8, 50
ALONE_SECONDS, BESIDE_SECONDS = 10.0, 60.0
LATEST = 120.0
"""How long the hostile clients may take to begin, and to hear their last answers, s."""
ASKED = ("substructure", "similar_to", "superstructure")
LONGEST_QUERY = 20_000
"""Characters: longer ones are refused by the server before anything reads them."""


def hostile_queries() -> list[str]:
    """The paths of all hostile queries."""
    with gzip.open(records_file().parents[1] / "hostile" / "structures.jsonl.gz", "rt", encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    texts = dict.fromkeys(text for case in cases for text in (case["text"], case.get("query")) if text)
    encoded = [quote(text[:LONGEST_QUERY], safe="") for text in texts]
    return [f"/api/v1/products?{kind}={text}" for text in encoded for kind in ASKED]


def ask_in_turn(port: int, paths: list[str], stop: threading.Event, statuses: Counter[int]) -> None:
    """One client: ask for one path after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for path in itertools.cycle(paths):
        if stop.is_set():
            break
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            statuses[answer.status] += 1
        except (http.client.HTTPException, OSError):
            # A server refuses what is too long for it by closing the connection.
            statuses[0] += 1
            connection.close()
    connection.close()


def be_hostile(port: int, clients: int, seconds: float, answer: Told) -> None:
    """All hostile clients, in a process of their own: that they have begun, and afterwards the statuses."""
    stop = threading.Event()
    paths, statuses = hostile_queries(), [Counter[int]() for _ in range(clients)]
    threads = [
        threading.Thread(target=ask_in_turn, args=(port, paths[place::clients], stop, statuses[place]))
        for place in range(clients)
    ]
    for thread in threads:
        thread.start()
    answer.send("begun")
    stop.wait(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    answer.send(sum(statuses, Counter()))


def look_up(port: int, paths: list[str], seconds: float) -> list[float]:
    """Ask at an even pace; how long after it was due each answer came, s, sorted."""
    times: list[float] = []
    pause = 1 / PER_SECOND
    with ExitStack() as stack:
        waiting = stack.enter_context(selectors.DefaultSelector())
        connections = [Connection(port, paths[place:] + paths[:place]) for place in range(CONNECTIONS)]
        for connection in connections:
            stack.callback(connection.socket.close)
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
        begun = time.perf_counter()
        due = {connection: begun + place * pause / CONNECTIONS for place, connection in enumerate(connections)}
        asked: set[Connection] = set()
        while (now := time.perf_counter()) < begun + seconds:
            for connection in connections:
                if connection not in asked and due[connection] <= now:
                    connection.ask()
                    asked.add(connection)
            for key, _ in waiting.select(0.001):
                connection = key.data
                if connection.seconds() is not None:
                    times.append(time.perf_counter() - due[connection])
                    due[connection] += pause
                    asked.discard(connection)
    return sorted(times)


def told(times: list[float]) -> str:
    """Percentiles, ms."""
    parts = ((0.5, "median"), (0.95, "p95"), (0.99, "p99"), (1.0, "worst"))
    shown = [f"{name} {1000 * times[min(int(part * len(times)), len(times) - 1)]:6.1f} ms" for part, name in parts]
    return f"{len(times):6} look-ups  " + "  ".join(shown)


def main() -> None:
    """Fill a database, serve it, and measure alone and beside."""
    parser = argparse.ArgumentParser(description="Look-ups while others send hostile queries.")
    parser.add_argument("--clients", type=int, default=1, help="how many send hostile queries at once")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--url", default=None, help="an empty database; by default SQLite in a temporary folder")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="catalog-hostile-"))
        url = chosen.url or f"sqlite:///{folder}/catalog.db"
        paths = _fill(Path(folder), url, chosen.records)
        settings = {"CATALOG_DATABASE_URL": url, "CATALOG_INDEX_FOLDER": folder}
        port = served(stack, "catalog.web.serving:application", "/readyz", **settings)
        look_up(port, paths, 2.0)
        print("alone                     ", told(look_up(port, paths, ALONE_SECONDS)))
        statuses = _beside(port, chosen.clients, paths)
    print("hostile queries, by status", dict(sorted(statuses.items())))
    sys.exit(any(status >= 500 and status != 503 for status in statuses))


def _fill(folder: Path, url: str, records: int) -> list[str]:
    """Import so many records; the paths of some of them."""
    database = Database(url)
    migrate(database)
    write_part(records_file(), folder / "records.tsv", records)
    import_cost(folder / "records.tsv", database, os.cpu_count() or 2)
    with database.read() as transaction:
        items = list_products(transaction, ProductFilter(), Sort(), limit=1000).items
    database.close()
    return [f"/api/v1/products/{quote(item.catalog_number, safe='')}" for item in items]


def _beside(port: int, clients: int, paths: list[str]) -> Counter[int]:
    with beside(be_hostile, port, clients, BESIDE_SECONDS) as hostile:
        next_told(hostile, LATEST)
        print("beside hostile queries    ", told(look_up(port, paths, BESIDE_SECONDS)))
        statuses: Counter[int] = next_told(hostile, LATEST)
    return statuses


if __name__ == "__main__":
    main()
