"""The forms of PUG REST's answers: JSON documents as XML, CSV or plain lines. Pure functions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from catalog.errors import InvalidQuery

NAMESPACE = "http://pubchem.ncbi.nlm.nih.gov/pug_rest"
Document = Mapping[str, Any]
MEDIA_TYPES = {
    "JSON": "application/json",
    "XML": "application/xml",
    "SDF": "chemical/x-mdl-sdfile",
    "CSV": "text/csv",
    "TXT": "text/plain",
    "PNG": "image/png",
}
"""The outputs that are answered."""


def as_xml(document: Document) -> str:
    """Return a document of one element as XML.

    >>> as_xml({"IdentifierList": {"CID": [1, 2]}}).splitlines()[1]
    '<IdentifierList xmlns="http://pubchem.ncbi.nlm.nih.gov/pug_rest"><CID>1</CID><CID>2</CID></IdentifierList>'
    """
    ((name, value),) = document.items()
    inside = "".join(_elements(value))
    return f'<?xml version="1.0"?>\n<{name} xmlns="{NAMESPACE}">{inside}</{name}>\n'


def _elements(value: object) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield escape(str(value))
        return
    for name, inner in value.items():
        for one in inner if isinstance(inner, list) else [inner]:
            yield f"<{name}>{''.join(_elements(one))}</{name}>"


def as_csv(document: Document, columns: tuple[str, ...]) -> str:
    r"""Return a table of properties as CSV.

    >>> as_csv({"PropertyTable": {"Properties": [{"CID": 1, "InChI": "a"}, {"CID": 2}]}}, ("CID", "InChI"))
    '"CID","InChI"\r\n1,"a"\r\n2,""\r\n'

    Raises:
        InvalidQuery: it is no table.
    """
    if "PropertyTable" not in document:
        raise InvalidQuery("CSV is for properties.", stated="CSV")
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(columns)
    for row in document["PropertyTable"]["Properties"]:
        writer.writerow([row.get(name, "") for name in columns])
    return text.getvalue()


def as_lines(document: Document) -> str:
    r"""Return numbers, names, or the values of one property, one on each line.

    >>> as_lines({"IdentifierList": {"CID": [1, 2]}})
    '1\n2\n'

    Raises:
        InvalidQuery: it is something else.
    """
    rows = _rows(document)
    if not rows or any(len(row.keys() - _NUMBERS) > 1 for row in rows):
        raise InvalidQuery("TXT is for lists of numbers or names, and for one property.", stated="TXT")
    return "".join(f"{line}\n" for row in rows for line in _lines(row))


def _rows(document: Document) -> list[Document]:
    ((name, value),) = document.items()
    if name == "PropertyTable":
        return list(value["Properties"])
    if name == "InformationList":
        return list(value.get("Information") or [value])
    return [value] if name == "IdentifierList" else []


_NUMBERS = frozenset({"CID", "SID"})


def _lines(row: Document) -> Iterator[str]:
    """Return what a row says, without the number that it is about."""
    said = {name: value for name, value in row.items() if name not in _NUMBERS or isinstance(value, list)}
    for value in said.values():
        yield from (" ".join(str(one).split()) for one in (value if isinstance(value, list) else [value]))
