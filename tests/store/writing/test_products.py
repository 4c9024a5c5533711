"""Keeping products: revisions and the current state; on both engines."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import func, select, text

from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.json_text import from_json
from catalog.store.reading.products import find_product, find_product_as_of
from catalog.store.tables import product_cas_rns, product_facts, product_names, products, revisions
from catalog.store.words.text_index import text_index
from catalog.store.writing.products import Author, Outcome, keep_products, preview_products, remove_products
from tests.store.entries_made import make_entry

AUTHOR = Author("test")


def keep_one(database: Database, catalog_number: str, name: str, author: Author = AUTHOR, **content: object) -> Outcome:
    with database.write() as connection:
        return keep_products(connection, [make_entry(catalog_number, name, **content)], author)[0]


def count(database: Database, table: str) -> int:
    tables = {"revisions": revisions, "names": product_names, "cas": product_cas_rns, "facts": product_facts}
    counted = (tables | {"products": products})[table]
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(counted)) or 0


class TestKeep:
    def test_tells_created_then_unchanged_then_changed(self, database: Database) -> None:
        outcomes = [keep_one(database, "A1", name) for name in ("Water", "Water", "Heavy water")]
        assert outcomes == ["created", "unchanged", "changed"]

    def test_writes_a_revision_for_each_change_only(self, database: Database) -> None:
        for name in ("Water", "Water", "Heavy water", "Heavy water"):
            keep_one(database, "A1", name)
        assert count(database, "revisions") == 2

    def test_numbers_the_document_and_keeps_when_it_was_created(self, database: Database) -> None:
        bodies = []
        for name in ("Water", "Heavy water"):
            keep_one(database, "A1", name)
            with database.read() as connection:
                product = find_product(connection, "a1")
            assert product is not None
            bodies.append(json.loads(product.body))
        assert [body["revision"] for body in bodies] == [1, 2]
        assert bodies[0]["created_at"] == bodies[1]["created_at"] <= bodies[1]["updated_at"]

    def test_says_which_fields_a_revision_changed(self, database: Database) -> None:
        keep_one(database, "A1", "Water")
        keep_one(database, "A1", "Heavy water", hill_formula="D2O")
        with database.read() as connection:
            changed = connection.scalar(select(revisions.c.changed_fields).where(revisions.c.number == 2))
        assert json.loads(changed or "") == ["name", "hill_formula"]

    def test_replaces_the_children_of_a_changed_product(self, database: Database) -> None:
        keep_one(database, "A1", "Water", cas_rn="7732-18-5", synonyms=["oxidane", "ice"], grade="HPLC")
        keep_one(database, "A1", "Water", cas_rn="7789-20-0")
        assert (count(database, "cas"), count(database, "names"), count(database, "facts")) == (1, 2, 1)

    def test_foretells_what_it_would_answer_and_keeps_nothing(self, database: Database) -> None:
        keep_one(database, "A1", "Water")
        entries = [make_entry("A1", "Water"), make_entry("A2", "Ice")]
        with database.read() as connection:
            assert preview_products(connection, entries) == ["unchanged", "created"]
        assert count(database, "products") == 1

    def test_keeps_all_or_nothing(self, database: Database) -> None:
        def fail_halfway() -> None:
            with database.write() as connection:
                keep_products(connection, [make_entry("A1")], AUTHOR)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail_halfway()
        assert (count(database, "products"), count(database, "revisions")) == (0, 0)

    def test_loses_no_update_of_many_writers(self, database: Database) -> None:
        keep_one(database, "A1", "0")

        def count_up() -> None:
            for _ in range(10):
                with database.write() as connection:
                    product = find_product(connection, "A1")
                    assert product is not None
                    number = int(json.loads(product.body)["name"])
                    keep_products(connection, [make_entry("A1", str(number + 1))], AUTHOR)

        threads = [threading.Thread(target=count_up) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with database.read() as connection:
            product = find_product(connection, "A1")
        assert product is not None
        assert json.loads(product.body)["name"] == "40"
        assert product.revision == 41


class TestRemove:
    def test_takes_the_product_out_and_leaves_its_history(self, database: Database) -> None:
        keep_one(database, "A1", "Water", synonyms=["ice"])
        with database.write() as connection:
            remove_products(connection, [product_key("A1")], AUTHOR)
        assert [count(database, table) for table in ("products", "names", "revisions")] == [0, 0, 2]

    def test_goes_on_numbering_where_a_product_comes_back(self, database: Database) -> None:
        keep_one(database, "A1", "Water")
        with database.write() as connection:
            remove_products(connection, [product_key("A1")], AUTHOR)
        assert keep_one(database, "A1", "Water") == "created"
        with database.read() as connection:
            product = find_product(connection, "A1")
        assert product is not None
        assert product.revision == 3


class TestAsOf:
    def test_finds_the_document_as_it_stood(self, database: Database) -> None:
        keep_one(database, "A1", "Water")
        with database.read() as connection:
            first = find_product(connection, "A1")
        assert first is not None
        then = from_json(first.body)["updated_at"]
        keep_one(database, "A1", "Heavy water")
        with database.read() as connection:
            assert find_product_as_of(connection, product_key("A1"), then) == first
            assert find_product_as_of(connection, product_key("A1"), "1999") is None


class TestTextIndex:
    def test_is_in_step_with_the_names_after_every_kind_of_change(self, database: Database) -> None:
        for name in ("Water", "Heavy water", "Ethanol absolute"):
            keep_one(database, name[:2], name)
        keep_one(database, "Et", "Ethanol denatured")
        with database.write() as connection:
            remove_products(connection, [product_key("WA")], AUTHOR)
        keep_one(database, "Wa", "Water for injection")
        found = {word: names_with(database, word) for word in ("water", "ethanol", "absolute", "denatured", "inject")}
        assert found == {"water": 2, "ethanol": 1, "absolute": 0, "denatured": 1, "inject": 1}
        if database.engine.dialect.name == "sqlite":
            with database.write() as connection:
                # SQLite's own comparison of the index with the table; it raises where they differ.
                connection.execute(text("INSERT INTO product_words(product_words, rank) VALUES ('integrity-check', 1)"))

    def test_is_made_anew_from_the_names(self, database: Database) -> None:
        keep_one(database, "WA", "Water")
        if database.engine.dialect.name == "sqlite":
            with database.write() as connection:
                connection.execute(text("INSERT INTO product_words(product_words) VALUES ('delete-all')"))
            assert names_with(database, "water") == 0
        with database.write() as connection:
            text_index(connection).rebuild(connection)
        assert names_with(database, "water") == 1


def names_with(database: Database, word: str) -> int:
    with database.read() as connection:
        condition = text_index(connection).holds_all([(word,)])
        return connection.scalar(select(func.count()).select_from(product_names).where(condition)) or 0
