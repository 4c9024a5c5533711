"""Words and elements: spelling, greek letters, ranges, and texts that try to be syntax; alike on both engines."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from sqlalchemy import delete, func, select, update

from catalog.chemistry.formula.element_ranges import ElementRange, element_counts
from catalog.chemistry.workers.pool import WorkerPool
from catalog.product.text.folding import fold, greek_alternatives, product_key
from catalog.search.interpreter import TextInterpreter
from catalog.search.spelling import correct_spelling
from catalog.search.typed_structures import TypedStructures
from catalog.store.database import Database
from catalog.store.reader import Reader
from catalog.store.reading.batches import products_by_cas_rns, products_by_names, products_by_numbers
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import count_matching, list_products
from catalog.store.reading.sorts import Sort
from catalog.store.tables import formula_elements, product_facts, product_names, products, vocabulary
from catalog.store.words import asked_together
from catalog.store.words.asked_together import count_texts, texts_that_begin_names, words_of_no_name
from catalog.store.words.suggesting import suggest
from catalog.store.words.text_index import text_index
from catalog.store.words.vocabulary import Vocabulary
from catalog.store.words.word_matches import count_word_matches, telling_words
from catalog.store.writing.products import Author, keep_products, remove_products
from catalog.store.writing.reindexing import reindex_texts
from tests.store.entries_made import make_entry

IN_STOCK = {"size": "1 g", "price": None, "availability": "in-stock"}
STOCK: list[dict[str, Any]] = [
    {"catalog_number": "A1", "name": "Aspirin", "cas_rn": "50-78-2", "hill_formula": "C9H8O4",
     "synonyms": ["Acetylsalicylic acid", "2-Acetoxybenzoic acid"]},
    {"catalog_number": "A2", "name": "Aspirin methyl ester", "hill_formula": "C10H10O4"},
    {"catalog_number": "A3", "name": "Aspirin", "cas_rn": "50-78-2", "hill_formula": "C9H8O4", "packs": [IN_STOCK]},
    {"catalog_number": "P1", "name": "a-Pinene", "hill_formula": "C10H16"},
    {"catalog_number": "P2", "name": "β-Pinene", "hill_formula": "C10H16"},
    {"catalog_number": "T1", "name": "p-Toluenesulfonic acid", "hill_formula": "C7H8O3S"},
    {"catalog_number": "T2", "name": "Methanol", "hill_formula": "CH4O", "synonyms": ["Methyl alcohol"]},
    {"catalog_number": "T3", "name": "Methanal", "hill_formula": "CH2O"},
    {"catalog_number": "C1", "name": "CO<sub>2</sub> <span class='x'>absorber</span>", "hill_formula": "(CaO)n"},
    {"catalog_number": "C2", "name": "N" * 3000, "hill_formula": "CHCl3"},
]  # fmt: skip


@pytest.fixture
def stocked(database: Database) -> Database:
    with database.write() as connection:
        keep_products(connection, [make_entry(**product) for product in STOCK], Author("test"))
    return database


def found(database: Database, wanted: ProductFilter, order: str = "relevance") -> list[str]:
    sort = Sort("relevance") if order == "relevance" else Sort()
    with database.read() as connection:
        page = list_products(connection, wanted, sort, limit=100)
    assert page.total == len(page.items)
    return [item.catalog_number for item in page.items]


class TestWords:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("aspirin", ["A3", "A1", "A2"]),
            ("alpha-pinene", ["P1"]),
            ("α-pinene", ["P1"]),
            ("b-pinene", ["P2"]),
            ("beta pin", ["P2"]),
            ("co2 absorber", ["C1"]),
            ("n" * 3000, ["C2"]),
            ("acid acetoxybenzoic", ["A1"]),
            ("methyl aspirin est", ["A2"]),
            ("methyl aspirin 2 est", []),
            ("a " * 999 + "pinene", ["P1"]),
        ],
    )
    def test_rank_whole_names_and_stock_first(self, stocked: Database, words: str, expected: list[str]) -> None:
        assert found(stocked, ProductFilter(words=words)) == expected

    def test_rank_by_how_many_are_held_where_some_will_do(self, stocked: Database) -> None:
        wanted = ProductFilter(words="methyl aspirin of toluenesulfonic", missing=2)
        assert found(stocked, wanted) == ["A2", "A3", "A1", "T2", "T1"]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(text=st.text(max_size=40).filter(lambda text: "\x00" not in text and text.isprintable()))
    def test_are_never_a_syntax_error(self, stocked: Database, text: str) -> None:
        words = telling_words(greek_alternatives(fold(text)))
        some = ProductFilter(words=text, missing=max(len(words) - 1, 0))
        with stocked.read() as connection:
            assert count_matching(connection, ProductFilter(words=text)) <= count_matching(connection, some) or (
                not fold(text)
            )
            assert len(suggest(connection, text, limit=3)) <= 3


class TestSpelling:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("asprin", "aspirin"),
            ("apsirin", "aspirin"),
            ("acetylsalicilyc acid", "acetylsalicylic acid"),
            ("toluene sulfonic acid", "toluenesulfonic acid"),
            ("methanl", "methanal"),
            ("metanol", "methanol"),
            ("bms 1234", None),
            ("xyzzyxyzzy", None),
            ("", None),
        ],
    )
    def test_is_put_right_by_the_words_of_the_catalog(
        self, stocked: Database, typed: str, expected: str | None
    ) -> None:
        with stocked.read() as connection:
            count, find = partial(count_texts, connection), partial(texts_that_begin_names, connection)
            spelled = correct_spelling(connection, Vocabulary(), [typed], count, find)
        assert (spelled[typed].text if typed in spelled else None) == expected

    def test_of_many_texts_is_that_of_each(self, stocked: Database) -> None:
        typed = ["asprin", "aspirinmethyl ester", "metanal", "toluen sulfonic acid", "methanol", "xyzzy", ""]
        with stocked.read() as connection:
            count, find = partial(count_texts, connection), partial(texts_that_begin_names, connection)
            together = correct_spelling(connection, Vocabulary(), typed, count, find)
            alone = [correct_spelling(connection, Vocabulary(), [text], count, find) for text in typed]
            counted = correct_spelling(connection, Vocabulary(), typed, count, lambda _some: ())
        assert together == {text: spelling for some in alone for text, spelling in some.items()} == counted
        assert {"asprin", "aspirinmethyl ester"} <= together.keys()
        assert "methanol" not in together

    def test_needs_no_count_where_names_begin_with_a_text(self, stocked: Database) -> None:
        typed = ["Aspirin", "aspirin me", "acetylsalicylic", "methyl ester", "spirin", "n" * 3000, "zz", "", "-"]
        with stocked.read() as connection:
            begun = texts_that_begin_names(connection, typed)
            counts = count_texts(connection, typed)
            assert texts_that_begin_names(connection, []) == set()
        assert begun == {"Aspirin", "aspirin me", "acetylsalicylic", "n" * 3000}
        assert all(counts[text] for text in begun)

    def test_knows_words_that_came_later_and_finds_nothing_by_those_that_went(self, stocked: Database) -> None:
        words = Vocabulary()
        with stocked.read() as connection:
            words.catch_up(connection)
        assert "caffeine" not in words
        with stocked.write() as connection:
            keep_products(connection, [make_entry("K1", "Caffeine")], Author("test"))
        with stocked.read() as connection:
            words.catch_up(connection)
            assert [near.word for near in words.near("cafeine", 3)] == ["caffeine"]
            assert connection.scalar(select(func.count()).where(vocabulary.c.word == "caffeine")) == 1


class TestCounting:
    @pytest.mark.parametrize(
        "words", ["widg 7", "widgets 7", "widg", "aspirin xyzzy", "acetoxybenzo acid", "delta aspirin"]
    )
    def test_passes_over_words_of_no_name_alone(self, stocked: Database, words: str) -> None:
        with stocked.write() as connection:
            keep_products(connection, [make_entry("Widg-7", "Salt")], Author("test"))
        wanted = ProductFilter(words=words)
        with Reader(stocked) as reader, WorkerPool(1) as pool:
            # A vocabulary that is yet empty knows no word, and passes over none that is there.
            vocabulary = Vocabulary()
            for _ in range(2):
                answering = TextInterpreter(reader, vocabulary, TypedStructures(reader, pool))
                assert answering.count(wanted) == count_matching(reader.transaction, wanted)
                vocabulary.catch_up(reader.transaction)

    @pytest.mark.parametrize(("few", "some"), [(500, 3_000), (2, 3), (1, 2), (0, 0)])
    def test_of_many_texts_is_that_of_each(
        self, stocked: Database, monkeypatch: pytest.MonkeyPatch, few: int, some: int
    ) -> None:
        # The stock is small: with these bounds its words are rare, less rare and common.
        monkeypatch.setattr(asked_together, "FEW", few)
        monkeypatch.setattr(asked_together, "SOME", some)
        words = ["aspirin", "acid", "methyl", "meth", "a", "alpha", "pinene", "pin", "β", "2", "ester", "co2", "xyzzy"]
        typed = [*words, *(f"{one} {other}" for one in words for other in words), "2 acetoxybenzoic ac", "", "-"]
        with stocked.read() as connection:
            index = text_index(connection)
            alone = {text: connection.scalar(count_word_matches(text, index)) for text in typed}
            assert count_texts(connection, typed) == alone
            assert count_texts(connection, []) == {}
        assert len(set(alone.values())) > 3


class TestNeighbours:
    def test_are_the_closest_first(self, stocked: Database) -> None:
        words = Vocabulary()
        with stocked.read() as connection:
            words.catch_up(connection)
        assert words.near("metanol", 1)[0].word == "methanol"
        for typed in ("asprin", "metanol", "methnaol", "pinen", "xyzzy", "mty", "ehtanoll", "sulfanilamid"):
            near = words.near(typed, 9)
            assert [one.slips for one in near] == sorted(OSA.distance(typed, one.word) for one in near)

    def test_words_of_no_name_begin_nothing(self, stocked: Database) -> None:
        strange = [f"strange{letter}" for letter in "abcdefghijklmnopq"]
        with stocked.read() as connection:
            assert words_of_no_name(connection, [*strange, "metha"]) == set(strange)
            assert words_of_no_name(connection, ["zzzz", "metha"]) == {"zzzz"}
            assert words_of_no_name(connection, []) == set()

    def test_beginnings_are_those_of_the_words(self, stocked: Database) -> None:
        words = Vocabulary()
        with stocked.read() as connection:
            words.catch_up(connection)
        assert [words.has_beginning(text) for text in ("aspi", "aspirin", "aspirins", "zzz")] == [
            True,
            True,
            False,
            False,
        ]
        assert [near.word for near in words.near_beginnings("metanol", 2)] == ["methanol"]


class TestReindexing:
    def test_folds_names_anew_and_forgets_words_that_are_gone(self, stocked: Database) -> None:
        with stocked.write() as connection:
            connection.execute(update(product_names).where(product_names.c.text == "Methanol").values(folded="old"))
            connection.execute(update(products).where(products.c.name == "Methanol").values(name_key="old"))
            connection.execute(delete(formula_elements))
            keep_products(connection, [make_entry("G1", "Kept", grade="USP")], Author("test"))
            connection.execute(delete(product_facts))
            remove_products(connection, [product_key("P1"), product_key("P2")], Author("test"))
        with stocked.write() as connection:
            reindex_texts(connection)
        words = Vocabulary()
        with stocked.read() as connection:
            words.catch_up(connection)
        assert ("pinene" in words, "methanol" in words) == (False, True)
        assert found(stocked, ProductFilter(words="methanol")) == ["T2"]
        assert found(stocked, ProductFilter(elements=(ElementRange("S", 1, 1),)), "catalog_number") == ["T1"]
        assert found(stocked, ProductFilter(grade=("usp",)), "catalog_number") == ["G1"]


class TestElements:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        ranges=st.lists(
            st.builds(
                lambda element, low, more: ElementRange(element, low, None if more is None else low + more),
                st.sampled_from(["C", "H", "O", "Cl", "S"]),
                st.integers(0, 12),
                st.none() | st.integers(0, 6),
            ),
            min_size=1,
            max_size=3,
        )
    )
    def test_find_what_python_finds(self, stocked: Database, ranges: list[ElementRange]) -> None:
        formulas = {product["catalog_number"]: element_counts(product["hill_formula"]) for product in STOCK}
        expected = {
            number for number, counts in formulas.items() if counts and all(wanted.holds(counts) for wanted in ranges)
        }
        assert set(found(stocked, ProductFilter(elements=tuple(ranges)), "catalog_number")) == expected


class TestBatches:
    def test_find_many_at_once_each_in_its_order(self, stocked: Database) -> None:
        with stocked.read() as connection:
            numbers = products_by_numbers(connection, {"A1", "NOPE"}, 10)
            cas_rns = products_by_cas_rns(connection, {"50-78-2", "58-08-2"}, 1)
            names = products_by_names(connection, {"aspirin", "acetylsalicylic acid"}, 10)
        assert {key: batch.total for key, batch in numbers.items()} == {"A1": 1}
        assert {key: (batch.total, len(batch.bodies)) for key, batch in cas_rns.items()} == {"50-78-2": (2, 1)}
        assert {key: batch.total for key, batch in names.items()} == {"aspirin": 2, "acetylsalicylic acid": 1}


class TestSuggestions:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("a", [("Aspirin", "A1"), ("Aspirin", "A3"), ("a-Pinene", "P1"), ("Aspirin methyl ester", "A2")]),
            ("50-7", [("50-78-2", "A1"), ("50-78-2", "A3")]),
            ("5078", [("50-78-2", "A1"), ("50-78-2", "A3")]),
            ("ester", [("Aspirin methyl ester", "A2")]),
            ("t", [("T1", "T1"), ("T2", "T2"), ("T3", "T3")]),
        ],
    )
    def test_give_each_product_once(self, stocked: Database, typed: str, expected: list[tuple[str, str]]) -> None:
        with stocked.read() as connection:
            given_ = [(found.text, found.catalog_number) for found in suggest(connection, typed, limit=4)]
        assert given_ == expected
