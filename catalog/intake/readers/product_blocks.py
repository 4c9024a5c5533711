"""The products of a table on its side: a block of rows is one product, or one in each of its columns.

A block ends where a label that tells which product it is comes again, so a long file is read block by block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalog.errors import UnreadableFile
from catalog.intake.fields.labels import field_of, is_known, normalize_label
from catalog.intake.readers.block_lines import BlockLines
from catalog.intake.readers.sideways import IDENTITY, SidewaysTable, heading_roles, is_labelled
from catalog.intake.records import ABOVE_HEADER, BETWEEN_ROWS, Place, RawRecord, passed_over

MOST_ROWS = 400
"""What has more rows than this is no product, and the file is not held in memory for it."""

Row = tuple[int, Sequence[str]]
"""The number of a row in its file or sheet, and its cells."""

Block = tuple[list[Row], bool]
"""The rows of a block, a blank one where some were; and whether any of its labels is known."""


def read_product_blocks(rows: Iterable[Row], shape: SidewaysTable, place: Place) -> Iterator[RawRecord]:
    """The records of a table on its side; titles and what stands above the first label are passed on as skipped.

    Args:
        rows: all of its rows, blank ones too.
        shape: as its topmost rows show it.
        place: where the table is: its sheet, or nothing.

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
    """The rows of each product, or of those beside each other; a banner that a blank row parts off is a block too."""
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
                    f"The labels stand down a column, and the product that begins in row {block[0][0]} has more than "
                    f"{MOST_ROWS} rows. Leave a blank row between products, or put the labels into the first row."
                )
    if block:
        yield block, bool(seen)


ONE_OF_EACH = frozenset({"catalog_number"})
"""The fields of which a product has one only, so that the next product begins even without a blank row between."""


def _stretches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows with no blank one between them; no more at once than make a block too long."""
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
    """The label of a row as labels are compared; empty where it has none that is known."""
    is_label = is_labelled(cells, column) and heading_roles(cells) is None and is_known(cells[column])
    return normalize_label(cells[column]) if is_label else ""


def _begins(key: str, seen: Sequence[str], fields: frozenset[str]) -> bool:
    """Tell whether a label begins the next product: the first one comes again, or one of some fields."""
    if key not in seen:
        return False
    return key == seen[0] or field_of(key) in fields
