"""Chemistry for strangers: in turn, within a deadline, and nobody who needs none waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from fastapi.testclient import TestClient

from catalog.chemistry.workers.fair_queue import RETRY_SECONDS, FairQueue
from catalog.errors import ServerBusy
from catalog.web.app import create_app
from catalog.web.services.services import Services
from tests.settings_made import unhurried

RINGS = [f"c1{'c' * (480 + 2 * number)}c1" for number in range(8)]
"""Each within the limits of a structure, and each takes RDKit longer than a request may take."""
LONG_CHAIN = "*" + "~*" * 29


@pytest.fixture(scope="module")
def hurried(seeded_url: str) -> Iterator[TestClient]:
    """A server on which the chemistry of a request may take half a second."""
    with TestClient(create_app(unhurried(seeded_url, search_seconds=0.5)), follow_redirects=False) as served:
        yield served


@pytest.fixture
def spent(seeded_url: str) -> Iterator[TestClient]:
    """A server on which the first structure that a client sends is more than its share of a minute."""
    with TestClient(create_app(unhurried(seeded_url, client_seconds=0.001)), follow_redirects=False) as served:
        while served.get("/api/v1/products?structure=CCO").status_code == 200:
            pass
        yield served


class TestDeadline:
    def test_a_look_up_answers_what_it_can_and_says_what_it_left_out(self, hurried: TestClient) -> None:
        answer = hurried.post("/api/v1/lookup", json={"identifiers": [*RINGS, "XD95283", "64-17-5"]})
        assert answer.status_code == 200
        *rings, number, cas_rn = answer.json()["items"]
        assert all("not searched as a structure" in item["note"] for item in rings)
        assert number["products"]
        assert cas_rn["products"]

    @pytest.mark.parametrize("path", ["/api/v1/search", "/search"])
    def test_a_search_says_that_it_was_not_read_as_a_structure(self, hurried: TestClient, path: str) -> None:
        answer = hurried.get(path, params={"q": RINGS[0]})
        assert answer.status_code == 200
        assert "not searched as a structure" in answer.text

    @pytest.mark.parametrize("name", ["structure", "substructure"])
    def test_a_filter_that_cannot_be_read_in_time_is_refused(self, hurried: TestClient, name: str) -> None:
        answer = hurried.get("/api/v1/products", params={name: RINGS[0]})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == name

    def test_a_search_for_a_long_chain_comes_to_an_end(self, hurried: TestClient) -> None:
        answer = hurried.get("/api/v1/products", params={"substructure": LONG_CHAIN})
        assert answer.status_code == 200
        assert answer.json()["complete"] in (True, False)


class TestShare:
    @pytest.mark.parametrize(
        "path",
        [
            "/api/v1/products?structure=CCO",
            "/api/v1/products?substructure=c1ccccc1",
            "/api/v1/products?similar_to=CCO",
            "/api/v1/products/CT00001/structure.svg?highlight=CO",
        ],
    )
    def test_whoever_used_it_up_is_told_when_to_come_again(self, spent: TestClient, path: str) -> None:
        answer = spent.get(path)
        assert answer.status_code == 429
        assert answer.headers["content-type"] == "application/problem+json"
        assert 1 <= int(answer.headers["retry-after"]) <= 60

    def test_a_page_says_so_to_a_person(self, spent: TestClient) -> None:
        answer = spent.get("/search", params={"q": "c1ccncc1", "kind": "substructure"}, headers={"Accept": "text/html"})
        assert answer.status_code == 429
        assert "try again" in answer.text.casefold()

    @pytest.mark.parametrize(
        "path",
        [
            "/healthz",
            "/products/XD95283",
            "/api/v1/products/XD95283",
            "/api/v1/products?cas=64-17-5",
            "/api/v1/search?q=aspirin",
            "/api/v1/search?q=acetone",
            "/api/v1/search?q=64-17-5",
            "/api/v1/search?q=XD95283",
            "/search?q=caffeine",
            "/api/v1/suggest?q=caf",
        ],
    )
    def test_what_needs_no_chemistry_is_answered_all_the_same(self, spent: TestClient, path: str) -> None:
        assert spent.get(path).status_code == 200

    def test_a_look_up_without_structures_needs_none(self, spent: TestClient) -> None:
        answer = spent.post("/api/v1/lookup", json={"identifiers": ["64-17-5", "XD95283", "aspirin", "no such thing"]})
        assert answer.status_code == 200


class TestQueue:
    def test_whoever_has_no_turn_in_time_is_told_to_come_again(self, hurried: TestClient) -> None:
        with all_taken(services_of(hurried).chemistry.service.strangers.queue):
            answer = hurried.get("/api/v1/products?structure=CCO")
            assert (answer.status_code, answer.headers["retry-after"]) == (429, str(RETRY_SECONDS))
            looked_up = hurried.post("/api/v1/lookup", json={"identifiers": ["CCO", "64-17-5"]}).json()["items"]
            assert "time limit was reached" in looked_up[0]["note"]
            assert looked_up[1]["products"]

    @pytest.mark.parametrize(
        "path", ["/healthz", "/products/XD95283", "/api/v1/products/XD95283", "/api/v1/products?cas=64-17-5", "/browse"]
    )
    def test_pages_do_not_wait_for_texts_that_are_read(self, hurried: TestClient, path: str) -> None:
        with all_taken(services_of(hurried).chemistry.service.readings):
            assert hurried.get(path).status_code == 200

    def test_a_text_that_is_not_read_in_time_is_refused(self, hurried: TestClient) -> None:
        with all_taken(services_of(hurried).chemistry.service.readings):
            answers = [
                hurried.get("/api/v1/search?q=ethanol"),
                hurried.post("/api/v1/lookup", json={"identifiers": ["ethanol"]}),
            ]
        for answer in answers:
            assert (answer.status_code, answer.headers["retry-after"]) == (429, str(RETRY_SECONDS))


def services_of(client: TestClient) -> Services:
    services: Services = client.app.state.services  # type: ignore[attr-defined]  # It is the FastAPI application.
    return services


@contextmanager
def all_taken(queue: FairQueue) -> Iterator[None]:
    """Every turn is somebody else's."""
    with ExitStack() as turns:
        while True:
            try:
                turns.enter_context(queue.turn("other", 0, 0))
            except ServerBusy:
                break
        yield
