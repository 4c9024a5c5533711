"""What the desk costs when it is full, and what guesses and edits at once do: ``python -m benchmarks.desk_load``.

Three tables, each over a database of its own, with one application in this process and no network:

- the pages of the desk over many held drafts, runs and products: processor time of this process, first right after a
  change of the catalog, then again. At most 100 ms is aimed for.
- guesses of keys, and of one person's password, from one address: how many were answered, refused unread, and logged.
- clients that change one product, each with the entity tag that it has read: how many edits were kept, and lost.

``--drafts``, ``--runs``, ``--products``, ``--guesses``, ``--clients`` and ``--edits`` say how many.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from catalog.settings import Settings
from catalog.store.access.keys import create_key
from catalog.store.access.people import create_person
from catalog.store.compounds.comparing import CatalogComparer
from catalog.store.database import Database
from catalog.store.entries import Entry
from catalog.store.migrate import migrate
from catalog.store.writing.held_drafts import HeldDraft, keep_drafts
from catalog.store.writing.intake_log import LoggedRecord, begin_run, finish_run, log_records
from catalog.store.writing.products import Author, keep_products
from catalog.web.app import create_app
from tests.store.entries_made import make_entry

CHUNK = 1_000
AUTHOR = Author("benchmark")
OWN = {"sec-fetch-site": "same-origin", "accept": "text/html"}
ERRORS = [
    {"code": code, "severity": "error", "field": field, "message": "Wrong.", "stated": "1", "expected": expected}
    for code, field, expected in (
        ("cas-invalid", "cas_rn", "50-00-0"),
        ("formula-unreadable", "formula", None),
        ("mw-mismatch", "molecular_weight", "18.02"),
    )
]
PAGES = (
    "/editor",
    "/editor/imports",
    "/editor/imports?before=5000",
    "/editor/imports?state=undone",
    "/editor/imports/1",
    "/editor/imports/1/undo",
    "/editor/held",
    "/editor/held?code=cas-invalid",
    "/editor/held?run=1",
    "/editor/held/1",
    "/editor/review",
    "/editor/review?tab=warnings",
    "/editor/review?tab=compounds",
    "/editor/review?tab=reports",
    "/editor/history",
    "/editor/numbers",
    "/editor/compounds",
    "/editor/account",
)
TIMES = 5
"""How often each page is asked for again."""


@contextmanager
def served(**settings: object) -> Iterator[tuple[Database, TestClient]]:
    """Serve an empty catalog."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/catalog.db"
        with closing(Database(url)) as database:
            migrate(database)
            chosen = Settings.model_validate({"database_url": url, **settings})
            with TestClient(create_app(chosen), follow_redirects=False) as client:
                yield database, client


def signed_in(database: Database, client: TestClient) -> None:
    """Sign in with a key."""
    with database.write() as transaction:
        key = create_key(transaction, "admin", "benchmark")
    expect(client.post("/editor/sign-in", data={"key": key}, headers=OWN), 303)


def expect(answer: Response, status: int) -> None:
    """Stop if an answer has another status."""
    if answer.status_code != status:
        raise SystemExit(f"{answer.request.url} was answered with {answer.status_code}: {answer.text[:300]}")


