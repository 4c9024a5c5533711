"""Kill imports at random moments: ``python -m benchmarks.kill_imports [--kills 100] [--url URL] [--records 4000]``.

An import of made-up records runs as a process of its own and is killed with SIGKILL at a random moment, again and
again, until it ends. Then the database must hold what an uninterrupted import leaves: the same products with the same
revision numbers, the same names, an index in step with them, and a log with every record once. This is repeated until
so many kills have fallen. Without ``--url`` it runs on SQLite in a temporary folder.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import false, func, not_, select, text

from benchmarks.processes import kill, started
from catalog.store.columns import metadata
from catalog.store.database import Database
from catalog.store.log_tables import held_drafts, run_records
from catalog.store.migrate import migrate
from catalog.store.tables import product_names, products, revisions, supplier_names, suppliers, texts

HOUSE = {suppliers.name: suppliers.c.slug == "house", supplier_names.name: supplier_names.c.word == "house"}
LONGEST_SECONDS = 4.0
"""The latest moment of the first kill, s. Each kill after it may come a tenth later, so that an import comes to its end
also where a start takes longer than that."""
WHOLE_SECONDS = 600.0
"""How long an import may take that nobody kills, s."""


def write_records(path: Path, number: int) -> None:
    """Write a table of products with structures; every hundredth is held, every fiftieth repeats one before it."""
    chains = ["C" * (1 + index % 17) + "O" for index in range(number)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["catalog_number", "name", "synonyms", "molecular_weight", "smiles"])
        for index in range(number):
            weight = "wrong" if index % 100 == 99 else ""
            row = index - 1 if index % 50 == 49 and index % 100 != 99 else index
            writer.writerow([f"K{row:06}", f"Alcohol {row}", f"synonym a {row}|synonym b {row}", weight, chains[row]])


def import_once(path: Path, url: str, seconds: float) -> bool:
    """Run an import, kill it after so many seconds if it still runs; tell whether it came to its end.

    Raises:
        RuntimeError: it ended as an import that failed does.
    """
    command = [sys.executable, "-m", "catalog", "import", str(path)]
    settings = {"CATALOG_DATABASE_URL": url, "CATALOG_SQLITE_SYNCHRONOUS": "NORMAL"}
    with started(command, settings) as process:
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            kill(process)
            return False
    if code not in (0, 1):
        raise RuntimeError(f"The import ended with {code}.")
    return True


def fingerprint(url: str) -> dict[str, object]:
    """What a database holds, without times; raises where index and table differ (SQLite's own comparison)."""
    database = Database(url)
    try:
        migrate(database)
        with database.write() as transaction:
            kept = (
                select(products.c.product_key, products.c.revision, texts.c.text)
                .join(texts, texts.c.id == products.c.fields_id)
                .order_by(products.c.product_key)
            )
            names = select(product_names.c.folded).order_by(product_names.c.folded)
            logged = select(run_records.c.position, run_records.c.outcome).order_by(run_records.c.position)
            drafted = select(held_drafts.c.position, held_drafts.c.fields).order_by(held_drafts.c.position)
            found: dict[str, object] = {
                "products": fingerprint_of(transaction.execute(kept)),
                "names": fingerprint_of(transaction.execute(names)),
                "log": fingerprint_of(transaction.execute(logged)),
                "drafts": fingerprint_of(transaction.execute(drafted)),
                "revisions": transaction.scalar(select(func.count()).select_from(revisions)),
            }
            if database.engine.dialect.name == "sqlite":
                transaction.execute(
                    text("INSERT INTO product_words(product_words, rank) VALUES ('integrity-check', 1)")
                )
        return found
    finally:
        database.close()


def fingerprint_of(rows: object) -> str:
    """A digest of rows, in their order."""
    digest = hashlib.sha256()
    for row in rows:  # type: ignore[attr-defined]  # A result of rows.
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()[:16]


def empty(url: str) -> None:
    """Take everything out of a database on a server."""
    database = Database(url)
    try:
        migrate(database)
        with database.write() as transaction:
            for table in reversed(metadata.sorted_tables):
                is_kept = HOUSE.get(table.name, false())  # It is there from the start.
                transaction.execute(table.delete().where(not_(is_kept)))
    finally:
        database.close()


def run(kills: int, records: int, url: str | None, chance: random.Random) -> tuple[int, int, list[str]]:
    """Kill so many times.

    Returns:
        How many kills fell, how many imports came to their end after kills, and what differed.
    """
    with tempfile.TemporaryDirectory(prefix="catalog-kills-") as folder:
        path = Path(folder) / "records.csv"
        write_records(path, records)

        def fresh(name: str) -> str:
            if url is None:
                return f"sqlite:///{folder}/{name}.db"
            empty(url)
            return url

        whole = fresh("whole")
        started = time.monotonic()
        if not import_once(path, whole, WHOLE_SECONDS):
            raise RuntimeError(f"The import is not done after {WHOLE_SECONDS:.0f} s.")
        seconds = time.monotonic() - started
        expected = fingerprint(whole)
        fallen = ended = 0
        wrong: list[str] = []
        while fallen < kills:
            target, latest = fresh(f"killed{ended}"), min(LONGEST_SECONDS, seconds)
            while not import_once(path, target, chance.uniform(0.2, latest)):
                fallen += 1
                latest *= 1.1
                fingerprint(target)
            ended += 1
            if (found := fingerprint(target)) != expected:
                wrong.append(f"{target}: {found}, not {expected}")
        if url is not None:
            empty(url)
        return fallen, ended, wrong


def main() -> None:
    """Print how many kills fell and what they did; end with 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--records", type=int, default=4_000)
    parser.add_argument("--url", default=None, help="a database on a server; everything in it is deleted")
    chosen = parser.parse_args()
    fallen, ended, wrong = run(chosen.kills, chosen.records, chosen.url, random.Random())  # noqa: S311  # No secret.
    print(f"{fallen} kills, {ended} imports ended afterwards, {len(wrong)} in another state than an uninterrupted one")
    for line in wrong:
        print(f"  {line}")
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
