"""Customs codes, countries, and products that are no longer sold."""

from __future__ import annotations

import pytest

from catalog.product.checks.trade import check_status, check_trade
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.offer.trade import read_country, read_hs_code

HS_CODES = [
    ("2914 11 00", "29141100"), ("2914.11", "291411"), ("34021300", "34021300"), ("2914110000", "2914110000"),
    ("2914", None), ("00123456", None), ("98123456", None), ("77010000", None), ("29141100000", None), ("ketone", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "digits"), HS_CODES)
def test_a_customs_code_has_six_to_ten_digits_in_a_chapter(text: str, digits: str | None) -> None:
    assert read_hs_code(text) == digits


COUNTRIES = [
    ("Germany", "DE"), ("DE", "DE"), ("de", "DE"), ("Deutschland", "DE"), ("德国", "DE"), ("USA", "US"),
    ("United States of America", "US"), ("U.S.A.", "US"), ("China", "CN"), ("中国", "CN"), ("P.R. China", "CN"),
    ("Österreich", "AT"), ("Schweiz", "CH"), ("South Korea", "KR"), ("Taiwan", "TW"), ("Czech Republic", "CZ"),
    ("Czechia", "CZ"), ("Made in India", "IN"), ("UK", "GB"), ("日本", "JP"), ("Atlantis", None), ("EU", None),
    ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), COUNTRIES)
def test_a_country_is_known_by_code_and_by_name(text: str, code: str | None) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize(
    ("hs_code", "country", "codes"),
    [
        ("2914 11 00", "Germany", []),
        ("", "", []),
        ("2914", "", ["hs-code-invalid"]),
        ("", "Atlantis", ["country-unknown"]),
    ],
)
def test_one_deformity_makes_one_finding(hs_code: str, country: str, codes: list[str]) -> None:
    assert [finding.code.value for finding in check_trade(hs_code, country).findings] == codes


@pytest.mark.parametrize(
    ("discontinued", "replaced_by", "status", "codes"),
    [
        ("", "", "published", []),
        ("yes", "A2", "discontinued", []),
        ("since 2024", "", "discontinued", []),
        ("No", "", "published", []),
        ("", "A2", "published", []),
        ("yes", "a1", "discontinued", ["replaced-by-itself"]),
    ],
)
def test_what_is_no_longer_sold_says_so(discontinued: str, replaced_by: str, status: str, codes: list[str]) -> None:
    checked = check_status("A1", discontinued, replaced_by)
    assert checked.value == status
    assert [finding.code.value for finding in checked.findings] == codes


def test_the_document_holds_what_was_stated_and_what_was_read() -> None:
    fields = {"catalog_number": "A1", "name": "x", "hs_code": "2914 11 00", "country_of_origin": "德国"}
    document = document_of(examine(Draft(fields | {"discontinued": "yes", "replaced_by": "A2"})))
    assert document["trade"] == {
        "hs_code": "2914 11 00",
        "hs_digits": "29141100",
        "country_of_origin": "德国",
        "country_code": "DE",
    }
    assert (document["status"], document["replaced_by"]) == ("discontinued", "A2")


SENSITIVE: list[tuple[str, list[str]]] = [
    ("light sensitive,air sensitive,hygroscopic", ["light", "moisture", "air"]),
    ("store under inert gas", ["air"]),
    ("2-8 °C, under argon, protect from light", ["light", "air"]),
    ("heat sensitive", ["heat"]),
    ("Keep in a cool, dry place", []),
    ("Ambient", []),
    ("避光", ["light"]),
]


@pytest.mark.parametrize(("text", "expected"), SENSITIVE)
def test_storage_says_what_harms_the_product(text: str, expected: list[str]) -> None:
    document = document_of(examine(Draft({"catalog_number": "A1", "name": "x", "storage": text})))
    assert document["storage"].get("sensitivity", []) == expected
