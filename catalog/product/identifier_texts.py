"""Texts that people type for an identifier: what they look for, and how to name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from catalog.product.identifier_keys import (
    CAS_SHAPE,
    MOST_CHARACTERS,
    SEPARATORS,
    bare_key,
    identifier_key,
    read_cas_rn,
)
from catalog.product.identifier_systems import (
    BY_TYPE,
    CAS,
    CODE,
    SYSTEMS,
    identifier_type,
    plain_text,
    split_label,
    without_label,
)
from catalog.product.identifiers import ec_number, unii

_UNTOLD = frozenset({CAS, "InChIKey", "UN", CODE.type})
"""Systems with identifiers that are read elsewhere, or that cover more than one substance."""
MOST_WORDS = 5
"""In a longer text, a blank alone does not separate an identifier from its system."""
_EC_SHAPE = re.compile("[0-9]{3}-[0-9]{3}-[0-9]")
_WITHIN = re.compile(r"[\s-]+")
_RTECS_SHAPE = re.compile("[A-Z]{2}[0-9]{7}")
_NUMBER_SHAPE = re.compile(r"[A-Z]{0,8}[0-9]{1,12}(?:[.,][0-9]{1,6})?")
"""The form of an identifier in a system without a rule."""


class IdentifierQuery(NamedTuple):
    """A search for an identifier.

    Attributes:
        key: as ``identifier_key`` makes it.
        type: the stored name of the system, or None for any.
    """

    key: str
    type: str | None = None


def identifier_queries(text: str) -> tuple[IdentifierQuery, ...]:
    """Return the searches for the identifier in a text, any of which may match: ``TYPE:VALUE``, an identifier with a
    known form, or one of any system. A text that is too long gives none.

    >>> identifier_queries("chebi:15365")
    (IdentifierQuery(key='15365', type='ChEBI'), IdentifierQuery(key='CHEBI15365', type=None))
    >>> identifier_queries("mfcd00008765")[0], identifier_queries("2244"), identifier_queries("-")
    (IdentifierQuery(key='MFCD8765', type='MDL'), (IdentifierQuery(key='2244', type=None),), ())
    """
    if len(text) > MOST_CHARACTERS:
        return ()
    plain = plain_text(text)
    named = [IdentifierQuery(identifier_key(kind, value), kind) for kind, value in (*_named(plain), *_halves(plain))]
    return tuple(dict.fromkeys(query for query in (*named, IdentifierQuery(bare_key(plain))) if query.key))


def told_identifier(text: str) -> str | None:
    """Return a text as an identifier in words, if it names a system, or if its form and check digit show the system.
    Otherwise return None; also for CAS RNs, InChIKeys, and identifiers that break the rule of their system.

    >>> told_identifier("CID 2244"), told_identifier("al3150000"), told_identifier("200-662-2")
    ('PubChem CID 2244', 'RTECS number AL3150000', 'EC number 200-662-2')
    >>> told_identifier("2244"), told_identifier("200-662-3"), told_identifier("zinc oxide"), told_identifier("50-78-2")
    (None, None, None, None)
    """
    if len(text) > MOST_CHARACTERS:
        return None
    for kind, value in _named(plain_text(text)):
        if kind in BY_TYPE and kind not in _UNTOLD and (canonical := _canonical(kind, value)) is not None:
            return f"{BY_TYPE[kind].called} {canonical}"
    return None


def identifier_words(kind: str, text: str) -> str:
    """Return an identifier in words.

    Args:
        kind: the stored name of its system.
        text: the typed text, with or without the name of the system.

    >>> identifier_words("PubChem CID", "CID 2244"), identifier_words("EC", "2006622"), identifier_words("OLD", "old 1")
    ('PubChem CID 2244', 'EC number 200-662-2', 'OLD 1')
    """
    plain, system = " ".join(plain_text(text).split()), BY_TYPE.get(kind)
    if system is None:
        begins = plain.upper().startswith(f"{kind} ")
        return f"{kind} {plain[len(kind) + 1 :] if begins else without_label(kind, plain)}"
    return f"{system.called} {_canonical(kind, plain) or without_label(kind, plain).upper()}"


def stated_words(text: str) -> str:
    """Return the text of a filter by identifiers in words.

    >>> stated_words("chebi:15365"), stated_words("Old code: A1"), stated_words("2244")
    ('ChEBI ID 15365', 'OLD CODE A1', 'identifier 2244')
    """
    named = next(_named(plain_text(text)), None)
    return f"identifier {text.strip()}" if named is None else identifier_words(*named)


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Yield the possible systems of a text (their stored names), each with the identifier."""
    labelled = split_label(text)
    if labelled is not None:
        yield labelled
    else:
        yield from ((kind, text) for kind in _shapes(text))


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Yield possible names of unknown systems, each with the identifier after the blank."""
    words = text.split()
    if 1 < len(words) <= MOST_WORDS and any(char.isdigit() for char in text):
        yield from ((identifier_type(" ".join(words[:end])), " ".join(words[end:])) for end in range(1, len(words)))


def _shapes(text: str) -> Iterator[str]:
    """Yield the systems with identifiers of the form of a text."""
    bare = SEPARATORS.sub("", text).upper()
    for system in SYSTEMS:
        if system.prefix and bare.startswith(system.prefix) and _is_digits(bare.removeprefix(system.prefix)):
            yield system.type
    if CAS_SHAPE.fullmatch(text) or read_cas_rn(text) is not None:
        # Identifiers with wrong check digits are stored too, as stated.
        yield CAS
    if _EC_SHAPE.fullmatch(text) and ec_number(text) is not None:
        yield "EC"
    if not (bare.isalpha() or bare.isdigit()) and unii(bare) is not None:
        # Of names with ten letters, one in 36 would match by chance.
        yield "UNII"
    if _RTECS_SHAPE.fullmatch(bare):
        yield "RTECS"


def _canonical(kind: str, value: str) -> str | None:
    """Return an identifier as its system writes it, without the system's name, or None if it is not valid."""
    system, bare = BY_TYPE[kind], without_label(kind, value)
    if system.rule is None:
        number = _WITHIN.sub("", bare).upper()
        return number if _NUMBER_SHAPE.fullmatch(number) else None
    canonical = system.rule(value) or system.rule(bare) or system.rule(f"{system.prefix}{bare}")
    return None if canonical is None else without_label(kind, canonical)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
