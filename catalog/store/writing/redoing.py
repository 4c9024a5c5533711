"""Redoing an undone import: its undo is taken back, as the undo took back the import, with the same safeguards.

What the redo writes belongs to the run, which is then done again, and can be undone again. It goes on in chunks; see
``catalog.store.writing.undoing``. Held drafts that the run had mended but not published stay as they are, and errors
that it had ignored are not ignored again: the undo has forgotten both.
"""

from __future__ import annotations

from sqlalchemy import Connection

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import Conflict
from catalog.store.database import Database, snapshot
from catalog.store.writing.held_drafts import return_drafts, withdrawn_drafts
from catalog.store.writing.intake_log import Run, begin_redoing, close_records, finish_run, get_run
from catalog.store.writing.products import Author
from catalog.store.writing.undo_plan import (
    in_parts,
    numbers_of_run,
    touched_products,
    what_became,
)
from catalog.store.writing.undoing import (
    RECORDS,
    ForetoldUndo,
    UndoResult,
    UndoWatch,
    decide,
    foretell,
    rest,
    take_back,
    tell_undo,
)


def foretell_redo(database: Database, number: int) -> ForetoldUndo:
    """Return what the redo of an undone run would do now, or the rest of a redo that was interrupted.

    Raises:
        NotFound: there is no such run.
        Conflict: it was not undone.
    """
    with snapshot(database) as connection:
        _redoable(connection, number)
        return foretell(connection, touched_products(connection, number, by_undo=True))


def redo_run(
    database: Database,
    pool: WorkerPool,
    number: int,
    actor: str,
    person: int | None = None,
    *,
    force: bool = False,
    watch: UndoWatch | None = None,
) -> UndoResult:
    """Redo an undone run, or continue an interrupted redo. The caller must not hold a transaction.

    Products that the undo had left, because of later changes, stay as they are.

    Args:
        database: the database to change.
        pool: computes what structure search needs for restored products.
        number: the number of the run.
        actor: who redoes it.
        person: the number of that person, if known.
        force: leave products that were changed since the undo as they are, instead of refusing the redo.
        watch: is told of the progress, and may ask to stop.

    Raises:
        NotFound: there is no such run.
        Conflict: it was not undone, or there are changes since then.
        ImportStopped: the caller asked to stop. The next call continues.
    """
    standing = decide(database, number, _redoable, begin_redoing, by_undo=True, force=force)
    stopped = f"The redo of run {number} was stopped. Redo it again to continue."
    take_back(database, pool, standing, Author(actor, run=number, person=person), watch, stopped)
    return _end(database, number)


def _redoable(connection: Connection, number: int) -> Run:
    """Return the run if it can be redone."""
    run = get_run(connection, number)
    if run.state not in ("undone", "redoing"):
        raise Conflict(f"Run {number} is not undone, so there is nothing to redo.")
    return run


def _end(database: Database, number: int) -> UndoResult:
    """Close the records that the run corrects, give its own drafts back, and mark it as done."""
    with database.read() as connection:
        accepted = numbers_of_run(connection, number)
        drafts = withdrawn_drafts(connection, number)
    for some in in_parts(accepted, RECORDS):
        numbers: dict[str, set[str]] = {}
        for supplier, catalog_number in some:
            numbers.setdefault(supplier, set()).add(catalog_number)
        with database.write(by_index=True) as connection:
            close_records(connection, number, numbers)
        rest(database)
    for own in in_parts(drafts, RECORDS):
        with database.write(by_index=True) as connection:
            return_drafts(connection, number, own)
        rest(database)
    with database.write() as connection:
        finish_run(connection, number)
    with database.read() as connection:
        return tell_undo(connection, what_became(connection, number, by_undo=True))
