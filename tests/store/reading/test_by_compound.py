"""Lists by compound: each compound once, with its offers, page by page, the same on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.store.compounds.comparing import CatalogComparer
from catalog.store.database import Database
from catalog.store.entries import SupplierName
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import MOST_OFFERS, Page, list_products
from catalog.store.reading.sorts import Sort
from catalog.store.writing.products import Author, keep_products
from tests.store.compounds_made import key, sold

BENZENE, TOLUENE, ASPIRIN = "c1ccccc1", "Cc1ccccc1", "CC(=O)Oc1ccccc1C(=O)O"
ENTRIES = [
    sold("B1", BENZENE, "71-43-2", "Benzene"),
    sold("A9", BENZENE, "71-43-2", "Benzene, dry"),
    sold("C5", None, "71-43-2", "Benzol", hill_formula="C6H6"),
    sold("T1", TOLUENE, "108-88-3", "Toluene"),
    sold("A1", TOLUENE, None, "Methylbenzene"),
    sold("S1", ASPIRIN, "50-78-2", "Aspirin"),
    sold("N2", None, None, "Benzene mixture"),
    sold("N1", None, None, "Mixture"),
    sold("K1", None, "9000-92-4", "Diastase"),
]
COMPOUNDS = {
    key(BENZENE): {"A9", "B1", "C5"},
    key(TOLUENE): {"A1", "T1"},
    key(ASPIRIN): {"S1"},
    "9000-92-4": {"K1"},
}


@pytest.fixture
def stocked(database: Database) -> Database:
    with database.write() as connection:
        keep_products(connection, ENTRIES, Author("test"))
    CatalogComparer(database).compare()
    return database


def listed(database: Database, wanted: ProductFilter, sort: Sort, limit: int, cursor: str | None = None) -> Page:
    with database.read() as connection:
        return list_products(connection, wanted, sort, limit=limit, cursor=cursor)


def numbers(page: Page) -> list[str]:
    return [item.catalog_number for item in page.items]


SORTS = [
    Sort("catalog_number"),
    Sort("name"),
    Sort("name", descending=True),
    Sort("molecular_weight"),
    Sort("price_per_gram"),
]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("wanted", [ProductFilter(), ProductFilter(words="benzene"), ProductFilter(mw_min=90)])
def test_has_the_first_product_of_each_compound_in_the_order_of_the_list(
    stocked: Database, sort: Sort, wanted: ProductFilter
) -> None:
    single = numbers(listed(stocked, wanted, sort, 100))
    compound_of = {number: name for name, some in COMPOUNDS.items() for number in some}
    firsts = list({compound_of.get(number, number): number for number in reversed(single)}.values())
    firsts.sort(key=single.index)
    grouped = replace(sort, by_compound=True)
    page = listed(stocked, wanted, grouped, 100)
    assert numbers(page) == firsts
    assert page.total == len(firsts)
    assert page.offers is not None
    for item, offers in zip(page.items, page.offers, strict=True):
        assert offers.compound == compound_of.get(item.catalog_number)
        own = [n for n in single if compound_of.get(n, n) == compound_of.get(item.catalog_number, item.catalog_number)]
        assert [product.catalog_number for product in offers.products] == own
        assert offers.total == len(own)
    one_by_one, cursor = [], None
    for _ in firsts:
        page = listed(stocked, wanted, grouped, 1, cursor)
        one_by_one += numbers(page)
        cursor = page.cursor
    assert one_by_one == firsts
    assert cursor is None


def test_relevance_puts_the_compound_of_the_best_product_first(stocked: Database) -> None:
    page = listed(stocked, ProductFilter(words="benzene"), Sort("relevance", by_compound=True), 100)
    assert numbers(page)[0] == "B1"
    assert page.total == len(page.items)


def test_shows_some_offers_and_counts_all(database: Database) -> None:
    many = [
        sold(f"B{place:02}", BENZENE, "71-43-2", "Benzene")._replace(supplier=SupplierName("alpha", "Alpha"))
        for place in range(MOST_OFFERS + 5)
    ]
    with database.write() as connection:
        keep_products(connection, many, Author("test"))
    page = listed(database, ProductFilter(), Sort(by_compound=True), 10)
    assert page.offers is not None
    assert [(offers.total, len(offers.products)) for offers in page.offers] == [(MOST_OFFERS + 5, MOST_OFFERS)]
    assert page.total == 1
