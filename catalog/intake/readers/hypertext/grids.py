"""The tables of an HTML page as grids: merged cells filled in, hidden rows marked, heading rows told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.errors import UnreadableFile
from catalog.intake.columns.labels import field_of
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.hypertext.elements import Element
from catalog.intake.readers.hypertext.texts import link_of, text_of

MOST_SPAN = 1_000
"""The largest ``colspan`` of HTML."""


class GridCell(NamedTuple):
    """A cell: its text, whether it is a heading, its link, and whether it only goes on from the cell at its left."""

    text: str
    is_heading: bool = False
    link: str = ""
    is_further: bool = False


class GridRow(NamedTuple):
    """A row of a table.

    Attributes:
        number: counted from 1, as the page has them.
        line: the line of the file in which it begins.
        cells: one for each column.
        is_head: whether it is in the head of the table.
        is_hidden: whether nobody sees it.
    """

    number: int
    line: int
    cells: Sequence[GridCell]
    is_head: bool
    is_hidden: bool

    @property
    def texts(self) -> list[str]:
        """Return the texts. A merged cell has its text once."""
        return ["" if cell.is_further else cell.text for cell in self.cells]

    @property
    def is_title(self) -> bool:
        """Tell whether it has only one cell, merged over all columns."""
        return len(self.cells) > 1 and bool(self.cells[0].text) and all(cell.is_further for cell in self.cells[1:])

    @property
    def is_of_headings(self) -> bool:
        """Tell whether it has nothing but headings, at least two."""
        filled = [cell for cell in self.cells if cell.text]
        return len(filled) > 1 and (self.is_head or all(cell.is_heading for cell in filled))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes:
        number: counted from 1, as the page has the tables with content.
        caption: its title, or empty.
        rows: all rows with content.
    """

    number: int
    caption: str
    rows: Sequence[GridRow]

    @property
    def headings(self) -> int:
        """Return how many rows at its top are headings, after titles and blank rows."""
        first = next((at for at, row in enumerate(self.rows) if row.is_of_headings), None)
        if first is None or any(sum(map(bool, row.texts)) > 1 for row in self.rows[:first]):
            return 0
        last = first
        while last + 1 < len(self.rows) and self.rows[last + 1].is_of_headings:
            last += 1
        return last + 1

    def labels(self) -> list[str]:
        """Return the labels of the heading rows: those above each other are one label.

        >>> one = GridRow(1, 1, (GridCell("Name", True), GridCell("Price", True), GridCell("Price", True)), True, False)
        >>> two = GridRow(2, 2, (GridCell("Name", True), GridCell("5 g", True), GridCell("25 g", True)), True, False)
        >>> Grid(1, "", (one, two)).labels()
        ['Name', 'Price 5 g', 'Price 25 g']
        """
        heads = [row for row in self.rows[: self.headings] if row.is_of_headings]
        width = max((len(row.cells) for row in heads), default=0)
        columns = [[row.cells[at].text for row in heads if at < len(row.cells)] for at in range(width)]
        return [" ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text)) for texts in columns]


def read_grid(table: Element, number: int, base: str, limits: ReadLimits) -> Grid:
    """Return a table as a grid.

    Raises:
        UnreadableFile: it has too many columns or cells.
    """
    caption = next((text_of(one) for one in _children(table) if one.tag == "caption"), "")
    rows: list[GridRow] = []
    below: dict[int, tuple[int, GridCell]] = {}
    cells_so_far = 0
    for at, (row, is_head) in enumerate(_rows(table), start=1):
        cells = _row_cells(row, below, base, limits)
        cells_so_far += len(cells)
        if len(cells) > limits.columns or cells_so_far > limits.sheet_cells:
            raise UnreadableFile(
                f"The table that begins in line {table.line} has too many cells; the limits are {limits.columns:,} "
                f"columns and {limits.sheet_cells:,} cells."
            )
        if any(cell.text for cell in cells):
            rows.append(GridRow(at, row.line, cells, is_head, row.is_hidden))
    return Grid(number, " ".join(caption.split()), rows)


def _children(element: Element) -> Iterator[Element]:
    return (child for child in element.children if isinstance(child, Element))


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    for child in _children(table):
        if child.tag == "tr":
            yield child, False
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from ((row, child.tag == "thead") for row in _children(child) if row.tag == "tr")


def _row_cells(row: Element, below: dict[int, tuple[int, GridCell]], base: str, limits: ReadLimits) -> list[GridCell]:
    """Return the cells of a row. A cell merged with those below it is in each of their rows.

    Args:
        row: the row.
        below: for columns with such a cell from above, in how many further rows it is; brought up to date.
        base: the address of the page.
        limits: how many columns a table can have.
    """
    cells: list[GridCell] = []
    for element in _children(row):
        if element.tag not in ("td", "th") or element.is_hidden:
            continue
        _fill(cells, below)
        cell = GridCell(text_of(element), element.tag == "th", link_of(element, base))
        wide, high = (_span(element, name) for name in ("colspan", "rowspan"))
        for _ in range(min(wide, limits.columns + 1)):
            if high > 1:
                below[len(cells)] = (high - 1, cell)
            cells.append(cell)
            cell = cell._replace(is_further=True)
    _fill(cells, below)
    return cells


def _fill(cells: list[GridCell], below: dict[int, tuple[int, GridCell]]) -> None:
    while (found := below.pop(len(cells), None)) is not None:
        rows, cell = found
        if rows > 1:
            # It is looked at again in the next row, not in this one.
            below[len(cells)] = (rows - 1, cell)
        cells.append(cell)


def _span(element: Element, name: str) -> int:
    stated = element.attributes.get(name, "1").strip()
    return min(max(int(stated), 1), MOST_SPAN) if stated.isascii() and stated.isdecimal() and len(stated) < 6 else 1


def linked(labels: Sequence[str], cells: Sequence[GridCell]) -> list[str]:
    """Return the texts of a row. In columns of documents, the address of a link is the text.

    >>> linked(["CAS", "SDS"], [GridCell("67-64-1"), GridCell("PDF", link="https://example.org/1.pdf")])
    ['67-64-1', 'https://example.org/1.pdf']
    """
    texts = []
    for at, cell in enumerate(cells):
        is_document = bool(cell.link) and at < len(labels) and field_of(labels[at]).startswith("document:")
        texts.append(cell.link if is_document else "" if cell.is_further else cell.text)
    return texts
