"""Conditions of rules between the facts in a description and those of the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.chemistry.mass.weight import Verdict, judge_weight
from catalog.errors import InvalidWeight
from catalog.product.rules.stated_facts import Broken, Condition, Limits, StatedFacts
from catalog.product.specification.properties import read_property
from catalog.product.specification.unit_conversion import convert


def described_weight(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a weight in the description that the composition does not have, nor a form of it (``forms``)."""
    stated, composition = facts.described.weight.replace(",", "."), facts.composition
    if not stated or composition is None:
        return
    try:
        verdict = judge_weight(stated, [composition])
    except InvalidWeight:
        return
    is_form = any(cause.kind in limits["forms"].split() for cause in verdict.causes)
    if verdict.verdict is Verdict.MISMATCH and not is_form:
        values = {"weight": stated, "formula": composition.hill(), "right": f"{float(verdict.weight or 0):.2f}"}
        yield Broken("description", facts.described.weight, values)


def described_melting_point(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a melting point in the description that is more than ``margin`` K from every stated one."""
    if not facts.described.melting_point:
        return
    described = read_property("Melting point", facts.described.melting_point)
    low, high = (convert(end, described.reading.unit or "°C", "°C") for end in (described.low, described.high))
    if low is None or high is None:
        return
    for one in facts.melting_points:
        if (
            one.low is None
            or one.high is None
            or (one.low <= high + limits["margin"] and low <= one.high + limits["margin"])
        ):
            return
    values = {"described": described.text, "stated": facts.melting_points[0].text}
    yield Broken("description", described.text, values)


DESCRIPTION_CONDITIONS: Mapping[str, Condition] = {
    "described-weight": described_weight,
    "described-melting-point": described_melting_point,
}
"""The conditions by their names in the table."""
