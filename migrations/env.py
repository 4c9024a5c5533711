"""Alembic's environment: which database, which tables, and what autogenerate must leave alone."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from catalog.settings import load_settings
from catalog.store.columns import metadata
from catalog.store.database import Database
from catalog.store.migrate import forget_foreign_keys


def is_ours(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave alone what autogenerate would drop: the shadow tables of FTS5 (the word index is made by hand in its
    migration), and the cartridge's table, which those have who search with it.
    """
    return not (kind == "table" and name is not None and name.startswith(("product_words", "structure_mols")))


def run() -> None:
    """Migrate through the connection that the program hands over, or through one of our own for the alembic command."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        migrate(connection)
        return
    database = Database(load_settings().database_url)
    with database.engine.connect() as own:
        if database.is_sqlite:
            forget_foreign_keys(own)
        migrate(own)
        own.commit()
    database.close()


def migrate(connection: Connection) -> None:
    """Run the migrations; batch mode, since SQLite cannot alter tables in place."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=is_ours,
        render_as_batch=True,
        transactional_ddl=False,
    )
    context.run_migrations()


run()
