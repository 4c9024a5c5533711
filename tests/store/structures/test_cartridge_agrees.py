"""Both structure engines give the same pages, on real molecules and on texts made to hang or crash them."""

from __future__ import annotations

import csv
import gzip
import json
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest
from rdkit import Chem
from sqlalchemy import func, select

from benchmarks import processes
from benchmarks.structure_engines import PATTERNS, stock
from benchmarks.structure_search import QUERIES
from catalog.chemistry.structure.fingerprints import structure_fingerprints
from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import InvalidStructure
from catalog.store.database import Database
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import Page
from catalog.store.reading.sorts import Sort
from catalog.store.structures.cartridge.index import CartridgeIndex
from catalog.store.structures.cartridge.table import (
    cartridge_metadata,
    read_table_state,
    require_cartridge,
    structure_mols,
)
from catalog.store.structures.file import StructureRow
from catalog.store.structures.file_index import FileIndex
from catalog.store.structures.index import StructureFilter, StructureIndex
from tests.conftest import migrated

EVERY = 17
"""One in so many of the real compounds is asked for."""
NOTHING = ProductFilter()
BY_NUMBER, BY_WEIGHT, BY_LIKENESS = Sort("catalog_number"), Sort("molecular_weight"), Sort("similarity")
ODD = (
    "[Cu]",
    "[Pt]",
    "[Fe+2]",
    "[OH]",
    "[CH2]C",
    "[13C]",
    "[2H]C",
    "[H][H]",
    "[se]1cccc1",
    "O=c1cccco1",
    "[B-]",
    "N=O",
)
"""What two releases of RDKit may read otherwise: metals, open valences, isotopes, aromaticity."""


class Real(NamedTuple):
    """Real molecules, and both engines over them."""

    database: Database
    rows: list[StructureRow]
    file: StructureIndex
    cartridge: StructureIndex


@pytest.fixture(scope="module")
def real(
    postgres_url: str, test_data: Path, pool: WorkerPool, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Real]:
    with migrated(postgres_url) as database:
        require_cartridge(database)
        kept = real_rows(test_data)
        stock(database, kept)
        path = tmp_path_factory.mktemp("engines") / "structures"
        yield Real(
            database,
            kept,
            FileIndex(database, pool, path, seconds=60),
            CartridgeIndex(database, pool, seconds=60),
        )
        with database.write() as connection:
            cartridge_metadata.drop_all(connection)


