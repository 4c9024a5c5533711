"""What an import, or its undo, changed: the state of each product before it, and whether later changes depend on it.

A redo takes back the undo, as the undo takes back the run. So both have the same plan, with the sides changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Subquery, func, select, update

from catalog.product.text.folding import BETWEEN_KEYS
from catalog.store.entries import KeptState, SupplierName
from catalog.store.log_tables import run_records
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import products, revisions, suppliers, texts
from catalog.store.writing.held_drafts import reopen_drafts

T = TypeVar("T")

AT_ONCE = 500
"""How many revisions one query compares."""


class TouchedProduct(NamedTuple):
    """A product that a run, or its undo, created or changed.

    Attributes:
        key: its key.
        before: the sequence number of its last revision before the first of the run (or of its undo), or None.
        left: the sequence number of the last revision of the run (or of its undo).
        latest: the sequence number of its last revision of all.
        is_taken_back: whether the run (or its undo) was already taken back for it.
        stands: whether it is still as the run (or its undo) left it.
    """

    key: str
    before: int | None
    left: int
    latest: int
    is_taken_back: bool
    stands: bool


def _touched(number: int, *, by_undo: bool) -> Subquery:
    """Return the query for the products that a run, or its undo, touched, each with its first and last revision."""
    column = revisions.c
    of_run = column.run == number
    if by_undo:
        # The run's revisions have an index, those that undo it have none.
        undone = select(column.product_key).where(of_run)
        of_run = (column.undoes_run == number) & column.product_key.in_(undone)
    query = select(column.product_key, func.min(column.seq).label("first"), func.max(column.seq).label("left"))
    return query.where(of_run).group_by(column.product_key).subquery()


def _takes_back(change: FromClause, number: int, touched: Subquery, *, by_undo: bool) -> ColumnElement[bool]:
    """Return the condition that a change takes back what a run, or its undo, did to a product."""
    column = change.c
    run = column.run if by_undo else column.undoes_run
    return (column.product_key == touched.c.product_key) & (run == number) & (column.seq > touched.c.left)


def touched_products(connection: Connection, number: int, *, by_undo: bool = False) -> list[TouchedProduct]:
    """Return the products that a run created or changed, or its undo, in order, in a snapshot."""
    of_run = _touched(number, by_undo=by_undo)
    other = revisions.alias("other")
    # The number is in one index with the key. For the greatest sequence number a planner may choose another index.
    last = select(other.c.seq).where(other.c.product_key == of_run.c.product_key).order_by(other.c.number.desc())
    undo = select(other.c.seq).where(_takes_back(other, number, of_run, by_undo=by_undo))
    query = select(
        of_run.c.product_key,
        last.where(other.c.seq < of_run.c.first).limit(1).scalar_subquery().label("before"),
        of_run.c.left,
        last.limit(1).scalar_subquery().label("latest"),
        undo.exists().label("is_taken_back"),
    ).order_by(of_run.c.first)
    rows = connection.execute(query).all()
    returned = _returned(connection, rows)
    return [TouchedProduct._make([*row, row.latest == row.left or row.product_key in returned]) for row in rows]


def _returned(connection: Connection, rows: Iterable[Row[tuple[str, int | None, int, int, bool]]]) -> set[str]:
    """Return the products with later changes that were undone. They have the run's content again."""
    column = revisions.c
    query = select(column.seq, column.content_hash, column.fields_id)
    returned: set[str] = set()
    for some in in_parts([row for row in rows if row.latest != row.left], AT_ONCE):
        seqs = [seq for row in some for seq in (row.left, row.latest)]
        said = {seq: tuple(what) for seq, *what in connection.execute(query.where(column.seq.in_(seqs)))}
        returned.update(row.product_key for row in some if said[row.left] == said[row.latest])
    return returned


def changed_since(connection: Connection, seq: int) -> set[str]:
    """Return the keys of the products with a revision after a sequence number."""
    return set(connection.scalars(select(revisions.c.product_key).where(revisions.c.seq > seq)))


