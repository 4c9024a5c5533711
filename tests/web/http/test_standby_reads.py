"""Reads go to a standby of PostgreSQL that is near. Nobody notices when it stops, hangs or lags."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, make_url

from benchmarks.processes import free_port
from catalog.errors import StoreUnusable
from catalog.store.database import Database
from catalog.store.reading.server_facts import server_facts
from catalog.store.standby import Reading, Standby, reading
from catalog.store.writing.products import Author, keep_products
from catalog.web.app import create_app
from tests.conftest import connected, migrated
from tests.settings_made import unhurried
from tests.store.entries_made import make_entry
from tests.store.standby_made import RunningStandby, streaming_standby, until
from tests.web.conftest import make_key

LIST = "/api/v1/products?q=ethanol"
OF_REQUESTS = ("AnyIO", "catalog-short-path")
"""How the names of threads begin that answer requests."""
SHORT = "/api/v1/products?cas=64-17-5"


@pytest.fixture(scope="module")
def standby(postgres_url: str) -> Iterator[RunningStandby]:
    with migrated(postgres_url) as store, streaming_standby(store.engine.url) as running:
        yield running


@pytest.fixture
def unhurried_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine asks the servers late. Nothing of these tests is about that."""
    monkeypatch.setattr("catalog.store.standby.LEASE_SECONDS", 60.0)


@pytest.fixture
def served(postgres_url: str, standby: RunningStandby) -> Iterator[TestClient]:
    read_url = standby.url.render_as_string(hide_password=False)
    with migrated(postgres_url), TestClient(create_app(unhurried(postgres_url, read_url=read_url))) as client:
        until(standby_of(client).is_near)
        yield client


def database_of(client: TestClient) -> Database:
    database: Database = client.app.state.services.database  # type: ignore[attr-defined]  # It is our application.
    return database


def standby_of(client: TestClient) -> Standby:
    standby = database_of(client).standby
    assert standby is not None
    return standby


def put(client: TestClient, number: str) -> None:
    with database_of(client).write() as transaction:
        keep_products(transaction, [make_entry(number, name="Ethanol", cas_rn="64-17-5")], Author("test"))


def totals(client: TestClient) -> set[int]:
    answers = [client.get(address) for address in (LIST, SHORT)]
    assert [answer.status_code for answer in answers] == [200, 200]
    return {answer.json()["total"] for answer in answers}


@contextmanager
def opened(database: Database) -> Iterator[dict[str, int]]:
    """While it lasts, how often requests took connections to each server."""
    assert database.standby is not None
    counts = {"primary": 0, "standby": 0}
    engines = {"primary": database.engine, "standby": database.standby.engine}
    counters: dict[str, Any] = {}
    for name, engine in engines.items():

        def count(*_event: object, name: str = name) -> None:
            counts[name] += threading.current_thread().name.startswith(OF_REQUESTS)

        counters[name] = count
        event.listen(engine, "checkout", count)
    try:
        yield counts
    finally:
        for name, engine in engines.items():
            event.remove(engine, "checkout", counters[name])


@pytest.mark.usefixtures("unhurried_lease")
def test_reads_reach_the_standby_alone(served: TestClient) -> None:
    put(served, "A1")
    with opened(database_of(served)) as counts:
        for address in (LIST, SHORT, "/", "/search?q=ethanol", "/products/A1", "/api/v1/products/A1"):
            assert served.get(address).status_code == 200
    assert (counts["primary"], counts["standby"] >= 6) == (0, True)


@pytest.mark.usefixtures("unhurried_lease")
def test_whoever_wrote_sees_it_at_once(served: TestClient) -> None:
    with opened(database_of(served)) as counts:
        for number in range(1, 31):
            put(served, f"B{number}")
            assert totals(served) == {number}
    assert counts["standby"] >= 60


