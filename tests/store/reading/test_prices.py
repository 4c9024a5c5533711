"""Prices for each unit: kept a row a currency, compared within one or by rates, in pages that hold all once."""

from __future__ import annotations

from itertools import product as combinations
from typing import Any

import pytest
from sqlalchemy import delete, select

from catalog.product.offer.currency_rates import CurrencyRates, within
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import PRICE_SORTS, Sort, SortKey
from catalog.store.tables import product_prices, products
from catalog.store.writing.products import Author, keep_products, remove_products
from catalog.store.writing.reindexing import reindex_texts
from tests.store.entries_made import make_entry

RATES = CurrencyRates("USD", (("USD", 1.0), ("EUR", 2.0), ("JPY", 0.01)), "2026-11-01")


def pack(amount: float, unit: str, *prices: str) -> dict[str, Any]:
    """A pack of a document; each price is an amount and perhaps a currency."""
    steps = [(price.partition(" ")[0], price.partition(" ")[2] or None) for price in prices]
    return {
        "count": 1,
        "amount": amount,
        "unit": unit,
        "prices": [{"from": 1, "amount": money, "currency": currency} for money, currency in steps],
    }


STOCK: dict[str, list[dict[str, Any]]] = {
    "both": [pack(1, "g", "4 USD"), pack(1, "g", "1.5 EUR")],
    "bulk": [pack(1, "g", "9 USD"), pack(10, "g", "20 USD"), pack(1, "mL", "7 USD")],
    "dear": [pack(1, "g", "1000 USD")],
    "euro": [pack(2, "g", "3 EUR")],
    "free of currency": [pack(1, "g", "1")],
    "kit": [pack(1, "piece", "1 USD")],
    "no packs": [],
    "pound": [pack(1, "g", "1 GBP")],
    "same 1": [pack(1, "g", "5 USD")],
    "same 2": [pack(1, "g", "5 USD")],
    "same 3": [pack(5, "g", "25 USD")],
    "volume": [pack(100, "mL", "50 USD")],
    "yen": [pack(1, "g", "150 JPY")],
}
WEIGHTS = {"both": 10.0, "bulk": 100.0, "euro": 2.0}


@pytest.fixture
def stocked(database: Database) -> Database:
    entries = [make_entry(number, packs=packs, molecular_weight=WEIGHTS.get(number)) for number, packs in STOCK.items()]
    with database.write() as connection:
        keep_products(connection, entries, Author("test"))
    return database


def pages(database: Database, wanted: ProductFilter, sort: Sort, limit: int = 100) -> list[list[str]]:
    """What the pages of a list hold."""
    found: list[list[str]] = []
    cursor = None
    with database.read() as connection:
        for _ in range(len(STOCK) + 1):
            page = list_products(connection, wanted, sort, limit=limit, cursor=cursor)
            found.append([item.catalog_number for item in page.items])
            cursor = page.cursor
            if cursor is None:
                return found
    raise AssertionError("the pages have no end")


