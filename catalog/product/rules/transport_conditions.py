"""Conditions of rules between transport data, the compound, and its hazard statements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from catalog.product.hazard.hazards import class_text
from catalog.product.hazard.transport import (
    FIRST_NOT_EXPLOSIVE,
    WITHOUT_PACKING_GROUP,
    UnEntry,
    un_entries,
    un_entry,
    un_numbers_of,
)
from catalog.product.rules.matter import MatterState
from catalog.product.rules.stated_facts import Broken, Condition, Limits, StatedFacts
from catalog.product.text.folding import fold
from catalog.product.text.name_forms import read_name_form

_NOT_HAZARDOUS = re.compile(
    r"\b(?:non?[- ]?(?:hazardous|dangerous|regulated)|nonh\b|not? (?:a )?(?:hazardous|dangerous|regulated|restricted)"
    r"|kein gefahrgut|kein gefährlich|nicht (?:gefährlich|kennzeichnungspflichtig)|no hazard)|非危险|无危险",
    re.IGNORECASE,
)
_SHORTEST_WORD = 4
_WATER = frozenset({"", "water", "h2o", "aqueous solution", "wasser"})
_OTHER_MEDIA = frozenset({"in", "on", "with", "and", "mixture", "mixtures", "mix", "kit", "resin", "polymer", "bound"})
_FLAMMABLE = {"H224": "I", "H225": "II", "H226": "III"}
"""Flammable liquids, with the packing group that follows from the same limits of flash and boiling point."""


def group_without(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001  # It is a condition.
    """Find a packing group at a class that has none."""
    hazards = facts.hazards
    if hazards and hazards.classes and hazards.packing_group and hazards.classes[0] in WITHOUT_PACKING_GROUP:
        values = {"group": hazards.packing_group, "main": hazards.classes[0]}
        yield Broken("packing_group", hazards.stated.get("packing_group"), values)


def explosive_range(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001
    """Find a class 1 at a number for other goods, or another class at a number of explosives."""
    hazards = facts.hazards
    if hazards and hazards.classes and _is_of_other_range(facts):
        only = "explosives (class 1) only" if int(facts.un_number) < FIRST_NOT_EXPLOSIVE else "no explosives"
        values = {"number": facts.un_number, "classes": class_text(hazards.classes), "only": only}
        yield Broken("hazard_class", hazards.stated.get("hazard_class"), values)


def _is_of_other_range(facts: StatedFacts) -> bool:
    classes = (facts.hazards and facts.hazards.classes) or ("",)
    return (int(facts.un_number) < FIRST_NOT_EXPLOSIVE) != classes[0].startswith("1")


def un_class(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001
    """Find a class that is not that of the UN number."""
    hazards, entry = facts.hazards, facts.un_entry
    if hazards is None or entry is None or not hazards.classes or _is_of_other_range(facts):
        return
    if entry.main not in hazards.classes and not (entry.main[0] == "2" == hazards.classes[0]):
        stated = class_text(hazards.classes)
        values = {"number": facts.un_number, "name": entry.name, "main": entry.main, "classes": stated}
        yield Broken("hazard_class", hazards.stated.get("hazard_class"), values, entry.main)


def un_group(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001
    """Find a packing group that the entry of the UN number does not have."""
    hazards, entry = facts.hazards, facts.un_entry
    if hazards is None or entry is None or not hazards.packing_group or hazards.packing_group in entry.packing_groups:
        return
    groups = entry.packing_groups
    has = f"has packing group {' or '.join(groups)}" if groups else "has none"
    values = {"number": facts.un_number, "name": entry.name, "has": has, "group": hazards.packing_group}
    expected = groups[0] if len(groups) == 1 else None
    yield Broken("packing_group", hazards.stated.get("packing_group"), values, expected)


def un_compound(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001
    """Find a UN number whose entry names another compound than the CAS RN, or than the name if no CAS RN is stated.

    A solution goes under the number of its solvent, and a form under that of its compound. So if the name tells of one,
    only a number of another compound is found that is no solvent. If the compound has no number of its own, it may also
    be a solution of which only the number tells, or the name has a word of the entry.
    """
    entry = facts.un_entry
    if entry is None or not entry.cas_rns or facts.cas_rn in entry.cas_rns:
        return
    own = un_numbers_of(facts.cas_rn) if facts.cas_rn else _numbers_of_name(facts.names)
    if facts.un_number in own or (not own and not facts.cas_rn):
        return
    if not facts.is_unmixed and not (own and _is_in_water(facts.name) and not _is_solvent(facts.names, entry)):
        return
    if not own and (_shares_a_word(facts.names, entry) or (entry.main == "3" and not facts.is_pure)):
        return
    hint = " or ".join(f"UN {number} ({_name(number)})" for number in own)
    compound = facts.cas_rn or facts.name
    says = f"{compound} goes under {hint}." if own else f"{compound} is none of its compounds."
    values = {"number": facts.un_number, "name": entry.name, "says": says}
    yield Broken("un_number", facts.product.draft.get("un_number"), values, own[0] if len(own) == 1 else None)


def _is_in_water(name: str) -> bool:
    """Tell whether a name is that of a solution in water, as far as it says: ``Nitric acid 65%``."""
    form = read_name_form(name)
    media = {fold(strength.medium) for strength in form.strengths}
    return media <= _WATER and _OTHER_MEDIA.isdisjoint(form.words)


def _is_solvent(names: tuple[str, ...], entry: UnEntry) -> bool:
    """Tell whether the compound of an entry can be what another is dissolved in, or is named beside it."""
    first = fold(entry.name).partition(" ")[0]
    return entry.main == "3" or any(first in fold(name).split() for name in names)


def _numbers_of_name(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the UN numbers whose entry has one of these names, alone or with its state or strength behind it."""
    numbers = _numbers_by_name()
    folded = (text for name in names for text in (fold(name), " ".join(read_name_form(name).words)))
    return next((found for text in folded if (found := numbers.get(text.removesuffix(" solution")))), ())


