"""Counts over the whole catalog: made once for each state of it, and never those of another one."""

from __future__ import annotations

from contextlib import suppress

from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.kept_counts import kept_count
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort
from catalog.store.writing.products import Author, keep_products, remove_products
from tests.store.entries_made import make_entry

AUTHOR = Author("test")


def counted(database: Database, made: list[str]) -> str:
    with database.read() as connection:
        return kept_count(connection, "test", made.pop)


def test_are_made_again_after_a_commit_only(database: Database) -> None:
    made = ["third", "second", "first"]
    assert [counted(database, made), counted(database, made)] == ["first", "first"]
    with database.write() as connection:
        keep_products(connection, [make_entry("A1")], AUTHOR)
        assert kept_count(connection, "test", lambda: "of this transaction") == "of this transaction"
    assert [counted(database, made), counted(database, made)] == ["second", "second"]


def test_of_a_transaction_that_is_rolled_back_nothing_is_kept(database: Database) -> None:
    made = ["second", "first"]
    assert counted(database, made) == "first"
    with suppress(RuntimeError), database.write() as connection:
        keep_products(connection, [make_entry("A1")], AUTHOR)
        raise RuntimeError
    assert counted(database, made) == "first"


def test_facets_and_totals_follow_every_change(database: Database) -> None:
    def seen() -> tuple[int | None, dict[str, list[dict[str, object]]] | None]:
        with database.read() as connection:
            page = list_products(connection, ProductFilter(), Sort(), limit=1, facets=("status", "supplier"))
            return page.total, page.facets

    def facets(number: int) -> dict[str, list[dict[str, object]]]:
        values = {"status": "published", "supplier": "house"}
        return {name: [{"value": value, "count": number}] if number else [] for name, value in values.items()}

    for number in range(3):
        assert seen() == seen() == (number, facets(number))
        with database.write() as connection:
            keep_products(connection, [make_entry(f"A{number}")], AUTHOR)
    with database.write() as connection:
        remove_products(connection, [product_key("A0")], AUTHOR)
    assert seen() == (2, facets(2))
