"""Structure search with PostgreSQL's RDKit cartridge, and what is newer than its table.

What changed since the table was brought up to date is read from the catalog's own tables, as of the same state, and
looked at one by one. Where the table is missing, of another format, half filled or far behind, a server fills it in the
background and searches the catalog's own tables meanwhile; any other program fills it first.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from catalog.chemistry.workers.pool import WorkerPool
from catalog.store.clock import last_change
from catalog.store.database import Database, snapshot
from catalog.store.reader import Reader
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import Page
from catalog.store.reading.sorts import Sort
from catalog.store.structures.cartridge.filling import CartridgeFiller
from catalog.store.structures.cartridge.reading import CartridgeReading
from catalog.store.structures.cartridge.search import CartridgeSearch
from catalog.store.structures.cartridge.table import read_table_state, structure_mols
from catalog.store.structures.index import ListRequest, StructureFilter, list_found
from catalog.store.structures.rows import TAIL, kept_rows

LEVEL = 200
"""So many newer changes may stand before a server brings the table up to date in the background."""


class CartridgeIndex:
    """Searches the structures of one PostgreSQL database by its cartridge."""

    def __init__(self, database: Database, pool: WorkerPool, *, seconds: float = 2.0, serves: bool = False) -> None:
        """Set up. Nothing is read or made yet.

        Args:
            database: what is searched; it has the extension.
            pool: worker processes, which can be ended when a query takes too long.
            seconds: how long a search may take.
            serves: whether the table is filled in the background, while searches do without it.
        """
        self._database = database
        self._pool = pool
        self._seconds = seconds
        self._serves = serves
        self._filler = CartridgeFiller(database, pool)

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
        """See ``StructureIndex``."""
        listed = ListRequest(wanted, structures, sort, limit, cursor, facets)
        if not self._serves:
            self._bring_near()
        with Reader(self._database, snapshot) as reader:
            search = self._search(reader)
            return list_found(reader, search, listed, self._seconds if seconds is None else min(seconds, self._seconds))

    def make_anew(self) -> int:
        """Fill the table anew. Return its number of structures."""
        self._filler.throw_away()
        self._filler.fill()
        with self._database.read() as transaction:
            return transaction.scalar(select(func.count()).select_from(structure_mols)) or 0

    def wait(self) -> None:
        """Wait until nothing is filled in the background any more."""
        self._filler.wait()

    def close(self) -> None:
        """Stop filling in the background."""
        self._filler.close()

    def _bring_near(self) -> None:
        with self._database.read() as transaction:
            behind = _behind(transaction)
        if behind is None or behind > TAIL:
            self._filler.fill()

    def _search(self, reader: Reader) -> CartridgeSearch:
        """Return a search of the table, or of the catalog's own tables if the table is not available."""
        now, behind = last_change(reader.transaction), _behind(reader.transaction)
        if self._serves and (behind is None or behind > LEVEL):
            self._filler.fill_in_background()
        if behind is None or behind > TAIL:
            return CartridgeSearch(CartridgeReading(reader, is_full=False), self._pool, (), now)
        tail = tuple(kept_rows(reader.transaction, now - behind)) if behind else ()
        return CartridgeSearch(CartridgeReading(reader, is_full=True), self._pool, tail, now - behind)


def _behind(connection: Connection) -> int | None:
    """Return how many changes the table is behind, or None if it cannot be searched."""
    state = read_table_state(connection)
    now = last_change(connection)
    return now - state.seq if state is not None and state.is_full and state.seq <= now else None
