"""The cartridge's table: filled, kept level with the catalog, and made anew where it is of no use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url, select, text, update

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import StoreUnusable
from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.sorts import Sort
from catalog.store.structures.cartridge.filling import FILL_LOCK, CartridgeFiller
from catalog.store.structures.cartridge.index import CartridgeIndex
from catalog.store.structures.cartridge.table import (
    cartridge_metadata,
    read_table_state,
    require_cartridge,
    structure_mols,
    structure_mols_state,
)
from catalog.store.structures.index import StructureFilter
from catalog.store.writing.products import remove_products
from tests.conftest import connected, migrated
from tests.store.structures_made import AUTHOR, SMARTS, SMILES, keep_all, numbers, truth

BENZENE = StructureFilter("c1ccccc1")


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    with migrated(postgres_url) as store:
        yield store
        with store.write() as connection:
            cartridge_metadata.drop_all(connection)


@pytest.fixture
def index(postgres: Database, pool: WorkerPool) -> CartridgeIndex:
    return CartridgeIndex(postgres, pool, seconds=30)


def rows(database: Database) -> list[tuple[str, str, bool]]:
    """What the table holds: number, structure, and whether the extension reads it as we do."""
    row = structure_mols.c
    query = select(row.product_key, row.smiles, row.mol.is_not(None)).order_by(row.product_key)
    with database.read() as connection:
        return [(key.strip(), smiles, is_read) for key, smiles, is_read in connection.execute(query)]


class TestTheTable:
    def test_is_filled_by_the_first_search(self, postgres: Database, index: CartridgeIndex) -> None:
        keep_all(postgres, {"A": "CCO", "B": "c1ccccc1"})
        assert numbers(index, BENZENE) == ["B"]
        assert rows(postgres) == [("A", "CCO", True), ("B", "c1ccccc1", True)]

    def test_follows_every_kind_of_change(self, postgres: Database, index: CartridgeIndex) -> None:
        keep_all(postgres, {"A": "CCO", "B": "c1ccccc1", "C": "CCN"})
        assert index.make_anew() == 3
        keep_all(postgres, {"A": "Cc1ccccc1", "D": "CCCl"})
        with postgres.write() as connection:
            remove_products(connection, [product_key("B")], AUTHOR)
        assert numbers(index, BENZENE) == ["A"]
        assert [key for key, *_ in rows(postgres)] == ["A", "B", "C"], "few changes are looked at one by one"
        CartridgeFiller(postgres, index._pool).fill()
        assert rows(postgres) == [("A", "Cc1ccccc1", True), ("C", "CCN", True), ("D", "CCCl", True)]
        assert numbers(index, BENZENE) == ["A"]

    def test_takes_no_word_of_what_the_extension_reads_otherwise(
        self, postgres: Database, index: CartridgeIndex
    ) -> None:
        """An older release sees an aromatic ring in this coumarin, and cannot read the other."""
        bridged = "O=C1Oc2c(Br)c(Br)c(Br)c(Br)c2OC(=O)c2ccc1cc2"
        keep_all(postgres, {"A": bridged, "B": "F[Si-2](F)(F)(F)(F)F.[Mg+2]", "C": "Cc1ccccc1"})
        index.make_anew()
        assert {key for key, _, is_read in rows(postgres) if not is_read} >= {"B"}
        assert numbers(index, StructureFilter("COC=O")) == ["A"]
        assert numbers(index, StructureFilter("[Mg+2]")) == ["B"]
        assert numbers(index, StructureFilter("[Mg+2]"), sort=Sort("molecular_weight")) == ["B"]

    @pytest.mark.parametrize("harm", ["gone", "another format", "of a later time", "half filled"])
    def test_is_made_anew_where_it_is_of_no_use(self, postgres: Database, index: CartridgeIndex, harm: str) -> None:
        keep_all(postgres, {"A": "CCO", "B": "c1ccccc1", "C": "c1ccccc1C"})
        index.make_anew()
        with postgres.write() as connection:
            if harm == "gone":
                connection.execute(text("DROP TABLE structure_mols"))
            else:
                connection.execute(text("DELETE FROM structure_mols WHERE product_key = 'C' || chr(9)"))
                column, wrong = {"another format": ("format", "0"), "of a later time": ("seq", 10**9)}.get(
                    harm, ("filled_to", product_key("B"))
                )
                connection.execute(update(structure_mols_state).values({column: wrong}))
        assert numbers(index, BENZENE) == ["B", "C"]

    def test_far_behind_is_brought_level_first(
        self, postgres: Database, index: CartridgeIndex, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("catalog.store.structures.cartridge.index.TAIL", 2)
        keep_all(postgres, {"A": "CCO"})
        index.make_anew()
        keep_all(postgres, {"B": "c1ccccc1", "C": "CC", "D": "CCC"})
        assert numbers(index, BENZENE) == ["B"]
        assert [key for key, *_ in rows(postgres)] == ["A", "B", "C", "D"]

    def test_filled_again_and_again_is_left_alone(self, postgres: Database, index: CartridgeIndex) -> None:
        keep_all(postgres, {"A": "CCO"})
        index.make_anew()
        assert CartridgeFiller(postgres, index._pool).step() is False


class TestAServer:
    """It fills the table in the background, and searches the catalog's own tables meanwhile."""

    @pytest.fixture
    def waiting(self, postgres: Database, pool: WorkerPool, smiles: dict[str, str]) -> Iterator[CartridgeIndex]:
        """An index whose filling waits until the test is over."""
        keep_all(postgres, smiles)
        index = CartridgeIndex(postgres, pool, seconds=30, serves=True)
        with connected(postgres.engine.url) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (FILL_LOCK,))
            yield index
            connection.execute("SELECT pg_advisory_unlock(%s)", (FILL_LOCK,))
        index.close()

    def test_answers_before_the_table_is_there(self, waiting: CartridgeIndex, smiles: dict[str, str]) -> None:
        for query in (*SMILES, *SMARTS):
            assert numbers(waiting, StructureFilter(query), limit=300) == truth(smiles, query), query
        acid = StructureFilter(superstructure="CC(=O)Oc1ccccc1C(=O)O")
        assert set(numbers(waiting, acid)) >= set(numbers(waiting, StructureFilter("C(=O)O", superstructure="CC(=O)O")))
        alike = waiting.list_products(
            ProductFilter(), StructureFilter(similar_to="c1ccccc1C(=O)O"), Sort("similarity"), limit=5
        )
        assert alike.similarities is not None
        assert alike.similarities[0] == 1.0

    def test_has_the_table_afterwards(self, postgres: Database, pool: WorkerPool) -> None:
        keep_all(postgres, {"A": "CCO", "B": "c1ccccc1"})
        index = CartridgeIndex(postgres, pool, seconds=30, serves=True)
        assert numbers(index, BENZENE) == ["B"]
        index.wait()
        assert [key for key, *_ in rows(postgres)] == ["A", "B"]
        assert numbers(index, BENZENE) == ["B"]
        index.close()

    def test_gives_up_filling_when_it_is_closed(self, waiting: CartridgeIndex, postgres: Database) -> None:
        assert numbers(waiting, BENZENE, limit=300)
        waiting.close()
        with postgres.read() as connection:
            assert read_table_state(connection) is None


class TestTheSetting:
    def test_refuses_sqlite(self, tmp_path: Path) -> None:
        store = Database(f"sqlite:///{tmp_path}/catalog.db")
        with pytest.raises(StoreUnusable, match="This database is SQLite"):
            require_cartridge(store)
        store.close()

    def test_refuses_where_the_extension_may_not_be_created(self, postgres_url: str) -> None:
        server = make_url(postgres_url)
        name = f"catalog_plain_{os.getpid()}"
        with connected(server) as admin:
            admin.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(name)))
            admin.execute(SQL("CREATE DATABASE {0} OWNER {0}").format(Identifier(name)))
            store = Database(server.set(username=name, database=name).render_as_string(hide_password=False))
            try:
                with pytest.raises(StoreUnusable, match=r"permission denied.* administrator"):
                    require_cartridge(store)
            finally:
                store.close()
                admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
                admin.execute(SQL("DROP ROLE {}").format(Identifier(name)))
