"""The offers of a compound beside each other, cheapest gram first, and its family: salts, hydrates, isomers, labelled
forms. Pure functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote

from catalog.product.offer.currency_rates import CurrencyRates
from catalog.product.offer.unit_prices import cheapest_prices
from catalog.web.views.addresses import path_of
from catalog.web.views.offer.offers import PURITIES
from catalog.web.views.offer.prices import Price, unit_amount_text
from catalog.web.views.result_rows import ResultRow, result_row

Json = Mapping[str, Any]

FAMILIES = {
    "salt": "Salts and free forms",
    "hydrate": "Hydrates and solvates",
    "stereo": "Stereoisomers",
    "isotope": "Labelled forms",
    "protonation": "Other charges",
    "skeleton": "Same skeleton",
    None: "Under the same CAS RN",
}
"""The kinds of relation, in the order for buyers."""


@dataclass(frozen=True, slots=True)
class CompoundOffer:
    """One offer.

    Attributes:
        row: its product and its words.
        per_gram: the lowest price of a gram in the base of the rates, or None.
        purity: the least promised assay, per cent, or None.
        share: its price of a gram, per cent of the highest, for a bar; None without a price.
    """

    row: ResultRow
    per_gram: float | None
    purity: float | None
    share: float | None = None


class Choice(NamedTuple):
    """An offer that is the best in one way.

    Attributes:
        title: in which way.
        offer: the offer.
        value: what makes it the best, in words.
    """

    title: str
    offer: CompoundOffer
    value: str


class Kin(NamedTuple):
    """A related compound.

    Attributes:
        path: of its page, or of its product if it has none.
        name, formula, cas_rn: those of its first product.
        words: how it is related.
        picture: the address of its drawing, or None.
        products: how many products it has here.
    """

    path: str
    name: str
    formula: str | None
    cas_rn: str | None
    words: str
    picture: str | None
    products: int


def compound_offers(documents: Sequence[dict[str, Any]], rates: CurrencyRates) -> list[CompoundOffer]:
    """Return the offers of a compound, cheapest gram first, those without a price last."""
    worths = dict(rates.worths)
    offers = [_offer(document, worths) for document in documents]
    most = max((offer.per_gram for offer in offers if offer.per_gram is not None), default=0.0)
    if most:
        offers = [one if one.per_gram is None else replace(one, share=100 * one.per_gram / most) for one in offers]
    return sorted(offers, key=lambda one: (one.per_gram is None, one.per_gram or 0.0))


def _offer(document: dict[str, Any], worths: Mapping[str, float]) -> CompoundOffer:
    prices = [
        one.per_gram * worths[one.currency]
        for one in cheapest_prices(document)
        if one.per_gram is not None and one.currency in worths
    ]
    row = result_row(document)
    return CompoundOffer(row, min(prices, default=None), _least_assay(document))


def _least_assay(document: Json) -> float | None:
    for row in document.get("specifications") or ():
        if row["test"] in PURITIES and row.get("unit") == "%":
            least: float | None = row["low"] if row.get("low") is not None else row.get("value")
            return least
    return None


def best_offers(offers: Sequence[CompoundOffer], rates: CurrencyRates) -> list[Choice]:
    """Return the cheapest gram, the cheapest in stock and the purest, if there is a choice between offers."""
    if len(offers) < 2:
        return []
    priced = [one for one in offers if one.per_gram is not None]
    stocked = [one for one in priced if one.row.offer.availability and one.row.offer.availability[0] == "in-stock"]
    pure = [one for one in offers if one.purity is not None]
    found = [Choice("Cheapest gram", priced[0], _per_gram(priced[0], rates))] if priced else []
    if stocked:
        found.append(Choice("Cheapest in stock", stocked[0], _per_gram(stocked[0], rates)))
    if pure:
        purest = max(pure, key=lambda one: one.purity or 0.0)
        found.append(Choice("Purest", purest, purest.row.offer.purity or ""))
    return found


def _per_gram(offer: CompoundOffer, rates: CurrencyRates) -> str:
    return str(Price(unit_amount_text(Decimal(str(offer.per_gram))), rates.base, "g"))


def families(related: Sequence[Json]) -> list[tuple[str, list[Kin]]]:
    """Return the related compounds by kind, from the groups of a compound's document."""
    found: dict[str | None, list[Kin]] = {kind: [] for kind in FAMILIES}
    for group in related:
        found.setdefault(group["relation"], []).append(_kin(group))
    return [(FAMILIES.get(kind, "Related"), kin) for kind, kin in found.items() if kin]


def _kin(group: Json) -> Kin:
    first = group["products"][0]
    picture = None if group["relation"] is None else f"/api/v1{path_of(first)}/structure.svg"
    path = path_of(first) if group["key"] is None else f"/compounds/{quote(group['key'], safe='')}"
    return Kin(
        path, first["name"], first["hill_formula"], first["cas_rn"], group["words"], picture, len(group["products"])
    )
