"""Conditions of rules between hazard statements, physical properties, the state of matter and storage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from catalog.product.rules.matter import MatterState
from catalog.product.rules.stated_facts import Broken, Condition, Limits, Measured, StatedFacts

_FLAMMABLE_LIQUIDS = frozenset({"H224", "H225", "H226"})
_OTHER_FIRES = frozenset(
    {"H220", "H221", "H222", "H223", "H227", "H228", "H240", "H241", "H242", "H250", "H251", "H252"}
)
"""Hazards of fire that are stated in place of that of a flammable liquid."""
_UNKNOWN = Measured(None, None, "", "")
_WET = re.compile(
    r"\b(?:under|in|with) water\b|\bmoist(?:ened)?\b|\bwet(?:ted)?\b|\baqueous\b|\bhumid\b|unter wasser|水中"
)


_UNDER_OIL = re.compile(
    r"\b(?:mineral|paraffin|silicone|white)[- ]?oil\b|\b(?:kerosene|kerosine|petroleum|paraffin)\b|\bunder oil\b"
    r"|(?:mineral|paraffin|weiß|silikon)öl|\b(?:kerosin|petroleum|paraffin)\b|煤油|石蜡|矿物油|油封",
    re.IGNORECASE,
)
"""Alkali metals are stored so, out of reach of water and air."""


def flash_point_category(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find H224, H225 or H226 where flash and boiling point make another category, or none.

    Limits in °C: ``flash``, ``highest_flash``, ``boiling``, and ``margin`` in K, since sources measure differently.
    """
    stated = facts.hazard_codes & _FLAMMABLE_LIQUIDS
    flash = facts.flash_points[0]
    boiling = facts.boiling_points[0] if facts.boiling_points else _UNKNOWN
    possible = _possible_categories(flash, boiling, limits)
    if (stated & possible) or (not stated and not _must_be_stated(facts, possible)):
        return
    right = " or ".join(sorted(possible - {""})) or "none of H224, H225 and H226"
    values = {
        "codes": ", ".join(sorted(stated)) or "none of H224, H225 and H226", "flash": flash.text,
        "boiling": f" and the boiling point {boiling.text!r}" if boiling.text else "", "right": right,
    }  # fmt: skip
    yield Broken("hazard_statements", facts.product.draft.get("hazard_statements"), values)


def _possible_categories(flash: Measured, boiling: Measured, limits: Limits) -> frozenset[str]:
    """Return the statements that a flash and a boiling point allow; an empty text is none."""
    margin = limits["margin"]
    possible = set()
    if flash.low is None or flash.low < limits["flash"] + margin:
        if boiling.low is None or boiling.low <= limits["boiling"] + margin:
            possible.add("H224")
        if boiling.high is None or boiling.high > limits["boiling"] - margin:
            possible.add("H225")
    if (flash.high is None or flash.high >= limits["flash"] - margin) and (
        flash.low is None or flash.low <= limits["highest_flash"] + margin
    ):
        possible.add("H226")
    if flash.high is None or flash.high > limits["highest_flash"] - margin:
        possible.add("")
    return frozenset(possible)


def _must_be_stated(facts: StatedFacts, possible: frozenset[str]) -> bool:
    """Tell whether the statement of a flammable liquid must be among those stated."""
    if "" in possible or facts.hazards is None or not facts.hazards.is_complete:
        return False
    is_liquid = facts.state is not None and facts.state.state is MatterState.LIQUID
    return is_liquid and bool(facts.hazard_codes) and _OTHER_FIRES.isdisjoint(facts.hazard_codes)


def boiling_point_category(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find H224 at a boiling point above ``boiling`` + ``margin`` °C."""
    boiling = facts.boiling_points[0]
    if "H224" in facts.hazard_codes and boiling.low is not None and boiling.low > limits["boiling"] + limits["margin"]:
        stated = facts.product.draft.get("hazard_statements")
        yield Broken("hazard_statements", stated, {"boiling": boiling.text})


def statement_of_state(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a statement (``codes``) that substances of the stated state (``states``) cannot have."""
    found = sorted(facts.hazard_codes & set(limits["codes"].split()))
    if found and facts.state is not None and facts.state.state in limits["states"].split():
        stated = facts.product.draft.get("hazard_statements")
        yield Broken("hazard_statements", stated, {"code": found[0], "looks": facts.state.text})


def flammable_solid(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find the statement of a flammable liquid at a solid that melts above ``above`` °C."""
    found = sorted(facts.hazard_codes & _FLAMMABLE_LIQUIDS)
    if not found or facts.state is None or facts.state.state is not MatterState.SOLID:
        return
    for melting in facts.melting_points:
        if melting.low is not None and melting.low > limits["above"]:
            stated = facts.product.draft.get("hazard_statements")
            yield Broken("hazard_statements", stated, {"code": found[0], "melting": melting.text})
            return


def stored_wet(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a storage in water, or moist, of what reacts with water, and no word to keep it dry (``conditions``)."""
    if facts.storage is not None and _says_wet(facts.storage.text) and not _is_dry(facts, limits):
        yield Broken("storage", facts.storage.text, {"reason": facts.water_reactive, "text": facts.storage.text})


def not_stored_dry(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a storage without a word to keep water or air (``conditions``) away from what reacts with water."""
    if facts.storage is None or _UNDER_OIL.search(facts.storage.text):
        return
    if not _is_dry(facts, limits) and not _says_wet(facts.storage.text):
        yield Broken("storage", facts.storage.text, {"reason": facts.water_reactive, "text": facts.storage.text})


def _says_wet(text: str) -> bool:
    return _WET.search(text.casefold()) is not None


def _is_dry(facts: StatedFacts, limits: Limits) -> bool:
    return facts.storage is not None and not set(limits["conditions"].split()).isdisjoint(facts.storage.conditions)


HAZARD_CONDITIONS: Mapping[str, Condition] = {
    "flash-point-category": flash_point_category,
    "boiling-point-category": boiling_point_category,
    "statement-of-state": statement_of_state,
    "flammable-solid": flammable_solid,
    "stored-wet": stored_wet,
    "not-stored-dry": not_stored_dry,
}
"""The conditions by their names in the table."""
