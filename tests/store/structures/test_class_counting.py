"""Classes are counted in the background, whole or page by page, as often as the catalog changes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from catalog.chemistry.substructures.compound_classes import class_keys
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import StoreUnusable
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import Page
from catalog.store.reading.sorts import Sort
from catalog.store.structures.class_counting import ClassCounter
from catalog.store.structures.file_index import FileIndex
from catalog.store.structures.index import StructureFilter
from catalog.store.writing.products import Author, keep_products, remove_products
from tests.store.structures_made import entry

ACIDS, ALCOHOL = {"A1": "CC(=O)O", "A2": "OC(=O)c1ccccc1", "A3": "OCC(=O)O"}, {"B1": "CCO"}
KEYS = {name: class_keys()[name] for name in ("carboxylic-acids", "alcohols", "boronic-acids")}
COUNTED = {"carboxylic-acids": 3, "alcohols": 2, "boronic-acids": 0}


@pytest.fixture
def structures(database: Database, tmp_path: Path) -> Iterator[FileIndex]:
    with database.write() as connection:
        keep_products(connection, [entry(*pair) for pair in (ACIDS | ALCOHOL).items()], Author("test"))
    with WorkerPool(1) as pool:
        yield FileIndex(database, pool, tmp_path / "structures", seconds=30)


class Hurried:
    """An index whose searches end before they are done, unless they go page by page."""

    def __init__(self, index: FileIndex) -> None:
        self._index = index

    def list_products(
        self,
        wanted: ProductFilter,
        structures: StructureFilter,
        sort: Sort,
        *,
        limit: int,
        cursor: str | None = None,
        facets: Sequence[str] = (),
    ) -> Page:
        """Two products of a page at most; nothing at once."""
        if sort != Sort():
            return Page((), None, None, complete=False)
        limit = min(limit, 2)
        return self._index.list_products(wanted, structures, sort, limit=limit, cursor=cursor, facets=facets)

    def make_anew(self) -> int:
        """Nothing is made here."""
        raise StoreUnusable("not now")

    def close(self) -> None:
        """Nothing is open here."""


def counted(counter: ClassCounter, seq: int, expected: dict[str, int]) -> bool:
    """Ask until the counts are what they should be."""
    for _ in range(3_000):
        if counter.counts(seq) == expected:
            return True
        time.sleep(0.01)
    return False


def test_counts_what_each_key_finds_and_follows_changes(structures: FileIndex, database: Database) -> None:
    with ClassCounter(structures, KEYS) as counter:
        assert counted(counter, 4, COUNTED)
        with database.write() as connection:
            remove_products(connection, [product_key("A3")], Author("test"))
        assert counter.counts(4) == COUNTED
        assert counted(counter, 5, {"carboxylic-acids": 2, "alcohols": 1, "boronic-acids": 0})


def test_what_one_search_cannot_count_is_counted_page_by_page(structures: FileIndex) -> None:
    with ClassCounter(Hurried(structures), KEYS) as counter:
        assert counted(counter, 4, COUNTED)


def test_what_cannot_be_searched_has_no_count(structures: FileIndex) -> None:
    with ClassCounter(structures, {"nonsense": "[#6", "alcohols": KEYS["alcohols"]}) as counter:
        assert counted(counter, 4, {"alcohols": 2})


def test_nothing_is_counted_once_closed(structures: FileIndex) -> None:
    with ClassCounter(structures, KEYS) as counter:
        pass
    assert counter.counts(1) == {}
