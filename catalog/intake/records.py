"""What a reader hands on: records of labelled cells, each with its place in the file. Nothing here judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from catalog.surprises import Surprise

ABOVE_HEADER = "above the header"
"""Why a row of a table is passed on as skipped; what it says may hold for the whole table."""
BETWEEN_ROWS = "a title between rows"
"""Another reason for that."""


Place = Mapping[str, str | int]
"""Where something stands: ``{"row": 12}``, ``{"sheet": "Stock", "row": 3}``, ``{"line": 4}``, ``{"record": 2}``,
``{"pointer": "/items/3"}``; of a cell also ``"column"`` (its label, or where labels stand down a column its letter),
``"tag"``."""


TITLE = "label"
"""What the title line of a molfile is called among the labels of its record."""


class RawRecord(NamedTuple):
    """One record as it stands in the file.

    Attributes:
        place: where the record begins.
        labels: the labels as written (shared between the records of a table).
        texts: the texts as written, one for each label; blank ones too.
        cell_places: what a cell's place has beyond the record's, one for each label, or None where the label says it.
        skipped: why this is not a product record at all (a banner, a separator row), else None.
        guessed: the labels of lines that may be running text; such cells are no attributes.
        failed: the error that nobody expected on the way here, else None; such a record is refused.
    """

    place: Place
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    cell_places: tuple[Place, ...] | None = None
    skipped: str | None = None
    failed: Surprise | None = None
    guessed: frozenset[str] = frozenset()

    def cell_place(self, index: int) -> Place:
        """The place of one cell, the record's place included."""
        extra: Place = self.cell_places[index] if self.cell_places is not None else {"column": self.labels[index]}
        return {**self.place, **extra}

    def with_cells(self, cells: Iterable[tuple[str, str, Place]]) -> RawRecord:
        """The record with further cells, each a label, a text and its place."""
        labels, texts, places = zip(*cells, strict=True)
        own: tuple[Place, ...] = self.cell_places or tuple([{"column": label} for label in self.labels])
        return self._replace(labels=(*self.labels, *labels), texts=(*self.texts, *texts), cell_places=(*own, *places))


def passed_over(place: Place, cells: Sequence[str], reason: str) -> RawRecord:
    """A record that is none of a product: what its cells hold, as far as a report can show it, and why it is none."""
    text = " ".join(filter(None, map(str.strip, cells)))[:200]
    return RawRecord(place, ("text",), (text,), None, reason)
