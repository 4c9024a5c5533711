"""Lines of a quote list with prices: which price counts, what a line costs, and the sums."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from catalog.web.pages.quote_list import quote_cells, quote_line, quote_text, totals


def product(**packs: list[tuple[int, str, str | None]]) -> dict[str, Any]:
    """A product with packs, each with its prices: from how many packs on, amount and currency."""
    return {
        "catalog_number": "Q-1",
        "name": "=Water",
        "cas_rn": "7732-18-5",
        "packs": [
            {
                "size": size,
                "prices": [{"from": least, "amount": amount, "currency": money} for least, amount, money in some],
            }
            for size, some in packs.items()
        ],
    }


BREAKS: list[tuple[int, str, str | None]] = [(1, "12.50", "EUR"), (10, "11.00", "EUR")]


@pytest.mark.parametrize(
    ("packs", "pack", "quantity", "chosen", "price"),
    [
        ({"5g": BREAKS}, "5g", 1, "5g", "12.50"),
        ({"5g": BREAKS}, "5g", 9, "5g", "112.50"),
        ({"5g": BREAKS}, "5g", 10, "5g", "110.00"),
        ({"5g": BREAKS}, "no such pack", 2, "5g", "25.00"),
        ({"5g": BREAKS, "1kg": []}, "no such pack", 2, "", None),
        ({"5g": BREAKS, "1kg": []}, "1kg", 2, "1kg", None),
        ({"5g": [(5, "9", "EUR")]}, "5g", 4, "5g", None),
        ({"5g": [(1, "on request", "EUR")]}, "5g", 4, "5g", None),
        ({}, " 5 g ", 4, "5 g", None),
        ({}, "x" * 50, 1, "x" * 40, None),
    ],
)
def test_a_line_costs_what_its_quantity_reaches(
    packs: dict[str, list[tuple[int, str, str | None]]], pack: str, quantity: int, chosen: str, price: str | None
) -> None:
    line = quote_line(product(**packs), pack, quantity)
    assert (line.pack, line.price) == (chosen, None if price is None else Decimal(price))


LINES = [
    quote_line(product(a=BREAKS), "a", 2),
    quote_line(product(b=[(1, "3", "CHF")]), "b", 1),
    quote_line(product(a=BREAKS), "a", 10),
    quote_line(product(c=[]), "c", 7),
]


def test_sums_are_made_in_each_currency() -> None:
    assert totals(LINES) == [(Decimal(3), "CHF"), (Decimal("135.00"), "EUR")]


def test_the_mail_tells_prices_and_sums() -> None:
    text = quote_text(LINES)
    assert "2 × a, 25.00 EUR" in text
    assert "7 × c\n" in text
    assert text.endswith("Sum of the listed prices: 3 CHF\nSum of the listed prices: 135.00 EUR\n")


def test_a_price_without_a_currency_is_told_as_such_and_not_added() -> None:
    line = quote_line(product(a=[(1, "6200", None)]), "a", 2)
    assert (line.price, line.currency) == (Decimal(12400), None)
    assert totals([line]) == []
    assert "2 × a, 12400 (currency not stated)\n" in quote_text([line])
    assert quote_cells(line)[5:8] == ["6200", "12400", ""]


def test_a_row_has_its_prices_and_no_cell_runs_as_a_formula() -> None:
    assert quote_cells(LINES[0]) == ["Q-1", "'=Water", "7732-18-5", "a", "2", "12.50", "25.00", "EUR", ""]
    assert quote_cells(LINES[3])[-3:] == ["", "", ""]
