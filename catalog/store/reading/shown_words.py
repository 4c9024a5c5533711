"""The values of filters in words for people."""

from __future__ import annotations

from catalog.product.hazard.classes import hazard_class
from catalog.product.hazard.pictograms import NAMES
from catalog.product.offer.pack_classes import PACK_CLASSES

STORAGE_WORDS = {
    "ambient": "Ambient",
    "room-temperature": "Room temperature",
    "cool": "Cool",
    "refrigerated": "Refrigerated",
    "frozen": "Frozen",
    "deep-frozen": "Deep-frozen",
    "range": "Another range",
}
ABBREVIATIONS = frozenset(
    ("acs", "ar", "bp", "cp", "ep", "fcc", "gc", "gmp", "gr", "hplc", "jp", "lc", "lr", "ms", "nf", "nmr", "ph.", "usp")
)
"""Words of grades that people write in capitals."""


def plain_words(code: str) -> str:
    """Return a code in words.

    >>> plain_words("cas-repaired"), plain_words("in-stock")
    ('CAS repaired', 'In stock')
    """
    plain = code.replace("-", " ").replace("cas ", "CAS ").replace("inchikey", "InChIKey")
    return plain[:1].upper() + plain[1:]


def list_words(slug: str) -> str:
    """Return the slug of a regulatory list in words: one word is mostly an abbreviation.

    >>> list_words("tsca"), list_words("candidate-list")
    ('TSCA', 'Candidate list')
    """
    return plain_words(slug) if "-" in slug else slug.upper()


def storage_words(code: str) -> str:
    """Return a storage code in words.

    >>> storage_words("deep-frozen")
    'Deep-frozen'
    """
    return STORAGE_WORDS.get(code, code)


def pack_words(name: str) -> str:
    """Return a class of pack sizes in words.

    >>> pack_words("to-10-g")
    '1 g to 10 g'
    """
    return PACK_CLASSES.get(name, name)


def grade_words(key: str) -> str:
    """Return a grade in words, from its normalized form.

    >>> grade_words("for hplc")
    'For HPLC'
    """
    words = " ".join(word.upper() if word in ABBREVIATIONS else word for word in key.split())
    return words[:1].upper() + words[1:]


def pictogram_words(code: str) -> str:
    """Return what a GHS pictogram shows.

    >>> pictogram_words("GHS02")
    'Flame'
    """
    return NAMES.get(code, code)


def hazard_words(code: str) -> str:
    """Return the code of an H statement with its class."""
    known = hazard_class(code)
    return code if known is None else f"{code} {known.title}"
