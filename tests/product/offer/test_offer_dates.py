"""Dates of prices and of availability, as they stand in the texts of packs and beside them."""

from __future__ import annotations

import pytest

from catalog.product.checks.packs import check_packs
from catalog.product.offer.offer_dates import OfferDates, split_dates
from catalog.product.offer.packs import read_packs

TEXTS = [
    ("price date: 2026-01-31", "", ("2026-01-31", None, None)),
    ("12 EUR (as of 31.01.2026)", "12 EUR", ("2026-01-31", None, None)),
    ("12 EUR as of 2026-01-31, valid until Dec 2026", "12 EUR", ("2026-01-31", "2026-12", None)),
    ("Stand: 31.01.2026", "", ("2026-01-31", None, None)),
    ("price valid to 2026-12-31T23:59:59Z", "", (None, "2026-12-31", None)),
    ("preis gültig bis 31.12.2026", "", (None, "2026-12-31", None)),
    ("Available from 15 March 2026", "", (None, None, "2026-03-15")),
    ("back order, restock date 2026/03/15", "back order", (None, None, "2026-03-15")),
    ("lieferbar ab 15.03.2026", "", (None, None, "2026-03-15")),
    ("预计到货日期：2026年3月15日", "", (None, None, "2026-03-15")),
    # No date, one that may be two, and one of which nothing says what it is the date of.
    ("available from 2 weeks", "available from 2 weeks", (None, None, None)),
    ("valid until 02/01/2026", "valid until 02/01/2026", (None, None, None)),
    ("valid until 2026-02-30", "valid until 2026-02-30", (None, None, None)),
    ("12 EUR (2026-01-31)", "12 EUR (2026-01-31)", (None, None, None)),
    ("", "", (None, None, None)),
]


@pytest.mark.parametrize(("text", "rest", "dates"), TEXTS)
def test_a_date_is_read_behind_the_words_that_say_of_what(text: str, rest: str, dates: tuple[str | None, ...]) -> None:
    assert split_dates(text) == (rest, dates)


PACKS = [
    # What a pack says of its own comes before what is said of all.
    ("12 EUR", "", OfferDates("2026-01-31", "2026-12-31"), ("2026-01-31", "2026-12-31", None)),
    ("12 EUR; as of 2026-02-01", "", OfferDates("2026-01-31", "2026-12-31"), ("2026-02-01", "2026-12-31", None)),
    ("on request", "", OfferDates("2026-01-31", "2026-12-31", "2026-03-01"), (None, None, "2026-03-01")),
    ("12 EUR", "back order, available from 2026-03-01", OfferDates(), (None, None, "2026-03-01")),
    ("12 EUR; in stock", "back order, available from 2026-03-01", OfferDates(), (None, None, None)),
    ("12 EUR; out of stock", "", OfferDates(available_from="2026-03-01"), (None, None, "2026-03-01")),
]


@pytest.mark.parametrize(("text", "availability", "common", "dates"), PACKS)
def test_a_pack_has_its_dates(text: str, availability: str, common: OfferDates, dates: tuple[str | None, ...]) -> None:
    (pack,) = read_packs([("5 g", text)], availability, "", common)
    assert pack.dates == dates
    assert pack.unread == ()


def test_dates_leave_price_and_availability_as_they_are() -> None:
    text = "12 EUR (as of 2026-01-31), in stock; 2 weeks; price valid until: 2026-12-31"
    (pack,) = read_packs([("5 g", text)])
    assert [price.money.text for price in pack.prices] == ["12"]
    assert (pack.availability, pack.lead_time) == ("in-stock", "2 weeks")
    assert pack.dates == OfferDates("2026-01-31", "2026-12-31")


def test_a_date_that_can_be_read_in_two_ways_is_told() -> None:
    found = check_packs([("5 g", "12 EUR; price date: 02/01/2026")], dates={"price_date": "02/01/2026"}).findings
    assert [(finding.code.value, finding.field) for finding in found] == [
        ("date-unreadable", "price_date"),
        ("price-invalid", "pack:5 g"),
    ]
    assert not check_packs([], dates={"price_date": "", "available_from": "2026-03"}).findings
