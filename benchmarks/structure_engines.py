"""Both structure engines behind the same question: ``python -m benchmarks.structure_engines [--records N]``.

A database of its own in the server of ``CATALOG_TEST_POSTGRES``, with so many products; the file and the cartridge's
table are made from it, and each page is asked of both as a request would: first pages and all hits of the queries of
``benchmarks.structure_search``, similar structures, structures within a drawn one. Times are by the clock, as the
cartridge works in another process. The file knows its fragments; other answers are forgotten. The command ends with an
error where any answer differs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rdkit import rdBase
from sqlalchemy import create_engine, insert, make_url, text

from benchmarks.make_structures import structure_rows
from benchmarks.structure_queries import drawn_smarts, drawn_smiles
from benchmarks.structure_search import PAGE, QUERIES, SEED, timed, told
from catalog.chemistry.workers.pool import WorkerPool
from catalog.store.database import Database
from catalog.store.kept_texts import keep_texts
from catalog.store.migrate import migrate
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import Page
from catalog.store.reading.sorts import Sort
from catalog.store.structures.cartridge.index import CartridgeIndex
from catalog.store.structures.cartridge.table import require_cartridge
from catalog.store.structures.file import StructureRow
from catalog.store.structures.file_index import FileIndex
from catalog.store.structures.index import StructureFilter, StructureIndex
from catalog.store.tables import product_structures, products, revisions

SECONDS = 60.0
DRAWN, LIKE = 50, 0.7
CHUNK = 5_000
BY_NUMBER, BY_LIKENESS, BY_WEIGHT = Sort("catalog_number"), Sort("similarity"), Sort("molecular_weight")
PATTERNS = ("[#6]~[#7]", "[R2]", "[NX3;H2]", "[!#6;!#1]", "[$(C=O)]N", "[F,Cl,Br]c1ccccc1", "[OX2H][CX4]")
"""Queries that no SMILES can say."""
NAME = "catalog_benchmark_engines"
EMPTY = '{"cas_rn":null,"identifiers":[],"synonyms":[],"findings":[]}'
"""A document that says nothing."""
STANDING = {
    "status": "published", "revision": 1, "seq": 1, "stated_hash": "", "content_hash": "", "supplier_id": 1,
    "fields_id": 1, "body_id": 1, "created_at": "2026-01-01T00:00:00.000000Z",
    "updated_at": "2026-01-01T00:00:00.000000Z",
}  # fmt: skip
"""What the products have in common, since no search looks at it."""


@contextmanager
def stocked(rows: Sequence[StructureRow]) -> Iterator[Database]:
    """A database that holds these structures, gone afterwards."""
    server = make_url(os.environ["CATALOG_TEST_POSTGRES"])
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {NAME}"))
    database = Database(server.set(database=NAME).render_as_string(hide_password=False))
    try:
        migrate(database)
        stock(database, rows)
        yield database
    finally:
        database.close()
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {NAME} WITH (FORCE)"))
        engine.dispose()


def stock(database: Database, rows: Sequence[StructureRow]) -> None:
    """Put structures into a database, as one change."""
    with database.write() as connection:
        text_id = keep_texts(connection, [EMPTY])[EMPTY]
        change = {"number": 1, "change": "created", "changed_fields": "[]", "actor": "benchmark", "fields_id": text_id}
        at = {"at": STANDING["created_at"], "content_hash": ""}
        connection.execute(
            insert(revisions).values(seq=1, catalog_number="-", product_key="-", supplier_id=1, **change, **at)
        )
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            connection.execute(insert(products), [_product(row) for row in part])
            prints = [{"product_id": row.product_id, "morgan": row.morgan, "screen": row.screen} for row in part]
            connection.execute(insert(product_structures), prints)
        if not database.is_sqlite:
            connection.execute(text("ANALYZE"))


def _product(row: StructureRow) -> dict[str, object]:
    name = f"Product {row.product_key}"
    named = dict.fromkeys(("catalog_number", "catalog_key", "product_key"), row.product_key)
    own = {"id": row.product_id, **named, "name": name, "name_key": name.lower(), "smiles": row.smiles}
    return {**own, "molecular_weight": len(row.smiles), "weight_order": len(row.smiles), **STANDING}


def page_of(index: StructureIndex, asked: StructureFilter, limit: int, sort: Sort) -> Page:
    """A page of a search without filters."""
    return index.list_products(ProductFilter(), asked, sort, limit=limit)


class Compared:
    """Asks both engines, and counts where they differ."""

    def __init__(self, file: StructureIndex, cartridge: StructureIndex, learned: Path) -> None:
        self._engines = {"file": file, "cartridge": cartridge}
        self._learned = learned
        self.differences = 0

    def ask(self, name: str, asked: Sequence[StructureFilter], limit: int, sort: Sort) -> None:
        """Print what a page takes of each, and which pages differ."""
        pages: dict[str, list[tuple[object, ...]]] = {}
        for engine, index in self._engines.items():
            took: list[float] = []
            for one in asked:
                shutil.rmtree(self._learned, ignore_errors=True)
                begun = time.perf_counter()
                page = page_of(index, one, limit, sort)
                took.append(1000 * (time.perf_counter() - begun))
                numbers = tuple(item.catalog_number for item in page.items)
                total = None if page.total is None or page.cursor is not None else page.total
                pages.setdefault(engine, []).append((numbers, page.similarities, page.complete, total))
            told(f"{name}, {engine}", took)
        both = zip(asked, pages["file"], pages["cartridge"], strict=True)
        different = [one for one, ours, theirs in both if ours != theirs]
        self.differences += len(different)
        print(f"{'':4}answers that differ: {len(different)} of {len(asked)} {different[:3] or ''}")


def ask_all(compared: Compared, rows: Sequence[StructureRow], without: Sequence[str]) -> None:
    """Print all comparisons but some."""
    everything = len(rows) + 1
    sets = {
        "frequent": [StructureFilter(text) for text in QUERIES],
        "drawn": [StructureFilter(text) for text in drawn_smiles([row.smiles for row in rows], DRAWN, SEED)],
        "patterns": [StructureFilter(text) for text in (*PATTERNS, *drawn_smarts(DRAWN, SEED))],
        "within": [StructureFilter(superstructure=row.smiles) for row in rows[:: len(rows) // 20] if _is_one(row)],
    }
    for name, asked in sets.items():
        if name in without:
            continue
        compared.ask(f"{name}, first page", asked, PAGE, BY_NUMBER)
        compared.ask(f"{name}, count", asked, 1, BY_WEIGHT)
        compared.ask(f"{name}, all hits", asked, everything, BY_NUMBER)
    like = [StructureFilter(similar_to=row.smiles, threshold=LIKE) for row in rows[:: len(rows) // 50]]
    compared.ask("similar, first page", like, PAGE, BY_LIKENESS)
    compared.ask("similar, all hits", like, everything, BY_LIKENESS)


def _is_one(row: StructureRow) -> bool:
    return "." not in row.smiles and len(row.smiles) < PAGE


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description="Both structure engines beside each other.")
    parser.add_argument("--records", type=int, default=60_000, help="so many structures")
    parser.add_argument("--without", nargs="*", default=[], help="what to leave out: frequent, drawn, patterns, within")
    chosen = parser.parse_args()
    rows = structure_rows(chosen.records)
    rdBase.DisableLog("rdApp.*")
    with (
        tempfile.TemporaryDirectory(prefix="catalog-engines-") as folder,
        stocked(rows) as database,
        WorkerPool(2, cpu_seconds=600, wall_seconds=600, memory_bytes=8 << 30) as pool,
    ):
        require_cartridge(database)
        path = Path(folder) / "structures"
        file = FileIndex(database, pool, path, seconds=SECONDS)
        cartridge = CartridgeIndex(database, pool, seconds=SECONDS)
        print(f"{len(rows):,} structures; the file with its fragments and the table are made, by the clock, in")
        for index in (file, cartridge):
            print(f"    {timed(index.make_anew, time.perf_counter) / 1000:.1f} s", flush=True)
        with database.connect() as connection, connection.begin():
            size = connection.scalar(text("SELECT pg_total_relation_size('structure_mols')"))
        print(f"a million structures would take {(size or 0) / len(rows) / 1000:.2f} GB in the database")
        compared = Compared(file, cartridge, Path(f"{path}-learned"))
        ask_all(compared, rows, chosen.without)
    if compared.differences:
        raise SystemExit(f"{compared.differences} answers differ.")


if __name__ == "__main__":
    main()
