"""Rows that are packs of one product, and rows that contradict each other."""

from __future__ import annotations

import pytest

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.fields.joined_rows import MOST_PACKS, join_pack_rows
from catalog.intake.records import RawRecord

LABELS = ("Cat. No.", "Name", "Pack Size", "Price (EUR)", "Availability")


def rows(*texts: str, labels: tuple[str, ...] = LABELS) -> list[RawRecord]:
    """Rows of a table from texts with ``|`` between the cells; the first stands in row 2."""
    return [RawRecord({"row": number}, labels, tuple(text.split("|"))) for number, text in enumerate(texts, start=2)]


def joined(records: list[RawRecord]) -> list[str]:
    """For each record its packs, or why it is none."""
    labelling = RecordDrafter(None)
    told = []
    for record in join_pack_rows(records, labelling):
        fields = labelling.draft(record).draft.fields
        packs = [f"{name[5:]}: {text}" for name, text in fields.items() if name.startswith("pack:")]
        told.append(record.skipped or ", ".join([fields["catalog_number"], *packs]))
    return told


JOINED = "a further pack of the product in row 2"


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (
            rows("A|Water|5 g|10|In stock", "A|Water|25 g|40|2 weeks", "B|Ice|5 g|9|"),
            ["A, 5 g: 10 EUR, 25 g: 40 EUR; 2 weeks", JOINED, "B, 5 g: 9 EUR"],
        ),
        (
            rows("A|Water|5 g|10|", "A|Water|25 g|40|", "A|Water|1 kg||"),
            ["A, 5 g: 10 EUR, 25 g: 40 EUR, 1 kg: on request", JOINED, JOINED],
        ),
        (
            rows("A|5|g|1 EUR", "A|5|mg|2 EUR", labels=("Cat. No.", "Qty", "Unit", "Price")),
            ["A, 5 g: 1 EUR, 5 mg: 2 EUR", JOINED],
        ),
        (
            rows(
                "A|5 g|1 EUR|2026-01-31|",
                "A|1 kg|9 EUR|2026-02-28|2026-03-15",
                labels=("Cat. No.", "Size", "Price", "Price date", "Available from"),
            ),
            ["A, 5 g: 1 EUR, 1 kg: 9 EUR; price date: 2026-02-28; available from: 2026-03-15", JOINED],
        ),
        # Each pack has an order code of its own; a number with a hyphen is none.
        (
            rows("A-7-5G|Water|5 g|1|", "A-7-1KG|Water|1 kg|9|", "A-8|Ice|5 g|1|", labels=("SKU", *LABELS[1:])),
            ["A-7, 5 g: 1 EUR, 1 kg: 9 EUR", JOINED, "A-8, 5 g: 1 EUR"],
        ),
        (rows("A-7-5G|5 g|1", "B-7-1KG|1 kg|9", labels=("SKU", "Size", "Price")), ["A-7, 5 g: 1", "B-7, 1 kg: 9"]),
        (
            rows("A|5g|35|", "A|1kg|99|", labels=("产品编号", "规格", "价格(元)", "库存")),
            ["A, 5g: 35 CNY, 1kg: 99 CNY", JOINED],
        ),
        (
            rows("A|5 g|10|EUR", "|25 g|40|EUR", labels=("Cat. No.", "Pack", "Price", "Currency")),
            ["A, 5 g: 10 EUR, 25 g: 40 EUR", JOINED],
        ),
        # A row that says nothing but a pack belongs to the product above it; below another table's end it does not.
        (
            rows("A|Water|5 g|10|", "||25 g|40|2 weeks", "B|Ice|5 g|9|"),
            ["A, 5 g: 10 EUR, 25 g: 40 EUR; 2 weeks", JOINED, "B, 5 g: 9 EUR"],
        ),
        # What differs in more than the pack is a contradiction, and stays one.
        (rows("A|Water|5 g|10|", "A|Ice|25 g|40|"), ["A, 5 g: 10 EUR", "A, 25 g: 40 EUR"]),
        # One size at two prices, a row without a size, rows that do not follow each other, rows without a number.
        (rows("A|Water|5 g|10|", "A|Water|5 g|40|"), ["A, 5 g: 10 EUR", "A, 5 g: 40 EUR"]),
        (rows("A|Water|5 g|10|", "A|Water||40|"), ["A, 5 g: 10 EUR", "A"]),
        (rows("A|Water|5 g|1|", "B|Ice|5 g|1|", "A|Water|9 g|2|"), ["A, 5 g: 1 EUR", "B, 5 g: 1 EUR", "A, 9 g: 2 EUR"]),
        # Packs that stand beside each other are read as they are.
        (
            rows("A|5 g|10|25 g|40", labels=("Cat. No.", "Size 1", "Price 1", "Size 2", "Price 2")),
            ["A, 5 g: 10, 25 g: 40"],
        ),
        ([], []),
    ],
)
def test_rows_of_one_product_are_its_packs(records: list[RawRecord], expected: list[str]) -> None:
    assert joined(records) == expected


def test_what_follows_a_product_of_several_rows_loses_none_of_them() -> None:
    """A title between rows and another table have other labels than the rows before them."""
    title = RawRecord({"row": 9}, ("text",), ("Salts",), None, "a title between rows")
    other = RawRecord({"row": 10}, ("Cat. No.", "Name"), ("Z", "Salt"))
    first = rows("A|Water|5 g|10|", "A|Water|25 g|40|")
    assert joined([*first, title, other]) == ["A, 5 g: 10 EUR, 25 g: 40 EUR", JOINED, "a title between rows", "Z"]
    assert joined([*first, other]) == ["A, 5 g: 10 EUR, 25 g: 40 EUR", JOINED, "Z"]


def test_the_packs_of_a_product_may_go_on_behind_a_title() -> None:
    title = RawRecord({"row": 9}, ("text",), ("Page 2",), None, "a title between rows")
    (first, second, other) = rows("A|Water|5 g|10|", "||25 g|40|", "B|Ice|5 g|9|")
    told = "a title between rows"
    assert joined([first, title, second, other]) == ["A, 5 g: 10 EUR, 25 g: 40 EUR", told, JOINED, "B, 5 g: 9 EUR"]
    assert joined([first, title, other]) == ["A, 5 g: 10 EUR", told, "B, 5 g: 9 EUR"]
    further = [row._replace(place={"sheet": name, **row.place}) for name, row in (("1", first), ("2", second))]
    assert [record.skipped for record in join_pack_rows(further, RecordDrafter(None))] == [None, None]


def test_a_product_has_only_so_many_packs() -> None:
    records = list(join_pack_rows(rows(*[f"A|Water|{size} g|1|" for size in range(1, 151)]), RecordDrafter(None)))
    assert len(records) == 150
    assert [place for place, record in enumerate(records) if record.skipped is None] == [0, MOST_PACKS]


def test_every_cell_keeps_its_place() -> None:
    first, _ = join_pack_rows(rows("A|Water|5 g|10|", "A|Water|25 g|40|"), RecordDrafter(None))
    assert first.cell_place(3) == {"row": 2, "column": "Price (EUR)"}
    assert first.cell_place(first.texts.index("40")) == {"row": 3, "column": "Price (EUR)"}
