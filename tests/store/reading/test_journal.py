"""The journal: which changes, in which order, and what each changed; on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from catalog.product.field_changes import FieldChange
from catalog.product.text.folding import product_key, supplier_key
from catalog.store.database import Database
from catalog.store.entries import Entry, SupplierName
from catalog.store.entries import make_entry as entry_of_document
from catalog.store.json_text import digest
from catalog.store.reading.history import changes_since
from catalog.store.reading.journal import JournalEntry, JournalFilter, journal, journal_actors
from catalog.store.writing.products import Author, keep_products, remove_products
from tests.store.entries_made import EMPTY
from tests.store.plans import plan_of

ALPHA, BETA = (SupplierName(supplier_key(name), name) for name in ("Alpha", "Beta"))


def stated(supplier: SupplierName, catalog_number: str, **fields: str) -> Entry:
    """A product of which these fields are stated."""
    named = {"catalog_number": catalog_number, "name": "A product", **fields}
    document = {**EMPTY, "catalog_number": catalog_number, "name": named["name"], "grade": fields.get("grade")}
    return entry_of_document(named, digest(named), document, {"source": "test"}, supplier=supplier)


@pytest.fixture
def told(database: Database) -> Database:
    """A catalog with a short history."""
    steps = (
        (stated(ALPHA, "A1", grade="AR"), Author("night", run=7)),
        (stated(BETA, "B1"), Author("night", run=7)),
        (stated(ALPHA, "A1", grade="CP"), Author("Ann", reason="as on the label")),
        (stated(BETA, "A1", grade="HPLC"), Author("Bob")),
    )
    for entry, author in steps:
        with database.write() as connection:
            keep_products(connection, [entry], author)
    with database.write() as connection:
        remove_products(connection, [product_key("A1", ALPHA.key)], Author("Ann", reason="sold out"))
    with database.write() as connection:
        keep_products(connection, [stated(ALPHA, "A1", grade="CP")], Author("Bob"))
    return database


def seqs(database: Database, wanted: JournalFilter) -> list[int]:
    with database.read() as connection:
        return [entry.seq for entry in journal(connection, wanted, 100).entries]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (JournalFilter(), [6, 5, 4, 3, 2, 1]),
        (JournalFilter(actor="Ann"), [5, 3]),
        (JournalFilter(actor="nobody"), []),
        (JournalFilter(run=7), [2, 1]),
        (JournalFilter(by_hand=True), [6, 5, 4, 3]),
        (JournalFilter(suppliers=["Beta"]), [4, 2]),
        (JournalFilter(suppliers=["Alpha", "Beta"]), [6, 5, 4, 3, 2, 1]),
        (JournalFilter(suppliers=["nobody"]), []),
        (JournalFilter(catalog_number="a1"), [6, 5, 4, 3, 1]),
        (JournalFilter(catalog_number="A\x00"), []),
        (JournalFilter(product_key=product_key("A1", BETA.key)), [4]),
        (JournalFilter(change="deleted"), [5]),
        (JournalFilter(change="created", suppliers=["Alpha"]), [6, 1]),
        (JournalFilter(since="2000-01-01T00:00:00.000000Z"), [6, 5, 4, 3, 2, 1]),
        (JournalFilter(until="2000-01-01T00:00:00.000000Z"), []),
    ],
)
def test_a_filter_finds_its_changes_newest_first(told: Database, wanted: JournalFilter, expected: list[int]) -> None:
    assert seqs(told, wanted) == expected


def test_a_time_is_the_first_of_its_span_and_not_of_the_one_before(told: Database) -> None:
    with told.read() as connection:
        [at] = [entry.at for entry in journal(connection, JournalFilter(), 100).entries if entry.seq == 3]
    assert (seqs(told, JournalFilter(since=at))[-1], seqs(told, JournalFilter(until=at))[0]) == (3, 2)


def test_an_entry_says_who_why_and_old_and_new_of_each_field(told: Database) -> None:
    with told.read() as connection:
        entries = {entry.seq: entry for entry in journal(connection, JournalFilter(), 100).entries}

    def said(entry: JournalEntry) -> tuple[object, ...]:
        return entry.number, entry.change, entry.actor, entry.reason, entry.run

    assert said(entries[1]) == (1, "created", "night", None, 7)
    assert said(entries[3]) == (2, "changed", "Ann", "as on the label", None)
    assert said(entries[5]) == (3, "deleted", "Ann", "sold out", None)
    assert entries[3].fields == (FieldChange("grade", "AR", "CP"),)
    made = (FieldChange("catalog_number", None, "A1"), FieldChange("name", None, "A product"))
    assert entries[6].fields == (*made, FieldChange("grade", None, "CP"))
    gone = (FieldChange("catalog_number", "A1", None), FieldChange("name", "A product", None))
    assert entries[5].fields == (*gone, FieldChange("grade", "CP", None))


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
def test_pages_lead_through_all_of_it_once(told: Database, limit: int) -> None:
    found: list[int] = []
    with told.read() as connection:
        page = journal(connection, JournalFilter(), limit)
        found += [entry.seq for entry in page.entries]
        while page.before is not None:
            page = journal(connection, JournalFilter(), limit, page.before)
            found += [entry.seq for entry in page.entries]
    assert found == [6, 5, 4, 3, 2, 1]


def test_the_authors_are_listed_once_each(told: Database) -> None:
    with told.read() as connection:
        assert journal_actors(connection) == ["Ann", "Bob", "night"]


@pytest.mark.parametrize(
    "wanted",
    [
        JournalFilter(actor="Ann"),
        JournalFilter(run=7),
        JournalFilter(suppliers=["Beta"]),
        JournalFilter(change="deleted"),
        JournalFilter(catalog_number="A1"),
    ],
)
def test_the_journal_does_not_read_the_whole_table(told: Database, wanted: JournalFilter) -> None:
    with told.read() as connection:
        if not told.is_sqlite:
            # So few rows are read whole without this.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = plan_of(connection, lambda some: journal(some, wanted, 10), "FROM revisions")
    assert "SCAN revisions" not in plan
    assert "Seq Scan on revisions" not in plan


def test_the_changes_of_one_supplier_are_read_from_the_index(told: Database) -> None:
    with told.read() as connection:
        if not told.is_sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = plan_of(connection, lambda some: changes_since(some, 0, 10, ["Beta"]), "FROM revisions")
    assert "ix_revisions_supplier_id" in plan
