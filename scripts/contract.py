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
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

ROOT = Path(__file__).resolve().parent.parent
SERVER_SECONDS = 60
"""How long a server may take to start, or to end."""
RUN_SECONDS = 1_200
"""How long one run of schemathesis may take."""


def main() -> int:
    """Ask every database; 1 where anything was answered otherwise than described."""
    server = os.environ.get("CATALOG_TEST_POSTGRES")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="catalog-contract-"))
        databases = {"SQLite": f"sqlite:///{folder}/catalog.db"}
        if server is None:
            print("PostgreSQL is left out: CATALOG_TEST_POSTGRES names no server.", flush=True)
        else:
            databases["PostgreSQL"] = stack.enter_context(postgres_database(server))
        with ThreadPoolExecutor(len(databases)) as threads:
            passed = list(threads.map(partial(ask, folder), databases, databases.values()))
    return 0 if all(passed) else 1


def ask(folder: str, engine: str, url: str) -> bool:
    """Fill a database, serve it, and ask it without a key and with one; whether all was answered as described."""
    # Whoever asks so much is one client, and shall meet more than the refusal of it.
    patient = {"CATALOG_CLIENT_SECONDS": "3600", "CATALOG_WRONG_KEYS": "1000000", "CATALOG_LOG_LEVEL": "warning"}
    environment = os.environ | patient | {"CATALOG_DATABASE_URL": url, "CATALOG_INDEX_FOLDER": folder}
    catalog(environment, "import", "seeds")
    key = catalog(environment, "keys", "create", "--role", "editor").strip()
    with served(environment) as address:
        without = run_schemathesis(f"{engine}, without a key", address)
        with_key = run_schemathesis(f"{engine}, with an editor's key", address, f"--header=Authorization: Bearer {key}")
    return without and with_key


def catalog(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command of the program; what it printed."""
    command = [sys.executable, "-m", "catalog", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=300
    )
    return done.stdout


def run_schemathesis(name: str, address: str, *more: str) -> bool:
    """One run with the configuration in the repository's root; whether it passed. What it found is printed."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "run", f"{address}/api/v1/openapi.json", "--url", address, "--no-color", *more]
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        try:
            code = subprocess.run(
                command, cwd=ROOT, stdout=said, stderr=said, check=False, timeout=RUN_SECONDS
            ).returncode
            outcome = "failed" if code else "passed"
        except subprocess.TimeoutExpired:
            outcome = "stopped, for it took too long,"
        said.seek(0)
        words = "" if outcome == "passed" else said.read().decode(errors="replace")
    print(f"{words}{name}: {outcome} after {time.monotonic() - began:.0f} s", flush=True)
    return outcome == "passed"


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[str]:
    """A server process; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "catalog", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
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
