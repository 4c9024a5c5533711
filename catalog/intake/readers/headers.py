"""Headers: find the row of a table with the labels, below banners and above the products."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.intake.columns.column_contents import looks_like_products
from catalog.intake.columns.mapping import NO_MAPPING, LabelMapping, is_heading

LOOKED_AT = 60
"""The number of rows from the top among which the header is searched."""
NO_HEADER = -1
"""The index of the header of a table that begins with its products."""


def header_score(cells: Sequence[str], mapping: LabelMapping = NO_MAPPING) -> int:
    """Return how many cells of a row are labels that suppliers use, or that a mapping names."""
    return sum(is_heading(cell, mapping) for cell in cells)


def find_header(rows: Sequence[Sequence[str]], mapping: LabelMapping = NO_MAPPING) -> int | None:
    """Return the index of the header: the first row with the most labels, at least two (or one in a one-cell row).

    If no label is known, and the rows are products from the first one on, it is ``NO_HEADER``. Else the first row is
    taken if it looks like a header.

    >>> find_header([["Price list 2024", ""], ["Cat. No.", "Name"], ["A1", "Water"]])
    1
    """
    best, best_score = None, 0
    for index, row in enumerate(rows[:LOOKED_AT]):
        filled = sum(bool(cell.strip()) for cell in row)
        score = header_score(row, mapping)
        if score > best_score and (score >= 2 or (score == filled == 1)):
            best, best_score = index, score
    if best is not None:
        return best
    return NO_HEADER if looks_like_products(rows[:LOOKED_AT]) else _unknown_header(rows)


def header_cells(rows: Sequence[Sequence[str]], header: int) -> Sequence[str]:
    """Return the cells of the header; blank ones if there is none.

    >>> header_cells([["A1", "67-64-1"]], NO_HEADER), header_cells([["CAS"], ["67-64-1"]], 0)
    (['', ''], ['CAS'])
    """
    return [""] * max(map(len, rows)) if header == NO_HEADER else rows[header]


def _unknown_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the first row with content, if none of its labels is known but all look like labels.

    Blank cells at its end do not matter. The report then shows these labels, so that a mapping file can explain them.
    """
    index = next((index for index, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if index is None:
        return None
    labels = [cell.strip() for cell in rows[index]]
    while labels and not labels[-1]:
        labels.pop()
    if len(labels) < 2:
        return None
    plain = all(label and len(label) <= 60 and not label[0].isdigit() for label in labels)
    return index if plain and len(set(labels)) == len(labels) else None


def unique_labels(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the labels of a header. Blank ones get the name of their column, repeated ones a number.

    >>> unique_labels(["Name", "", "Size", "Size"])
    ('Name', 'column 2', 'Size', 'Size 2')
    """
    seen: dict[str, int] = {}
    labels = []
    for number, cell in enumerate(cells, start=1):
        label = " ".join(cell.split()) or f"column {number}"
        seen[label] = seen.get(label, 0) + 1
        labels.append(label if seen[label] == 1 else f"{label} {seen[label]}")
    return tuple(labels)


def is_separator(cells: Sequence[str]) -> bool:
    """Tell whether a row of a wide table has only one cell, like titles of plates and sections."""
    return len(cells) >= 4 and sum(bool(cell.strip()) for cell in cells) == 1
