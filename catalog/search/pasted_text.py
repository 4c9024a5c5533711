"""Words that people paste around an identifier: a label before it, an amount and a purity after it."""

from __future__ import annotations

import re

_LABEL = re.compile(
    r"(?:(?:smiles|inchi|name|formula|mf|product)\s*:"
    r"|(?:cat(?:alog(?:ue)?)?|product|item|art(?:icle)?|order)\.?\s*(?:no\b|nr\b|number\b|\#)\.?\s*:?)\s*",
    re.IGNORECASE,
)
_NUMBER = r"[0-9]{1,6}(?:[.,][0-9]{1,4})?"
_QUANTITY = rf"(?:[0-9]{{1,4}}\s?[x×*]\s?)?{_NUMBER}\s?(?:kg|g|mg|µg|μg|ug|ml|µl|μl|ul|cl|l|lb|oz|mmol|mol|vials?|pcs)"
_PURITY = rf"(?:(?:[>≥<≤~=]=?|min\.?|at least)\s?)?{_NUMBER}\s?\+?\s?%\s?\+?(?:\s?min\.?)?"
_GRADE = (
    r"(?:for\s(?:analysis|synthesis|hplc|gc)|(?:acs|hplc|analytical|reagent|technical|lc-?ms|gc|usp|bp|ep|ar|gr)\s"
    r"(?:grade|reagent)|p\.?a\.)"
)
_CAS_RN = re.compile(r"(?<![0-9A-Za-z-])[0-9]{2,7}[-–‑−][0-9]{2}[-–‑−][0-9](?![0-9A-Za-z-])")
_ADDED = rf"(?:{_QUANTITY}|{_PURITY}|{_GRADE})"
_ORDER = re.compile(rf"(?:^|(?<=[\s,;(/]))[\s,;(/]{{0,3}}{_ADDED}[\s,;).]{{0,3}}$", re.IGNORECASE)
_STRUCTURE_SIGNS = frozenset("=#@[(/\\")
MOST_CHARACTERS = 300
"""A longer text is not a line of an order."""
MOST_PIECES = 6
"""The largest number of pieces that are removed from the end."""


def bare_text(text: str) -> str:
    """Return a text without its label and the words of an order. Of text around a CAS RN, return only the number; of a
    SMILES with a name after it, only the SMILES.

    >>> bare_text("aspirin, 99+% ACS reagent 5 x 10 mg"), bare_text("Cat. No.: ct00001"), bare_text("50-78-2 >99%")
    ('aspirin', 'ct00001', '50-78-2')
    >>> bare_text("SMILES: CC(=O)O acetic acid"), bare_text("Triton X-100"), bare_text("2-propanol")
    ('CC(=O)O', 'Triton X-100', '2-propanol')
    """
    bare = text.strip()
    if len(bare) > MOST_CHARACTERS:
        return bare
    bare = bare[label.end() :] if (label := _LABEL.match(bare)) else bare
    for _ in range(MOST_PIECES):
        bare = _ORDER.sub("", bare).strip().rstrip(" ,;(/")
    numbers = _CAS_RN.findall(bare)
    if len(set(numbers)) == 1:
        return str(numbers[0])
    first, _blank, rest = bare.partition(" ")
    return first if rest and len(first) > 4 and sum(char in _STRUCTURE_SIGNS for char in first) > 1 else bare


def compact_number(text: str) -> str | None:
    """Return a catalog number without separators, or None if it cannot be one.

    >>> compact_number("CT 00001"), compact_number("ct-00001"), compact_number("acetic acid"), compact_number("1-2")
    ('CT00001', 'CT00001', None, None)
    """
    compact = re.sub(r"[\s\-–‑_./]+", "", text).upper()
    if compact == text.upper() or not compact.isalnum() or compact.isalpha() or compact.isdigit() or len(compact) > 40:
        return None
    return compact
