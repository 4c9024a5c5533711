"""Facts of an offer by which buyers filter a list: availability, sizes of packs, grade, and hazards on the label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from catalog.product.offer.pack_classes import pack_class
from catalog.product.offer.packs import read_availability

OfferFact = Literal["availability", "pack", "grade", "pictogram", "hazard"]
MOST_CHARACTERS = 100
"""The most characters of a grade that are compared. A longer one is rather a sentence."""


def offer_facts(document: Mapping[str, Any]) -> tuple[tuple[OfferFact, str], ...]:
    """Return the offer facts of a product document, each once.

    ``availability`` is that of any pack, or of the product if no pack has one: ``in-stock``, ``on-request``,
    ``backorder`` or ``discontinued``. ``pack`` is the class of a pack's size; see ``PACK_CLASSES``. ``pictogram`` is a
    GHS code, ``hazard`` an H statement (each part of a combined one). Documents from earlier versions may lack any of
    the fields.

    >>> offer_facts({"grade": "ACS  Reagent", "packs": [{"availability": "in-stock"}, {"availability": "in-stock"}]})
    (('availability', 'in-stock'), ('grade', 'acs reagent'))
    >>> offer_facts({"hazards": {"pictograms": ["GHS07"], "hazard_statements": [{"code": "H302+H312"}]}})
    (('pictogram', 'GHS07'), ('hazard', 'H302'), ('hazard', 'H312'))
    """
    return tuple(dict.fromkeys(_facts(document)))


def grade_key(text: str) -> str:
    """Return a grade in a form in which spellings are equal.

    >>> grade_key(" ACS  Reagent")
    'acs reagent'
    """
    return " ".join(text.casefold().split())[:MOST_CHARACTERS]


def _facts(document: Mapping[str, Any]) -> Iterator[tuple[OfferFact, str]]:
    for state in _availability(document):
        yield "availability", state
    for pack in document.get("packs") or ():
        if name := pack_class(pack):
            yield "pack", name
    if grade := grade_key(document.get("grade") or ""):
        yield "grade", grade
    hazards = document.get("hazards")
    if not hazards:
        return
    for pictogram in hazards.get("pictograms") or ():
        yield "pictogram", pictogram
    for statement in hazards.get("hazard_statements") or ():
        for code in (statement.get("code") or "").split("+"):
            if code:
                yield "hazard", code


def _availability(document: Mapping[str, Any]) -> Iterator[str]:
    if document.get("status") == "discontinued":
        yield "discontinued"
        return
    packs, stated = document.get("packs") or (), document.get("availability")
    for pack in packs:
        if state := pack.get("availability"):
            yield state
    if not packs and stated and (state := read_availability(stated)):
        yield state
