"""Browsing on either engine: the counts are those of the lists, and follow every change."""

from __future__ import annotations

from catalog.store.database import Database
from catalog.store.reading.browsing import browse_counts
from catalog.store.reading.filter_conditions import DIGITS, OTHER
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.front_page import catalog_numbers, newest_products, told_contradiction
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort
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
            assert list_products(transaction, ProductFilter(letter=name), Sort("name"), limit=10).total == count
        bare = list_products(transaction, ProductFilter(has_structure=False), Sort("name"), limit=10)
        assert len(bare.items) == counts.without_structure == 7


def test_lists_go_on_where_they_ended(database: Database) -> None:
    write_products(database, A1="Acetone", A2="Acetic acid", A3="Aniline")
    with database.read() as transaction:
        wanted, sort = ProductFilter(letter="a"), Sort("name")
        first = list_products(transaction, wanted, sort, limit=2)
        second = list_products(transaction, wanted, sort, limit=2, cursor=first.cursor)
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


def test_the_front_page_tells_how_large_the_catalog_is_and_what_came_last(database: Database) -> None:
    with database.read() as transaction:
        assert catalog_numbers(transaction) == (0, 0, 0, 0)
        assert (newest_products(transaction, 2), told_contradiction(transaction)) == ([], None)
    write_products(database, A1="Acetone", A2="Benzene", A3="Cumene")
    with database.read() as transaction:
        assert catalog_numbers(transaction) == (3, 3, 1, 0)
        assert [one.catalog_number for one in newest_products(transaction, 2)] == ["A3", "A2"]
