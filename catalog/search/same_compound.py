"""Products of the same compound, except for features that may differ: candidates are found by key, then verified."""

from __future__ import annotations

from catalog.chemistry.structure.sameness import Ignorable, SamenessQuery, read_sameness_query, same_as
from catalog.errors import InvalidQuery
from catalog.search.interpretation import Chemistry
from catalog.store.compounds.same_candidates import SameCandidate, same_candidates
from catalog.store.database import Database

MOST_CANDIDATES = 2_000
"""The largest number of compounds compared for one question: a second and a half of a worker's time."""
CHUNK = 250
"""How many of them one job compares; this is far below a worker's limit."""


def same_compounds(
    database: Database, chemistry: Chemistry, smiles: str, ignore: frozenset[Ignorable]
) -> tuple[str, ...]:
    """Return the InChIKeys of all compounds that equal a structure, apart from the ignored features.

    Args:
        database: the stored products.
        chemistry: runs computations for users.
        smiles: the structure.
        ignore: features that may differ.

    Raises:
        InvalidStructure: it cannot be read.
        StructureRefused: it, or a comparison, exceeded a worker's limits.
        InvalidQuery: too many compounds would have to be compared for one question.
    """
    question = chemistry.run(read_sameness_query, smiles, ignore)
    with database.read() as transaction:
        candidates = same_candidates(transaction, question, limit=MOST_CANDIDATES + 1)
    if len(candidates) > MOST_CANDIDATES:
        message = (
            f"More than {MOST_CANDIDATES:,} compounds may be the same: too many to compare in one search. "
            "Ignore less, or search by similarity."
        )
        raise InvalidQuery(message, stated=smiles, field="ignore")
    return tuple(candidate.inchi_key for candidate in _verified(chemistry, question, candidates))


def _verified(chemistry: Chemistry, question: SamenessQuery, candidates: list[SameCandidate]) -> list[SameCandidate]:
    """Return the candidates that are the same, by their keys or by their structures."""
    by_key = {candidate: question.decides(_key(question, candidate)) for candidate in candidates}
    open_ones = [candidate for candidate, verdict in by_key.items() if verdict is None]
    for start in range(0, len(open_ones), CHUNK):
        chunk = open_ones[start : start + CHUNK]
        pairs = [(_key(question, candidate)[:14], candidate.smiles) for candidate in chunk]
        by_key.update(zip(chunk, chemistry.run(same_as, question, pairs), strict=True))
    return [candidate for candidate, verdict in by_key.items() if verdict]


def _key(question: SamenessQuery, candidate: SameCandidate) -> str:
    return candidate.parent_key if "salt" in question.ignore else candidate.inchi_key