def product(number: int) -> Entry:
    """Return a product. Every tenth has the CAS RN and formula of the one before, but another structure."""
    letters = "".join(chr(65 + number // 26**place % 26) for place in range(14))
    structure = {"smiles": "CCO", "inchi": "InChI=1S/C2H6O", "inchi_key": f"{letters}-UHFFFAOYSA-N", "stated": "CCO"}
    cas_rn = f"{1000 + (number - (number % 10 == 9))}-00-0"
    return make_entry(f"P{number}", f"Product {number}", cas_rn=cas_rn, hill_formula="C2H6O", structure=structure)


def fill(database: Database, drafts: int, runs: int, products: int) -> None:
    """Fill the desk: runs with held drafts, half of them in the first, and products."""
    held = [drafts // 2, *([drafts // 2 // max(1, runs - 1)] * (runs - 1))]
    for first in range(0, runs, CHUNK // 10):
        with database.write() as transaction:
            for run in range(first, min(first + CHUNK // 10, runs)):
                number = begin_run(transaction, f"{run}", AUTHOR, f"Supplier {run % 20}", [])
                for start in range(0, held[run], CHUNK):
                    places = range(start, min(start + CHUNK, held[run]))
                    log_records(transaction, number, start, [_record(run, place) for place in places])
                    keep_drafts(transaction, number, [_draft(run, place) for place in places])
                finish_run(transaction, number, "undone" if run % 7 == 6 else "done")
    for start in range(0, products, CHUNK):
        with database.write() as transaction:
            entries = [product(number) for number in range(start, min(start + CHUNK, products))]
            keep_products(transaction, entries, Author("benchmark", 1))
    CatalogComparer(database).compare()


def _record(run: int, place: int) -> LoggedRecord:
    found = [ERRORS[place % len(ERRORS)]]
    return LoggedRecord(place, "list.csv", {"row": place + 2}, f"H{run}-{place}", "held", found, {"name": ["x"]})


def _draft(run: int, place: int) -> HeldDraft:
    fields = {"catalog_number": f"H{run}-{place}", "name": "Sample", "cas_rn": "1"}
    provenance: dict[str, Any] = {"deliveries": [], "fields": {}}
    error = dict(ERRORS[place % len(ERRORS)])
    return HeldDraft(place, f"Supplier {run % 20}", f"H{run}-{place}", fields, [error], provenance)


def ask_pages(drafts: int, runs: int, products: int) -> None:
    """Print what each page costs."""
    with served() as (database, client):
        fill(database, drafts, runs, products)
        signed_in(database, client)
        print(f"{drafts:,} held drafts, {runs:,} runs, {products:,} products; processor ms:")
        print(f"{'page':34}{'after a change':>16}{'median':>10}{'worst':>10}")
        client.get("/editor")
        for number, path in enumerate(PAGES):
            with database.write() as transaction:
                keep_products(transaction, [product(products + number)], AUTHOR)
            CatalogComparer(database).compare()
            first, *again = [_cost(client, path) for _ in range(1 + TIMES)]
            print(f"{path:34}{first:16.1f}{statistics.median(again):10.1f}{max(again):10.1f}")


def _cost(client: TestClient, path: str) -> float:
    begun = time.process_time()
    answer = client.get(path)
    spent = 1000 * (time.process_time() - begun)
    expect(answer, 200)
    return spent


class _Counted(logging.Handler):
    """Counts the warnings of the server."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines = 0

    def emit(self, _record: logging.LogRecord) -> None:
        """Count a line."""
        self.lines += 1


def guess(guesses: int) -> None:
    """Print what becomes of guesses."""
    print(f"\n{guesses:,} guesses from one address: answers by status, lines in the log")
    logger = logging.getLogger("catalog.web")
    logger.propagate = False
    for kind in ("keys", "passwords"):
        counted = _Counted()
        logger.addHandler(counted)
        with served() as (database, client):
            with database.write() as transaction:
                create_person(transaction, "Ada", "ada@example.org", "editor")
            statuses = Counter(_guess(client, kind, number) for number in range(guesses))
        logger.removeHandler(counted)
        print(f"{kind:12}{dict(sorted(statuses.items()))}, {counted.lines:,} lines")


def _guess(client: TestClient, kind: str, number: int) -> int:
    if kind == "keys":
        return client.get("/api/v1/admin/imports", headers={"Authorization": f"Bearer cat_{number}"}).status_code
    stated = {"email": "ada@example.org", "password": f"a wrong guess {number}"}
    return client.post("/editor/sign-in", data=stated, headers=OWN).status_code


def edit_at_once(clients: int, edits: int) -> None:
    """Print what becomes of edits of one product at once."""
    with served(client_seconds=3600) as (database, client):
        with database.write() as transaction:
            headers = {"Authorization": f"Bearer {create_key(transaction, 'editor', 'benchmark')}"}
        # Whoever comes first waits for the worker processes to start, which a server does once.
        client.post("/api/v1/check", json={"catalog_number": "P1", "name": "P1", "smiles": "C1CC1"})
        path, editing = "/api/v1/products/P1", "/api/v1/admin/products/P1"
        expect(client.put(editing, json={"name": "P1"}, headers={**headers, "If-None-Match": "*"}), 200)

        def edit(own: int) -> int:
            """Count up in a field of one's own. Return how often somebody else was first."""
            refused = 0
            for number in range(1, edits + 1):
                while True:
                    tag = client.get(path).headers["etag"]
                    stated = {f"spec:Count {own}": str(number)}
                    answer = client.patch(editing, json=stated, headers={**headers, "If-Match": tag})
                    if answer.status_code == 200:
                        break
                    expect(answer, 412)
                    refused += 1
            return refused

        with ThreadPoolExecutor(clients) as threads:
            refused = sum(threads.map(edit, range(clients)))
        found = client.get(path).json()
    last = sorted(int(one["text"]) for one in found["specifications"])
    lost = clients * edits - (found["revision"] - 1)
    print(f"\n{clients} clients, {edits} edits each of one product: {found['revision'] - 1:,} kept, {lost} lost,")
    print(f"{refused:,} refused as somebody else was first (412) and made again; the last of each: {last}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    for name, number in (
        ("drafts", 100_000), ("runs", 10_000), ("products", 20_000), ("guesses", 1_000), ("clients", 8), ("edits", 100)
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=number)
    asked = parser.parse_args()
    ask_pages(asked.drafts, asked.runs, asked.products)
    guess(asked.guesses)
    edit_at_once(asked.clients, asked.edits)


if __name__ == "__main__":
    main()
