"""The check of properties: possible values, in one unit. The table of rules holds them against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog.product.checks.specifications import judge_specification
from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.specification.label import read_label
from catalog.product.specification.properties import Property, read_property


def check_properties(stated: Sequence[tuple[str, str]]) -> CheckResult[tuple[Property, ...]]:
    """Read the properties of a substance, each a label and the supplier's words.

    >>> checked = check_properties([("Melting point (°C)", "300 °F")])
    >>> [finding.code.value for finding in checked.findings]
    ['properties-conflict']
    """
    if not stated:
        return CheckResult(())
    properties = tuple([read_property(label, text) for label, text in stated])
    return CheckResult(properties, tuple([found for one in properties for found in _own(one)]))


def _own(one: Property) -> Iterator[Finding]:
    label = read_label(one.label)
    field = f"property:{one.label}"
    yield from judge_specification(label.test, one.reading, field)
    unit = one.reading.unit
    if label.unit and unit and label.unit != unit:
        message = f"The label of {one.name} says {label.unit}, its text says {unit}. Correct one of them."
        yield Finding(Code.PROPERTIES_CONFLICT, field, message, stated=one.text)
