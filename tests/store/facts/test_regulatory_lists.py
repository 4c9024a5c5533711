"""Regulatory lists on either engine: as filter, as facet, and by CAS RN."""

from __future__ import annotations

import pytest

from catalog.errors import NotFound
from catalog.product.regulatory_list import RegulatoryList
from catalog.store.database import Database
from catalog.store.facts.regulatory_lists import all_lists, lists_with, put_list, remove_list
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry

ALPHA = RegulatoryList("alpha", "Alpha", "2016-01", "A", "MIT")
BETA = RegulatoryList("beta", "Beta", "2015", "", "")


def listed(database: Database, *slugs: str) -> tuple[list[str], dict[str, int]]:
    """The catalog numbers on some lists, and the counts of all lists among them."""
    wanted = ProductFilter(listed=slugs or None)
    with database.read() as transaction:
        found = list_products(transaction, wanted, Sort("catalog_number"), limit=10, facets=["listed"])
    counts = {one["value"]: one["count"] for one in (found.facets or {})["listed"]}
    return [item.catalog_number for item in found.items], counts


def test_lists_filter_and_count(database: Database) -> None:
    further = [{"type": "CAS", "value": "50-00-0", "stated": "50-00-0", "field": "cas_rn", "valid": True}]
    entries = [
        make_entry("A1", cas_rn="64-17-5"),
        make_entry("A2", cas_rn="50-00-0"),
        make_entry("A3"),
        make_entry("A4", cas_rn="67-64-1", identifiers=further),
    ]
    with database.write() as transaction:
        keep_products(transaction, entries, Author("test"))
    assert listed(database) == (["A1", "A2", "A3", "A4"], {})
    with database.write() as transaction:
        assert put_list(transaction, ALPHA, ["50-00-0", "64-17-5", "50-00-0"]) == 2
        put_list(transaction, BETA, ["50-00-0"])
    assert listed(database) == (["A1", "A2", "A3", "A4"], {"alpha": 3, "beta": 2})
    assert listed(database, "alpha") == (["A1", "A2", "A4"], {"alpha": 3, "beta": 2})
    assert listed(database, "beta", "gamma") == (["A2", "A4"], {"alpha": 3, "beta": 2})
    with database.read() as transaction:
        assert lists_with(transaction, ["50-00-0", "64-17-5"]) == {"alpha": ["50-00-0", "64-17-5"], "beta": ["50-00-0"]}
        assert [one.numbers for one in all_lists(transaction)] == [2, 1]


def test_a_list_is_replaced_and_removed(database: Database) -> None:
    with database.write() as transaction:
        keep_products(transaction, [make_entry("A1", cas_rn="64-17-5")], Author("test"))
        put_list(transaction, ALPHA, ["64-17-5"])
    assert listed(database)[1] == {"alpha": 1}
    with database.write() as transaction:
        put_list(transaction, ALPHA._replace(as_of="2020"), ["50-00-0"])
    assert listed(database)[1] == {}
    with database.write() as transaction:
        assert [one.as_of for one in all_lists(transaction)] == ["2020"]
        remove_list(transaction, "alpha")
        assert all_lists(transaction) == []
        with pytest.raises(NotFound):
            remove_list(transaction, "alpha")
