"""The files of structure search: made from the tables, and made anew where they are of no use."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import UnwritableFile
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.sorts import Sort
from catalog.store.structures import fragment_work, jobs
from catalog.store.structures.answers import load_answer, make_room, save_answer
from catalog.store.structures.file import StructureFile
from catalog.store.structures.file_index import FileIndex
from catalog.store.structures.fragment_work import FragmentWork
from catalog.store.structures.index import StructureFilter
from catalog.store.structures.parts import HEADER_BYTES
from catalog.store.structures.places import in_one_process
from catalog.store.writing.products import keep_products, remove_products
from tests.small_disk import SmallDisk
from tests.store.structures_made import (
    AUTHOR,
    BY_NUMBER,
    LONG_WAY,
    SMARTS,
    SMILES,
    entry,
    keep_all,
    numbers,
    sheet_of_rings,
    truth,
)

MANY = {f"A{number:03}": "c1ccccc1" + number * "C" for number in range(0, 240, 2)}
MANY |= {f"A{number:03}": "C1CCCCC1" + number * "C" for number in range(1, 241, 2)}
BENZENES = sorted(MANY)[::2]


@pytest.fixture
def index(database: Database, pool: WorkerPool, tmp_path: Path) -> FileIndex:
    return FileIndex(database, pool, tmp_path / "structures", seconds=30)


@pytest.fixture
def stocked(database: Database, smiles: dict[str, str], index: FileIndex) -> FileIndex:
    """The index over a database that holds every demonstration product."""
    keep_all(database, smiles)
    return index


class TestFragments:
    """What is known beforehand, and what was worked out once: the same answers, whatever changed since."""

    def test_give_the_same_answers(self, stocked: FileIndex, smiles: dict[str, str]) -> None:
        stocked.make_anew()
        for _ in range(2):
            for text in (*SMILES, *SMARTS):
                assert numbers(stocked, StructureFilter(text), limit=300) == truth(smiles, text), text

    @pytest.mark.parametrize("query", ["c1ccccc1", "Cc1ccc(cc1)OCCO", "[#6]~[#7]"])
    def test_tell_nothing_of_what_changed_since(self, database: Database, index: FileIndex, query: str) -> None:
        """One is a fragment that is known beforehand, the others are worked out once."""
        ether, amine = "Cc1ccc(cc1)OCCO", "NCc1ccc(cc1)OCCO"
        with database.write() as connection:
            keep_products(connection, [entry("A", ether), entry("B", amine), entry("C", "CC")], AUTHOR)
        assert index.make_anew() == 3
        numbers(index, StructureFilter(query))
        with database.write() as connection:
            keep_products(connection, [entry("A", "CC"), entry("C", amine), entry("D", amine)], AUTHOR)
            remove_products(connection, [product_key("B")], AUTHOR)
        assert numbers(index, StructureFilter(query)) == ["C", "D"]
        index.make_anew()
        assert numbers(index, StructureFilter(query)) == ["C", "D"]

    @pytest.mark.parametrize("harm", ["cut off", "another byte", "empty", "of another file"])
    def test_are_worked_out_anew_where_they_are_of_no_use(
        self, database: Database, pool: WorkerPool, tmp_path: Path, harm: str
    ) -> None:
        keep_all(database, MANY)
        path = tmp_path / "structures"
        FileIndex(database, pool, path).make_anew()
        answers = list(Path(f"{path}-fragments").iterdir())
        assert answers
        for answer in answers:
            content = bytearray(answer.read_bytes())
            if harm == "cut off":
                answer.write_bytes(content[:-8])
            elif harm == "another byte":
                content[20] ^= 1
                answer.write_bytes(content)
            elif harm == "empty":
                answer.write_bytes(b"")
        if harm == "of another file":
            with database.write() as connection:
                keep_products(connection, [entry("B000", "CCN")], AUTHOR)
            FileIndex(database, pool, path).bring_up_to_date()
        again = FileIndex(database, pool, path)
        assert numbers(again, StructureFilter("c1ccccc1")) == BENZENES
        again.remember_fragments()
        assert numbers(again, StructureFilter("c1ccccc1")) == BENZENES

    def test_are_worked_out_in_the_background(self, database: Database, pool: WorkerPool, tmp_path: Path) -> None:
        keep_all(database, MANY)
        path = tmp_path / "structures"
        index = FileIndex(database, pool, path, seconds=30, knows_fragments=True)
        assert numbers(index, StructureFilter("c1ccccc1")) == BENZENES
        index.wait()
        # What every row, or every second one, can hold: some elements, benzene, and parts of it.
        assert list(Path(f"{path}-fragments").iterdir())
        assert numbers(index, StructureFilter("c1ccccc1")) == BENZENES
        index.close()

    def test_are_worked_out_in_steps(
        self, database: Database, pool: WorkerPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever time a job has, the next one goes on where it ended."""
        keep_all(database, MANY)
        path = tmp_path / "structures"
        FileIndex(database, pool, path).make_anew()
        whole = sorted(answer.name for answer in Path(f"{path}-fragments").iterdir())
        shutil.rmtree(f"{path}-fragments")
        monkeypatch.setattr(jobs, "REMEMBERING_SECONDS", 0.0)
        monkeypatch.setattr(jobs, "MOST", 64)
        where = jobs.SearchTarget(str(path), StructureFile(path).crc)
        steps = [jobs.FRAGMENTS_BEGIN]
        while (step := jobs.remember_fragments(where, steps[-1])) is not None:
            steps.append(step)
        assert len(steps) > len(whole) > 0
        assert sorted(answer.name for answer in Path(f"{path}-fragments").iterdir()) == whole
        assert numbers(FileIndex(database, pool, path, seconds=30), StructureFilter("c1ccccc1")) == BENZENES

    def test_leave_searches_their_turn(
        self, database: Database, pool: WorkerPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """However long the work goes on, the only worker is given to a search in between."""
        keep_all(database, MANY)
        path = tmp_path / "structures"
        index = FileIndex(database, pool, path, seconds=30)
        index.bring_up_to_date()
        monkeypatch.setattr(fragment_work, "remember_fragments", _without_end)
        work = FragmentWork(pool)
        work.begin(jobs.SearchTarget(str(path), StructureFile(path).crc))
        assert [numbers(index, StructureFilter("c1ccccc1")) for _ in range(5)] == [BENZENES] * 5
        work.close()

    def test_answers_to_strangers_make_room_for_newer_ones(self, stocked: FileIndex, tmp_path: Path) -> None:
        stocked.bring_up_to_date()
        file = StructureFile(tmp_path / "structures")
        for number in range(5):
            save_answer(tmp_path / "learned", file, f"query {number}", np.array([number]))
        make_room(tmp_path / "learned", 3)
        kept = [load_answer(tmp_path / "learned", file, f"query {number}") for number in range(5)]
        assert [answer is not None for answer in kept] == [False, False, True, True, True]


def _without_end(_where: jobs.SearchTarget, so_far: jobs.FragmentProgress) -> jobs.FragmentProgress:
    time.sleep(0.05)
    return so_far


class TestNewerRows:
    def test_have_their_turn_where_the_file_takes_all_the_time(
        self, database: Database, pool: WorkerPool, tmp_path: Path
    ) -> None:
        chain = "N" + "C" * 30
        keep_all(database, {"B1": chain, "C1": f"{sheet_of_rings(6, 9)}.N", "D1": chain})
        index = FileIndex(database, pool, tmp_path / "structures", seconds=0.5)
        index.bring_up_to_date()
        keep_all(database, {"A1": chain, "E1": chain})
        page = index.list_products(ProductFilter(), StructureFilter(LONG_WAY), BY_NUMBER, limit=5)
        assert ([item.catalog_number for item in page.items], page.complete) == (["A1", "B1"], False)
        assert numbers(index, StructureFilter(LONG_WAY), limit=5) == ["A1", "B1", "D1", "E1"]

    def test_one_that_takes_too_long_is_passed_over(self, database: Database, pool: WorkerPool, tmp_path: Path) -> None:
        """What the file holds behind it is found on the next page, in no more time than each page has."""
        chain = "N" + "C" * 30
        keep_all(database, {"A1": chain, "C1": chain})
        index = FileIndex(database, pool, tmp_path / "structures", seconds=0.5)
        index.bring_up_to_date()
        keep_all(database, {"B1": f"{sheet_of_rings(6, 9)}.N", "D1": chain})
        page = index.list_products(ProductFilter(), StructureFilter(LONG_WAY), BY_NUMBER, limit=5)
        assert ([item.catalog_number for item in page.items], page.complete, page.total) == (["A1"], False, None)
        rest = index.list_products(ProductFilter(), StructureFilter(LONG_WAY), BY_NUMBER, limit=5, cursor=page.cursor)
        assert ([item.catalog_number for item in rest.items], rest.complete) == (["C1", "D1"], True)


class TestFile:
    """It is no more than what is made from the tables."""

    def test_is_made_by_one_process_while_others_wait(
        self, database: Database, pool: WorkerPool, tmp_path: Path
    ) -> None:
        keep_all(database, {"A": "CCO", "B": "c1ccccc1"})
        path = tmp_path / "structures"
        first, other = FileIndex(database, pool, path, seconds=30), FileIndex(database, pool, path, seconds=30)
        with ThreadPoolExecutor(1) as thread:
            with in_one_process(path, waits=True):
                found = thread.submit(numbers, other, StructureFilter("c1ccccc1"))
                first.bring_up_to_date()
                made = path.stat().st_ino
            assert found.result() == ["B"]
        assert path.stat().st_ino == made

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
            middle = HEADER_BYTES + 2 * 8 + 2_048 * 8 + 8 + 8 + 100
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
        index = FileIndex(database, pool, closed, seconds=30, knows_fragments=True)
        for _ in range(2):
            for text in (*SMILES[:6], *SMARTS[:3]):
                assert numbers(index, StructureFilter(text), limit=300) == truth(smiles, text), text
            index.wait()
        with database.write() as connection:
            keep_products(connection, [entry("ZZ-new", "c1ccsc1")], AUTHOR)
        assert "ZZ-new" in numbers(index, StructureFilter("c1ccsc1"))
        told = [record.getMessage() for record in caplog.records if record.name == "catalog.store"]
        assert [line.partition(" cannot be written")[0] for line in told] == [str(closed)]
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
        content = bytearray(path.read_bytes())
        content[HEADER_BYTES + 100 : HEADER_BYTES + 4_096] = b"x" * 3_996
        path.write_bytes(content)
        small_disk.make_read_only()
        index = FileIndex(database, pool, path)
        assert numbers(index, StructureFilter("c1ccccc1")) == ["B"]
        assert numbers(index, StructureFilter(similar_to="c1ccccc1"), sort=Sort("similarity")) == ["B"]
        index.close()
