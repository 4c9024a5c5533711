"""What a search with the cartridge leaves to worker processes: reading what strangers ask, and matching atoms.

Only they can be ended in the middle of a match; the cartridge cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from catalog.chemistry.structure.fingerprints import SCREEN_BITS
from catalog.chemistry.substructures.rdkit_releases import exchange_smiles, is_perceived_alike
from catalog.store.structures.file import StructureRow
from catalog.store.structures.jobs import possible_tail, structure_criteria
from catalog.store.structures.matching import Deadline, match
from catalog.store.structures.structure_query import StructureQuery, read_structure_query

KeyedSmiles = tuple[int, str, str]
"""A product's id, its catalog key and its structure."""


class CartridgeQuery(NamedTuple):
    """A search in the form for the database.

    Attributes:
        needed: the bits that a structure must have.
        excluded: the bits that it must not have.
        told: a SMILES of the whole search for the cartridge, or None if there is none.
    """

    needed: bytes
    excluded: bytes
    told: str | None


def vet_query(asked: StructureQuery) -> CartridgeQuery:
    """Read the search.

    Raises:
        InvalidStructure: a structure cannot be read, or is refused.
    """
    held, drawn = read_structure_query(asked)
    nothing = bytes(SCREEN_BITS // 8)
    excluded = nothing if drawn is None else bytes(byte ^ 0xFF for byte in drawn.screen)
    told = exchange_smiles(held) if held is not None and drawn is None else None
    return CartridgeQuery(nothing if held is None else held.screen, excluded, told)


def is_understood(asked: StructureQuery, theirs: str | None) -> bool:
    """Tell whether the cartridge reads the substructure like this program, by what it writes for it."""
    held, _ = read_structure_query(asked)
    return held is not None and is_perceived_alike(held, theirs)


def fitting_rows(
    asked: StructureQuery, rows: Sequence[KeyedSmiles], enough: int | None, seconds: float
) -> tuple[list[tuple[str, int]], str | None]:
    """Return the rows that fit, by key and id, until there are enough or the time is over.

    Returns:
        What fits, and the key of the last row that was looked at where others were left (empty where none was).
    """
    deadline = Deadline.after(seconds)
    matched = match(structure_criteria(asked), len(rows), lambda part: [row[2] for row in rows[part]], enough, deadline)
    found = [(rows[place][1], rows[place][0]) for place in matched.places]
    if matched.last is None or (len(found) == enough and matched.last + 1 == len(rows)):
        return found, None
    return found, rows[matched.last][1] if matched.last >= 0 else ""


def fitting_tail(
    asked: StructureQuery,
    tail: Sequence[StructureRow],
    allowed: Sequence[int] | None,
    after: str | None,
    reached: str | None,
) -> list[StructureRow]:
    """Return the rows newer than the table that fit; see ``possible_tail``."""
    criteria = structure_criteria(asked)
    newer = possible_tail(criteria, tail, None if allowed is None else frozenset(allowed), after, reached)
    return [row for row in newer if all(criterion.fitting([row.smiles], 1) for criterion in criteria)]
