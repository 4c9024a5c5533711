"""Editing by hand, on both engines: no edit is lost, whoever edits at the same time, and what a condition lets pass."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import RefusedRecord, StaleRevision
from catalog.intake.editing.editing import (
    NOTHING_KEPT,
    Condition,
    RestoredRevision,
    change_fields,
    remove_product,
    replace_fields,
    restore_product,
)
from catalog.store.database import Database
from catalog.store.entries import HOUSE_NAME
from catalog.store.json_text import from_json
from catalog.store.log_tables import stored_files
from catalog.store.reading.history import product_revisions
from catalog.store.reading.products import ProductIdentity, StoredProduct, find_product
from catalog.store.writing.products import Author, kept_states
from catalog.store.writing.stored_files import new_file

PRODUCT = ProductIdentity("E-1", HOUSE_NAME)
ANY = Condition(match=frozenset({"*"}))
TEST = Author("test")
EDITORS = 4
EDITS = 5


def made(database: Database, pool: WorkerPool, **fields: str) -> StoredProduct:
    return replace_fields(database, pool, PRODUCT, {"name": "Edited", **fields}, NOTHING_KEPT, TEST)


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
                product, author = PRODUCT._replace(catalog_number="e-1"), Author(f"editor {editor}")
                change_fields(database, pool, product, {field: "passes"}, ANY, author)
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
    first = change_fields(database, pool, PRODUCT, {"assay": " 98 %"}, ANY, TEST)
    again = change_fields(database, pool, PRODUCT, {"synonyms": "Alcohol | Spirit"}, ANY, TEST)
    third = change_fields(database, pool, PRODUCT, {"synonyms": "Alcohol|Spirit"}, ANY, TEST)
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
    changed = change_fields(database, pool, PRODUCT, {"assay": "98 %"}, seen, TEST)
    with pytest.raises(StaleRevision):
        change_fields(database, pool, PRODUCT, {"assay": "97 %"}, seen, TEST)
    with pytest.raises(StaleRevision):
        replace_fields(database, pool, PRODUCT, {"name": "Another"}, seen, TEST)
    with pytest.raises(StaleRevision):
        remove_product(database, PRODUCT, seen, TEST)
    with database.read() as transaction:
        assert find_product(transaction, "E-1") == changed


def test_a_file_is_kept_only_with_the_edit_that_names_it(database: Database, pool: WorkerPool) -> None:
    made(database, pool)
    file = new_file(b"%PDF-1.7", "application/pdf")
    fields = {"document:SDS": file.kept.text()}
    with pytest.raises(StaleRevision):
        change_fields(database, pool, PRODUCT, fields, Condition(match=frozenset({'"stale"'})), TEST, file)
    with pytest.raises(RefusedRecord):
        change_fields(database, pool, PRODUCT, {**fields, "cas_rn": "64-17-6"}, ANY, TEST, file)
    count = select(func.count()).select_from(stored_files)
    with database.read() as transaction:
        assert transaction.scalar(count) == 0
    change_fields(database, pool, PRODUCT, fields, ANY, TEST, file)
    with database.read() as transaction:
        assert transaction.scalar(count) == 1


def test_a_source_of_no_field_any_more_is_not_kept(database: Database, pool: WorkerPool) -> None:
    """Else the provenance would grow with every edit."""
    made(database, pool, assay="97 %", storage="RT")
    for number in range(5):
        changed = change_fields(database, pool, PRODUCT, {"assay": f"98.{number} %"}, ANY, Author(f"editor {number}"))
    provenance = changed.document["provenance"]
    assert [delivery["source"] for delivery in provenance["deliveries"]] == ["edit by test", "edit by editor 4"]
    origins = {name: origin["delivery"] for name, origin in provenance["fields"].items()}
    assert (origins["storage"], origins["assay"]) == (0, 1)
    without = change_fields(database, pool, PRODUCT, {"assay": "-"}, ANY, TEST).document["provenance"]
    assert [delivery["source"] for delivery in without["deliveries"]] == ["edit by test"]


def test_some_fields_of_a_revision_are_restored_and_the_others_stay(database: Database, pool: WorkerPool) -> None:
    made(database, pool, assay="97 %", storage="RT")
    change_fields(database, pool, PRODUCT, {"assay": "98 %", "storage": "-20 °C", "grade": "AR"}, ANY, TEST)
    wanted = RestoredRevision(1, ["assay", "grade"])
    restore_product(database, pool, PRODUCT, wanted, ANY, Author("test", reason="as on the label"))
    assert stated(database) == {"catalog_number": "E-1", "name": "Edited", "assay": "97 %", "storage": "-20 °C"}
    with database.read() as transaction:
        assert [one.reason for one in product_revisions(transaction, PRODUCT.key)] == ["as on the label", None, None]
