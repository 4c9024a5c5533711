"""Structure search: the same true answers on both engines, whatever changed since the file was made."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator

from catalog.chemistry.pool import WorkerPool
from catalog.errors import InvalidQuery, InvalidStructure
from catalog.store.database import Database
from catalog.store.entries import Entry
from catalog.store.filters import ProductFilter, Sort
from catalog.store.structure_file_index import FileIndex
from catalog.store.structure_index import StructureFilter
from catalog.store.structure_parts import HEADER_BYTES
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
    with WorkerPool(1, cpu_seconds=60, wall_seconds=120, preload=("catalog.store.structure_jobs",)) as workers:
        yield workers


@pytest.fixture
def index(database: Database, pool: WorkerPool, tmp_path: Path) -> FileIndex:
    return FileIndex(database, pool, tmp_path / "structures", seconds=30)


@pytest.fixture
def stocked(database: Database, smiles: dict[str, str], index: FileIndex) -> FileIndex:
    """The index over a database that holds every demonstration product."""
    with database.write() as connection:
        keep(connection, [entry(number, text) for number, text in smiles.items()], AUTHOR)
    return index


def numbers(index: FileIndex, structures: StructureFilter, *, limit: int = 1000, sort: Sort = BY_NUMBER) -> list[str]:
    """The catalog numbers of every page."""
    found: list[str] = []
    cursor = None
    while True:
        page = index.list_products(ProductFilter(), structures, sort, limit=limit, cursor=cursor)
        found += [item.catalog_number for item in page.items]
        cursor = page.cursor
        if cursor is None:
            return found


@cache
def read(smiles: str) -> Chem.Mol:
    """A structure, read once for all tests."""
    return Chem.MolFromSmiles(smiles)


def truth(smiles: dict[str, str], text: str) -> list[str]:
    """What RDKit finds among all of them, one by one, with nothing screened."""
    query = Chem.MolFromSmarts(text) if text in SMARTS else Chem.MolFromSmiles(text)
    for atom in query.GetAtoms():
        atom.SetNumRadicalElectrons(0)
    return sorted(number for number, kept in smiles.items() if read(kept).HasSubstructMatch(query))


class TestSubstructures:
    def test_are_those_that_rdkit_finds(self, stocked: FileIndex, smiles: dict[str, str]) -> None:
        for text in (*SMILES, *SMARTS):
            assert numbers(stocked, StructureFilter(text)) == truth(smiles, text), text

    def test_come_page_by_page(self, stocked: FileIndex, smiles: dict[str, str]) -> None:
        assert numbers(stocked, StructureFilter("c1ccncc1"), limit=7) == truth(smiles, "c1ccncc1")

    def test_are_counted_where_the_whole_catalog_was_looked_at(self, stocked: FileIndex) -> None:
        wanted = StructureFilter("c1ccncc1")
        few = stocked.list_products(ProductFilter(), wanted, BY_NUMBER, limit=3)
        every = stocked.list_products(ProductFilter(), wanted, BY_NUMBER, limit=1000)
        by_weight = stocked.list_products(ProductFilter(), wanted, Sort("molecular_weight"), limit=3)
        assert (few.total, every.total, by_weight.total) == (None, len(every.items), len(every.items))

    def test_combine_with_filters(self, stocked: FileIndex, smiles: dict[str, str]) -> None:
        page = stocked.list_products(ProductFilter(mw_max=20.0), StructureFilter("c1ccccc1"), BY_NUMBER, limit=1000)
        wanted = [number for number in truth(smiles, "c1ccccc1") if len(smiles[number]) <= 20]
        assert [item.catalog_number for item in page.items] == wanted

    def test_say_where_time_ended_and_go_on(
        self, database: Database, pool: WorkerPool, tmp_path: Path, stocked: FileIndex, smiles: dict[str, str]
    ) -> None:
        hasty = FileIndex(database, pool, tmp_path / "hasty", seconds=0)
        page = hasty.list_products(ProductFilter(), StructureFilter("c1ccccc1"), BY_NUMBER, limit=5)
        assert (page.items, page.total, page.complete) == ((), None, False)
        assert page.cursor is not None
        onward = stocked.list_products(
            ProductFilter(), StructureFilter("c1ccccc1"), BY_NUMBER, limit=5, cursor=page.cursor
        )
        assert [item.catalog_number for item in onward.items] == truth(smiles, "c1ccccc1")[:5]

    @pytest.mark.parametrize("text", ["", "CC.CC", "xx", "c1cc", "[$([$([$([$(C)])])])]", "C" * 501, "C" * 101, "\x00"])
    def test_that_cannot_be_read_are_refused(self, stocked: FileIndex, text: str) -> None:
        with pytest.raises(InvalidStructure):
            numbers(stocked, StructureFilter(text))


DRAWN = ["CC(=O)Oc1ccccc1C(=O)O", "CN1CCC[C@H]1c1cccnc1", "OCC(N)C(=O)O", "Nc1ccc(cc1)S(=O)(=O)Nc1ccccn1", "C"]


class TestSuperstructures:
    def test_are_those_that_rdkit_finds_in_the_drawn_one(self, stocked: FileIndex, smiles: dict[str, str]) -> None:
        for text in DRAWN:
            drawn = Chem.MolFromSmiles(text)
            pieces = {number: read(kept) for number, kept in smiles.items() if "." not in kept}
            expected = sorted(number for number, piece in pieces.items() if drawn.HasSubstructMatch(piece))
            assert numbers(stocked, StructureFilter(superstructure=text), limit=3) == expected, text

    def test_combine_with_substructures_and_filters(self, stocked: FileIndex, smiles: dict[str, str]) -> None:
        outer, inner = "CC(=O)Oc1ccccc1C(=O)O", "c1ccccc1"
        both = numbers(stocked, StructureFilter(inner, superstructure=outer))
        within = numbers(stocked, StructureFilter(superstructure=outer))
        assert both == [number for number in within if number in truth(smiles, inner)]
        page = stocked.list_products(
            ProductFilter(mw_max=8.0), StructureFilter(superstructure=outer), Sort("molecular_weight"), limit=1000
        )
        assert sorted(item.catalog_number for item in page.items) == [n for n in within if len(smiles[n]) <= 8]

    def test_are_one_structure(self, stocked: FileIndex) -> None:
        with pytest.raises(InvalidStructure, match="one structure") as caught:
            numbers(stocked, StructureFilter(superstructure="[#6]~[#7]"))
        assert caught.value.field == "superstructure"


class TestKeys:
    """What is known beforehand, and what was worked out once: the same answers, whatever changed since."""

    def test_give_the_same_answers(self, stocked: FileIndex, smiles: dict[str, str]) -> None:
        assert stocked.bring_up_to_date() == stocked.make_keys() > 0
        for _ in range(2):
            for text in (*SMILES, *SMARTS):
                assert numbers(stocked, StructureFilter(text), limit=300) == truth(smiles, text), text

    @pytest.mark.parametrize("threshold", [0.5, 0.6, 0.7, 0.85, 1.0])
    def test_find_the_same_similar_ones(self, stocked: FileIndex, smiles: dict[str, str], threshold: float) -> None:
        wanted = [StructureFilter(similar_to=text, threshold=threshold) for text in list(smiles.values())[::40]]
        stocked.bring_up_to_date()
        without = [numbers(stocked, one, sort=Sort("similarity")) for one in wanted]
        stocked.make_keys()
        assert [numbers(stocked, one, sort=Sort("similarity")) for one in wanted] == without

    @pytest.mark.parametrize("query", ["c1ccccc1", "Cc1ccc(cc1)OCCO", "[#6]~[#7]"])
    def test_know_nothing_of_what_changed_since(self, database: Database, index: FileIndex, query: str) -> None:
        """One is a fragment that is known beforehand, the others are worked out once."""
        ether, amine = "Cc1ccc(cc1)OCCO", "NCc1ccc(cc1)OCCO"
        with database.write() as connection:
            keep(connection, [entry("A", ether), entry("B", amine), entry("C", "CC")], AUTHOR)
        index.bring_up_to_date()
        assert index.make_keys() == 3
        numbers(index, StructureFilter(query))
        with database.write() as connection:
            keep(connection, [entry("A", "CC"), entry("C", amine), entry("D", amine)], AUTHOR)
            remove(connection, ["B"], AUTHOR)
        assert numbers(index, StructureFilter(query)) == ["C", "D"]
        index.bring_up_to_date()
        assert index.make_keys() == 0, "all three structures were known before"
        assert numbers(index, StructureFilter(query)) == ["C", "D"]

    @pytest.mark.parametrize("harm", ["cut off", "another byte", "of another file"])
    def test_are_thrown_away_where_they_are_of_no_use(
        self, database: Database, pool: WorkerPool, tmp_path: Path, harm: str
    ) -> None:
        with database.write() as connection:
            keep(connection, [entry("A", "CCO"), entry("B", "c1ccccc1")], AUTHOR)
        path = tmp_path / "structures"
        index = FileIndex(database, pool, path)
        index.bring_up_to_date()
        index.make_keys()
        keys = Path(f"{path}-keys")
        content = bytearray(keys.read_bytes())
        if harm == "cut off":
            keys.write_bytes(content[:-8])
        elif harm == "another byte":
            content[HEADER_BYTES : HEADER_BYTES + 4_096] = b"x" * 4_096
            keys.write_bytes(content)
        else:
            with database.write() as connection:
                keep(connection, [entry("A", "CCN")], AUTHOR)
            index.bring_up_to_date()
        again = FileIndex(database, pool, path)
        assert numbers(again, StructureFilter("c1ccccc1")) == ["B"]
        assert numbers(again, StructureFilter(similar_to="c1ccccc1"), sort=Sort("similarity")) == ["B"]

    def test_are_made_in_the_background(self, database: Database, pool: WorkerPool, tmp_path: Path) -> None:
        with database.write() as connection:
            keep(connection, [entry("A", "CCO"), entry("B", "c1ccccc1")], AUTHOR)
        path = tmp_path / "structures"
        index = FileIndex(database, pool, path, makes_keys=True)
        assert numbers(index, StructureFilter("c1ccccc1")) == ["B"]
        index.wait()
        assert Path(f"{path}-keys").exists()
        assert numbers(index, StructureFilter("c1ccccc1")) == ["B"]
        index.close()


class TestDeadlines:
    def test_superstructures_say_where_time_ended_and_go_on(
        self, database: Database, pool: WorkerPool, tmp_path: Path, stocked: FileIndex
    ) -> None:
        wanted = StructureFilter(superstructure="CC(=O)Oc1ccccc1C(=O)O")
        hasty = FileIndex(database, pool, tmp_path / "hasty", seconds=0)
        page = hasty.list_products(ProductFilter(), wanted, BY_NUMBER, limit=5)
        assert (page.items, page.total, page.complete) == ((), None, False)
        onward = stocked.list_products(ProductFilter(), wanted, BY_NUMBER, limit=1000, cursor=page.cursor)
        assert [item.catalog_number for item in onward.items] == numbers(stocked, wanted)

    def test_hostile_structures_are_answered_or_refused(self, stocked: FileIndex, test_data: Path) -> None:
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
        self, stocked: FileIndex, smiles: dict[str, str], wanted: str, threshold: float
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

    def test_come_page_by_page(self, stocked: FileIndex) -> None:
        wanted, order = StructureFilter(similar_to="c1ccccc1C(=O)O", threshold=0.2), Sort("similarity")
        assert numbers(stocked, wanted, limit=4, sort=order) == numbers(stocked, wanted, sort=order)

    def test_are_an_order_of_their_own_only(self, stocked: FileIndex) -> None:
        with pytest.raises(InvalidQuery, match="similar_to"):
            stocked.list_products(ProductFilter(), StructureFilter("C"), Sort("similarity"), limit=1)


class TestChanges:
    """The file is older than the catalog; the answer is not."""

    def test_are_seen_at_once(self, database: Database, index: FileIndex) -> None:
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

    @pytest.mark.parametrize(
        "harm", ["cut off", "another format", "another header", "another byte", "another sum", "gone"]
    )
    def test_a_file_that_is_of_no_use_is_made_anew(
        self, database: Database, pool: WorkerPool, tmp_path: Path, harm: str
    ) -> None:
        with database.write() as connection:
            keep(connection, [entry("A", "CCO"), entry("B", "c1ccccc1")], AUTHOR)
        path = tmp_path / "structures"
        FileIndex(database, pool, path).bring_up_to_date()
        content = bytearray(path.read_bytes())
        if harm == "cut off":
            path.write_bytes(content[:-8])
        elif harm == "another format":
            path.write_bytes(b"x" + content[1:])
        elif harm == "another header":
            path.write_bytes(bytes(content).replace(b'"seq": 1', b'"seq": 2', 1))
        elif harm == "another byte":
            # Somewhere among the screening bits, of which nobody reads all when the file is opened.
            middle = HEADER_BYTES + 2 * 8 + 2 * 256 + 8 + 100
            content[middle] ^= 1
            path.write_bytes(content)
        elif harm == "another sum":
            content[-1] ^= 1
            path.write_bytes(content)
        else:
            path.unlink()
        assert numbers(FileIndex(database, pool, path), StructureFilter("c1ccccc1")) == ["B"]
