"""A whole import beside RDKit's floor: ``python -m benchmarks.import_speed [--records N] [--url URL] [--jobs 2]``.

The floor is what nobody can do without for the same records: parse, formula, weights, canonical SMILES, InChIKey and
the two fingerprints that searches need (Morgan for likeness, RDKit's pattern fingerprint for substructures), in as many
processes as the import uses for chemistry. The import does all checks, keeps products, revisions, the log, both
fingerprints and the text index. Floor and import take turns, part of the file by part, so that whatever else the
machine does falls on both. Then the same parts are imported again, and all rows turned round, which must find
everything unchanged.

The records are those of ``CATALOG_TEST_DATA`` (default ``../shared/data``): 71,347 real compounds with structures.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator, rdinchi, rdMolDescriptors

from benchmarks.processor_time import processor_time
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.database import Database
from catalog.store.migrate import migrate

ROOT = Path(__file__).resolve().parent.parent
CHUNK = 250


def records_file() -> Path:
    """Where the records are."""
    data = (ROOT / os.environ.get("CATALOG_TEST_DATA", "../shared/data")).resolve()
    return data / "bulk" / "identifiers_71k.tsv.gz"


def floor_of(smiles: list[str]) -> int:
    """RDKit's part for a chunk of structures; how many could be read. Runs in a worker."""
    fingerprints = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)
    read = 0
    for text in smiles:
        mol: Chem.Mol | None = Chem.MolFromSmiles(text)
        # RDKit's stubs leave out that there may be no molecule; some real compounds are beyond its valences.
        if mol is None:
            continue
        rdMolDescriptors.CalcMolFormula(mol)
        rdMolDescriptors._CalcMolWt(mol)
        rdMolDescriptors.CalcExactMolWt(mol)
        Chem.MolToSmiles(mol)
        rdinchi.MolToInchiKey(mol, "")
        fingerprints.GetFingerprint(mol)
        Chem.PatternFingerprint(mol, 2048)
        read += 1
    return read


def chunks(texts: list[str]) -> Iterator[list[str]]:
    """The structures by the chunk."""
    for start in range(0, len(texts), CHUNK):
        yield texts[start : start + CHUNK]


class Cost(NamedTuple):
    """What a piece of work took: seconds on the clock, and processor seconds of all processes that did it."""

    wall: float
    cpu: float

    def with_more(self, other: Cost) -> Cost:
        """What both took together."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu)


NOTHING = Cost(0.0, 0.0)


def floor_cost(texts: list[str], jobs: int) -> Cost:
    """What RDKit's part takes in so many processes."""
    with import_workers(jobs) as pool:
        for _ in pool.map_in_order(len, [[]] * jobs, ahead=jobs):
            pass
        started = time.perf_counter()
        with processor_time() as used:
            for _ in pool.map_in_order(floor_of, chunks(texts), ahead=6):
                pass
        return Cost(time.perf_counter() - started, used.seconds)


def import_cost(path: Path, database: Database, jobs: int) -> tuple[Cost, dict[str, int]]:
    """What an import takes, the database server's part included, and what it did."""
    with import_workers(jobs) as pool:
        for _ in pool.map_in_order(len, [[]] * jobs, ahead=jobs):
            pass
        started = time.perf_counter()
        with processor_time(database) as used:
            report = import_files(database, pool, [path], IntakeOptions(actor="benchmark", report_products=False))
        cost = Cost(time.perf_counter() - started, used.seconds)
    summary = report.summary()
    report.close()
    return cost, {name: summary[name] for name in ("created", "changed", "unchanged", "held", "refused")}


def write_part(
    source: Path, target: Path, number: int | None, *, turned: bool = False, turn: int = 0, turns: int = 1
) -> list[str]:
    """Write the first records to a file, or one of so many parts of them, perhaps turned round; their structures."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as stream:
        header, *rows = islice(csv.reader(stream, delimiter="\t"), None if number is None else number + 1)
    rows = rows[len(rows) * turn // turns : len(rows) * (turn + 1) // turns]
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter="\t").writerows([header, *(reversed(rows) if turned else rows)])
    column = header.index("smiles")
    return [row[column] for row in rows]


def main() -> None:
    """Print floor and imports side by side."""
    parser = argparse.ArgumentParser(description="A whole import beside RDKit's floor.")
    parser.add_argument("--records", type=int, default=None)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--url", default=None, help="an empty database; by default SQLite in a temporary folder")
    parser.add_argument("--turns", type=int, default=12, help="how often floor and import change places")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalog-speed-") as folder:
        parts = [Path(folder) / f"part{turn}.tsv" for turn in range(chosen.turns)]
        texts = [
            write_part(records_file(), part, chosen.records, turn=turn, turns=chosen.turns)
            for turn, part in enumerate(parts)
        ]
        turned = Path(folder) / "turned.tsv"
        records = len(write_part(records_file(), turned, chosen.records, turned=True))
        database = Database(chosen.url or f"sqlite:///{folder}/speed.db")
        migrate(database)
        floor = first = again = NOTHING
        did: Counter[str] = Counter()
        for part, some in zip(parts, texts, strict=True):
            floor = floor.with_more(floor_cost(some, chosen.jobs))
            cost, counts = import_cost(part, database, chosen.jobs)
            first, did = first.with_more(cost), did + Counter(counts)
        _tell("RDKit floor", floor, records)
        _tell("import", first, records, did)
        for part in parts:
            again = again.with_more(import_cost(part, database, chosen.jobs)[0])
        _tell("the same again", again, records)
        print(f"{'':32}{first.wall / again.wall:8.1f} times as fast as the first")
        cost, counts = import_cost(turned, database, chosen.jobs)
        _tell("all rows turned round", cost, records, counts)
        print(f"{'':32}{first.wall / cost.wall:8.1f} times as fast as the first")
        print(f"the import has {floor.wall / first.wall:.2f} of the floor's pace (aimed for: 0.6),")
        print(f"and costs the processor as much as would give {floor.cpu / first.cpu:.2f} where nothing else runs")
        database.close()


def _tell(words: str, cost: Cost, records: int, counts: Mapping[str, int] | None = None) -> None:
    pace = f"{cost.wall:8.1f} s{records / cost.wall:10.0f}/s"
    told = ", ".join(f"{count} {name}" for name, count in (counts or {}).items() if count)
    print(f"{words:32}{pace}{cost.cpu:8.1f} s of processor time  {told}")


if __name__ == "__main__":
    main()
