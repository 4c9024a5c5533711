"""Which products an export holds: filters, order, batches, one snapshot; the same on both engines."""

from __future__ import annotations

import pytest

from catalog.feeds.computed import COMPUTED
from catalog.product.text.folding import product_key
from catalog.store.database import Database, snapshot
from catalog.store.reading.exporting import Export
from catalog.store.reading.filters import ProductFilter
from catalog.store.writing.products import Author, remove_products
from tests.feeds.conftest import exported, keep_drafts

STOCK: list[dict[str, str]] = [
    {"catalog_number": "w2", "name": "Heavy water", "cas_rn": "7789-20-0", "formula": "D2O", "storage": "RT"},
    {"catalog_number": "W10", "name": "Ice", "synonyms": "Water, solid", "formula": "H2O"},
    {"catalog_number": "B-10", "name": "Beta-Alanine", "cas_rn": "107-95-9", "smiles": "NCCC(=O)O"},
    {"catalog_number": "W1", "name": "Water", "cas_rn": "7732-18-5", "formula": "H2O", "molecular_weight": "81.02"},
    {"catalog_number": "ä1", "name": "Umlaut"},
]


@pytest.fixture
def stocked(database: Database) -> Database:
    keep_drafts(database, STOCK)
    return database


def numbers(database: Database, wanted: ProductFilter, batch: int = 2) -> list[str]:
    with snapshot(database) as transaction:
        return [product.catalog_number for product in Export(transaction, wanted, batch)]


class TestExport:
    @pytest.mark.parametrize("batch", [1, 2, 5, 500])
    def test_holds_every_product_once_by_catalog_key(self, stocked: Database, batch: int) -> None:
        assert numbers(stocked, ProductFilter(), batch) == ["B-10", "W1", "W10", "w2", "ä1"]

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            (ProductFilter(cas_rn="7732-18-5"), ["W1"]),
            (ProductFilter(words="water"), ["W1", "W10", "w2"]),
            (ProductFilter(words="water", formula_keys=("H2O",)), ["W1", "W10"]),
            (ProductFilter(formula_keys=("H2O", "D2O")), ["W1", "W10", "w2"]),
            (ProductFilter(mw_min=18, mw_max=21), ["W1", "W10", "w2"]),
            (ProductFilter(storage=("room-temperature",)), ["w2"]),
            (ProductFilter(finding=("formula-weight-mismatch",)), ["W1"]),
            (ProductFilter(changed_since="9999"), []),
            (ProductFilter(changed_since="2000"), ["B-10", "W1", "W10", "w2", "ä1"]),
        ],
    )
    def test_holds_what_the_filters_select(self, stocked: Database, wanted: ProductFilter, expected: list[str]) -> None:
        assert numbers(stocked, wanted) == expected

    def test_has_the_columns_of_the_selected_products_only(self, stocked: Database) -> None:
        header = exported(stocked, "csv", ProductFilter(cas_rn="107-95-9")).splitlines()[0]
        assert header.decode() == ",".join(["catalog_number,name,cas_rn,smiles", *COMPUTED])

    def test_gives_the_document_as_it_is_served(self, stocked: Database) -> None:
        with snapshot(stocked) as transaction:
            (product,) = Export(transaction, ProductFilter(cas_rn="107-95-9"))
        assert product.fields == STOCK[2]
        assert product.document()["hill_formula"] == "C3H7NO2"
        assert product.document()["revision"] == 1

    def test_sees_nothing_of_what_is_written_meanwhile(self, stocked: Database) -> None:
        with snapshot(stocked) as transaction:
            export = Export(transaction, ProductFilter(), 1)
            seen = iter(export)
            first = next(seen).catalog_number
            with stocked.write() as connection:
                remove_products(connection, [product_key("W1")], Author("test"))
            keep_drafts(stocked, [{"catalog_number": "Z", "name": "New", "grade": "new"}])
            assert [first, *(product.catalog_number for product in seen)] == ["B-10", "W1", "W10", "w2", "ä1"]
            assert "grade" not in export.field_names()
        assert numbers(stocked, ProductFilter()) == ["B-10", "W10", "w2", "Z", "ä1"]
