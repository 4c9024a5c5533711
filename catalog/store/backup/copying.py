"""Copying a database to a file and back: SQLite by its backup API, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError

from catalog.errors import StoreUnusable
from catalog.store.backup.contents import Contents, differing_tables, read_contents
from catalog.store.database import Database

DUMP: Mapping[str, str] = {"sqlite": "catalog.db", "postgresql": "catalog.dump"}
"""The name of the copy, by engine."""
NOT_COPIED = ("structure_mols", "structure_mols_state")
"""Tables of the cartridge, which the program makes anew."""


def copy_database(database: Database, transaction: Connection, file: Path) -> None:
    """Copy what a transaction sees to a new file. Others can go on writing.

    Raises:
        StoreUnusable: the copy cannot be made, such as by an old pg_dump or on a full disk.
    """
    if database.is_sqlite:
        _copy_sqlite(transaction, file)
    else:
        shared = transaction.scalar(text("SELECT pg_export_snapshot()"))
        left_out = [f"--exclude-table={name}" for name in NOT_COPIED]
        options = ["--format=custom", "--no-owner", f"--snapshot={shared}", f"--file={file}", *left_out]
        _run_tool("pg_dump", database.engine.url, options)


def verify_copy(engine: str, file: Path, expected: Contents) -> None:
    """Refuse a copy that is damaged, or that does not contain what is expected.

    The content of a PostgreSQL dump is not compared, since it can only be read by a server. It is compared when it is
    restored.

    Raises:
        StoreUnusable: it is damaged, or differs.
    """
    if engine == "postgresql":
        _run("pg_restore", ["--list", str(file)], {})
        return
    with _opened_copy(file) as connection:
        require_sound(connection, str(file))
        require_same(expected, read_contents(connection), str(file))


@contextmanager
def _opened_copy(file: Path) -> Iterator[Connection]:
    """Open a copy of SQLite that nobody writes, without making files beside it."""
    if not file.is_file():
        raise StoreUnusable(f"{file} is missing.")
    address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True))
    try:
        with engine.connect() as connection:
            yield connection
    except DatabaseError as error:
        raise StoreUnusable(f"{file} is damaged: {error.orig}.") from error
    finally:
        engine.dispose()


def require_same(expected: Contents, found: Contents, what: str) -> None:
    """Refuse contents that are not as expected.

    Raises:
        StoreUnusable: tables differ. The message names them.
    """
    differing = differing_tables(expected, found)
    if differing:
        raise StoreUnusable(f"{what} differs from what was copied, in: {', '.join(differing)}.")


def require_sound(transaction: Connection, what: str) -> None:
    """Refuse an SQLite database with damaged pages, or with rows that refer to missing ones.

    Raises:
        StoreUnusable: it is damaged. The message has the first complaints.
    """
    found = [row[0] for row in transaction.exec_driver_sql("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        raise StoreUnusable(f"{what} is damaged: {'; '.join(found)}.")
    lost = sorted({row[0] for row in transaction.exec_driver_sql("PRAGMA foreign_key_check")})
    if lost:
        raise StoreUnusable(f"{what} has rows that refer to missing ones, in: {', '.join(lost)}.")


def load_copy(engine: str, copy: Path, url: str) -> None:
    """Make a database of a copy. It must not exist, or be empty.

    Args:
        engine: the engine of the copy.
        copy: the file.
        url: the address of the new database, of the same engine.

    Raises:
        StoreUnusable: it cannot be made, such as because pg_restore fails.
    """
    if engine == "postgresql":
        _run_tool("pg_restore", make_url(url), ["--no-owner", "--exit-on-error", "--single-transaction", str(copy)])
        return
    place = Path(make_url(url).database or "")
    part = place.with_name(place.name + ".part")
    try:
        shutil.copyfile(copy, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(place)
    finally:
        part.unlink(missing_ok=True)


def _copy_sqlite(transaction: Connection, file: Path) -> None:
    source = cast("sqlite3.Connection", transaction.connection.driver_connection)
    # A transaction of SQLite begins with its first question. The copy is of this transaction, since it is the same
    # connection.
    source.execute("SELECT count(*) FROM sqlite_master").fetchone()
    with closing(sqlite3.connect(file)) as target:
        source.backup(target)
        # A copy in one file, which can be read from a disk that nobody may write.
        target.execute("PRAGMA journal_mode = DELETE")


def _run_tool(tool: str, url: URL, options: Sequence[str]) -> None:
    """Run a program of PostgreSQL for a database. Its arguments, which others can see, do not have the password."""
    query = {name: value for name, value in url.query.items() if isinstance(value, str)}
    address = {"host": url.host or query.get("host"), "port": str(url.port) if url.port else query.get("port")}
    names = [f"--{name}={value}" for name, value in {**address, "username": url.username}.items() if value]
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    _run(tool, ["--no-password", *names, f"--dbname={url.database}", *options], password)


def _run(tool: str, options: Sequence[str], environment: Mapping[str, str]) -> None:
    path = shutil.which(tool)
    if path is None:
        raise StoreUnusable(f"{tool} is not installed. On Debian: apt-get install postgresql-client.")
    done = subprocess.run(  # noqa: S603  # The program is PostgreSQL's, the arguments are of the operator's settings.
        [path, *options],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise StoreUnusable(f"{tool} failed: {said[0] if said else f'exit code {done.returncode}'}")
