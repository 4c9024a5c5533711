"""Going up and down between the revisions of a database, and what it then holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, ColumnElement, select

from catalog.store.columns import metadata
from catalog.store.compounds.comparing import CatalogComparer
from catalog.store.database import Database
from catalog.store.log_tables import catalog_comparison
from catalog.store.migrate import ROOM_FOR_TEXTS, _config, forget_foreign_keys
from catalog.store.tables import texts, vocabulary

OF_TEXTS = ("fields_id", "body_id")


def revisions() -> list[str]:
    """Every revision that there is, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def go(database: Database, step: Callable[[Config, str], None], revision: str) -> None:
    """Run migrations alone, as the alembic command does."""
    config = _config()
    with database.connect() as connection:
        config.attributes["connection"] = connection
        if database.is_sqlite:
            forget_foreign_keys(connection)
            connection.execution_options(catalog_write=True)
        with connection.begin():
            step(config, revision)
        if database.is_sqlite:
            connection.invalidate()


def down_and_up(database: Database, revision: str) -> None:
    """Go down to a revision and up again, as far as that goes with nothing filled."""
    go(database, command.downgrade, revision)
    go(database, command.upgrade, "head" if revision != "base" and revision > ROOM_FOR_TEXTS else ROOM_FOR_TEXTS)


def text_of(column: Column[Any]) -> ColumnElement[Any]:
    return select(texts.c.text).where(texts.c.id == column).scalar_subquery()


def digests(database: Database) -> dict[str, tuple[int, str]]:
    """Of every table, how many rows it has and a digest of all that they say; the numbers of words and texts mean
    nothing, so that what they stand for is compared. What follows from comparing products is made anew before.
    """
    CatalogComparer(database).compare()
    found = {}
    with database.read() as connection:
        for table in metadata.sorted_tables:
            if table is catalog_comparison:
                continue
            columns: list[ColumnElement[Any]] = [
                select(texts.c.text).where(texts.c.id == column).scalar_subquery()
                if column.name in OF_TEXTS
                else column
                for column in table.c
                if column not in {vocabulary.c.id, texts.c.id}
            ]
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(*columns)))
            found[table.name] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def differences(database: Database) -> list[str]:
    """How its tables differ from those that the code describes; the word index is made by hand."""
    options = {"include_object": lambda _thing, name, *_rest: not (name or "").startswith("product_words")}
    with database.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    named = map(str, found)
    return [one for one in named if "ix_product_names_words" not in one]
