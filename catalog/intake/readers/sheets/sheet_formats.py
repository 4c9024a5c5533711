"""The number formats of the cells of an XLSX workbook, which the parser of its values does not tell.

Only cells with a number and a format that shows it differently are kept. Rows with the same formats share one entry.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS

from catalog.intake.readers.sheets.number_formats import changes_numbers

_STYLE_PARTS = frozenset({"numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"})
_DIGITS = "0123456789"

RowFormats = Mapping[int, str]
"""The formats of a row's cells, by the index of their column."""


def read_formats(path: Path) -> Mapping[str, Mapping[int, RowFormats]]:
    """Return the formats of each sheet, by its name and by the number of the row. Without any, there are none.

    A workbook of another kind, or one that is damaged, has none; the parser of the values says what is wrong.
    """
    if not zipfile.is_zipfile(path):
        return {}
    try:
        with zipfile.ZipFile(path) as archive:
            codes = _codes(archive)
            if not codes:
                return {}
            return {name: _formats(archive, part, codes) for name, part in _sheets(archive)}
    except (KeyError, expat.ExpatError, zipfile.BadZipFile, OSError, ValueError):
        return {}


def _codes(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the formats that show numbers differently, by the number of their style."""
    own: dict[str, str] = {}
    used: list[str] = []
    part = ""
    for name, stated in _elements(archive, "xl/styles.xml"):
        part = name if name in _STYLE_PARTS else part
        if name == "numFmt" and part == "numFmts":
            own[stated.get("numFmtId", "")] = stated.get("formatCode", "")
        elif name == "xf" and part == "cellXfs":
            used.append(stated.get("numFmtId", "0"))
    known = {str(number): code for number, code in BUILTIN_FORMATS.items()} | own
    codes = {str(style): known.get(number, "General") for style, number in enumerate(used)}
    return {style: code for style, code in codes.items() if changes_numbers(code)}


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and its part of the archive."""
    targets = {
        stated.get("Id", ""): posixpath.normpath(posixpath.join("/xl", stated.get("Target", "")))[1:]
        for name, stated in _elements(archive, "xl/_rels/workbook.xml.rels")
        if name == "Relationship"
    }
    parts = set(archive.namelist())
    for name, stated in _elements(archive, "xl/workbook.xml"):
        link = next((text for key, text in stated.items() if key.rpartition(":")[2] == "id"), "")
        if name == "sheet" and (part := targets.get(link, "")) in parts:
            yield stated.get("name", ""), part


def _elements(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a small part, in order: name and attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, stated: found.append((tag.rpartition(":")[2], stated))
    with archive.open(part) as stream:
        parser.ParseFile(stream)
    return found


def _formats(archive: zipfile.ZipFile, part: str, codes: Mapping[str, str]) -> Mapping[int, RowFormats]:
    with archive.open(part) as stream:
        return _SheetFormats(codes).read(stream)


class _SheetFormats:
    """Reads one sheet. A cell without a place follows the one before it."""

    def __init__(self, codes: Mapping[str, str]) -> None:
        self._codes = codes
        self._rows: dict[int, RowFormats] = {}
        self._shared: dict[tuple[tuple[int, str], ...], RowFormats] = {}
        self._row, self._column = 0, -1
        self._code: str | None = None
        self._found: list[tuple[int, str]] = []

    def read(self, stream: IO[bytes]) -> Mapping[int, RowFormats]:
        """Return the formats of each row."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.ParseFile(stream)
        return self._rows

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        # Namespaces are left to the prefix: this runs for every element of a sheet.
        name = tag.rpartition(":")[2] if ":" in tag else tag
        if name == "v":
            if self._code is not None:
                self._found.append((self._column, self._code))
        elif name == "c":
            place = attributes.get("r")
            self._column = self._column + 1 if place is None else _index(place.rstrip(_DIGITS))
            self._code = self._codes.get(attributes.get("s", "0")) if attributes.get("t", "n") == "n" else None
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1

    def _end(self, tag: str) -> None:
        if self._found and tag.rpartition(":")[2] == "row":
            key = tuple(self._found)
            self._rows[self._row] = self._shared.setdefault(key, dict(key))
            self._found = []


@lru_cache(maxsize=4096)
def _index(letters: str) -> int:
    """Return the index of a column from its letters.

    >>> _index("A"), _index("AB")
    (0, 27)
    """
    number = 0
    for char in letters.upper():
        number = number * 26 + ord(char) - 64
    return number - 1
