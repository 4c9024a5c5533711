"""The check of the CAS RN that a supplier states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from catalog.chemistry.identifiers.cas_rn import (
    CasReading,
    find_cas_rns,
    is_canonical,
    read_back_date,
    repair_candidates,
)
from catalog.errors import InvalidCasRn
from catalog.product.checks.placeholders import is_placeholder, is_wording, says_no_value
from catalog.product.checks.words import about_words
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
        stated: the supplier's text. Blank text and words such as ``N/A``, ``none``, ``Mixture`` or ``NOCAS_47051``
            state no number.
        known: tells whether a number is one that is known; repairs of a wrong check digit are proposed only then.

    >>> check_cas_rn("89604-92-2").value.cas_rn
    '89604-92-2'
    >>> [finding] = check_cas_rn("98604-92-2", {"89604-92-2"}.__contains__).findings
    >>> finding.code.value, finding.expected
    ('cas-invalid', '89604-92-2')
    """
    if is_canonical(stated):
        return CheckResult(CasNumbers(stated))
    if is_placeholder(stated) or says_no_value(stated) or stated.strip().casefold().startswith("nocas"):
        return CheckResult(CasNumbers(None))
    try:
        readings = find_cas_rns(stated)
    except InvalidCasRn as error:
        if is_wording(stated) and not any(map(str.isdigit, stated)):
            return CheckResult(CasNumbers(None), (about_words(_FIELD, stated),))
        return CheckResult(CasNumbers(None), (_invalid(error, stated, known),))
    if known is not None and (serial := _serial_number(stated, readings, known)):
        return CheckResult(CasNumbers(None), (serial,))
    findings = [_repaired(reading) for reading in readings if reading.repaired]
    first, *others = (reading.cas_rn for reading in readings)
    if others:
        findings.append(_several(first, others, stated))
    return CheckResult(CasNumbers(first, tuple(others)), tuple(findings))


def _serial_number(stated: str, readings: Sequence[CasReading], known: Callable[[str], bool]) -> Finding | None:
    """Return the finding for digits that can be a CAS RN without dashes, but are the serial number of a known one."""
    digits = stated.strip()
    if not digits.isdecimal() or known(readings[0].cas_rn):
        return None
    read_back = read_back_date(digits)
    if read_back is None or not known(read_back):
        return None
    message = (
        f"{digits} can be {readings[0].cas_rn}, which is not known, or a spreadsheet's serial number of a date. "
        f"Then the CAS RN was {read_back}, which is known."
    )
    return Finding(Code.CAS_INVALID, _FIELD, message, stated=stated, expected=read_back)


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
