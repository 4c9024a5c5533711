"""Taking imports back by the chunk: what comes back, what is left, what stops it and what goes on; on both engines."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import Conflict, NotFound, NoWorker
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.entries import SupplierName
from catalog.store.reading.products import find_product
from catalog.store.suppliers import edit_supplier
from catalog.store.tables import product_structures, products, revisions, texts
from catalog.store.writing.intake_log import begin_run, finish_run, get_run
from catalog.store.writing.products import Author, keep_products, remove_products
from catalog.store.writing.undoing import CHUNK, undo_run
from tests.store.entries_made import make_entry, make_entry_of

AUTHOR = Author("test")
FORMER = [("umbrella", "Umbrella"), ("gamma ag", "Gamma AG")]
"""The keys and first names of suppliers."""
ETHANOL = {
    "smiles": "CCO",
    "inchi": "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3",
    "inchi_key": "LFQSCWFLJHTTHZ-UHFFFAOYSA-N",
    "stated": "OCC",
}
SALT = {
    "smiles": "Cl.NCCO",
    "inchi": "InChI=1S/C2H7NO.ClH/c3-1-2-4;/h4H,1-3H2;1H",
    "inchi_key": "PMUNIMVZCACZBB-UHFFFAOYSA-N",
    "stated": "NCCO.Cl",
}


def keep_all(database: Database, named: dict[str, str], run: int | None = None, **content: object) -> None:
    with database.write() as connection:
        keep_products(
            connection, [make_entry(number, name, **content) for number, name in named.items()], Author("test", run)
        )


def ran(database: Database, named: dict[str, str], **content: object) -> int:
    """The number of a finished run that kept some products."""
    with database.write() as connection:
        run = begin_run(connection, "key", AUTHOR, None, [])
    keep_all(database, named, run, **content)
    with database.write() as connection:
        finish_run(connection, run)
    return run


def names(database: Database) -> dict[str, str]:
    with database.read() as connection:
        query = select(products.c.catalog_number, texts.c.text).join(texts, texts.c.id == products.c.body_id)
        rows = connection.execute(query)
        return {number: json.loads(body)["name"] for number, body in rows}


def state(database: Database, run: int) -> str:
    with database.read() as connection:
        return get_run(connection, run).state


def searched(database: Database) -> list[Sequence[object]]:
    """What searches read of each product, by its number."""
    columns = products.c.catalog_number, products.c.inchi_key, products.c.parent_key, products.c.parent_formula
    query = select(*columns, product_structures.c.morgan).outerjoin(product_structures).order_by(columns[0])
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_removes_what_the_run_made_and_restores_what_it_changed(database: Database, pool: WorkerPool) -> None:
    keep_all(database, {"OLD": "Before"}, structure=SALT)
    before = searched(database)
    run = ran(database, {"OLD": "After", "NEW": "New"}, structure=ETHANOL)
    undone = undo_run(database, pool, run, "test")
    assert (undone.removed, undone.restored, undone.left) == (("NEW",), ("OLD",), ())
    assert names(database) == {"OLD": "Before"}
    assert searched(database) == before
    assert before[0][2:4] == ("HZAXFHJVJLSVMW-UHFFFAOYSA-N", "C2H7NO")
    assert state(database, run) == "undone"


def test_takes_a_large_run_back_in_transactions_of_their_own(database: Database, pool: WorkerPool) -> None:
    numbered = {f"A{number:03}": f"Product {number}" for number in range(3 * CHUNK + 1)}
    keep_all(database, dict.fromkeys(numbered, "Before"))
    run = ran(database, numbered)
    assert len(undo_run(database, pool, run, "test").restored) == len(numbered)
    assert set(names(database).values()) == {"Before"}
    with database.read() as connection:
        of_undo = select(func.count(func.distinct(revisions.c.at))).where(revisions.c.undoes_run == run)
        assert connection.scalar(of_undo) == 4


def test_refuses_where_later_changes_stand_and_names_them(database: Database, pool: WorkerPool) -> None:
    run = ran(database, {"A1": "Made", "A2": "Made", "A3": "Made"})
    keep_all(database, {"A1": "Edited since"})
    with database.write() as connection:
        remove_products(connection, [product_key("A3")], AUTHOR)
    with pytest.raises(Conflict, match=f"run {run} were changed later: A1, A3"):
        undo_run(database, pool, run, "test")
    assert (state(database, run), names(database)) == ("done", {"A1": "Edited since", "A2": "Made"})
    undone = undo_run(database, pool, run, "test", force=True)
    assert (undone.removed, undone.left) == (("A2",), ("A1", "A3"))
    assert names(database) == {"A1": "Edited since"}


def test_takes_runs_back_one_after_the_other_from_the_last(database: Database, pool: WorkerPool) -> None:
    keep_all(database, {"A": "Zeroth"})
    runs = [ran(database, {"A": name, "B": name}) for name in ("First", "Second")]
    with pytest.raises(Conflict, match="A, B"):
        undo_run(database, pool, runs[0], "test")
    found = []
    for run in reversed(runs):
        undo_run(database, pool, run, "test")
        found.append(names(database))
    assert found == [{"A": "First", "B": "First"}, {"A": "Zeroth"}]


def test_goes_on_where_it_was_stopped_and_leaves_what_was_changed_meanwhile(
    database: Database, pool: WorkerPool
) -> None:
    numbered = {f"A{number:03}": f"Product {number}" for number in range(2 * CHUNK)}
    keep_all(database, dict.fromkeys(list(numbered)[CHUNK:], "Before"), structure=SALT)
    run = ran(database, numbered)
    with WorkerPool(1) as closed:
        closed.close()
        # The first chunk needs no chemistry, the second one does.
        with pytest.raises(NoWorker):
            undo_run(database, closed, run, "test")
    assert state(database, run) == "undoing"
    assert len(names(database)) == CHUNK
    first, *_, last = numbered
    keep_all(database, {first: "Made again", last: "Edited meanwhile"})
    undone = undo_run(database, pool, run, "test")
    assert (len(undone.removed), len(undone.restored), undone.left) == (CHUNK, CHUNK - 1, (last,))
    found = names(database)
    assert (found.pop(first), found.pop(last), set(found.values())) == ("Made again", "Edited meanwhile", {"Before"})
    assert state(database, run) == "undone"


def test_brings_a_product_back_whose_structure_costs_too_much(database: Database) -> None:
    keep_all(database, {"A": "Before"}, structure=SALT)
    run = ran(database, {"A": "After"}, structure=ETHANOL)
    with WorkerPool(1, wall_seconds=0) as hasty:
        assert undo_run(database, hasty, run, "test").restored == ("A",)
    with database.read() as connection:
        product = find_product(connection, "A")
    assert product is not None
    assert json.loads(product.body)["structure"] == SALT
    assert searched(database) == [("A", None, None, None, None)]


def test_refuses_a_second_time_and_what_is_not_there(database: Database, pool: WorkerPool) -> None:
    run = ran(database, {})
    undo_run(database, pool, run, "test")
    with pytest.raises(Conflict, match="already undone"):
        undo_run(database, pool, run, "test")
    with pytest.raises(NotFound):
        undo_run(database, pool, 999, "test")


def test_names_suppliers_as_they_are_called_now(database: Database, pool: WorkerPool) -> None:
    with database.write() as connection:
        run = begin_run(connection, "key", AUTHOR, None, [])
        made = [make_entry_of(SupplierName(key, name), "A1", "One") for key, name in FORMER]
        keep_products(connection, [make_entry("A1", "One"), *made], Author("test", run))
        finish_run(connection, run)
        edit_supplier(connection, "umbrella", {"name": "Parasol", "slug": "parasol"})
        changed = make_entry_of(SupplierName("umbrella", "Parasol"), "A1", "Two")
        keep_products(connection, [changed], AUTHOR)
    with pytest.raises(Conflict, match=r"A1 \(Parasol\)\."):
        undo_run(database, pool, run, "test")
    undone = undo_run(database, pool, run, "test", force=True)
    assert undone.removed == ("A1", "A1 (Gamma AG)")
    assert undone.left == ("A1 (Parasol)",)
