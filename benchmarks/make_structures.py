"""Large sets of structures: ``python -m benchmarks.make_structures 250000 1000000``.

The real compounds of ``CATALOG_TEST_DATA`` come first; what is missing to the number asked for are analogues of them:
a hydrogen of a real compound is replaced with one of the groups that medicinal chemists try first, or two are. Which
ones follows from the number of the analogue alone, so that every machine makes the same set. Sets stand in the cache
folder (``CATALOG_BENCHMARK_CACHE``, by default ``~/.cache/catalog-benchmarks``), outside the repository: canonical
SMILES with both fingerprints, in an order that mixes real ones and analogues.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rdkit import Chem, rdBase

from benchmarks.import_speed import records_file, write_part
from catalog.chemistry.structure.fingerprints import structure_fingerprints
from catalog.chemistry.workers.pool import WorkerPool
from catalog.store.structures.file import StructureRow

GROUPS = tuple(
    Chem.MolFromSmiles(text)
    for text in (
        "C", "F", "Cl", "Br", "O", "N", "OC", "CC", "C#N", "C(F)(F)F", "C(C)C", "C(=O)O", "C(=O)N", "C(=O)OC", "N(C)C",
        "[N+](=O)[O-]", "S(=O)(=O)N", "S(=O)(=O)C", "C(C)(C)C", "c1ccccc1", "c1ccncc1", "c1ccc(F)cc1", "N1CCOCC1",
        "N1CCNCC1", "N1CCCC1", "C1CC1", "NC(=O)C", "CO", "CN", "OCC", "c1cn[nH]c1", "c1cccs1", "C=C", "C=O", "SC",
    )
)  # fmt: skip
"""What is put in the place of a hydrogen; the first atom is bound."""
SEED = 20_261_125


def cache_folder() -> Path:
    """Where made sets stand."""
    return Path(os.environ.get("CATALOG_BENCHMARK_CACHE", Path.home() / ".cache" / "catalog-benchmarks"))


def analogue(smiles: str, number: int) -> Chem.Mol | None:
    """The analogue of a structure that has this number; None where it has no place for a group."""
    chance = random.Random(SEED + number)  # noqa: S311 - No secret: the same on every machine.
    mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    if mol is None or mol.GetNumHeavyAtoms() > 60:
        return None
    for _ in range(chance.choice((1, 1, 2))):
        places = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetTotalNumHs() and not atom.GetNumExplicitHs()]
        if not places:
            return None
        first = mol.GetNumAtoms()
        both = Chem.RWMol(Chem.CombineMols(mol, chance.choice(GROUPS)))
        both.AddBond(chance.choice(places), first, Chem.BondType.SINGLE)
        mol = both.GetMol()
        if Chem.SanitizeMol(mol, catchErrors=True) != Chem.SanitizeFlags.SANITIZE_NONE:
            return None
    return mol


def make_rows(numbered: list[tuple[int, str]]) -> list[StructureRow]:
    """The rows of structures, without keys; negative numbers stand for the real ones. Runs in a worker."""
    rows = []
    for number, text in numbered:
        mol: Chem.Mol | None = Chem.MolFromSmiles(text) if number < 0 else analogue(text, number)
        if mol is not None:
            rows.append(StructureRow(0, "", Chem.MolToSmiles(mol), *structure_fingerprints(mol)))
    return rows


def numbered_structures(real: list[str]) -> Iterator[tuple[int, str]]:
    """The real ones, then analogues of each in turn, without end."""
    for text in real:
        yield -1, text
    number = 0
    while True:
        for text in real:
            yield number, text
            number += 1


def structure_rows(wanted: int | None) -> list[StructureRow]:
    """So many rows with different structures, from the cache where they are there; None for the real ones only."""
    place = cache_folder() / f"structures-{rdBase.rdkitVersion}-{wanted or 'real'}.pickle"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pickle.dumps(_made(wanted), pickle.HIGHEST_PROTOCOL))
    rows: list[StructureRow] = pickle.loads(place.read_bytes())  # noqa: S301 - Written above.
    return rows


def _made(wanted: int | None) -> list[StructureRow]:
    with tempfile.TemporaryDirectory(prefix="catalog-structures-") as folder:
        real = write_part(records_file(), Path(folder) / "records.tsv", None)
    found: dict[str, StructureRow] = {}
    with WorkerPool(os.cpu_count() or 2, cpu_seconds=120, wall_seconds=240) as pool:
        for result in pool.map_in_order(make_rows, _parts(real, wanted), ahead=6):
            if isinstance(result, list):
                found.update((row.smiles, row) for row in result)
            if wanted is not None and len(found) >= wanted:
                break
    rows = list(found.values())[:wanted]
    random.Random(SEED).shuffle(rows)  # noqa: S311
    return [row._replace(product_id=n, product_key=f"{n:09}") for n, row in enumerate(rows, start=1)]


def _parts(real: list[str], wanted: int | None) -> Iterator[list[tuple[int, str]]]:
    part: list[tuple[int, str]] = []
    for number, text in numbered_structures(real):
        if wanted is None and number >= 0:
            break
        part.append((number, text))
        if len(part) == 250:
            yield part
            part = []
    yield part


def main() -> None:
    """Make the sets that are asked for."""
    parser = argparse.ArgumentParser(description="Large sets of structures for benchmarks.")
    parser.add_argument("numbers", type=int, nargs="+", help="how many structures, for each set")
    rdBase.DisableLog("rdApp.*")
    for number in parser.parse_args().numbers:
        print(f"{len(structure_rows(number)):,} structures in {cache_folder()}")


if __name__ == "__main__":
    main()
