"""Lots: the values measured on a batch, compared with the specifications of the product.

The text of a lot has its values, dates and certificate, separated by semicolons, in any order::

    Assay: 99.2 % (HPLC); Water: 0.1 %; released 2026-01-02; retest 2028-01; https://example.org/coa/L123.pdf
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from catalog.product.offer.dates import read_date
from catalog.product.specification.specification import Specification, read_specification
from catalog.product.specification.unit_conversion import convert

_DATE = re.compile(
    r"(released|release date|release|manufactured|manufacture date|mfg date|mfd|freigabe|生产日期"
    r"|retest date|retest|re-test date|re-test|wiederholprüfung|复检日期"
    r"|expires|expiry date|expiry|expiration date|exp\. date|best before|use before|verfallsdatum|haltbar bis|有效期至)"
    r"\s*[:：]?\s+?(.+)",
    re.IGNORECASE,
)
_DATE_KINDS = {"rel": "released", "man": "released", "mf": "released", "fre": "released", "生产": "released",
               "ret": "retest", "re-": "retest", "wie": "retest", "复检": "retest"}  # fmt: skip
_CERTIFICATE = re.compile(r"(?:(?:certificate|coa)\s*[:=]?\s*)?(https?://\S+)", re.IGNORECASE)
_CONFORMS = frozenset(
    {"conforms", "conform", "complies", "passes", "pass", "passed", "meets", "meets specification", "ok", "entspricht",
     "符合", "合格", "符合规定"}
)  # fmt: skip


class LotVerdict(StrEnum):
    """The comparison of a measured value with the specification."""

    WITHIN = "within"
    OUTSIDE = "outside"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class LotValue:
    """One measured value of a lot.

    Attributes:
        measured: as stated, and as typed.
        promised: the specification of the same test, or None.
        verdict: the result of the comparison.
    """

    measured: Specification
    promised: Specification | None
    verdict: LotVerdict

    def document(self) -> dict[str, object]:
        """Return the value in the form of the document."""
        return {
            "test": self.measured.test,
            "text": self.measured.text,
            "value": self.measured.value,
            "unit": self.measured.unit,
            "specification": self.promised.text if self.promised else None,
            "verdict": self.verdict.value,
        }


@dataclass(slots=True)
class _LotText:
    """The parts of a lot's text."""

    values: list[tuple[str, str]] = field(default_factory=list)
    dates: dict[str, str | None] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Lot:
    """One batch of a product.

    Attributes:
        lot_number: as stated.
        stated: the complete text about the lot, unchanged.
        values: the measured values.
        released, retest, expires: dates in ISO 8601, or None if not stated or unreadable.
        certificate: the address of its certificate of analysis.
        unread: parts that are neither a value nor an unambiguous date.
    """

    lot_number: str
    stated: str
    values: tuple[LotValue, ...]
    released: str | None
    retest: str | None
    expires: str | None
    certificate: str | None
    unread: tuple[str, ...]

    def document(self) -> dict[str, object]:
        """Return the lot in the form of the document."""
        return {
            "lot_number": self.lot_number,
            "stated": self.stated,
            "values": [value.document() for value in self.values],
            "released": self.released,
            "retest": self.retest,
            "expires": self.expires,
            "certificate": self.certificate,
        }


def read_lots(stated: Iterable[tuple[str, str]], specifications: Sequence[Specification]) -> tuple[Lot, ...]:
    """Read the lots of a product, in stated order, compared with its specifications."""
    promised = {one.test: one for one in reversed(specifications)}
    return tuple([_read_lot(number, text, promised) for number, text in stated])


