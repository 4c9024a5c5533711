"""Undoing an import: every product that it changed returns to its earlier state, in chunks.

Before anything is undone, it is decided for the whole run whether later changes depend on it. Then the run's state is
``undoing``. Each chunk is one transaction, and everything is computed before it begins, so other writers wait for one
chunk at most. After an interruption the next call continues; the revisions show what is undone already. A product
that somebody changes meanwhile is left as it is.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import Conflict, ImportStopped, StructureRefused
from catalog.store.clock import last_change
from catalog.store.database import Database, snapshot
from catalog.store.entries import Entry, KeptState, entries_of_states, entry_without_search
from catalog.store.writing.draft_mending import restore_drafts
from catalog.store.writing.held_drafts import drafts_to_withdraw, withdraw_drafts
from catalog.store.writing.intake_log import Run, begin_undoing, finish_run, get_run
from catalog.store.writing.products import Author, remove_products, restore_products
from catalog.store.writing.undo_plan import (
    AT_ONCE,
    TouchedProduct,
    changed_since,
    closed_records,
    count_standing,
    in_parts,
    latest_revisions,
    named_products,
    reopen_records,
    states_at,
    touched_products,
    what_became,
)

CHUNK = 50
"""How many products one transaction undoes. Others wait for it, and the aim is at most 200 ms."""
RECORDS = 500
"""How many records of the intake log one transaction reopens, or how many of the run's drafts it closes."""
REST_SECONDS = 0.01
"""The pause after each transaction on SQLite, in which other writers can begin. PostgreSQL has a queue."""
NAMED = 20
"""How many catalog numbers a refusal names."""


@dataclass(frozen=True, slots=True)
class UndoResult:
    """The result of an undo, in one or more calls.

    Attributes:
        removed: the catalog numbers that the run had created, each with its supplier's present name if that is not the
            house.
        restored: those that the run had changed, now as before.
        left: those with later changes, left as they are.
    """

    removed: tuple[str, ...]
    restored: tuple[str, ...]
    left: tuple[str, ...]


class UndoWatch:
    """Receives the progress of an undo. This base class ignores it."""

    def begin(self, products: int) -> None:
        """Receive how many products are to be undone."""

    def advance(self, products: int) -> None:
        """Receive the number of further undone products."""

    def should_stop(self) -> bool:
        """Tell whether to stop after this chunk."""
        return False


class ForetoldUndo(NamedTuple):
    """What the undo of a run would do.

    Attributes:
        removed: how many products it would remove, because the run created them.
        restored: how many it would restore.
        later: how many were changed later.
        named: the first of those, as people read them.
    """

    removed: int
    restored: int
    later: int
    named: tuple[str, ...]


def foretell_undo(database: Database, number: int) -> ForetoldUndo:
    """Return what the undo of a run would do now, or the rest of an undo that was interrupted.

    Raises:
        NotFound: there is no such run.
        Conflict: it has not finished, or was undone already.
    """
    with snapshot(database) as connection:
        _undoable(connection, number)
        touched = [product for product in touched_products(connection, number) if not product.is_taken_back]
        standing = [product for product in touched if product.stands]
        before = [product.before for product in standing if product.before is not None]
        restored = sum(count_standing(connection, some) for some in in_parts(before, AT_ONCE))
        later = [product.key for product in touched if not product.stands]
        named = tuple(named_products(connection, sorted(later)[:NAMED]))
    return ForetoldUndo(len(standing) - restored, restored, len(later), named)


def undo_run(
    database: Database,
    pool: WorkerPool,
    number: int,
    actor: str,
    person: int | None = None,
    *,
    force: bool = False,
    watch: UndoWatch | None = None,
) -> UndoResult:
    """Undo a run, or continue an interrupted undo. The caller must not hold a transaction.

    Args:
        database: the database to change.
        pool: computes what structure search needs for restored products.
        number: the number of the run.
        actor: who undoes it.
        person: the number of that person, if known.
        force: leave products with later changes as they are, instead of refusing the undo.
        watch: is told of the progress, and may ask to stop.

    Raises:
        NotFound: there is no such run.
        Conflict: it has not finished, it was undone already, or there are later changes.
        ImportStopped: the caller asked to stop. The next call continues.
    """
    author, watch = Author(actor, undoes_run=number, person=person), watch or UndoWatch()
    standing = _begin(database, number, force=force)
    watch.begin(len(standing))
    for touched in in_parts(standing, CHUNK):
        _take_back(database, pool, touched, author)
        watch.advance(len(touched))
        if watch.should_stop():
            raise ImportStopped(f"The undo of run {number} was stopped. Undo it again to continue.")
        _rest(database)
    return _end(database, number)


