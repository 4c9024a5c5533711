"""Whom structure search is compared with; each says aloud where it is not here.

RDKit's SubstructLibrary and bulk Tanimoto are always here. FPSim2 and Bingo-NoSQL (``epam.indigo``) are where they can
be imported, the cartridge is where ``CATALOG_TEST_POSTGRES`` names a PostgreSQL that has it. Nothing of the product
needs any of them.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator, rdSubstructLibrary
from sqlalchemy import Connection, create_engine, text

from catalog.chemistry.structure.substructure import read_substructure_query
from catalog.store.structures.file import StructureRow

Search = Callable[[str, int | None], set[int]]
"""Finds the numbers of what holds a substructure, so many at most."""
Likeness = Callable[[str, float], set[int]]
"""Finds the numbers of what is like a structure, from a similarity on."""
TABLE = "catalog_benchmark_mols"


def bit_vector(bits: bytes) -> DataStructs.ExplicitBitVect:
    """RDKit's own form of a fingerprint; its stubs take binary text for a str."""
    return DataStructs.CreateFromBinaryText(cast("str", bits))


def substruct_library(rows: list[StructureRow]) -> Search:
    """RDKit's SubstructLibrary: trusted SMILES, pattern fingerprints, one thread."""
    mols, patterns = rdSubstructLibrary.CachedTrustedSmilesMolHolder(), rdSubstructLibrary.PatternHolder()
    for row in rows:
        mols.AddSmiles(row.smiles)
        patterns.AddFingerprint(bit_vector(row.screen))
    library = rdSubstructLibrary.SubstructLibrary(mols, patterns)

    def search(query: str, most: int | None) -> set[int]:
        mol = read_substructure_query(query).mol
        # Without rings told at the top it fails on those within ``$()`` (see ``places_of_holders``).
        if "$(" in query:
            mol = Chem.RWMol(mol)
            mol.GetAtomWithIdx(0).ExpandQuery(Chem.AtomFromSmarts("[!R99]"))
        found = library.GetMatches(
            mol, recursionPossible=True, useChirality=False, numThreads=1, maxResults=most or len(rows)
        )
        return {index + 1 for index in found}

    return search


def bingo(rows: list[StructureRow], folder: Path) -> Search | None:
    """Bingo-NoSQL; None where it cannot be imported."""
    try:
        indigo_class = importlib.import_module("indigo").Indigo
        bingo_class = importlib.import_module("indigo.bingo").Bingo
    except ImportError:
        return None
    indigo: Any = indigo_class()
    place = folder / f"bingo-{len(rows)}"
    if place.exists():
        database = bingo_class.loadDatabaseFile(indigo, str(place))
    else:
        database = bingo_class.createDatabaseFile(indigo, str(place), "molecule")
        for row in rows:
            try:
                database.insert(indigo.loadMolecule(row.smiles), row.product_id)
            except Exception:  # noqa: BLE001, S112  # Its own exceptions; what it cannot read it does not hold.
                continue

    def search(query: str, most: int | None) -> set[int]:
        found: set[int] = set()
        matcher = database.searchSub(indigo.loadQueryMolecule(query), "")
        while (most is None or len(found) < most) and matcher.next():
            found.add(matcher.getCurrentId())
        matcher.close()
        return found

    return search


@contextmanager
def cartridge(rows: list[StructureRow]) -> Iterator[Search | None]:
    """The cartridge with a GiST index, in a table that is gone afterwards; None where there is no PostgreSQL."""
    url = os.environ.get("CATALOG_TEST_POSTGRES")
    if not url:
        yield None
        return
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            _fill(connection, rows)
            yield _in_cartridge(connection)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP TABLE IF EXISTS {TABLE}"))
        engine.dispose()


def _fill(connection: Connection, rows: list[StructureRow]) -> None:
    connection.execute(text("CREATE EXTENSION IF NOT EXISTS rdkit"))
    connection.execute(text(f"DROP TABLE IF EXISTS {TABLE}"))
    connection.execute(text(f"CREATE TABLE {TABLE} (id bigint PRIMARY KEY, smiles text, m mol)"))
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {TABLE} (id, smiles) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((row.product_id, row.smiles))
    # What this release of RDKit cannot read, it does not hold.
    connection.execute(text(f"UPDATE {TABLE} SET m = mol_from_smiles(smiles::cstring)"))  # noqa: S608
    connection.execute(text(f"CREATE INDEX ON {TABLE} USING gist (m)"))
    connection.commit()
    connection.execute(text(f"ANALYZE {TABLE}"))
    connection.execute(text("SET max_parallel_workers_per_gather = 0"))


def _in_cartridge(connection: Connection) -> Search:
    def search(query: str, most: int | None) -> set[int]:
        limit = "" if most is None else f" LIMIT {most}"
        statement = f"SELECT id FROM {TABLE} WHERE m @> mol_from_smiles(:query ::cstring){limit}"  # noqa: S608
        return set(connection.scalars(text(statement), {"query": query}))

    return search


def bulk_tanimoto(rows: list[StructureRow]) -> Likeness:
    """RDKit's bulk Tanimoto."""
    kept = [bit_vector(row.morgan) for row in rows]
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)

    def alike(smiles: str, threshold: float) -> set[int]:
        scores = DataStructs.BulkTanimotoSimilarity(generator.GetFingerprint(Chem.MolFromSmiles(smiles)), kept)
        return {index + 1 for index, score in enumerate(scores) if score >= threshold}

    return alike


def fpsim2(rows: list[StructureRow], folder: Path) -> Likeness | None:
    """FPSim2 in memory, one thread; None where it cannot be imported."""
    try:
        engine_class = importlib.import_module("FPSim2").FPSim2Engine
        create = importlib.import_module("FPSim2.io").create_db_file
    except ImportError:
        return None
    place = folder / f"fpsim2-{len(rows)}.h5"
    if not place.exists():
        pairs = ((row.smiles, row.product_id) for row in rows)
        create(pairs, str(place), "smiles", "Morgan", {"radius": 2, "fpSize": 2048})
    engine = engine_class(str(place), in_memory_fps=True)
    return lambda smiles, threshold: set(engine.similarity(smiles, threshold, n_workers=1)["mol_id"].tolist())