def kept(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each product."""
    row = product_prices.c
    query = select(products.c.catalog_number, row.currency, row.per_gram, row.per_mole, row.per_millilitre)
    found: dict[str, list[tuple[object, ...]]] = {}
    with database.read() as connection:
        for number, *rest in connection.execute(query.join(products).order_by(row.product_id, row.currency)):
            found.setdefault(number, []).append(tuple(rest))
    return found


ROWS = {
    "both": [("EUR", 1.5, 15.0, None), ("USD", 4.0, 40.0, None)],
    "bulk": [("USD", 2.0, 200.0, 7.0)],
    "dear": [("USD", 1000.0, None, None)],
    "euro": [("EUR", 1.5, 3.0, None)],
    "free of currency": [("", 1.0, None, None)],
    "pound": [("GBP", 1.0, None, None)],
    "same 1": [("USD", 5.0, None, None)],
    "same 2": [("USD", 5.0, None, None)],
    "same 3": [("USD", 5.0, None, None)],
    "volume": [("USD", None, None, 0.5)],
    "yen": [("JPY", 150.0, None, None)],
}


class TestRows:
    def test_are_written_changed_and_removed_with_the_product(self, stocked: Database) -> None:
        assert kept(stocked) == ROWS
        with stocked.write() as connection:
            keep_products(connection, [make_entry("dear", packs=[pack(1, "g", "2 CHF")])], Author("test"))
            remove_products(connection, [product_key("KIT"), product_key("BULK")], Author("test"))
        changed = {**ROWS, "dear": [("CHF", 2.0, None, None)]}
        del changed["bulk"]
        assert kept(stocked) == changed

    def test_are_made_anew_from_the_documents(self, stocked: Database) -> None:
        with stocked.write() as connection:
            connection.execute(delete(product_prices).where(product_prices.c.currency != "EUR"))
            reindex_texts(connection)
        assert kept(stocked) == ROWS


ORDERS: list[tuple[SortKey, CurrencyRates, list[str]]] = [
    # By rates: a product counts with its cheapest price in whichever currency.
    ("price_per_gram", RATES, ["yen", "bulk", "both", "euro", "same 1", "same 2", "same 3", "dear"]),
    ("price_per_mole", RATES, ["euro", "both", "bulk"]),
    ("price_per_millilitre", RATES, ["volume", "bulk"]),
    # Within one currency: nothing else is compared.
    ("price_per_gram", within("USD"), ["bulk", "both", "same 1", "same 2", "same 3", "dear"]),
    ("price_per_gram", within("EUR"), ["both", "euro"]),
    ("price_per_gram", within("CHF"), []),
]


class TestOrders:
    @pytest.mark.parametrize(("key", "rates", "priced"), ORDERS)
    def test_put_products_without_a_price_last_both_ways(
        self, stocked: Database, key: SortKey, rates: CurrencyRates, priced: list[str]
    ) -> None:
        unpriced = [number for number in STOCK if number not in priced]
        assert pages(stocked, ProductFilter(), Sort(key, rates=rates)) == [priced + unpriced]
        downwards = pages(stocked, ProductFilter(), Sort(key, descending=True, rates=rates))
        assert downwards == [priced[::-1] + unpriced[::-1]]

    @pytest.mark.parametrize("key", PRICE_SORTS)
    @pytest.mark.parametrize("descending", [False, True])
    def test_hold_every_product_once_in_the_same_order_whatever_the_page(
        self, stocked: Database, key: SortKey, descending: bool
    ) -> None:
        for rates, limit in combinations([RATES, within("USD")], [1, 2, 3, 12, 13]):
            sort = Sort(key, descending=descending, rates=rates)
            [whole] = pages(stocked, ProductFilter(), sort)
            assert sorted(whole) == sorted(STOCK)
            parts = pages(stocked, ProductFilter(), sort, limit)
            assert [len(part) for part in parts[:-1]] == [limit] * (len(parts) - 1)
            assert [number for part in parts for number in part] == whole

    def test_are_those_of_the_currency_that_a_filter_names(self) -> None:
        assert Sort("price_per_gram").priced_by(None, RATES).rates == RATES
        assert Sort("price_per_gram").priced_by("EUR", RATES).rates.worths == (("EUR", 1.0),)
        assert Sort("name").priced_by("EUR", RATES) == Sort("name")


FILTERS = [
    (ProductFilter(price_per_gram_max=2.0, rates=RATES), ["bulk", "yen"]),
    (ProductFilter(price_per_gram_min=3.0, price_per_gram_max=3.0, rates=RATES), ["both", "euro"]),
    (ProductFilter(price_per_gram_min=6.0, rates=RATES), ["dear"]),
    (ProductFilter(price_per_gram_min=0.0), ["both", "euro"]),
    (ProductFilter(price_per_gram_max=2.0, currency="EUR", rates=RATES), ["both", "euro"]),
    (ProductFilter(price_per_gram_max=2.0, currency="GBP"), ["pound"]),
    (ProductFilter(price_per_mole_max=40.0, currency="USD"), ["both"]),
    (ProductFilter(price_per_millilitre_max=7.0, price_per_gram_max=9.0, rates=RATES), ["bulk"]),
    (ProductFilter(price_per_gram_max=2.0, price_per_mole_min=500.0), []),
    (ProductFilter(also=ProductFilter(price_per_gram_max=2.0, rates=RATES)), ["bulk", "yen"]),
]


class TestFilters:
    @pytest.mark.parametrize(("wanted", "expected"), FILTERS)
    def test_compare_the_cheapest_price(self, stocked: Database, wanted: ProductFilter, expected: list[str]) -> None:
        assert pages(stocked, wanted, Sort()) == [expected]

    def test_leave_a_currency_by_itself_to_the_order(self, stocked: Database) -> None:
        assert pages(stocked, ProductFilter(currency="EUR"), Sort()) == [list(STOCK)]

    @pytest.mark.parametrize(
        ("wanted", "sort", "expected"),
        [
            (ProductFilter(), Sort(), None),
            (ProductFilter(price_per_gram_max=2.0, rates=RATES), Sort(), RATES),
            (ProductFilter(also=ProductFilter(price_per_gram_max=2.0, rates=RATES)), Sort(), RATES),
            (ProductFilter(), Sort("price_per_mole", rates=RATES), RATES),
            (ProductFilter(currency="EUR"), Sort("price_per_mole", rates=RATES), None),
            (ProductFilter(also=ProductFilter(currency="EUR")), Sort("price_per_mole", rates=RATES), None),
        ],
    )
    def test_tell_the_rates_where_they_count(
        self, stocked: Database, wanted: ProductFilter, sort: Sort, expected: CurrencyRates | None
    ) -> None:
        with stocked.read() as connection:
            assert list_products(connection, wanted, sort, limit=1).rates == expected
