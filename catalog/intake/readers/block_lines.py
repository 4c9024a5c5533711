"""One block of a sideways table: its labelled lines, and the products that they make.

Text beside the values becomes part of the label (a unit) or a cell of its own (a note). Nothing is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from catalog.intake.columns.labels import (
    LISTED_FIELDS,
    PROPERTY_SECTIONS,
    SPECIFICATION_SECTIONS,
    STOCK_SECTIONS,
    STORAGE_SECTIONS,
    could_be_a_test,
    field_of,
    is_known,
)
from catalog.intake.columns.words import normalize_label
from catalog.intake.readers.headers import unique_labels
from catalog.intake.readers.page_lines import LONGEST_TITLE, NO_LABEL
from catalog.intake.readers.sideways import IDENTITY, heading_roles, is_labelled, pack_columns
from catalog.intake.records import Place, RawRecord
from catalog.product.text.cell_escape import unescape_row

LONGEST_UNIT = 12
"""Text beside a bare number that is no longer than this goes into the label, like a unit or a method."""
_SECTIONS = SPECIFICATION_SECTIONS | PROPERTY_SECTIONS | STOCK_SECTIONS | STORAGE_SECTIONS
_TELLING = frozenset({"catalog_number", "name", "cas_rn"})
"""Fields that most products have if several stand side by side."""
_BESIDE = ("unit", "note")
"""The kinds of columns that are not products."""
_DASHES = frozenset({"-", "–", "—", "/"})


@dataclass(slots=True)
class _LabelledLine:
    """A label with the cells beside it.

    Attributes:
        number: its row.
        label: as written, after its section if that tells what the label means.
        field: the field of the label, or "" if no field has it.
        cells: the filled cells after it, by column.
        roles: the kinds of the columns, if a heading states them.
        only: the column of its only cell, if that is not a column of values; otherwise None.
    """

    number: int
    label: str
    field: str
    cells: dict[int, str]
    roles: Mapping[int, str]
    only: int | None = None

    @property
    def is_result(self) -> bool:
        """Tell whether this is a row of a certificate: a result measured for a lot."""
        return "result" in self.roles.values() and could_be_a_test(self.field)

    def measured(self, column: int) -> str:
        """Return the label of a cell of a certificate."""
        if self.roles.get(column) == "result":
            return f"Lot {self.label}"
        if self.roles.get(column) == "specification":
            return f"specification.{self.label.replace('.', ' ')}"
        return _note_on(self.label)


class _ProductCell(NamedTuple):
    """A cell of a product: its label, its line, and its column, or None for the product's own column."""

    label: str
    line: _LabelledLine
    column: int | None = None


