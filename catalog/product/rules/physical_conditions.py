"""Conditions of rules between physical properties, the state of matter and the structure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from catalog.chemistry.structure.chirality import is_surely_achiral
from catalog.product.rules.stated_facts import Broken, Condition, Limits, Measured, StatedFacts, is_ordinary
from catalog.product.specification.scanner import harmonize
from catalog.product.specification.unit_conversion import convert

_ORGANIC = frozenset({"C", "H", "N", "O", "F", "P", "S", "Si", "B", "Cl", "Br", "I"})
_NUMBER = r"([-+]?[0-9]+(?:\.[0-9]+)?)"
_SPAN = rf"{_NUMBER}(?:\s*°?\s*[CFK]?\s*(?:-|–|to|bis|~)\s*{_NUMBER})?"
_PAIR = re.compile(rf"(?<![0-9.]){_SPAN}\s*(°\s*[CF]|[CFK])\b[\s(\[,;/=]{{1,4}}{_SPAN}\s*(°\s*[CF]|[CFK])\b")
"""A temperature or a range, and the same in another unit behind it: ``187 °C (369 °F)``."""
_OTHER_UNIT = re.compile("[FKＦ℉]")
_SIGN = re.compile(r"\((?P<sign>[+±]|-|−|\+/-|\+-)\)")
_RACEMIC = re.compile(r"\(±\)|\(\+/-\)|\(\+-\)|\bDL-|\brac-|\bracemic\b|\(RS\)|\bracemate\b")


def state_and_point(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a substance of one state that melts or boils where it cannot be in that state.

    Limits: ``state``; ``points``, the fact with the temperatures; ``above`` or ``below`` in °C.
    """
    stated = facts.state
    if stated is None or stated.state != limits["state"]:
        return
    for point in getattr(facts, limits["points"]):
        if _is_beyond(point, limits):
            yield Broken(point.field, point.text, {"point": point.text, "looks": stated.text})


def _is_beyond(point: Measured, limits: Limits) -> bool:
    if "above" in limits:
        return point.low is not None and point.low > limits["above"]
    return point.high is not None and point.high < limits["below"]