def judge_lot_value(measured: Specification, promised: Specification | None) -> LotVerdict:
    """Compare a measured value with its specification. Units of the same quantity are converted.

    >>> promised = read_specification("Water", "max. 0.5 %")
    >>> (judge_lot_value(read_specification("Water", "800 ppm"), promised),
    ...  judge_lot_value(read_specification("Water", "<1 %"), promised))
    (<LotVerdict.WITHIN: 'within'>, <LotVerdict.UNDETERMINED: 'undetermined'>)
    """
    if promised is None:
        return LotVerdict.UNDETERMINED
    words = " ".join(measured.text.casefold().split()).rstrip(".")
    if words in _CONFORMS or words == " ".join(promised.text.casefold().split()):
        return LotVerdict.WITHIN
    found, allowed = _interval(measured, promised.unit), _interval(promised, promised.unit)
    if found is None or allowed is None or promised.comparison in {"=", "approx"}:
        return LotVerdict.UNDETERMINED
    if _holds(allowed, found, promised.comparison, measured.comparison):
        return LotVerdict.WITHIN
    apart = found[0] > allowed[1] or found[1] < allowed[0] or _touches(found, allowed, promised.comparison)
    return LotVerdict.OUTSIDE if apart else LotVerdict.UNDETERMINED


def _interval(one: Specification, unit: str | None) -> tuple[float, float] | None:
    """Return the ends of a value in a unit, or None if it is not typed or cannot be converted."""
    if one.comparison is None:
        return None
    if one.comparison == "range":
        low, high = convert(one.low, one.unit, unit), convert(one.high, one.unit, unit)
        return None if low is None or high is None else (min(low, high), max(low, high))
    value = convert(one.value, one.unit or unit, unit)
    if value is None:
        return None
    return -inf if one.comparison in {"<", "<="} else value, inf if one.comparison in {">", ">="} else value


def _holds(allowed: tuple[float, float], found: tuple[float, float], limit: str | None, stated: str | None) -> bool:
    """Tell whether the whole measured range is allowed. The end of a strict limit is not."""
    if not (allowed[0] <= found[0] and found[1] <= allowed[1]):
        return False
    if limit == ">" and found[0] == allowed[0]:
        return stated == ">"
    return not (limit == "<" and found[1] == allowed[1]) or stated == "<"


def _touches(found: tuple[float, float], allowed: tuple[float, float], limit: str | None) -> bool:
    """Tell whether a single value equals the end of a strict limit."""
    return found[0] == found[1] and (
        (limit == ">" and found[0] == allowed[0]) or (limit == "<" and found[0] == allowed[1])
    )


def _read_lot(number: str, text: str, promised: dict[str, Specification]) -> Lot:
    parts = _LotText()
    for part in text.replace("\n", ";").split(";"):
        if part.strip():
            _take(parts, part.strip())
    values = []
    for label, words in parts.values:
        measured = read_specification(label, words)
        specification = promised.get(measured.test)
        values.append(LotValue(measured, specification, judge_lot_value(measured, specification)))
    dates = parts.dates
    return Lot(
        number, text, tuple(values), dates.get("released"), dates.get("retest"), dates.get("expires"),
        parts.certificate, tuple(parts.unread),
    )  # fmt: skip


def _take(parts: _LotText, part: str) -> None:
    """Read one part of a lot's text."""
    address = _CERTIFICATE.fullmatch(part)
    if address is not None:
        parts.certificate = address[1]
        return
    dated = _DATE.fullmatch(part)
    if dated is not None:
        start = dated[1].casefold()
        kind = next((name for prefix, name in _DATE_KINDS.items() if start.startswith(prefix)), "expires")
        parts.dates[kind] = read_date(dated[2])
        if parts.dates[kind] is None:
            parts.unread.append(part)
        return
    label, colon, words = part.replace("：", ":").partition(":")
    if colon and label.strip() and words.strip():
        parts.values.append((label.strip(), words.strip()))
    elif parts.values:
        # A semicolon within the text of a value, as with several solvents or impurities.
        name, before = parts.values[-1]
        parts.values[-1] = (name, f"{before}; {part}")
    else:
        parts.unread.append(part)
