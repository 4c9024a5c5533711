"""Near misses: similar products, if the catalog does not have the one asked for. They are always named as such."""

from __future__ import annotations

import re

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn, repair_candidates
from catalog.chemistry.identifiers.cas_rn_digits import has_valid_check_digit, with_dashes
from catalog.errors import InvalidCasRn
from catalog.store.database import Transaction
from catalog.store.reading.products import known_cas_rns

_NO_DIGIT = re.compile("[^0-9]+")
MOST = 10
"""The largest number of near misses that are named."""


def is_shaped_as_cas_rn(text: str) -> bool:
    """Tell whether a text is digits with two dashes: a CAS RN, or one with an error.

    >>> is_shaped_as_cas_rn("50-78-3"), is_shaped_as_cas_rn("1-2-3-triazole"), is_shaped_as_cas_rn("50-78")
    (True, False, False)
    """
    bare = text.strip()
    return bare.count("-") == 2 and bare.replace("-", "").isascii() and bare.replace("-", "").isdigit()


def near_cas_rns(transaction: Transaction, text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return why a text is not a valid CAS RN, and similar ones in the catalog, or None."""
    digits = _NO_DIGIT.sub("", text)
    if len(digits) < len(text.strip()) - 4 or not digits:
        return None
    try:
        parse_cas_rn(text)
    except InvalidCasRn as error:
        # If only the dashes are in the wrong places, the digits may be right.
        others = [with_dashes(digits)] if has_valid_check_digit(digits) else []
        candidates = [*others, *repair_candidates(text, None)]
        known = known_cas_rns(transaction, candidates) if candidates else set()
        found = tuple(number for number in candidates if number in known)
        return (str(error), found[:MOST]) if found or text.count("-") == 2 else None
    return None
