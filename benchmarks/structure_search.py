"""Structure search beside RDKit's own: ``python -m benchmarks.structure_search [--records N]``.

The same structures (those of ``CATALOG_TEST_DATA``), the same queries, one thread each: our structure file, RDKit's
SubstructLibrary (trusted SMILES, pattern fingerprints), and RDKit's bulk Tanimoto. Printed are the first 100 hits, the
full count, similar structures, how often the answers differ, and what the file takes.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import cast

from rdkit import Chem, DataStructs, rdBase
from rdkit.Chem import rdFingerprintGenerator, rdSubstructLibrary

from benchmarks.import_speed import chunks, records_file, write_part
from catalog.chemistry.fingerprints import structure_fingerprints
from catalog.chemistry.pool import WorkerPool
from catalog.chemistry.substructure import read_substructure_query
from catalog.store.structure_file import StructureFile, StructureRow, write_structure_file
from catalog.store.structure_jobs import Hits, Searched, find_similar, find_substructure

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


def make_rows(smiles: list[str]) -> list[StructureRow]:
    """The rows of some structures, without keys; runs in a worker."""
    rows = []
    for text in smiles:
        mol: Chem.Mol | None = Chem.MolFromSmiles(text)
        if mol is not None:
            rows.append(StructureRow(0, "", Chem.MolToSmiles(mol), *structure_fingerprints(mol)))
    return rows


def all_rows(smiles: list[str]) -> Iterator[StructureRow]:
    """The rows of all structures, numbered."""
    with WorkerPool(os.cpu_count() or 2, cpu_seconds=60, wall_seconds=120) as pool:
        results = pool.map_in_order(make_rows, chunks(smiles), ahead=6)
        made = (row for result in results if isinstance(result, list) for row in result)
        for number, row in enumerate(made, start=1):
            yield row._replace(product_id=number, catalog_key=f"{number:09}")


def timed(function: Callable[[], object]) -> float:
    """How long a call takes, ms."""
    begun = time.perf_counter()
    function()
    return 1000 * (time.perf_counter() - begun)


def told(name: str, milliseconds: list[float]) -> None:
    """Print median, 95th percentile and worst."""
    ordered = sorted(milliseconds)
    p95 = ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]
    print(f"{name:42}{ordered[len(ordered) // 2]:9.2f} ms{p95:10.1f} ms{ordered[-1]:10.1f} ms")


def bit_vector(bits: bytes) -> DataStructs.ExplicitBitVect:
    """RDKit's own form of a fingerprint; its stubs take binary text for a str."""
    return DataStructs.CreateFromBinaryText(cast("str", bits))


def library_of(rows: list[StructureRow]) -> rdSubstructLibrary.SubstructLibrary:
    """RDKit's own library over the same structures."""
    mols, patterns = rdSubstructLibrary.CachedTrustedSmilesMolHolder(), rdSubstructLibrary.PatternHolder()
    for row in rows:
        mols.AddSmiles(row.smiles)
        patterns.AddFingerprint(bit_vector(row.screen))
    return rdSubstructLibrary.SubstructLibrary(mols, patterns)


def compare_substructures(where: Searched, rows: list[StructureRow]) -> None:
    """Print first pages and full counts of both, and how often their answers differ."""
    library = library_of(rows)
    queries = {text: read_substructure_query(text).mol for text in QUERIES}

    def ours(text: str, enough: int | None) -> Hits:
        return find_substructure(where, text, None, enough, UNLIMITED)

    def theirs(text: str, most: int) -> list[int]:
        return list(
            library.GetMatches(
                queries[text], recursionPossible=False, useChirality=False, numThreads=1, maxResults=most
            )
        )

    different = sum(
        {number - 1 for number in ours(text, None).from_file} != set(theirs(text, len(rows))) for text in QUERIES
    )
    print(f"{'':42}{'median':>12}{'p95':>13}{'worst':>13}")
    told("first page, structure file", [timed(partial(ours, text, PAGE)) for text in QUERIES])
    told("first page, SubstructLibrary", [timed(partial(theirs, text, PAGE)) for text in QUERIES])
    told("all hits, structure file", [timed(partial(ours, text, None)) for text in QUERIES])
    told("all hits, SubstructLibrary", [timed(partial(theirs, text, len(rows))) for text in QUERIES])
    print(f"answers that differ: {different} of {len(QUERIES)}")


def compare_similarity(where: Searched, rows: list[StructureRow]) -> None:
    """Print similar structures of both."""
    kept = [bit_vector(row.morgan) for row in rows]
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)
    wanted = [row.smiles for row in islice(rows, 0, None, max(len(rows) // 50, 1))]

    def theirs(smiles: str) -> list[int]:
        fingerprint = generator.GetFingerprint(Chem.MolFromSmiles(smiles))
        scores = DataStructs.BulkTanimotoSimilarity(fingerprint, kept)
        return [index for index, score in enumerate(scores) if score >= 0.7]

    told("similar (0.7), structure file", [timed(partial(find_similar, where, s, 0.7)) for s in wanted])
    told("similar (0.7), RDKit's bulk Tanimoto", [timed(partial(theirs, s)) for s in wanted])
    different = sum({n - 1 for n in find_similar(where, s, 0.7).from_file} != set(theirs(s)) for s in wanted)
    print(f"answers that differ: {different} of {len(wanted)}")


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description="Structure search beside RDKit's own.")
    parser.add_argument("--records", type=int, default=None)
    chosen = parser.parse_args()
    rdBase.DisableLog("rdApp.*")
    with tempfile.TemporaryDirectory(prefix="catalog-structures-") as folder:
        smiles = write_part(records_file(), Path(folder) / "records.tsv", chosen.records)
        path = Path(folder) / "structures"
        rows = list(all_rows(smiles))
        written = timed(lambda: write_structure_file(path, rows, 1))
        opened = timed(lambda: StructureFile(path))
        size = path.stat().st_size
        print(f"{len(rows):,} structures: written in {written:.0f} ms, opened in {opened:.1f} ms, {size / 1e6:.1f} MB")
        print(f"a million structures would take {size / len(rows) / 1000:.2f} GB, shared by all workers")
        where = Searched(str(path), 1)
        find_substructure(where, "CCO", None, 1, UNLIMITED)
        compare_substructures(where, rows)
        compare_similarity(where, rows)


if __name__ == "__main__":
    main()
