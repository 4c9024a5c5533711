"""Autocomplete, words and slips beside plain FTS5: ``python -m benchmarks.text_search [--url URL] [--queries 200]``.

The products are those of ``CATALOG_TEST_DATA`` (default ``../shared/data``): 71,347 real compounds with all their
synonyms. They are imported once (a minute or two) into ``--folder``, outside the repository, and used again. ``--url``
names another database that holds them, such as one on PostgreSQL, or more of them (``larger_catalog``). Beside each
search stands plain FTS5 over the same names: the same words, the first ten rows, in the order of the index, with no
ranking, spelling or products.

Printed: median, 95th percentile and worst, in milliseconds; of a lookup of 1,000 mixed identifiers the whole time. With
``--cpu`` what this process computes is timed, and not how long it waits: of SQLite that is all, and other work on the
machine does not blur it.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.import_speed import records_file
from benchmarks.make_structures import cache_folder
from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.product.text.folding import fold
from catalog.search.interpretation import QueryInterpretation
from catalog.search.interpreter import TextInterpreter
from catalog.search.lookup import look_up
from catalog.search.suggestions import suggestions
from catalog.search.typed_structures import TypedStructures
from catalog.store.database import Database, Transaction
from catalog.store.migrate import migrate
from catalog.store.reader import Reader
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.products import count_products
from catalog.store.reading.sorts import Sort
from catalog.store.words.suggesting import suggest
from catalog.store.words.vocabulary import Vocabulary

FOLDER = cache_folder() / "text"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def filled(url: str, folder: Path) -> Database:
    """The database with the products in it."""
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    with database.read() as transaction:
        if count_products(transaction):
            return database
    records = folder / "records.tsv"
    with gzip.open(records_file(), "rb") as packed, records.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    with import_workers(2) as pool:
        options = IntakeOptions(actor="benchmark", report_products=False)
        import_files(database, pool, [records], options).close()
    return database


def names_of(transaction: Transaction, number: int, chance: random.Random) -> list[str]:
    """Names and synonyms of products from all over the catalog."""
    names: list[str] = []
    while len(names) < number:
        start = "".join(chance.choices(LETTERS, k=3))
        names += [found.text for found in suggest(transaction, start, limit=3)]
    return names[:number]


def beginnings(names: Sequence[str]) -> list[str]:
    """What somebody types on the way to some names: their first letters, one more each time."""
    return [name[:length] for name in names for length in (1, 2, 3, 5, 8) if len(name) >= length]


def with_slips(names: Sequence[str], chance: random.Random) -> list[str]:
    """Names with a letter left out, doubled, mistaken or swapped in their longest word."""
    slipped = []
    for name in names:
        word = max(fold(name).split(), key=len, default="")
        if len(word) < 6 or not word.isalpha():
            continue
        place = chance.randrange(1, len(word) - 1)
        before, letter, after = word[:place], word[place], word[place + 1 :]
        way = chance.randrange(4)
        other = chance.choice(LETTERS)
        wrong = (
            before + after,
            before + letter * 2 + after,
            before + other + after,
            before + after[0] + letter + after[1:],
        )
        slipped.append(fold(name).replace(word, wrong[way], 1))
    return slipped


def milliseconds(ask: Callable[[str], object], questions: Sequence[str], clock: Callable[[], float]) -> list[float]:
    """How long each question takes."""
    times = []
    for question in questions:
        started = clock()
        ask(question)
        times.append((clock() - started) * 1e3)
    return times


def told(name: str, times: Sequence[float]) -> None:
    """Print one line."""
    ordered = sorted(times)
    late = ordered[int(len(ordered) * 0.95)]
    print(f"{name:46}{statistics.median(ordered):9.2f}{late:9.2f}{ordered[-1]:9.2f}   of {len(ordered)}")


def plain_fts5(transaction: Transaction) -> Callable[[str], object]:
    """Plain FTS5 over the same names, in memory."""
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE VIRTUAL TABLE names USING fts5(folded)")
    rows = transaction.exec_driver_sql("SELECT folded FROM product_names")
    plain.executemany("INSERT INTO names (folded) VALUES (?)", [tuple(row) for row in rows])

    def ask(text: str) -> object:
        words = [f'"{word}"' for word in fold(text).split()]
        if not words:
            return []
        query = " ".join(words) + "*"
        return plain.execute("SELECT folded FROM names WHERE names MATCH ? LIMIT 10", (query,)).fetchall()

    return ask


def measure(
    transaction: Transaction, reader: Reader, pool: WorkerPool, number: int, clock: Callable[[], float]
) -> None:
    """Print every table."""
    chance = random.Random(7)  # noqa: S311  # Nothing is kept secret by it.
    vocabulary = Vocabulary()
    names = names_of(transaction, number, chance)
    typed, wrong = beginnings(names), with_slips(names, chance)
    plain = plain_fts5(transaction)
    started = time.perf_counter()
    vocabulary.catch_up(transaction)
    print(f"the words are read into memory in {time.perf_counter() - started:.2f} s, once for each process")

    def words(text: str) -> object:
        return list_products(transaction, ProductFilter(words=text), Sort("relevance"), limit=10)

    def spelled(text: str) -> object:
        answering = TextInterpreter(reader, vocabulary, TypedStructures(reader, pool))
        reading = answering.finish(QueryInterpretation("words", text, ProductFilter(words=text)))
        total = answering.counted.get(reading.wanted)
        return list_products(transaction, reading.wanted, Sort("relevance"), limit=10, total=total)

    print(f"{'milliseconds':46}{'median':>9}{'p95':>9}{'worst':>9}")

    def suggested(text: str) -> object:
        return suggestions(transaction, vocabulary, text, 10)

    told("autocomplete", milliseconds(suggested, typed, clock))
    begun_wrong = [text for name in wrong for text in (name[:6], name[:9])]
    told("autocomplete, with a slip in the first letters", milliseconds(suggested, begun_wrong, clock))
    told("  plain FTS5, the same beginnings", milliseconds(plain, typed, clock))
    told("words: whole names, ranked and counted", milliseconds(words, names, clock))
    told("  plain FTS5, the same names", milliseconds(plain, names, clock))
    told("names with a slip, put right", milliseconds(spelled, wrong, clock))
    told("  plain FTS5, the same (it finds nothing)", milliseconds(plain, wrong, clock))
    numbers = [
        str(row[0])
        for row in transaction.exec_driver_sql("SELECT value FROM product_identifiers WHERE type = 'CAS' LIMIT 400")
    ]
    mixed = (numbers + names * 4 + wrong)[:1000]
    started = time.perf_counter()
    answers = look_up(reader, mixed, pool, vocabulary)
    found = sum(bool(answer.products) for answer in answers)
    print(f"lookup of {len(mixed):,} identifiers, {found:,} found: {time.perf_counter() - started:.2f} s")


def main() -> None:
    """Print what each search takes."""
    parser = argparse.ArgumentParser(description="Autocomplete, words and slips beside plain FTS5.")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--url", default=None, help="a database with the products, or an empty one")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--cpu", action="store_true", help="time what is computed, not what is waited for")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    database = filled(chosen.url or f"sqlite:///{chosen.folder}/catalog.db", chosen.folder)
    with database.read() as transaction, Reader(database) as reader, WorkerPool(1) as pool:
        measure(transaction, reader, pool, chosen.queries, time.process_time if chosen.cpu else time.perf_counter)
    database.close()


if __name__ == "__main__":
    main()
