"""What a search with the cartridge reads from the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Text,
    any_,
    case,
    cast,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from catalog.chemistry.structure.fingerprints import SCREEN_BITS
from catalog.store.reader import Reader
from catalog.store.structures.cartridge.jobs import CartridgeQuery, KeyedSmiles
from catalog.store.structures.cartridge.table import has_error_code, screen_bits, structure_mols
from catalog.store.structures.similarity import similar_fingerprints
from catalog.store.tables import product_structures, products

CANCELED = "57014"
"""PostgreSQL's code for a statement that its time ended."""
AT_ONCE = 10_000
"""How many fingerprints are read at once where no index holds them."""
HAIR = 1e-9
"""A threshold is made so much smaller for the cartridge, so that no rounding of its own takes a hit away."""

Columns: TypeAlias = "ReadOnlyColumnCollection[str, Any]"
Rows: TypeAlias = Sequence[Sequence[Any]]


class CartridgeReading:
    """Reads rows of the cartridge's table, or of the catalog's own tables if it cannot be searched.

    Attributes:
        is_full: whether the cartridge's table can be searched.
    """

    def __init__(self, reader: Reader, *, is_full: bool) -> None:
        """Set up. Nothing is read yet.

        Args:
            reader: reads the database; it is paused while structures are matched.
            is_full: whether the cartridge's table can be searched.
        """
        self.is_full = is_full
        self._reader = reader
        self._row: Columns = structure_mols.c if is_full else _kept().subquery("kept").c

    @property
    def _connection(self) -> Connection:
        return self._reader.transaction

    def pause(self) -> None:
        """Release the connection during other work."""
        self._reader.pause()

    def possible(
        self, vetted: CartridgeQuery, after: str, size: int, allowed: Sequence[int] | None
    ) -> tuple[str | None, list[KeyedSmiles]]:
        """Return the next products whose screening bits allow a match.

        Returns:
            The last catalog key, or None after the last product; and the rows by key.
        """
        row = self._row
        end = None
        if allowed is None or len(allowed) > size:
            ahead = select(row.product_key).where(row.product_key > after).order_by(row.product_key)
            end = self._connection.scalar(ahead.offset(size - 1).limit(1))
        query = select(row.product_id, row.product_key, row.smiles).where(*_among(row, after, allowed))
        if end is not None:
            query = query.where(row.product_key <= end)
        query = query.where(*_may_fit(row, vetted)).order_by(row.product_key)
        return end, [_keyed(found) for found in self._connection.execute(query)]

    def told_back(self, told: str) -> str | None:
        """Return what the cartridge writes for a query, or None if it cannot read it or sees radicals."""
        mol = func.mol_from_smiles(literal(told))
        radicals = func.strpos(cast(func.mol_to_ctab(mol), Text), "M  RAD")
        return self._connection.scalar(select(case((radicals == 0, cast(func.mol_to_smiles(mol), Text)))))

    def holding(
        self,
        told: str,
        vetted: CartridgeQuery,
        after: str,
        most: int | None,
        allowed: Sequence[int] | None,
        seconds: float,
    ) -> tuple[list[tuple[str, int]], list[KeyedSmiles]] | None:
        """Return what contains a query, after a catalog key, or None if it takes too long.

        Returns:
            The first hits by catalog key and id, so many at most; and all rows that the cartridge does not read.
        """
        row = structure_mols.c
        held = row.mol.op("@>")(func.mol_from_smiles(literal(told)))
        # In one query with their order and their number, the hits would be looked for along the catalog, not by GiST.
        hits = select(row.product_key, row.product_id).where(held, *_among(row, after, allowed))
        all_hits = hits.cte("hits").prefix_with("MATERIALIZED")
        found = self._within(select(all_hits).order_by(all_hits.c.product_key).limit(most), seconds)
        if found is None:
            return None
        unread = select(row.product_id, row.product_key, row.smiles).where(row.mol.is_(None))
        unread = unread.where(*_among(row, after, allowed), *_may_fit(row, vetted)).order_by(row.product_key)
        rest = self._connection.execute(unread)
        return [(key, number) for key, number in found], [_keyed(left) for left in rest]

    def similar(self, wanted: bytes, threshold: float, seconds: float) -> Iterator[tuple[int, float]]:
        """Yield the products whose Morgan fingerprints are similar enough, with their Tanimoto coefficients."""
        found = self._by_index(wanted, threshold, seconds) if self.is_full else None
        if found is None:
            yield from self._one_by_one(wanted, threshold)
            return
        for product_id, score in found:
            if score >= threshold:
                yield product_id, score

    def _by_index(self, wanted: bytes, threshold: float, seconds: float) -> Rows | None:
        row = structure_mols.c
        limit = {"limit": repr(max(threshold - HAIR, 0.0))}
        self._connection.execute(text("SELECT set_config('rdkit.tanimoto_threshold', :limit, true)"), limit)
        bits = func.bfp_from_binary_text(literal(wanted, LargeBinary))
        query = select(row.product_id, func.tanimoto_sml(row.morgan, bits)).where(row.morgan.op("%")(bits))
        return self._within(query, seconds)

    def _one_by_one(self, wanted: bytes, threshold: float) -> Iterator[tuple[int, float]]:
        kept = product_structures.c
        query = select(kept.product_id, kept.morgan).execution_options(yield_per=AT_ONCE)
        for rows in self._connection.execute(query).partitions():
            close, scores = similar_fingerprints(wanted, [row.morgan for row in rows], threshold)
            for place, score in zip(close.tolist(), scores.tolist(), strict=True):
                yield rows[place].product_id, score

    def _within(self, query: Select[Any], seconds: float) -> Rows | None:
        """Return what a query finds, or None if it takes too long."""
        milliseconds = {"most": str(max(int(1000 * seconds), 1))}
        try:
            with self._connection.begin_nested():
                self._connection.execute(text("SELECT set_config('statement_timeout', :most, true)"), milliseconds)
                found = self._connection.execute(query).all()
                self._connection.execute(text("SET LOCAL statement_timeout TO DEFAULT"))
        except OperationalError as error:
            if not has_error_code(error, CANCELED):
                raise
            return None
        return found


def _kept() -> Select[Any]:
    """Return the structures of the catalog's own tables in the form of the cartridge's table."""
    column, kept = products.c, product_structures.c
    named = (column.id.label("product_id"), column.product_key, column.smiles)
    query = select(*named, screen_bits(kept.screen).label("screen"))
    return query.join(product_structures, kept.product_id == column.id)


def _among(row: Columns, after: str, allowed: Sequence[int] | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a row is after a catalog key and allowed."""
    conditions: list[ColumnElement[bool]] = [row.product_key > after] if after else []
    if allowed is not None:
        conditions.append(row.product_id == any_(cast(list(allowed), ARRAY(BigInteger))))
    return conditions


def _may_fit(row: Columns, vetted: CartridgeQuery) -> list[ColumnElement[bool]]:
    """Return the conditions that a row's screening bits allow a match."""
    conditions = []
    if any(vetted.needed):
        needed = _bits(vetted.needed)
        conditions.append(row.screen.op("&")(needed) == needed)
    if any(vetted.excluded):
        conditions.append(row.screen.op("&")(_bits(vetted.excluded)) == _bits(bytes(len(vetted.excluded))))
    return conditions


def _bits(bits: bytes) -> ColumnElement[Any]:
    return cast(literal(f"x{bits.hex()}", Text), BIT(SCREEN_BITS))


def _keyed(row: Sequence[Any]) -> KeyedSmiles:
    product_id, key, smiles = row
    return product_id, key, smiles
