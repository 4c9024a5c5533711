"""The most relevant products: page by page the same, in the same order, as all that match, put in order."""

from __future__ import annotations

from itertools import product

import pytest

from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_keys, list_products
from catalog.store.reading.sorts import Sort, read_sort
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry

NAMES = ("Water", "Water acid", "Heavy water", "Acid of water and acid", "Nothing of it", "Acidic salt")
SYNONYMS: tuple[list[str], ...] = ([], ["Water"], ["Acid water", "Salt water acid"], ["Salt"])
IN_STOCK: tuple[list[dict[str, str]], ...] = ([], [{"availability": "in-stock"}])
BY_RELEVANCE = Sort("relevance")
FITS_ALL = "0"
"""A time before all that was ever written: as a filter it leaves every product."""


@pytest.fixture
def stocked(database: Database) -> Database:
    """48 products, in every tier several, with and without stock."""
    with database.write() as connection:
        kinds = enumerate(product(NAMES, SYNONYMS, IN_STOCK))
        entries = [make_entry(f"N{i}", name=name, synonyms=also, packs=packs) for i, (name, also, packs) in kinds]
        keep_products(connection, entries, Author("test"))
    return database


def pages(
    database: Database, wanted: ProductFilter, limit: int, sort: Sort = BY_RELEVANCE
) -> list[tuple[int | None, list[str]]]:
    """Every page: the total that it tells, and its catalog numbers."""
    told, cursor = [], None
    with database.read() as connection:
        while True:
            page = list_products(connection, wanted, sort, limit=limit, cursor=cursor)
            told.append((page.total, [item.catalog_number for item in page.items]))
            cursor = page.cursor
            if cursor is None:
                return told


@pytest.mark.parametrize(
    ("words", "missing", "number"),
    [
        ("water", None, 40),
        ("acid", None, 30),
        ("water acid", None, 24),
        ("salt water acid", 1, 30),
        ("unheard", None, 0),
    ],
)
def test_fill_their_pages_as_all_that_match_in_order(
    stocked: Database, words: str, missing: int | None, number: int
) -> None:
    wanted = ProductFilter(words=words, missing=missing)
    [(total, expected)] = pages(stocked, ProductFilter(words=words, missing=missing, changed_since=FITS_ALL), 100)
    assert total == len(expected) == number
    for limit in (1, 3, 7, number, 100):
        told = pages(stocked, wanted, max(1, limit))
        assert [catalog_number for _total, page in told for catalog_number in page] == expected
        assert {total for total, _page in told} == {number}


@pytest.mark.parametrize("words", ["water", "acid", "water acid", "a", "-"])
def test_are_those_of_all_that_fit_the_filters_too(stocked: Database, words: str) -> None:
    [(_total, every)] = pages(stocked, ProductFilter(words=words), 100)
    [(_total, available)] = pages(stocked, ProductFilter(availability=("in-stock",)), 100, Sort())
    expected = [number for number in every if number in available]
    for limit in (1, 2, 5, 100):
        told = pages(stocked, ProductFilter(words=words, availability=("in-stock",)), limit)
        assert [catalog_number for _total, page in told for catalog_number in page] == expected
        assert {total for total, _page in told} == {len(expected)}


@pytest.mark.parametrize("order", ["name", "-name", "-molecular_weight", "catalog_number", "updated_at"])
@pytest.mark.parametrize("part", ["acid", "a", "water acid", None])
def test_in_any_other_order_are_the_same(stocked: Database, order: str, part: str | None) -> None:
    """Filters that most products fit are looked at in the order of the list, others the other way round."""
    sort = read_sort(order)
    whole = pages(stocked, ProductFilter(changed_since=FITS_ALL), 100, sort)[0][1]
    found = {number for _total, page in pages(stocked, ProductFilter(words=part), 100, Sort()) for number in page}
    wanted = ProductFilter(words=part, changed_since=FITS_ALL, status=("published",))
    for limit in (1, 7, 100):
        told = pages(stocked, wanted, limit, sort)
        assert [number for _total, page in told for number in page] == [one for one in whole if one in found]
        assert {total for total, _page in told} == {len(found)}


@pytest.mark.parametrize("words", ["water", "acid", "unheard"])
@pytest.mark.parametrize("order", ["relevance", "name", "-updated_at"])
def test_have_the_keys_of_what_is_listed(stocked: Database, words: str, order: str) -> None:
    wanted, sort = ProductFilter(words=words), read_sort(order)
    [(_total, listed)] = pages(stocked, wanted, 100, sort)
    with stocked.read() as connection:
        for limit in (3, 100):
            keys = list_keys(connection, wanted, sort, limit=limit)
            assert keys == [product_key(number) for number in listed[:limit]]
