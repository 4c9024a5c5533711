"""Migrations: a new database, a newer one, and none forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import func, inspect, select, text

from catalog.errors import StoreBusy, StoreNewer, StoreUnusable
from catalog.product.text.folding import product_key
from catalog.store.access.keys import create_key, list_keys
from catalog.store.access.sessions import begin_session
from catalog.store.database import Database
from catalog.store.migrate import ROOM_FOR_TEXTS, migrate, schema_state
from catalog.store.reading.products import count_products
from catalog.store.tables import formula_elements, product_facts, products, vocabulary
from catalog.store.writing.intake_log import begin_run, begin_undoing, finish_run, get_run
from catalog.store.writing.products import Author, keep_products
from tests.conftest import migrated
from tests.store.entries_made import make_entry
from tests.store.revisions import differences, go

COMPOUND_KEYS = select(
    products.c.catalog_number, products.c.cas_rn, products.c.group_key, products.c.parent_key, products.c.parent_formula
).order_by(products.c.catalog_number)

PARENTS = select(products.c.catalog_number, products.c.parent_key, products.c.parent_formula).order_by(
    products.c.catalog_number
)

SALT = {
    "smiles": "Cl.NCCO",
    "inchi": "InChI=1S/C2H7NO.ClH/c3-1-2-4;/h4H,1-3H2;1H",
    "inchi_key": "PMUNIMVZCACZBB-UHFFFAOYSA-N",
    "stated": "NCCO.Cl",
}

WORDS = select(vocabulary.c.word).order_by(vocabulary.c.word)
ELEMENTS = select(formula_elements.c.element, formula_elements.c.count, formula_elements.c.formula_key).order_by(
    formula_elements.c.element, formula_elements.c.count, formula_elements.c.formula_key
)

FACTS = (
    select(products.c.catalog_number, product_facts.c.fact, product_facts.c.value)
    .join(products, products.c.id == product_facts.c.product_id)
    .order_by(products.c.catalog_number, product_facts.c.fact, product_facts.c.value)
)


class TestMigrate:
    def test_does_nothing_the_second_time(self, database: Database) -> None:
        assert not migrate(database)
        assert schema_state(database).is_current

    def test_refuses_a_database_of_a_newer_release(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path}/newer.db")
        migrate(database)
        with database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(StoreNewer, match="newer"):
            migrate(database)
        database.close()

    def test_makes_the_tables_that_the_code_describes(self, database: Database) -> None:
        assert differences(database) == []


class TestPopulated:
    def test_fills_the_keys_of_compounds_from_the_documents_that_are_kept(self, database: Database) -> None:
        with database.write() as connection:
            entries = [make_entry("A", structure=SALT, cas_rn="2002-24-6"), make_entry("B", cas_rn="7732-18-5")]
            keep_products(connection, [*entries, make_entry("C")], Author("test"))
            expected = connection.execute(COMPOUND_KEYS).all()
        go(database, command.downgrade, "0001")
        migrate(database)
        with database.read() as connection:
            assert connection.execute(COMPOUND_KEYS).all() == expected
        assert expected == [
            ("A", "2002-24-6", "PMUNIMVZCACZBB-UHFFFAOYSA-N", "HZAXFHJVJLSVMW-UHFFFAOYSA-N", "C2H7NO"),
            ("B", "7732-18-5", "7732-18-5", None, None),
            ("C", None, product_key("C"), None, None),
        ]

    def test_fills_words_and_elements_from_the_products_that_are_kept(self, database: Database) -> None:
        with database.write() as connection:
            entries = [make_entry("A", name="Sodium benzoate", hill_formula="C7H5NaO2"), make_entry("B", name="Water")]
            keep_products(connection, entries, Author("test"))
            expected = [connection.execute(query).all() for query in (WORDS, ELEMENTS)]
        go(database, command.downgrade, "0001")
        migrate(database)
        with database.read() as connection:
            assert [connection.execute(query).all() for query in (WORDS, ELEMENTS)] == expected
        assert {"benzoate", "sodium", "water"} <= {word for [word] in expected[0]}
        assert {("C", 7.0), ("Na", 1.0)} <= {(element, count) for element, count, _ in expected[1]}

    def test_fills_the_facts_of_offers_from_the_documents_that_are_kept(self, database: Database) -> None:
        packs = [{"availability": "in-stock"}, {"availability": "backorder"}]
        hazards = {"pictograms": ["GHS07"], "hazard_statements": [{"code": "H302+H312"}]}
        with database.write() as connection:
            entries = [make_entry("A", grade="ACS Reagent", packs=packs, hazards=hazards), make_entry("B")]
            keep_products(connection, [*entries, make_entry("C", availability="0")], Author("test"))
            expected = connection.execute(FACTS).all()
        go(database, command.downgrade, "0005")
        migrate(database)
        with database.read() as connection:
            assert connection.execute(FACTS).all() == expected
        assert expected == [
            ("A", "availability", "backorder"),
            ("A", "availability", "in-stock"),
            ("A", "grade", "acs reagent"),
            ("A", "has", "hazards packs"),
            ("A", "hazard", "H302"),
            ("A", "hazard", "H312"),
            ("A", "pictogram", "GHS07"),
            ("B", "has", ""),
            ("C", "availability", "backorder"),
            ("C", "has", ""),
        ]

    def test_lets_few_names_wait_outside_the_word_index(self, database: Database) -> None:
        with database.write() as connection:
            keep_products(connection, [make_entry("A", name="Sodium benzoate")], Author("test"))
        go(database, command.downgrade, "0007")
        migrate(database)
        with database.read() as connection:
            assert count_products(connection) == 1
        if database.is_sqlite:
            # Its index takes in every name at once.
            return
        # Nothing is left to be taken in, and from now on little waits.
        waiting = select(func.gin_clean_pending_list("ix_product_names_words"))
        options = text("SELECT reloptions FROM pg_class WHERE relname = 'ix_product_names_words'")
        with database.read() as connection:
            assert connection.scalar(waiting) == 0
            assert connection.scalar(options) == ["gin_pending_list_limit=256"]

    def test_lets_the_indexes_of_parents_and_compounds_hold_only_what_differs(self, database: Database) -> None:
        with database.write() as connection:
            entries = [make_entry("A", structure=SALT, hill_formula="C2H8ClNO"), make_entry("B", cas_rn="7732-18-5")]
            keep_products(connection, entries, Author("test"))
            kept = connection.execute(PARENTS).all()
        partial = {"ix_products_compound_key", "ix_products_parent_formula", "ix_products_parent_key"}
        for step, revision, expected in (
            (command.downgrade, "0008", set()),
            (command.upgrade, ROOM_FOR_TEXTS, partial),
        ):
            go(database, step, revision)
            with database.read() as connection:
                indexes = inspect(connection).get_indexes("products")
                assert connection.execute(PARENTS).all() == kept
            where = f"{database.engine.dialect.name}_where"
            assert {index["name"] for index in indexes if where in index.get("dialect_options", {})} == expected
            assert partial < {index["name"] for index in indexes}
        migrate(database)

    def test_keeps_keys_and_closes_again_what_was_revoked_or_has_expired(self, database: Database) -> None:
        made = (
            "INSERT INTO api_keys (name, role, digest, revoked, created_at) VALUES (:name, 'editor', :name, :off, '')"
        )
        go(database, command.downgrade, "0009")
        with database.write() as connection:
            connection.execute(text(made), [{"name": "open", "off": False}, {"name": "closed", "off": True}])
        migrate(database)
        with database.write() as connection:
            closed = {key.holder.name: key.revoked_at is not None for key in list_keys(connection)}
            create_key(connection, "reader", "old", "2026-01-01T00:00:00.000000Z")
            begin_session(connection, list_keys(connection)[0])
        assert closed == {"open": False, "closed": True}
        go(database, command.downgrade, "0009")
        with database.read() as connection:
            rows = connection.execute(text("SELECT name, revoked FROM api_keys ORDER BY id")).all()
        assert [(name, bool(revoked)) for name, revoked in rows] == [("open", False), ("closed", True), ("old", True)]
        migrate(database)
        with database.read() as connection:
            assert [key.revoked_at is None for key in list_keys(connection)] == [True, False, False]

    def test_lets_a_run_say_that_it_is_being_undone(self, database: Database) -> None:
        with database.write() as connection:
            run = begin_run(connection, "key", Author("test"), None, [])
            finish_run(connection, run)
            begin_undoing(connection, run)
        for step, revision, expected in ((command.downgrade, "0009", None), (command.upgrade, ROOM_FOR_TEXTS, "done")):
            go(database, step, revision)
            with database.read() as connection:
                columns = {column["name"] for column in inspect(connection).get_columns("runs")}
                assert ("undoing_since" in columns) == (expected is not None)
                assert expected is None or get_run(connection, run).state == expected
        migrate(database)


class TestAddress:
    @pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "", "sqlite+nope:///x"])
    def test_refuses_what_it_cannot_use(self, url: str) -> None:
        with pytest.raises(StoreUnusable):
            Database(url)

    def test_says_which_file_cannot_be_opened(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path}/no/such/folder/catalog.db")
        with pytest.raises(StoreUnusable, match="no/such/folder"):
            migrate(database)
        database.close()


class TestReadersBeside:
    """On PostgreSQL a change of a table waits for every reader, and new readers wait behind it."""

    @pytest.fixture
    def older(self, postgres_url: str) -> Iterator[Database]:
        with migrated(postgres_url) as database:
            go(database, command.downgrade, "0019")
            yield database
            migrate(database)

    def test_gives_up_with_a_sentence_and_lets_readers_through(
        self, older: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("catalog.store.migrate.TRIES", 2)
        monkeypatch.setattr("catalog.store.migrate.LOCK_WAIT", "100ms")
        with older.read() as reader:
            count_rows = select(func.count()).select_from(text("products"))
            assert reader.scalar(count_rows) == 0
            with pytest.raises(StoreBusy, match="keeps a transaction open"):
                migrate(older)
            assert reader.scalar(count_rows) == 0
        assert schema_state(older).at == "0019"

    def test_goes_on_when_the_reader_is_done(self, older: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("catalog.store.migrate.LOCK_WAIT", "100ms")
        with older.connect() as reader:
            reader.begin()
            reader.execute(text("SELECT count(*) FROM products"))
            monkeypatch.setattr("catalog.store.migrate.time.sleep", lambda _seconds: reader.rollback())
            migrate(older)
        assert schema_state(older).is_current
