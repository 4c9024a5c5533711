"""The short path answers to the byte what the general path does, and never what was true before a commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from catalog.product.text.folding import product_key
from catalog.store.database import Database
from catalog.store.reading.short_reads import ShortQuery, short_reads
from catalog.store.writing.products import Author, keep_products, remove_products
from catalog.web.app import create_app
from catalog.web.http.short_path import answer_to, question_of, short_answers
from tests.settings_made import unhurried
from tests.store.entries_made import make_entry

API = "/api/v1"
GENERAL = {"Accept": "application/json;q=1"}
"""A wish that the short path leaves to the general one, which answers it with the same JSON."""


@pytest.fixture
def served(database: Database) -> Iterator[TestClient]:
    url = database.engine.url.render_as_string(hide_password=False)
    with TestClient(create_app(unhurried(url))) as client:
        yield client


def put(database: Database, *numbers: str, name: str = "Ethanol") -> None:
    with database.write() as transaction:
        keep_products(
            transaction, [make_entry(number, name=name, cas_rn="64-17-5") for number in numbers], Author("test")
        )


def headers_of(answer: Response) -> list[tuple[bytes, bytes]]:
    """The headers in their order, but for the id of each request."""
    return [(name, value) for name, value in answer.headers.raw if name != b"x-request-id"]


def both(client: TestClient, address: str, headers: Mapping[str, str] | None = None) -> tuple[object, object]:
    answers = [client.get(API + address, headers={**(headers or {}), **more}) for more in ({}, GENERAL)]
    short, general = ((answer.status_code, answer.content, headers_of(answer)) for answer in answers)
    return short, general


class TestAnswers:
    @pytest.mark.parametrize(
        "address",
        [
            "/products/E-1",
            "/products/e-1",
            "/products/%20e-1%20",
            "/products/E.2",
            "/products/none",
            "/products/E%2D1",
            "/products/%ED%A0%80",
            "/products/%00",
            "/products/E-1?as_of=2000-01-01T00:00:00Z",
            "/products/E-1?surprise=1",
            "/products?cas=64-17-5",
            "/products?cas=64175",
            "/products?cas=64-17-6",
            "/products?cas=50-00-0",
            "/products?cas=64-17-5&limit=1",
            "/products?cas=64-17-5&cas=50-00-0",
            "/products",
            "/products/",
        ],
    )
    @pytest.mark.parametrize("tags", [None, "*", '"other"'])
    def test_are_those_of_the_general_path(
        self, database: Database, served: TestClient, address: str, tags: str | None
    ) -> None:
        put(database, "E-1", "E.2")
        short, general = both(served, address, {} if tags is None else {"If-None-Match": tags})
        assert short == general

    def test_of_more_than_a_page_lead_to_the_next(self, database: Database, served: TestClient) -> None:
        put(database, *(f"E-{number:02}" for number in range(26)))
        short, general = both(served, "/products?cas=64-17-5")
        assert short == general
        assert served.get(f"{API}/products?cas=64-17-5").json()["next"] is not None

    def test_that_a_client_has_are_not_sent_again(self, database: Database, served: TestClient) -> None:
        put(database, "E-1")
        for address in ("/products/E-1", "/products?cas=64-17-5"):
            tag = served.get(API + address).headers["etag"]
            short, general = both(served, address, {"If-None-Match": f'W/"x", {tag}'})
            assert short == general
            assert served.get(API + address, headers={"If-None-Match": tag}).status_code == 304

    def test_are_new_after_every_commit_of_anybody(self, database: Database, served: TestClient) -> None:
        put(database, "E-1", name="First")
        for turn in range(20):
            put(database, "E-1", name=f"Name {turn}")
            assert served.get(f"{API}/products/E-1").json()["name"] == f"Name {turn}"
            assert served.get(f"{API}/products?cas=64-17-5").json()["items"][0]["name"] == f"Name {turn}"
        with database.write() as transaction:
            remove_products(transaction, [product_key("E-1")], Author("test"))
        assert served.get(f"{API}/products/E-1").status_code == 404
        assert served.get(f"{API}/products?cas=64-17-5").json()["items"] == []


class TestReads:
    def test_find_what_the_short_path_can_say(self, database: Database) -> None:
        put(database, "E-1", "E-2")
        reads = short_reads(database, 2)
        assert reads is not None
        questions = [ShortQuery(None, "e-1"), ShortQuery(None, "none"), ShortQuery("64-17-5"), ShortQuery("50-00-0")]
        if database.is_sqlite:
            found = {question: reads.read(question) for question in questions}  # type: ignore[union-attr]
            reads.close()  # type: ignore[union-attr]
        else:
            found = reads.read_all(questions)  # type: ignore[union-attr]
        assert [[product.catalog_number for product in found[question]] for question in questions] == [
            ["E-1"],
            [],
            ["E-1", "E-2"],
            [],
        ]

    def test_of_many_cas_rns_find_the_first_products_of_each(self, database: Database) -> None:
        numbers = {"64-17-5": ("E-3", "E-1", "E-2"), "67-56-1": ("M-1",), "67-64-1": ("A-2", "A-1")}
        with database.write() as transaction:
            made = [make_entry(number, cas_rn=cas_rn) for cas_rn, some in numbers.items() for number in some]
            keep_products(transaction, made, Author("test"))
        reads = short_reads(database, 2)
        assert reads is not None
        questions = [ShortQuery(cas_rn) for cas_rn in (*numbers, "50-00-0")]
        if database.is_sqlite:
            found = {question: reads.read(question) for question in questions}  # type: ignore[union-attr]
            reads.close()  # type: ignore[union-attr]
        else:
            found = reads.read_all(questions)  # type: ignore[union-attr]
        assert [[product.catalog_number for product in found[question]] for question in questions] == [
            ["E-1", "E-2"],
            ["M-1"],
            ["A-1", "A-2"],
            [],
        ]

    def test_of_a_database_in_memory_there_are_none(self) -> None:
        database = Database("sqlite://")
        assert short_answers(database) is None
        database.close()


def test_a_question_without_an_answer_is_left_to_the_general_path() -> None:
    assert question_of("/api/v1/products/a/b", b"") is None
    assert question_of("/api/v1/products/a", b"x=1") is None
    assert answer_to(ShortQuery(None, "a"), ()) is None
