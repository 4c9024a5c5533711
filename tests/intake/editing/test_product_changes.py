"""Changing many published products as one run, on both engines: foretold, done, and undone."""

from __future__ import annotations

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from catalog.intake.editing.editing import NOTHING_KEPT, Condition, change_fields, remove_product, replace_fields
from catalog.intake.editing.product_changes import ChangedProducts, ProductChange, change_products, foretell_changes
from catalog.reference.reference import NO_REFERENCE
from catalog.store.database import Database
from catalog.store.entries import HOUSE_NAME
from catalog.store.json_text import from_json
from catalog.store.reading.journal import JournalFilter, journal
from catalog.store.reading.products import ProductIdentity
from catalog.store.writing.intake_log import get_run, summarize
from catalog.store.writing.products import Author, kept_states
from catalog.store.writing.undoing import undo_run

ANN = Author("Ann", reason="November list")
ANY = Condition(match=frozenset({"*"}))
STOCK = {
    "B-1": {"name": "Water", "cas_rn": "7732-18-5", "storage": "RT"},
    "B-2": {"name": "Ethanol", "formula": "C2H6O", "molecular_weight": "46.07", "assay": "98 %"},
    "B-3": {"name": "Caffeine", "storage": "2-8 °C", "pack:5 g": "9 EUR"},
}
KEYS = [ProductIdentity(number, HOUSE_NAME).key for number in STOCK]


@pytest.fixture
def stocked(database: Database, pool: WorkerPool) -> Database:
    for number, fields in STOCK.items():
        replace_fields(database, pool, ProductIdentity(number, HOUSE_NAME), fields, NOTHING_KEPT, Author("test"))
    return database


def stated(database: Database) -> dict[str, dict[str, str]]:
    with database.read() as transaction:
        states = kept_states(transaction, KEYS)
    return {key.partition("\t")[0][:3]: from_json(state.fields) for key, state in states.items()}


def foretold(database: Database, pool: WorkerPool, change: ProductChange) -> ChangedProducts:
    return foretell_changes(database, pool, KEYS, change, NO_REFERENCE)


def shown(done: ChangedProducts) -> dict[str, int]:
    return {product.key: product.seq for product in done.changed}


@pytest.mark.parametrize(
    ("change", "changed", "refused", "unchanged"),
    [
        (ProductChange("set", {"storage": "RT"}), {"B-2": (None, "RT"), "B-3": ("2-8 °C", "RT")}, [], 1),
        (ProductChange("set", {"pack:5 g": "-"}), {"B-3": ("9 EUR", None)}, [], 2),
        (ProductChange("set", {"discontinued": "yes"}), dict.fromkeys(STOCK, (None, "yes")), [], 0),
        (ProductChange("set", {"name": "-"}), {}, ["B-1", "B-2", "B-3"], 0),
        (ProductChange("set", {"cas_rn": "7732-18-4"}), {}, ["B-1", "B-2", "B-3"], 0),
        (ProductChange("repair"), {}, [], 3),
    ],
)
def test_what_is_foretold_is_what_is_done(
    stocked: Database,
    pool: WorkerPool,
    change: ProductChange,
    changed: dict[str, tuple[str | None, str | None]],
    refused: list[str],
    unchanged: int,
) -> None:
    before = stated(stocked)
    told = foretold(stocked, pool, change)
    first = {one.catalog_number: (one.changes[0].old, one.changes[0].new) for one in told.changed}
    assert (first, [one.catalog_number for one in told.refused], told.unchanged) == (changed, refused, unchanged)
    assert all(one.refusals for one in told.refused)
    assert (told.run, stated(stocked)) == (None, before)
    done = change_products(stocked, pool, dict.fromkeys(KEYS, 0) | shown(told), change, ANN)
    assert [one.catalog_number for one in done.changed] == list(changed)
    after = stated(stocked)
    assert {number for number in STOCK if after[number] != before[number]} == set(changed)


def test_it_is_one_run_with_its_reason_and_is_undone_as_one(stocked: Database, pool: WorkerPool) -> None:
    before = stated(stocked)
    change = ProductChange("set", {"storage": "RT", "grade": "AR"})
    done = change_products(stocked, pool, shown(foretold(stocked, pool, change)), change, ANN)
    assert done.run is not None
    with stocked.read() as transaction:
        entries = journal(transaction, JournalFilter(run=done.run), 10).entries
        run, counts = get_run(transaction, done.run), summarize(transaction, done.run)
    assert [(entry.actor, entry.reason, entry.change) for entry in entries] == [("Ann", "November list", "changed")] * 3
    assert (run.state, run.files[0]["path"], counts["changed"]) == ("done", "Products: set storage, grade", 3)
    undo_run(stocked, pool, done.run, "Bob")
    assert stated(stocked) == before


def test_what_somebody_changed_since_it_was_shown_stays(stocked: Database, pool: WorkerPool) -> None:
    change = ProductChange("set", {"grade": "AR"})
    seen = shown(foretold(stocked, pool, change))
    first, second, third = (ProductIdentity(number, HOUSE_NAME) for number in STOCK)
    change_fields(stocked, pool, first, {"grade": "CP"}, ANY, Author("Bob"))
    remove_product(stocked, second, ANY, Author("Bob"))
    done = change_products(stocked, pool, seen, change, ANN)
    assert (done.stale, [one.key for one in done.changed]) == ([first.key, second.key], [third.key])
    assert {number: fields.get("grade") for number, fields in stated(stocked).items()} == {"B-1": "CP", "B-3": "AR"}


def test_proposals_of_the_checks_are_taken_where_they_are_for_a_whole_field(
    database: Database, pool: WorkerPool
) -> None:
    product = ProductIdentity("B-1", HOUSE_NAME)
    fields = {"name": "Caffeine", "identifier:EC": "200-362-9", "assay": "≥ 99 %", "lot:L1": "Assay: 90 %"}
    replace_fields(database, pool, product, fields, NOTHING_KEPT, Author("test"))
    told = foretell_changes(database, pool, [product.key], ProductChange("repair"), NO_REFERENCE)
    assert [(change.field, change.new) for one in told.changed for change in one.changes] in (
        [("identifier:EC", "200-362-1")],
        [],
    )
    assert not told.refused
