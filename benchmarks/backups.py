"""Make backups while others write: ``python -m benchmarks.backups [--backups 100] [--url URL] [--products 2000]``.

A writer keeps, changes and removes products in transactions of several, without a pause. Meanwhile backups are made one
after another; each is restored to a temporary place, compared with what was copied, and removed. Printed: how many were
made and restored to the same, and how many transactions the writer saved meanwhile. Without ``--url`` it runs on SQLite
in a temporary folder. Any difference ends it with an error.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import threading
from pathlib import Path

from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.text.folding import product_key
from catalog.store.backup.backups import make_backup
from catalog.store.backup.restoring import try_restoring
from catalog.store.backup.verifying import complaints
from catalog.store.database import Database, snapshot
from catalog.store.entries import Entry, make_entry
from catalog.store.migrate import migrate
from catalog.store.writing.products import Author, keep_products, remove_products

AUTHOR = Author("benchmark")


def entry_of(number: int, version: int) -> Entry:
    """A product whose facts differ with the version."""
    fields = {"catalog_number": f"B{number}", "name": f"Product {number}", "grade": f"Grade {version}", "assay": "99%"}
    provenance = {"supplier": None, "source": "benchmark", "intake_run": None, "record": number}
    return make_entry(fields, str(version), document_of(examine(Draft(fields))), provenance)


def write_until(ended: threading.Event, database: Database, number: int, saved: list[int]) -> None:
    """Keep, change and remove products, a few in each transaction."""
    chance = random.Random(1)  # noqa: S311  # No secret.
    while not ended.is_set():
        some = chance.sample(range(number), 5)
        with database.write() as transaction:
            keep_products(transaction, [entry_of(one, len(saved)) for one in some[1:]], AUTHOR)
            remove_products(transaction, [product_key(f"B{some[0]}")], AUTHOR)
        saved.append(len(some))


def run(backups: int, number: int, url: str) -> int:
    """Make backups while a writer goes on, restore each, and return how many transactions were saved meanwhile."""
    database = Database(url)
    ended, saved = threading.Event(), list[int]()
    try:
        migrate(database)
        with database.write() as transaction:
            keep_products(transaction, [entry_of(one, 0) for one in range(number)], AUTHOR)
        writer = threading.Thread(target=write_until, args=(ended, database, number, saved))
        writer.start()
        try:
            with tempfile.TemporaryDirectory(prefix="catalog-backups-") as folder:
                for _ in range(backups):
                    made = make_backup(database, Path(folder), {})
                    try_restoring(made, url)
                    shutil.rmtree(made.folder)
        finally:
            ended.set()
            writer.join()
        with snapshot(database) as transaction:
            found = list(complaints(transaction))
    finally:
        database.close()
    if found:
        raise RuntimeError(" ".join(found))
    return len(saved)


def main() -> None:
    """Make backups while others write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--backups", type=int, default=100, help="how many backups")
    parser.add_argument("--products", type=int, default=2_000, help="how many products there are")
    parser.add_argument("--url", default=None, help="an empty database on a server")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalog-backups-") as folder:
        url = options.url or f"sqlite:///{folder}/catalog.db"
        saved = run(options.backups, options.products, url)
    print(f"{options.backups} of {options.backups} backups restored to the same; {saved} transactions saved meanwhile")


if __name__ == "__main__":
    main()
