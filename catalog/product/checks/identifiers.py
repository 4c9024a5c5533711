"""The check of identifiers against the rules of their systems."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.identifiers import Identifier, read_identifiers


def check_identifiers(stated: Sequence[tuple[str, str]]) -> CheckResult[tuple[Identifier, ...]]:
    """Read the identifiers of a product.

    >>> check_identifiers([("MDL", "MFCD3423567")]).findings[0].expected
    'MFCD03423567'
    """
    if not stated:
        return CheckResult(())
    identifiers = read_identifiers(stated)
    return CheckResult(identifiers, tuple([_finding(one) for one in identifiers if one.valid is False]))


def _finding(one: Identifier) -> Finding:
    repair = f"; {one.expected} is probably meant" if one.expected else ""
    message = f"{one.value!r} is not a valid {one.type} number{repair}. It is kept as stated."
    return Finding(Code.IDENTIFIER_INVALID, one.field, message, stated=one.stated, expected=one.expected)
