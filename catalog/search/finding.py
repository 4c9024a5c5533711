"""Finding: the search box's answer, and its suggestions while somebody types."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.errors import InvalidQuery
from catalog.search.query import (
    MAX_CHARACTERS,
    Reading,
    ReadStructure,
    choose_reading,
    possible_readings,
    structure_reading,
)
from catalog.store.database import Transaction
from catalog.store.filters import Sort
from catalog.store.listing import Page, count_matching, list_products
from catalog.store.structure_index import StructureIndex


@dataclass(frozen=True, slots=True)
class Found:
    """What the search box answers.

    Attributes:
        read_as: the meaning that was chosen.
        alternatives: the other meanings.
        page: the products.
    """

    read_as: Reading
    alternatives: tuple[Reading, ...]
    page: Page


def search(
    transaction: Transaction,
    text: str,
    read_structure: ReadStructure,
    structures: StructureIndex,
    *,
    kind: str | None = None,
    limit: int = 25,
    cursor: str | None = None,
) -> Found:
    """Read the search box and find what it means.

    Args:
        transaction: for reading.
        text: what was typed.
        read_structure: reads structures where they can be stopped.
        structures: searches the structures that are kept.
        kind: read it as this, as when somebody follows the link of an alternative.
        limit: how many products a page holds.
        cursor: where the page begins.

    Raises:
        InvalidQuery: nothing was typed, too much, or it cannot be read as ``kind``.
    """
    if not text.strip():
        raise InvalidQuery("Type a CAS RN, a catalog number, a name, a formula or a structure.", stated=text, field="q")
    if len(text) > MAX_CHARACTERS:
        raise InvalidQuery(f"That is longer than {MAX_CHARACTERS:,} characters.", stated=text[:80], field="q")
    readings = possible_readings(text, read_structure)
    if kind is None:
        chosen = choose_reading(readings, lambda wanted: count_matching(transaction, wanted))
    else:
        chosen = _of_kind(readings, kind, text)
    others = tuple(reading for reading in readings if reading is not chosen)
    if chosen.structures is not None:
        order = Sort("catalog_number" if chosen.structures.similar_to is None else "similarity")
        page = structures.list_products(chosen.wanted, chosen.structures, order, limit=limit, cursor=cursor)
        return Found(chosen, others, page)
    sort = Sort("relevance") if chosen.wanted.words is not None else Sort()
    return Found(chosen, others, list_products(transaction, chosen.wanted, sort, limit=limit, cursor=cursor))


def _of_kind(readings: list[Reading], kind: str, text: str) -> Reading:
    for reading in readings:
        if reading.kind == kind:
            return reading
    if kind == "substructure":
        return structure_reading("substructure", text)
    if kind == "similar":
        return structure_reading("similar", text)
    raise InvalidQuery(f"This cannot be read as {kind.replace('_', ' ')}.", stated=text, field="kind")
