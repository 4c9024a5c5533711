"""Conditions of rules between the offer (HS code, packs, strength) and the compound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from catalog.chemistry.mass.masses import molecular_weight
from catalog.product.offer.packs import Pack
from catalog.product.rules.matter import MatterState
from catalog.product.rules.stated_facts import Broken, Condition, Limits, StatedFacts

_MOLARITY = re.compile(r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)\s*(?:M\b|mol/L\b|mol/l\b|mol L-1|molar\b)")


def hs_chapter(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find an HS code in the chapter ``chapter`` at a compound whose elements (``with``, ``without``) it excludes.

    Limits: ``least_carbons``; ``but``, the headings that take such compounds after all.
    """
    composition = facts.composition
    if composition is None or facts.hs_digits[:2] != limits["chapter"] or facts.hs_digits[:4] in limits["but"].split():
        return
    has_all = set(limits["with"].split()) <= facts.elements
    has_none = set(limits["without"].split()).isdisjoint(facts.elements)
    if has_all and has_none and composition.elements().get("C", 0) >= limits["least_carbons"]:
        stated = facts.product.draft.get("hs_code")
        yield Broken("hs_code", stated, {"text": stated, "formula": composition.hill()})


def hs_goods(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find an HS code of a chapter in which no chemical compound is (``chapters``: first and last of ranges)."""
    chapter = facts.hs_digits[:2]
    ranges = [span.split("-") for span in limits["chapters"].split()]
    if facts.composition is not None and any(first <= chapter <= last for first, last in ranges):
        stated = facts.product.draft.get("hs_code")
        yield Broken("hs_code", stated, {"text": stated, "number": chapter, "formula": facts.composition.hill()})


def strength(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a mass fraction and a molarity of a solution that do not fit by its density.

    Limits: ``share``, the difference that is allowed, of 1; ``lightest`` and ``heaviest``, the possible densities in
    g/mL if none is stated.
    """
    texts = [(facts.name, "name"), *[(one.text, field) for one, field in facts.readings]]
    molarities = [(float(found), text, field) for text, field in texts for found in _MOLARITY.findall(text)]
    composition = facts.composition
    if not molarities or composition is None:
        return
    densities = [one for one in facts.densities if one.low is not None and one.high is not None]
    low, high = (densities[0].low, densities[0].high) if densities else (limits["lightest"], limits["heaviest"])
    (share, share_text), (molarity, _, field) = facts.mass_shares[0], molarities[0]
    if not 0 < share <= 100 or low is None or high is None or molarity <= 0:
        return
    per_density = 10 * share / molecular_weight(composition)
    if per_density * low * (1 - limits["share"]) <= molarity <= per_density * high * (1 + limits["share"]):
        return
    by = f"by the density {densities[0].text}" if densities else f"at any density from {low:g} to {high:g} g/mL"
    fits = f"{per_density * low:.3g}" if densities else f"{per_density * low:.3g} to {per_density * high:.3g}"
    values = {"share": f"{share:g}", "molarity": f"{molarity:g}", "fits": fits, "by": by}
    yield Broken(field, share_text, values)


def price_twice(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001  # It is a condition.
    """Find two packs of the same content with different prices in one currency."""
    if len(facts.packs) < 2:
        return
    seen: dict[tuple[object, ...], Pack] = {}
    for pack in facts.packs:
        if pack.size is None or not pack.prices:
            continue
        price = pack.prices[0].money
        key = (pack.size.base, pack.size.count, pack.size.total, pack.size.remark, price.currency)
        other = seen.setdefault(key, pack)
        if other.prices[0].money.amount != price.amount:
            values = {
                "size": pack.stated_size, "price": pack.stated, "other_size": other.stated_size, "other": other.stated
            }  # fmt: skip
            yield Broken(f"pack:{pack.stated_size}", pack.stated, values)


def gas_by_mass(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:
    """Find a gas, by its state or a boiling point below ``below`` °C, that is sold by mass."""
    boils = next((one for one in facts.boiling_points if one.high is not None and one.high < limits["below"]), None)
    state = facts.state
    is_gas = state is not None and state.state is MatterState.GAS
    if (is_gas or (state is None and boils is not None)) and facts.is_unmixed:
        looks = state.text if is_gas and state is not None else f"boiling point {boils.text if boils else ''}"
        yield from _packs_in("g", facts, looks)


def solid_by_volume(facts: StatedFacts, limits: Limits) -> Iterator[Broken]:  # noqa: ARG001
    """Find a solid that is sold by volume, and not in solution."""
    state = facts.state
    if state is not None and state.state is MatterState.SOLID:
        yield from _packs_in("mL", facts, state.text)


def _packs_in(base: str, facts: StatedFacts, looks: str) -> Iterator[Broken]:
    for pack in facts.packs:
        if pack.size is not None and pack.size.base == base and not pack.size.remark:
            yield Broken(f"pack:{pack.stated_size}", pack.stated_size, {"size": pack.stated_size, "looks": looks})


OFFER_CONDITIONS: Mapping[str, Condition] = {
    "hs-chapter": hs_chapter,
    "hs-goods": hs_goods,
    "strength": strength,
    "price-twice": price_twice,
    "gas-by-mass": gas_by_mass,
    "solid-by-volume": solid_by_volume,
}
"""The conditions by their names in the table."""
