"""Which fingerprints are like another one: those that have about as many bits are looked at, by the column.

How many bits a row shares with what is looked for is the sum of the columns of those bits. 64 rows stand in a word, and
are added up at once, as an adder of hardware does it: in binary numbers whose digits are words. Adding some 40 columns
costs less than counting the bits of each row. Rows stand by their number of bits, which bounds the similarity (S. J.
Swamidass and P. Baldi, doi:10.1021/ci600358f).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.chemistry.structure.fingerprints import MORGAN_BITS
from catalog.store.structures.file import MORGAN_BLOCK, Numbers, StructureFile, bits_of

Scores = NDArray[np.float64]
Words = NDArray[np.uint64]
Counts = NDArray[np.unsignedinteger[Any]]
_FITS_A_BYTE = 256
_HAIR = 1e-9
"""By so much a bound is made lower, so that no rounding loses a row."""


def similar_rows(file: StructureFile, morgan: bytes, threshold: float) -> tuple[Numbers, Scores]:
    """Return the rows whose fingerprints are similar enough, in ascending order, with their Tanimoto coefficients."""
    bits = bits_of(morgan)
    # Numbers of another type would have the whole array converted for each search in it.
    least = np.uint16(np.ceil(threshold * len(bits) - _HAIR))
    most = np.uint16(min(len(bits) / max(threshold, _HAIR) + _HAIR, MORGAN_BITS))
    found, scores = [np.empty(0, np.int64)], [np.empty(0, np.float64)]
    for first in range(0, len(file), MORGAN_BLOCK):
        ones = file.ones[first : first + MORGAN_BLOCK]
        start = int(np.searchsorted(ones, least)) // 64
        stop = -(-int(np.searchsorted(ones, most, "right")) // 64)
        shared = sum_of_columns(file.morgan(first, bits, start, stop))
        # So many bits are shared even with a row that has no others.
        places = np.flatnonzero(shared >= least) + 64 * start
        places = places[places < len(ones)]
        close, values = _close(shared[places - 64 * start], ones[places], len(bits), threshold)
        found.append(file.order[first + places[close]].astype(np.int64) + first)
        scores.append(values)
    rows, values = np.concatenate(found), np.concatenate(scores)
    ascending = np.argsort(rows)
    return rows[ascending], values[ascending]


def similar_fingerprints(morgan: bytes, fingerprints: list[bytes], threshold: float) -> tuple[Numbers, Scores]:
    """Return the fingerprints that are similar enough, and their similarity."""
    if not fingerprints:
        return np.empty(0, np.int64), np.empty(0, np.float64)
    words = np.frombuffer(b"".join(fingerprints), np.uint64).reshape(-1, MORGAN_BITS // 64)
    wanted = np.frombuffer(morgan, np.uint64)
    shared, ones = (np.bitwise_count(bits).sum(axis=1, dtype=np.uint16) for bits in (words & wanted, words))
    return _close(shared, ones, int(np.bitwise_count(wanted).sum()), threshold)


def sum_of_columns(columns: Words) -> Counts:
    """Return how many of the columns have a bit set, for each row.

    >>> sum_of_columns(np.array([[0b0111], [0b0110], [0b0100]], np.uint64))[:4].tolist()
    [1, 2, 3, 0]
    """
    nothing, digits = np.zeros((1, columns.shape[1]), np.uint64), [columns]
    while len(digits[0]) > 1:
        if len(digits[0]) % 2:
            digits = [np.concatenate((digit, nothing)) for digit in digits]
        digits = _added([digit[0::2] for digit in digits], [digit[1::2] for digit in digits])
    total = np.zeros(64 * columns.shape[1], np.uint8 if len(columns) < _FITS_A_BYTE else np.uint16)
    for place, digit in enumerate(digits if len(columns) else []):
        total += np.unpackbits(digit[0].view(np.uint8), bitorder="little").astype(total.dtype, copy=False) << place
    return total


def _added(one: list[Words], other: list[Words]) -> list[Words]:
    """Return the sums of pairs of binary numbers, the lowest digit first."""
    sums, carry = [], None
    for left, right in zip(one, other, strict=True):
        differ = left ^ right
        sums.append(differ if carry is None else differ ^ carry)
        carry = left & right if carry is None else left & right | carry & differ
    return sums if carry is None else [*sums, carry]


def _close(shared: NDArray[np.uint16], ones: NDArray[np.uint16], own: int, threshold: float) -> tuple[Numbers, Scores]:
    both = shared.astype(np.float64)
    together = ones + float(own) - both
    values = np.divide(both, together, out=np.zeros_like(both), where=together > 0)
    close = np.flatnonzero(values >= threshold)
    return close, values[close]
