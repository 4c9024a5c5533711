"""Structure search beside others: ``python -m benchmarks.structure_search [--records N] [--without cartridge …]``.

The same structures, the same queries, one thread each: the structure file with the fragments that it knows beforehand,
and those of ``benchmarks.structure_rivals`` that are here. Printed are the first 100 hits, all hits, similar
structures, how often the answers differ, and what the file takes. Each query is asked of one after the other, so that
whatever else the machine does falls on all; times are processor time of this process, and include reading the query.
The cartridge works in another process, so its time is by the clock.

There are queries that chemists ask most, and two sets of ``benchmarks.structure_queries`` that nobody foresaw, drawn
anew for each ``--seed``. Answers that were worked out once are forgotten before every search.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice

import numpy as np
from rdkit import rdBase

from benchmarks.make_structures import cache_folder, structure_rows
from benchmarks.structure_queries import drawn_smarts, drawn_smiles
from benchmarks.structure_rivals import Likeness, Search, bingo, bulk_tanimoto, cartridge, fpsim2, substruct_library
from catalog.store.structures.file import StructureFile, StructureRow, write_structure_file
from catalog.store.structures.jobs import (
    FRAGMENTS_BEGIN,
    FragmentProgress,
    SearchTarget,
    find_similar,
    find_structures,
    remember_fragments,
)
from catalog.store.structures.places import FilePlace
from catalog.store.structures.structure_query import StructureQuery, cached_query

QUERIES = (
    "c1ccccc1", "c1ccncc1", "c1ccc2[nH]ccc2c1", "c1ccc2ncccc2c1", "c1ccoc1", "c1ccsc1", "c1c[nH]cn1", "c1cnoc1",
    "c1nnn[nH]1", "c1nn[nH]c1", "c1ncncn1", "c1ccc2c(c1)OCO2", "C1CCNCC1", "C1CNCCN1", "C1COCCN1", "C1CC1", "C1CCC1",
    "C1CCCCC1", "C1CCOC1", "O=C1CCCN1", "O=C1NC(=O)c2ccccc12", "C(=O)O", "C(=O)N", "C(=O)OC", "C(=O)Cl", "C=O", "C#N",
    "C=C", "C#C", "N=N", "[N+](=O)[O-]", "S(=O)(=O)N", "S(=O)(=O)O", "P(=O)(O)O", "OB(O)c1ccccc1", "CC(F)(F)F", "CBr",
    "c1ccccc1Cl", "c1ccccc1O", "c1ccccc1N", "NC(=O)c1cccnc1", "NNC(=O)c1ccccn1", "NNC(=O)c1ccncc1",
    "c1ccc(cc1)-c1ccccc1", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "CN1CCC[C@H]1c1cccnc1", "C1CCC2C(C1)CCC1C2CCC2CCCC12",
    "[Si]", "[Na+]", "[2H]",
)  # fmt: skip
"""What chemists look for: rings, functional groups, scaffolds, elements. Each is a SMILES."""
PAGE = 100
UNLIMITED = 1e9
SEED = 20_261_130
LIKE = (0.5, 0.6, 0.7, 0.8)
OURS = "structure file"


def timed(function: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """How long a call takes, ms."""
    begun = clock()
    function()
    return 1000 * (clock() - begun)


def told(name: str, milliseconds: list[float]) -> None:
    """Print median, 95th percentile and worst."""
    p95 = float(np.percentile(milliseconds, 95))
    print(f"{name:52}{np.median(milliseconds):9.2f} ms{p95:10.1f} ms{max(milliseconds):10.1f} ms", flush=True)


def ours(where: SearchTarget, query: str, most: int | None) -> set[int]:
    """Our own search, which has forgotten what it worked out before."""
    shutil.rmtree(where.answers.learned, ignore_errors=True)
    cached_query.cache_clear()
    return set(find_structures(where, StructureQuery(query), None, most, UNLIMITED).from_file.tolist())


def compare_substructures(engines: Mapping[str, Search], queries: Sequence[str]) -> None:
    """Print first pages and all hits of each, and how often their answers differ from ours."""
    times: dict[tuple[str, str], list[float]] = {}
    different: dict[str, list[str]] = {name: [] for name in engines}
    for query in queries:
        answers: dict[str, set[int]] = {}
        for name, search in engines.items():
            clock = time.perf_counter if name == "cartridge" else time.process_time
            times.setdefault(("first page", name), []).append(timed(partial(search, query, PAGE), clock))
            begun = clock()
            answers[name] = search(query, None)
            times.setdefault(("all hits", name), []).append(1000 * (clock() - begun))
            if answers[name] != answers[OURS]:
                different[name].append(query)
    for (what, name), milliseconds in sorted(times.items(), reverse=True):
        told(f"{what}, {name}", milliseconds)
        ratios = np.array(milliseconds) / np.array(times[what, OURS])
        if name != OURS:
            print(f"{'':4}{np.median(ratios):.2f} times ours at the median query")
    for name in engines:
        if name != OURS:
            print(f"{'':4}answers of {name} that differ: {len(different[name])} {' '.join(different[name][:8])}")


def compare_similarity(where: SearchTarget, rows: list[StructureRow], rivals: Mapping[str, Likeness]) -> None:
    """Print similar structures of all."""
    wanted = [row.smiles for row in islice(rows, 0, None, max(len(rows) // 50, 1))]

    def search(smiles: str, threshold: float) -> set[int]:
        return set(find_similar(where, smiles, threshold).from_file.tolist())

    engines: dict[str, Likeness] = {OURS: search, **rivals}
    for threshold in LIKE:
        times: dict[str, list[float]] = {name: [] for name in engines}
        different = dict.fromkeys(engines, 0)
        for smiles in wanted:
            expected = search(smiles, threshold)
            for name, likeness in engines.items():
                begun = time.process_time()
                found = likeness(smiles, threshold)
                times[name].append(1000 * (time.process_time() - begun))
                different[name] += found != expected
        for name, milliseconds in times.items():
            told(f"similar ({threshold}), {name}", milliseconds)
            print(f"{'':4}answers that differ: {different[name]} of {len(wanted)}")


def written(rows: list[StructureRow]) -> SearchTarget:
    """Write the file and work out the fragments, where that is not done, and print what they take."""
    path = cache_folder() / f"structures-{len(rows)}"
    seconds = timed(lambda: write_structure_file(FilePlace(path), rows, 1)) / 1000
    opened = timed(lambda: StructureFile(path))
    where = SearchTarget(str(path), StructureFile(path).crc)
    size = path.stat().st_size / 1e6
    print(f"{len(rows):,} structures: written in {seconds:.1f} s, opened in {opened:.1f} ms, {size:.1f} MB", flush=True)
    begun = time.process_time()
    so_far: FragmentProgress | None = FRAGMENTS_BEGIN
    while so_far is not None:
        so_far = remember_fragments(where, so_far)
    answers = [answer.stat().st_size for answer in where.answers.fragments.iterdir()]
    spent = time.process_time() - begun
    print(f"{len(answers):,} fragments worked out in {spent:.1f} s, {sum(answers) / 1e6:.1f} MB", flush=True)
    return where


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description="Structure search beside others.")
    parser.add_argument("--records", type=int, default=None, help="so many structures; by default the real ones only")
    parser.add_argument("--without", nargs="*", default=[], help="whom to leave out: bingo, cartridge, fpsim2, bulk")
    parser.add_argument("--only", choices=("frequent", "smiles", "smarts", "similarity"), default=None)
    parser.add_argument("--queries", type=int, default=100, help="how many queries are drawn, for each set")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    rdBase.DisableLog("rdApp.*")
    rows = structure_rows(chosen.records)
    where = written(rows)
    with ExitStack() as stack:
        rivals: dict[str, Search | None] = {
            "SubstructLibrary": substruct_library(rows),
            "Bingo-NoSQL": None if "bingo" in chosen.without else bingo(rows, cache_folder()),
            "cartridge": None if "cartridge" in chosen.without else stack.enter_context(cartridge(rows)),
        }
        engines: dict[str, Search] = {OURS: partial(ours, where)}
        engines |= {name: found for name, found in rivals.items() if found is not None}
        # What another release or another program reads otherwise is compared for plain queries only.
        exact = {name: engines[name] for name in (OURS, "SubstructLibrary")}
        sets: dict[str, tuple[dict[str, Search], Sequence[str]]] = {
            "frequent": (engines, QUERIES),
            "smiles": (engines, drawn_smiles([row.smiles for row in rows], chosen.queries, chosen.seed)),
            "smarts": (exact, drawn_smarts(chosen.queries, chosen.seed)),
        }
        for name, (asked, queries) in sets.items():
            if chosen.only in (name, None):
                print(f"\n{len(queries)} queries, {name}: median, p95, worst")
                compare_substructures(asked, queries)
    if chosen.only in ("similarity", None):
        print()
        alike = {
            "RDKit's bulk Tanimoto": None if "bulk" in chosen.without else bulk_tanimoto(rows),
            "FPSim2": None if "fpsim2" in chosen.without else fpsim2(rows, cache_folder()),
        }
        compare_similarity(where, rows, {name: rival for name, rival in alike.items() if rival is not None})


if __name__ == "__main__":
    main()