@cache
def _numbers_by_name() -> dict[str, tuple[str, ...]]:
    """Return the numbers of each name of a single compound, without words for its state or form behind a comma."""
    found: dict[str, tuple[str, ...]] = {}
    for number, entry in un_entries().items():
        name = fold(entry.name.partition(", ")[0]).removesuffix(" solution") if entry.cas_rns else ""
        if name:
            found[name] = (*found.get(name, ()), number)
    return found


def _name(number: str) -> str:
    entry = un_entry(number)
    return entry.name if entry is not None else ""


def _shares_a_word(names: tuple[str, ...], entry: UnEntry) -> bool:
    words = {word for word in fold(entry.name).split() if len(word) >= _SHORTEST_WORD}
    return any(word in fold(name) for name in names for word in words)


def un_state(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a UN number for solids, liquids or gases at a substance of another state.

    A substance that melts between ``from`` and ``to`` °C can be carried as either.
    """
    entry, stated = facts.un_entry, facts.state
    if entry is None or stated is None:
        return
    carried = _state_of(entry)
    if carried is None or carried is stated.state or _melts_within(facts, limits["from"], limits["to"]):
        return
    values = {"number": facts.un_number, "name": entry.name, "carried": carried.value, "looks": stated.text}
    yield Broken("un_number", facts.product.draft.get("un_number"), values)


@lru_cache(maxsize=1024)
def _state_of(entry: UnEntry) -> MatterState | None:
    """Return the state of the goods of an entry, if its name or class says so."""
    words = fold(entry.name).split()
    said = [state for state in MatterState if state.value in words]
    if len(said) == 1:
        return said[0]
    if said or "containing" in words:
        return None
    return {"2": MatterState.GAS, "3": MatterState.LIQUID}.get(entry.main[0])


def _melts_within(facts: StatedFacts, low: float, high: float) -> bool:
    return any(
        (one.high is None or one.high > low) and (one.low is None or one.low < high) for one in facts.melting_points
    )


def not_hazardous(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a UN number beside a text that says that the goods are not hazardous (fields ``fields``)."""
    draft = facts.product.draft
    for field in limits["fields"].split():
        if _NOT_HAZARDOUS.search(draft.get(field)):
            yield Broken(field, draft.get(field), {"number": facts.un_number, "text": draft.get(field)})
            return


def not_regulated(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find goods said not to be regulated whose hazard statements (``codes``) always make them dangerous goods."""
    stated = facts.product.draft.get("un_number")
    found = sorted(facts.hazard_codes & set(limits["codes"].split()))
    if found and _NOT_HAZARDOUS.search(stated):
        yield Broken("un_number", stated, {"text": stated, "codes": ", ".join(found)})


def flammable_class(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001
    """Find class 3 without, or another class with, the statement of flammable liquids."""
    hazards, entry = facts.hazards, facts.un_entry
    if hazards is None or entry is None or not hazards.is_complete:
        return
    is_class_3 = "3" in (entry.main, *entry.subsidiary)
    has = sorted(facts.hazard_codes & _FLAMMABLE.keys())
    values = {"number": facts.un_number, "name": entry.name, "classes": class_text((entry.main, *entry.subsidiary))}
    field, stated = "un_number", facts.product.draft.get("un_number")
    if is_class_3 and not has and not _is_pyrophoric(facts):
        yield Broken(field, stated, {**values, "says": "no hazard statement says that it is a flammable liquid"})
    elif (
        has and not is_class_3 and entry.main in ("6.1", "8", "9", "5.1", "4.1") and "3" not in (hazards.classes or ())
    ):
        yield Broken(field, stated, {**values, "says": f"{has[0]} says that it is a flammable liquid, class 3"})


def _is_pyrophoric(facts: StatedFacts) -> bool:
    """Tell whether a graver hazard of fire is stated in place of that of a flammable liquid."""
    return not facts.hazard_codes.isdisjoint({"H250", "H242", "H241", "H240", "H220", "H221", "H222", "H223", "H227"})


def flammable_group(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001
    """Find a packing group of class 3 that is not that of the hazard statement."""
    hazards, entry = facts.hazards, facts.un_entry
    has = sorted(facts.hazard_codes & _FLAMMABLE.keys())
    if hazards is None or entry is None or len(has) != 1 or hazards.packing_group is None:
        return
    expected, group = _FLAMMABLE[has[0]], hazards.packing_group
    is_class_3_only = entry.main == "3" and not entry.subsidiary and hazards.classes in (None, ("3",))
    if is_class_3_only and group != expected and group in entry.packing_groups:
        values = {"code": has[0], "group": group, "right": expected}
        yield Broken("packing_group", hazards.stated.get("packing_group"), values, expected)


TRANSPORT_CONDITIONS: Mapping[str, Condition] = {
    "group-without": group_without,
    "explosive-range": explosive_range,
    "un-class": un_class,
    "un-group": un_group,
    "un-compound": un_compound,
    "un-state": un_state,
    "not-hazardous": not_hazardous,
    "not-regulated": not_regulated,
    "flammable-class": flammable_class,
    "flammable-group": flammable_group,
}
"""The conditions by their names in the table."""
