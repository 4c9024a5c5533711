"""Transactions of both engines: writers take turns, and conditions on many values."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from itertools import product

import psycopg
import pytest
from sqlalchemy import select, text

from catalog.errors import StoreBusy
from catalog.store import database as database_module
from catalog.store.bulk import insert_rows
from catalog.store.database import Database, Transaction
from catalog.store.facts.element_index import new_formulas
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.tables import formula_elements, products
from catalog.store.words.vocabulary import add_words
from catalog.store.writing.products import Author, current_rows, keep_products
from tests.store.entries_made import make_entry
from tests.store.plans import WHOLE_TABLE, plan_of

AUTHOR = Author("test")
NUMBERS = [f"A{number}" for number in range(3_000)]
FORMULAS = [f"C{number}" for number in range(1, 3_001)]
WORDS = ["".join(letters) for letters in product("abcdefg", repeat=5)][:10_000]


class TestTurns:
    def test_lets_a_writer_in_as_soon_as_the_other_one_ends(self, database: Database) -> None:
        order: list[str] = []
        asked = threading.Event()

        def write_second() -> None:
            asked.set()
            with database.write():
                order.append("second")

        other = threading.Thread(target=write_second)
        with database.write():
            other.start()
            assert asked.wait(10)
            other.join(0.2)
            order.append("first")
        other.join(10)
        assert order == ["first", "second"]

    def test_gives_up_where_another_one_never_ends(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
        outcome: list[str] = []

        def write_second() -> None:
            try:
                with database.write():
                    outcome.append("written")
            except StoreBusy as error:
                outcome.append(error.public)

        with database.write():
            other = threading.Thread(target=write_second)
            other.start()
            other.join(10)
        assert outcome == ["The database is busy. Try again in a moment."]
        with database.write() as connection:
            assert connection.in_transaction()


class TestByIndex:
    """A table of which nobody has counted anything yet is not read whole for a few of its rows."""

    @pytest.mark.parametrize(
        ("ask", "words"),
        [
            (lambda connection: add_words(connection, WORDS[::10]), "INSERT INTO vocabulary"),
            (lambda connection: new_formulas(connection, FORMULAS[::30]), "FROM products"),
            (lambda connection: current_rows(connection, NUMBERS[::30]), "FROM products"),
        ],
        ids=["words", "formulas", "products"],
    )
    def test_looks_up_by_index(self, database: Database, ask: Callable[[Transaction], object], words: str) -> None:
        with database.write() as connection:
            entries = [make_entry(number, hill_formula=of) for number, of in zip(NUMBERS, FORMULAS, strict=True)]
            keep_products(connection, entries, AUTHOR)
            add_words(connection, WORDS)
        with database.write(by_index=True) as connection:
            plan = plan_of(connection, ask, words)
        assert not WHOLE_TABLE.search(plan), plan

    def test_other_transactions_plan_as_they_like(self, database: Database) -> None:
        if database.is_sqlite:
            return
        setting = text("SELECT current_setting('enable_seqscan')")
        with database.write(by_index=True) as connection:
            assert connection.scalar(setting) == "off"
        with database.write() as connection:
            assert connection.scalar(setting) == "on"


class TestAmong:
    @pytest.mark.parametrize(
        ("values", "found"),
        [
            ([], []),
            (["A1"], ["A1"]),
            (["A2", "A1", "Z9", 'it"s'], ["A1", "A2"]),
            ([f"A{number}" for number in range(40_000)], ["A1", "A2", "A3"]),
        ],
    )
    def test_finds_those_of_the_values(self, database: Database, values: list[str], found: list[str]) -> None:
        with database.write() as connection:
            keep_products(
                connection, [make_entry(number, "Water") for number in ("A1", "A2", "A3", "B1")], Author("test")
            )
        with database.read() as connection:
            key = products.c.catalog_key
            engine = connection.dialect.name
            query = select(key).where(is_one_of(engine, key)).order_by(key)
            assert list(connection.scalars(query, list_parameter(engine, values))) == found


COLUMNS = ("element", "count", "formula_key")
WATER = [("H", 2.0, "H2O"), ("O", 1.0, "H2O")]


class TestInserting:
    def _kept(self, database: Database) -> list[tuple[object, ...]]:
        with database.read() as connection:
            return [tuple(row) for row in connection.execute(select(formula_elements).order_by("element"))]

    def test_keeps_every_row(self, database: Database) -> None:
        with database.write() as connection:
            insert_rows(connection, formula_elements, COLUMNS, WATER)
            insert_rows(connection, formula_elements, COLUMNS, [])
        assert self._kept(database) == WATER

    def test_keeps_none_of_a_transaction_in_which_one_row_cannot_be_kept(self, database: Database) -> None:
        with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)), database.write() as connection:
            insert_rows(connection, formula_elements, COLUMNS, [*WATER, WATER[0]])
        assert self._kept(database) == []
