"""What some tests need beyond Python: skipped aloud where it is missing, a failure where it is required."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

HOW_TO_HAVE = {
    "postgres": (
        "PostgreSQL with the RDKit cartridge: `make postgres` starts one, "
        "and CATALOG_TEST_POSTGRES=postgresql+psycopg://USER@HOST:PORT/DATABASE names it"
    ),
    "browser": "Chromium: `apt-get install chromium`, or CATALOG_TEST_CHROMIUM=/path/to/chromium",
    "data": "the suppliers' records for tests: CATALOG_TEST_DATA=/path/to/them (default ../shared/data)",
    "tmpfs": "root who may mount a small disk in memory: run the tests as root, in a container with CAP_SYS_ADMIN",
    "mcp": "the SDK of the Model Context Protocol: `pip install 'catalog-service[mcp]'`",
    "pg_dump": "PostgreSQL's clients: `apt-get install postgresql-client`",
    "java": "a Java runtime, 8 or newer: `apt-get install default-jre-headless`",
}
"""Every such thing by its name in CATALOG_TEST_REQUIRE, with how to have it."""

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def required() -> frozenset[str]:
    """The names in CATALOG_TEST_REQUIRE (comma between): things whose absence is a failure and not a skip."""
    names = frozenset(name.strip() for name in os.environ.get("CATALOG_TEST_REQUIRE", "").split(",") if name.strip())
    unknown = names - HOW_TO_HAVE.keys()
    if unknown:
        raise pytest.UsageError(
            f"CATALOG_TEST_REQUIRE names {', '.join(sorted(unknown))}; it may name {', '.join(HOW_TO_HAVE)}."
        )
    return names


def lacking(thing: str, detail: str = "") -> NoReturn:
    """Skip the running test, or fail it where ``thing`` is required; either way say how to have it."""
    message = f"needs {thing}: {HOW_TO_HAVE[thing]}" + (f" ({detail})" if detail else "")
    if thing in required():
        pytest.fail(f"{message}. CATALOG_TEST_REQUIRE asks for it.", pytrace=False)
    pytest.skip(message)


def require(thing: str, missing: str | None) -> None:
    """Go on where ``missing`` is None; else it says what is not there: a skip or a failure as by ``lacking``."""
    if missing is not None:
        lacking(thing, missing)


def data_folder() -> Path:
    """The folder with the suppliers' records, or a skip."""
    root = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("CATALOG_TEST_DATA") or root.parent / "shared" / "data")
    require("data", None if folder.is_dir() else f"no folder {folder}")
    return folder


def postgres_server() -> str:
    """The DSN of a PostgreSQL server in which databases may be made, in SQLAlchemy's spelling, or a skip."""
    dsn = os.environ.get("CATALOG_TEST_POSTGRES", "")
    require("postgres", None if dsn else "CATALOG_TEST_POSTGRES is not set")
    return dsn


def chromium() -> Path:
    """The browser's program, or a skip."""
    stated = os.environ.get("CATALOG_TEST_CHROMIUM")
    found = shutil.which(stated) if stated else next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        lacking("browser", f"no program {stated}" if stated else f"none of {', '.join(CHROMIUM_NAMES)} on the path")
    return Path(found)


def program(name: str) -> None:
    """Go on where there is a program of a name that ``HOW_TO_HAVE`` knows, or skip."""
    require(name, None if shutil.which(name) else f"no program {name} on the path")


def java() -> Path:
    """The Java runtime's program, or a skip."""
    found = shutil.which("java")
    if found is None:
        lacking("java", "no program java on the path")
    return Path(found)


def another_owner(path: Path) -> None:
    """Give a file or folder to another user, as a stranger who made it would have it, or skip: only root can."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to make a folder that belongs to another user")
    os.chown(path, 65_534, 65_534)
