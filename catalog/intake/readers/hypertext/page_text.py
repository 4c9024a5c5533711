"""The lines of an HTML page in the form of a product page as text: ``Label | value |``, tables with bars, headings.

Menus, buttons and short lines below the facts are no description. They are kept apart, and the report names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from catalog.intake.columns.labels import field_of, is_known
from catalog.intake.readers.hypertext.elements import UNREAD, Element
from catalog.intake.readers.hypertext.grids import Grid, linked
from catalog.intake.readers.hypertext.texts import absolute, text_of
from catalog.intake.readers.page_lines import HEADING_LENGTH, LEAST_STACKED, split_line
from catalog.intake.readers.page_packs import priced_size

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LABEL_TAGS = frozenset({"b", "strong", "label", "span", "em", "i", "u"})
"""Elements around a label before its value. Their distance is set by the page's style."""


class HtmlLine(NamedTuple):
    """A line of the page.

    Attributes:
        line: the line of the file in which it begins.
        text: in the form of a product page.
        is_title: whether it is the page's main heading.
        is_certain: whether the page itself says that it has a label and a value: in a table or a list of terms.
    """

    line: int
    text: str
    is_title: bool = False
    is_certain: bool = False


@dataclass(slots=True)
class PageText:
    """Gathers the lines of a page.

    Attributes:
        grid_of: returns the grid of a table, or None if the table is read elsewhere.
        base: the address of the page.
        lines: the lines so far.
    """

    grid_of: Callable[[Element], Grid | None]
    base: str
    lines: list[HtmlLine] = field(default_factory=list)

    def take(self, element: Element) -> None:
        """Add the lines of an element."""
        if element.tag in UNREAD or element.is_hidden:
            return
        if element.tag == "table":
            self._take_table(element)
        elif element.tag == "dl":
            self._take_terms(element)
        elif element.tag == "pre":
            self._take_verbatim(element)
        elif element.tag in _HEADINGS:
            text = " ".join(text_of(element).split())
            if text:
                self.lines.append(HtmlLine(element.line, f"# {text}", is_title=element.tag == "h1"))
        elif any(isinstance(child, Element) and child.has_blocks for child in element.children):
            self._take_parts(element)
        else:
            self._take_line(element)

    def _take_parts(self, element: Element) -> None:
        """Add the blocks of an element, and the text between them."""
        between = Element("div", {}, element.line)
        for child in element.children:
            if isinstance(child, Element) and child.has_blocks:
                self._take_line(between)
                self.take(child)
                between = Element("div", {}, child.line)
            else:
                if not between.children:
                    between.line = child.line
                between.children.append(child)
        self._take_line(between)

    def _take_line(self, element: Element) -> None:
        """Add the text of a block: a label in bold type before it has its value after it; a document has its link."""
        if element.is_hidden:
            return
        for one in element.elements():
            title = " ".join(text_of(one).split()) if one.tag == "a" and one.attributes.get("href") else ""
            address = absolute(one.attributes.get("href", ""), self.base) if title else ""
            if address and field_of(title).startswith("document:"):
                self.lines.append(HtmlLine(one.line, f"{title} | {address} |", is_certain=True))
        filled = [child for child in element.children if isinstance(child, Element) or child.text.strip()]
        first = filled[0] if len(filled) > 1 else None
        if isinstance(first, Element) and first.tag in _LABEL_TAGS:
            label = " ".join(text_of(first).split()).rstrip(" :：")
            value = text_of(Element("div", {}, first.line, list(filled[1:]))).lstrip(" :：")
            if value and is_known(label):
                self._pair(element.line, label, value, is_certain=False)
                return
        self.lines += [HtmlLine(element.line, line) for line in text_of(element).split("\n") if line]

    def _pair(self, line: int, label: str, value: str, *, is_certain: bool = True) -> None:
        """Add a label with its value, whose further lines go on from the first."""
        first, *others = value.split("\n")
        self.lines.append(HtmlLine(line, f"{_without_bars(label)} | {_without_bars(first)} |", is_certain=is_certain))
        self.lines += [HtmlLine(line, f"| {_without_bars(other)} |", is_certain=True) for other in others]

    def _take_terms(self, element: Element) -> None:
        """Add a list of terms: each ``dt`` with the ``dd`` after it."""
        label, values, line = "", list[str](), element.line
        for one in element.elements():
            if one.tag == "dt":
                if label and values:
                    self._pair(line, label, "\n".join(values))
                label, values, line = " ".join(text_of(one).split()).rstrip(" :："), [], one.line
            elif one.tag == "dd" and not one.is_hidden and (text := text_of(one)):
                values.append(text)
        if label and values:
            self._pair(line, label, "\n".join(values))

    def _take_verbatim(self, element: Element) -> None:
        text = element.own_text()
        self.lines += [HtmlLine(element.line + at, line) for at, line in enumerate(text.splitlines()) if line.strip()]

    def _take_table(self, element: Element) -> None:
        """Add the rows of a table: with two cells, a label and its value. A table around others is only their frame."""
        inner = [one for one in element.elements() if one.tag == "table" and one is not element]
        if inner:
            for one in element.elements():
                if one.tag in ("td", "th", "caption"):
                    self._take_parts(one)
            return
        grid = self.grid_of(element)
        if grid is None:
            return
        if grid.caption:
            self.lines.append(HtmlLine(element.line, f"# {grid.caption}"))
        labels = grid.labels()
        for row in grid.rows:
            if not row.is_hidden:
                self._take_row(row.line, [text for text in linked(labels, row.cells) if text])

    def _take_row(self, line: int, cells: Sequence[str]) -> None:
        if len(cells) == 2 and len(cells[0]) <= HEADING_LENGTH:
            self._pair(line, " ".join(cells[0].split()).rstrip(" :："), cells[1])
        elif len(cells) == 1:
            self.lines.append(HtmlLine(line, f"# {' '.join(cells[0].split())}"))
        else:
            texts = (_without_bars(" ".join(cell.split())) for cell in cells)
            self.lines.append(HtmlLine(line, f"| {' | '.join(texts)} |", is_certain=True))


