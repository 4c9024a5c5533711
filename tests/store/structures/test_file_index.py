"""The files of structure search: made from the tables, and made anew where they are of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import UnwritableFile
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.reading.filters import Sort
from catalog.store.structures.file_index import FileIndex
from catalog.store.structures.index import StructureFilter
from catalog.store.structures.parts import HEADER_BYTES
from catalog.store.writing.products import keep_products, remove_products
from tests.small_disk import SmallDisk
from tests.store.structures_made import AUTHOR, SMARTS, SMILES, entry, keep_all, numbers, truth


@pytest.fixture
def index(database: Database, pool: WorkerPool, tmp_path: Path) -> FileIndex:
    return FileIndex(database, pool, tmp_path / "structures", seconds=30)


@pytest.fixture
def stocked(database: Database, smiles: dict[str, str], index: FileIndex) -> FileIndex:
    """The index over a database that holds every demonstration product."""
    keep_all(database, smiles)
    return index


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
            keep_products(connection, [entry("A", ether), entry("B", amine), entry("C", "CC")], AUTHOR)
        index.bring_up_to_date()
        assert index.make_keys() == 3
        numbers(index, StructureFilter(query))
        with database.write() as connection:
            keep_products(connection, [entry("A", "CC"), entry("C", amine), entry("D", amine)], AUTHOR)
            remove_products(connection, [product_key("B")], AUTHOR)
        assert numbers(index, StructureFilter(query)) == ["C", "D"]
        index.bring_up_to_date()
        assert index.make_keys() == 0, "all three structures were known before"
        assert numbers(index, StructureFilter(query)) == ["C", "D"]

    @pytest.mark.parametrize("harm", ["cut off", "another byte", "of another file"])
    def test_are_thrown_away_where_they_are_of_no_use(
        self, database: Database, pool: WorkerPool, tmp_path: Path, harm: str
    ) -> None:
        with database.write() as connection:
            keep_products(connection, [entry("A", "CCO"), entry("B", "c1ccccc1")], AUTHOR)
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
                keep_products(connection, [entry("A", "CCN")], AUTHOR)
            index.bring_up_to_date()
        again = FileIndex(database, pool, path)
        assert numbers(again, StructureFilter("c1ccccc1")) == ["B"]
        assert numbers(again, StructureFilter(similar_to="c1ccccc1"), sort=Sort("similarity")) == ["B"]

    def test_are_made_in_the_background(self, database: Database, pool: WorkerPool, tmp_path: Path) -> None:
        with database.write() as connection:
            keep_products(connection, [entry("A", "CCO"), entry("B", "c1ccccc1")], AUTHOR)
        path = tmp_path / "structures"
        index = FileIndex(database, pool, path, makes_keys=True)
        assert numbers(index, StructureFilter("c1ccccc1")) == ["B"]
        index.wait()
        assert Path(f"{path}-keys").exists()
        assert numbers(index, StructureFilter("c1ccccc1")) == ["B"]
        index.close()


class TestFile:
    """It is no more than what is made from the tables."""

    @pytest.mark.parametrize(
        "harm", ["cut off", "another format", "another header", "another byte", "another sum", "gone"]
    )
    def test_a_file_that_is_of_no_use_is_made_anew(
        self, database: Database, pool: WorkerPool, tmp_path: Path, harm: str
    ) -> None:
        with database.write() as connection:
            keep_products(connection, [entry("A", "CCO"), entry("B", "c1ccccc1")], AUTHOR)
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


class TestMemory:
    """Where the files cannot be written, searches go on from memory, and back to the disk when it can be."""

    @pytest.fixture(params=["no room", "read-only", "no folder"])
    def closed(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        """Where a structure file should stand and cannot."""
        if request.param == "no folder":
            (tmp_path / "folder").write_text("A file stands where the folder should be.")
            return tmp_path / "folder" / "structures"
        disk: SmallDisk = request.getfixturevalue("small_disk")
        if request.param == "no room":
            disk.fill()
        else:
            disk.make_read_only()
        return disk.folder / "structures"

    def test_searches_as_from_the_file(
        self,
        database: Database,
        pool: WorkerPool,
        closed: Path,
        smiles: dict[str, str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        keep_all(database, smiles)
        index = FileIndex(database, pool, closed, seconds=30, makes_keys=True)
        for _ in range(2):
            for text in (*SMILES[:6], *SMARTS[:3]):
                assert numbers(index, StructureFilter(text), limit=300) == truth(smiles, text), text
            index.wait()
        with database.write() as connection:
            keep_products(connection, [entry("ZZ-new", "c1ccsc1")], AUTHOR)
        assert "ZZ-new" in numbers(index, StructureFilter("c1ccsc1"))
        told = [record.getMessage() for record in caplog.records if record.name == "catalog.store"]
        assert [line.partition(" cannot be written")[0] for line in told] == [str(closed), f"{closed}-keys"]
        assert not list(closed.parent.glob("*.new"))
        with pytest.raises(UnwritableFile, match="structures cannot be written"):
            index.make_anew()
        index.close()

    def test_goes_back_to_the_disk(self, database: Database, pool: WorkerPool, tmp_path: Path) -> None:
        keep_all(database, {"A": "CCO", "B": "c1ccccc1"})
        folder = tmp_path / "folder"
        folder.write_text("In the way.")
        index = FileIndex(database, pool, folder / "structures")
        assert numbers(index, StructureFilter("c1ccccc1")) == ["B"]
        folder.unlink()
        assert index.make_anew() == 2
        assert (folder / "structures").exists()
        assert numbers(index, StructureFilter("c1ccccc1")) == ["B"]
        index.close()

    def test_a_damaged_file_that_cannot_be_replaced_is_passed_over(
        self, database: Database, pool: WorkerPool, small_disk: SmallDisk
    ) -> None:
        keep_all(database, {"A": "CCO", "B": "c1ccccc1"})
        path = small_disk.folder / "structures"
        FileIndex(database, pool, path).make_anew()
        for name in ("structures", "structures-keys"):
            content = bytearray((small_disk.folder / name).read_bytes())
            content[HEADER_BYTES + 100 : HEADER_BYTES + 4_096] = b"x" * 3_996
            (small_disk.folder / name).write_bytes(content)
        small_disk.make_read_only()
        index = FileIndex(database, pool, path)
        assert numbers(index, StructureFilter("c1ccccc1")) == ["B"]
        assert numbers(index, StructureFilter(similar_to="c1ccccc1"), sort=Sort("similarity")) == ["B"]
        index.close()
