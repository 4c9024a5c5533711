"""Verifying the audit chain: its hashes, the rows that it notes, and that products show their last revision.

Everything is read in order and row by row, so that a large catalog needs no more memory than a small one.
"""

from __future__ import annotations

import hmac
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, exists, func, or_, select

from catalog.store.audit.actor_names import ActorNames
from catalog.store.audit.audit_key import AuditKey
from catalog.store.audit.audit_tables import audit_entries, audit_marks
from catalog.store.audit.chain import ChainHead, EntryHash, EntryText, chain_head, exchanged
from catalog.store.audit.chained_tables import CHAINED, ChainedTable
from catalog.store.tables import products, revisions

AT_ONCE = 500
"""How many rows the program takes from the database at a time."""
ENTRY_COLUMNS = tuple(audit_entries.c[name] for name in (*EntryText._fields, "hash"))


class Fault(NamedTuple):
    """Something that is not as the chain says.

    Attributes:
        number: the entry that noted it, or the one that is wrong itself.
        words: what is wrong.
    """

    number: int
    words: str


class Verified(NamedTuple):
    """What verifying found.

    Attributes:
        head: the last entry, or None for a chain without entries.
        began: what the entry says with which the chain began, or None if there is none.
        rows: how many rows the entries note.
        fault: the first fault in the order of the chain, or None.
    """

    head: ChainHead | None
    began: str | None
    rows: int
    fault: Fault | None


def verify(connection: Connection, key: AuditKey, heads: Mapping[int, str]) -> Verified:
    """Verify the whole chain.

    Args:
        connection: a snapshot.
        key: the key of the chain.
        heads: hashes of entries that were written down outside the database, by number.

    Raises:
        StoreUnusable: the key cannot be used, or is another one.
    """
    head = chain_head(connection)
    if head is not None:
        _require_its_key(connection, key, head)
    chain = _EntryReader(connection, key, heads)
    faults = (chain.first_fault(), _first_wrong_row(connection), _unlike_products(connection))
    found = min((fault for fault in faults if fault is not None), default=None, key=lambda fault: fault.number)
    began = connection.scalar(select(audit_entries.c.what).where(audit_entries.c.kind == "begun").limit(1))
    rows = connection.scalar(select(func.count()).select_from(audit_marks)) or 0
    return Verified(head, began, rows, found)


def _require_its_key(connection: Connection, key: AuditKey, head: ChainHead) -> None:
    """Check that the key is that of the chain, and not only that one entry names another."""
    first = connection.scalar(select(audit_entries.c.key_id).order_by(audit_entries.c.number).limit(1))
    if key.id not in (first, head.key_id):
        raise exchanged(key, head)


class _EntryReader:
    """Reads all entries with their marks in order."""

    def __init__(self, connection: Connection, key: AuditKey, heads: Mapping[int, str]) -> None:
        self._connection = connection
        self._key = key
        self._heads = heads

    def first_fault(self) -> Fault | None:
        """Return the first entry that is wrong, or None."""
        column, expected, before, begun = audit_marks.c, 1, "", False
        marks = _stream(self._connection, select(audit_marks).order_by(column.entry, column.table_name, column.key))
        mark = next(marks, None)
        for row in _stream(self._connection, select(*ENTRY_COLUMNS).order_by(audit_entries.c.number)):
            entry = EntryText._make(row[:-1])
            if entry.number != expected:
                return _missing(expected, entry.number)
            if mark is not None and mark.entry < entry.number:
                return Fault(mark.entry, f"A mark was added to entry {mark.entry}, which is not there.")
            hashed = EntryHash(self._key.read(), entry, before)
            while mark is not None and mark.entry == entry.number:
                hashed.add(mark.table_name, mark.key, None if mark.digest is None else bytes(mark.digest))
                mark = next(marks, None)
            if not hmac.compare_digest(hashed.value().encode(), str(row.hash).encode()):
                words = "it or one of its marks was altered, added, removed or exchanged, or the entry before it was"
                return Fault(entry.number, f"{said_entry(entry)} is not as it was written: {words}.")
            if begun and entry.kind != "change":
                words = "notes rows as found, though the chain had begun: they were added behind its back"
                return Fault(entry.number, f"{said_entry(entry)} {words}.")
            if self._heads.get(entry.number, row.hash) != row.hash:
                words = "has another hash than the head that was written down. The chain was made anew from here on"
                return Fault(entry.number, f"{said_entry(entry)} {words}, or earlier.")
            begun, before, expected = begun or entry.kind == "begun", row.hash, entry.number + 1
        return self._fault_of_the_end(expected, mark, begun=begun)

    def _fault_of_the_end(self, expected: int, mark: Row[Any] | None, *, begun: bool) -> Fault | None:
        """Return what is wrong after the last entry."""
        if mark is not None:
            return Fault(mark.entry, f"A mark was added to entry {mark.entry}, which is not there.")
        beyond = [number for number in self._heads if number >= expected]
        if beyond:
            words = f"{max(beyond)} was the last one when a head was written down"
            return Fault(expected, f"The end of the chain was cut off: entry {expected} is missing, and {words}.")
        if not begun:
            return Fault(expected, "The chain has no entry that says that it began. Its entries were removed.")
        return None


def _missing(expected: int, found: int) -> Fault:
    if found < expected:
        return Fault(found, f"Entry {found} was added before the first one.")
    last = found - 1
    which = f"Entry {expected} is" if last == expected else f"Entries {expected} to {last} are"
    return Fault(expected, f"{which} missing from the chain.")


