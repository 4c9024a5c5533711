"""Facets: what is counted among all products and among some, and that it is the same however many they are."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.product.regulatory_list import RegulatoryList
from catalog.store.database import Database
from catalog.store.facts.regulatory_lists import put_list
from catalog.store.reading import facets, listing
from catalog.store.reading.filters import FACETS, ProductFilter, read_filter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry

ASSAY = {"test": "Assay", "text": "99% min", "comparison": ">=", "value": 99.0, "unit": "%", "method": None}
FINDING = {"code": "cas-repaired", "severity": "note", "field": "cas_rn", "message": "", "stated": "", "expected": ""}
HAZARDS = {"pictograms": ["GHS02", "GHS07"], "hazard_statements": [{"code": "H225"}, {"code": "H302+H312"}]}
STOCK: list[dict[str, Any]] = [
    {"catalog_number": "A1", "name": "Ethanol", "hill_formula": "C2H6O", "molecular_weight": 46.07, "hazards": HAZARDS,
     "packs": [{"availability": "in-stock", "count": 1, "amount": 25.0, "unit": "g"}],
     "specifications": [ASSAY], "grade": "ACS"},
    {"catalog_number": "A2", "name": "Ethanol-d1", "cas_rn": "925-93-9", "hill_formula": "C2H5DO",
     "molecular_weight": 47.08, "hazards": HAZARDS, "findings": [FINDING, FINDING],
     "storage": {"text": "RT", "code": "ambient"}},
    {"catalog_number": "A3", "name": "Ethyl chloride", "hill_formula": "C2H5Cl", "molecular_weight": 64.51,
     "status": "discontinued", "storage": {"text": "RT", "code": "ambient"}},
    {"catalog_number": "A4", "name": "Cobalt chloride", "hill_formula": "Cl2Co", "molecular_weight": 129.84,
     "attributes": [{"name": "Target", "text": "EGFR"}, {"name": "Phase", "text": "3"}]},
    {"catalog_number": "A5", "name": "Poly(ethylene oxide)", "hill_formula": "(C2H4O)n",
     "attributes": [{"name": "target", "text": " Egfr"}, {"name": "Target", "text": "EGFR; HER2"}]},
]  # fmt: skip
WHOLE: dict[str, list[tuple[object, int]]] = {
    "availability": [("discontinued", 1), ("in-stock", 1)],
    "pack": [("to-100-g", 1)],
    "attribute": [("Target=EGFR", 2), ("Target=EGFR; HER2", 1)],
    "storage": [("ambient", 2)],
    "assay": [(99.0, 1)],
    "grade": [("acs", 1)],
    "pictogram": [("GHS02", 2), ("GHS07", 2)],
    "hazard": [("H225", 2), ("H302", 2), ("H312", 2)],
    "element": [("C", 3), ("H", 3), ("Cl", 2), ("O", 2), ("Co", 1)],
    "status": [("published", 4), ("discontinued", 1)],
    "supplier": [("house", 5)],
    "finding": [("cas-repaired", 1)],
    "listed": [("alpha", 1)],
}
FEW: dict[str, list[tuple[object, int]]] = {
    "element": [("C", 2), ("H", 2), ("Cl", 1), ("O", 1)],
    "status": [("discontinued", 1), ("published", 1)],
    "storage": [("ambient", 2)],
    "finding": [("cas-repaired", 1)],
    "listed": [("alpha", 1)],
}
ORDERS = [Sort("name"), Sort("molecular_weight", descending=True), Sort("updated_at"), Sort("price_per_gram"), Sort()]


@pytest.fixture
def stocked(database: Database) -> Database:
    with database.write() as connection:
        keep_products(connection, [make_entry(**product) for product in STOCK], Author("test"))
        put_list(connection, RegulatoryList("alpha", "Alpha", "2025", "", ""), ["925-93-9"])
    return database


@pytest.fixture(params=[1, 1_000])
def many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """From how many products on an index is read whole."""
    for module in (facets, listing):
        monkeypatch.setattr(module, "MANY", request.param)


def counts(database: Database, wanted: ProductFilter) -> dict[str, list[tuple[object, int]]]:
    with database.read() as connection:
        page = list_products(connection, wanted, Sort(), limit=1, facets=tuple(FACETS))
    return {name: [(row["value"], row["count"]) for row in rows] for name, rows in (page.facets or {}).items()}


def test_of_the_whole_catalog(stocked: Database) -> None:
    assert counts(stocked, ProductFilter()) == WHOLE


@pytest.mark.usefixtures("many")
class TestAmongSome:
    @pytest.mark.parametrize(
        ("stated", "expected"),
        [
            ({"mw_min": 1.0}, {"element": WHOLE["element"], "status": [("published", 3), ("discontinued", 1)]}),
            ({"elements": "C2 H5-6 O* no Co"}, {"element": [("C", 3), ("H", 3), ("O", 2), ("Cl", 1)]}),
            ({"elements": "H* Cl*"}, {"element": WHOLE["element"], "supplier": [("house", 4)]}),
            ({"element": ["C", "Cl"]}, {"element": [("C", 1), ("Cl", 1), ("H", 1)]}),
            ({"element": ["Co"]}, {"element": [("Cl", 1), ("Co", 1)], "hazard": []}),
            ({"no_element": ["C"]}, {"element": [("Cl", 1), ("Co", 1)]}),
            ({"no_element": ["Cl", "Co"]}, {"element": [("C", 2), ("H", 2), ("O", 2)], "hazard": WHOLE["hazard"]}),
            ({"storage": ["ambient"]}, FEW),
            ({"storage": ["none"]}, {"storage": WHOLE["storage"], "element": [], "grade": []}),
            (
                {"finding": ["cas-repaired"]},
                {"finding": [("cas-repaired", 1)], "element": [("C", 1), ("H", 1), ("O", 1)]},
            ),
        ],
    )
    def test_counts_what_matches(
        self, stocked: Database, stated: dict[str, Any], expected: dict[str, list[tuple[object, int]]]
    ) -> None:
        counted = counts(stocked, read_filter(stated))
        assert {name: counted[name] for name in expected} == expected

    def test_counts_what_words_find(self, stocked: Database) -> None:
        assert counts(stocked, ProductFilter(words="ethanol"))["element"] == [("C", 2), ("H", 2), ("O", 2)]
        narrowed = counts(stocked, ProductFilter(words="chloride", mw_max=100.0))
        assert narrowed["element"] == [("C", 1), ("Cl", 1), ("H", 1)]

    @pytest.mark.parametrize("sort", ORDERS, ids=str)
    def test_lists_them_in_order_page_by_page(self, stocked: Database, sort: Sort) -> None:
        wanted, pages, cursor = ProductFilter(mw_min=1.0), list[str](), None
        with stocked.read() as connection:
            whole = list_products(connection, wanted, sort, limit=10)
            while not pages or cursor is not None:
                page = list_products(connection, wanted, sort, limit=1, cursor=cursor)
                pages += [item.catalog_number for item in page.items]
                cursor = page.cursor
        assert pages == [item.catalog_number for item in whole.items]
        assert sorted(pages) == ["A1", "A2", "A3", "A4"]
