"""Headers: which row of a table holds the labels, below banners and above the products."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.intake.fields.labels import is_known

LOOKED_AT = 60
"""How many rows from the top the header may be away."""


def header_score(cells: Sequence[str]) -> int:
    """How many cells of a row are labels that suppliers use."""
    return sum(is_known(cell) for cell in cells)


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the row that holds the labels: the first with the most of them, at least two (or its only one).

    Where no label is known, the first row stands in if it looks like one of labels.

    >>> find_header([["Price list 2024", ""], ["Cat. No.", "Name"], ["A1", "Water"]])
    1
    """
    best, best_score = None, 0
    for index, row in enumerate(rows[:LOOKED_AT]):
        filled = sum(bool(cell.strip()) for cell in row)
        score = header_score(row)
        if score > best_score and (score >= 2 or (score == filled == 1)):
            best, best_score = index, score
    return best if best is not None else _unknown_header(rows)


def _unknown_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The first row that holds anything, where none of its labels is known but all look like labels.

    Such a file is read so that its report can show the labels, for a mapping file to say what they mean.
    """
    index = next((index for index, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if index is None or len(rows[index]) < 2:
        return None
    labels = [cell.strip() for cell in rows[index]]
    plain = all(label and len(label) <= 60 and not label[0].isdigit() for label in labels)
    return index if plain and len(set(labels)) == len(labels) else None


def unique_labels(cells: Sequence[str]) -> tuple[str, ...]:
    """The labels of a header: blank ones are named by their column, repeated ones are told apart.

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
    """Tell whether a row of a wide table holds one cell only, as plate and section titles do."""
    return len(cells) >= 4 and sum(bool(cell.strip()) for cell in cells) == 1
