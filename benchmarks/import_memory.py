"""What an import of a long file costs in memory: ``python -m benchmarks.import_memory [--records N] [--url URL]``.

The file is made for this: real structures from ``CATALOG_TEST_DATA`` in every tenth record, numbers and names in all.
Printed is the greatest resident memory of the importing process, and of it and its workers together, while a tenth of
the file and while all of it is imported: if memory grew with the file, the second would be the larger by far.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from benchmarks.import_speed import records_file
from benchmarks.processes import started

SAMPLED_SECONDS = 0.5
LONGEST_SECONDS = 7200
"""A million records took half an hour, s."""
STRUCTURE_EVERY = 10


def write_records(path: Path, records: int) -> None:
    """Write a table of so many records."""
    with gzip.open(records_file(), "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Catalog Number", "Product Name", "CAS", "Formula", "MW", "SMILES", "Synonyms"])
        for number, row in zip(range(records), cycle(rows), strict=False):
            smiles = row["smiles"] if number % STRUCTURE_EVERY == 0 else ""
            name = f"{row['common_name'] or row['iupac_name']} {number}"
            writer.writerow([f"M{number:07}", name, row["cas"], row["formula"], row["mw"], smiles, row["iupac_name"]])


def resident(pid: int) -> int:
    """The resident memory of a process, bytes; 0 where it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    children = [int(child) for text in lists for child in text.split()]
    return [found for child in children for found in (child, *descendants(child))]


def watched_import(path: Path, url: str) -> tuple[int, int, float]:
    """Import a file by the command; the greatest memory of the process, of all of them, and the seconds it took."""
    command = [sys.executable, "-m", "catalog", "import", str(path)]
    begun = time.perf_counter()
    own = together = 0
    with started(command, {"CATALOG_DATABASE_URL": url}) as process:
        while process.poll() is None:
            if time.perf_counter() - begun > LONGEST_SECONDS:
                raise TimeoutError(f"The import is not done after {LONGEST_SECONDS} s.")
            main = resident(process.pid)
            own = max(own, main)
            together = max(together, main + sum(map(resident, descendants(process.pid))))
            time.sleep(SAMPLED_SECONDS)
    return own, together, time.perf_counter() - begun


def main() -> None:
    """Print memory for a tenth and for the whole."""
    parser = argparse.ArgumentParser(description="What an import of a long file costs in memory.")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--url", default=None, help="an empty database; by default SQLite in a temporary folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalog-memory-") as folder:
        for records in (chosen.records // 10, chosen.records):
            path = Path(folder) / f"records-{records}.csv"
            write_records(path, records)
            url = chosen.url or f"sqlite:///{folder}/memory.db"
            own, together, seconds = watched_import(path, url)
            size = path.stat().st_size
            print(
                f"{records:9,} records ({size / 1e6:5.0f} MB): importing process {own / 1e6:5.0f} MB, "
                f"with its workers {together / 1e6:5.0f} MB, {seconds:6.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
