"""Hostile structures, taken the way a server takes them: ``python -m benchmarks.hostile_structures``.

The texts are found through ``CATALOG_TEST_DATA`` (default ``../shared/data`` beside the repository). Each goes to the
guard and to the parsers in a worker process, while a bystander does a cheap job in this process every 10 ms: its delay
is what other people's requests would feel. Exits with 1 where a text takes longer than it may, or fails unexpectedly.

A second table says what the guard costs honest people: which of 71,347 registered structures it refuses, and why.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from catalog.chemistry.structure.guard import vet_smarts, vet_smiles
from catalog.chemistry.structure.structure import read_structure
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import InvalidStructure, StructureRefused, WorkerFailed

ROOT = Path(__file__).resolve().parent.parent
LONGEST_SECONDS = 3.0
_BEAT_SECONDS = 0.01
_PEAK_MEMORY = re.compile(r"VmHWM:\s+([0-9]+) kB")
_EXAMPLES = 3
_ROUNDS = 10
"""So many times all texts are sent, for the bystander to have jobs enough that a hundredth of them means something."""
_READ_AS = {"molblock": "molfile"}
"""Our names for kinds that the data name otherwise."""

Case = dict[str, Any]


@dataclass(slots=True)
class Row:
    """What became of the texts of one kind.

    Attributes:
        answered: how many were read, or could not be parsed, which is an answer too.
        refused: how many the guard or the limits of the worker refused.
        failures: those that met an error that nobody expected.
        slowest: seconds on the clock, and the text's name.
    """

    answered: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    @property
    def count(self) -> int:
        """How many there were."""
        return self.answered + self.refused + len(self.failures)


@dataclass(slots=True)
class Bystander:
    """Somebody else's cheap job in this process, every 10 ms: here it reads how much memory the worker took.

    Attributes:
        delays: seconds by which each job was done later than it was due.
        peak_bytes: the most memory that any watched worker ever held.
        watched: the worker's process number.
    """

    delays: list[float] = field(default_factory=list)
    peak_bytes: int = 0
    watched: int = 0
    _enough: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Bystander:
        self._thread = threading.Thread(target=self._live, name="bystander")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._enough.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> None:
        """Read the watched worker's peak memory, as far as Linux tells it."""
        try:
            status = Path(f"/proc/{self.watched}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            return
        peak = _PEAK_MEMORY.search(status)
        self.peak_bytes = max(self.peak_bytes, int(peak[1]) * 1024 if peak else 0)

    def delay(self, percent: int) -> float:
        """The delay in seconds that so many per cent of the jobs stay within."""
        return (
            statistics.quantiles(self.delays, n=100, method="inclusive")[percent - 1] if len(self.delays) > 1 else 0.0
        )

    def _live(self) -> None:
        due = time.perf_counter()
        while not self._enough.is_set():
            self.look()
            self.delays.append(time.perf_counter() - due)
            due = max(due + _BEAT_SECONDS, time.perf_counter())
            time.sleep(max(0.0, due - time.perf_counter()))


def data_folder() -> Path:
    """Where the data are."""
    return Path(os.environ.get("CATALOG_TEST_DATA") or ROOT / "../shared/data")


def hostile_cases(folder: Path) -> list[Case]:
    """Every hostile text with its kind and name."""
    with gzip.open(folder / "hostile" / "structures.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measure(cases: Iterable[Case]) -> tuple[dict[str, Row], Bystander]:
    """Send every text to a worker, one after the other.

    Queries go to the guard only, for what it lets through is searched under a deadline of its own.
    """
    rows: dict[str, Row] = {}
    with WorkerPool(1) as pool, Bystander() as bystander:
        for case in cases:
            row = rows.setdefault(case["kind"], Row())
            bystander.watched = pool.run(os.getpid)
            started = time.perf_counter()
            _take(pool, case, row)
            row.slowest = max(row.slowest, (time.perf_counter() - started, case["id"]))
            bystander.look()
    return rows, bystander


def _take(pool: WorkerPool, case: Case, row: Row) -> None:
    try:
        if case["kind"] == "smarts":
            pool.run(vet_smarts, case["text"])
        else:
            if "query" in case:
                pool.run(vet_smarts, case["query"])
            kind = case["kind"].removesuffix("_vs_query")
            pool.run(read_structure, case["text"], _READ_AS.get(kind, kind))
        row.answered += 1
    except StructureRefused:
        row.refused += 1
    except InvalidStructure:
        row.answered += 1
    except WorkerFailed as error:
        row.failures.append(f"{case['id']}: {error}")


def honest_smiles(folder: Path) -> Iterator[str]:
    """The SMILES of a public register."""
    with gzip.open(folder / "bulk" / "identifiers_71k.tsv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["smiles"]


def guard_refusals(smiles: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """What the guard refuses: by kind of reason, the texts with the reasons' own words."""
    refusals: dict[str, list[tuple[str, str]]] = {}
    for text in smiles:
        try:
            vet_smiles(text)
        except StructureRefused as error:
            refusals.setdefault(re.sub(r"[0-9][0-9,]*", "N", str(error)), []).append((text, str(error)))
    return refusals


def main() -> None:
    """Print the tables."""
    folder = data_folder()
    if not folder.is_dir():
        sys.exit(f"There are no data in {folder}; name their folder in CATALOG_TEST_DATA.")
    rows, bystander = measure(hostile_cases(folder) * _ROUNDS)
    print(f"{'kind':16}{'count':>7}{'answered':>10}{'refused':>9}{'failed':>8}  slowest")
    for kind, row in sorted(rows.items()):
        seconds, name = row.slowest
        counts = f"{row.count:7}{row.answered:10}{row.refused:9}{len(row.failures):8}"
        print(f"{kind:16}{counts}  {seconds:.3f} s ({name[:40]})")
        print("".join(f"    failed: {failure}\n" for failure in sorted(set(row.failures))), end="")
    print(f"bystander: {len(bystander.delays)} jobs, late by p50 {bystander.delay(50) * 1e3:.2f} ms, ", end="")
    print(f"p99 {bystander.delay(99) * 1e3:.2f} ms, at most {max(bystander.delays) * 1e3:.2f} ms")
    print(f"workers: at most {bystander.peak_bytes / 2**20:.0f} MB\n")
    _print_refusals(list(honest_smiles(folder)))
    sys.exit(any(row.failures or row.slowest[0] > LONGEST_SECONDS for row in rows.values()))


def _print_refusals(smiles: list[str]) -> None:
    refusals = guard_refusals(smiles)
    number = sum(map(len, refusals.values()))
    print(f"of {len(smiles):,} registered SMILES the guard refuses {number} ({number / len(smiles):.4%})")
    for reason, texts in sorted(refusals.items(), key=lambda item: -len(item[1])):
        print(f"{len(texts):7}  {reason}")
        for words, times in Counter(words for _, words in texts).most_common(_EXAMPLES):
            example = next(text for text, said in texts if said == words)
            print(f"         {times} × {words} {example[:90]}")


if __name__ == "__main__":
    main()
