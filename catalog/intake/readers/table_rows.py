"""The rows of a table below its header, each with a product, or with one in each of several tables side by side.

A header whose labels come again, such as ``Name, CAS, Name, CAS``, is that of several tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.intake.columns.labels import field_of
from catalog.intake.columns.words import normalize_label
from catalog.intake.readers.block_lines import column_letters
from catalog.intake.readers.headers import is_separator, is_total, unique_labels
from catalog.intake.readers.sideways import IDENTITY
from catalog.intake.records import ABOVE_HEADER, BETWEEN_ROWS, Place, RawRecord, passed_over
from catalog.product.text.cell_escape import unescape_row

LEAST_LABELS = 2
"""A block with fewer labels is a second column of a field, not a table."""


@dataclass(frozen=True, slots=True)
class TableBlocks:
    """The tables of a sheet.

    Attributes:
        labels: the labels of each table.
        begins: the first column of each, if there are several.
    """

    labels: tuple[tuple[str, ...], ...]
    begins: tuple[int, ...]

    def records(self, place: Place, row: list[str], *, above: bool) -> Iterator[RawRecord]:
        """Yield the records of a row: one for each table with content there. A row above the header stays whole."""
        if len(self.labels) == 1:
            yield table_record(place, self.labels[0], row, above=above)
            return
        if above:
            yield passed_over(place, row, ABOVE_HEADER)
            return
        for labels, (begin, end) in zip(self.labels, pairwise([*self.begins, None]), strict=True):
            cells = row[begin:end]
            if not any(cell.strip() for cell in cells):
                continue
            record = table_record({**place, "column": column_letters(begin or 0)}, labels, cells)
            places = tuple({"column": column_letters((begin or 0) + at)} for at in range(len(record.labels)))
            yield record if record.skipped is not None else record._replace(cell_places=places)


def table_blocks(header: Sequence[str]) -> TableBlocks:
    """Return the tables below a header: usually one; several if the same labels, which identify products, come again.

    >>> table_blocks(["Name", "CAS", "", "Name", "CAS"]).begins, table_blocks(["Name", "Size", "Price", "Size"]).begins
    ((0, 3), (0,))
    """
    whole = TableBlocks((unique_labels(header),), (0,))
    keys = [normalize_label(cell) for cell in header]
    first = next((at for at, key in enumerate(keys) if key), None)
    if first is None:
        return whole
    begins = [at for at, key in enumerate(keys) if key == keys[first]]
    blocks = [header[begin:end] for begin, end in pairwise([0, *begins[1:], None])]
    sets = [[key for key in map(normalize_label, block) if key] for block in blocks]
    fields = {field_of(key) for key in sets[0]}
    is_repeated = len(sets) > 1 and all(labels == sets[0] for labels in sets)
    if not is_repeated or len(sets[0]) < LEAST_LABELS or IDENTITY.isdisjoint(fields):
        return whole
    return TableBlocks(tuple(map(unique_labels, blocks)), (0, *begins[1:]))


def table_record(place: Place, labels: tuple[str, ...], row: list[str], *, above: bool = False) -> RawRecord:
    """Return a row as a record. Rows above the header, section titles and repeated headers are marked as skipped."""
    reason = ABOVE_HEADER if above else _no_product(labels, row)
    if reason is not None:
        return passed_over(place, row, reason)
    width = len(labels)
    if len(row) > width:
        labels = (*labels, *(f"column {number}" for number in range(width + 1, len(row) + 1)))
    cells = row if len(row) >= width else [*row, *[""] * (width - len(row))]
    return RawRecord(place, labels, tuple(unescape_row(labels, cells)))


def _no_product(labels: tuple[str, ...], row: list[str]) -> str | None:
    """Return why a row below the header is not a product, or None. Every printed page can repeat the header."""
    if is_separator(row):
        return BETWEEN_ROWS
    if is_total(row):
        return "a total of the rows above"
    # Most rows differ from the header in their first cell.
    if " ".join(row[0].split()) in ("", labels[0]) and unique_labels(row) == labels:
        return "the column names again"
    return None
