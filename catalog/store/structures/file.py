"""The structure file: fingerprints and structures of all products, laid out for searching, opened by mmap.

It is made from the tables and never the truth: it can be thrown away at any time. Rows stand in the order of their
catalog keys. The bits that screen for substructures are kept by the column, in blocks of rows: a query reads the
columns of its own bits only, and what is left after an AND of them is looked at atom by atom.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rdkit import rdBase

from catalog.chemistry.structure.fingerprints import MORGAN_BITS, SCREEN_BITS, SCREEN_VERSION
from catalog.store.structures.parts import Bytes, FileUnusable, Header, PartsFile, pack_parts, pad_to_words, read_header
from catalog.store.structures.places import FilePlace

MAGIC = b"CATSTRUCT3\n"
BLOCK = 8_192
"""Rows of one block; its columns are whole bytes."""
SCREEN_BYTES = SCREEN_BITS // 8
MORGAN_WORDS = MORGAN_BITS // 64
IDS, MORGAN, ONES, COLUMNS, SMILES, SMILES_ENDS, KEYS, KEY_ENDS = range(8)
"""The parts of the file."""

Numbers = NDArray[np.int64]


class StructureRow(NamedTuple):
    """The stored structure of one product.

    Attributes:
        product_id: the product.
        product_key: its catalog number as it is looked up.
        smiles: canonical.
        morgan, screen: its fingerprints.
    """

    product_id: int
    product_key: str
    smiles: str
    morgan: bytes
    screen: bytes


class StructureFile:
    """An open structure file.

    Attributes:
        seq: the last change of the catalog that it knows of.
        crc: what tells it from all others.
        ids: the products' ids, by row.
        ones: how many bits of each Morgan fingerprint are set.
    """

    def __init__(self, path: Path) -> None:
        """Open a file. Check sums are verified when a part is first read.

        Raises:
            FileUnusable: it is of another version, was cut off, or holds other bytes than were written.
            OSError: there is no such file.
        """
        self._file = PartsFile(path, MAGIC)
        self.seq, self.crc = _accepted(self._file.header)
        parts = self._file.parts
        for number in (IDS, ONES, SMILES_ENDS, KEY_ENDS):
            self._file.require(number)
        self.ids: Numbers = parts[IDS].view(np.int64)
        # Padding to whole words leaves room for more counts than there are rows.
        self.ones: NDArray[np.uint16] = parts[ONES].view(np.uint16)[: len(self.ids)]
        self._morgan: NDArray[np.uint64] = parts[MORGAN].view(np.uint64).reshape(len(self.ids), MORGAN_WORDS)
        self._ends = {SMILES: parts[SMILES_ENDS].view(np.int64), KEYS: parts[KEY_ENDS].view(np.int64)}

    def __len__(self) -> int:
        return len(self.ids)

    def require_all(self) -> None:
        """Read the whole file and verify its check sums.

        Raises:
            FileUnusable: it holds other bytes than were written.
        """
        self._file.require_all()

    def smiles(self, rows: Numbers) -> list[str]:
        """Return the structures of some rows, in ascending order."""
        return self._texts(SMILES, rows)

    def key(self, row: int) -> str:
        """Return the catalog key of a row."""
        return self._texts(KEYS, np.array([row]))[0]

    def morgan(self, first: int, last: int) -> NDArray[np.uint64]:
        """Return the Morgan fingerprints of the rows from one to before another, 32 words of 64 bits a row."""
        width = MORGAN_WORDS * 8
        self._file.require(MORGAN, first * width, last * width)
        return self._morgan[first:last]

    def first_after(self, key: str) -> int:
        """Return the first row whose catalog key is greater, byte by byte as the databases compare."""
        low, high, wanted = 0, len(self), key.encode()
        while low < high:
            middle = (low + high) // 2
            if self.key(middle).encode() <= wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def columns(self, block: int) -> Bytes:
        """Return the screening bits of a block, a column a line: bit by bit, eight rows a byte."""
        width = -(-self.rows(block) // 8)
        start = block * BLOCK * SCREEN_BYTES
        self._file.require(COLUMNS, start, start + width * SCREEN_BITS)
        return self._file.parts[COLUMNS][start : start + width * SCREEN_BITS].reshape(SCREEN_BITS, width)

    def rows(self, block: int) -> int:
        """Return how many rows a block has."""
        return min(BLOCK, len(self) - block * BLOCK)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-len(self) // BLOCK)

    def _texts(self, part: int, rows: Numbers) -> list[str]:
        if not len(rows):
            return []
        ends = self._ends[part]
        stops = ends[rows]
        starts = np.where(rows > 0, ends[rows - 1], 0)
        first, last = int(starts[0]), int(stops[-1])
        self._file.require(part, first, last)
        blob = self._file.parts[part][first:last].tobytes()
        return [
            blob[start:stop].decode()
            for start, stop in zip((starts - first).tolist(), (stops - first).tolist(), strict=True)
        ]


def file_identity(path: Path) -> tuple[int, int]:
    """Return the last change in a file, and its identity, from its header only.

    Raises:
        FileUnusable: it is of another version.
        OSError: there is no such file.
    """
    return _accepted(read_header(path, MAGIC))


def bits_of(screen: bytes) -> Numbers:
    """Return the numbers of the bits that are set in a fingerprint."""
    return np.flatnonzero(np.unpackbits(np.frombuffer(screen, np.uint8), bitorder="little"))


def write_structure_file(place: FilePlace, rows: Iterable[StructureRow], seq: int) -> int:
    """Write a file completely and put it in place at once. Readers of an older one keep theirs.

    Args:
        place: where it is to stand.
        rows: in the order of their catalog keys, byte by byte.
        seq: the last change of the catalog that they know of.

    Returns:
        How many rows were written.

    Raises:
        StoreUnusable: neither the disk nor memory takes it.
    """
    parts = _collect(rows)
    header: Header = {"seq": seq, "rdkit": rdBase.rdkitVersion, "screen": SCREEN_VERSION}
    place.put(pack_parts(MAGIC, header, parts))
    return len(parts[IDS]) // 8


def _collect(rows: Iterable[StructureRow]) -> list[bytes]:
    """Return the parts of a file, each padded to whole words, so that the next one is aligned."""
    ids, morgan, ones, columns = bytearray(), bytearray(), bytearray(), bytearray()
    smiles, smiles_ends, keys, key_ends = bytearray(), bytearray(), bytearray(), bytearray()
    stream = iter(rows)
    while block := list(islice(stream, BLOCK)):
        ids += np.array([row.product_id for row in block], np.int64).tobytes()
        bits = b"".join(row.morgan for row in block)
        morgan += bits
        counted = np.bitwise_count(np.frombuffer(bits, np.uint64).reshape(len(block), MORGAN_WORDS))
        ones += counted.sum(axis=1, dtype=np.uint16).tobytes()
        columns += _by_column(block)
        _append(smiles, smiles_ends, [row.smiles for row in block])
        _append(keys, key_ends, [row.product_key for row in block])
    return [pad_to_words(part) for part in (ids, morgan, ones, columns, smiles, smiles_ends, keys, key_ends)]


def _by_column(block: list[StructureRow]) -> bytes:
    rows = np.frombuffer(b"".join(row.screen for row in block), np.uint8).reshape(len(block), SCREEN_BYTES)
    bits = np.unpackbits(rows, axis=1, bitorder="little")
    return np.packbits(bits.T, axis=1, bitorder="little").tobytes()


def _append(texts: bytearray, ends: bytearray, added: list[str]) -> None:
    for text in added:
        texts += text.encode()
        ends += len(texts).to_bytes(8, "little")


def _accepted(header: Header) -> tuple[int, int]:
    if (header["rdkit"], header["screen"]) != (rdBase.rdkitVersion, SCREEN_VERSION):
        raise FileUnusable("The structure file was made by another version.")
    return int(header["seq"]), int(header["crc"])
