"""Substitutes for catalog numbers, for the records of a file that has none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.chemistry.identifiers.inchi_key import is_inchi_key
from catalog.errors import InvalidCasRn
from catalog.intake.fields.attributes import ATTRIBUTE
from catalog.intake.records import STRUCTURE_KEY, TITLE, RawRecord

_REGISTERS = ("identifier:ChEMBL", "identifier:PubChem SID", "identifier:UNII")
"""The registers with one substance for each number, the most useful first."""

_CODE = re.compile(r"CHEMBL[0-9]+|[A-Za-z0-9._/-]*[0-9]{3}[A-Za-z0-9._/-]*")
"""The form of a supplier's or register's code: no blanks, and three digits in a row."""


CODE_DIGITS = 10
"""The digits of a code made from a content: a million products do not share one by chance."""


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
    """Return the best substitute, or None if nothing identifies the product.

    This is a code in a molfile's title line, else the CAS RN, else the number of a register, else the InChIKey, stated
    or of the structure, else a code made from the structure or the name. All stay the same when the file comes again.
    """
    title = _own_cell(record, TITLE)
    if is_code(title):
        return NumberSubstitute(title, "the title of its structure", None)
    cas_rn = read_cas_rn(fields.get("cas_rn", ""))
    if cas_rn is not None:
        return NumberSubstitute(cas_rn, "its CAS RN", "cas_rn")
    register = next((name for name in _REGISTERS if name in fields), None)
    if register is not None:
        return NumberSubstitute(fields[register], f"its number in {register.partition(':')[2]}", register)
    return _by_structure(record, fields) or _by_content(fields)


def _by_structure(record: RawRecord, fields: Mapping[str, str]) -> NumberSubstitute | None:
    stated = fields.get("inchi_key", "").strip()
    if is_inchi_key(stated):
        return NumberSubstitute(stated, "its InChIKey", "inchi_key")
    key, structure = _own_cell(record, STRUCTURE_KEY), _structure(fields)
    return NumberSubstitute(key, "the InChIKey of its structure", structure[1]) if key and structure else None


def _by_content(fields: Mapping[str, str]) -> NumberSubstitute | None:
    """Return a code of the structure or the name. Prices and stocks do not count, because they change."""
    structure = _structure(fields)
    field, text = ("name", fields.get("name", "")) if structure is None else (structure[1], structure[0])
    if field == "molfile":
        # The lines above its table have a title, a program and a time, which differ whenever it is written.
        text = "\n".join(text.splitlines()[3:])
    content = " ".join(text.split()).casefold() if field == "name" else text.strip()
    if not any(char.isalnum() for char in content):
        return None
    code = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:CODE_DIGITS].upper()
    what = "name" if field == "name" else "structure"
    return NumberSubstitute(f"ID-{code}", f"a code made from its {what}", field)


def stated_structure(record: RawRecord, fields: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the structure (its text and kind) that has to give the number of a record, or None if something else does
    or there is no structure.
    """
    if STRUCTURE_KEY in record.labels:
        return None
    found = number_substitute(record, fields)
    return _structure(fields) if found is not None and found.number.startswith("ID-") else None


def _structure(fields: Mapping[str, str]) -> tuple[str, str] | None:
    return next(((fields[kind], kind) for kind in ("smiles", "inchi", "molfile") if fields.get(kind)), None)


def _own_cell(record: RawRecord, label: str) -> str:
    return record.texts[record.labels.index(label)].strip() if label in record.labels else ""


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
