"""HTML pages: a list of products in tables, or the page of a product.

What a page states for programs comes first. Beside it, or without it, a page of one product is read like a page of
text; its tables, terms and labels are lines with a label. Tables with a header of known labels are lists of products.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog.errors import UnreadableFile
from catalog.intake.columns.column_contents import LEAST_CELLS
from catalog.intake.columns.labels import currency_of, field_of, is_known, target_of
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.limits import ReadLimits, megabytes
from catalog.intake.readers.encodings import read_whole
from catalog.intake.readers.headers import NO_HEADER, find_header, header_cells, header_score
from catalog.intake.readers.hypertext.elements import Element, read_elements
from catalog.intake.readers.hypertext.grids import Grid, GridRow, linked, read_grid
from catalog.intake.readers.hypertext.json_ld import json_ld_records
from catalog.intake.readers.hypertext.page_text import HtmlLine, PageText, facts_of, known_fields, paired
from catalog.intake.readers.hypertext.structured import stated_nodes
from catalog.intake.readers.hypertext.texts import base_of
from catalog.intake.readers.page import read_page
from catalog.intake.readers.page_analysis import analysis_table
from catalog.intake.readers.sideways import IDENTITY, find_sideways, pack_columns
from catalog.intake.readers.table_rows import table_blocks
from catalog.intake.records import ABOVE_HEADER, BETWEEN_ROWS, Place, RawRecord, passed_over

LEAST_IDENTITY = 2
"""The fewest identifying fields, with values, of a page of one product."""
_MARKS = ("<!doctype html", "<html", "<table", "<body", "<head", "<div", "<!--")
_ELEMENTS = re.compile(r"<(?:html|table|body|div)[\s>]", re.IGNORECASE)
_TITLE_PARTS = re.compile(r"\s+[|–—»·-]\s+")
_NOT_OF_PRODUCT = "not about the product"
"""The reason to skip the other text of a page."""


def is_html(lines: Sequence[str]) -> bool:
    """Tell whether lines are the beginning of an HTML page.

    >>> is_html(["<!DOCTYPE html>"]), is_html(['<?xml version="1.0"?>', "<html>"]), is_html(["<i>N</i>,5 g"])
    (True, True, False)
    >>> is_html(["<!-- exported -->", "<table>"]), is_html(['<?xml version="1.0"?>', "<Workbook>"])
    (True, False)
    """
    first = next((line.strip().casefold() for line in lines if line.strip()), "")
    if first.startswith(("<?xml", "<!--")):
        return any(_ELEMENTS.search(line) for line in lines)
    return first.startswith(_MARKS)


def read_html(path: Path, codec: str, limits: ReadLimits, mapping: LabelMapping) -> Iterator[RawRecord]:
    """Yield the records of a page.

    Raises:
        UnreadableFile: the page is too large, or has neither products in tables nor labels of a product.
    """
    if path.stat().st_size > limits.html_bytes:
        raise UnreadableFile(f"An HTML page may have up to {megabytes(limits.html_bytes)}. Save its table as CSV.")
    page = _Page(read_elements(read_whole(path, codec)), limits, mapping)
    yield from page.records()


class _Page:
    """A page that is being read.

    Attributes:
        base: its address.
        grids: its tables with content, except those that are a frame around others, by their element.
        lists: those that list products, with the index of the last heading row and the labels.
    """

    def __init__(self, root: Element, limits: ReadLimits, mapping: LabelMapping) -> None:
        self._root, self._mapping = root, mapping
        self.base = base_of(root)
        self.grids: dict[int, Grid] = {}
        for one in root.elements():
            if one.tag == "table" and not one.is_hidden and not _is_frame(one):
                grid = read_grid(one, len(self.grids) + 1, self.base, limits)
                if grid.rows:
                    self.grids[id(one)] = grid
        layouts = {key: _layout(grid, mapping) for key, grid in self.grids.items()}
        self.lists = {key: layout for key, layout in layouts.items() if layout is not None}

    def records(self) -> Iterator[RawRecord]:
        """Yield the records of the page."""
        stated = [record for node in stated_nodes(self._root) for record in json_ld_records(node, {})]
        lines = self._lines()
        facts, others = facts_of(lines, self._window_title())
        is_of_one = len(IDENTITY & known_fields(facts)) >= LEAST_IDENTITY
        listed = sum(len(self.grids[key].rows) - at for key, (at, _) in self.lists.items())
        if len(stated) == 1:
            yield _joined(stated[0], facts)
            yield from _skipped(others)
        elif self.lists and not is_of_one and listed >= len(stated):
            yield from self._listed(self.lists)
        elif stated:
            yield from stated
        elif is_of_one or (facts and not self.lists and len(known_fields(facts)) >= LEAST_IDENTITY):
            yield from _at_their_lines(read_page([line.text for line in facts], ReadLimits()), facts)
            yield from _skipped(others)
        else:
            yield from self._listed(self._unknown())

    def _window_title(self) -> str:
        title = next((one.own_text() for one in self._root.elements() if one.tag == "title"), "")
        return _TITLE_PARTS.split(" ".join(title.split()))[0]

    def _lines(self) -> list[HtmlLine]:
        text = PageText(lambda table: None if id(table) in self.lists else self.grids.get(id(table)), self.base)
        text.take(self._root)
        return paired(text.lines)

    def _unknown(self) -> dict[int, tuple[int, list[str]]]:
        """Return the tables whose labels nobody knows, so that the contents of their columns or a mapping tell them.

        Raises:
            UnreadableFile: there is no such table.
        """
        found = {
            key: (grid.headings, grid.labels())
            for key, grid in self.grids.items()
            if grid.headings and len(grid.rows) - grid.headings >= LEAST_CELLS and len(grid.labels()) > 1
        }
        if not found:
            raise UnreadableFile(
                "The page has no table with column names (such as CAS or Catalog Number), and no labels of a product "
                "with their values. Save its table as CSV, with a first row of column names."
            )
        return found

    def _listed(self, lists: dict[int, tuple[int, list[str]]]) -> Iterator[RawRecord]:
        """Yield the products of tables. Text that names a currency may apply to their prices."""
        lines = self._lines()
        money = [line for line in lines if currency_of(line.text) is not None]
        yield from (passed_over({"line": line.line}, [line.text.strip("#| ")], ABOVE_HEADER) for line in money)
        yield from _skipped([line for line in lines if line not in money])
        for key, (begin, labels) in lists.items():
            grid = self.grids[key]
            place: Place = {"table": grid.number} if len(self.grids) > 1 else {}
            if grid.caption:
                yield passed_over({**place, "row": 0}, [grid.caption], ABOVE_HEADER)
            yield from _rows(grid, begin, labels, place)


def _rows(grid: Grid, begin: int, labels: list[str], place: Place) -> Iterator[RawRecord]:
    tables = table_blocks(labels)
    for at, row in enumerate(grid.rows):
        where = {**place, "row": row.number}
        texts = linked(labels, row.cells)
        if row.is_hidden:
            yield passed_over(where, texts, "hidden in the page")
        elif at >= begin and row.is_title:
            yield passed_over(where, texts, BETWEEN_ROWS)
        elif at >= begin:
            yield from tables.records(where, texts, above=False)
        elif not _is_header_row(row, labels):
            yield passed_over(where, texts, ABOVE_HEADER)


def _is_header_row(row: GridRow, labels: Sequence[str]) -> bool:
    return all(text in label for text, label in zip(row.texts, labels, strict=False) if text)


def _is_frame(table: Element) -> bool:
    return any(one.tag == "table" for one in table.elements() if one is not table)


def _layout(grid: Grid, mapping: LabelMapping) -> tuple[int, list[str]] | None:
    """Return where the products of a table begin, and its labels; or None if it does not list products."""
    texts = [row.texts for row in grid.rows]
    if grid.headings:
        begin, labels = grid.headings, grid.labels()
    else:
        header = find_header(texts, mapping)
        if header is None:
            return None
        begin, labels = header + 1, list(header_cells(texts, header))
        if header == NO_HEADER:
            return begin, labels
    fields = {field for label in labels if (field := _sure_field(label, mapping))}
    is_list = header_score(labels, mapping) > 1 and bool(fields & IDENTITY) and begin < len(grid.rows)
    if not is_list or pack_columns(labels) or analysis_table("\t".join(labels)) or _is_sideways(texts):
        return None
    return begin, labels


def _is_sideways(texts: Sequence[Sequence[str]]) -> bool:
    """Tell whether the labels are in the first column, with the values of one product after them."""
    pairs = [row for row in texts if len([cell for cell in row if cell]) == 2]
    known = [row for row in pairs if is_known(next(filter(None, row)))]
    return find_sideways(texts) is not None or (len(pairs) == len(texts) and 2 * len(known) > len(pairs) > 1)


def _sure_field(label: str, mapping: LabelMapping) -> str:
    target = mapping.target_of(label) or target_of(label)
    return "" if target is None or (target.weak and target.field != "skus") else target.field


def _at_their_lines(records: Iterator[RawRecord], lines: Sequence[HtmlLine]) -> Iterator[RawRecord]:
    """Yield the records of a page of text with the lines of the file as their places."""
    for record in records:
        yield record._replace(
            place=_line_of(record.place, lines),
            cell_places=tuple(_line_of(place, lines) for place in record.cell_places or ()),
        )


def _line_of(place: Place, lines: Sequence[HtmlLine]) -> Place:
    return {**place, "line": lines[int(place["line"]) - 1].line}


def _joined(stated: RawRecord, lines: Sequence[HtmlLine]) -> RawRecord:
    """Return the record that a page states for programs, with the labels that a person sees besides.

    A fact of both is that for programs. The running text of the page is not its description.
    """
    own = {field_of(label) for label in stated.labels}
    try:
        first = next(_at_their_lines(read_page([line.text for line in lines], ReadLimits()), lines))
    except UnreadableFile:
        # No line has a label.
        return stated
    packs = any(field.startswith("pack:") for field in own)
    cells = []
    for at, (label, text) in enumerate(zip(first.labels, first.texts, strict=True)):
        field = field_of(label)
        is_again = field in own or field in ("description", "name", "iupac_name") or label in first.guessed
        is_pack = field.startswith("pack:") or field in ("size", "price", "availability", "skus", "catalog_number")
        if not is_again and not (is_pack and (packs or field == "catalog_number")):
            cells.append((label, text, first.cell_place(at)))
    return stated.with_cells(cells) if cells else stated


def _skipped(lines: Sequence[HtmlLine]) -> Iterator[RawRecord]:
    """Yield the other text of a page as one skipped record."""
    texts = [line.text.strip("#| ") for line in lines]
    if texts:
        yield passed_over({"line": lines[0].line}, texts, _NOT_OF_PRODUCT)
