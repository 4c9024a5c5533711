"""Filling the cartridge's table and keeping it level: step by step, each a transaction of its own.

Whoever fills can be killed at any moment, and several may fill at once: each step takes a lock, reads how the table
stands, does the next piece and says so in the same transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psycopg
from sqlalchemy import Connection, Text, bindparam, cast, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from catalog.chemistry.substructures.rdkit_releases import find_misread
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import CatalogError, StructureRefused
from catalog.store.clock import last_change
from catalog.store.database import Database
from catalog.store.structures.cartridge.table import (
    FINISH,
    FORMAT,
    TableState,
    cartridge_metadata,
    read_table_state,
    screen_bits,
    structure_mols,
    structure_mols_state,
)
from catalog.store.tables import product_structures, products, revisions

FILL_LOCK = 0x4341544D
"""The advisory lock's number of those who fill: "CATM" in ASCII."""
CHUNK = 1_000
"""How many products, or changes, one step takes."""
WrittenSmiles = tuple[int, str, str]
"""A product's id, its structure as we write it, and as the extension does."""
CANCEL_SECONDS = 0.2
"""How long to wait before a step that is to be given up is canceled again: it may not have begun the first time."""


class CartridgeFiller:
    """Fills the table of one database."""

    def __init__(self, database: Database, pool: WorkerPool) -> None:
        """Set up. Nothing is done yet.

        Args:
            database: where the table stands.
            pool: the workers that search; they also tell what the extension reads otherwise.
        """
        self._database = database
        self._pool = pool
        self._closed = threading.Event()
        self._one = threading.Lock()
        self._thread: threading.Thread | None = None
        self._under_way: psycopg.Connection | None = None

    def fill(self) -> None:
        """Bring the table up to date with the catalog."""
        while not self._closed.is_set() and self.step():
            pass

    def fill_in_background(self) -> None:
        """Begin to bring it up to date, unless already begun."""
        with self._one:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._fill_quietly, name="cartridge-filling", daemon=True)
                self._thread.start()

    def throw_away(self) -> None:
        """Remove the table, so that the next step begins anew."""
        with self._database.connect() as connection, connection.begin():
            _lock(connection)
            cartridge_metadata.drop_all(connection)

    def step(self) -> bool:
        """Do the next piece. Tell whether there was one."""
        written = self._piece()
        if written:
            self._accept(written)
        return written is not None

    def _piece(self) -> list[WrittenSmiles] | None:
        """Do the next piece in the database. Return what must be compared, or None without a piece."""
        with self._database.connect() as connection, connection.begin(), self._may_be_canceled(connection):
            _lock(connection)
            state = read_table_state(connection)
            if state is None or state.seq > last_change(connection):
                # It is of another format, or of another time: somebody put an older catalog in place of this one.
                _begin(connection)
                return []
            return self._catch_up(connection, state) if state.is_full else self._fill_on(connection, state)

    def wait(self) -> None:
        """Wait until nothing goes on in the background any more."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Stop the work in the background and wait for its end."""
        self._closed.set()
        while self._thread is not None and self._thread.is_alive():
            under_way = self._under_way
            if under_way is not None:
                # The indexes of a large catalog take minutes.
                under_way.cancel()
            self._thread.join(CANCEL_SECONDS)

    @contextmanager
    def _may_be_canceled(self, connection: Connection) -> Iterator[None]:
        raw = connection.connection.driver_connection
        self._under_way = raw if isinstance(raw, psycopg.Connection) else None
        try:
            yield
        finally:
            self._under_way = None

    def _fill_quietly(self) -> None:
        # Searches are right without it: whatever kept it from being filled, the next one tries again.
        with suppress(CatalogError, DBAPIError):
            self.fill()

    def _fill_on(self, connection: Connection, state: TableState) -> list[WrittenSmiles]:
        """Add the next products by key. After the last, make the indexes."""
        key = products.c.product_key
        query = select(key).join(product_structures, product_structures.c.product_id == products.c.id)
        keys = connection.scalars(query.where(key > state.filled_to).order_by(key).limit(CHUNK)).all()
        written = _take_in(connection, keys) if keys else []
        if not keys:
            for statement in FINISH:
                connection.execute(text(statement))
        connection.execute(update(structure_mols_state).values(filled_to=keys[-1] if keys else None))
        return written

    def _catch_up(self, connection: Connection, state: TableState) -> list[WrittenSmiles] | None:
        """Add the products of the next changes in their current state."""
        column = revisions.c
        changes = connection.execute(
            select(column.seq, column.product_key).where(column.seq > state.seq).order_by(column.seq).limit(CHUNK)
        ).all()
        if not changes:
            return None
        keys = sorted({change.product_key for change in changes})
        connection.execute(delete(structure_mols).where(structure_mols.c.product_key.in_(keys)))
        written = _take_in(connection, keys)
        connection.execute(update(structure_mols_state).values(seq=changes[-1].seq))
        return written

    def _accept(self, written: list[WrittenSmiles]) -> None:
        """Let the extension search those structures that it only writes otherwise; those that it sees otherwise, and
        all of them where telling takes too long, are left to worker processes.
        """
        try:
            wrong = frozenset(self._pool.run(find_misread, written))
        except StructureRefused:
            return
        row = structure_mols.c
        right = [{"number": number, "ours": ours} for number, ours, _ in written if number not in wrong]
        accepted = update(structure_mols).where(row.product_id == bindparam("number"), row.smiles == bindparam("ours"))
        with self._database.connect() as connection, connection.begin():
            _lock(connection)
            if right and read_table_state(connection) is not None:
                connection.execute(accepted.values(mol=func.mol_from_smiles(row.smiles)), right)


def _take_in(connection: Connection, keys: Sequence[str]) -> list[WrittenSmiles]:
    """Take in the structures of some products, which have no row; those that the extension writes otherwise than we
    do without what it reads, until they are compared.
    """
    column, kept, row = products.c, product_structures.c, structure_mols.c
    taken = select(
        column.id,
        column.product_key,
        column.smiles,
        screen_bits(kept.screen),
        func.bfp_from_binary_text(kept.morgan),
        func.mol_from_smiles(column.smiles),
    ).join(product_structures, kept.product_id == column.id)
    names = ["product_id", "product_key", "smiles", "screen", "morgan", "mol"]
    connection.execute(insert(structure_mols).from_select(names, taken.where(column.product_key.in_(keys))))
    written = cast(func.mol_to_smiles(row.mol), Text)
    query = select(row.product_id, row.smiles, written).where(row.product_key.in_(keys), written != row.smiles)
    found = [(number, ours, theirs) for number, ours, theirs in connection.execute(query)]
    if found:
        numbers = [number for number, _, _ in found]
        connection.execute(update(structure_mols).where(row.product_id.in_(numbers)).values(mol=None))
    return found


def _lock(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": FILL_LOCK})


def _begin(connection: Connection) -> None:
    cartridge_metadata.drop_all(connection)
    cartridge_metadata.create_all(connection)
    state = {"format": FORMAT, "seq": last_change(connection), "filled_to": ""}
    connection.execute(insert(structure_mols_state).values(state))