def _without_bars(text: str) -> str:
    return text.replace("|", "/")


def paired(lines: Sequence[HtmlLine]) -> list[HtmlLine]:
    """Return the lines, with labels that are blocks of their own and the values in the blocks below them in one line.

    >>> [line.text for line in paired([HtmlLine(1, text) for text in ("CAS", "62-53-3", "Name", "A", "Code", "B")])]
    ['CAS | 62-53-3 |', 'Name | A |', 'Code | B |']
    """
    labels = {
        at
        for at, (line, below) in enumerate(pairwise(lines))
        if is_known(line.text) and not is_known(below.text) and split_line(below.text) is None and below.text[0] != "#"
    }
    if len(labels) < LEAST_STACKED:
        return list(lines)
    return [
        line._replace(text=f"{line.text} | {_without_bars(lines[at + 1].text)} |") if at in labels else line
        for at, line in enumerate(lines)
        if at - 1 not in labels
    ]


def facts_of(lines: Sequence[HtmlLine], title: str) -> tuple[list[HtmlLine], list[HtmlLine]]:
    """Return the lines of the product, and the other lines of the page.

    The product begins at the main heading above its first known label, and ends with its last one and the rows below.

    Args:
        lines: all lines.
        title: the title of the window, for a page without a main heading.
    """
    known = [at for at, line in enumerate(lines) if _has_fact(line)]
    if not known:
        return [], list(lines)
    heads = [at for at, line in enumerate(lines[: known[0] + 1]) if line.is_title]
    begin, end = heads[-1] if heads else known[0], known[-1] + 1
    while end < len(lines) and lines[end].is_certain:
        end += 1
    within = lines[begin:end]
    named = [] if heads or not title else [HtmlLine(1, f"# {title}")]
    return [*named, *within], [*lines[:begin], *lines[end:]]


def _has_fact(line: HtmlLine) -> bool:
    pair = split_line(line.text)
    return bool(priced_size(line.text)) or (pair is not None and bool(pair[1]) and is_known(pair[0]))


def known_fields(lines: Iterable[HtmlLine]) -> set[str]:
    """Return the fields of the labels with values."""
    pairs: Iterator[tuple[str, str] | None] = (split_line(line.text) for line in lines)
    return {field_of(label) for label, value in filter(None, pairs) if value and is_known(label)}
