"""Keys of identifiers. Different spellings of one identifier have the same key, which is used to find it.

A key is the identifier in capitals, without the name of its system, dashes, blanks and leading zeros:
``CHEBI:15365`` and ``15365``, ``CID 2244`` and ``2244``, ``200-662-2`` and ``EC 2006622``. A prefix that nobody
leaves out is kept, as in ``MFCD00008765``. A CAS RN keeps its dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.errors import InvalidCasRn
from catalog.product.identifier_systems import (
    BY_TYPE,
    CAS,
    CODE,
    identifier_type,
    plain_text,
    without_label,
)

MOST_CHARACTERS = 200
"""The most characters of a key. No system has longer identifiers, and indexes have a limit."""
CAS_SHAPE = re.compile("[0-9]{2,7}-[0-9]{2}-[0-9]")
SEPARATORS = re.compile(r"[\s\-._/:,#'_]+")
_DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]+)")
_CODE_SHAPE = re.compile(
    r"(?:[A-Z]{1,6}[\s._/-]?[0-9]{2,9}|(?=(?:[^0-9]*[0-9]){3})[0-9]{2,9})(?:[\s._/-]?[A-Z0-9]{1,6}){0,3}"
)
"""Capitals followed by digits, or digits, with short further parts if any."""


def identifier_key(kind: str, value: str) -> str:
    """Return the key of an identifier, or an empty text if it has neither letters nor digits.

    Args:
        kind: the name of the system, in any spelling.
        value: the identifier.

    >>> identifier_key("MDL", "mfcd 8765"), identifier_key("MDL", "MFCD00008765"), identifier_key("MDL", "8765")
    ('MFCD8765', 'MFCD8765', 'MFCD8765')
    >>> identifier_key("CID", "CID: 2244"), identifier_key("ChEBI", "CHEBI:15365"), identifier_key("EC", "200-662-2")
    ('2244', '15365', '2006622')
    >>> identifier_key("CAS No.", "50782"), identifier_key("Old code", "ab-12/3")
    ('50-78-2', 'AB123')
    """
    name = identifier_type(kind)
    text, system = plain_text(value), BY_TYPE.get(name)
    if name == CAS:
        # A CAS RN with a wrong check digit keeps its dashes too.
        bare = without_label(name, text)
        return read_cas_rn(text) or (bare if CAS_SHAPE.fullmatch(bare) else bare_key(bare))
    canonical = None if system is None or system.rule is None else system.rule(text)
    key = bare_key(without_label(name, canonical or text))
    if system is None or not system.prefix:
        return key
    digits = key.removeprefix(system.prefix)
    return f"{system.prefix}{digits.lstrip('0') or '0'}" if digits.isascii() and digits.isdigit() else key


def bare_key(text: str) -> str:
    """Return the key of an identifier of an unknown system.

    >>> bare_key("ab-12/3"), bare_key("00123"), bare_key("123.0"), bare_key("14,7"), bare_key("-")
    ('AB123', '123', '123', '14.7', '')
    """
    plain = plain_text(text)
    decimal = _DECIMAL.fullmatch(plain)
    if decimal is not None:
        # A spreadsheet adds ".0". With other decimals it may be a mass, which must not match whole numbers.
        return f"{decimal[1]}.{decimal[2]}" if decimal[2].strip("0") else decimal[1].lstrip("0") or "0"
    key = SEPARATORS.sub("", plain).upper()
    if key.isascii() and key.isdigit():
        return key.lstrip("0")[:MOST_CHARACTERS] or "0"
    return key[:MOST_CHARACTERS] if any(char.isalnum() for char in key) else ""


def document_identifiers(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the identifiers in a product document, each once, as type and key: CAS RNs, identifiers of other
    systems, and numbers among the synonyms.

    Documents from earlier versions may lack ``names``.

    >>> document_identifiers({"cas_rn": "67-64-1", "synonyms": ["Acetone", "RC-117"],
    ...     "identifiers": [{"type": "EC", "value": "200-662-2"}]})
    (('CAS', '67-64-1'), ('EC', '2006622'), ('Code', 'RC117'))
    """
    return tuple(dict.fromkeys((kind, key) for kind, key in _identifiers(document) if key))


def _identifiers(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if document["cas_rn"]:
        yield CAS, document["cas_rn"]
    for entry in document["identifiers"]:
        yield identifier_type(entry["type"]), identifier_key(entry["type"], entry["value"])
    names = [name["text"] for name in document.get("names") or () if name["kind"] != "name"]
    for text in (*document["synonyms"], *names):
        if _CODE_SHAPE.fullmatch(text):
            yield CODE.type, bare_key(text)


@lru_cache(maxsize=2048)
def read_cas_rn(text: str) -> str | None:
    """Return the CAS RN of a text, or None.

    >>> read_cas_rn("50-78-2"), read_cas_rn("50-78-3")
    ('50-78-2', None)
    """
    # A text that is looked up is read several times.
    try:
        return parse_cas_rn(text)
    except InvalidCasRn:
        return None
