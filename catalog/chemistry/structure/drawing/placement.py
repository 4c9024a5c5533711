"""Placement: where the parts of a drawing stand on their card, side by side in rows, so that none overlaps another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Size(NamedTuple):
    """Width and height in px."""

    width: float
    height: float


class Placement(NamedTuple):
    """Where parts stand.

    Attributes:
        scale: what all sizes are multiplied by, at most 1.
        corners: the left upper corner of each part on the card, in px.
    """

    scale: float
    corners: list[tuple[float, float]]


def place(sizes: Sequence[Size], card: Size, gap: float, most: float = 1.0) -> Placement:
    """Place parts in rows that are centred on a card, as large as possible.

    Args:
        sizes: the parts, in order.
        card: the space for all of them.
        gap: the space between two parts, before scaling.
        most: the largest scale.

    >>> place([Size(40, 20), Size(40, 10)], Size(100, 50), 10)
    Placement(scale=1.0, corners=[(5.0, 15.0), (55.0, 20.0)])
    """
    rows, scale = max(
        ((rows, _scale(rows, card, gap, most)) for rows in _ways(sizes, gap)),
        key=lambda way: (round(way[1], 6), -len(way[0])),
    )
    heights = [max(size.height for size in row) for row in rows]
    top = (card.height - scale * (sum(heights) + gap * (len(rows) - 1))) / 2
    corners = []
    for row, height in zip(rows, heights, strict=True):
        left = (card.width - scale * _width(row, gap)) / 2
        for size in row:
            corners.append((left, top + scale * (height - size.height) / 2))
            left += scale * (size.width + gap)
        top += scale * (height + gap)
    return Placement(scale, corners)


def _ways(sizes: Sequence[Size], gap: float) -> Iterator[list[list[Size]]]:
    """Yield the ways to break parts into rows: each width that the first row may have is a limit for all rows."""
    for count in range(len(sizes), 0, -1):
        limit = max(_width(sizes[:count], gap), *(size.width for size in sizes))
        rows: list[list[Size]] = [[]]
        for size in sizes:
            if rows[-1] and _width([*rows[-1], size], gap) > limit:
                rows.append([])
            rows[-1].append(size)
        yield rows


def _width(row: Sequence[Size], gap: float) -> float:
    return sum(size.width for size in row) + gap * (len(row) - 1)


def _scale(rows: Sequence[Sequence[Size]], card: Size, gap: float, most: float) -> float:
    width = max(_width(row, gap) for row in rows)
    height = sum(max(size.height for size in row) for row in rows) + gap * (len(rows) - 1)
    return min(most, card.width / width, card.height / height)
