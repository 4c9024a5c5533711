"""Facts about a database's server and contents that an operator should know of."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select, text

from catalog.store.log_tables import run_records
from catalog.store.tables import products, revisions


class ServerFacts(NamedTuple):
    """Facts about a database.

    Attributes:
        products: the number of products.
        last_change: the time of the last revision, or None.
        version: the version of SQLite or PostgreSQL, such as ``15.8``.
        is_standby: whether it is a standby of PostgreSQL, which can only be read.
        is_read_only: whether PostgreSQL refuses writes, as a standby does.
        loses_commits: whether a crash of PostgreSQL can lose the last commits (``synchronous_commit = off``).
        connections: how many connections PostgreSQL takes, or None for SQLite.
    """

    products: int
    last_change: str | None
    version: str
    is_standby: bool
    is_read_only: bool
    loses_commits: bool
    connections: int | None


class WorkFacts(NamedTuple):
    """How much has been done, for measuring the pace.

    Attributes:
        products: the number of products.
        changes: the number of the last change of a product.
        run_records: how many records the newest run has dealt with so far.
    """

    products: int
    changes: int
    run_records: int


def work_facts(connection: Connection) -> WorkFacts:
    """Return how much has been done."""
    newest = select(func.max(run_records.c.run)).scalar_subquery()
    last_position = select(func.max(run_records.c.position)).where(run_records.c.run == newest)
    position = connection.scalar(last_position)
    return WorkFacts(
        connection.scalar(select(func.count()).select_from(products)) or 0,
        connection.scalar(select(func.max(revisions.c.seq))) or 0,
        0 if position is None else position + 1,
    )


def server_facts(connection: Connection) -> ServerFacts:
    """Return the facts about a database that is at this release's revision."""
    number = connection.scalar(select(func.count()).select_from(products)) or 0
    last = connection.scalar(select(func.max(revisions.c.at)))
    if connection.dialect.name == "sqlite":
        version = str(connection.scalar(text("SELECT sqlite_version()")))
        return ServerFacts(
            number, last, version, is_standby=False, is_read_only=False, loses_commits=False, connections=None
        )
    asked = "SELECT current_setting('server_version'), pg_is_in_recovery(), "
    asked += "current_setting('transaction_read_only') = 'on', current_setting('synchronous_commit'), "
    version, standby, read_only, commit, most = connection.execute(
        text(f"{asked} current_setting('max_connections')")
    ).one()
    return ServerFacts(
        number,
        last,
        version.partition(" ")[0],
        is_standby=standby,
        is_read_only=read_only,
        loses_commits=commit == "off",
        connections=int(most),
    )
