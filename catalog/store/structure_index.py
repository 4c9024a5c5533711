"""Structure search over what is kept: a file of fingerprints beside the database, and what is newer than it.

The file is made from the tables and knows up to which change it is right. What changed since is read from the tables
in the same transaction as the rest of the answer, so that no answer is older than the products that it lists. Where the
file is missing, damaged, of another version, or far behind, it is made anew.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, func, select

from catalog.chemistry.pool import WorkerPool
from catalog.store.database import Database
from catalog.store.filters import ProductFilter, Sort
from catalog.store.listing import Page, list_products, matching_ids, read_cursor, write_cursor
from catalog.store.structure_builder import KeysBuilder
from catalog.store.structure_file import StructureFile, StructureRow, file_identity, write_structure_file
from catalog.store.structure_jobs import Asked, Hits, Searched, find_similar, find_structures
from catalog.store.structure_matches import StructureMatches
from catalog.store.structure_parts import FileUnusable
from catalog.store.tables import product_structures, products, revisions

TAIL = 2_000
"""So many newer rows are looked at one by one before the file is made anew."""
TRIES = 3
MARGIN = 2.0
"""How many times its time a search may take before its worker is ended: one atom match cannot be interrupted."""
WORKER_MEMORY = 8 << 30
"""Address space of a worker that searches: the structure file is mapped into it, and shared between all of them."""
CATALOG_ORDER = Sort("catalog_number")


@dataclass(frozen=True, slots=True)
class StructureFilter:
    """What is asked of structures.

    Attributes:
        substructure: a SMILES, a SMARTS or a molfile that they hold.
        similar_to: a SMILES that they are like.
        threshold: the least Tanimoto coefficient.
        superstructure: a SMILES or a molfile that they are contained in.
    """

    substructure: str | None = None
    similar_to: str | None = None
    threshold: float = 0.7
    superstructure: str | None = None


class StructureIndex:
    """Searches the structures of one database."""

    def __init__(
        self, database: Database, pool: WorkerPool, path: Path, *, seconds: float = 2.0, makes_keys: bool = False
    ) -> None:
        """Describe the index; nothing is read or made yet.

        Args:
            database: what is searched.
            pool: worker processes, which can be ended when a query takes too long.
            path: where the structure file stands.
            seconds: how long a search may take.
            makes_keys: whether to make the keys file in the background where a search does without one.
        """
        self._database = database
        self._pool = pool
        self._path = path
        self._seconds = seconds
        self._makes_keys = makes_keys
        self._keys = KeysBuilder(pool, path)
        self._building = threading.Lock()

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
        """One page of the products that fit filters and structure.

        Where they are listed by catalog number, without facets, the search goes only as far as the page; where its time
        ends before, the page says so and its cursor goes on from there.

        Raises:
            InvalidStructure: the query cannot be read, or is refused.
            InvalidQuery: the cursor or the order does not fit.
            FileUnusable: other processes made the file anew again and again meanwhile.
        """
        for _ in range(TRIES - 1):
            try:
                return self._list(wanted, structures, sort, limit, cursor, facets)
            except FileUnusable:
                # Either another process has made it anew meanwhile, or it or what goes with it is damaged.
                if not self._is_whole():
                    self.bring_up_to_date()
                self._keys.throw_away_if_damaged()
        return self._list(wanted, structures, sort, limit, cursor, facets)

    def bring_up_to_date(self) -> int:
        """Make the structure file anew from the tables; how many structures it holds."""
        with self._building, self._database.read() as transaction:
            return write_structure_file(self._path, _all_rows(transaction), _last_change(transaction))

    def make_keys(self) -> int:
        """Make what makes frequent searches fast, where it is not there; how many structures had to be looked at.

        Raises:
            FileUnusable: there is no structure file, or another one took its place meanwhile.
        """
        return self._keys.make()

    def wait(self) -> None:
        """Wait until nothing is made in the background any more."""
        self._keys.wait()

    def close(self) -> None:
        """Give up what is made in the background."""
        self._keys.close()

    def _list(
        self,
        wanted: ProductFilter,
        structures: StructureFilter,
        sort: Sort,
        limit: int,
        cursor: str | None,
        facets: Sequence[str],
    ) -> Page:
        file_seq, crc = self._ready()
        with self._database.read() as transaction:
            if _last_change(transaction) < file_seq:
                raise FileUnusable("The structure file is newer than what is read.")
            where = Searched(str(self._path), crc, tuple(_newer_rows(transaction, file_seq)))
            similar = None
            if structures.similar_to is not None:
                hits = self._pool.run(find_similar, where, structures.similar_to, structures.threshold)
                similar = StructureMatches(hits, file_seq)
            asked = Asked(structures.substructure, structures.superstructure)
            if asked == Asked():
                page = list_products(
                    transaction, wanted, sort, limit=limit, cursor=cursor, structures=similar, facets=facets
                )
                return replace(page, complete=True)
            # A facet counts what other values of it would find; so its own filter must not stop the search.
            loose = wanted.without(*facets)
            if similar is not None or not loose.is_empty():
                allowed = np.array(matching_ids(transaction, loose, similar), np.int64)
                where = where._replace(allowed=allowed.tobytes())
            by_page = sort == CATALOG_ORDER and not facets
            after = read_cursor(cursor, sort)[0] if by_page and cursor is not None else None
            enough = limit + 1 if by_page else None
            hits = self._pool.run(find_structures, where, asked, after, enough, self._seconds)
            if similar is not None:
                hits = hits._replace(scores=similar.hits.scores)
            found = StructureMatches(hits, file_seq)
            page = list_products(transaction, wanted, sort, limit=limit, cursor=cursor, structures=found, facets=facets)
        return _continued(page, hits, by_page=by_page, from_start=cursor is None)

    def _ready(self) -> tuple[int, int]:
        """Make sure that there is a file, and that not too much is newer than it.

        Returns:
            The last change that it knows of, and what tells it from all others.
        """
        known = self._known()
        if known is None or not self._is_near(known[0]):
            self.bring_up_to_date()
            known = self._known()
        if known is None:
            raise FileUnusable(f"The structure file {self._path} cannot be made.")
        if self._makes_keys:
            self._keys.make_in_background(known[1])
        return known

    def _is_near(self, seq: int) -> bool:
        with self._database.read() as transaction:
            return _last_change(transaction) - seq <= TAIL

    def _known(self) -> tuple[int, int] | None:
        try:
            return file_identity(self._path)
        except (FileUnusable, OSError):
            return None

    def _is_whole(self) -> bool:
        try:
            StructureFile(self._path).require_all()
        except (FileUnusable, OSError):
            return False
        return True


def _continued(page: Page, hits: Hits, *, by_page: bool, from_start: bool) -> Page:
    """The page of a substructure search: its total where all was looked at, and where the search goes on."""
    cursor = page.cursor
    if cursor is None and hits.reached is not None and by_page:
        cursor = write_cursor([hits.reached])
    counted = hits.reached is None and (from_start or not by_page)
    return replace(page, total=page.total if counted else None, cursor=cursor, complete=not hits.out_of_time)


def _last_change(connection: Connection) -> int:
    return connection.scalar(select(func.max(revisions.c.seq))) or 0


def _all_rows(connection: Connection) -> Iterator[StructureRow]:
    return _rows(connection, None)


def _newer_rows(connection: Connection, seq: int) -> Iterator[StructureRow]:
    return _rows(connection, seq)


def _rows(connection: Connection, after: int | None) -> Iterator[StructureRow]:
    """The structures of the products that changed after a change, or of all, in the order of their catalog keys."""
    column, kept = products.c, product_structures.c
    query = select(column.id, column.catalog_key, column.smiles, kept.morgan, kept.screen)
    query = query.join(product_structures, kept.product_id == column.id).order_by(column.catalog_key)
    if after is not None:
        query = query.where(column.seq > after)
    for row in connection.execute(query.execution_options(yield_per=2_000)):
        yield StructureRow(*row)


@contextmanager
def open_structure_index(
    database: Database, url: str, folder: Path | None, *, workers: int, seconds: float, makes_keys: bool = False
) -> Iterator[StructureIndex]:
    """The structure index of a database, with worker processes of its own until it is closed.

    Searches share none with anything else, so that a heavy query keeps nobody's look-up waiting.

    Args:
        database: what is searched.
        url: its address, by which its structure file is known.
        folder: where the structure file of a PostgreSQL database stands; None for the system's temporary folder.
        workers: how many searches go on at once.
        seconds: how long a search may take.
        makes_keys: whether to make the keys file in the background where a search does without one.
    """
    limit = MARGIN * seconds + 1
    preload = ("catalog.store.structure_jobs",)
    with WorkerPool(
        workers, cpu_seconds=limit, wall_seconds=limit, memory_bytes=WORKER_MEMORY, preload=preload
    ) as pool:
        path = structure_path(url, folder or Path(tempfile.gettempdir()))
        index = StructureIndex(database, pool, path, seconds=seconds, makes_keys=makes_keys)
        try:
            yield index
        finally:
            index.close()


def structure_path(url: str, folder: Path) -> Path:
    """Where the structure file of a database stands: beside a SQLite file, else in a folder under a name of its own."""
    kind, _, place = url.partition(":///")
    if kind.startswith("sqlite") and place and place != ":memory:":
        return Path(place + "-structures")
    name = "".join(char if char.isalnum() else "-" for char in url.rpartition("@")[2])
    return folder / f"catalog-{name}-structures"
