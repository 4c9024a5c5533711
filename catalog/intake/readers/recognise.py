"""The import formats: how content shows the format of a file, and which reader reads it.

The name of a file decides only if its content allows more than one format.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from catalog.errors import UnreadableFile
from catalog.intake.columns.column_contents import looks_like_products
from catalog.intake.columns.mapping import NO_MAPPING, LabelMapping, is_heading
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.aligned import find_aligned, read_aligned
from catalog.intake.readers.archive import open_zip
from catalog.intake.readers.encodings import MARKS, find_encoding, read_lines
from catalog.intake.readers.hypertext.read_html import is_html, read_html
from catalog.intake.readers.json_records import read_json, read_json_lines
from catalog.intake.readers.page import read_page
from catalog.intake.readers.page_lines import is_stacked_page, known_labels
from catalog.intake.readers.print_text import is_print_text, read_print_text
from catalog.intake.readers.sdf import read_sdf
from catalog.intake.readers.sheets.workbook import read_workbook
from catalog.intake.readers.smiles_lines import is_smiles_file, read_smiles_lines
from catalog.intake.readers.table import find_delimiter, find_regular_delimiter, read_delimited, read_table
from catalog.intake.records import RawRecord

Reader = Callable[[Path, str, ReadLimits, LabelMapping], Iterator[RawRecord]]
"""Reads a file from its start: the path, Python's name of its encoding (empty for a workbook), the limits, and further
labels that a header can have.

