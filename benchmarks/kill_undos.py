"""Kill undos while they are under way: ``python -m benchmarks.kill_undos [--kills 50] [--url URL] [--records 1000]``.

Two imports, the second of which changes half of the products of the first and makes as many new ones. Its undo runs as
a process of its own, and is killed with SIGKILL when some more products are taken back, until it comes to its end. Then
the database must hold what the first import left: the same products with the same search indexes, and one revision for
each product that says that it was taken back. This is repeated until so many kills have fallen. Without ``--url`` it
runs on SQLite in a temporary folder.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.kill_imports import empty, fingerprint_of
from benchmarks.processes import kill, started
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.store.tables import product_identifiers, product_names, product_structures, products, revisions, texts
from catalog.store.writing.intake_log import get_run
from catalog.store.writing.products import STATE_COLUMNS

WHOLE_SECONDS = 300.0
"""How long an undo may take until enough is taken back, s."""
OTHERWISE = frozenset({"revision", "seq", "stated_hash", "fields_id", "body_id", "updated_at", "created_at"})
"""What of a product's row may be another after an undo."""


def write_deliveries(first: Path, second: Path, number: int) -> None:
    """Write two tables of products with structures; half of the second's are the first's with other structures."""
    header = ["catalog_number", "name", "synonyms", "smiles"]
    for path, begin, chain in ((first, 0, "C"), (second, number // 2, "N")):
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(header)
            for row in range(begin, begin + number):
                smiles = f"[Na+].[O-]C(=O){'C' * (1 + row % 17)}{chain}"
                writer.writerow([f"U{row:06}", f"Salt {chain} {row}", f"synonym a {row}|synonym b {row}", smiles])


def imported(database: Database, path: Path) -> int:
    """Import a file; the number of the run."""
    with import_workers(2) as pool:
        report = import_files(database, pool, [path], IntakeOptions(actor="benchmark", report_products=False))
    report.close()
    assert report.run is not None  # noqa: S101  # Only a dry run has none.
    return report.run


def state_of(database: Database) -> dict[str, str]:
    """What a database holds now, without times and revision numbers."""
    number = products.c.product_key
    asked = {
        "products": select(*[products.c[name] for name in STATE_COLUMNS if name not in OTHERWISE], texts.c.text).join(
            texts, texts.c.id == products.c.fields_id
        ),
        "names": select(number, product_names.c.kind, product_names.c.folded).join(product_names),
        "identifiers": select(number, product_identifiers.c.type, product_identifiers.c.value).join(
            product_identifiers
        ),
        "structures": select(number, product_structures.c.morgan, product_structures.c.screen).join(product_structures),
    }
    with database.read() as transaction:
        return {
            name: fingerprint_of(transaction.execute(query.order_by(*query.selected_columns)))
            for name, query in asked.items()
        }


def progress_of(database: Database, run: int) -> int:
    """How many products a run is taken back for."""
    with database.read() as transaction:
        return transaction.scalar(select(func.count()).where(revisions.c.undoes_run == run)) or 0


def undo_once(database: Database, url: str, run: int, enough: int) -> bool:
    """Run an undo, and kill it when so many products are taken back; tell whether it came to its end before that.

    Raises:
        RuntimeError: it failed, or took too long.
    """
    command = [sys.executable, "-m", "catalog", "undo", str(run)]
    settings = {"CATALOG_DATABASE_URL": url, "CATALOG_SQLITE_SYNCHRONOUS": "NORMAL"}
    with started(command, settings) as process:
        ends = time.monotonic() + WHOLE_SECONDS
        while process.poll() is None and progress_of(database, run) < enough:
            if time.monotonic() > ends:
                raise RuntimeError(f"The undo is not done after {WHOLE_SECONDS:.0f} s.")
            time.sleep(0.005)
        if process.poll() not in (None, 0):
            raise RuntimeError(f"The undo ended with {process.returncode}.")
        kill(process)
        return process.returncode == 0


def run(kills: int, records: int, url: str | None, chance: random.Random) -> tuple[int, int, list[str]]:
    """Kill so many times.

    Returns:
        How many kills fell, how many undos came to their end after kills, and what differed.
    """
    fallen = ended = 0
    wrong: list[str] = []
    while fallen < kills:
        with tempfile.TemporaryDirectory(prefix="catalog-kills-") as folder:
            target = url or f"sqlite:///{folder}/undone.db"
            if url is not None:
                empty(url)
            database = Database(target)
            migrate(database)
            fallen += _undone_in_pieces(database, target, Path(folder), records, chance, wrong)
            ended += 1
            database.close()
    if url is not None:
        empty(url)
    return fallen, ended, wrong


def _undone_in_pieces(
    database: Database, url: str, folder: Path, records: int, chance: random.Random, wrong: list[str]
) -> int:
    """Import twice and take the second back between kills; how many fell. What is wrong then is added to ``wrong``."""
    first, second = folder / "first.csv", folder / "second.csv"
    write_deliveries(first, second, records)
    imported(database, first)
    before = state_of(database)
    number = imported(database, second)
    kills = 0
    while not undo_once(
        database, url, number, progress_of(database, number) + chance.randint(records // 4, records // 2)
    ):
        kills += 1
        with database.read() as transaction:
            state = get_run(transaction, number).state
        if state not in ("done", "undoing", "undone"):
            wrong.append(f"killed, the run says {state}")
        if state == "undone":
            break
    if (after := state_of(database)) != before:
        wrong.append(f"{after}, not {before}")
    if (taken_back := progress_of(database, number)) != records:
        wrong.append(f"{taken_back} revisions take back {records} products")
    return kills


def main() -> None:
    """Print how many kills fell and what they did; end with 1 where anything differs."""
    parser = argparse.ArgumentParser(description="Kill undos while they are under way.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--records", type=int, default=1_000)
    parser.add_argument("--url", default=None, help="a database on a server; everything in it is deleted")
    chosen = parser.parse_args()
    fallen, ended, wrong = run(chosen.kills, chosen.records, chosen.url, random.Random())  # noqa: S311  # No secret.
    print(f"{fallen} kills, {ended} undos ended afterwards, {len(wrong)} with another state than before the import")
    for line in wrong:
        print(f"  {line}")
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
