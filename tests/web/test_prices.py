"""Prices that can be compared, as the API and the search page give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from catalog.store.database import Database
from catalog.store.migrate import migrate
from catalog.web.app import create_app
from tests.feeds.conftest import keep_drafts
from tests.settings_made import unhurried

STOCK = [
    {"catalog_number": "D", "name": "Dear ester", "formula": "C2H6O", "pack:1 g": "9 USD"},
    {"catalog_number": "E", "name": "European ester", "formula": "C2H6O", "pack:2 g": "6 EUR", "smiles": "CCO"},
    {"catalog_number": "N", "name": "Nameless ester", "pack:1 g": "1"},
    {"catalog_number": "P", "name": "Pound ester", "pack:1 g": "1 GBP; price date: 2026-10-01", "smiles": "COC"},
    {"catalog_number": "U", "name": "US ester", "formula": "C2H6O", "pack:1 g": "4 USD", "property:Density": "2 g/mL"},
]  # fmt: skip
RATES = "USD=1,EUR=2@2026-11-01"
ONLY_EUROS = {"base": "EUR", "date": None}
CONVERTED = {"base": "USD", "date": "2026-11-01"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A catalog with some prices."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('prices')}/catalog.db", synchronous="NORMAL")
    migrate(database)
    keep_drafts(database, STOCK)
    database.close()
    return f"sqlite:///{database.file}"


@pytest.fixture(scope="module")
def plain(url: str) -> Iterator[TestClient]:
    """The catalog, served by an operator who sets no rates."""
    with TestClient(create_app(unhurried(url))) as client:
        yield client


@pytest.fixture(scope="module")
def rated(url: str) -> Iterator[TestClient]:
    """The catalog, served by one who sets some."""
    with TestClient(create_app(unhurried(url, currency_rates=RATES))) as client:
        yield client


def asked(client: TestClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def numbers(found: dict[str, Any]) -> str:
    return "".join(item["catalog_number"] for item in found["items"])


ANSWERS = [
    ("products?sort=price_per_gram", "EDNPU", ONLY_EUROS, "UEDNP", CONVERTED),
    ("products?sort=-price_per_gram", "EUPND", ONLY_EUROS, "DEUPN", CONVERTED),
    ("products?sort=price_per_gram&currency=EUR", "EDNPU", None, "EDNPU", None),
    ("products?price_per_gram_max=6", "E", ONLY_EUROS, "EU", CONVERTED),
    ("products?price_per_gram_min=5", "", ONLY_EUROS, "DE", CONVERTED),
    ("products?price_per_gram_min=1&price_per_gram_max=3&currency=eur", "E", None, "E", None),
    ("products?price_per_millilitre_max=8", "", ONLY_EUROS, "U", CONVERTED),
    ("products?currency=EUR", "DENPU", None, "DENPU", None),
    ("products?q=ester&sort=-price_per_mole", "EUPND", ONLY_EUROS, "DEUPN", CONVERTED),
    ("products?substructure=O&sort=price_per_gram", "EP", ONLY_EUROS, "EP", CONVERTED),
    ("products?substructure=O&price_per_gram_max=6", "E", ONLY_EUROS, "E", CONVERTED),
    ("search?q=ester&sort=price_per_gram", "EDNPU", ONLY_EUROS, "UEDNP", CONVERTED),
    ("search?q=ester&price_per_gram_max=6&sort=name", "E", ONLY_EUROS, "EU", CONVERTED),
    ("search?q=ester&sort=price_per_gram&currency=GBP", "PDENU", None, "PDENU", None),
    ("products?sort=name", "DENPU", None, "DENPU", None),
]
"""What is asked, and what it finds by which rates, without those of an operator and with them."""


@pytest.mark.parametrize(("query", "found", "rates", "converted", "by"), ANSWERS)
def test_the_api_compares_within_a_currency_or_by_rates(
    plain: TestClient, rated: TestClient, query: str, found: str, rates: object, converted: str, by: object
) -> None:
    for client, expected in ((plain, (found, rates)), (rated, (converted, by))):
        answer = asked(client, query)
        assert (numbers(answer), answer.get("rates")) == expected


@pytest.mark.parametrize("sort", ["price_per_gram", "-price_per_gram", "price_per_mole", "-price_per_millilitre"])
def test_pages_of_the_api_hold_every_product_once(rated: TestClient, sort: str) -> None:
    whole = numbers(asked(rated, f"products?sort={sort}"))
    found, query = "", f"products?sort={sort}&limit=2"
    for _ in STOCK:
        page = asked(rated, query)
        found += numbers(page)
        if page["next"] is None:
            break
        query = page["next"].partition("/api/v1/")[2]
    assert found == whole


@pytest.mark.parametrize("query", ["currency=EURO", "currency=", "price_per_gram_min=-1", "sort=price_per_pound"])
def test_the_api_refuses_what_cannot_be_read(plain: TestClient, query: str) -> None:
    assert plain.get(f"/api/v1/products?{query}").status_code == 422


def page_of(client: TestClient, address: str) -> str:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def listed(page: str) -> str:
    return "".join(re.findall(r'<input type="checkbox" name="n" value="([^"]+)"', page))


def test_the_search_page_says_by_what_it_compares(plain: TestClient, rated: TestClient) -> None:
    address = "/search?q=ester&sort=price_per_gram"
    page = page_of(rated, address)
    assert listed(page) == "UEDNP"
    assert "Prices are compared in USD, converted by rates of 2026-11-01" in page
    assert '<option value="price_per_gram" selected>' in page
    assert "Prices are compared in EUR only" in page_of(plain, address)
    within = page_of(rated, f"{address}&currency=EUR")
    assert listed(within) == "EDNPU"
    assert ("prices in EUR" in within, "Prices are compared" in within) == (True, False)
    assert 'name="currency" value="EUR"' in within


def test_the_search_page_is_narrowed_by_price(rated: TestClient) -> None:
    page = page_of(rated, "/search?q=&price_per_gram_min=5&price_per_gram_max=6")
    assert listed(page) == "E"
    assert ("price per gram ≥ 5" in page, "converted by rates of 2026-11-01" in page) == (True, True)


def test_the_search_page_says_what_is_no_currency(rated: TestClient) -> None:
    answer = rated.get("/search?q=ester&currency=doubloons")
    assert (answer.status_code, "This is not a currency code" in answer.text) == (422, True)


def test_a_product_page_has_the_prices_of_all_units_and_the_date(plain: TestClient) -> None:
    words = re.sub(r"<[^>]+>|\s+", " ", page_of(plain, "/products/U").partition("<main")[2])
    shown = re.sub(r"\s+", " ", words)
    for unit in ("per g", "/ mol", "/ mL"):
        assert unit in shown
    assert "as of 2026-10-01" in page_of(plain, "/products/P")
    assert asked(plain, "products/P")["packs"][0]["price_date"] == "2026-10-01"
