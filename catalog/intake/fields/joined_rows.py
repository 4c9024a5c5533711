"""Rows that are packs: many suppliers write one row for each pack of a product, and repeat all other cells.

Consecutive rows with one catalog number are one product if they differ only in the pack, its price, stock and delivery
time. A row with only such cells belongs to the product above it. Any other difference is a contradiction, and
stays one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.records import RawRecord
from catalog.surprises import Surprise, attempt

_PACK_LABELS = {
    "size": "size",
    "size_unit": "unit",
    "price": "price",
    "pack_stock": "stock",
    "availability": "stock",
    "pack_lead_time": "lead time",
    "lead_time": "lead time",
    "pack_price_date": "price date",
    "price_date": "price date",
    "pack_price_valid_until": "price valid until",
    "price_valid_until": "price valid until",
    "pack_available_from": "available from",
    "available_from": "available from",
}
"""The parts that may differ between the rows of a product, each with the label for a further pack's cell."""

MOST_PACKS = 100
"""The most rows of one product. No supplier has more packs of one, and this limits the cost of a file."""


class _PackLayout(NamedTuple):
    """The columns of a table that are about packs.

    Attributes:
        packs: the columns about a pack, each with the label for a further pack's cell, without its number.
        sizes: the columns among them with a size or its unit.
        codes: the column of order codes, one for each pack, or None if there is no such column.
        currencies: the columns with the currency of prices.
    """

    packs: dict[int, str]
    sizes: tuple[int, ...]
    codes: int | None
    currencies: frozenset[int]


def join_pack_rows(records: Iterable[RawRecord], labelling: RecordDrafter) -> Iterator[RawRecord]:
    """Yield the records. A product's first row gets the packs of its further rows, which are marked as no products.

    Args:
        records: the records from a reader.
        labelling: knows the meanings of the labels.
    """
    group: list[RawRecord] = []
    layout: _PackLayout | None = None
    for record in records:
        goes_on = group and layout is not None and attempt(_goes_on, group, record, layout, labelling)
        if goes_on is True:
            group.append(record)
            continue
        failed = None
        if isinstance(goes_on, Surprise) and layout is not None:
            # Either of the two rows may make the program fail. It is this row if it fails even together with itself.
            failed = goes_on if isinstance(attempt(_goes_on, [record], record, layout, labelling), Surprise) else None
            group = group if failed is not None else [row._replace(failed=goes_on) for row in group]
        yield from _joined_or_failed(group, layout)
        if not group or group[0].labels != record.labels:
            begun = attempt(_layout, record.labels, labelling)
            layout, failed = (None, begun) if isinstance(begun, Surprise) else (begun, failed)
        group = [record if failed is None else record._replace(failed=failed)]
    yield from _joined_or_failed(group, layout)


def _layout(labels: Sequence[str], labelling: RecordDrafter) -> _PackLayout | None:
    targets = [labelling.target_of(label) for label in labels]
    packs: dict[int, str] = {}
    for index, target in enumerate(targets):
        if target is None or target.field not in _PACK_LABELS:
            continue
        if target.member:
            return None  # The packs are side by side.
        unit = f" {target.unit}" if target.unit else ""
        packs[index] = _PACK_LABELS[target.field] + unit
    fields = {index: target.field for index, target in enumerate(targets) if target is not None}
    sizes = tuple(index for index in packs if fields[index] in ("size", "size_unit"))
    codes = next((index for index, field in fields.items() if field == "skus"), None)
    has_number = codes is not None or "catalog_number" in fields.values()
    currencies = frozenset(index for index, field in fields.items() if field == "currency")
    is_one = [*fields.values()].count("size") == 1 and has_number
    return _PackLayout(packs, sizes, codes, currencies) if is_one else None


def _goes_on(group: Sequence[RawRecord], record: RawRecord, layout: _PackLayout, labelling: RecordDrafter) -> bool:
    """Tell whether a row is a further pack of the product in the rows before it, or is between its packs."""
    first = group[0]
    if not first.is_readable or record.failed is not None or record.damage is not None:
        return False
    if len(group) == MOST_PACKS or record.place.get("sheet") != first.place.get("sheet"):
        return False
    if record.skipped is not None:
        # A page can end within a product: the page number and the next header are skipped.
        return True
    return first.labels == record.labels and _is_further_pack(_packs(group), record, layout, labelling)


def _is_further_pack(
    packs: Sequence[RawRecord], record: RawRecord, layout: _PackLayout, labelling: RecordDrafter
) -> bool:
    first = packs[0]
    pairs = enumerate(zip(first.texts, record.texts, strict=True))
    own = {*layout.packs, layout.codes}
    shared = [(index, one.strip(), other.strip()) for index, (one, other) in pairs if index not in own]
    further = [other for index, _, other in shared if index not in layout.currencies]
    says_no_more = not any(further) and not _code(record, layout)
    if not says_no_more and any(one != other for _, one, other in shared):
        return False
    sizes = [" ".join(row.texts[index].strip() for index in layout.sizes).strip() for row in (*packs, record)]
    if not all(sizes) or len(set(sizes)) < len(sizes):
        return False
    number = labelling.catalog_number(first)
    same = says_no_more or layout.codes is None or labelling.catalog_number(record) == number
    return bool(number) and same


def _packs(group: Sequence[RawRecord]) -> list[RawRecord]:
    return [row for row in group if row.skipped is None]


def _code(record: RawRecord, layout: _PackLayout) -> str:
    return "" if layout.codes is None else record.texts[layout.codes].strip()


def _joined_or_failed(group: Sequence[RawRecord], layout: _PackLayout | None) -> list[RawRecord]:
    """Return the result of ``_joined``. If it fails, return the rows as they are, each to be refused."""
    joined = attempt(list, _joined(group, layout))
    return [row._replace(failed=joined) for row in group] if isinstance(joined, Surprise) else joined


def _joined(group: Sequence[RawRecord], layout: _PackLayout | None) -> Iterator[RawRecord]:
    """Yield the product of some rows, then the further rows, each with its own outcome."""
    packs = _packs(group)
    if len(packs) < 2 or layout is None:
        yield from group
        return
    first = group[0]
    texts = list(first.texts)
    if layout.codes is not None:
        texts[layout.codes] = " ".join(row.texts[layout.codes].strip() for row in packs)
    yield first._replace(texts=tuple(texts)).with_cells(
        (f"{label} {number}", row.texts[index], row.cell_place(index))
        for number, row in enumerate(packs[1:], start=2)
        for index, label in layout.packs.items()
    )
    where = ", ".join(f"{name} {value}" for name, value in first.place.items())
    for row in group[1:]:
        yield row if row.skipped is not None else row._replace(skipped=f"a further pack of the product in {where}")