def said_entry(entry: EntryText) -> str:
    """Return an entry in words.

    >>> said_entry(EntryText(57, "2026-11-30T18:02:11.000000Z", "change", "role of person 4", None, "0a1b2c3d"))
    'Entry 57 of 2026-11-30 18:02:11 UTC (role of person 4)'
    """
    return f"Entry {entry.number} of {said_time(entry.at)} ({entry.what})"


def said_time(at: str) -> str:
    """Return a stored time as people read it."""
    return f"{at[:19].replace('T', ' ')} UTC"


def _first_wrong_row(connection: Connection) -> Fault | None:
    """Return the wrong row that the earliest entry noted, of all tables."""
    names = ActorNames(connection, keeps=False)
    found = [fault for chained in CHAINED for fault in _wrong_rows(connection, chained, names)]
    first = min(found, default=None, key=lambda one: one[0])
    if first is None:
        return None
    number, words = first
    row = connection.execute(select(*ENTRY_COLUMNS[:-1]).where(audit_entries.c.number == number)).first()
    noted = f"entry {number}" if row is None else said_entry(EntryText(*row)).replace("Entry", "entry", 1)
    return Fault(number, words.format(noted=noted))


def _wrong_rows(connection: Connection, chained: ChainedTable, names: ActorNames) -> Iterator[tuple[int, str]]:
    """Yield the first wrong row of a table in the order of the entries, if there is one."""
    first: tuple[int, str] | None = None
    for number, words in _all_wrong_rows(connection, chained, names):
        if first is None or number < first[0]:
            first = (number, words)
    if first is not None:
        yield first


def _all_wrong_rows(connection: Connection, chained: ChainedTable, names: ActorNames) -> Iterator[tuple[int, str]]:
    """Yield each row that is not as its last mark says: the entry of that mark, and what is wrong.

    A row that no entry notes comes with the entry of the row before it.
    """
    key, last = chained.table.c[chained.key], 0
    rows = _stream(connection, chained.rows.order_by(key))
    marks = _last_marks(connection, chained.table.name)
    row, mark = next(rows, None), next(marks, None)
    while row is not None or mark is not None:
        at: int | None = None if row is None else row._mapping[chained.key]
        if mark is not None and (at is None or mark.key < at):
            last = mark.entry
            if mark.digest is not None:
                yield mark.entry, f"{_plain(chained.said(mark.key))} is missing, which {{noted}} noted."
            mark = next(marks, None)
            continue
        assert row is not None  # noqa: S101  # The loop goes on while there is one of the two.
        assert at is not None  # noqa: S101
        said = _plain(chained.said(at, row._mapping))
        if mark is None or mark.key > at:
            if chained.is_complete:
                yield last, f"{said} was added behind the chain's back: no entry notes it."
        else:
            last = mark.entry
            if mark.digest is None:
                yield mark.entry, f"{said} is there again, though {{noted}} says that it was removed."
            elif bytes(mark.digest) != chained.digest(row._mapping, names):
                yield mark.entry, f"{said} was altered after {{noted}}."
            mark = next(marks, None)
        row = next(rows, None)


def _plain(said: str) -> str:
    """Return words that ``str.format`` leaves as they are, with a capital at the beginning."""
    return (said[:1].upper() + said[1:]).replace("{", "{{").replace("}", "}}")


def _last_marks(connection: Connection, table_name: str) -> Iterator[Row[Any]]:
    """Yield the last mark of each row of a table, in the order of the rows."""
    column = audit_marks.c
    query = select(audit_marks).where(column.table_name == table_name).order_by(column.key, column.entry)
    for _, some in groupby(_stream(connection, query), key=lambda mark: mark.key):
        yield deque(some, maxlen=1)[0]


def _unlike_products(connection: Connection) -> Fault | None:
    """Return the first product that does not show its last revision, or None."""
    product, revision = products.c, revisions.c
    later = revisions.alias("later")
    differs = or_(
        revision.seq.is_(None),
        revision.product_key != product.product_key,
        revision.number != product.revision,
        revision.content_hash != product.content_hash,
        revision.supplier_id != product.supplier_id,
        revision.body_id.is_distinct_from(product.body_id),
        exists().where(later.c.product_key == product.product_key, later.c.number > product.revision),
    )
    query = select(product.catalog_number, product.seq)
    query = query.outerjoin_from(products, revisions, revision.seq == product.seq)
    row = connection.execute(query.where(differs).order_by(product.seq).limit(1)).first()
    words = "does not show its last revision"
    if row is None:
        gone = ~exists().where(product.product_key == revision.product_key)
        newer = exists().where(later.c.product_key == revision.product_key, later.c.number > revision.number)
        lost = select(revision.catalog_number, revision.seq).where(revision.change != "deleted", gone, ~newer)
        row = connection.execute(lost.order_by(revision.seq).limit(1)).first()
        words = "is missing, though its last revision did not remove it"
    if row is None:
        return None
    mark = audit_marks.c
    noted = select(func.max(mark.entry)).where(mark.table_name == revisions.name, mark.key == row.seq)
    return Fault(connection.scalar(noted) or 0, f"Product {row.catalog_number} {words} (change {row.seq}).")


def _stream(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """Yield the rows of a query as they come. The cursor is closed even if not all are wanted."""
    with connection.execute(query.execution_options(yield_per=AT_ONCE)) as rows:
        yield from rows
