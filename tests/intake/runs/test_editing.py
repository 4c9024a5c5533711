"""Editing by hand, on both engines: no edit is lost, whoever edits at the same time, and what a condition lets pass."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import RefusedRecord, StaleRevision
from catalog.intake.runs.editing import NOTHING_KEPT, Condition, change_fields, remove_product, replace_fields
from catalog.store.database import Database
from catalog.store.entries import HOUSE_NAME
from catalog.store.json_text import from_json
from catalog.store.log_tables import stored_files
from catalog.store.reading.products import ProductIdentity, StoredProduct, find_product
from catalog.store.stored_files import new_file
from catalog.store.writing.products import kept_states

PRODUCT = ProductIdentity("E-1", HOUSE_NAME)
ANY = Condition(match=frozenset({"*"}))
EDITORS = 4
EDITS = 5


def made(database: Database, pool: WorkerPool, **fields: str) -> StoredProduct:
    return replace_fields(database, pool, PRODUCT, {"name": "Edited", **fields}, NOTHING_KEPT, "test")


def stated(database: Database) -> dict[str, str]:
    with database.read() as transaction:
        return from_json(kept_states(transaction, [PRODUCT.key])[PRODUCT.key].fields)


def test_changes_of_several_editors_at_once_are_all_kept_or_refused(database: Database, pool: WorkerPool) -> None:
    made(database, pool)
    together = threading.Barrier(EDITORS)

    def edit(editor: int) -> list[str]:
        together.wait()
        kept = []
        for number in range(EDITS):
            field = f"spec:Test {editor}-{number}"
            try:
                change_fields(
                    database, pool, PRODUCT._replace(catalog_number="e-1"), {field: "passes"}, ANY, f"editor {editor}"
                )
            except StaleRevision:
                continue
            kept.append(field)
        return kept

    with ThreadPoolExecutor(EDITORS) as editors:
        kept = [field for fields in editors.map(edit, range(EDITORS)) for field in fields]
    found = {field for field in stated(database) if field.startswith("spec:")}
    assert found == set(kept)
    assert len(kept) >= EDITS


def test_a_change_that_leaves_the_document_as_it_is_is_not_lost_either(database: Database, pool: WorkerPool) -> None:
    """Texts that say the same, written otherwise, make no revision; the next edit must see them all the same."""
    made(database, pool, smiles="CCO")
    first = change_fields(database, pool, PRODUCT, {"assay": " 98 %"}, ANY, "test")
    again = change_fields(database, pool, PRODUCT, {"synonyms": "Alcohol | Spirit"}, ANY, "test")
    third = change_fields(database, pool, PRODUCT, {"synonyms": "Alcohol|Spirit"}, ANY, "test")
    assert (third.etag, first.etag != again.etag) == (again.etag, True)
    assert stated(database)["synonyms"] == "Alcohol|Spirit"


@pytest.mark.parametrize(
    ("condition", "tag", "holds"),
    [
        (Condition(frozenset({"*"})), '"1"', True),
        (Condition(frozenset({"*"})), None, False),
        (Condition(frozenset({'"1"', '"2"'})), '"2"', True),
        (Condition(frozenset({'"1"', '"2"'})), '"3"', False),
        (Condition(frozenset()), '"1"', False),
        (NOTHING_KEPT, None, True),
        (NOTHING_KEPT, '"1"', False),
        (Condition(none_match=frozenset({'"1"'})), '"1"', False),
        (Condition(none_match=frozenset({'"1"'})), '"2"', True),
        (Condition(frozenset({'"1"'}), frozenset({"*"})), '"1"', False),
        (Condition(), None, True),
    ],
)
def test_a_condition_holds(condition: Condition, tag: str | None, holds: bool) -> None:
    assert condition.holds(tag) is holds


def test_an_edit_over_what_was_not_seen_is_refused_and_changes_nothing(database: Database, pool: WorkerPool) -> None:
    seen = Condition(match=frozenset({made(database, pool).etag}))
    changed = change_fields(database, pool, PRODUCT, {"assay": "98 %"}, seen, "test")
    with pytest.raises(StaleRevision):
        change_fields(database, pool, PRODUCT, {"assay": "97 %"}, seen, "test")
    with pytest.raises(StaleRevision):
        replace_fields(database, pool, PRODUCT, {"name": "Another"}, seen, "test")
    with pytest.raises(StaleRevision):
        remove_product(database, PRODUCT, seen, "test")
    with database.read() as transaction:
        assert find_product(transaction, "E-1") == changed


def test_a_file_is_kept_only_with_the_edit_that_names_it(database: Database, pool: WorkerPool) -> None:
    made(database, pool)
    file = new_file(b"%PDF-1.7", "application/pdf")
    fields = {"document:SDS": file.kept.text()}
    with pytest.raises(StaleRevision):
        change_fields(database, pool, PRODUCT, fields, Condition(match=frozenset({'"stale"'})), "test", file)
    with pytest.raises(RefusedRecord):
        change_fields(database, pool, PRODUCT, {**fields, "cas_rn": "64-17-6"}, ANY, "test", file)
    count = select(func.count()).select_from(stored_files)
    with database.read() as transaction:
        assert transaction.scalar(count) == 0
    change_fields(database, pool, PRODUCT, fields, ANY, "test", file)
    with database.read() as transaction:
        assert transaction.scalar(count) == 1
