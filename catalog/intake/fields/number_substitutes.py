"""Substitutes for catalog numbers, for the records of a file that has none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.errors import InvalidCasRn
from catalog.intake.fields.attributes import ATTRIBUTE
from catalog.intake.records import TITLE, RawRecord

_REGISTERS = ("identifier:ChEMBL", "identifier:PubChem SID", "identifier:UNII")
"""The registers with one substance for each number, the most useful first."""

_CODE = re.compile(r"CHEMBL[0-9]+|[A-Za-z0-9._/-]*[0-9]{3}[A-Za-z0-9._/-]*")
"""The form of a supplier's or register's code: no blanks, and three digits in a row."""


class NumberSubstitute(NamedTuple):
    """A substitute for a catalog number.

    Attributes:
        number: the number.
        what: its kind in words, such as "its CAS RN".
        field: the field that states it, or None if it is the title of the record.
    """

    number: str
    what: str
    field: str | None


def number_substitute(record: RawRecord, fields: Mapping[str, str]) -> NumberSubstitute | None:
    """Return a code in a molfile's title line, else the CAS RN, else the number of a register, else None."""
    if TITLE in record.labels:
        title = record.texts[record.labels.index(TITLE)].strip()
        if is_code(title):
            return NumberSubstitute(title, "the title of its molfile", None)
    cas_rn = read_cas_rn(fields.get("cas_rn", ""))
    if cas_rn is not None:
        return NumberSubstitute(cas_rn, "its CAS RN", "cas_rn")
    found = next((name for name in _REGISTERS if name in fields), None)
    if found is None:
        return None
    return NumberSubstitute(fields[found], f"its number in {found.partition(':')[2]}", found)


def content_digits(fields: Mapping[str, str]) -> str:
    """Return four digits that tell apart records with the same substitute.

    Attributes do not count: they make no difference between two products, so a number stays the same.
    """
    read = sorted(item for item in fields.items() if not item[0].startswith(ATTRIBUTE))
    content = "\0".join(f"{name}\0{text}" for name, text in read)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:4]


def is_code(text: str) -> bool:
    """Tell whether a title is a code rather than a name.

    >>> [is_code(text) for text in ("EN300-6473482", "2244", "4-Bromoaniline", "Vitamin B 123", "58-08-2")]
    [True, True, False, False, False]
    """
    return _CODE.fullmatch(text) is not None and read_cas_rn(text) is None


def read_cas_rn(text: str) -> str | None:
    """Return a CAS RN in canonical form, or None if the text is not a valid one."""
    try:
        return parse_cas_rn(text)
    except InvalidCasRn:
        return None
