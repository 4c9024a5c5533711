"""A served catalog with the project's own seeds in it."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.store.access.keys import create_key
from catalog.store.access.roles import Role
from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.web.app import create_app
from tests.conftest import make_empty
from tests.settings_made import unhurried

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="session")
def seeded_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the seeds, for tests that only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('seeded')}/catalog.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    with import_workers(2) as pool:
        report = import_files(database, pool, [SEEDS], IntakeOptions(actor="test"))
    assert not report.has_trouble()
    report.close()
    database.close()
    return url


@pytest.fixture(scope="session")
def client(seeded_url: str) -> Iterator[TestClient]:
    """The application over the seeded database."""
    with TestClient(create_app(unhurried(seeded_url)), follow_redirects=False) as served:
        yield served


@pytest.fixture
def own_url(tmp_path: Path) -> str:
    """An empty database of one test alone."""
    url = f"sqlite:///{tmp_path}/own.db"
    make_empty(url)
    return url


@pytest.fixture
def own_client(own_url: str) -> Iterator[TestClient]:
    """The application over an empty database that the test may fill."""
    with TestClient(create_app(unhurried(own_url)), follow_redirects=False) as served:
        yield served


def make_key(url: str, role: Role) -> dict[str, str]:
    """The header of a new key."""
    database = Database(url)
    with database.write() as transaction:
        key = create_key(transaction, role, f"test {role}")
    database.close()
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture(scope="module")
def editing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """The application over an empty database of one module's tests, and the header of an editor's key."""
    url = f"sqlite:///{tmp_path_factory.mktemp('editing')}/catalog.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    database.close()
    with TestClient(create_app(unhurried(url)), follow_redirects=False) as served:
        yield served, make_key(url, "editor")


SAMPLED = 200
"""How many products of real suppliers and registries the sample holds at least."""


@pytest.fixture(scope="session")
def sampled_url(tmp_path_factory: pytest.TempPathFactory, test_data: Path) -> str:
    """A database with 200 compounds of PubChem spread over all sizes, and a supplier's pages with all their parts."""
    folder = tmp_path_factory.mktemp("sampled")
    _write_sample(test_data / "bulk" / "identifiers_71k.tsv.gz", folder / "sample.csv")
    url = f"sqlite:///{folder}/catalog.db"
    database = Database(url, synchronous="NORMAL")
    migrate(database)
    with import_workers(2) as pool:
        files = [folder / "sample.csv", test_data / "products" / "tci_products.json"]
        report = import_files(database, pool, files, IntakeOptions(actor="test", supplier="Sample"))
        report.close()
    database.close()
    return url


def _write_sample(source: Path, target: Path) -> None:
    columns = {"cas": "cas_rn", "mw": "molecular_weight", "inchikey": "inchi_key", "iupac_name": "name"}
    with gzip.open(source, "rt", encoding="utf-8") as lines, target.open("w", encoding="utf-8") as written:
        rows = [row for index, row in enumerate(csv.DictReader(lines, delimiter="\t")) if index % 350 == 0]
        fields = [name for name in rows[0] if name not in ("pubchem_cid", "common_name")]
        writer = csv.writer(written)
        writer.writerow(["catalog_number", *(columns.get(name, name) for name in fields)])
        writer.writerows([f"S{index}", *(row[name] for name in fields)] for index, row in enumerate(rows))


@pytest.fixture(scope="session")
def sampled_client(sampled_url: str) -> Iterator[TestClient]:
    """The application over the sample."""
    with TestClient(create_app(unhurried(sampled_url)), follow_redirects=False) as served:
        yield served


def every_product(client: TestClient) -> Iterator[dict[str, Any]]:
    """All product documents, as the API lists them."""
    url: str | None = "/api/v1/products?limit=1000"
    while url:
        page = client.get(url).json()
        yield from page["items"]
        url = page["next"]
