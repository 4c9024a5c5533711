"""Structure search by a file of fingerprints beside the database, and what is newer than it.

The file is made from the tables and knows up to which change it is right. What changed since is read from the tables
in the same transaction as the rest of the answer, so that no answer is older than the products that it lists. Where the
file is missing, damaged, of another version, or far behind, one process makes it anew and the others wait; where it
cannot be written, each makes it in memory.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import UnwritableFile
from catalog.store.clock import last_change
from catalog.store.database import Database, database_file, snapshot
from catalog.store.private_folder import private_folder, state_folder
from catalog.store.reader import Reader
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import Page
from catalog.store.reading.sorts import Sort
from catalog.store.structure_hits import Hits
from catalog.store.structures.file import StructureFile, file_identity, write_structure_file
from catalog.store.structures.fragment_work import FragmentWork
from catalog.store.structures.index import GRACE_SECONDS, ListRequest, SearchBudget, StructureFilter, list_found
from catalog.store.structures.jobs import SearchTarget, find_similar, find_structures
from catalog.store.structures.parts import FileUnusable
from catalog.store.structures.places import FilePlace, in_one_process
from catalog.store.structures.rows import TAIL, kept_rows
from catalog.store.structures.structure_query import StructureQuery

TRIES = 3

SETTING = "CATALOG_INDEX_FOLDER"
"""Which setting names the folder of structure files."""


class FileIndex:
    """Searches the structures of one database with a file beside it."""

    def __init__(
        self, database: Database, pool: WorkerPool, path: Path, *, seconds: float = 2.0, knows_fragments: bool = False
    ) -> None:
        """Set up. Nothing is read or made yet.

        Args:
            database: what is searched.
            pool: worker processes, which can be ended when a query takes too long.
            path: where the structure file stands.
            seconds: how long a search may take.
            knows_fragments: whether to work out in the background which products hold known fragments.
        """
        self._database = database
        self._pool = pool
        self._place = FilePlace(path)
        self._seconds = seconds
        self._knows_fragments = knows_fragments
        self._fragments = FragmentWork(pool)
        self._building = threading.RLock()

    def list_products(
        self,
        wanted: ProductFilter,
        structures: StructureFilter,
        sort: Sort,
        *,
        limit: int,
        cursor: str | None = None,
        facets: Sequence[str] = (),
        seconds: float | None = None,
    ) -> Page:
        """See ``StructureIndex``.

        Raises:
            InvalidStructure: the query cannot be read, or is refused.
            InvalidQuery: the cursor or the order does not fit.
            FileUnusable: other processes made the file anew again and again meanwhile.
        """
        listed = ListRequest(wanted, structures, sort, limit, cursor, facets)
        until = time.monotonic() + (self._seconds if seconds is None else min(seconds, self._seconds))
        for _ in range(TRIES - 1):
            try:
                return self._list(listed, until)
            except FileUnusable:
                # Either another process has made it anew meanwhile, or it is damaged.
                self._make_unless(self._is_whole)
        return self._list(listed, until)

    def bring_up_to_date(self) -> int:
        """Rebuild the structure file from the tables. Return its number of structures."""
        with self._building, snapshot(self._database) as transaction:
            return write_structure_file(self._place, kept_rows(transaction), last_change(transaction))

    def make_anew(self) -> int:
        """Rebuild the file from the tables, and work out the known fragments. Return its number of structures.

        Raises:
            UnwritableFile: it cannot be written; memory is of no use to whoever comes after.
        """
        count = self.bring_up_to_date()
        if self._place.refusal is not None:
            raise UnwritableFile(f"{self._place.on_disk} cannot be written: {self._place.refusal}.")
        self.remember_fragments()
        return count

    def remember_fragments(self) -> None:
        """Work out which products of the file hold known fragments.

        Raises:
            FileUnusable: there is no structure file, or another one took its place meanwhile.
        """
        self._fragments.work(SearchTarget(str(self._place.path), StructureFile(self._place.path).crc))

    def wait(self) -> None:
        """Wait until nothing is made in the background any more."""
        self._fragments.wait()

    def close(self) -> None:
        """Stop the work in the background and free the memory."""
        self._fragments.close()
        self._place.close()

    def _list(self, listed: ListRequest, until: float) -> Page:
        file_seq, crc = self._ready()
        with Reader(self._database, snapshot) as reader:
            if last_change(reader.transaction) < file_seq:
                raise FileUnusable("The structure file is newer than the data to be read.")
            where = SearchTarget(str(self._place.path), crc, tuple(kept_rows(reader.transaction, file_seq)))
            searching = _FileSearch(self._pool, reader, where, file_seq)
            return list_found(reader, searching, listed, max(until - time.monotonic(), 0))

    def _ready(self) -> tuple[int, int]:
        """Make sure that there is a file with few newer changes.

        Returns:
            The last change that it knows of, and what tells it from all others.
        """
        if not self._is_near():
            self._make_unless(self._is_near)
        known = self._known()
        if known is None:
            raise FileUnusable(f"The structure file {self._place.path} cannot be made.")
        if self._knows_fragments and self._place.refusal is None:
            self._fragments.begin(SearchTarget(str(self._place.path), known[1]))
        return known

    def _make_unless(self, is_fine: Callable[[], bool]) -> None:
        """Rebuild the file, unless another process has done so meanwhile."""
        with self._building, in_one_process(self._place.on_disk, waits=True):
            if not is_fine():
                self.bring_up_to_date()

    def _is_near(self) -> bool:
        known = self._known()
        if known is None:
            return False
        with self._database.read() as transaction:
            return last_change(transaction) - known[0] <= TAIL

    def _known(self) -> tuple[int, int] | None:
        try:
            return file_identity(self._place.path)
        except (FileUnusable, OSError):
            return None

    def _is_whole(self) -> bool:
        try:
            StructureFile(self._place.path).require_all()
        except (FileUnusable, OSError):
            return False
        return True


class _FileSearch:
    """A search of the structure file and of newer rows."""

    def __init__(self, pool: WorkerPool, reader: Reader, where: SearchTarget, seq: int) -> None:
        self._pool = pool
        self._reader = reader
        self._where = where
        self._seq = seq

    @property
    def seq(self) -> int:
        """The last change that the file knows of."""
        return self._seq

    def similar(self, smiles: str, threshold: float, seconds: float) -> Hits:
        """See ``EngineSearch``."""
        self._reader.pause()
        return self._pool.run_within(seconds + GRACE_SECONDS, find_similar, self._where, smiles, threshold)

    def structures(self, asked: StructureQuery, going: SearchBudget, allowed: Sequence[int] | None) -> Hits:
        """See ``EngineSearch``."""
        where = self._where
        if allowed is not None:
            where = where._replace(allowed=np.array(allowed, np.int64).tobytes())
        self._reader.pause()
        seconds = going.seconds + GRACE_SECONDS
        return self._pool.run_within(seconds, find_structures, where, asked, going.after, going.enough, going.seconds)


def structure_path(url: str, folder: Path | None) -> Path:
    """Return the path of the structure file: beside a SQLite file, else in a folder under its own name.

    Args:
        url: the address of the database.
        folder: that folder; None for this user's own.

    Raises:
        StoreUnusable: others may enter the folder, or it cannot be made.
    """
    file = database_file(url)
    if file is not None:
        return Path(f"{file}-structures")
    name = "".join(char if char.isalnum() else "-" for char in url.rpartition("@")[2])
    private = private_folder(folder or state_folder("structures", SETTING), SETTING)
    return private / f"catalog-{name}-structures"
