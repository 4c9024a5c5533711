"""Facts about a database's server and contents that an operator should know of."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select, text

from catalog.store.tables import products, revisions


class ServerFacts(NamedTuple):
    """Facts about a database.

    Attributes:
        products: the number of products.
        last_change: the time of the last revision, or None.
        version: the version of SQLite or PostgreSQL, such as ``15.8``.
        is_standby: whether it is a standby of PostgreSQL, which can only be read.
        loses_commits: whether a crash of PostgreSQL can lose the last commits (``synchronous_commit = off``).
        connections: how many connections PostgreSQL takes, or None for SQLite.
    """

    products: int
    last_change: str | None
    version: str
    is_standby: bool
    loses_commits: bool
    connections: int | None


def server_facts(connection: Connection) -> ServerFacts:
    """Return the facts about a database that is at this release's revision."""
    number = connection.scalar(select(func.count()).select_from(products)) or 0
    last = connection.scalar(select(func.max(revisions.c.at)))
    if connection.dialect.name == "sqlite":
        version = str(connection.scalar(text("SELECT sqlite_version()")))
        return ServerFacts(number, last, version, is_standby=False, loses_commits=False, connections=None)
    asked = "SELECT current_setting('server_version'), pg_is_in_recovery(), current_setting('synchronous_commit'), "
    version, standby, commit, most = connection.execute(text(f"{asked} current_setting('max_connections')")).one()
    return ServerFacts(
        number,
        last,
        version.partition(" ")[0],
        is_standby=standby,
        loses_commits=commit == "off",
        connections=int(most),
    )
