"""The numbers of an ODS document as its sheets show them, which the parser of its values does not tell.

A cell states its value and the shown text. Of that text, what stands around the figures is used (``5 mg``, ``00123``),
and the sign of a percentage or the currency. The figures are those of the value: their marks depend on the computer.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.parsers import expat

from catalog.intake.readers.sheets.number_formats import plain_text

ShownTexts = Mapping[int, str]
"""The texts of a row's cells, by the index of their column."""

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FIGURES = re.compile(r"[0-9](?:[0-9.,'\u00a0\u202f ]*[0-9])?")
MOST_REPEATS = 1_000
"""How many rows or columns one cell with a number may stand for. More are not looked at."""


def read_shown_texts(path: Path) -> Mapping[str, Mapping[int, ShownTexts]]:
    """Return the shown texts of each sheet that say more than the value, by its name and by the number of the row.

    A document of another kind, or one that is damaged, has none; the parser of the values says what is wrong.
    """
    if not zipfile.is_zipfile(path):
        return {}
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            reader = _OdsReader()
            reader.parser.ParseFile(stream)
            return reader.sheets
    except (KeyError, expat.ExpatError, zipfile.BadZipFile, OSError, ValueError):
        return {}


def shown_text(value: str, kind: str, currency: str, shown: str) -> str | None:
    """Return the text of a cell with a number, or None if it is the plain number.

    >>> shown_text("123", "float", "", "00123"), shown_text("0.985", "percentage", "", "98,50 %")
    ('00123', '98.50 %')
    >>> shown_text("1234.5", "currency", "EUR", "1.234,50 €"), shown_text("5", "float", "", "5 mg")
    ('1234.50 EUR', '5 mg')
    >>> shown_text("58.0791", "float", "", "58"), shown_text("12345", "float", "", "1,23E+04")
    (None, None)
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    found = _FIGURES.search(shown)
    figures = plain_text(float(abs(number.scaleb(2) if kind == "percentage" else number)))
    is_same = found is not None and _digits(found[0]).strip("0") == _digits(figures).strip("0")
    before, after = (shown[: found.start()], shown[found.end() :]) if found is not None and is_same else ("", "")
    if found is not None and is_same:
        figures = _with_zeros(figures, found[0])
    if kind == "currency" and currency:
        text = f"{figures} {currency}"
    elif kind == "percentage":
        text = f"{figures}{after if '%' in after else '%'}"
    elif is_same and not _digits(after):
        text = f"{before.lstrip('-−( ')}{figures}{after.rstrip(') ')}"
    else:
        return None
    text = f"-{text}" if number < 0 else text
    return None if text == plain_text(float(number)) else text.strip()


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _with_zeros(figures: str, shown: str) -> str:
    """Return the figures with the zeros that are shown in front of them and behind their point."""
    whole, _, decimals = figures.partition(".")
    digits = _digits(shown)
    missing = len(digits) - len(whole) - len(decimals)
    if missing <= 0:
        return figures
    if digits.endswith(decimals) and not shown.rstrip("0").endswith((".", ",")) and digits.startswith("0"):
        return figures.rjust(len(figures) + missing, "0")
    return f"{whole}.{decimals}{'0' * missing}"


class _OdsReader:
    """Reads ``content.xml``. Cells and rows may be repeated by a number."""

    def __init__(self) -> None:
        self.sheets: dict[str, dict[int, ShownTexts]] = {}
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._rows: dict[int, ShownTexts] = {}
        self._row, self._rows_repeated = 0, 1
        self._column, self._repeated = 0, 1
        self._found: dict[int, str] = {}
        self._cell: Mapping[str, str] | None = None
        self._shown: list[str] = []

    def _start(self, tag: str, attributes: Sequence[str]) -> None:
        stated = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if tag == f"{_TABLE}table":
            self._rows = self.sheets.setdefault(stated.get(f"{_TABLE}name", ""), {})
            self._row = 0
        elif tag == f"{_TABLE}table-row":
            self._rows_repeated = int(stated.get(f"{_TABLE}number-rows-repeated", 1))
            self._column, self._found = 0, {}
        elif tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._repeated = int(stated.get(f"{_TABLE}number-columns-repeated", 1))
            self._cell = stated if f"{_OFFICE}value" in stated else None
            self._shown = []
        elif tag == f"{_TEXT}p" and self._cell is not None:
            self.parser.CharacterDataHandler = self._shown.append
        elif tag == f"{_TEXT}s" and self._cell is not None:
            self._shown.append(" ")

    def _end(self, tag: str) -> None:
        if tag == f"{_TEXT}p":
            self.parser.CharacterDataHandler = None
        elif tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._end_cell()
        elif tag == f"{_TABLE}table-row":
            if self._found:
                first = self._row + 1
                self._rows |= dict.fromkeys(range(first, first + min(self._rows_repeated, MOST_REPEATS)), self._found)
            self._row += self._rows_repeated

    def _end_cell(self) -> None:
        cell = self._cell
        if cell is not None:
            kind, currency = cell.get(f"{_OFFICE}value-type", ""), cell.get(f"{_OFFICE}currency", "")
            text = shown_text(cell[f"{_OFFICE}value"], kind, currency, "".join(self._shown).strip())
            if text is not None:
                columns = range(self._column, self._column + min(self._repeated, MOST_REPEATS))
                self._found |= dict.fromkeys(columns, text)
        self._cell = None
        self._column += self._repeated
