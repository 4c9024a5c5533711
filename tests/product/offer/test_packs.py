"""Packs: sizes, prices and what stands beside them, as suppliers write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.product.checks.packs import check_packs
from catalog.product.offer.money import read_money
from catalog.product.offer.pack_sizes import read_pack_size
from catalog.product.offer.packs import read_availability, read_packs

MONEY = [
    ("12.50 EUR", "12.50", "EUR"),
    ("USD 12.50", "12.50", "USD"),
    ("US$12.5", "12.5", "USD"),
    ("$1,234.50", "1234.50", "USD"),
    ("1.234,50 €", "1234.50", "EUR"),
    ("€ 12,-", "12", "EUR"),
    ("1 234,50 €", "1234.50", "EUR"),
    ("1\u202f234,50\u00a0€", "1234.50", "EUR"),
    ("CHF 1'200.00", "1200.00", "CHF"),
    ("6,200", "6200", None),
    ("6,20", "6.20", None),
    ("45", "45", None),
    ("1.234.567 €", "1234567", "EUR"),
    ("12,345,678.90 USD", "12345678.90", "USD"),
    ("¥1,200", "1200", "JPY"),
    ("￥12.50", "12.50", "CNY"),
    ("1200元", "1200", "CNY"),
    ("C$ 10", "10", "CAD"),
    ("£0.99", "0.99", "GBP"),
    ("0.125 $", "0.125", "USD"),
    ("KWD 1.234", "1.234", "KWD"),
    ("Rs. 5,000", "5000", "INR"),
    ("250,00 руб.", "250.00", "RUB"),
    ("15,000원", "15000", "KRW"),
]


@pytest.mark.parametrize(("text", "amount", "currency"), MONEY)
def test_a_price_is_read_to_the_last_digit(text: str, amount: str, currency: str | None) -> None:
    money = read_money(text)
    assert money is not None
    assert (money.text, money.currency) == (amount, currency)


@pytest.mark.parametrize(
    "text",
    [
        *("", "on request", "1.234 €", "12 doubloons", "EUR", "-5 EUR", "12.50 EUR USD", "1,23,4 EUR", "1" * 50),
        *(f"{10**28} EUR", "9" * 28, "9" * 15 + ",999.00 $", "1" + "0" * 15 + " EUR"),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_no_price(text: str) -> None:
    assert read_money(text) is None


SIZES = [
    ("25 g", (1, "25", "g", None)),
    ("1KG", (1, "1", "kg", None)),
    ("100MG", (1, "100", "mg", None)),
    ("5 × 1 mL", (5, "1", "mL", None)),
    ("5x1ml", (5, "1", "mL", None)),
    ("1 mL x 5", (5, "1", "mL", None)),
    ("10 mM * 1 mL in DMSO", (1, "1", "mL", "10 mM in DMSO")),
    ("10 mM * 1 mL in H2O", (1, "1", "mL", "10 mM in H2O")),
    ("4 x 2.5 L glass bottle", (4, "2.5", "L", "glass bottle")),
    ("2,5 L", (1, "2.5", "L", None)),
    ("1,000 g", (1, "1000", "g", None)),
    ("25 kg drums", (1, "25", "kg", "drums")),
    ("1G-Glass Bottle", (1, "1", "g", "Glass Bottle")),
    ("500 μg", (1, "500", "μg", None)),
    ("500 µL", (1, "500", "μL", None)),
    ("pack of 10", (10, "1", "piece", None)),
    ("1 EA", (1, "1", "piece", None)),
    ("100 tests", (1, "100", "test", None)),
    ("10 kU", (1, "10", "kU", None)),
    ("1.9KG", (1, "1.9", "kg", None)),
    ("25克", (1, "25", "g", None)),
    ("500 мл", (1, "500", "mL", None)),
    ("5 x 25 г", (5, "25", "g", None)),
    ("10개", (1, "10", "piece", None)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SIZES)
def test_a_size_is_count_amount_and_unit(text: str, expected: tuple[object, ...]) -> None:
    size = read_pack_size(text)
    assert size is not None
    assert (size.count, f"{size.amount}", size.unit, size.remark) == expected


@pytest.mark.parametrize("text", ["SAMPLE", "", "bulk", "25", "0 g", "5 g or 10 g", "x" * 200])
def test_a_size_without_one_amount_is_not_guessed(text: str) -> None:
    assert read_pack_size(text) is None


AVAILABILITY = [
    ("In Stock", "in-stock"),
    ("19", "in-stock"),
    ("0", "backorder"),
    ("stock: 3 pcs", "in-stock"),
    ("现货", "in-stock"),
    ("auf Anfrage", "on-request"),
    ("Contact Company", "on-request"),
    ("Discontinued", "discontinued"),
    ("onbackorder", "backorder"),
    ("rupture de stock", "backorder"),
    ("Disponible", "in-stock"),
    ("в наличии", "in-stock"),
    ("재고있음", "in-stock"),
    ("sob consulta", "on-request"),
    ("In stock, ships today", "in-stock"),
    ("2 weeks", None),
    ("perhaps", None),
]


@pytest.mark.parametrize(("text", "expected"), AVAILABILITY)
def test_the_stock_is_read_from_words_and_numbers(text: str, expected: str | None) -> None:
    assert read_availability(text) == expected


def test_a_pack_tells_prices_availability_and_time() -> None:
    (pack,) = read_packs([("25 g", "45.00 EUR; 10+: 40.00 EUR; in stock; 2 weeks")])
    assert pack.document() == {
        "size": "25 g",
        "price": "45.00 EUR; 10+: 40.00 EUR; in stock; 2 weeks",
        "count": 1,
        "amount": 25.0,
        "unit": "g",
        "remark": None,
        "prices": [
            {"from": 1, "amount": "45.00", "currency": "EUR"},
            {"from": 10, "amount": "40.00", "currency": "EUR"},
        ],
        "unit_price": {"amount": "1.800", "currency": "EUR", "unit": "g"},
        "availability": "in-stock",
        "lead_time": "2 weeks",
        "price_date": None,
        "price_valid_until": None,
        "available_from": None,
    }


PARTS = [
    ("on request", [], "on-request", None),
    ("12.50 EUR, in stock, 3-5 business days", [(1, "12.50")], "in-stock", "3-5 business days"),
    ("stock: 0; 12 USD; lead time: 4 weeks", [(1, "12")], "backorder", "4 weeks"),
    (">=5: 10 EUR; 12 EUR", [(1, "12"), (5, "10")], None, None),
    ("5-9: 10 EUR", [(5, "10")], None, None),
    ("ab 10: 9,50 €", [(10, "9.50")], None, None),
]


@pytest.mark.parametrize(("text", "prices", "availability", "lead_time"), PARTS)
def test_the_parts_of_a_text_may_stand_in_any_order(
    text: str, prices: list[tuple[int, str]], availability: str | None, lead_time: str | None
) -> None:
    (pack,) = read_packs([("1 g", text)])
    assert pack.unread == ()
    assert [(price.from_packs, price.money.text) for price in pack.prices] == prices
    assert (pack.availability, pack.lead_time) == (availability, lead_time)


def test_packs_stand_by_what_they_hold_together() -> None:
    stated = [("1 kg", "9 EUR"), ("SAMPLE", "on request"), ("5 × 1 mL", "2 EUR"), ("100 mg", "1 EUR"), ("2 x 25 g", "")]
    sizes = [pack.stated_size for pack in read_packs(stated)]
    assert sizes == ["100 mg", "2 x 25 g", "1 kg", "5 × 1 mL", "SAMPLE"]


def test_what_is_said_of_the_product_holds_for_packs_that_say_nothing() -> None:
    first, second = read_packs([("1 g", "5 EUR"), ("5 g", "20 EUR; backorder; 3 weeks")], "In stock", "2 days")
    assert (first.availability, first.lead_time) == ("in-stock", "2 days")
    assert (second.availability, second.lead_time) == ("backorder", "3 weeks")


@pytest.mark.parametrize("stock", ["2 weeks", "期货2周", "Lead time: 2 weeks"])
def test_a_time_in_the_place_of_the_stock_is_one_of_delivery(stock: str) -> None:
    (pack,) = read_packs([("1 g", "5 EUR")], stock)
    assert (pack.availability, (pack.lead_time or "")[:1]) == (None, "2")


@pytest.mark.parametrize(
    ("size", "price", "each"),
    [("1 kg", "12.50 EUR", "0.01250"), ("5 x 1 mL", "100 EUR", "20.00"), ("10 mg", "99 EUR", "9900.00")],
)
def test_the_price_of_a_unit_has_four_figures_and_no_fewer_places_than_a_cent(size: str, price: str, each: str) -> None:
    (pack,) = read_packs([(size, price)])
    assert pack.unit_price is not None
    assert pack.unit_price.text == each
    assert isinstance(pack.unit_price.amount, Decimal)


FINDINGS: list[tuple[list[tuple[str, str]], list[str]]] = [
    ([("1 g", "10 EUR"), ("5 g", "40 EUR")], []),
    ([("1 g", "on request")], []),
    ([("SAMPLE", "on request")], ["pack-unreadable"]),
    ([("1 g", "10 doubloons")], ["price-invalid"]),
    ([("1 g", "0.00 EUR")], ["price-invalid"]),
    ([("1 g", "1.234 €")], ["price-invalid"]),
    ([("1 g", "6,200")], ["price-without-currency"]),
    ([("1 g", "10 EUR"), ("5 g", "60 EUR")], ["price-rises"]),
    ([("1 g", "10 EUR"), ("5 g", "60 USD")], []),
    ([("1 g", "10 EUR"), ("5 mL", "60 EUR")], []),
    ([("1 g", "10 EUR; 10+: 12 EUR")], ["price-rises"]),
]


@pytest.mark.parametrize(("stated", "codes"), FINDINGS)
def test_one_deformity_makes_one_finding(stated: list[tuple[str, str]], codes: list[str]) -> None:
    checked = check_packs(stated)
    assert [finding.code.value for finding in checked.findings] == codes
    assert all(finding.field.startswith("pack:") for finding in checked.findings)


@pytest.mark.parametrize(
    ("size", "price", "unit_price"),
    [
        ("5 g", "9" * 28 + " EUR", None),
        ("5 g", "1" + "0" * 28, None),
        ("5 g", "999999999999999 EUR", "199999999999999.80"),
        ("0.00000000001 ng", "999999999999999 EUR", "9" * 15 + "0" * 20 + ".00"),
        ("1 g", "0." + "0" * 30 + "1 EUR", "0." + "0" * 30 + "1000"),
        ("9" * 28 + " x 1 g", "5 EUR", None),
    ],
)
def test_no_size_and_no_price_is_too_much(size: str, price: str, unit_price: str | None) -> None:
    [pack] = check_packs([(size, price)]).value
    each = pack.unit_price
    assert (None if each is None else each.text) == unit_price
    assert pack.document()["price"] == price


@pytest.mark.parametrize("unit", ["1", ", ", "5 g, ", "10 EUR, ", "1 ", "a, "])
def test_a_text_without_end_is_no_price(unit: str) -> None:
    checked = check_packs([("5 g", unit * 20_000)], unit * 20_000, unit * 20_000)
    assert "price-invalid" in [finding.code.value for finding in checked.findings]
