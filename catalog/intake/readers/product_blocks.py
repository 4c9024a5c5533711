"""The products of a sideways table: a block of rows is one product, or one in each of its columns.

A block ends when an identifying label comes again, so a long file is read block by block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalog.errors import UnreadableFile
from catalog.intake.columns.labels import field_of, is_known
from catalog.intake.columns.words import normalize_label
from catalog.intake.readers.block_lines import BlockLines
from catalog.intake.readers.sideways import IDENTITY, SidewaysTable, heading_roles, is_labelled
from catalog.intake.records import ABOVE_HEADER, BETWEEN_ROWS, Place, RawRecord, passed_over

MOST_ROWS = 400
"""A block with more rows is not a product. Memory never holds more."""

Row = tuple[int, Sequence[str]]
"""The number of a row in its file or sheet, and its cells."""

Block = tuple[list[Row], bool]
"""The rows of a block, with one blank row for several; and whether any of its labels is known."""


def read_product_blocks(rows: Iterable[Row], shape: SidewaysTable, place: Place) -> Iterator[RawRecord]:
    """Yield the records of a sideways table. Titles, and rows above the first label, are passed on as skipped.

    Args:
        rows: all of its rows, including blank ones.
        shape: its layout, found in its first rows.
        place: the place of the table: its sheet, or empty.

    Raises:
        UnreadableFile: a block has too many rows.
    """
    reason, roles = ABOVE_HEADER, dict[int, str]()
    for block, is_known_block in _blocks(rows, shape.column):
        if not is_known_block:
            yield from _titles([row for row in block if row[1]], place, reason)
            continue
        lines = BlockLines(shape.column, roles)
        for number, cells in block:
            lines.take(number, cells)
        roles = lines.roles_of_next
        yield from _titles(lines.titles_above, place, reason)
        reason = BETWEEN_ROWS
        yield from lines.products(place)
        yield from _titles(lines.titles, place, reason)


def _titles(rows: Iterable[Row], place: Place, reason: str) -> Iterator[RawRecord]:
    return (passed_over({**place, "row": number}, cells, reason) for number, cells in rows)


def _blocks(rows: Iterable[Row], column: int) -> Iterator[Block]:
    """Yield the rows of each product, or of products side by side. A banner before a blank row is also a block."""
    block: list[Row] = []
    seen: list[str] = []
    for stretch in _stretches(rows):
        keys = [_key(cells, column) for _, cells in stretch]
        if block and (not seen or any(_begins(key, seen, IDENTITY) for key in keys)):
            yield block, bool(seen)
            block, seen = [], []
        elif block:
            block.append((0, ()))
        for row, key in zip(stretch, keys, strict=True):
            if _begins(key, seen, ONE_OF_EACH):
                yield block, True
                block, seen = [], []
            block.append(row)
            seen += [key] if key else []
            if len(block) > MOST_ROWS:
                raise UnreadableFile(
                    f"The labels are in a column, and the product that begins in row {block[0][0]} has more than "
                    f"{MOST_ROWS} rows. Leave a blank row between products, or put the labels into the first row."
                )
    if block:
        yield block, bool(seen)


ONE_OF_EACH = frozenset({"catalog_number"})
"""A product has only one of each of these fields. A second one begins the next product, even without a blank row."""


def _stretches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows between blank ones, in parts that are never longer than a block may be."""
    stretch: list[Row] = []
    for row in rows:
        is_blank = not any(cell.strip() for cell in row[1])
        if not is_blank:
            stretch.append(row)
        if stretch and (is_blank or len(stretch) > MOST_ROWS):
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _key(cells: Sequence[str], column: int) -> str:
    """Return the label of a row in its form for comparison, or "" if it has no known label."""
    is_label = is_labelled(cells, column) and heading_roles(cells) is None and is_known(cells[column])
    return normalize_label(cells[column]) if is_label else ""


def _begins(key: str, seen: Sequence[str], fields: frozenset[str]) -> bool:
    """Tell whether a label begins the next product: the first label again, or one of some fields."""
    if key not in seen:
        return False
    return key == seen[0] or field_of(key) in fields
