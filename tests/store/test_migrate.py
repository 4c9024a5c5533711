"""Migrations: a new database, a newer one, and none forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from catalog.errors import StoreNewer, StoreUnusable
from catalog.store.database import Database
from catalog.store.migrate import migrate, standing
from catalog.store.tables import metadata


class TestMigrate:
    def test_does_nothing_the_second_time(self, database: Database) -> None:
        assert not migrate(database)
        assert standing(database).is_current

    def test_refuses_a_database_of_a_newer_release(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path}/newer.db")
        migrate(database)
        with database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(StoreNewer, match="newer"):
            migrate(database)
        database.close()

    def test_makes_the_tables_that_the_code_describes(self, database: Database) -> None:
        options = {"include_object": lambda _thing, name, *_rest: not (name or "").startswith("product_words")}
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts=options)
            differences = compare_metadata(context, metadata)
        named = [str(difference) for difference in differences if "ix_product_names_words" not in str(difference)]
        assert named == []


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
