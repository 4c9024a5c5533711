"""Currencies that stand above a table's header."""

from __future__ import annotations

import pytest

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.fields.stated_currency import with_stated_currency
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.table import read_table
from catalog.intake.records import ABOVE_HEADER, RawRecord


def packs(text: str) -> list[dict[str, str]]:
    """The packs of the products of a table with commas."""
    labelling = RecordDrafter(None)
    records = with_stated_currency(read_table(iter(text.splitlines(keepends=True)), ReadLimits(), ","), labelling)
    drafts = [labelling.draft(record).draft.fields for record in records if record.skipped is None]
    return [{name: text for name, text in fields.items() if name.startswith("pack:")} for fields in drafts]


TABLE = "Cat. No.,Name,CAS,1 g,5 g\nA1,Water,7732-18-5,12,40\nA2,Ice,7732-18-5,13 EUR,\n"


@pytest.mark.parametrize(
    ("above", "first", "second"),
    [
        ("Price list 2026\nAll prices in USD\n", "12 USD", "13 EUR"),
        ("Preise in € zzgl. MwSt.\n", "12 EUR", "13 EUR"),
        ("Packs (GBP)\n", "12 GBP", "13 EUR"),
        # Not about prices; two currencies; nothing at all.
        ("Made in the EUR zone\n", "12", "13 EUR"),
        ("Prices in USD or EUR\n", "12", "13 EUR"),
        ("", "12", "13 EUR"),
    ],
)
def test_what_stands_above_the_header_holds_for_bare_prices(above: str, first: str, second: str) -> None:
    assert [one["pack:1g"] for one in packs(above + TABLE)] == [first, second]


def test_a_column_of_currencies_comes_first() -> None:
    table = "Prices in USD\nCat. No.,Name,CAS,Size,Price,Currency\nA1,Water,7732-18-5,1 g,12,CHF\n"
    assert packs(table) == [{"pack:1 g": "12 CHF"}]


def test_each_sheet_has_its_own_currency() -> None:
    """The header is the same in all three; the last sheet states nothing."""
    labels = ("Cat. No.", "1 g")

    def sheet(name: str, above: str, number: str) -> list[RawRecord]:
        banner = [RawRecord({"sheet": name, "row": 1}, ("text",), (above,), None, ABOVE_HEADER)] if above else []
        return [*banner, RawRecord({"sheet": name, "row": 3}, labels, (number, "12"))]

    records = [*sheet("US", "Prices in USD", "A"), *sheet("EU", "Prices in EUR", "B"), *sheet("Other", "", "C")]
    labelling = RecordDrafter(None)
    found = [labelling.draft(record).draft.fields for record in with_stated_currency(records, labelling)]
    assert [fields["pack:1g"] for fields in found if fields] == ["12 USD", "12 EUR", "12"]


def test_a_cell_says_where_the_currency_stands() -> None:
    records = with_stated_currency(
        read_table(iter(f"Prices in USD\n{TABLE}".splitlines(keepends=True)), ReadLimits(), ","), RecordDrafter(None)
    )
    product = next(record for record in records if record.skipped is None)
    assert product.cell_place(len(product.labels) - 1)["row"] == 1