def test_a_request_that_changes_something_reads_the_primary(served: TestClient) -> None:
    with opened(database_of(served)) as counts:
        answer = served.post("/api/v1/lookup", json={"identifiers": ["64-17-5"]})
    assert (answer.status_code, counts["standby"], counts["primary"] > 0) == (200, 0, True)


def test_a_standby_that_lags_is_left_and_taken_again(served: TestClient, standby: RunningStandby) -> None:
    with connected(standby.url) as direct:
        direct.execute("SELECT pg_wal_replay_pause()")
        try:
            put(served, "C1")
            assert totals(served) == {1}
            assert not standby_of(served).is_near()
            put(served, "C2")
            assert totals(served) == {2}
        finally:
            assert "catalog_standby_near 0.0" in served.get("/metrics").text
            direct.execute("SELECT pg_wal_replay_resume()")
    until(standby_of(served).is_near)
    assert totals(served) == {2}
    assert 'catalog_database_connections{server="standby"}' in served.get("/metrics").text


def test_a_standby_that_hangs_keeps_nobody(served: TestClient, standby: RunningStandby) -> None:
    put(served, "D1")
    standby.send(signal.SIGSTOP)
    try:
        assert totals(served) == {1}
        until(lambda: not standby_of(served).is_near())
    finally:
        standby.send(signal.SIGCONT)
    until(standby_of(served).is_near)


def test_a_standby_that_stops_is_left_without_an_error(served: TestClient, standby: RunningStandby) -> None:
    put(served, "E1")
    standby.stop()
    try:
        assert totals(served) == {1}
        put(served, "E2")
        assert totals(served) == {2}
    finally:
        standby.start()
    until(standby_of(served).is_near)
    assert totals(served) == {2}


def test_a_server_on_a_standby_alone_is_read_only_and_says_so(served: TestClient, standby: RunningStandby) -> None:
    put(served, "F1")
    url = database_of(served).engine.url.render_as_string(hide_password=False)
    key = make_key(url, "admin")
    read_url = standby.url.render_as_string(hide_password=False)
    with TestClient(create_app(unhurried(read_url))) as alone:
        until(lambda: alone.get("/api/v1/admin/keys", headers=key).status_code == 200)
        assert alone.get("/readyz").json() == {"status": "ready", "writes": "read-only"}
        assert totals(alone) == {1}
        with database_of(alone).read() as transaction:
            assert server_facts(transaction).is_standby
        refused = alone.post("/api/v1/admin/keys", json={"name": "new", "role": "editor"}, headers=key)
        assert (refused.status_code, refused.json()["detail"]) == (
            503,
            "The database is read-only, so nothing was saved.",
        )


def test_without_the_primary_the_standby_is_read(served: TestClient, standby: RunningStandby) -> None:
    put(served, "G1")
    gone = make_url(database_of(served).engine.url).set(host="127.0.0.1", port=free_port())
    read_url = standby.url.render_as_string(hide_password=False)
    with TestClient(create_app(unhurried(gone.render_as_string(hide_password=False), read_url=read_url))) as left:
        assert left.get(LIST).json()["total"] == 1
        assert left.get("/readyz").json() == {"status": "ready", "writes": "unreachable"}
        assert left.post("/api/v1/lookup", json={"identifiers": ["64-17-5"]}).status_code == 503


def test_what_no_request_reads_is_read_from_the_primary(served: TestClient) -> None:
    database = database_of(served)
    recovery = "SELECT pg_is_in_recovery()"
    with database.read() as transaction:
        assert transaction.exec_driver_sql(recovery).scalar_one() is False
    with reading(Reading(from_standby=True)), database.read() as transaction:
        assert transaction.exec_driver_sql(recovery).scalar_one() is True


def test_sqlite_has_no_standby(tmp_path: object) -> None:
    with pytest.raises(StoreUnusable, match="Only PostgreSQL has standbys"):
        Database(f"sqlite:///{tmp_path}/c.db", read_url="postgresql+psycopg:///catalog")