@dataclass(slots=True)
class BlockLines:
    """A block that is being read; fill it with ``take``.

    Attributes:
        column: the index of the labels' column.
        roles: the kinds of the columns beside it, as far as a heading stated them.
        titles_above, titles: rows with only a title, above the first label and between labels.
    """

    column: int
    roles: dict[int, str]
    titles_above: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    titles: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    _lines: list[_LabelledLine] = field(default_factory=list)
    _open: _LabelledLine | None = None
    _section: str = ""
    _packs: dict[int, str] = field(default_factory=dict)
    _packs_read: int = 0

    @property
    def roles_of_next(self) -> dict[int, str]:
        """Return the kinds of columns for the next products. A certificate's heading is only for its own product."""
        return {} if "result" in self.roles.values() else self.roles

    def take(self, number: int, cells: Sequence[str]) -> None:
        """Add one row. A blank row ends a value that continues over several rows."""
        if not any(char.isalnum() for cell in cells for char in cell):
            # A blank row, or a line of dashes.
            self._open, self._packs = None, {}
            return
        label = " ".join(cells[self.column].split()) if len(cells) > self.column else ""
        beside = {at: text for at, cell in enumerate(cells) if at > self.column and (text := cell.strip())}
        if self._take_packs(number, cells, label):
            return
        roles = heading_roles(cells)
        if roles is not None:
            # Above all labels it covers values of every kind, whatever it calls them.
            self.roles = roles if self._lines or "result" not in roles.values() else {}
            self._open = None
        elif is_labelled(cells, self.column) or self._is_unanswered(label, beside):
            self._open = self._line(number, label, beside)
        elif beside and not label and self._open is not None:
            _go_on(self._open, beside, "\n" if self._open.field in LISTED_FIELDS else " ")
        elif len(label) > LONGEST_TITLE and not beside and self._lines:
            self._add_cell(number, NO_LABEL, self.column, cells[self.column].strip())
        else:
            self._open = None
            self._begin_section(normalize_label(label))
            (self.titles if self._lines else self.titles_above).append((number, cells))

    def _take_packs(self, number: int, cells: Sequence[str], label: str) -> bool:
        """Add the heading of a table of packs below a product, or one of its rows. Tell whether it was one."""
        heading = pack_columns(cells) if self._lines else {}
        if heading:
            self._packs, self._open = heading, None
            return True
        filled = {column: text for column, cell in enumerate(cells) if (text := cell.strip())}
        if not self._packs or is_known(label) or len(filled) < 2:
            self._packs = {}
            return False
        self._packs_read += 1
        for column, text in filled.items():
            name = self._packs.get(column) or _note_on("packs")
            self._add_cell(number, f"{name} {self._packs_read}" if self._packs_read > 1 else name, column, text)
        return True

    def _add_cell(self, number: int, label: str, column: int, text: str) -> None:
        """Add a cell that is not in a column of values."""
        self._lines.append(_LabelledLine(number, label, "", {column: text}, {}, only=column))

    def _is_unanswered(self, label: str, beside: Mapping[int, str]) -> bool:
        """Tell whether a known label has no value: it states nothing, but it is not a title."""
        return bool(self._lines) and not beside and is_known(label) and normalize_label(label) not in _SECTIONS

    def _begin_section(self, title: str) -> None:
        """Begin a section: its title (specifications, properties) gives meaning to the labels below it."""
        self._section = ""
        if self._lines and title in SPECIFICATION_SECTIONS:
            self._section = "specification."
        elif title in PROPERTY_SECTIONS:
            self._section = "properties."

    def _line(self, number: int, label: str, cells: dict[int, str]) -> _LabelledLine:
        if not self._lines and self.titles_above:
            self._label_row_above(number)
        meaning = field_of(label)
        earlier = next(
            (line for line in self._lines if line.field == meaning in LISTED_FIELDS and line.label == label), None
        )
        if earlier is not None:
            _go_on(earlier, cells, "\n")
            return earlier
        is_promised = self._section == "specification." and could_be_a_test(meaning)
        if is_promised or (self._section and not meaning):
            # Dots would be read as further sections.
            label = self._section + label.replace(".", " ")
        line = _LabelledLine(number, label, meaning, cells, self.roles)
        self._lines.append(line)
        return line

    def _label_row_above(self, number: int) -> None:
        """Add the row directly above the first label, if its corner is blank: it is a line of the products."""
        above, cells = self.titles_above[-1]
        filled = {column: text for column, cell in enumerate(cells) if (text := cell.strip())}
        if above == number - 1 and len(filled) > 1 and min(filled) > self.column:
            self.titles_above.pop()
            self._lines.append(_LabelledLine(above, f"row {above}", "", filled, {}))

    def products(self, place: Place) -> Iterator[RawRecord]:
        """Yield the products of the block. If there are several, the place of each includes its column."""
        columns = self._product_columns()
        cells = list(self._cells(columns))
        labels = unique_labels([cell.label for cell in cells])
        for column in columns:
            at = [column if cell.column is None else cell.column for cell in cells]
            texts = [cell.line.cells.get(index, "") for cell, index in zip(cells, at, strict=True)]
            places: list[Place] = [
                {"row": cell.line.number, "column": column_letters(index)}
                for cell, index in zip(cells, at, strict=True)
            ]
            own: Place = {"column": column_letters(column)} if len(columns) > 1 else {}
            where = {**place, "row": self._lines[0].number, **own}
            yield RawRecord(where, labels, tuple(unescape_row(labels, texts)), tuple(places))

    def _product_columns(self) -> list[int]:
        """Return the columns with values for most identifying fields. The others hold units and notes."""
        telling = [line for line in self._lines if line.field in _TELLING]
        telling = telling or [line for line in self._lines if line.field in IDENTITY] or self._lines
        filled = Counter(column for line in telling for column in line.cells if line.roles.get(column) not in _BESIDE)
        numbered = {column for line in telling if line.field == "catalog_number" for column in line.cells}
        products = [
            column
            for column, count in sorted(filled.items())
            if 2 * count > len(telling) or (2 * count == len(telling) and column in numbered)
        ]
        # Among several products, one may have no number.
        return sorted(filled) if len(products) > 1 else products or [min(filled, default=self.column + 1)]

    def _cells(self, products: Sequence[int]) -> Iterator[_ProductCell]:
        for line in self._lines:
            if line.only is not None:
                yield _ProductCell(line.label, line, line.only)
                continue
            if line.is_result and len(products) == 1:
                yield from (_ProductCell(line.measured(column), line, column) for column in sorted(line.cells))
                continue
            beside = [column for column in sorted(line.cells) if column not in products]
            unit = next((column for column in beside if _is_unit(line, column, products)), None)
            yield _ProductCell(line.label if unit is None else f"{line.label} ({line.cells[unit]})", line)
            for column in beside:
                if column != unit and line.cells[column] not in _DASHES:
                    yield _ProductCell(_note_on(line.label), line, column)


def _note_on(label: str) -> str:
    return f"note on {label}"


def _go_on(line: _LabelledLine, cells: Mapping[int, str], between: str) -> None:
    """Add a continuation row to the cells of a line."""
    for column, text in cells.items():
        line.cells[column] = f"{line.cells[column]}{between}{text}" if column in line.cells else text


def _is_unit(line: _LabelledLine, column: int, products: Sequence[int]) -> bool:
    """Tell whether a cell beside the values is their unit: by the heading, or as a word beside bare numbers."""
    text, role = line.cells[column], line.roles.get(column)
    if text in _DASHES or role == "note":
        return False
    values = [line.cells[product] for product in products if product in line.cells]
    are_bare = bool(values) and all(_is_bare(value) for value in values)
    is_word = len(text) <= LONGEST_UNIT and not text[0].isdecimal() and len(text.split()) == 1
    return role == "unit" or (are_bare and is_word)


def _is_bare(text: str) -> bool:
    return any(map(str.isdecimal, text)) and not any(map(str.isalpha, text))


def column_letters(index: int) -> str:
    """Return the name of a column in spreadsheets. The index begins at 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    before, last = divmod(index, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + last)