It holds no more of the file than necessary, judges nothing, and raises ``UnreadableFile`` for the file as a whole.
"""


def _by_line(read: Callable[[Iterator[str], ReadLimits], Iterator[RawRecord]]) -> Reader:
    """Return the reader of a format that is read line by line."""
    return lambda path, codec, limits, _: read(read_lines(path, codec, limits), limits)


def _table(read: Callable[[Iterator[str], ReadLimits, LabelMapping], Iterator[RawRecord]]) -> Reader:
    """Return the reader of tables in a text file."""
    return lambda path, codec, limits, mapping: read(read_lines(path, codec, limits), limits, mapping)


READERS: Mapping[str, Reader] = {
    "csv": _table(read_delimited),
    "tsv": _table(lambda lines, limits, mapping: read_table(lines, limits, "\t", mapping)),
    "xlsx": read_workbook,
    "xls": read_workbook,
    "ods": read_workbook,
    "sdf": _by_line(read_sdf),
    "smi": _by_line(read_smiles_lines),
    "json": lambda path, codec, limits, _: read_json(path, codec, limits),
    "jsonl": _by_line(read_json_lines),
    "html": read_html,
    "aligned": _table(read_aligned),
    "page": _by_line(read_page),
    "print": _by_line(read_print_text),
}
"""The reader of each format."""
WORKBOOKS = frozenset({"xlsx", "xls", "ods"})
ARCHIVES = ("zip", "gzip")
FORMATS = (*READERS, *ARCHIVES)
LOOKED_AT = 400
"""The number of lines from the top that are looked at."""

_WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"7z\xbc\xaf": "a 7z archive; pack it as zip",
    b"Rar!": "a RAR archive; pack it as zip",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
}


def recognise(
    path: Path, name: str, encoding: str | None, limits: ReadLimits, mapping: LabelMapping = NO_MAPPING
) -> str:
    """Return the format of a file.

    Args:
        path: its content.
        name: its name.
        encoding: the stated encoding of text files.
        limits: the largest length of its lines.
        mapping: further labels that a header can have.

    Raises:
        UnreadableFile: the format is not supported; the message says what it seems to be.
    """
    packed = packed_kind(path)
    if packed is not None:
        return packed
    if encoding is None:
        _refuse_binary(path, name)
    codec = find_encoding(path, encoding).codec
    try:
        kind = _text_kind(list(islice(read_lines(path, codec, limits), LOOKED_AT)), name, mapping)
    except UnreadableFile:
        if is_print_text(islice(read_lines(path, codec, limits), PRINT_LOOKED_AT)):
            return "print"
        raise
    # A printed catalog begins with other pages; some of their lines may look like labels.
    is_print = kind in ("page", "aligned") and is_print_text(islice(read_lines(path, codec, limits), PRINT_LOOKED_AT))
    return "print" if is_print else kind


def packed_kind(path: Path) -> str | None:
    """Return the format of a file that is not text, by its first bytes, or None if it may be text.

    Raises:
        UnreadableFile: the format is not supported.
    """
    with path.open("rb") as stream:
        head = stream.read(16)
    if not head:
        raise UnreadableFile("The file is empty.")
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(path)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(_OLE):
        return "xls"
    for mark, what in _FOREIGN.items():
        if head.startswith(mark):
            raise UnreadableFile(f"This is {what}. This format cannot be imported.")
    return None


def _refuse_binary(path: Path, name: str) -> None:
    """Refuse a file that is no text in any encoding, before anybody looks for its encoding.

    Raises:
        UnreadableFile: it is none.
    """
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    suffix = Path(name).suffix.lower()
    if is_binary(head) and suffix in _WORKBOOK_SUFFIXES:
        raise UnreadableFile(f"This is not a workbook, although it is called {suffix}. It may be damaged or encrypted.")
    if is_binary(head):
        raise UnreadableFile("This is not a text file, and no other format that can be imported.")


def is_binary(head: bytes) -> bool:
    """Tell whether bytes are not text in any supported encoding: many of them, in most lines, are control characters.

    >>> is_binary(b"Name,CAS\\n"), is_binary(bytes(range(32))), is_binary(b"Name\\nA" + bytes(99) + b"\\nB\\nC\\n")
    (False, True, False)
    """
    if not head or any(head.startswith(mark) for mark, _ in MARKS):
        return False
    lines = head.splitlines()
    controls = [sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in line) for line in lines]
    # One damaged cell of a table is not the file.
    return sum(controls) * 20 > len(head) and 2 * sum(map(bool, controls)) >= len(lines)


def _zip_kind(path: Path) -> str:
    with open_zip(path) as archive:
        names = set(archive.namelist())
    if any(name.startswith("xl/workbook.") for name in names):
        return "xlsx"
    if {"mimetype", "content.xml"} <= names:
        return "ods"
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise UnreadableFile("This is a text document or a presentation. Save its table as CSV or XLSX.")
    return "zip"


def _text_kind(lines: Sequence[str], name: str, mapping: LabelMapping) -> str:
    if is_binary("".join(f"{line[:LOOKED_AT]}\n" for line in lines).encode("utf-8", "replace")):
        raise UnreadableFile("This is not a text file, and no other format that can be imported.")
    filled = [line.strip() for line in lines if line.strip()]
    if not filled:
        raise UnreadableFile("The file has only blanks.")
    if is_html(filled):
        return "html"
    if filled[0].lower().startswith(("<!doctype", "<?xml")):
        raise UnreadableFile("This is XML. Save its products as CSV or JSON.")
    json_kind = _json_kind(filled)
    if json_kind is not None:
        return json_kind
    marked = next((index for index, line in enumerate(lines) if line.startswith(SDF_MARKS)), None)
    # A header above the first mark belongs to a table, in which a cell can contain a whole molfile.
    delimiter = find_delimiter(lines[:marked], mapping)
    if delimiter is not None:
        return "tsv" if delimiter == "\t" else "csv"
    if marked is not None:
        return "sdf"
    if find_aligned(lines, mapping) is not None:
        return "aligned"
    if sum(map(known_labels, filled)) >= PAGE_LABELS or is_stacked_page(filled):
        return "page"
    if name.lower().endswith(".sdf"):
        return "sdf"
    named_table = name.lower().endswith((".csv", ".tsv", ".tab"))
    if named_table and (is_heading(filled[0].strip("\"'"), mapping) or find_regular_delimiter(lines) is not None):
        return "csv"
    regular = find_regular_delimiter(lines)
    if regular is not None and looks_like_products(list(csv.reader(lines, delimiter=regular))):
        return "csv"
    if is_smiles_file(filled):
        return "smi"
    raise UnreadableFile(
        "The first lines have no row of column names (such as CAS or Catalog Number) and no lines of a product page "
        "(Label | value). Add a first row with column names, or state the format with --format."
    )


SDF_MARKS = ("$$$$", "M  END", "M  V30 ")
"""Typical starts of lines in SD files."""
PRINT_LOOKED_AT = 5_000
"""The number of lines in which entries of a printed catalog are looked for."""
PAGE_LABELS = 2
"""The number of known labels at line starts from which a text is a product page."""


def _json_kind(filled: Sequence[str]) -> str | None:
    first = filled[0]
    if first[0] == "[":
        return "json"
    if first[0] != "{":
        return None
    return "jsonl" if len(filled) > 1 and first.endswith("}") and filled[1].startswith("{") else "json"
