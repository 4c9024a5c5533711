"""Hold the served API against its description: ``python -m scripts.contract`` (``make contract``).

Schemathesis asks a real ``catalog serve`` over the seeds, without a key and with an editor's, on SQLite and, where
CATALOG_TEST_POSTGRES names a server, on PostgreSQL. What it asks follows from ``schemathesis.toml`` alone, so that two
runs ask the same.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

ROOT = Path(__file__).resolve().parent.parent
SERVER_SECONDS = 60
"""How long a server may take to start, or to end."""
RUN_SECONDS = 600
"""How long one run of schemathesis may take."""


class Outcome(NamedTuple):
    """What one run found.

    Attributes:
        name: which database, and whose requests.
        passed: whether nothing was found.
        said: what schemathesis printed.
        seconds: how long it took.
    """

    name: str
    passed: bool
    said: str
    seconds: float


def main() -> int:
    """Run everything; print what was found."""
    server = os.environ.get("CATALOG_TEST_POSTGRES")
    if server is None:
        print("PostgreSQL is left out: CATALOG_TEST_POSTGRES names no server.", flush=True)
    with tempfile.TemporaryDirectory(prefix="catalog-contract-") as folder:
        file = f"sqlite:///{folder}/catalog.db"
        if server is None:
            outcomes = list(contract_outcomes("SQLite", file))
        else:
            with postgres_database(server) as database, ThreadPoolExecutor(2) as threads:
                runs = threads.map(
                    lambda one: list(contract_outcomes(*one)), [("SQLite", file), ("PostgreSQL", database)]
                )
                outcomes = [outcome for run in runs for outcome in run]
    for outcome in outcomes:
        print(outcome.said if not outcome.passed else "", end="")
        print(f"{outcome.name}: {'passed' if outcome.passed else 'failed'} after {outcome.seconds:.0f} s", flush=True)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def contract_outcomes(engine: str, url: str) -> Iterator[Outcome]:
    """Fill a database, serve it, and ask it without a key and with one."""
    environment = os.environ | {"CATALOG_DATABASE_URL": url}
    catalog(environment, "import", "seeds")
    key = catalog(environment, "keys", "create", "--role", "editor").strip()
    with served(environment) as address:
        yield run_schemathesis(f"{engine}, without a key", address)
        yield run_schemathesis(f"{engine}, with an editor's key", address, "--header", f"Authorization: Bearer {key}")


def catalog(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command of the program; what it printed."""
    command = [sys.executable, "-m", "catalog", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=300
    )
    return done.stdout


def run_schemathesis(name: str, address: str, *more: str) -> Outcome:
    """One run with the configuration in the repository's root."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "run", f"{address}/api/v1/openapi.json", "--url", address, "--no-color", *more]
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=RUN_SECONDS
    )
    return Outcome(name, done.returncode == 0, done.stdout, time.monotonic() - began)


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[str]:
    """A server process; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "catalog", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"{address}/readyz", server)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(SERVER_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until an address answers.

    Raises:
        RuntimeError: the server ended, or took too long.
    """
    deadline = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  # Our own server.
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} never answered.")


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """A database with the cartridge that lives as long as this, in a server; its URL."""
    url = make_url(server)
    name = f"catalog_contract_{os.getpid()}"
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


if __name__ == "__main__":
    sys.exit(main())
