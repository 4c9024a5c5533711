"""Two compounds before a merger, fact by fact: what agrees, and what says that they are not one."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from catalog.errors import Conflict, NotFound
from catalog.store.compounds.compounds import Compound, find_compound
from catalog.store.compounds.conflicts import commonest_formula

MOST_SHOWN = 5
"""How many CAS RNs or common names are shown."""


class Standing(StrEnum):
    """How a fact of two compounds stands."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


class ComparedFact(NamedTuple):
    """One fact of two compounds.

    Attributes:
        fact: its name.
        source: that of the compound that would go; empty if it is not known.
        target: that of the compound that would stay.
        standing: whether they agree.
        is_telling: whether a difference says that they are two compounds.
    """

    fact: str
    source: str
    target: str
    standing: Standing
    is_telling: bool = True


def compound_to_merge(connection: Connection, key: str) -> Compound:
    """Return the compound that a CAS RN or InChIKey leads to, as its public page does.

    Raises:
        NotFound: there is none.
        Conflict: it is a CAS RN of several compounds.
    """
    found = find_compound(connection, key)
    if isinstance(found, str):
        found = find_compound(connection, found)
    if not isinstance(found, Compound):
        raise NotFound(f"There is no compound {key!r} with products.")
    if not found.members:
        keys = dict.fromkeys(candidate.compound for candidate in found.candidates if candidate.compound)
        raise Conflict(f"{key} is the CAS RN of several compounds: {', '.join(keys)}. Name one of them.")
    return found


def compare_compounds(source: Compound, target: Compound) -> tuple[ComparedFact, ...]:
    """Compare what is known of two compounds: formula, CAS RNs, InChIKey, then names."""
    formulas = [commonest_formula(one.own_documents()) or "" for one in (source, target)]
    numbers = [_cas_rns(one) for one in (source, target)]
    keys = ["" if one.form is None else one.form.inchi_key for one in (source, target)]
    shared = _shared_names(source, target)
    said = [", ".join(some[:MOST_SHOWN]) for some in (*numbers, shared)]
    named = Standing.AGREES if shared else Standing.UNKNOWN
    return (
        ComparedFact("Formula", formulas[0], formulas[1], _standing(formulas[0], formulas[1])),
        ComparedFact("CAS RN", said[0], said[1], _of_numbers(numbers[0], numbers[1])),
        ComparedFact("InChIKey", keys[0], keys[1], _standing(keys[0], keys[1])),
        ComparedFact("Names in common", said[2], said[2], named, is_telling=False),
    )


def differing(facts: tuple[ComparedFact, ...]) -> list[str]:
    """Return the names of the facts that say that these are two compounds."""
    return [fact.fact for fact in facts if fact.is_telling and fact.standing is Standing.DIFFERS]


def _cas_rns(compound: Compound) -> list[str]:
    return list(dict.fromkeys(one["cas_rn"] for one in compound.documents if one["cas_rn"]))


def _of_numbers(source: list[str], target: list[str]) -> Standing:
    if not source or not target:
        return Standing.UNKNOWN
    return Standing.DIFFERS if set(source).isdisjoint(target) else Standing.AGREES


def _standing(source: str, target: str) -> Standing:
    if not source or not target:
        return Standing.UNKNOWN
    return Standing.AGREES if source == target else Standing.DIFFERS


def _shared_names(source: Compound, target: Compound) -> list[str]:
    others = {name.casefold() for name in target.names()}
    return [name for name in source.names() if name.casefold() in others]
