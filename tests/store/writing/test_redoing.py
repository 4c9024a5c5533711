"""Redoing an undone import: what comes back, what stays, what is refused, and what goes on; on both engines."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import Conflict, ImportStopped, NotFound
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.log_tables import held_drafts, run_records
from catalog.store.tables import products, revisions, texts
from catalog.store.writing.held_drafts import HeldDraft, keep_drafts
from catalog.store.writing.intake_log import (
    LoggedRecord,
    begin_run,
    close_records,
    find_run,
    finish_run,
    get_run,
    log_records,
)
from catalog.store.writing.products import Author, keep_products, remove_products
from catalog.store.writing.redoing import foretell_redo, redo_run
from catalog.store.writing.undoing import CHUNK, UndoWatch, undo_run
from tests.store.entries_made import make_entry

AUTHOR = Author("test")


def keep_all(database: Database, named: dict[str, str], run: int | None = None) -> None:
    with database.write() as connection:
        keep_products(connection, [make_entry(number, name) for number, name in named.items()], Author("test", run))


def ran(database: Database, named: dict[str, str], removed: tuple[str, ...] = ()) -> int:
    """The number of a finished run that kept some products and removed others."""
    with database.write() as connection:
        run = begin_run(connection, "key.1", AUTHOR, None, [])
    keep_all(database, named, run)
    with database.write() as connection:
        remove_products(connection, [product_key(number) for number in removed], Author("test", run))
        finish_run(connection, run)
    return run


def names(database: Database) -> dict[str, str]:
    query = select(products.c.catalog_number, texts.c.text).join(texts, texts.c.id == products.c.body_id)
    with database.read() as connection:
        return {number: json.loads(body)["name"] for number, body in connection.execute(query)}


def state(database: Database, run: int) -> str:
    with database.read() as connection:
        return get_run(connection, run).state


class StopsAtOnce(UndoWatch):
    def should_stop(self) -> bool:
        return True


def test_puts_back_what_the_undo_took_and_can_be_undone_again(database: Database, pool: WorkerPool) -> None:
    before = {"OLD": "Before", "GONE": "Until now"}
    keep_all(database, before)
    run = ran(database, {"OLD": "After", "NEW": "New"}, removed=("GONE",))
    after = names(database)
    for _ in range(2):
        undo_run(database, pool, run, "test")
        assert (names(database), state(database, run)) == (before, "undone")
        assert tuple(foretell_redo(database, run)) == (1, 2, 0, ())
        redone = redo_run(database, pool, run, "Ada", 7)
        assert (redone.removed, sorted(redone.restored), redone.left) == (("GONE",), ["NEW", "OLD"], ())
        assert (names(database), state(database, run)) == (after, "done")
    with database.read() as connection:
        last = select(revisions.c.actor, revisions.c.person_id, revisions.c.run, revisions.c.change)
        assert connection.execute(last.order_by(revisions.c.seq.desc())).first() == ("Ada", 7, run, "deleted")
        assert find_run(connection, "key", 1) == get_run(connection, run)


def test_leaves_what_was_changed_since_and_tells_it(database: Database, pool: WorkerPool) -> None:
    run = ran(database, {"A1": "Made", "A2": "Made"})
    undo_run(database, pool, run, "test")
    keep_all(database, {"A1": "Another"})
    assert tuple(foretell_redo(database, run)) == (0, 1, 1, ("A1",))
    with pytest.raises(Conflict, match=f"run {run} were changed later: A1"):
        redo_run(database, pool, run, "test")
    assert (names(database), state(database, run)) == ({"A1": "Another"}, "undone")
    redone = redo_run(database, pool, run, "test", force=True)
    assert (redone.restored, redone.left) == (("A2",), ("A1",))
    # The undo of the redo leaves it too.
    undo_run(database, pool, run, "test")
    assert names(database) == {"A1": "Another"}


def test_leaves_what_the_undo_had_left(database: Database, pool: WorkerPool) -> None:
    run = ran(database, {"A1": "Made", "A2": "Made"})
    keep_all(database, {"A1": "Edited since"})
    undo_run(database, pool, run, "test", force=True)
    assert redo_run(database, pool, run, "test").restored == ("A2",)
    assert names(database) == {"A1": "Edited since", "A2": "Made"}


def test_goes_on_where_it_was_stopped(database: Database, pool: WorkerPool) -> None:
    numbered = {f"A{number:03}": f"Product {number}" for number in range(CHUNK + 1)}
    run = ran(database, numbered)
    undo_run(database, pool, run, "test")
    with pytest.raises(ImportStopped, match="Redo it again"):
        redo_run(database, pool, run, "test", watch=StopsAtOnce())
    assert (state(database, run), len(names(database))) == ("redoing", CHUNK)
    with pytest.raises(Conflict, match="being redone"):
        undo_run(database, pool, run, "test")
    with database.read() as connection:
        # The same files are not imported beside it.
        assert find_run(connection, "key", 1) == get_run(connection, run)
    assert len(redo_run(database, pool, run, "test").restored) == CHUNK + 1
    assert (state(database, run), names(database)) == ("done", numbered)


def test_needs_a_run_that_was_undone(database: Database, pool: WorkerPool) -> None:
    run = ran(database, {"A": "Made"})
    for number, error in ((run, Conflict), (run + 1, NotFound)):
        with pytest.raises(error):
            redo_run(database, pool, number, "test")


def hold(database: Database, *numbers: str, accepted: str = "") -> int:
    """The number of a finished run that held some records, and accepted another."""
    with database.write() as connection:
        run = begin_run(connection, "held", AUTHOR, None, [])
        outcomes = [*((number, "held") for number in numbers), *([(accepted, "created")] if accepted else [])]
        log_records(
            connection, run, 0, [LoggedRecord(place, "f", {}, *what, []) for place, what in enumerate(outcomes)]
        )
        drafts = [HeldDraft(place, None, number, {"name": "?"}, [], {}) for place, number in enumerate(numbers)]
        keep_drafts(connection, run, drafts)
        if accepted:
            keep_products(connection, [make_entry(accepted, "Made")], Author("test", run))
            close_records(connection, run, {"": {accepted}})
        finish_run(connection, run)
    return run


def draft_states(database: Database) -> dict[str, tuple[str | None, int | None]]:
    """How each draft was closed and by which run, by its number."""
    column = held_drafts.c
    with database.read() as connection:
        rows = connection.execute(select(column.catalog_key, column.closed_as, column.closed_by))
        return {number: (closed_as, by) for number, closed_as, by in rows}


def test_closes_what_it_corrects_again_and_gives_its_own_drafts_back(database: Database, pool: WorkerPool) -> None:
    first = hold(database, "A1")
    run = hold(database, "A2", "A3", accepted="A1")
    mender = hold(database, accepted="A3")
    before = draft_states(database)
    assert before == {"A1": ("mended", run), "A2": (None, None), "A3": ("mended", mender)}
    undo_run(database, pool, run, "test")
    assert draft_states(database) == {"A1": (None, None), "A2": ("undone", run), "A3": ("undone", run)}
    redo_run(database, pool, run, "test")
    assert draft_states(database) == before
    with database.read() as connection:
        assert connection.scalar(select(run_records.c.closed_by).where(run_records.c.run == first)) == run
