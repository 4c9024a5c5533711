"""What searches a structure file: functions for worker processes, which can be ended when a query takes too long."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from catalog.chemistry.fingerprints import structure_fingerprints
from catalog.chemistry.guard import vet_smiles
from catalog.chemistry.parser_words import first_words, parser_words
from catalog.chemistry.substructure import SubstructureQuery, holds, read_substructure_query
from catalog.errors import InvalidStructure
from catalog.store.structure_file import (
    BLOCK,
    MORGAN_WORDS,
    FileUnusable,
    Numbers,
    StructureFile,
    StructureRow,
    bits_of,
)

SIMILARITY_ROWS = 16_384
"""How many fingerprints are compared at once: few enough to stay in the processor's cache."""


class Searched(NamedTuple):
    """Where to search.

    Attributes:
        path: the structure file.
        seq: the last change that it knows of, which tells it from another one that took its place.
        tail: the rows that are newer than the file, in the order of their catalog keys.
        allowed: ids of the products that other filters leave, as bytes of 64-bit numbers; None where there are none.
    """

    path: str
    seq: int
    tail: tuple[StructureRow, ...] = ()
    allowed: bytes | None = None


class Hits(NamedTuple):
    """What was found.

    Attributes:
        from_file: ids of products that are found in the file (and may have changed since).
        from_tail: ids of products that are found in the tail.
        reached: the last catalog key that was looked at, where products behind it were not.
        out_of_time: whether the time ended the search.
        scores: Tanimoto coefficients by id, of a search for similar ones.
    """

    from_file: tuple[int, ...]
    from_tail: tuple[int, ...]
    reached: str | None = None
    out_of_time: bool = False
    scores: Mapping[int, float] | None = None


def find_substructure(where: Searched, text: str, after: str | None, enough: int | None, seconds: float) -> Hits:
    """The products whose structure holds a substructure, in the order of their catalog keys.

    Args:
        where: where to search.
        text: a SMILES, a SMARTS or a molfile.
        after: the catalog key behind which to begin.
        enough: how many hits end the search; None for all of them.
        seconds: how long it may take.

    Raises:
        InvalidStructure: the query cannot be read, or is refused.
    """
    query = read_substructure_query(text)
    file = _opened(where.path, where.seq)
    rows, last = _rows_that_hold(file, query, where, after, enough, time.monotonic() + seconds)
    out_of_time = last is not None and (enough is None or len(rows) < enough)
    reached = None if last is None else (file.key(last) if last >= 0 else after or "")
    found = [(file.key(row), int(file.ids[row]), False) for row in rows]
    found += [(row.catalog_key, row.product_id, True) for row in _tail_that_holds(query, where, after, reached)]
    found.sort()
    if enough is not None and len(found) > enough:
        found = found[:enough]
        reached = found[-1][0]
    old = tuple(product_id for _, product_id, is_new in found if not is_new)
    return Hits(old, tuple(product_id for _, product_id, is_new in found if is_new), reached, out_of_time)


def _rows_that_hold(
    file: StructureFile,
    query: SubstructureQuery,
    where: Searched,
    after: str | None,
    enough: int | None,
    until: float,
) -> tuple[list[int], int | None]:
    """The file's rows that hold a substructure; and the last one that was looked at (-1 for none), unless all were."""
    held: list[int] = []
    last = -1
    for row in _file_candidates(file, bits_of(query.screen), after, _allowed(where)):
        if time.monotonic() > until:
            return held, last
        last = row
        if holds(file.smiles(row), query):
            held.append(row)
            if len(held) == enough:
                return held, last
    return held, None


def _tail_that_holds(
    query: SubstructureQuery, where: Searched, after: str | None, reached: str | None
) -> Iterator[StructureRow]:
    """The newer rows that hold a substructure, as far as the file was searched."""
    allowed, wanted = _allowed(where), int.from_bytes(query.screen, "little")
    for row in where.tail:
        in_reach = (after is None or row.catalog_key > after) and (reached is None or row.catalog_key <= reached)
        if not in_reach or (allowed is not None and row.product_id not in allowed):
            continue
        if wanted & ~int.from_bytes(row.screen, "little") == 0 and holds(row.smiles, query):
            yield row


def find_similar(where: Searched, smiles: str, threshold: float) -> Hits:
    """The products whose Morgan fingerprints are like that of a structure, with their Tanimoto coefficients.

    Raises:
        InvalidStructure: the structure cannot be read, or is refused.
    """
    wanted = np.frombuffer(_morgan_of(smiles), np.uint64)
    file = _opened(where.path, where.seq)
    allowed = _allowed(where)
    scores: dict[int, float] = {}
    for first in range(0, len(file), SIMILARITY_ROWS):
        rows = slice(first, first + SIMILARITY_ROWS)
        close, values = _alike(file.morgan[rows], file.ones[rows], wanted, threshold)
        scores.update(zip(file.ids[rows][close].tolist(), values.tolist(), strict=True))
    new: dict[int, float] = {}
    if where.tail:
        morgan = np.frombuffer(b"".join(row.morgan for row in where.tail), np.uint64).reshape(-1, MORGAN_WORDS)
        close, values = _alike(morgan, np.bitwise_count(morgan).sum(axis=1, dtype=np.uint16), wanted, threshold)
        new = {where.tail[index].product_id: score for index, score in zip(close, values.tolist(), strict=True)}
    scores = {key: score for key, score in scores.items() if key not in new}
    if allowed is not None:
        scores = {key: score for key, score in scores.items() if key in allowed}
        new = {key: score for key, score in new.items() if key in allowed}
    return Hits(tuple(scores), tuple(new), scores=scores | new)


def _alike(
    morgan: NDArray[np.uint64], ones: NDArray[np.uint16], wanted: NDArray[np.uint64], threshold: float
) -> tuple[Numbers, NDArray[np.float64]]:
    """The rows that are alike enough, and how much: those with too few or too many bits need not be compared."""
    own = int(np.bitwise_count(wanted).sum())
    possible = np.flatnonzero((ones >= threshold * own) & (ones * threshold <= own))
    shared = np.bitwise_count(morgan[possible] & wanted).sum(axis=1).astype(np.float64)
    together = ones[possible] + float(own) - shared
    values = np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)
    close = values >= threshold
    return possible[close], values[close]


def _morgan_of(smiles: str) -> bytes:
    vet_smiles(smiles)
    with parser_words() as heard:
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    if mol is None or not mol.GetNumAtoms():
        raise InvalidStructure(f"The structure cannot be read: {first_words(heard)}", stated=smiles[:80])
    return structure_fingerprints(mol).morgan


def _file_candidates(
    file: StructureFile, bits: Numbers, after: str | None, allowed: frozenset[int] | None
) -> Iterator[int]:
    first = 0 if after is None else file.first_after(after)
    for block in range(first // BLOCK, file.blocks):
        for row in file.candidates(block, bits).tolist():
            if row >= first and (allowed is None or int(file.ids[row]) in allowed):
                yield row


def _allowed(where: Searched) -> frozenset[int] | None:
    return None if where.allowed is None else frozenset(np.frombuffer(where.allowed, np.int64).tolist())


@lru_cache(maxsize=2)
def _opened(path: str, seq: int) -> StructureFile:
    """The file, opened once in each process.

    Raises:
        FileUnusable: another one has taken its place.
    """
    file = StructureFile(Path(path))
    if file.seq != seq:
        raise FileUnusable("Another structure file has taken its place.")
    return file
