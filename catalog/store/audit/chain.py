"""The audit chain: who writes to a guarded table notes it here, in the same transaction.

An entry has a mark for each row that was written. Writers share one lock, so that the chain has no branches.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import Connection, Table, insert, select

from catalog.errors import StoreUnusable
from catalog.store.audit.actor_names import Actor, ActorNames
from catalog.store.audit.audit_key import AuditKey
from catalog.store.audit.audit_tables import audit_entries, audit_marks, audit_names
from catalog.store.audit.chained_tables import CHAINED_BY_NAME
from catalog.store.bulk import insert_rows
from catalog.store.clock import now
from catalog.store.json_text import to_json
from catalog.store.membership import is_one_of, list_parameter

KEY_OPTION = "catalog_audit_key"
BY_OPTION = "catalog_by"
"""The options of a writing connection: the key of the chain, and who acts, if known."""

EntryKind = Literal["found", "begun", "change"]


class Mark(NamedTuple):
    """What an entry notes of a row.

    Attributes:
        table_name: its table.
        key: its number there.
        digest: its SHA-256 after the change, or None if it was removed.
    """

    table_name: str
    key: int
    digest: bytes | None


class ChainHead(NamedTuple):
    """The last entry.

    Attributes:
        number: its number.
        at: its time.
        hash: its hash, in hexadecimal digits.
        key_id: digits by which its key is recognised.
    """

    number: int
    at: str
    hash: str
    key_id: str


class EntryText(NamedTuple):
    """What an entry says besides its marks; the hash covers all of it.

    Attributes:
        number: its number.
        at: its time.
        kind: what it is.
        what: what was done, in words.
        who: the number of the name of who did it, or None.
        key_id: digits by which its key is recognised.
    """

    number: int
    at: str
    kind: str
    what: str
    who: int | None
    key_id: str


_HEAD = (
    select(audit_entries.c.number, audit_entries.c.at, audit_entries.c.hash, audit_entries.c.key_id)
    .order_by(audit_entries.c.number.desc())
    .limit(1)
)


_ADD_ENTRY = insert(audit_entries)


def chain_head(connection: Connection) -> ChainHead | None:
    """Return the last entry, or None before the first."""
    row = connection.execute(_HEAD).first()
    return None if row is None else ChainHead(*row)


class EntryHash:
    """The hash of an entry, taken up mark by mark."""

    def __init__(self, key: bytes, entry: EntryText, before: str) -> None:
        """Begin with the entry itself and the hash of the one before, which is empty for the first."""
        self._hash = hmac.new(key, to_json([before, *entry]).encode(), hashlib.sha256)

    def add(self, table_name: str, key: int, digest: bytes | None) -> None:
        """Add a mark. Marks come in the order of their table and key."""
        self._hash.update(f"\n{table_name} {key} {'removed' if digest is None else digest.hex()}".encode())

    def value(self) -> str:
        """Return the hash in hexadecimal digits."""
        return self._hash.hexdigest()


def note(connection: Connection, table: Table, keys: Sequence[int], what: str) -> None:
    """Note rows as they now are, or that they are gone, in the transaction that changed them.

    Args:
        connection: a writing transaction.
        table: a table that the chain guards.
        keys: the numbers of the rows.
        what: what was done, in words that name no person.
    """
    if keys:
        names = ActorNames(connection, keeps=True)
        append(connection, "change", what, marks_of(connection, table, keys, names), names)


def note_rows(
    connection: Connection,
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    what: str,
    digests: Mapping[str, bytes] | None = None,
) -> None:
    """Note rows that this transaction writes, without reading them again.

    Args:
        connection: a writing transaction.
        table: a table that the chain guards.
        rows: their values by column, with texts in the place of the ids of texts.
        what: what was done, in words that name no person.
        digests: the SHA-256 of texts, where they are known already.
    """
    names, chained = ActorNames(connection, keeps=True, digests=digests), CHAINED_BY_NAME[table.name]
    marks = [Mark(table.name, row[chained.key], chained.digest(row, names)) for row in rows]
    append(connection, "change", what, marks, names)


def marks_of(connection: Connection, table: Table, keys: Sequence[int], names: ActorNames) -> list[Mark]:
    """Return marks of rows as they now are."""
    chained, engine = CHAINED_BY_NAME[table.name], connection.dialect.name
    query = chained.rows.where(is_one_of(engine, table.c[chained.key]))
    rows = connection.execute(query, list_parameter(engine, keys)).mappings().all()
    digests = {row[chained.key]: chained.digest(row, names) for row in rows}
    return [Mark(table.name, key, digests.get(key)) for key in dict.fromkeys(keys)]


def append(
    connection: Connection, kind: EntryKind, what: str, marks: Iterable[Mark], names: ActorNames | None = None
) -> None:
    """Append an entry, in a writing transaction.

    Args:
        connection: a writing transaction.
        kind: what the entry is.
        what: what was done, in words.
        marks: the rows that it notes. Without any, nothing is appended, unless the chain begins.
        names: those that were needed for the marks. New ones are noted too.

    Raises:
        StoreUnusable: the key cannot be used, or is not that of the entry before.
    """
    names = names or ActorNames(connection, keeps=True)
    noted = list(marks)
    if not noted and kind == "change":
        return
    options = connection.get_execution_options()
    key, by = cast("AuditKey", options[KEY_OPTION]), cast("Actor | None", options.get(BY_OPTION))
    head = chain_head(connection)
    secret = key.made() if head is None else key.read()
    if head is not None and head.key_id != key.id:
        raise exchanged(key, head)
    who = None if by is None else names.number(by.name, by.person)
    if names.new:
        noted += marks_of(connection, audit_names, names.new, names)
    noted.sort(key=lambda mark: mark[:2])
    entry = EntryText(1 if head is None else head.number + 1, now(), kind, what, who, key.id)
    hashed = EntryHash(secret, entry, "" if head is None else head.hash)
    for mark in noted:
        hashed.add(*mark)
    connection.execute(_ADD_ENTRY, {**entry._asdict(), "hash": hashed.value()})
    insert_rows(connection, audit_marks, ("entry", *Mark._fields), [(entry.number, *mark) for mark in noted])


def exchanged(key: AuditKey, head: ChainHead) -> StoreUnusable:
    """Return the error of a key that is not that of the chain."""
    return key.unusable(
        f"is another one ({key.id}) than that of this database ({head.key_id}). Put the right one back. If it is lost, "
        "`catalog audit restart` begins a new chain"
    )
