"""What a search with the cartridge leaves to worker processes: reading what strangers ask, and matching atoms.

Only they can be ended in the middle of a match; the cartridge cannot.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from catalog.chemistry.structure.fingerprints import SCREEN_BITS
from catalog.chemistry.structure.rdkit_releases import exchange_smiles, is_perceived_alike
from catalog.chemistry.workers.abandoned_work import run_until
from catalog.store.structures.criteria import RowCriterion, SubstructureRowCriterion, SuperstructureRowCriterion
from catalog.store.structures.file import StructureRow
from catalog.store.structures.jobs import tail_that_fits
from catalog.store.structures.search_progress import SearchProgress
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
    until = time.monotonic() + seconds
    looked = SearchProgress()
    result = run_until(lambda: _fitting(_questions(asked), rows, enough, until, looked), until)
    if result is not None:
        return result
    # One structure takes too long; the search is left there, and goes on behind it.
    last = looked.given_up(seconds)
    return [(rows[row][1], rows[row][0]) for row in looked.fitting], rows[last][1] if last >= 0 else ""


def _fitting(
    questions: Sequence[RowCriterion],
    rows: Sequence[KeyedSmiles],
    enough: int | None,
    until: float,
    looked: SearchProgress,
) -> tuple[list[tuple[str, int]], str | None]:
    found: list[tuple[str, int]] = []
    last = ""
    for number, (product_id, key, smiles) in enumerate(rows):
        if time.monotonic() > until:
            return found, last
        last = key
        looked.at(number)
        if all(question.fits(smiles) for question in questions):
            found.append((key, product_id))
            looked.fitting.append(number)
            if len(found) == enough and number + 1 < len(rows):
                return found, last
    return found, None


def fitting_tail(
    asked: StructureQuery,
    tail: Sequence[StructureRow],
    allowed: Sequence[int] | None,
    after: str | None,
    reached: str | None,
) -> list[StructureRow]:
    """Return the rows newer than the table that fit; see ``tail_that_fits``."""
    return tail_that_fits(_questions(asked), tail, None if allowed is None else frozenset(allowed), after, reached)


def _questions(asked: StructureQuery) -> list[RowCriterion]:
    held, drawn = read_structure_query(asked)
    questions: list[RowCriterion] = []
    if held is not None:
        questions.append(SubstructureRowCriterion(held))
    if drawn is not None:
        questions.append(SuperstructureRowCriterion(drawn))
    return questions