def _begin(database: Database, number: int, *, force: bool) -> list[TouchedProduct]:
    """Decide for the whole run and mark it. Return the products to undo."""
    with snapshot(database) as connection:
        _undoable(connection, number)
        touched = [product for product in touched_products(connection, number) if not product.is_taken_back]
        newest = last_change(connection)
    with database.write(by_index=True) as connection:
        run = _undoable(connection, number)
        meanwhile = changed_since(connection, newest)
        standing = [product for product in touched if product.stands and product.key not in meanwhile]
        if run.state == "done":
            if len(standing) < len(touched) and not force:
                raise _later_changes(
                    connection, number, {product.key for product in touched} - {one.key for one in standing}
                )
            begin_undoing(connection, number)
    return standing


def _undoable(connection: Connection, number: int) -> Run:
    """Return the run if it can be undone."""
    run = get_run(connection, number)
    if run.state == "undone":
        raise Conflict(f"Run {number} was already undone.")
    if run.state == "running":
        raise Conflict(
            f"Run {number} is not finished: its import is still running or was interrupted. Finish it by importing "
            "the same files again, then undo it."
        )
    return run


def _later_changes(connection: Connection, number: int, keys: set[str]) -> Conflict:
    rest = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
    named = ", ".join(named_products(connection, sorted(keys)[:NAMED])) + rest
    return Conflict(
        f"Products of run {number} were changed later: {named}. Undo those changes first, or keep them with --force."
    )


def _take_back(database: Database, pool: WorkerPool, touched: Sequence[TouchedProduct], author: Author) -> None:
    """Undo a chunk, except products that were changed meanwhile."""
    with database.read() as connection:
        before = states_at(connection, [product.before for product in touched if product.before is not None])
    entries = {entry.key: entry for entry in _made(pool, list(before.values()))}
    with database.write(by_index=True) as connection:
        latest = latest_revisions(connection, [product.key for product in touched])
        keys = [product.key for product in touched if latest[product.key] == product.latest]
        restore_products(connection, [entries[key] for key in keys if key in entries], author)
        remove_products(connection, [key for key in keys if key not in entries], author)


def _made(pool: WorkerPool, states: Sequence[KeptState]) -> list[Entry]:
    """Return the entries that restore products, made by a worker. A structure that kills it is not searchable."""
    if not states:
        return []
    try:
        return pool.run(entries_of_states, states)
    except StructureRefused:
        if len(states) == 1:
            return [entry_without_search(states[0])]
        return [entry for state in states for entry in _made(pool, [state])]


def _end(database: Database, number: int) -> UndoResult:
    """Reopen the records that the run had closed, restore and close drafts, and mark the run as undone."""
    with database.read() as connection:
        closed = closed_records(connection, number)
        drafts = drafts_to_withdraw(connection, number)
    for records in in_parts(closed, RECORDS):
        with database.write(by_index=True) as connection:
            reopen_records(connection, number, records)
        _rest(database)
    for own in in_parts(drafts, RECORDS):
        with database.write(by_index=True) as connection:
            withdraw_drafts(connection, number, own)
        _rest(database)
    with database.write() as connection:
        restore_drafts(connection, number)
        finish_run(connection, number, "undone")
    with database.read() as connection:
        became = what_became(connection, number)
        words = named_products(connection, [key for key, _ in became])
    named = [(said, change) for said, (_, change) in zip(words, became, strict=True)]
    removed = [said for said, change in named if change == "deleted"]
    restored = [said for said, change in named if change == "restored"]
    return UndoResult(tuple(removed), tuple(restored), tuple(sorted(said for said, change in named if change is None)))


def _rest(database: Database) -> None:
    if database.is_sqlite:
        time.sleep(REST_SECONDS)
