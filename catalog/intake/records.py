"""The output of a reader: records of labelled cells, each with its place in the file. Nothing is checked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from catalog.surprises import Surprise

ABOVE_HEADER = "above the header"
"""The reason to skip a row above a table's header. Its text can apply to the whole table."""
BETWEEN_ROWS = "a title between rows"
"""The reason to skip a title between rows."""
UNITS_OF_COLUMNS = "the units of the columns"
"""The reason to skip a row of units below a header. Each is read like brackets after its label."""


Place = Mapping[str, str | int]
"""A place in a file: ``{"row": 12}``, ``{"sheet": "Stock", "row": 3}``, ``{"line": 4}``, ``{"record": 2}``,
``{"pointer": "/items/3"}``. A cell also has ``"tag"`` or ``"column"`` (its label, or its letter if the labels are in
a column)."""


TITLE = "label"
"""The label of a molfile's title line in its record."""


STRUCTURE_KEY = "InChIKey of the structure"
"""The label of the key that the program made from a record's structure."""


class RawRecord(NamedTuple):
    """One record as it is in the file.

    Attributes:
        place: where the record begins.
        labels: the labels as written (shared between the records of a table).
        texts: the texts as written, one for each label, even if blank.
        cell_places: the cells' places within the record, one for each label, or None if the label gives the place.
        skipped: why this is not a product record (such as a banner or a separator row), or None.
        guessed: the labels of lines that may be running text. Such cells are not attributes.
        failed: the unexpected error while reading the record, or None. Such a record is refused.
    """

    place: Place
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    cell_places: tuple[Place, ...] | None = None
    skipped: str | None = None
    failed: Surprise | None = None
    guessed: frozenset[str] = frozenset()
    damage: str | None = None

    @property
    def is_readable(self) -> bool:
        """Tell whether it may be a product, with cells that can be read."""
        return self.skipped is None and self.failed is None and self.damage is None

    def cell_place(self, index: int) -> Place:
        """Return the place of one cell, including the record's place."""
        extra: Place = self.cell_places[index] if self.cell_places is not None else {"column": self.labels[index]}
        return {**self.place, **extra}

    def with_cells(self, cells: Iterable[tuple[str, str, Place]]) -> RawRecord:
        """Return the record with further cells, each a label, a text and its place."""
        labels, texts, places = zip(*cells, strict=True)
        own: tuple[Place, ...] = self.cell_places or tuple([{"column": label} for label in self.labels])
        return self._replace(labels=(*self.labels, *labels), texts=(*self.texts, *texts), cell_places=(*own, *places))


def passed_over(place: Place, cells: Sequence[str], reason: str) -> RawRecord:
    """Return a skipped record: its cells, as far as a report can show them, and the reason."""
    text = " ".join(filter(None, map(str.strip, cells)))[:200]
    return RawRecord(place, ("text",), (text,), None, reason)


def damaged(place: Place, cells: Sequence[str], damage: str) -> RawRecord:
    """Return a record that is in the file, but whose cells cannot be told apart."""
    return RawRecord(place, ("text",), (" ".join(filter(None, map(str.strip, cells))),), damage=damage)
