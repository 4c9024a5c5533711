"""Browsing on either engine: the counts are those of the lists, and follow every change."""

from __future__ import annotations

from catalog.store.database import Database
from catalog.store.reading.browsing import DIGITS, OTHER, browse_counts, list_by_first_character, list_without_structure
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry


def write_products(database: Database, **names: str) -> None:
    with database.write() as transaction:
        keep_products(transaction, [make_entry(number, name) for number, name in names.items()], Author("test"))


def test_counts_are_those_of_the_lists(database: Database) -> None:
    write_products(
        database, A1="Acetone", A2="acetic acid", A3="2-Propanol", A4="Benzene", A5="(−)-Menthol", A6="丙酮", A7="٣"
    )
    with database.read() as transaction:
        counts = browse_counts(transaction)
        assert counts.letters == {"a": 2, "b": 1, DIGITS: 1, "m": 1, OTHER: 2}
        for name, count in counts.letters.items():
            page = list_by_first_character(transaction, name, limit=10, cursor=None)
            assert len(page.items) == count
        assert len(list_without_structure(transaction, limit=10, cursor=None).items) == counts.without_structure == 7


def test_lists_go_on_where_they_ended(database: Database) -> None:
    write_products(database, A1="Acetone", A2="Acetic acid", A3="Aniline")
    with database.read() as transaction:
        first = list_by_first_character(transaction, "a", limit=2, cursor=None)
        second = list_by_first_character(transaction, "a", limit=2, cursor=first.cursor)
    assert [item.catalog_number for item in (*first.items, *second.items)] == ["A2", "A1", "A3"]
    assert second.cursor is None


def test_counts_are_kept_until_something_changes(database: Database) -> None:
    write_products(database, A1="Acetone")
    with database.read() as transaction:
        assert browse_counts(transaction) is browse_counts(transaction)
    write_products(database, A2="Benzene")
    with database.read() as transaction:
        assert browse_counts(transaction).letters == {"a": 1, "b": 1}


def test_elements_are_counted_by_product_and_not_by_formula(database: Database) -> None:
    entries = [
        make_entry(number, hill_formula=formula) for number, formula in (("A1", "CH4"), ("A2", "CH4"), ("A3", "H2O"))
    ]
    with database.write() as transaction:
        keep_products(transaction, entries, Author("test"))
    with database.read() as transaction:
        assert browse_counts(transaction).elements == {"C": 2, "H": 3, "O": 1}
