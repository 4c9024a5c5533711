"""Every identifier that a product goes by is found by the box, by look-ups and by the filter, on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from catalog.product.identifier_texts import identifier_queries
from catalog.store.database import Database
from catalog.store.json_text import from_json
from catalog.store.kept_texts import document_rows
from catalog.store.reading.batches import products_by_identifiers
from catalog.store.reading.products import ids_with_cas_rn
from catalog.store.writing.products import Author, keep_products
from tests.conftest import emptied
from tests.search.answers import served
from tests.store.entries_made import make_entry
from tests.store.plans import noted_statements, plan_of

FIGURES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MADE = 40
"""How many products are made with an identifier of each of these systems."""


def _ec_number(number: int) -> str:
    digits = f"{210_000 + number}"
    last = sum(weight * int(digit) for weight, digit in enumerate(digits, 1)) % 11
    return f"{digits[:3]}-{digits[3:]}-{last}" if last < 10 else _ec_number(number + 1_000)


def _unii(number: int) -> str:
    nine = f"Z{number:03}QX7K{FIGURES[number % 36]}"
    return nine + FIGURES[sum(map(FIGURES.index, nine)) % 36]


def _identifiers(number: int) -> list[tuple[str, str]]:
    return [
        ("MDL", f"MFCD{number * 31 + 7:08}"),
        ("EC", _ec_number(number)),
        ("PubChem CID", f"{number * 977 + 70_000_011}"),
        ("ChEBI", f"CHEBI:{number * 13 + 600_001}"),
        ("ChEMBL", f"CHEMBL{number * 17 + 9_000_001}"),
        ("UNII", _unii(number)),
        ("RTECS", f"XY{number + 4_000_000}"),
        ("Old number", f"K {number:04}/Z"),
    ]


class Kept(NamedTuple):
    """An identifier, and the product that goes by it."""

    type: str
    value: str
    catalog_number: str


class Catalog(NamedTuple):
    """A catalog that is served, and its identifiers."""

    client: TestClient
    database: Database
    identifiers: list[Kept]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def catalog(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """The seeds, and products with an identifier of each system."""
    folder = tmp_path_factory.mktemp("identifiers")
    url = f"sqlite:///{folder}/catalog.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with served(url, folder) as client:
        database = Database(url)
        with database.write() as connection:
            keep_products(connection, [_product(number) for number in range(MADE)], Author("test"))
        with database.read() as connection:
            documents = [from_json(row.body) for row in connection.execute(document_rows())]
        kept = [
            Kept(one["type"], one["value"], doc["catalog_number"]) for doc in documents for one in doc["identifiers"]
        ]
        yield Catalog(client, database, kept)
        emptied(database)
        database.close()


def _product(number: int) -> Any:  # noqa: ANN401  # As make_entry returns it.
    stated = [{"type": kind, "value": value} for kind, value in _identifiers(number)]
    return make_entry(f"I-{number}", f"Product {number}", identifiers=stated, synonyms=[f"QZ-{number:04}"])


def _texts(kept: Kept) -> list[str]:
    """Return what may be typed for an identifier."""
    return [
        kept.value,
        f"{kept.type} {kept.value}",
        f"{kept.type.lower()}: {kept.value.lower()}",
        f" {kept.value} > 98%",
    ]


def test_they_are_many_and_of_many_systems(catalog: Catalog) -> None:
    assert len(catalog.identifiers) > 300
    assert len({kept.type for kept in catalog.identifiers}) >= 8


def test_look_ups_find_each_in_every_spelling(catalog: Catalog) -> None:
    asked = [(text, kept) for kept in catalog.identifiers for text in _texts(kept)[:3]]
    for start in range(0, len(asked), 1_000):
        some = asked[start : start + 1_000]
        answer = catalog.client.post("/api/v1/lookup", json={"identifiers": [text for text, _kept in some]})
        found = [[one["catalog_number"] for one in item["products"]] for item in answer.json()["items"]]
        kinds = {item["read_as"]["kind"] for item in answer.json()["items"]}
        missed = [text for (text, kept), numbers in zip(some, found, strict=True) if kept.catalog_number not in numbers]
        assert missed == []
        assert kinds == {"identifier"}


def test_the_box_finds_two_hundred_of_them(catalog: Catalog) -> None:
    step = len(catalog.identifiers) // 200
    missed = []
    for place, kept in enumerate(islice(catalog.identifiers, 0, None, step)):
        text = _texts(kept)[place % 4]
        found = catalog.client.get("/api/v1/search", params={"q": text}).json()
        if (found["read_as"]["kind"], [kept.catalog_number]) != ("identifier", _numbers(found)):
            missed.append((text, found["read_as"]["kind"], _numbers(found)))
    assert missed == []


@pytest.mark.parametrize(
    ("text", "words", "numbers"),
    [
        ("MFCD00008765", "MDL number MFCD00008765", ["CTD-1001"]),
        ("mfcd8765", "MDL number MFCD8765", ["CTD-1001"]),
        ("180", "PubChem CID 180", ["CTD-1001"]),
        ("CID 180", "PubChem CID 180", ["CTD-1001"]),
        ("EC No. 200-662-2", "EC number 200-662-2", ["CTD-1001"]),
        ("2006622", "EC number 200-662-2", ["CTD-1001"]),
        ("unii: 1364ps73af", "UNII 1364PS73AF", ["CTD-1001"]),
        ("AL 3150000", "RTECS number AL3150000", ["CTD-1001"]),
        ("qz0007", "code QZ0007", ["I-7"]),
        ("K0003Z", "OLD NUMBER K0003Z", ["I-3"]),
        ("Old number  k 0003/z", "OLD NUMBER k 0003/z", ["I-3"]),
    ],
)  # fmt: skip
def test_the_reading_says_which_one_it_was(catalog: Catalog, text: str, words: str, numbers: list[str]) -> None:
    found = catalog.client.get("/api/v1/search", params={"q": text}).json()
    [looked_up] = catalog.client.post("/api/v1/lookup", json={"identifiers": [text]}).json()["items"]
    read_as = found["read_as"]
    assert (read_as["kind"], read_as["value"], read_as["note"], _numbers(found)) == ("identifier", words, None, numbers)
    assert looked_up["read_as"] == {"kind": "identifier", "value": words}
    assert [one["catalog_number"] for one in looked_up["products"]] == numbers


def test_a_number_in_two_systems_is_read_as_either(catalog: Catalog) -> None:
    stated = [[{"type": "PubChem CID", "value": "4711"}], [{"type": "FEMA", "value": "4711"}]]
    with catalog.database.write() as connection:
        entries = [make_entry(f"T{place}", identifiers=one) for place, one in enumerate(stated)]
        keep_products(connection, entries, Author("test"))
    found = catalog.client.get("/api/v1/search", params={"q": "4711"}).json()
    assert (found["read_as"]["value"], _numbers(found)) == ("FEMA number 4711 or PubChem CID 4711", ["T0", "T1"])
    assert _numbers(catalog.client.get("/api/v1/search", params={"q": "fema 4711"}).json()) == ["T1"]


@pytest.mark.parametrize(
    ("number", "identifier", "kind", "found"),
    [
        ("90210", "90210", "catalog_number", "P-number"),
        ("1234575", "1234575", "catalog_number", "P-number"),
        ("50-78-2", "50782", "cas_rn", "CT00001"),
        ("A 1", "Paracetamol", "words", "CT00002"),
    ],
)
def test_better_readings_come_first(catalog: Catalog, number: str, identifier: str, kind: str, found: str) -> None:
    """A catalog number, a CAS RN and a whole name, each of which is an identifier of another product too."""
    stated = [{"type": "PubChem CID", "value": identifier}]
    with catalog.database.write() as connection:
        entries = [make_entry("P-other", identifiers=stated), make_entry(number, "P-number")]
        keep_products(connection, entries, Author("test"))
    answer = catalog.client.get("/api/v1/search", params={"q": identifier}).json()
    assert answer["read_as"]["kind"] == kind
    assert found in (*_numbers(answer), *(item["name"] for item in answer["items"]))
    assert "P-other" not in _numbers(answer)


def test_a_valid_cas_rn_that_is_not_here_gives_way_to_an_identifier_that_is(catalog: Catalog) -> None:
    assert catalog.client.get("/api/v1/search", params={"q": "107073"}).json()["read_as"]["kind"] == "cas_rn"
    with catalog.database.write() as connection:
        entry = make_entry("G", identifiers=[{"type": "PubChem SID", "value": "107073"}])
        keep_products(connection, [entry], Author("test"))
    found = catalog.client.get("/api/v1/search", params={"q": "107073"}).json()
    assert (found["read_as"]["value"], _numbers(found)) == ("PubChem SID 107073", ["G"])


@pytest.mark.parametrize("text", ["MFCD09999999", "CID 999999999", "CHEBI:99999999", "200-064-1", "R16CO5Y76E"])
def test_what_can_only_be_an_identifier_is_read_as_one_where_it_is_not_here(catalog: Catalog, text: str) -> None:
    found = catalog.client.get("/api/v1/search", params={"q": text}).json()
    [looked_up] = catalog.client.post("/api/v1/lookup", json={"identifiers": [text]}).json()["items"]
    assert (found["read_as"]["kind"], found["total"], looked_up["products"]) == ("identifier", 0, [])
    assert found["read_as"]["note"] == looked_up["note"]
    assert found["read_as"]["value"] in looked_up["note"]


@pytest.mark.parametrize(
    ("identifier", "numbers"),
    [
        (["MDL:MFCD00008765"], ["CTD-1001"]),
        (["cid:180"], ["CTD-1001"]),
        (["180"], ["CTD-1001"]),
        (["CAS:67641"], ["CT00098", "CTD-1001", "CTD-1005"]),
        (["67-64-1"], ["CT00098", "CTD-1001", "CTD-1005"]),
        (["sid:180"], []),
        (["chebi:600014", "CHEBI:600027"], ["I-1", "I-2"]),
        (["-"], []),
        (["Old number:k 0003/z"], ["I-3"]),
    ],
)
def test_the_filter_takes_them_with_and_without_their_system(
    catalog: Catalog, identifier: list[str], numbers: list[str]
) -> None:
    assert _numbers(catalog.client.get("/api/v1/products", params={"identifier": identifier}).json()) == numbers
    page = catalog.client.get("/search", params={"identifier": identifier})
    assert all(f"/products/{number}" in page.text for number in numbers)


def test_many_are_read_in_one_statement_by_the_index(catalog: Catalog) -> None:
    texts = [text for kept in catalog.identifiers for text in _texts(kept)[:3]][:1_000]
    asked = {text: identifier_queries(text) for text in texts}
    with catalog.database.read() as connection:
        with noted_statements(connection) as sent:
            found = products_by_identifiers(connection, asked, 10)
        assert (len(sent), set(found)) == (1, set(texts))
        if not catalog.database.is_sqlite:
            # So few products fit into pages that are read sooner than an index.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = plan_of(connection, lambda some: products_by_identifiers(some, asked, 10), "product_identifiers")
        by_cas_rn = plan_of(connection, lambda some: some.execute(ids_with_cas_rn("50-78-2")), "product_identifiers")
    index = "USING PRIMARY KEY (value=" if catalog.database.is_sqlite else "using pk_product_identifiers"
    assert index in plan
    assert index in by_cas_rn
    assert "type=" in by_cas_rn or "'CAS'" in by_cas_rn.partition("Index Cond")[2]


def _numbers(answer: dict[str, Any]) -> list[str]:
    return [item["catalog_number"] for item in answer["items"]]
