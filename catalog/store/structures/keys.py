"""The keys file: what is known beforehand of the rows of one structure file.

For each fragment of ``catalog.chemistry.structure.fragments``, exactly the rows that hold it; and for each bit of the
Morgan fingerprints, the rows of which it is among the rarest. It is made after the structure file, slice by slice in a
worker process, while searches do without it; rows whose structure was in the keys file before keep what was known of
them.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rdkit import rdBase

from catalog.chemistry.structure.fingerprints import MORGAN_BITS
from catalog.chemistry.structure.fragments import Fragments, fragments
from catalog.store.structures.file import BLOCK, Numbers, StructureFile
from catalog.store.structures.parts import Bytes, FileUnusable, PartsFile, pack_parts
from catalog.store.structures.places import FilePlace

MAGIC = b"CATKEYS1\n"
SLICE = 512
"""Rows that one job looks at, so that searches have their turn in between; a part of a block, in whole bytes."""
LEAST_SIMILARITY = 0.6
"""Similarity that the rarest bits serve; below it, all fingerprints are compared."""
POSTED = 65_536
"""Rows that are numbered with 16 bits each."""
SAMPLE = 20_000
"""Rows by which it is told which bits are rare. Any order of the bits is right; a good one is quick."""
HASHES, COLUMNS, RANKS, ENDS, POSTINGS = range(5)
"""The parts of the file."""


class SliceOfKeys(NamedTuple):
    """The known facts of some rows.

    Attributes:
        hashes: of their structures, 16 bytes each.
        columns: which hold each fragment, a fragment a line, eight rows a byte.
        matched: how many had to be looked at.
    """

    hashes: bytes
    columns: Bytes
    matched: int


class KeysFile:
    """An open keys file."""

    def __init__(self, path: Path, file: StructureFile) -> None:
        """Open the keys file of a structure file.

        Raises:
            FileUnusable: it belongs to another one, or is damaged.
            OSError: there is none.
        """
        self._file = PartsFile(path, MAGIC)
        if self._file.header["of"] != [file.crc, fragments().version]:
            raise FileUnusable(f"{path} belongs to another structure file.")
        self._rows = len(file)
        self._width = len(fragments())
        for number in (RANKS, ENDS):
            self._file.require(number)
        parts = self._file.parts
        self.ranks: NDArray[np.uint16] = parts[RANKS].view(np.uint16)
        ends = parts[ENDS].view(np.uint32)
        # Padding to whole words leaves room for one more number.
        self._ends = ends[: len(ends) // (MORGAN_BITS + 1) * (MORGAN_BITS + 1)].reshape(-1, MORGAN_BITS + 1)
        self._starts = np.concatenate(([0], np.cumsum(self._ends[:, -1], dtype=np.int64)))
        self._postings: NDArray[np.uint16] = parts[POSTINGS].view(np.uint16)

    def require_all(self) -> None:
        """Read the whole file and verify its check sums.

        Raises:
            FileUnusable: it holds other bytes than were written.
        """
        self._file.require_all()

    def columns(self, block: int) -> Bytes:
        """Return the rows of a block that hold each fragment: a fragment a line, eight rows a byte."""
        width = -(-min(BLOCK, self._rows - block * BLOCK) // 8)
        start = block * (BLOCK // 8) * self._width
        stop = start + width * self._width
        self._file.require(COLUMNS, start, stop)
        return self._file.parts[COLUMNS][start:stop].reshape(self._width, width)

    def rarest(self, number: int, ranks: NDArray[np.int64]) -> NDArray[np.uint16]:
        """Return the rows, counted from ``POSTED`` times a number, that have one of some bits among their rarest."""
        first, ends = int(self._starts[number]), self._ends[number]
        self._file.require(POSTINGS, 2 * first, 2 * int(self._starts[number + 1]))
        pieces = [self._postings[first + ends[rank] : first + ends[rank + 1]] for rank in ranks.tolist()]
        return np.concatenate(pieces) if pieces else np.empty(0, np.uint16)


class _KnownKeys:
    """The structures in a keys file, perhaps of an older structure file."""

    def __init__(self, path: Path) -> None:
        self._file = PartsFile(path, MAGIC)
        if self._file.header["of"][1] != fragments().version or self._file.header["rdkit"] != rdBase.rdkitVersion:
            raise FileUnusable(f"{path} was made with other fragments.")
        self._file.require(HASHES)
        self._hashes = self._file.parts[HASHES].view(np.uint64).reshape(-1, 2)
        self._order = np.argsort(self._hashes[:, 0], kind="stable")
        self._sorted = self._hashes[self._order, 0]

    def columns(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
        """Return which structures are known, and which fragments those hold: a structure a line, a fragment a byte."""
        bits = np.zeros((len(hashes), len(fragments())), np.uint8)
        if not len(self._hashes):
            return np.zeros(len(hashes), np.bool_), bits
        places = np.minimum(np.searchsorted(self._sorted, hashes[:, 0]), len(self._sorted) - 1)
        rows = self._order[places]
        known = (self._hashes[rows] == hashes).all(axis=1)
        for block in np.unique(rows[known] // BLOCK).tolist():
            width = -(-min(BLOCK, len(self._hashes) - block * BLOCK) // 8)
            start = block * (BLOCK // 8) * len(fragments())
            self._file.require(COLUMNS, start, start + width * len(fragments()))
            lines = self._file.parts[COLUMNS][start : start + width * len(fragments())].reshape(-1, width)
            here = known & (rows // BLOCK == block)
            inside = rows[here] % BLOCK
            bits[here] = (lines[:, inside // 8] >> (inside % 8).astype(np.uint8) & 1).T
        return known, bits


def keys_of_slice(path: str, crc: int, keys: str, first: int) -> SliceOfKeys:
    """Find the fragments in the rows of a slice. Runs in a worker process.

    Raises:
        FileUnusable: another structure file has taken the place of the one that is meant.
    """
    file = structure_file(path, crc)
    rows = np.arange(first, min(first + SLICE, len(file)))
    smiles = file.smiles(rows)
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=16).digest() for text in smiles)
    hashes = np.frombuffer(digests, np.uint64).reshape(-1, 2)
    known, bits = _known_before(keys, hashes)
    unknown = np.flatnonzero(~known)
    if len(unknown):
        possible = _possible(file, fragments(), rows)[:, unknown]
        asked = np.packbits(possible.T, axis=1, bitorder="little")
        size = asked.shape[1]
        held = b"".join(
            fragments().held_by(smiles[row], int.from_bytes(line.tobytes(), "little")).to_bytes(size, "little")
            for row, line in zip(unknown.tolist(), asked, strict=True)
        )
        lines = np.frombuffer(held, np.uint8).reshape(-1, size)
        bits[unknown] = np.unpackbits(lines, axis=1, bitorder="little", count=len(fragments()))
    return SliceOfKeys(digests, np.packbits(bits.T, axis=1, bitorder="little"), len(unknown))


def rarest_of_rows(path: str, crc: int, number: int) -> tuple[bytes, bytes]:
    """Return ends and postings of 65,536 rows: for each bit, the rows in which it is among the rarest. In a worker."""
    file = structure_file(path, crc)
    ranks = ranks_of_bits(file)
    by_rank = np.argsort(ranks)
    found: list[NDArray[np.uint16]] = []
    places: list[NDArray[np.uint16]] = []
    start = number * POSTED
    for first in range(start, min(start + POSTED, len(file)), BLOCK // 2):
        last = min(first + BLOCK // 2, start + POSTED, len(file))
        words = file.morgan(first, last)
        bits = np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")[:, by_rank]
        rows, rank = np.nonzero(bits)
        ones = np.bincount(rows, minlength=last - first)
        place = np.arange(len(rows)) - np.repeat(np.cumsum(ones) - ones, ones)
        kept = place < prefix_length(ones, LEAST_SIMILARITY)[rows]
        found.append((rows[kept] + first - start).astype(np.uint16))
        places.append(rank[kept].astype(np.uint16))
    rank = np.concatenate(places)
    order = np.argsort(rank, kind="stable")
    ends = np.concatenate(([0], np.cumsum(np.bincount(rank, minlength=MORGAN_BITS)))).astype(np.uint32)
    return ends.tobytes(), np.concatenate(found)[order].tobytes()


def prefix_length(ones: Numbers, threshold: float) -> Numbers:
    """Return how many of its rarest bits hold at least one of every fingerprint that is as similar as the threshold.

    A fingerprint of n bits shares at least n times the threshold of them; so at most the rest can be missing.

    >>> prefix_length(np.array([0, 1, 10, 45]), 0.7).tolist()
    [0, 1, 4, 14]
    """
    # The threshold is made a hair smaller, so that no rounding asks for one bit too many.
    shared = np.ceil(ones * (threshold - 1e-9)).astype(np.int64)
    return np.where(ones > 0, np.minimum(ones - shared + 1, ones), 0)


def ranks_of_bits(file: StructureFile) -> NDArray[np.uint16]:
    """Return the place of each bit in the order from rare to frequent."""
    words = file.morgan(0, min(SAMPLE, len(file)))
    counts = np.zeros(MORGAN_BITS, np.int64)
    for part in np.array_split(words, max(len(words) // 2_000, 1)):
        counts += np.unpackbits(part.view(np.uint8), axis=1, bitorder="little").sum(axis=0, dtype=np.int64)
    ranks = np.empty(MORGAN_BITS, np.uint16)
    ranks[np.argsort(counts, kind="stable")] = np.arange(MORGAN_BITS)
    return ranks


def write_keys_file(
    place: FilePlace, file: StructureFile, slices: list[SliceOfKeys], rarest: list[tuple[bytes, bytes]]
) -> None:
    """Write the keys file of a structure file from what the workers found.

    Raises:
        StoreUnusable: neither the disk nor memory takes it.
    """
    each = BLOCK // SLICE
    columns = b"".join(
        np.concatenate([piece.columns for piece in slices[at : at + each]], axis=1).tobytes()
        for at in range(0, len(slices), each)
    )
    parts = (
        b"".join(piece.hashes for piece in slices),
        columns,
        ranks_of_bits(file).tobytes(),
        b"".join(ends for ends, _ in rarest),
        b"".join(postings for _, postings in rarest),
    )
    header = {"of": [file.crc, fragments().version], "rdkit": rdBase.rdkitVersion}
    place.put(pack_parts(MAGIC, header, [part + bytes(-len(part) % 8) for part in parts]))


def structure_file(path: str, crc: int) -> StructureFile:
    """Return a structure file, opened once in each process.

    Raises:
        FileUnusable: another one has taken its place, or none.
    """
    try:
        place = Path(path).stat()
        # One that is made anew after it was damaged may have the same check sum.
        file = _opened_file(path, place.st_ino, place.st_mtime_ns)
    except OSError as error:
        raise FileUnusable(f"The structure file {path} cannot be opened any more.") from error
    if file.crc != crc:
        raise FileUnusable("The structure file was replaced.")
    return file


@lru_cache(maxsize=2)
def _opened_file(path: str, _inode: int, _time: int) -> StructureFile:
    return StructureFile(Path(path))


def keys_file(path: str, file: StructureFile) -> KeysFile | None:
    """Return the keys file of a structure file, opened once per process, or None."""
    try:
        place = Path(path).stat()
    except OSError:
        return None
    return _opened(path, file, place.st_ino, place.st_mtime_ns)


@lru_cache(maxsize=2)
def _opened(path: str, file: StructureFile, _inode: int, _time: int) -> KeysFile | None:
    try:
        return KeysFile(Path(path), file)
    except (FileUnusable, OSError):
        return None


def _known_before(path: str, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    try:
        place = Path(path).stat()
        return _known(path, place.st_ino, place.st_mtime_ns).columns(hashes)
    except (FileUnusable, OSError):
        return np.zeros(len(hashes), np.bool_), np.zeros((len(hashes), len(fragments())), np.uint8)


@lru_cache(maxsize=1)
def _known(path: str, _inode: int, _time: int) -> _KnownKeys:
    return _KnownKeys(Path(path))


def _possible(file: StructureFile, chosen: Fragments, rows: Numbers) -> NDArray[np.uint8]:
    """Return the fragments that the screening bits of each row leave possible: a fragment a line, a row a bit."""
    block, start = divmod(int(rows[0]), BLOCK)
    columns = file.columns(block)[:, start // 8 : (start + len(rows) + 7) // 8]
    lines = [np.bitwise_and.reduce(columns[bits], axis=0) for bits in chosen.bits]
    return np.unpackbits(np.array(lines), axis=1, bitorder="little", count=len(rows))
