"""The check of specifications: can each be read, and is its value possible?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.specification.known_tests import ASSAY, ROTATION, KnownTest
from catalog.product.specification.label import read_label
from catalog.product.specification.scanner import MAX_LENGTH
from catalog.product.specification.specification import Specification, read_specification
from catalog.product.specification.unit_conversion import convert
from catalog.product.specification.units import PERCENTAGES, TEMPERATURES

_PROSE = 80
"""Unread text longer than this (in characters) is prose and gives no finding."""

_MEASURED_ASSAY = 102.0
"""A measured assay may exceed 100 % by the error of a titration; pharmacopoeial monographs allow 101 to 102 %."""


def check_specifications(stated: Sequence[tuple[str, str]]) -> CheckResult[tuple[Specification, ...]]:
    """Read the specifications of a record, each a label and the supplier's words.

    >>> checked = check_specifications([("Assay", "101% min"), ("Appearance", "white")])
    >>> [finding.code.value for finding in checked.findings]
    ['specification-out-of-range']
    """
    specifications = []
    findings: list[Finding] = []
    for label, text in stated:
        specification = read_specification(label, text)
        specifications.append(specification)
        findings.extend(judge_specification(read_label(label).test, specification, f"spec:{specification.test}"))
    return CheckResult(tuple(specifications), tuple(findings))


def judge_specification(test: KnownTest, specification: Specification, field: str) -> Iterator[Finding]:
    """Yield what is wrong with one typed text.

    Args:
        test: the test that its label names.
        specification: the text as read.
        field: the canonical field that the findings are about.
    """
    if specification.comparison is None:
        if test.readable and _should_be_readable(specification.text):
            yield _finding(Code.SPECIFICATION_UNREADABLE, field, specification, _unreadable(test, specification))
        return
    message = _misplaced(test, specification) or _disorder(test, specification) or _impossible(test, specification)
    if message:
        yield _finding(Code.SPECIFICATION_OUT_OF_RANGE, field, specification, message)


def _finding(code: Code, field: str, specification: Specification, message: str) -> Finding:
    return Finding(code, field, message, stated=specification.text)


def _unreadable(test: KnownTest, specification: Specification) -> str:
    if read_specification(f"{test.name} (%)", specification.text).comparison is not None:
        return (
            f"{specification.test} reads {specification.text!r}, a number without a unit: it could mean % or "
            "ppm. It is kept as text. Add the unit."
        )
    return (
        f"{specification.test} reads {specification.text!r}. The number in it cannot be read without guessing. "
        f"It is kept as text. Write it like {test.example!r}."
    )


def _should_be_readable(text: str) -> bool:
    return len(text) <= min(_PROSE, MAX_LENGTH) and any(character in "0123456789" for character in text)


def _misplaced(test: KnownTest, specification: Specification) -> str | None:
    """Return a message for a temperature in another test, or another unit in a temperature, or None."""
    unit = specification.unit
    if unit is None or test.usual is None or (test.usual == "°C" and unit == "°"):
        return None
    if (test.usual == "°C") == (unit in TEMPERATURES):
        return None
    return f"{specification.test} is stated in {unit}, but {test.usual} is usual. The text may belong to another field."


def _disorder(test: KnownTest, specification: Specification) -> str | None:
    """Return a message for a range from high to low, or None. Negative optical rotations are often written so."""
    low, high = specification.low, specification.high
    if low is None or high is None or low <= high or (test is ROTATION and high < low <= 0):
        return None
    unit = f" {specification.unit}" if specification.unit else ""
    message = f"{specification.test} is a range from high to low, {low:g} to {high:g}{unit}"
    full = _completed(low, high)
    if full is not None and (test.highest is None or full <= test.highest):
        return f"{message}. It may be short for {low:g}–{full:g}{unit}."
    return f"{message}. The ends are swapped, or one of them is mistyped."


def _completed(low: float, high: float) -> float | None:
    """Return the full upper end of a shortened range: 248–50 for 248–250, or None."""
    start, end = f"{low:g}", f"{high:g}"
    if not (start.isdecimal() and end.isdecimal() and len(end) < len(start)):
        return None
    full = float(start[: -len(end)] + end)
    return full if full > low else None


def _impossible(test: KnownTest, specification: Specification) -> str | None:
    """Return a message for an impossible value, or None."""
    highest = _highest(test, specification)
    lowest = _lowest(test, specification)
    unit = f" {specification.unit}" if specification.unit else ""
    ends = [end for end in (specification.value, specification.low, specification.high) if end is not None]
    if lowest is not None and min(ends) < lowest:
        return f"{specification.test} is stated as {min(ends):g}{unit}. Less than {lowest:g}{unit} is not possible."
    # The upper end of an assay's range may well exceed 100 %: titrations scatter, and salts and hydrates are counted
    # as something else. Of 25 ranges in real catalogs 22 do, up to 121.5 %. What is promised at least cannot.
    least = specification.least if test is ASSAY else max(ends)
    if highest is not None and least is not None and least > highest:
        message = f"{specification.test} is stated as {least:g}{unit}. More than {highest:g}{unit} is not possible."
        halves = _halves(least, highest) if test.usual == "°C" else None
        return message if halves is None else f"{message} A dash may be lost: {halves}{unit}."
    if test is ASSAY and specification.unit is None and 0 < max(ends) <= 1:
        return f"An assay of {max(ends):g} has no unit. A spreadsheet may have changed it from {max(ends) * 100:g} %."
    return None


def _halves(number: float, highest: float) -> str | None:
    """Return the range that an impossible number becomes with a dash in its middle: 623823 is 623–823. Or None."""
    digits = f"{number:.0f}"
    low, high = digits[: len(digits) // 2], digits[len(digits) // 2 :]
    fits = len(low) == len(high) >= 2 and high[0] != "0" and int(low) < int(high) <= highest
    return f"{low}–{high}" if fits and number == int(number) else None


def _highest(test: KnownTest, specification: Specification) -> float | None:
    is_percentage = specification.unit is None or specification.unit in PERCENTAGES
    if test is ASSAY and is_percentage and specification.comparison in {"=", "approx"}:
        return _MEASURED_ASSAY
    if specification.unit in PERCENTAGES:
        return 100.0 if test.usual in {"%", None} else None
    return _in_its_unit(test.highest, test, specification)


def _lowest(test: KnownTest, specification: Specification) -> float | None:
    return test.lowest if test.usual in {"%", "ppm"} else _in_its_unit(test.lowest, test, specification)


def _in_its_unit(limit: float | None, test: KnownTest, specification: Specification) -> float | None:
    """Return the limit of a test in the unit that is stated: absolute zero is 0 K. None for another quantity."""
    return convert(limit, test.usual, specification.unit or test.usual)
