"""Structure search: the same true answers on both engines, whatever changed since the file was made."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator

from catalog.chemistry.pool import WorkerPool
from catalog.errors import InvalidQuery, InvalidStructure
from catalog.store.database import Database
from catalog.store.entries import Entry
from catalog.store.filters import ProductFilter, Sort
from catalog.store.structure_index import StructureFilter, StructureIndex
from catalog.store.writing import Author, keep, remove
from tests.store.entries_made import make_entry

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "demo.csv"
AUTHOR = Author("test")
BY_NUMBER = Sort("catalog_number")
SMILES = [
    "c1ccccc1", "C(=O)O", "c1ccncc1", "CN", "S(=O)(=O)N", "C1CCCCC1", "C=C", "[N+](=O)[O-]", "c1ccsc1", "F",
    "c1ccc2[nH]ccc2c1", "O=C1CCCN1", "[Na+]", "[2H]", "C#N", "c1ccc(cc1)-c1ccccc1",
]  # fmt: skip
SMARTS = ["[#6]~[#7]", "[R2]", "[NX3;H2]", "*", "[r5]", "[!#6;!#1]", "n1ccnc1", "[OX2H][CX4]", "[$(C=O)]N"]
"""What no SMILES can say, or RDKit cannot read as one."""


def entry(number: str, smiles: str) -> Entry:
    canonical = Chem.MolToSmiles(Chem.MolFromSmiles(smiles))
    structure = {"smiles": canonical, "inchi": "", "inchi_key": "", "stated": smiles}
    return make_entry(number, f"Product {number}", structure=structure, molecular_weight=float(len(smiles)))


@pytest.fixture(scope="module")
def smiles() -> dict[str, str]:
    """Catalog number to structure, of the project's own demonstration products."""
    with SEEDS.open(encoding="utf-8", newline="") as stream:
        return {row["catalog_number"]: row["smiles"] for row in csv.DictReader(stream) if row["smiles"]}


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, preload=("catalog.store.structure_jobs",)) as workers:
        yield workers


@pytest.fixture
def index(database: Database, pool: WorkerPool, tmp_path: Path) -> StructureIndex:
    return StructureIndex(database, pool, tmp_path / "structures", seconds=30)


@pytest.fixture
def stocked(database: Database, smiles: dict[str, str], index: StructureIndex) -> StructureIndex:
    """The index over a database that holds every demonstration product."""
    with database.write() as connection:
        keep(connection, [entry(number, text) for number, text in smiles.items()], AUTHOR)
    return index


def numbers(
    index: StructureIndex, structures: StructureFilter, *, limit: int = 1000, sort: Sort = BY_NUMBER
) -> list[str]:
    """The catalog numbers of every page."""
    found: list[str] = []
    cursor = None
    while True:
        page = index.list_products(ProductFilter(), structures, sort, limit=limit, cursor=cursor)
        found += [item.catalog_number for item in page.items]
        cursor = page.cursor
        if cursor is None:
            return found


def truth(smiles: dict[str, str], text: str) -> list[str]:
    """What RDKit finds among all of them, one by one, with nothing screened."""
    query = Chem.MolFromSmarts(text) if text in SMARTS else Chem.MolFromSmiles(text)
    for atom in query.GetAtoms():
        atom.SetNumRadicalElectrons(0)
    return sorted(number for number, kept in smiles.items() if Chem.MolFromSmiles(kept).HasSubstructMatch(query))


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
        self, database: Database, pool: WorkerPool, tmp_path: Path, stocked: StructureIndex, smiles: dict[str, str]
    ) -> None:
        hasty = StructureIndex(database, pool, tmp_path / "hasty", seconds=0)
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
    """The file is older than the catalog; the answer is not."""

    def test_are_seen_at_once(self, database: Database, index: StructureIndex) -> None:
        with database.write() as connection:
            keep(connection, [entry("A", "CCO"), entry("B", "c1ccccc1"), entry("C", "CCN")], AUTHOR)
        assert index.bring_up_to_date() == 3
        with database.write() as connection:
            keep(connection, [entry("A", "Cc1ccccc1"), entry("D", "Oc1ccccc1")], AUTHOR)
            remove(connection, ["B"], AUTHOR)
        assert numbers(index, StructureFilter("c1ccccc1")) == ["A", "D"]
        assert numbers(index, StructureFilter("CCO")) == []
        assert numbers(index, StructureFilter(similar_to="Oc1ccccc1", threshold=0.9), sort=Sort("similarity")) == ["D"]
        assert index.bring_up_to_date() == 3
        assert numbers(index, StructureFilter("c1ccccc1")) == ["A", "D"]

    @pytest.mark.parametrize("harm", ["cut off", "another format", "another byte", "gone"])
    def test_a_file_that_is_of_no_use_is_made_anew(
        self, database: Database, pool: WorkerPool, tmp_path: Path, harm: str
    ) -> None:
        with database.write() as connection:
            keep(connection, [entry("A", "CCO"), entry("B", "c1ccccc1")], AUTHOR)
        path = tmp_path / "structures"
        StructureIndex(database, pool, path).bring_up_to_date()
        content = bytearray(path.read_bytes())
        if harm == "cut off":
            path.write_bytes(content[:-8])
        elif harm == "another format":
            path.write_bytes(b"x" + content[1:])
        elif harm == "another byte":
            content[-20] ^= 1
            path.write_bytes(content)
        else:
            path.unlink()
        assert numbers(StructureIndex(database, pool, path), StructureFilter("c1ccccc1")) == ["B"]
