"""Many at once: each identifier read as the search box would, answered in the order in which they came."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.chemistry.cas_rn import parse_cas_rn, repair_candidates
from catalog.errors import InvalidCasRn
from catalog.search.query import MAX_CHARACTERS, Reading, ReadStructure, choose_reading, possible_readings
from catalog.store.database import Transaction
from catalog.store.filters import Sort
from catalog.store.listing import count_matching, list_products
from catalog.store.products import known_cas_rns

PRODUCTS_EACH = 10
"""How many products one identifier is answered with; the search page shows the rest."""

SUMMARY_FIELDS = ("catalog_number", "name", "cas_rn", "hill_formula", "molecular_weight")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one identifier leads to.

    Attributes:
        text: the identifier as given.
        read_as: how it was read; None where it is empty or too long.
        products: summaries of the products found.
        note: what there is to say about it, such as a wrong check digit.
        suggestions: near misses that the catalog holds.
    """

    text: str
    read_as: Reading | None
    products: tuple[dict[str, Any], ...]
    note: str | None
    suggestions: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """As the contract writes it."""
        read_as = None if self.read_as is None else {"kind": self.read_as.kind, "value": self.read_as.value}
        return {
            "input": self.text,
            "read_as": read_as,
            "products": list(self.products),
            "note": self.note,
            "suggestions": list(self.suggestions),
        }


def look_up(transaction: Transaction, identifiers: Sequence[str], read_structure: ReadStructure) -> list[Answer]:
    """Answer each identifier, in order."""
    return [_answer(transaction, text, read_structure) for text in identifiers]


def _answer(transaction: Transaction, text: str, read_structure: ReadStructure) -> Answer:
    if not text.strip():
        return Answer(text, None, (), "There is nothing to look up.")
    if len(text) > MAX_CHARACTERS:
        return Answer(text[:80] + "…", None, (), f"Longer than {MAX_CHARACTERS:,} characters.")
    readings = possible_readings(text, read_structure)
    chosen = choose_reading(readings, lambda wanted: count_matching(transaction, wanted))
    sort = Sort("relevance") if chosen.wanted.words is not None else Sort()
    page = list_products(transaction, chosen.wanted, sort, limit=PRODUCTS_EACH)
    products = tuple(_summary(item.body) for item in page.items)
    note, suggestions = (None, ()) if products else _near_misses(transaction, text)
    if page.total is not None and page.total > PRODUCTS_EACH:
        note = f"The first {PRODUCTS_EACH} of {page.total:,} products."
    return Answer(text, chosen, products, note, suggestions)


def _summary(body: str) -> dict[str, Any]:
    document = json.loads(body)
    return {name: document[name] for name in SUMMARY_FIELDS}


def _near_misses(transaction: Transaction, text: str) -> tuple[str, tuple[str, ...]]:
    """Why nothing was found, and the CAS RNs in the catalog that are one slip of the finger away."""
    try:
        parse_cas_rn(text)
    except InvalidCasRn as error:
        if not any(char.isdigit() for char in text):
            return "Nothing in this catalog fits.", ()
        known = known_cas_rns(transaction, list(repair_candidates(text, None)))
        return (str(error), tuple(sorted(known))) if known else ("Nothing in this catalog fits.", ())
    return "A valid CAS RN that is not in this catalog.", ()
