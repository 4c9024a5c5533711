"""Some 350 queries have the same answers in the same order on SQLite, on PostgreSQL, and with its cartridge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from catalog.store.database import Database
from catalog.store.structures.cartridge.table import cartridge_metadata
from tests.conftest import emptied
from tests.search.answers import answer_of, served, table

QUERIES = table()


@pytest.fixture(scope="module", params=["sqlite", "postgres", "cartridge"])
def engine_client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The seeds, served from either engine."""
    folder = tmp_path_factory.mktemp("queries")
    if request.param == "sqlite":
        with served(f"sqlite:///{folder}/catalog.db", folder) as client:
            yield client
        return
    url = request.getfixturevalue("postgres_url")
    with served(url, folder, "cartridge" if request.param == "cartridge" else "file") as client:
        yield client
    database = Database(url)
    emptied(database)
    with database.write() as connection:
        cartridge_metadata.drop_all(connection)
    database.close()


@pytest.mark.parametrize(("address", "expected"), QUERIES, ids=[address[8:60] for address, _ in QUERIES])
def test_answers_the_same(engine_client: TestClient, address: str, expected: str) -> None:
    assert answer_of(engine_client, address) == expected


def test_are_many_and_each_once() -> None:
    assert len({address for address, _ in QUERIES}) == len(QUERIES) >= 300
