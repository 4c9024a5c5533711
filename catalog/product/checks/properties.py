"""The check of properties: possible values that do not contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalog.product.checks.specifications import judge_specification
from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.specification.known_tests import BOILING_POINT, MELTING_POINT
from catalog.product.specification.label import read_label
from catalog.product.specification.properties import Property, read_property
from catalog.product.specification.unit_conversion import convert

_PRESSURES = ("mmhg", "mm hg", "torr", "hpa", "kpa", " pa", "bar", " atm")


def check_properties(stated: Sequence[tuple[str, str]]) -> CheckResult[tuple[Property, ...]]:
    """Read the properties of a substance, each a label and the supplier's words.

    >>> checked = check_properties([("Melting point", "80 °C"), ("Boiling point", "40 °C")])
    >>> [finding.code.value for finding in checked.findings]
    ['properties-conflict']
    """
    if not stated:
        return CheckResult(())
    properties = tuple([read_property(label, text) for label, text in stated])
    findings = [found for one in properties for found in _own(one)]
    findings += _melts_above_boiling(properties)
    return CheckResult(properties, tuple(findings))


def _own(one: Property) -> Iterator[Finding]:
    label = read_label(one.label)
    field = f"property:{one.label}"
    yield from judge_specification(label.test, one.reading, field)
    unit = one.reading.unit
    if label.unit and unit and label.unit != unit:
        message = f"The label of {one.name} says {label.unit}, its text says {unit}. Correct one of them."
        yield Finding(Code.PROPERTIES_CONFLICT, field, message, stated=one.text)


def _melts_above_boiling(properties: Iterable[Property]) -> Iterator[Finding]:
    """Yield a melting point above the boiling point at ordinary pressure, unless the substance sublimes."""
    celsius: dict[str, list[tuple[float, float, Property]]] = {MELTING_POINT.name: [], BOILING_POINT.name: []}
    for one in properties:
        ends = celsius.get(one.name)
        if ends is not None and _is_ordinary(one):
            low, high = (convert(end, one.reading.unit or "°C", "°C") for end in (one.low, one.high))
            if low is not None and high is not None:
                ends.append((low, high, one))
    for melts, _, melting in celsius[MELTING_POINT.name]:
        for _, boils, boiling in celsius[BOILING_POINT.name]:
            if melts > boils:
                message = (
                    f"The melting point {melting.text!r} is above the boiling point {boiling.text!r}. The two may be "
                    "swapped, or a pressure is missing."
                )
                yield Finding(Code.PROPERTIES_CONFLICT, f"property:{melting.label}", message, stated=melting.text)


def _is_ordinary(one: Property) -> bool:
    """Tell whether the text has no pressure, sublimation or decomposition."""
    words = one.text.casefold()
    return not any(mark in words for mark in ("subl", "dec", *_PRESSURES))
