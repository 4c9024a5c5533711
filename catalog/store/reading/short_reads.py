"""The fastest ways to read a product: by catalog number or CAS RN, with one indexed read on a kept connection.

They return exactly what ``find_product`` and ``list_products`` would. SQLite is read in the caller's thread and can
say whether anybody has committed since. PostgreSQL answers many questions in one round trip.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, Connection, Integer, Select, Text, bindparam, func, select, true
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SQLAlchemyError

from catalog.errors import StoreUnusable
from catalog.product.text.folding import catalog_key
from catalog.store.database import PAGE_CACHE_KIB, Database
from catalog.store.reading.products import STORED, StoredProduct, ids_with_cas_rn, stored_query
from catalog.store.tables import product_cas_rns, products
from catalog.store.unwritable_files import opened_as

_BY_NUMBER = stored_query(*STORED).where(products.c.catalog_key == bindparam("key"))
_BY_NUMBERS = stored_query(products.c.catalog_key, *STORED).where(
    products.c.catalog_key.in_(bindparam("keys", expanding=True))
)
_BY_CAS_RN = (
    stored_query(*STORED).where(products.c.id.in_(ids_with_cas_rn(bindparam("key")))).order_by(products.c.product_key)
)


def _by_cas_rns() -> Select[Any]:
    """Return the query for the first products of many CAS RNs at once, for PostgreSQL."""
    asked = func.unnest(bindparam("keys", type_=ARRAY(Text))).table_valued("key", name="asked").render_derived()
    number = product_cas_rns.c
    found = (
        stored_query(*STORED)
        .join(product_cas_rns, number.product_id == products.c.id)
        .where(number.cas_rn == asked.c.key)
        .order_by(products.c.product_key)
        .limit(bindparam("most", type_=Integer))
        .lateral("found")
    )
    return select(asked.c.key, *found.c).join_from(asked, found, true()).order_by(asked.c.key, found.c.product_key)


_BY_CAS_RNS = _by_cas_rns()


class ShortQuery(NamedTuple):
    """One question.

    Attributes:
        cas_rn: a canonical CAS RN, or none.
        catalog_number: a catalog number in any case, used if no CAS RN is given.
    """

    cas_rn: str | None
    catalog_number: str = ""


FoundProducts = tuple[StoredProduct, ...]


@dataclass(slots=True)
class SqliteReads:
    """Reads a SQLite file, for one thread at a time.

    Attributes:
        path: the database's file.
        most: the largest number of products for a CAS RN.
    """

    path: str
    most: int
    _connection: sqlite3.Connection | None = None

    def state(self) -> int:
        """Return a number that changes when another process, or another connection of this process, commits.

        Raises:
            StoreUnusable: the database cannot be read at the moment.
        """
        try:
            state: int = self._opened().execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error as error:
            raise StoreUnusable(f"The database {self.path} cannot be read: {error}") from error
        return state

    def read(self, question: ShortQuery) -> FoundProducts:
        """Return the products that answer a question.

        Raises:
            StoreUnusable: the database cannot be read at the moment.
        """
        try:
            if question.cas_rn is None:
                rows = self._opened().execute(_SQLITE_BY_NUMBER, (catalog_key(question.catalog_number),))
            else:
                rows = self._opened().execute(_SQLITE_BY_CAS_RN, (question.cas_rn, self.most))
            return tuple(StoredProduct(*row) for row in rows)
        except (sqlite3.Error, UnicodeError) as error:
            raise StoreUnusable(f"The database {self.path} cannot be read: {error}") from error

    def close(self) -> None:
        """Close the connection. The next read opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            # It never waits for a lock. If a quick answer is not possible, the general way answers.
            name, is_uri = opened_as(Path(self.path))
            self._connection = sqlite3.connect(
                name, timeout=0, isolation_level=None, check_same_thread=False, uri=is_uri
            )
            self._connection.execute("PRAGMA query_only = ON")
            self._connection.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KIB}")
        return self._connection


def _sqlite_text(statement: object) -> str:
    return str(statement.compile(dialect=sqlite.dialect()))  # type: ignore[attr-defined]  # Any executable compiles.


_SQLITE_BY_NUMBER = _sqlite_text(_BY_NUMBER)
_SQLITE_BY_CAS_RN = f"{_sqlite_text(_BY_CAS_RN)} LIMIT ?"  # SQLAlchemy would write an OFFSET with it.


@dataclass(frozen=True, slots=True)
class PostgresReads:
    """Reads PostgreSQL, many questions at a time. Threads can share it.

    Attributes:
        database: the database that lends the connections.
        most: the largest number of products for a CAS RN.
    """

    database: Database
    most: int

    def read_all(self, questions: Collection[ShortQuery]) -> dict[ShortQuery, FoundProducts]:
        """Return the products that answer each question. Changes before the call are visible.

        Raises:
            StoreUnusable: the database cannot be read at the moment.
        """
        try:
            with self.database.connect_to_read() as connection:
                # Each statement is its own transaction. This saves the round trips of BEGIN and ROLLBACK.
                connection.execution_options(isolation_level="AUTOCOMMIT")
                return self._by_number(connection, questions) | self._by_cas_rn(connection, questions)
        except (SQLAlchemyError, UnicodeError) as error:
            raise StoreUnusable(f"The database cannot be read: {error}") from error

    def _by_number(self, connection: Connection, questions: Collection[ShortQuery]) -> dict[ShortQuery, FoundProducts]:
        keys = {question: catalog_key(question.catalog_number) for question in questions if question.cas_rn is None}
        if not keys:
            return {}
        rows = connection.execute(_BY_NUMBERS, {"keys": list(set(keys.values()))})
        found: dict[str, FoundProducts] = {}
        for key, *row in rows:
            found[key] = (*found.get(key, ()), StoredProduct(*row))
        return {question: found.get(key, ()) for question, key in keys.items()}

    def _by_cas_rn(self, connection: Connection, questions: Collection[ShortQuery]) -> dict[ShortQuery, FoundProducts]:
        keys = {question: question.cas_rn for question in questions if question.cas_rn is not None}
        if not keys:
            return {}
        # One statement for all of them: each statement costs more than what it finds.
        rows = connection.execute(_BY_CAS_RNS, {"keys": list(set(keys.values())), "most": self.most})
        found: dict[str, FoundProducts] = {}
        for key, *row in rows:
            found[key] = (*found.get(key, ()), StoredProduct(*row))
        return {question: found.get(key, ()) for question, key in keys.items()}


def short_reads(database: Database, most: int) -> SqliteReads | PostgresReads | None:
    """Return the short reads of a database, or None for a database in the memory of a single connection.

    Args:
        database: the database.
        most: the largest number of products for a CAS RN.
    """
    if not database.is_sqlite:
        return PostgresReads(database, most)
    return None if database.file is None else SqliteReads(str(database.file), most)
