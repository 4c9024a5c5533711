"""Undoing an import: every product that it changed returns to its earlier state, in chunks.

Before anything is undone, it is decided for the whole run whether later changes depend on it. Then the run's state is
``undoing``. Each chunk is one transaction, and everything is computed before it begins, so other writers wait for one
chunk at most. After an interruption the next call continues; the revisions show what is undone already. A product
that somebody changes meanwhile is left as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
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
    """The result of an undo or redo, in one or more calls.

    Attributes:
        removed: the catalog numbers that the run had created (or removed, if it was redone), each with its supplier's
            present name if that is not the house.
        restored: those that are now as before the run (or as the run had left them, if it was redone).
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
    """What the undo of a run would do, or its redo.

    Attributes:
        removed: how many products it would remove: an undo those that the run created, a redo those that it removed.
        restored: how many it would restore.
        later: how many were changed later, and would stay.
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
        return foretell(connection, touched_products(connection, number))


def foretell(connection: Connection, touched: Sequence[TouchedProduct]) -> ForetoldUndo:
    """Return what taking back would do to some products of a run, or of its undo."""
    waiting = [product for product in touched if not product.is_taken_back]
    standing = [product for product in waiting if product.stands]
    before = [product.before for product in standing if product.before is not None]
    restored = sum(count_standing(connection, some) for some in in_parts(before, AT_ONCE))
    later = [product.key for product in waiting if not product.stands]
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
    standing = decide(database, number, _undoable, begin_undoing, by_undo=False, force=force)
    stopped = f"The undo of run {number} was stopped. Undo it again to continue."
    take_back(database, pool, standing, Author(actor, undoes_run=number, person=person), watch, stopped)
    return _end(database, number)


def decide(
    database: Database,
    number: int,
    able: Callable[[Connection, int], Run],
    begin: Callable[[Connection, int], None],
    *,
    by_undo: bool,
    force: bool,
) -> list[TouchedProduct]:
    """Decide for the whole run what is taken back, and mark the run.

    Args:
        database: the database.
        number: the number of the run.
        able: returns the run if it, or its undo, can be taken back.
        begin: marks the run, unless an interrupted call did so.
        by_undo: the undo is taken back, not the run.
        force: leave products with later changes as they are.

    Raises:
        Conflict: there are later changes.
    """
    with snapshot(database) as connection:
        able(connection, number)
        touched = touched_products(connection, number, by_undo=by_undo)
        newest = last_change(connection)
    waiting = [product for product in touched if not product.is_taken_back]
    with database.write(by_index=True) as connection:
        run = able(connection, number)
        meanwhile = changed_since(connection, newest)
        standing = [product for product in waiting if product.stands and product.key not in meanwhile]
        if run.state in ("done", "undone"):
            if len(standing) < len(waiting) and not force:
                changed = {product.key for product in waiting} - {product.key for product in standing}
                raise _later_changes(connection, number, changed)
            begin(connection, number)
    return standing


def _undoable(connection: Connection, number: int) -> Run:
    """Return the run if it can be undone."""
    run = get_run(connection, number)
    if run.state == "undone":
        raise Conflict(f"Run {number} was already undone.")
    if run.state == "redoing":
        raise Conflict(f"Run {number} is being redone. Wait until that is done, or redo it again to continue.")
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


def take_back(
    database: Database,
    pool: WorkerPool,
    standing: Sequence[TouchedProduct],
    author: Author,
    watch: UndoWatch | None,
    stopped: str,
) -> None:
    """Let products return to their states before a run, or before its undo, in chunks.

    Args:
        database: the database to change.
        pool: computes what structure search needs for restored products.
        standing: the products.
        author: the author of the change.
        watch: is told of the progress, and may ask to stop.
        stopped: what to say if it does.

    Raises:
        ImportStopped: the caller asked to stop.
    """
    watch = watch or UndoWatch()
    watch.begin(len(standing))
    for touched in in_parts(standing, CHUNK):
        _take_back(database, pool, touched, author)
        watch.advance(len(touched))
        if watch.should_stop():
            raise ImportStopped(stopped)
        rest(database)


def _take_back(database: Database, pool: WorkerPool, touched: Sequence[TouchedProduct], author: Author) -> None:
    """Take back a chunk, except products that were changed meanwhile."""
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
        rest(database)
    for own in in_parts(drafts, RECORDS):
        with database.write(by_index=True) as connection:
            withdraw_drafts(connection, number, own)
        rest(database)
    with database.write() as connection:
        restore_drafts(connection, number)
        finish_run(connection, number, "undone")
    with database.read() as connection:
        return tell_undo(connection, what_became(connection, number))


def tell_undo(connection: Connection, became: Sequence[tuple[str, str | None]]) -> UndoResult:
    """Return the result of an undo or redo from the keys of its products, each with the change that it made, if any."""
    words = named_products(connection, [key for key, _ in became])
    named = [(said, change) for said, (_, change) in zip(words, became, strict=True)]
    removed = [said for said, change in named if change == "deleted"]
    restored = [said for said, change in named if change == "restored"]
    return UndoResult(tuple(removed), tuple(restored), tuple(sorted(said for said, change in named if change is None)))


def rest(database: Database) -> None:
    """Let other writers begin."""
    if database.is_sqlite:
        time.sleep(REST_SECONDS)
