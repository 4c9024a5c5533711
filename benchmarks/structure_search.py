"""Structure search beside others: ``python -m benchmarks.structure_search [--records N] [--without cartridge …]``.

The same structures, the same queries, one thread each: the structure file with and without its keys file, and those of
``benchmarks.structure_rivals`` that are here. Printed are the first 100 hits, the full count, similar structures, how
often the answers differ, and what the files take. Times are processor time of this process, so that what else the
machine does counts little; the cartridge works in another process, so its time is by the clock.

Besides the queries that chemists ask most, there are held-out ones: pieces cut at random out of the structures, none of
which is a fragment that is known beforehand. Answers that were worked out once are forgotten before every search.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from rdkit import Chem, rdBase

from benchmarks.make_structures import SEED, cache_folder, structure_rows
from benchmarks.structure_rivals import (
    LIKE,
    Likeness,
    Search,
    bingo,
    bulk_tanimoto,
    cartridge,
    fpsim2,
    substruct_library,
)
from catalog.chemistry.structure.fragments import fragments
from catalog.chemistry.structure.query_keys import query_key
from catalog.chemistry.structure.substructure import read_substructure_query
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import InvalidStructure
from catalog.store.structures.builder import KeysBuilder
from catalog.store.structures.file import StructureFile, StructureRow, write_structure_file
from catalog.store.structures.jobs import SearchTarget, find_similar, find_structures
from catalog.store.structures.keys import KeysFile
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
HELD_OUT = 50
UNLIMITED_JOB = 600.0


def held_out_queries(rows: list[StructureRow]) -> tuple[str, ...]:
    """Pieces of structures, 5 to 14 atoms large, whole rings and what is bound to them; none is a known fragment."""
    chance = random.Random(SEED)  # noqa: S311
    found: dict[str, str] = {}
    while len(found) < HELD_OUT:
        mol = Chem.MolFromSmiles(chance.choice(rows).smiles)
        atoms = {chance.randrange(mol.GetNumAtoms())}
        for _ in range(chance.randrange(2, 5)):
            atoms |= {n.GetIdx() for i in atoms for n in mol.GetAtomWithIdx(i).GetNeighbors() if chance.random() < 0.6}
            atoms.update(*(ring for ring in mol.GetRingInfo().AtomRings() if atoms & set(ring)))
        piece = Chem.MolFragmentToSmiles(mol, sorted(atoms))
        try:
            key = query_key(read_substructure_query(piece))
        except InvalidStructure:
            continue
        if 5 <= len(atoms) <= 14 and key is not None and fragments().number(key) is None:
            found[key] = piece
    return tuple(found.values())


def timed(function: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """How long a call takes, ms."""
    begun = clock()
    function()
    return 1000 * (clock() - begun)


def told(name: str, milliseconds: list[float]) -> None:
    """Print median, 95th percentile and worst."""
    ordered = sorted(milliseconds)
    p95 = ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]
    print(f"{name:52}{ordered[len(ordered) // 2]:9.2f} ms{p95:10.1f} ms{ordered[-1]:10.1f} ms", flush=True)


def make_keys(path: Path) -> int:
    """Make the keys file of a structure file in worker processes, where it is not there; how many were looked at."""
    workers = os.cpu_count() or 2
    with WorkerPool(workers, cpu_seconds=UNLIMITED_JOB, wall_seconds=UNLIMITED_JOB, memory_bytes=8 << 30) as pool:
        return KeysBuilder(pool, FilePlace(path)).make(ahead=workers)


def ours(where: SearchTarget, query: str, most: int | None) -> set[int]:
    """Our own search."""
    return set(find_structures(where, StructureQuery(query), None, most, UNLIMITED).from_file.tolist())


def measure(
    name: str, queries: tuple[str, ...], search: Search, where: SearchTarget, clock: Callable[[], float]
) -> list[set[int]]:
    """Print first pages and full counts of one engine; its answers."""
    pages: list[float] = []
    counts: list[float] = []
    answers: list[set[int]] = []
    for query in queries:
        forget(where)
        pages.append(timed(partial(search, query, PAGE), clock))
        forget(where)
        begun = clock()
        answers.append(search(query, None))
        counts.append(1000 * (clock() - begun))
    told(f"first page, {name}", pages)
    told(f"all hits,   {name}", counts)
    return answers


def forget(where: SearchTarget) -> None:
    """Forget what was worked out before."""
    shutil.rmtree(where.learned_folder, ignore_errors=True)
    cached_query.cache_clear()


def compare_substructures(
    where: SearchTarget, bare: SearchTarget, queries: tuple[str, ...], rivals: dict[str, Search]
) -> None:
    """Print first pages and full counts of all, and how often their answers differ."""
    search = partial(ours, where)
    answers = measure("structure file with keys", queries, search, where, time.process_time)
    for query in queries:
        search(query, None)
    told("all hits,   asked a second time", [timed(partial(search, query, None)) for query in queries])
    if bare != where:
        measure("structure file without keys", queries, partial(ours, bare), bare, time.process_time)
    for name, rival in rivals.items():
        clock = time.perf_counter if name == "cartridge" else time.process_time
        theirs = measure(name, queries, rival, where, clock)
        different = [query for query, one, other in zip(queries, answers, theirs, strict=True) if one != other]
        print(f"{'':4}answers that differ: {len(different)} of {len(queries)} {' '.join(different[:8])}")


def compare_similarity(where: SearchTarget, rows: list[StructureRow], rivals: dict[str, Likeness]) -> None:
    """Print similar structures of all."""
    wanted = [row.smiles for row in islice(rows, 0, None, max(len(rows) // 50, 1))]
    answers = [set(find_similar(where, smiles, LIKE).from_file.tolist()) for smiles in wanted]
    told(f"similar ({LIKE}), structure file with keys", [timed(partial(find_similar, where, s, LIKE)) for s in wanted])
    for name, rival in rivals.items():
        told(f"similar ({LIKE}), {name}", [timed(partial(rival, smiles)) for smiles in wanted])
        different = sum(rival(smiles) != answer for smiles, answer in zip(wanted, answers, strict=True))
        print(f"{'':4}answers that differ: {different} of {len(wanted)}")


def written(path: Path, rows: list[StructureRow]) -> SearchTarget:
    """Write the files, and print what they take; what is known of structures from a run before is taken over."""
    milliseconds = timed(lambda: write_structure_file(FilePlace(path), rows, 1))
    opened = timed(lambda: StructureFile(path))
    size = path.stat().st_size
    print(
        f"{len(rows):,} structures: written in {milliseconds / 1000:.1f} s, opened in {opened:.1f} ms, "
        f"{size / 1e6:.1f} MB"
    )
    keys, begun = Path(f"{path}-keys"), time.perf_counter()
    looked_at = make_keys(path)
    seconds = time.perf_counter() - begun
    opened = timed(lambda: KeysFile(keys, StructureFile(path)))
    print(
        f"{len(fragments()):,} fragments: keys made in {seconds:.1f} s by the clock, {looked_at:,} structures looked "
        f"at, opened in {opened:.1f} ms, {keys.stat().st_size / 1e6:.1f} MB",
        flush=True,
    )
    both = size + keys.stat().st_size
    print(f"a million structures would take {both / len(rows) / 1000:.2f} GB, shared by all workers")
    return SearchTarget(str(path), StructureFile(path).crc)


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description="Structure search beside others.")
    parser.add_argument("--records", type=int, default=None, help="so many structures; by default the real ones only")
    parser.add_argument(
        "--without", nargs="*", default=[], help="whom to leave out: bingo, cartridge, fpsim2, bulk, bare"
    )
    parser.add_argument("--only", choices=("substructures", "similarity"), default=None)
    chosen = parser.parse_args()
    rdBase.DisableLog("rdApp.*")
    rows = structure_rows(chosen.records)
    with (
        tempfile.TemporaryDirectory(prefix="catalog-structures-") as folder,
        cartridge([] if "cartridge" in chosen.without else rows) as in_postgres,
    ):
        path = cache_folder() / f"structures-{len(rows)}"
        where = written(path, rows)
        bare = where
        if "bare" not in chosen.without:
            alone = Path(folder) / "structures"
            shutil.copy(path, alone)
            bare = SearchTarget(str(alone), where.crc)
        ours(where, "CCO", 1), ours(bare, "CCO", 1)
        found: dict[str, Search | None] = {
            "SubstructLibrary": substruct_library(rows),
            "Bingo-NoSQL": None if "bingo" in chosen.without else bingo(rows, cache_folder()),
            "cartridge": None if "cartridge" in chosen.without else in_postgres,
        }
        for name, search in found.items():
            if search is None:
                print(f"{name} is left out or not here")
        rivals = {name: search for name, search in found.items() if search is not None}
        if chosen.only != "similarity":
            known = tuple(q for q in QUERIES if fragments().number(query_key(read_substructure_query(q))) is not None)
            print(f"\n{len(QUERIES)} queries, of which {len(known)} are known fragments: median, p95, worst")
            compare_substructures(where, bare, QUERIES, rivals)
            print(f"\n{HELD_OUT} held-out queries, none a known fragment")
            compare_substructures(where, bare, held_out_queries(rows), {"SubstructLibrary": rivals["SubstructLibrary"]})
        if chosen.only != "substructures":
            print()
            alike = {"RDKit's bulk Tanimoto": bulk_tanimoto(rows), "FPSim2": fpsim2(rows, cache_folder())}
            compare_similarity(where, rows, {name: rival for name, rival in alike.items() if rival is not None})


if __name__ == "__main__":
    main()
