"""The beginning of the audit chain: what a database holds is noted as it is found, in chunks.

A migration marks in ``unfilled`` that the chain is to begin. After an interruption the next call goes on: rows that
have a mark are left out. The last entry says that the chain has begun, and how much was found.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, exists, func, insert, select

from catalog.store.audit.actor_names import ActorNames
from catalog.store.audit.audit_tables import audit_entries, audit_marks, audit_names
from catalog.store.audit.chain import ChainHead, append, chain_head, marks_of
from catalog.store.audit.chained_tables import CHAINED, ChainedTable
from catalog.store.database import Database
from catalog.store.log_tables import unfilled

CHUNK = 500
"""How many rows one transaction notes."""
TO_BEGIN = "audit"
"""The word with which the chain is marked to begin."""


def is_to_begin(connection: Connection) -> bool:
    """Tell whether the chain has not begun completely."""
    return connection.execute(select(unfilled.c.what).where(unfilled.c.what == TO_BEGIN)).first() is not None


def begin_chain(database: Database, after: ChainHead | None = None) -> None:
    """Begin the chain if that is marked, or go on with it.

    Args:
        database: the database.
        after: the last entry of a former chain, if there was one.

    Raises:
        StoreUnusable: the key cannot be made or used.
    """
    with database.read() as connection:
        if not is_to_begin(connection):
            return
    for chained in CHAINED:
        if chained.is_complete and chained.table is not audit_names:
            last: int | None = 0
            while last is not None:
                last = _note_found(database, chained, last)
    with database.write() as connection:
        if is_to_begin(connection):
            append(connection, "begun", _beginning(connection, after), ())
            connection.execute(delete(unfilled).where(unfilled.c.what == TO_BEGIN))


def restart_chain(database: Database) -> ChainHead | None:
    """Remove the chain, make a new key, and begin anew. Return the last entry of the former chain.

    Raises:
        StoreUnusable: the key cannot be made.
    """
    with database.write() as connection:
        former = chain_head(connection)
        for table in (audit_marks, audit_entries, audit_names):
            connection.execute(delete(table))
        connection.execute(delete(unfilled).where(unfilled.c.what == TO_BEGIN))
        connection.execute(insert(unfilled).values(what=TO_BEGIN, filled_to=0))
        database.audit_key.replaced()
    begin_chain(database, former)
    return former


def _note_found(database: Database, chained: ChainedTable, after: int) -> int | None:
    """Note the next rows of a table that no entry notes. Return the last of them, or None if there are no more."""
    key, mark = chained.table.c[chained.key], audit_marks.c
    is_noted = exists().where(mark.table_name == chained.table.name, mark.key == key)
    query = select(key).where(key > after, ~is_noted).order_by(key).limit(CHUNK)
    with database.write() as connection:
        keys = list(connection.scalars(query))
        if not keys or not is_to_begin(connection):
            return None
        names = ActorNames(connection, keeps=True)
        marks = marks_of(connection, chained.table, keys, names)
        append(connection, "found", f"rows of {chained.table.name} as found", marks, names)
    return int(keys[-1])


def _beginning(connection: Connection, after: ChainHead | None) -> str:
    """Return what the entry says with which the chain begins."""
    mark, entry = audit_marks.c, audit_entries.c
    query = select(mark.table_name, func.count()).join_from(audit_marks, audit_entries, entry.number == mark.entry)
    counted = connection.execute(query.where(entry.kind == "found").group_by(mark.table_name).order_by(mark.table_name))
    found = ", ".join(f"{count} of {name}" for name, count in counted) or "nothing"
    former = "" if after is None else f" A former chain ended with entry {after.number}, hash {after.hash}."
    return f"The chain begins. Rows from before, as they were found: {found}.{former}"
