"""Which fingerprints are like another one: all of them, and none compared that cannot be.

Two fingerprints that are similar enough share at least one of their rarest bits (R. J. Bayardo et al., "Scaling up all
pairs similarity search", doi:10.1145/1242572.1242591). Where the keys file says which rows have a bit among their
rarest, only those are compared; else all whose number of bits allows it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalog.store.structures.file import MORGAN_WORDS, Numbers, StructureFile, bits_of
from catalog.store.structures.keys import LEAST_SIMILARITY, POSTED, KeysFile, prefix_length

TOGETHER = 16_384
"""How many fingerprints are compared at once: few enough to stay in the processor's cache. It divides ``POSTED``."""

_EVERY_WORD = np.ones(MORGAN_WORDS, np.float32)

Scores = NDArray[np.float64]


def similar_rows(file: StructureFile, keys: KeysFile | None, morgan: bytes, threshold: float) -> tuple[Numbers, Scores]:
    """Return the rows whose fingerprints are similar enough, in ascending order, with their Tanimoto coefficients."""
    wanted = np.frombuffer(morgan, np.uint64)
    ranks = None
    if keys is not None and threshold >= LEAST_SIMILARITY:
        own = np.sort(keys.ranks[bits_of(morgan)].astype(np.int64))
        ranks = own[: int(prefix_length(np.array(len(own)), threshold))]
    found = [_similar_in(file, keys, first, wanted, threshold, ranks) for first in range(0, len(file), POSTED)]
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.float64)
    return np.concatenate([rows for rows, _ in found]), np.concatenate([scores for _, scores in found])


def similar_fingerprints(morgan: bytes, fingerprints: list[bytes], threshold: float) -> tuple[Numbers, Scores]:
    """Return the fingerprints that are similar enough, and their similarity."""
    words = np.frombuffer(b"".join(fingerprints), np.uint64).reshape(-1, MORGAN_WORDS)
    ones = np.bitwise_count(words).sum(axis=1, dtype=np.uint16)
    return _compared(words, ones, np.frombuffer(morgan, np.uint64), threshold)


def _similar_in(
    file: StructureFile,
    keys: KeysFile | None,
    first: int,
    wanted: NDArray[np.uint64],
    threshold: float,
    ranks: NDArray[np.int64] | None,
) -> tuple[Numbers, Scores]:
    last = min(first + POSTED, len(file))
    words, ones = file.morgan(first, last), file.ones[first:last]
    if keys is not None and ranks is not None:
        marked = np.zeros(last - first, np.bool_)
        marked[keys.rarest(first // POSTED, ranks)] = True
        rows = np.flatnonzero(marked)
        rows = rows[_possible(ones[rows], int(np.bitwise_count(wanted).sum()), threshold)]
        close, scores = _compared(words.take(rows, axis=0), ones[rows], wanted, threshold)
        return rows[close] + first, scores
    parts = []
    for start in range(0, last - first, TOGETHER):
        part = slice(start, start + TOGETHER)
        rows = np.flatnonzero(_possible(ones[part], int(np.bitwise_count(wanted).sum()), threshold))
        close, scores = _compared(words[part].take(rows, axis=0), ones[part][rows], wanted, threshold)
        parts.append((rows[close] + first + start, scores))
    return np.concatenate([rows for rows, _ in parts]), np.concatenate([scores for _, scores in parts])


def _possible(ones: NDArray[np.uint16], own: int, threshold: float) -> NDArray[np.bool_]:
    """Return the numbers of bits at which two fingerprints can be similar enough."""
    return (ones >= threshold * own) & (ones * threshold <= own)


def _compared(
    words: NDArray[np.uint64], ones: NDArray[np.uint16], wanted: NDArray[np.uint64], threshold: float
) -> tuple[Numbers, Scores]:
    # A product with ones adds up exactly, as the counts are small, and in a third of the time of a sum.
    shared = (np.bitwise_count(words & wanted).astype(np.float32) @ _EVERY_WORD).astype(np.float64)
    together = ones + float(np.bitwise_count(wanted).sum()) - shared
    values = np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)
    close = np.flatnonzero(values >= threshold)
    return close, values[close]