def latest_revisions(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Return the sequence numbers of the last revisions of some products, by product key."""
    key, engine = revisions.c.product_key, connection.dialect.name
    query = select(key, func.max(revisions.c.seq)).where(is_one_of(engine, key)).group_by(key)
    return {known: seq for known, seq in connection.execute(query, list_parameter(engine, keys))}  # noqa: C416  # Rows.


def states_at(connection: Connection, seqs: Iterable[int]) -> dict[str, KeptState]:
    """Return the states at some revisions, by product key, without deleted products."""
    column = revisions.c
    fields, body = texts.alias("stated"), texts.alias("document")
    query = (
        select(column.product_key, fields.c.text, body.c.text, suppliers.c.key, suppliers.c.name, column.seq)
        .join(suppliers, suppliers.c.id == column.supplier_id)
        .join(fields, fields.c.id == column.fields_id)
        .join(body, body.c.id == column.body_id)
        .where(column.seq.in_(list(seqs)))
    )
    rows = connection.execute(query)
    return {key: KeptState(said, text, SupplierName(*who), seq) for key, said, text, *who, seq in rows}


def count_standing(connection: Connection, seqs: Sequence[int]) -> int:
    """Return how many of some revisions left their product in the catalog."""
    column = revisions.c
    query = select(func.count()).where(column.seq.in_(list(seqs)), column.body_id.is_not(None))
    return connection.scalar(query) or 0


def what_became(connection: Connection, number: int, *, by_undo: bool = False) -> list[tuple[str, str | None]]:
    """Return the keys of the products that a run, or its undo, changed, in order, each with the change that took it
    back, if any.
    """
    undo, touched = revisions.alias("undo"), _touched(number, by_undo=by_undo)
    is_its_undo = _takes_back(undo, number, touched, by_undo=by_undo)
    query = select(touched.c.product_key, undo.c.change).outerjoin(undo, is_its_undo).order_by(touched.c.first)
    return [(key, change) for key, change in connection.execute(query)]


def named_products(connection: Connection, keys: Iterable[str]) -> list[str]:
    """Return products as people read them: each catalog number, with its supplier's present name unless that is the
    house.
    """
    parts = [key.partition(BETWEEN_KEYS) for key in keys]
    column, engine = suppliers.c, connection.dialect.name
    query = select(column.key, column.name).where(is_one_of(engine, column.key))
    rows = connection.execute(query, list_parameter(engine, sorted({supplier for _, _, supplier in parts})))
    names: dict[str, str] = {key: name for key, name in rows}  # noqa: C416  # Rows.
    return [f"{number} ({names.get(supplier, supplier)})" if supplier else number for number, _, supplier in parts]


def closed_records(connection: Connection, by_run: int) -> list[tuple[int, int]]:
    """Return the held and refused records that a run had closed, each by its run and position."""
    column = run_records.c
    rows = connection.execute(select(column.run, column.position).where(column.closed_by == by_run))
    return [(run, position) for run, position in rows]


def reopen_records(connection: Connection, by_run: int, records: Sequence[tuple[int, int]]) -> None:
    """Reopen some records that a run had closed, and their drafts."""
    column = run_records.c
    for run, position in records:
        is_it: tuple[ColumnElement[bool], ...] = (column.run == run, column.position == position)
        connection.execute(update(run_records).where(*is_it, column.closed_by == by_run).values(closed_by=None))
    reopen_drafts(connection, by_run, records)


def numbers_of_run(connection: Connection, number: int) -> list[tuple[str, str]]:
    """Return the catalog numbers of the products that are as a run left them, each with the key of its supplier."""
    query = select(suppliers.c.key, products.c.catalog_number).join(suppliers, suppliers.c.id == products.c.supplier_id)
    rows = connection.execute(query.join(revisions, revisions.c.seq == products.c.seq).where(revisions.c.run == number))
    return [(supplier, catalog_number) for supplier, catalog_number in rows]


def in_parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield items in groups of this size, in order."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
