"""The command ``catalog doctor``: what of this machine and its settings would keep the catalog from working well."""

from __future__ import annotations

import importlib
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import typer

from catalog.chemistry.names.systematic_names import missing_requirements
from catalog.cli.output import standard_output
from catalog.errors import CatalogError
from catalog.settings import Settings, load_settings
from catalog.store.clock import now
from catalog.store.database import Database, database_file
from catalog.store.migrate import schema_state
from catalog.store.reading.server_facts import ServerFacts, server_facts
from catalog.store.structures.cartridge.table import require_cartridge
from catalog.store.structures.file_index import structure_path
from catalog.store.unwritable_files import is_unwritable
from catalog.web.api.sheet import NEEDED, can_make_sheets
from catalog.web.services.uploads import open_uploads

FEWEST_FILES = 4_096
"""A server with fewer open files keeps fewer than 3,000 connections."""
FEWEST_CONNECTIONS = 40
"""A server process opens up to 15 connections to PostgreSQL; an import and a second process need theirs."""
FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("~/.fonts").expanduser())


class Result(NamedTuple):
    """What a check of the machine found.

    Attributes:
        state: ``ok``, ``look`` if something should be decided, ``wrong`` if something does not work.
        subject: what was looked at.
        says: what was found, and what to do.
    """

    state: Literal["ok", "look", "wrong"]
    subject: str
    says: str


def doctor() -> None:
    """Look at the database, the disk, the folders, limits, fonts and settings, and say what to do.

    The exit code is 1 if something does not work.
    """
    settings = load_settings()
    results = [result for check in CHECKS for result in check(settings)]
    with standard_output("The results"):
        for state, subject, says in results:
            typer.echo(f"{state:5}  {subject:12}  {says}")
    if any(result.state == "wrong" for result in results):
        raise typer.Exit(1)


def _database(settings: Settings) -> Iterator[Result]:
    file = database_file(settings.database_url)
    if file is not None and not file.exists():
        yield Result("look", "database", f"There is no {file} yet. `catalog serve` and `catalog import` make it.")
        yield from _room(file.resolve().parent, 0)
        return
    database = Database(settings.database_url)
    try:
        yield from _of_database(database)
    except CatalogError as error:
        yield Result("wrong", "database", str(error))
    finally:
        database.close()
    if file is not None and is_unwritable(file):
        yield Result("look", "disk", f"This user cannot write {file}: it can be read, and every write is refused.")
    elif file is not None:
        yield from _room(file.resolve().parent, file.stat().st_size)


def _standby(settings: Settings) -> Iterator[Result]:
    if settings.read_url is None:
        return
    standby = Database(settings.read_url)
    try:
        with standby.read() as transaction:
            facts = server_facts(transaction)
    except CatalogError as error:
        yield Result("wrong", "standby", str(error))
        return
    finally:
        standby.close()
    if facts.is_standby:
        yield Result("ok", "standby", f"{facts.products:,} products, the last change at {facts.last_change}")
    else:
        yield Result("wrong", "standby", "CATALOG_READ_URL names a server that is no standby. It is never read.")


def _of_database(database: Database) -> Iterator[Result]:
    state = schema_state(database)
    if not state.known:
        yield Result("wrong", "database", f"{state} is of a newer release. Run that, or restore an older backup.")
        return
    if not state.is_current:
        at = "empty" if state.at is None else f"at {state}; this release needs {state.head}"
        yield Result("look", "database", f"It is {at}. Run `catalog migrate`, or start the server.")
        return
    with database.read() as transaction:
        facts = server_facts(transaction)
    engine = "SQLite" if database.is_sqlite else "PostgreSQL"
    yield Result("ok", "database", f"{engine} {facts.version}, {state}, {facts.products:,} products")
    yield from _of_server(facts)


def _of_server(facts: ServerFacts) -> Iterator[Result]:
    if facts.is_read_only:
        which = "a standby" if facts.is_standby else "read-only"
        yield Result("look", "database", f"It is {which}: it can be read, and every write is refused.")
    if facts.loses_commits:
        yield Result("look", "database", "synchronous_commit is off: a crash of the server loses the last changes.")
    if facts.connections is not None and facts.connections < FEWEST_CONNECTIONS:
        says = f"max_connections is {facts.connections}. Set it to {FEWEST_CONNECTIONS} or more."
        yield Result("look", "database", says)
    if facts.last_change is not None and facts.last_change > now():
        yield Result("wrong", "clock", f"The last change was made at {facts.last_change}, after now. Set the clock.")
    else:
        yield Result("ok", "clock", now())


