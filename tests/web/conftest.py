"""A served catalog with the project's own seeds in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from catalog.chemistry.pool import WorkerPool
from catalog.intake.accept import import_files
from catalog.intake.options import IntakeOptions
from catalog.settings import Settings
from catalog.store.database import Database
from catalog.store.keys import Role, create_key
from catalog.store.migrate import migrate
from catalog.web.app import create_app

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="session")
def seeded_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the seeds, for tests that only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('seeded')}/catalog.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    with WorkerPool(2) as pool:
        report = import_files(database, pool, [SEEDS], IntakeOptions(actor="test"))
    assert not report.has_trouble()
    report.close()
    database.close()
    return url


@pytest.fixture(scope="session")
def client(seeded_url: str) -> Iterator[TestClient]:
    """The application over the seeded database."""
    with TestClient(create_app(Settings(database_url=seeded_url)), follow_redirects=False) as served:
        yield served


@pytest.fixture
def own_url(tmp_path: Path) -> str:
    """An empty database of one test alone."""
    url = f"sqlite:///{tmp_path}/own.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    database.close()
    return url


@pytest.fixture
def own_client(own_url: str) -> Iterator[TestClient]:
    """The application over an empty database that the test may fill."""
    with TestClient(create_app(Settings(database_url=own_url)), follow_redirects=False) as served:
        yield served


def make_key(url: str, role: Role) -> dict[str, str]:
    """The header of a new key."""
    database = Database(url)
    with database.write() as transaction:
        key = create_key(transaction, role, f"test {role}")
    database.close()
    return {"Authorization": f"Bearer {key}"}