def real_rows(folder: Path) -> list[StructureRow]:
    """One in seventeen of the compounds that any supplier may sell."""
    with gzip.open(folder / "bulk" / "identifiers_71k.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        texts = [row["smiles"] for row in islice(csv.DictReader(stream, delimiter="\t"), 0, None, EVERY)]
    with parser_words():
        mols = [mol for mol in map(Chem.MolFromSmiles, texts) if mol is not None]
    return [
        StructureRow(number, f"{number:06}", Chem.MolToSmiles(mol), *structure_fingerprints(mol))
        for number, mol in enumerate(mols, start=1)
    ]


def answer(index: StructureIndex, asked: StructureFilter, sort: Sort, limit: int, wanted: ProductFilter) -> object:
    """What a page says, but for cursors and totals where one engine may have looked further than the other."""
    page: Page = index.list_products(wanted, asked, sort, limit=limit)
    total = page.total if page.cursor is None else None
    return [item.catalog_number for item in page.items], page.similarities, page.complete, total


def differences(
    real: Real, asked: list[StructureFilter], sort: Sort, limit: int, wanted: ProductFilter = NOTHING
) -> list[StructureFilter]:
    return [
        one
        for one in asked
        if answer(real.file, one, sort, limit, wanted) != answer(real.cartridge, one, sort, limit, wanted)
    ]


@pytest.mark.parametrize(("sort", "limit"), [(BY_NUMBER, 25), (BY_NUMBER, 10_000), (BY_WEIGHT, 25)])
class TestOnRealMolecules:
    def test_hold_the_same(self, real: Real, sort: Sort, limit: int) -> None:
        asked = [StructureFilter(text) for text in (*QUERIES, *PATTERNS, *ODD)]
        assert differences(real, asked, sort, limit) == []

    def test_hold_the_same_among_few(self, real: Real, sort: Sort, limit: int) -> None:
        asked = [StructureFilter(text) for text in (*QUERIES[::4], *PATTERNS[::2])]
        for wanted in (ProductFilter(mw_max=12.0), ProductFilter(mw_min=20.0)):
            assert differences(real, asked, sort, limit, wanted) == []

    def test_are_contained_alike(self, real: Real, sort: Sort, limit: int) -> None:
        drawn = [row.smiles for row in real.rows[::200] if "." not in row.smiles and len(row.smiles) < 120]
        assert differences(real, [StructureFilter(superstructure=text) for text in drawn], sort, limit) == []
        both = [StructureFilter("c1ccccc1", superstructure=text) for text in drawn[:4]]
        assert differences(real, both, sort, limit) == []


def test_what_the_cartridge_has_no_time_for_is_found_all_the_same(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given a millisecond, and every statement that takes longer is canceled."""
    monkeypatch.setattr("catalog.store.structures.cartridge.search.SHARE", 0.0)
    asked = [StructureFilter(text) for text in (*QUERIES[::3], *ODD)]
    for limit in (25, 10_000):
        assert differences(real, asked, BY_NUMBER, limit) == []


@pytest.mark.parametrize("threshold", [0.3, 0.7, 1.0])
def test_are_as_similar(real: Real, threshold: float) -> None:
    asked = [StructureFilter(similar_to=row.smiles, threshold=threshold) for row in real.rows[::120]]
    assert differences(real, asked, BY_LIKENESS, 10_000) == []
    narrowed = [StructureFilter("C=O", similar_to=one.similar_to, threshold=threshold) for one in asked[:5]]
    assert differences(real, narrowed, BY_LIKENESS, 25) == []


def test_hostile_structures_are_answered_or_refused(real: Real, pool: WorkerPool, test_data: Path) -> None:
    """Whatever is asked for, a page comes or a reason does, and the next search is answered as before."""
    with gzip.open(test_data / "hostile" / "structures.jsonl.gz", "rt", encoding="utf-8") as stream:
        texts = [str(json.loads(line)["text"]) for line in stream]
    index = CartridgeIndex(real.database, pool, seconds=0.5)
    answered = 0
    for text in texts:
        for asked in (StructureFilter(text), StructureFilter(superstructure=text), StructureFilter(similar_to=text)):
            with suppress(InvalidStructure):
                page = index.list_products(NOTHING, asked, BY_NUMBER, limit=5)
                answered += page.complete is not None
    assert answered > 0
    assert differences(real, [StructureFilter("CC(=O)Oc1ccccc1")], BY_NUMBER, 10_000) == []


def test_killed_while_it_is_filled_it_is_filled_to_its_end(real: Real) -> None:
    """``catalog reindex`` is killed after each of its first steps, and then left alone."""
    address = real.database.engine.url.render_as_string(hide_password=False)
    settings = {"CATALOG_DATABASE_URL": address, "CATALOG_STRUCTURE_ENGINE": "cartridge"}
    seen: set[str | None] = set()
    for _ in range(3):
        with real.database.write() as connection:
            cartridge_metadata.drop_all(connection)
        with processes.started([sys.executable, "-m", "catalog", "reindex"], settings) as process:
            ends = time.monotonic() + processes.START_SECONDS
            while process.poll() is None and (stood := filled_to(real.database)) in {"none", *seen}:
                assert time.monotonic() < ends
                time.sleep(0.005)
            processes.kill(process)
        seen.add(stood)
        assert differences(real, [StructureFilter(text) for text in QUERIES[::5]], BY_NUMBER, 10_000) == []
        with real.database.read() as connection:
            assert connection.scalar(select(func.count()).select_from(structure_mols)) == len(real.rows)
    assert len(seen) == 3


def filled_to(database: Database) -> str | None:
    """How far the table is filled: "none" where there is none."""
    with database.read() as connection:
        state = read_table_state(connection)
    return "none" if state is None else state.filled_to