def _room(folder: Path, size: int) -> Iterator[Result]:
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        yield Result("wrong", "disk", f"This user cannot write to {folder}, where the database is to be made.")
        return
    free = shutil.disk_usage(folder).free
    says = f"{free / 1e9:,.1f} GB free at {folder}"
    if free < size:  # Rewriting a file of SQLite needs as much as it has.
        yield Result("look", "disk", f"{says}, less than the database has. Migrations and backups may need as much.")
    else:
        yield Result("ok", "disk", says)


def _folders(settings: Settings) -> Iterator[Result]:
    try:
        open_uploads(settings.database_url, settings.uploads_folder)
        path = structure_path(settings.database_url, settings.index_folder)
    except (CatalogError, OSError) as error:
        yield Result("wrong", "folders", str(error))
        return
    yield Result("ok", "folders", f"structures in {path.parent}, uploads where only this user can read them")


def _structure_engine(settings: Settings) -> Iterator[Result]:
    if settings.structure_engine == "file":
        yield Result("ok", "structures", "searched in a file beside this server")
        return
    database = Database(settings.database_url)
    try:
        require_cartridge(database)
    except CatalogError as error:
        yield Result("wrong", "structures", str(error))
    else:
        yield Result("ok", "structures", "searched by the RDKit cartridge")
    finally:
        database.close()


def _open_files(_settings: Settings) -> Iterator[Result]:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < FEWEST_FILES:
        says = f"A process may open {hard} files. Allow {FEWEST_FILES} or more (ulimit -Hn, LimitNOFILE= of systemd)."
        yield Result("look", "open files", says)
    else:
        yield Result("ok", "open files", "no limit" if hard == resource.RLIM_INFINITY else f"up to {hard:,}")


def _addresses(settings: Settings) -> Iterator[Result]:
    public = settings.base_url or ""
    is_hidden = _is_loopback(settings.host)
    if is_hidden and public and not settings.trusted_addresses():
        says = (
            f"{public} seems to be served by a proxy, but CATALOG_TRUSTED_PROXIES is not set: all clients look like "
            "one, and share its limits. Name the proxy's address."
        )
        yield Result("look", "proxy", says)
    elif not is_hidden and urlsplit(public).scheme != "https":
        says = f"{settings.host} can be reached from elsewhere without TLS: passwords and keys can be read on the way."
        yield Result("look", "proxy", f"{says} Put a proxy in front, and set CATALOG_BASE_URL to its https address.")
    else:
        yield Result("ok", "proxy", f"served at {public or f'http://{settings.host}:{settings.port}'}")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _names(settings: Settings) -> Iterator[Result]:
    missing = missing_requirements()
    if not missing:
        yield Result("ok", "names", "systematic names can be read")
    elif settings.check_names:
        yield Result("wrong", "names", f"CATALOG_CHECK_NAMES is on, but {missing}.")
    else:
        yield Result("look", "names", f"Systematic names are not compared with structures: {missing}.")


def _sheets(_settings: Settings) -> Iterator[Result]:
    if not can_make_sheets():
        yield Result("look", "data sheets", "The extra `pdf` is not installed: there are no data sheets as PDF.")
        return
    try:
        for name in NEEDED:
            importlib.import_module(name)
    except OSError as error:
        says = f"A library is missing ({error}). On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        yield Result("wrong", "data sheets", says)
        return
    if not any(next(folder.rglob("*.[to]tf"), None) for folder in FONTS if folder.is_dir()):
        yield Result("look", "data sheets", "No fonts are installed. On Debian: apt-get install fonts-dejavu-core")
    else:
        yield Result("ok", "data sheets", "can be made as PDF")


Check = Callable[[Settings], Iterator[Result]]
CHECKS: tuple[Check, ...] = (
    _database,
    _standby,
    _folders,
    _structure_engine,
    _open_files,
    _addresses,
    _names,
    _sheets,
)
"""All checks of the machine, in the order in which they are told."""
