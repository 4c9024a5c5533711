"""Structure search: the same true answers from every engine, whatever changed since its index was made."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import InvalidQuery, InvalidStructure
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.sorts import Sort
from catalog.store.structures.cartridge.index import CartridgeIndex
from catalog.store.structures.cartridge.table import cartridge_metadata
from catalog.store.structures.file_index import FileIndex
from catalog.store.structures.index import StructureFilter, StructureIndex
from catalog.store.writing.products import keep_products, remove_products
from tests.conftest import migrated
from tests.store.structures_made import (
    AUTHOR,
    BY_NUMBER,
    LONG_WAY,
    SMARTS,
    SMILES,
    entry,
    keep_all,
    numbers,
    read,
    sheet_of_rings,
    truth,
)

OpenIndex = Callable[[float], StructureIndex]
ENGINES = ("file on sqlite", "file on postgres", "cartridge")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """What searches."""
    return str(request.param)


@pytest.fixture
def database(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    on_sqlite = engine.endswith("sqlite")
    url = f"sqlite:///{tmp_path}/catalog.db" if on_sqlite else request.getfixturevalue("postgres_url")
    with migrated(url) as store:
        yield store
        if not on_sqlite:
            with store.write() as connection:
                cartridge_metadata.drop_all(connection)


@pytest.fixture
def open_index(engine: str, database: Database, pool: WorkerPool, tmp_path: Path) -> OpenIndex:
    """Opens an index that may take so many seconds for a search."""

    def opened(seconds: float) -> StructureIndex:
        if engine == "cartridge":
            return CartridgeIndex(database, pool, seconds=seconds)
        return FileIndex(database, pool, tmp_path / f"structures-{seconds}", seconds=seconds)

    return opened


@pytest.fixture
def index(open_index: OpenIndex) -> StructureIndex:
    return open_index(30.0)


@pytest.fixture
def stocked(database: Database, smiles: dict[str, str], index: StructureIndex) -> StructureIndex:
    """The index over a database that holds every demonstration product."""
    keep_all(database, smiles)
    return index


class TestSubstructures:
    def test_are_those_that_rdkit_finds(self, stocked: StructureIndex, smiles: dict[str, str]) -> None:
        for text in (*SMILES, *SMARTS):
            assert numbers(stocked, StructureFilter(text)) == truth(smiles, text), text

    def test_come_page_by_page(self, stocked: StructureIndex, smiles: dict[str, str]) -> None:
        assert numbers(stocked, StructureFilter("c1ccncc1"), limit=7) == truth(smiles, "c1ccncc1")

    def test_are_counted_where_the_whole_catalog_was_looked_at(self, stocked: StructureIndex) -> None:
        wanted = StructureFilter("c1ccncc1")
        few = stocked.list_products(ProductFilter(), wanted, BY_NUMBER, limit=3)
        every = stocked.list_products(ProductFilter(), wanted, BY_NUMBER, limit=1000)
        by_weight = stocked.list_products(ProductFilter(), wanted, Sort("molecular_weight"), limit=3)
        assert (few.total, every.total, by_weight.total) == (None, len(every.items), len(every.items))

    def test_combine_with_filters(self, stocked: StructureIndex, smiles: dict[str, str]) -> None:
        page = stocked.list_products(ProductFilter(mw_max=20.0), StructureFilter("c1ccccc1"), BY_NUMBER, limit=1000)
        wanted = [number for number in truth(smiles, "c1ccccc1") if len(smiles[number]) <= 20]
        assert [item.catalog_number for item in page.items] == wanted

    def test_say_where_time_ended_and_go_on(
        self, open_index: OpenIndex, stocked: StructureIndex, smiles: dict[str, str]
    ) -> None:
        hasty = open_index(0.0)
        page = hasty.list_products(ProductFilter(), StructureFilter("c1ccccc1"), BY_NUMBER, limit=5)
        assert (page.items, page.total, page.complete) == ((), None, False)
        assert page.cursor is not None
        onward = stocked.list_products(
            ProductFilter(), StructureFilter("c1ccccc1"), BY_NUMBER, limit=5, cursor=page.cursor
        )
        assert [item.catalog_number for item in onward.items] == truth(smiles, "c1ccccc1")[:5]

    @pytest.mark.parametrize("text", ["", "CC.CC", "xx", "c1cc", "[$([$([$([$(C)])])])]", "C" * 501, "C" * 101, "\x00"])
    def test_that_cannot_be_read_are_refused(self, stocked: StructureIndex, text: str) -> None:
        with pytest.raises(InvalidStructure):
            numbers(stocked, StructureFilter(text))


DRAWN = ["CC(=O)Oc1ccccc1C(=O)O", "CN1CCC[C@H]1c1cccnc1", "OCC(N)C(=O)O", "Nc1ccc(cc1)S(=O)(=O)Nc1ccccn1", "C"]


DRAWN = ["CC(=O)Oc1ccccc1C(=O)O", "CN1CCC[C@H]1c1cccnc1", "OCC(N)C(=O)O", "Nc1ccc(cc1)S(=O)(=O)Nc1ccccn1", "C"]


class TestSuperstructures:
    def test_are_those_that_rdkit_finds_in_the_drawn_one(self, stocked: StructureIndex, smiles: dict[str, str]) -> None:
        for text in DRAWN:
            drawn = Chem.MolFromSmiles(text)
            pieces = {number: read(kept) for number, kept in smiles.items() if "." not in kept}
            expected = sorted(number for number, piece in pieces.items() if drawn.HasSubstructMatch(piece))
            assert numbers(stocked, StructureFilter(superstructure=text), limit=3) == expected, text

    def test_combine_with_substructures_and_filters(self, stocked: StructureIndex, smiles: dict[str, str]) -> None:
        outer, inner = "CC(=O)Oc1ccccc1C(=O)O", "c1ccccc1"
        assert numbers(stocked, StructureFilter(inner)) == truth(smiles, inner), "an answer that may be remembered"
        both = numbers(stocked, StructureFilter(inner, superstructure=outer))
        within = numbers(stocked, StructureFilter(superstructure=outer))
        assert both == [number for number in within if number in truth(smiles, inner)]
        page = stocked.list_products(
            ProductFilter(mw_max=8.0), StructureFilter(superstructure=outer), Sort("molecular_weight"), limit=1000
        )
        assert sorted(item.catalog_number for item in page.items) == [n for n in within if len(smiles[n]) <= 8]

    def test_are_one_structure(self, stocked: StructureIndex) -> None:
        with pytest.raises(InvalidStructure, match="one structure") as caught:
            numbers(stocked, StructureFilter(superstructure="[#6]~[#7]"))
        assert caught.value.field == "superstructure"


class TestDeadlines:
    def test_superstructures_say_where_time_ended_and_go_on(
        self, open_index: OpenIndex, stocked: StructureIndex
    ) -> None:
        wanted = StructureFilter(superstructure="CC(=O)Oc1ccccc1C(=O)O")
        hasty = open_index(0.0)
        page = hasty.list_products(ProductFilter(), wanted, BY_NUMBER, limit=5)
        assert (page.items, page.total, page.complete) == ((), None, False)
        onward = stocked.list_products(ProductFilter(), wanted, BY_NUMBER, limit=1000, cursor=page.cursor)
        assert [item.catalog_number for item in onward.items] == numbers(stocked, wanted)

    def test_a_structure_that_takes_too_long_is_passed_over(self, open_index: OpenIndex, database: Database) -> None:
        """What comes behind it is found on the next page, in no more time than each page has."""
        chain = "N" + "C" * 30
        keep_all(database, {"A1": chain, "B1": f"{sheet_of_rings(6, 9)}.N", "C1": chain})
        index = open_index(0.5)
        page = index.list_products(ProductFilter(), StructureFilter(LONG_WAY), BY_NUMBER, limit=5)
        assert [item.catalog_number for item in page.items] == ["A1"]
        assert (page.complete, page.total) == (False, None)
        rest = index.list_products(ProductFilter(), StructureFilter(LONG_WAY), BY_NUMBER, limit=5, cursor=page.cursor)
        assert ([item.catalog_number for item in rest.items], rest.complete) == (["C1"], True)

    def test_hostile_structures_are_answered_or_refused(self, stocked: StructureIndex, test_data: Path) -> None:
        """Whatever is asked for, a page comes or a reason does, and the next search finds the workers well."""
        with gzip.open(test_data / "hostile" / "structures.jsonl.gz", "rt", encoding="utf-8") as stream:
            texts = [str(json.loads(line)["text"]) for line in stream]
        answered = 0
        for text in texts:
            for wanted in (
                StructureFilter(text),
                StructureFilter(superstructure=text),
                StructureFilter(similar_to=text),
            ):
                with suppress(InvalidStructure):
                    answered += stocked.list_products(ProductFilter(), wanted, BY_NUMBER, limit=5).complete is not None
        assert answered > 0
        assert numbers(stocked, StructureFilter("CC(=O)Oc1ccccc1C(=O)O"))


class TestSimilarOnes:
    @pytest.mark.parametrize(("wanted", "threshold"), [("CC(=O)Oc1ccccc1C(=O)O", 0.3), ("CCO", 0.2), ("c1ccccc1", 1.0)])
    def test_have_rdkits_own_coefficients(
        self, stocked: StructureIndex, smiles: dict[str, str], wanted: str, threshold: float
    ) -> None:
        generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)
        own = generator.GetFingerprint(Chem.MolFromSmiles(wanted))
        scores = {
            number: DataStructs.TanimotoSimilarity(own, generator.GetFingerprint(Chem.MolFromSmiles(text)))
            for number, text in smiles.items()
        }
        expected = sorted((-score, number) for number, score in scores.items() if score >= threshold)
        page = stocked.list_products(
            ProductFilter(), StructureFilter(similar_to=wanted, threshold=threshold), Sort("similarity"), limit=1000
        )
        assert [item.catalog_number for item in page.items] == [number for _, number in expected]
        assert page.similarities == pytest.approx([-score for score, _ in expected], abs=1e-6)

    def test_come_page_by_page(self, stocked: StructureIndex) -> None:
        wanted, order = StructureFilter(similar_to="c1ccccc1C(=O)O", threshold=0.2), Sort("similarity")
        assert numbers(stocked, wanted, limit=4, sort=order) == numbers(stocked, wanted, sort=order)

    def test_are_an_order_of_their_own_only(self, stocked: StructureIndex) -> None:
        with pytest.raises(InvalidQuery, match="similar_to"):
            stocked.list_products(ProductFilter(), StructureFilter("C"), Sort("similarity"), limit=1)


class TestChanges:
    """The index is older than the catalog; the answer is not."""

    def test_are_seen_at_once(self, database: Database, index: StructureIndex) -> None:
        with database.write() as connection:
            keep_products(connection, [entry("A", "CCO"), entry("B", "c1ccccc1"), entry("C", "CCN")], AUTHOR)
        assert index.make_anew() == 3
        with database.write() as connection:
            keep_products(connection, [entry("A", "Cc1ccccc1"), entry("D", "Oc1ccccc1")], AUTHOR)
            remove_products(connection, [product_key("B")], AUTHOR)
        assert numbers(index, StructureFilter("c1ccccc1")) == ["A", "D"]
        assert numbers(index, StructureFilter("CCO")) == []
        assert numbers(index, StructureFilter(similar_to="Oc1ccccc1", threshold=0.9), sort=Sort("similarity")) == ["D"]
        assert index.make_anew() == 3
        assert numbers(index, StructureFilter("c1ccccc1")) == ["A", "D"]
