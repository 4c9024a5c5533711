"""The check of the CAS RN that a supplier states."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from catalog.chemistry.identifiers.cas_rn import CasReading, find_cas_rns, is_canonical, repair_candidates
from catalog.errors import InvalidCasRn
from catalog.product.checks.placeholders import is_placeholder
from catalog.product.findings import CheckResult, Code, Finding

_FIELD = "cas_rn"
_MOST_NAMED = 5


class CasNumbers(NamedTuple):
    """The CAS RNs of one record.

    Attributes:
        cas_rn: the product's CAS RN, or None if none is stated or can be read.
        others: further numbers in the same field.
    """

    cas_rn: str | None
    others: tuple[str, ...] = ()


def check_cas_rn(stated: str, known: Callable[[str], bool] | None = None) -> CheckResult[CasNumbers]:
    """Read and check a stated CAS RN.

    Args:
        stated: the supplier's text. Blank text and words such as ``N/A``, ``none`` or ``NOCAS_47051`` state no number.
        known: tells whether a number is one that is known; repairs of a wrong check digit are proposed only then.

    >>> check_cas_rn("89604-92-2").value.cas_rn
    '89604-92-2'
    >>> [finding] = check_cas_rn("98604-92-2", {"89604-92-2"}.__contains__).findings
    >>> finding.code.value, finding.expected
    ('cas-invalid', '89604-92-2')
    """
    if is_canonical(stated):
        return CheckResult(CasNumbers(stated))
    if is_placeholder(stated) or stated.strip().casefold().startswith("nocas"):
        return CheckResult(CasNumbers(None))
    try:
        readings = find_cas_rns(stated)
    except InvalidCasRn as error:
        return CheckResult(CasNumbers(None), (_invalid(error, stated, known),))
    findings = [_repaired(reading) for reading in readings if reading.repaired]
    first, *others = (reading.cas_rn for reading in readings)
    if others:
        findings.append(_several(first, others, stated))
    return CheckResult(CasNumbers(first, tuple(others)), tuple(findings))


def _repaired(reading: CasReading) -> Finding:
    return Finding(Code.CAS_REPAIRED, _FIELD, reading.repaired or "", stated=reading.stated, expected=reading.cas_rn)


def _several(first: str, others: list[str], stated: str) -> Finding:
    message = f"The field has {len(others) + 1} CAS RNs. {first} is used; also kept: {', '.join(others)}."
    return Finding(Code.CAS_SEVERAL, _FIELD, message, stated=stated)


def _invalid(error: InvalidCasRn, stated: str, known: Callable[[str], bool] | None) -> Finding:
    """Return the error as a finding, with corrections to known CAS RNs."""
    message, expected = str(error), error.expected
    if known is not None and expected is None:
        repairs = repair_candidates(stated, known)
        expected = repairs[0] if len(repairs) == 1 else None
        if repairs:
            message += f" Known CAS RNs close to it: {', '.join(repairs[:_MOST_NAMED])}."
    return Finding(Code.CAS_INVALID, _FIELD, message, stated=stated, expected=expected)
