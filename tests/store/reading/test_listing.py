"""Lists: filters, orders and pages; the same products in the same order on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.errors import InvalidQuery
from catalog.product.offer.currency_rates import within
from catalog.store.database import Database
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import BEST_FIRST, SORT_KEYS, Sort, SortKey
from catalog.store.words.suggesting import suggest
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry

ASSAY = {"test": "Assay", "text": "99% min", "comparison": ">=", "value": 99.0, "unit": "%", "method": None}
FINDING = {
    "code": "cas-repaired",
    "severity": "warning",
    "field": "cas_rn",
    "message": "",
    "stated": "",
    "expected": "",
}
STRUCTURE = {"smiles": "O", "inchi": "InChI=1S/H2O/h1H2", "inchi_key": "XLYOFNOQVPJJNP-UHFFFAOYSA-N", "stated": "O"}
AMBIENT = {"text": "RT", "code": "ambient", "low_c": 15, "high_c": 25}

STOCK: list[dict[str, Any]] = [
    {"catalog_number": "W1", "name": "Water", "cas_rn": "7732-18-5", "hill_formula": "H2O", "molecular_weight": 18.015,
     "monoisotopic_mass": 18.01056, "structure": STRUCTURE, "synonyms": ["Oxidane", "Ice (solid)"]},
    {"catalog_number": "W2", "name": "Heavy water", "cas_rn": "7789-20-0", "hill_formula": "D2O",
     "molecular_weight": 20.028, "findings": [FINDING], "synonyms": ["Water-d2"]},
    {"catalog_number": "B-10", "name": "β-Alanine", "hill_formula": "C3H7NO2", "molecular_weight": 89.094,
     "specifications": [ASSAY], "storage": AMBIENT, "identifiers": [{"type": "CAS", "value": "107-95-9"}]},
    {"catalog_number": "b-9", "name": "Sulphuric acid", "molecular_weight": 98.07, "synonyms": ["Oil of vitriol"]},
    {"catalog_number": "X'1\"%_*", "name": "N,N-Dimethylformamide", "synonyms": ["DMF", "50% water (v/v)"]},
]  # fmt: skip


@pytest.fixture
def stocked(database: Database) -> Database:
    with database.write() as connection:
        keep_products(connection, [make_entry(**product) for product in STOCK], Author("test"))
    return database


def found(database: Database, wanted: ProductFilter, sort: Sort | None = None, limit: int = 100) -> list[str]:
    with database.read() as connection:
        page = list_products(connection, wanted, sort or Sort(), limit=limit)
    assert page.total == len(page.items)
    return [item.catalog_number for item in page.items]


class TestFilters:
    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            (ProductFilter(), ["B-10", "B-9", "W1", "W2", "X'1\"%_*"]),
            (ProductFilter(cas_rn="7732-18-5"), ["W1"]),
            (ProductFilter(cas_rn="107-95-9"), ["B-10"]),
            (ProductFilter(catalog_number="B-9"), ["B-9"]),
            (ProductFilter(formula_keys=("H2O", "D2O")), ["W1", "W2"]),
            (ProductFilter(mw_min=18.015, mw_max=20.03), ["W1", "W2"]),
            (ProductFilter(monoisotopic_min=18, monoisotopic_max=18.02), ["W1"]),
            (ProductFilter(inchi_key="XLYOFNOQVPJJNP"), ["W1"]),
            (ProductFilter(inchi_key="XLYOFNOQVPJJNP-UHFFFAOYSA-N"), ["W1"]),
            (ProductFilter(assay_min=99), ["B-10"]),
            (ProductFilter(assay_min=99.5), []),
            (ProductFilter(storage=("ambient",)), ["B-10"]),
            (ProductFilter(finding=("cas-repaired", "cas-invalid")), ["W2"]),
            (ProductFilter(changed_since="9999"), []),
            (ProductFilter(name="BETA-ALANINE"), ["B-10"]),
            (ProductFilter(words="water", mw_max=19), ["W1"]),
        ],
    )
    def test_narrow_the_list(self, stocked: Database, wanted: ProductFilter, expected: list[str]) -> None:
        assert [number.upper() for number in found(stocked, wanted)] == expected


class TestWords:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("water", ["W1", "W2", "X'1\"%_*"]),
            ("WATER heavy", ["W2"]),
            ("wat", ["W1", "W2", "X'1\"%_*"]),
            ("beta alanine", ["B-10"]),
            ("β-alanin", ["B-10"]),
            ("sulfuric acid", ["b-9"]),
            ("vitriol oil", ["b-9"]),
            ("dmf", ["X'1\"%_*"]),
            ("n,n dimethylform", ["X'1\"%_*"]),
            ("w1", ["W1"]),
            ("nothing of the kind", []),
            ("", []),
            ("  ", []),
        ],
    )
    def test_find_names_synonyms_and_catalog_numbers(self, stocked: Database, words: str, expected: list[str]) -> None:
        assert found(stocked, ProductFilter(words=words), Sort("relevance")) == expected

    @pytest.mark.parametrize(
        "words", ['"', "'", "*", "AND OR NOT", "NEAR(", "%", "_", "\\", ":*", "a:b", "&|!", "(", "-"]
    )
    def test_can_never_be_a_syntax_error(self, stocked: Database, words: str) -> None:
        assert isinstance(found(stocked, ProductFilter(words=words), Sort("relevance")), list)


class TestPages:
    @pytest.mark.parametrize(
        "sort",
        [Sort(key, descending=down) for key in SORT_KEYS if key not in BEST_FIRST for down in (False, True)],
        ids=lambda sort: sort.mark,
    )
    def test_hold_every_product_once_in_the_same_order(self, stocked: Database, sort: Sort) -> None:
        whole = found(stocked, ProductFilter(), sort)
        pages: list[str] = []
        cursor = None
        with stocked.read() as connection:
            for _ in range(10):
                page = list_products(connection, ProductFilter(), sort, limit=2, cursor=cursor)
                pages += [item.catalog_number for item in page.items]
                cursor = page.cursor
                if cursor is None:
                    break
        assert pages == whole

    @pytest.mark.parametrize("descending", [False, True])
    def test_have_what_states_no_assay_last(self, stocked: Database, descending: bool) -> None:
        assert found(stocked, ProductFilter(), Sort("assay_min", descending=descending))[0] == "B-10"

    @pytest.mark.parametrize("cursor", ["", "x", "%%%", "W10", "WyJ4Il0", "WzFd", "WzFlOTk5XQ", "bnVsbA", "W251bGxd"])
    def test_refuse_a_cursor_that_is_none(self, stocked: Database, cursor: str) -> None:
        with stocked.read() as connection, pytest.raises(InvalidQuery):
            list_products(connection, ProductFilter(), Sort("name"), limit=2, cursor=cursor)

    def test_refuse_the_cursor_of_another_order(self, stocked: Database) -> None:
        keys: tuple[SortKey, ...] = ("name", "catalog_number", "molecular_weight", "updated_at", "price_per_gram")
        orders = [Sort(key, descending=descending) for key in keys for descending in (False, True)]
        orders += [Sort("price_per_gram", rates=within("USD")), Sort("price_per_mole"), Sort("name", by_compound=True)]
        with stocked.read() as connection:
            pages = [list_products(connection, ProductFilter(), sort, limit=2) for sort in orders]
            for own, page in zip(orders, pages, strict=True):
                for other in orders:
                    if other == own:
                        list_products(connection, ProductFilter(), other, limit=2, cursor=page.cursor)
                        continue
                    with pytest.raises(InvalidQuery, match="another order"):
                        list_products(connection, ProductFilter(), other, limit=2, cursor=page.cursor)

    def test_refuse_relevance_without_words(self, stocked: Database) -> None:
        with stocked.read() as connection, pytest.raises(InvalidQuery, match="relevance needs"):
            list_products(connection, ProductFilter(), Sort("relevance"), limit=2)


class TestSuggestions:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("w", ["Water", "Water-d2", "50% water (v/v)"]),
            ("oil of", ["Oil of vitriol"]),
            ("β", ["β-Alanine"]),
            ("?", []),
        ],
    )
    def test_begin_with_what_was_typed(self, stocked: Database, typed: str, expected: list[str]) -> None:
        with stocked.read() as connection:
            assert [suggestion.text for suggestion in suggest(connection, typed, limit=10)] == expected

    @pytest.mark.parametrize("typed", ["r butane", "r b", "r butane 1 3 d", "diol r"])
    def test_tell_the_first_of_synonyms_that_differ_in_signs_alone(self, database: Database, typed: str) -> None:
        synonyms = ["(R)-Butane-1,3-diol R", "R-butane-1,3-diol, r", "R butane 1,3-diol (R)"]
        with database.write() as connection:
            keep_products(connection, [make_entry("D1", name="Diol", synonyms=synonyms)], Author("test"))
            assert [one.text for one in suggest(connection, typed, limit=10)] == synonyms[:1]

    def test_take_a_latin_letter_for_a_greek_one_among_many_names(self, database: Database) -> None:
        names = ["β-Pinene", "b-Pinene oxide", "Beta pinene, crude", "Betaine", "Biotin"]
        with database.write() as connection:
            keep_products(connection, [make_entry(name, name=name) for name in names], Author("test"))
            assert [one.text for one in suggest(connection, "b pin", limit=10)] == [
                "β-Pinene",
                "b-Pinene oxide",
                "Beta pinene, crude",
            ]
