"""Structures made to hang, to crash or to fill the memory, taken as a server takes them.

``python -m benchmarks.hostile_structures`` reads every structure of the corpus, draws what could be read, and vets
every query, in a worker pool with a server's limits. Meanwhile another thread of the same process does a small thing
every 10 ms and notes how late it comes to it. A second table says which of 71,347 real structures the guard refuses,
and why.

The corpus is not part of this repository; it is found through ``CATALOG_TEST_DATA`` (default ``../shared/data``).
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.chemistry.depiction import draw_svg
from catalog.chemistry.guard import vet_smarts, vet_smiles
from catalog.chemistry.pool import WorkerPool
from catalog.chemistry.structure import read_structure
from catalog.errors import InvalidStructure

ROOT = Path(__file__).resolve().parent.parent
MOST_SECONDS = 3.0
MOST_BYSTANDER_SECONDS = 0.05
_PAUSE = 0.01


@dataclass(slots=True)
class Row:
    """One kind of structures.

    Attributes:
        answered, refused: how many were read, or refused in words.
        slowest: seconds that the slowest took, from asking to the answer.
        which: its id.
        overdue: ids of those that took longer than they may.
    """

    answered: int = 0
    refused: int = 0
    slowest: float = 0.0
    which: str = ""
    overdue: list[str] = field(default_factory=list)


def data_folder() -> Path:
    """Where the corpus is."""
    return (ROOT / os.environ.get("CATALOG_TEST_DATA", "../shared/data")).resolve()


def corpus() -> list[dict[str, Any]]:
    """Every structure and query of the corpus."""
    with gzip.open(data_folder() / "hostile" / "structures.jsonl.gz", "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def take(case: dict[str, Any]) -> None:
    """What a server does with a structure from a stranger; runs in a worker.

    Raises:
        InvalidStructure: it was refused.
    """
    if case["kind"] == "smarts":
        vet_smarts(case["text"])
        return
    if case["kind"] == "smiles_vs_query":
        vet_smarts(case["query"])
    kind = {"molblock": "molfile", "smiles_vs_query": "smiles"}.get(case["kind"], case["kind"])
    structure = read_structure(case["text"], kind)
    if not structure.generic:
        draw_svg(structure.smiles, title="title", description="description")


def measure(cases: list[dict[str, Any]], pool: WorkerPool) -> dict[str, Row]:
    """Take each case in turn, and count by kind; whatever comes of it, the pool must go on."""
    rows: dict[str, Row] = {}
    for case in cases:
        row = rows.setdefault(case["kind"], Row())
        started = time.perf_counter()
        try:
            pool.run(take, case)
            row.answered += 1
        except InvalidStructure:
            row.refused += 1
        seconds = time.perf_counter() - started
        if seconds > row.slowest:
            row.slowest, row.which = seconds, case["id"]
        if seconds > MOST_SECONDS:
            row.overdue.append(case["id"])
    return rows


@contextmanager
def bystander() -> Iterator[list[float]]:
    """How late a thread of this process comes to a small thing that it does every 10 ms."""
    late: list[float] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            started = time.perf_counter()
            json.dumps({"cas_rn": "89604-92-2"})
            stop.wait(_PAUSE)
            late.append(time.perf_counter() - started - _PAUSE)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield late
    finally:
        stop.set()
        thread.join()


def refusals_of_real_structures() -> tuple[int, dict[str, list[str]]]:
    """How many real SMILES there are, and which of them the guard refuses, by the kind of reason."""
    refused: dict[str, list[str]] = {}
    total = 0
    with gzip.open(data_folder() / "bulk" / "identifiers_71k.tsv.gz", "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            total += 1
            try:
                vet_smiles(row["smiles"])
            except InvalidStructure as error:
                refused.setdefault(str(error), []).append(row["common_name"] or row["iupac_name"])
    return total, refused


def main() -> None:
    """Print both tables; end with 1 where a structure took too long."""
    if not data_folder().is_dir():
        sys.exit(f"There is no corpus in {data_folder()}; name its folder in CATALOG_TEST_DATA.")
    with WorkerPool(2) as pool:
        pool.run(len, [])
        with bystander() as late:
            rows = measure(corpus(), pool)
        pool.run(len, [])
    print(f"{'kind':18}{'cases':>7}{'answered':>10}{'refused':>9}{'slowest':>10}  which")
    for kind, row in rows.items():
        cases = row.answered + row.refused
        print(f"{kind:18}{cases:7}{row.answered:10}{row.refused:9}{row.slowest:8.2f} s  {row.which}")
    late.sort()
    middle, worst = late[len(late) // 2], late[int(len(late) * 0.99)]
    print(f"a bystander in the same process waited {middle * 1000:.1f} ms in the middle, {worst * 1000:.1f} ms at p99")
    total, refused = refusals_of_real_structures()
    print(f"\n{sum(map(len, refused.values()))} of {total} real structures refused by the guard")
    for reason, names in Counter({reason: len(names) for reason, names in refused.items()}).most_common():
        print(f"  {names:4}  {reason}  e.g. {refused[reason][0]}")
    if any(row.overdue for row in rows.values()) or worst > MOST_BYSTANDER_SECONDS:
        sys.exit(1)


if __name__ == "__main__":
    main()