def two_states(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001  # It is a condition.
    """Find two texts that state different states of matter."""
    first = facts.states[0]
    for other in facts.states[1:]:
        if other.state is not first.state:
            yield Broken(other.field, other.text, {"first": first.text, "other": other.text})
            return


def melts_above_boiling(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001
    """Find a melting point above a boiling point at ordinary pressure, unless the substance sublimes."""
    for melting in facts.melting_points:
        for boiling in facts.boiling_points:
            if is_ordinary(melting) and _is_above(melting, boiling, 0.0):
                yield Broken(melting.field, melting.text, {"melting": melting.text, "boiling": boiling.text})


def flashes_above_boiling(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a flash point above a boiling point by more than ``margin`` K."""
    for flash in facts.flash_points:
        for boiling in facts.boiling_points:
            if _is_above(flash, boiling, limits["margin"]):
                yield Broken(flash.field, flash.text, {"flash": flash.text, "boiling": boiling.text})


def _is_above(one: Measured, other: Measured, margin: float) -> bool:
    return one.low is not None and other.high is not None and one.low > other.high + margin


def units_disagree(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a temperature in two units that differ by more than ``margin`` K."""
    for one, field in facts.readings:
        for first, other, right in _unequal_pairs(one.text, limits["margin"]):
            yield Broken(field, one.text, {"first": first, "other": other, "right": right})


def storage_units_disagree(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a storage temperature in two units that differ by more than ``margin`` K."""
    if facts.storage is not None:
        for first, other, right in _unequal_pairs(facts.storage.text, limits["margin"]):
            yield Broken("storage", facts.storage.text, {"first": first, "other": other, "right": right})


def _unequal_pairs(text: str, margin: float) -> Iterator[tuple[str, str, str]]:
    """Yield the temperatures in two units that are not equal: the first, the other, and what the other should be."""
    if _OTHER_UNIT.search(text) is None:
        return
    for match in _PAIR.finditer(harmonize(text)):
        low, high, unit, other_low, other_high, other_unit = match.groups()
        units = [f"°{one[-1]}" if one[-1] in "CF" else "K" for one in (unit, other_unit)]
        if units[0] == units[1]:
            continue
        pairs = [(float(low), float(other_low))]
        if high is not None and other_high is not None:
            pairs.append((float(high), float(other_high)))
        rights = [convert(one, units[0], units[1]) for one, _ in pairs]
        width = margin * (1.8 if units[1] == "°F" else 1.0)
        if any(
            right is not None and abs(right - other) > width for right, (_, other) in zip(rights, pairs, strict=True)
        ):
            first = match.group()[: match.start(4) - match.start()].strip(" ([,;/=")
            right = "–".join(f"{one:.0f}" for one in rights if one is not None)
            yield first, match.group()[match.start(4) - match.start() :], f"{right} {units[1]}"


def of_composition(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a value that a compound of carbon and hydrogen with no other than these elements cannot have.

    Limits: ``values``, the fact; ``elements``, those that the compound may have; ``one_of``, those of which it must
    have one, so that only one rule speaks; ``above``, in the fact's unit.
    """
    must = set(limits.get("one_of", "").split())
    for one in getattr(facts, limits["values"]):
        if not _is_beyond(one, limits):
            continue
        if must and must.isdisjoint(facts.elements):
            continue
        if {"C", "H"} <= facts.elements <= set(limits["elements"].split()) and facts.is_unmixed:
            yield Broken(one.field, one.text, {"text": one.text})


def of_elements(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a value that no compound of these elements can have, other than those of ``of_composition``.

    Limits: ``values``, the fact; ``elements``, those that the compound may have besides; ``one_of``, those of
    which it must have one, if any; ``above``, in the fact's unit.
    """
    elements = facts.elements
    if {"C", "H"} <= elements <= _ORGANIC or not facts.is_unmixed:
        return
    must = set(limits["one_of"].split())
    if (must and must.isdisjoint(elements)) or not elements <= {*limits["elements"].split(), *must}:
        return
    for one in getattr(facts, limits["values"]):
        if _is_beyond(one, limits):
            yield Broken(one.field, one.text, {"text": one.text})


def of_state(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a value that is not possible for the stated state. Limits: ``state``, ``values``, ``above`` or ``below``."""
    if facts.state is not None and facts.state.state == limits["state"]:
        for one in getattr(facts, limits["values"]):
            if _is_beyond(one, limits):
                yield Broken(one.field, one.text, {"text": one.text, "looks": facts.state.text})


def rotates_without_centre(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a rotation (``values``) of at least ``least`` where the structure cannot be chiral."""
    turning = [one for one in getattr(facts, limits["values"]) if _turns(one, limits["least"])]
    if turning and is_surely_achiral(facts.smiles):
        for one in turning:
            yield Broken(one.field, one.text, {"text": one.text})


def racemate_rotates(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a rotation (``values``) of at least ``least`` where the name says that it is a racemate."""
    if _RACEMIC.search(facts.name):
        for one in getattr(facts, limits["values"]):
            if _turns(one, limits["least"]):
                yield Broken(one.field, one.text, {"text": one.text, "name": facts.name})


def _turns(one: Measured, least: float) -> bool:
    """Tell whether a value is at least this far from zero, to one side."""
    return (one.low is not None and one.low >= least) or (one.high is not None and one.high <= -least)


def sign_of_rotation(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a rotation with the other sign than the name. It must be at least ``least`` degrees."""
    found = _SIGN.findall(facts.name)
    signs = {"+" if sign == "+" else "-" for sign in found if sign in "+-−"}
    if len(found) != 1 or len(signs) != 1:
        return
    name_turns_right = signs == {"+"}
    for one in facts.rotations:
        right = one.low is not None and one.low >= limits["least"]
        left = one.high is not None and one.high <= -limits["least"]
        if (right and not name_turns_right) or (left and name_turns_right):
            yield Broken(one.field, one.text, {"text": one.text, "name": facts.name, "sign": found[0]})


PHYSICAL_CONDITIONS: Mapping[str, Condition] = {
    "state-and-point": state_and_point,
    "two-states": two_states,
    "melts-above-boiling": melts_above_boiling,
    "flashes-above-boiling": flashes_above_boiling,
    "units-disagree": units_disagree,
    "storage-units-disagree": storage_units_disagree,
    "of-composition": of_composition,
    "of-elements": of_elements,
    "of-state": of_state,
    "rotates-without-centre": rotates_without_centre,
    "racemate-rotates": racemate_rotates,
    "sign-of-rotation": sign_of_rotation,
}
"""The conditions by their names in the table."""
