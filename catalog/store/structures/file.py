"""The structure file: fingerprints and structures of all products, laid out for searching, opened by mmap.

It is made from the tables and never the truth: it can be thrown away at any time. Rows stand in the order of their
catalog keys. All bits are kept by the column, in blocks of rows: a query reads the columns of its own bits only. For
substructures what is left after an AND of them is looked at atom by atom; for similarity the columns are added up.
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
from catalog.chemistry.structure.query_screen import TEXT_BITS, text_bits
from catalog.store.structures.parts import Bytes, FileUnusable, Header, PartsFile, pack_parts, pad_to_words, read_header
from catalog.store.structures.places import FilePlace

MAGIC = b"CATSTRUCT4\n"
BLOCK = 16_384
"""Rows of one block of screening bits; its columns are whole bytes."""
MORGAN_BLOCK = 8 * BLOCK
"""Rows of one block of Morgan bits, in which they stand by how many bits they have; its columns are whole words."""
COLUMN_BITS = SCREEN_BITS + TEXT_BITS
"""Screening bits of a row: those of its pattern fingerprint, then those that are read off its SMILES."""
IDS, MORGAN, ONES, ORDER, COLUMNS, SMILES, SMILES_ENDS, KEYS, KEY_ENDS = range(9)
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
        ones, order: how many bits of each Morgan fingerprint are set, and of which row of its block it is; in the order
            of their columns.
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
        for number in (IDS, ONES, ORDER, SMILES_ENDS, KEY_ENDS):
            self._file.require(number)
        self.ids: Numbers = parts[IDS].view(np.int64)
        # Padding to whole words leaves room for more counts than there are rows.
        self.ones: NDArray[np.uint16] = parts[ONES].view(np.uint16)[: len(self.ids)]
        self.order: NDArray[np.uint32] = parts[ORDER].view(np.uint32)[: len(self.ids)]
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

    def morgan(self, first: int, bits: Numbers, start: int, stop: int) -> NDArray[np.uint64]:
        """Return some Morgan bits of the block that begins with this row: a bit a line, 64 places of its order a word.

        Args:
            first: the first row of the block.
            bits: which bits.
            start, stop: from which word of each line to before which.
        """
        width = -(-min(MORGAN_BLOCK, len(self) - first) // 64)
        place = first // 64 * MORGAN_BITS
        self._file.require(MORGAN, 8 * place, 8 * (place + width * MORGAN_BITS))
        block = self._file.parts[MORGAN].view(np.uint64)[place : place + width * MORGAN_BITS]
        chosen: NDArray[np.uint64] = block.reshape(MORGAN_BITS, width)[bits, start:stop]
        return chosen

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
        start = block * (BLOCK // 8) * COLUMN_BITS
        self._file.require(COLUMNS, start, start + width * COLUMN_BITS)
        return self._file.parts[COLUMNS][start : start + width * COLUMN_BITS].reshape(COLUMN_BITS, width)

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
    ids, morgan, ones, order, columns = (bytearray() for _ in range(5))
    smiles, smiles_ends, keys, key_ends = (bytearray() for _ in range(4))
    stream = iter(rows)
    blocks = iter(lambda: list(islice(stream, BLOCK)), [])
    while large := list(islice(blocks, MORGAN_BLOCK // BLOCK)):
        turned, counted, places = _by_ones([row.morgan for block in large for row in block])
        morgan += turned
        ones += counted
        order += places
        for block in large:
            ids += np.array([row.product_id for row in block], np.int64).tobytes()
            text = np.zeros((len(block), TEXT_BITS), np.uint8)
            for place, row in enumerate(block):
                text[place, list(text_bits(row.smiles))] = 1
            pattern = _bits(_packed([row.screen for row in block]))
            columns += _by_column(pattern, 8).tobytes() + _by_column(text, 8).tobytes()
            _append(smiles, smiles_ends, [row.smiles for row in block])
            _append(keys, key_ends, [row.product_key for row in block])
    parts = (ids, morgan, ones, order, columns, smiles, smiles_ends, keys, key_ends)
    return [pad_to_words(part) for part in parts]


def _by_ones(fingerprints: list[bytes]) -> tuple[bytes, bytes, bytes]:
    """Return a block of Morgan fingerprints by the column, in the order of their numbers of bits; those; the order."""
    packed = _packed(fingerprints)
    ones = np.bitwise_count(packed.view(np.uint64)).sum(axis=1, dtype=np.uint16)
    order = np.argsort(ones, kind="stable")
    turned = [_by_column(_bits(packed[order[at : at + BLOCK]]), 64) for at in range(0, len(order), BLOCK)]
    return np.concatenate(turned, axis=1).tobytes(), ones[order].tobytes(), order.astype(np.uint32).tobytes()


def _packed(fingerprints: list[bytes]) -> Bytes:
    return np.frombuffer(b"".join(fingerprints), np.uint8).reshape(len(fingerprints), -1)


def _bits(packed: Bytes) -> Bytes:
    """Return fingerprints as a line of zeros and ones each."""
    return np.unpackbits(packed, axis=1, bitorder="little")


def _by_column(bits: Bytes, multiple: int) -> Bytes:
    """Return bits by the column, packed, each column filled up to a multiple of so many rows."""
    packed = np.packbits(bits.T, axis=1, bitorder="little")
    return np.pad(packed, ((0, 0), (0, -packed.shape[1] % (multiple // 8))))


def _append(texts: bytearray, ends: bytearray, added: list[str]) -> None:
    for text in added:
        texts += text.encode()
        ends += len(texts).to_bytes(8, "little")


def _accepted(header: Header) -> tuple[int, int]:
    if (header["rdkit"], header["screen"]) != (rdBase.rdkitVersion, SCREEN_VERSION):
        raise FileUnusable("The structure file was made by another version.")
    return int(header["seq"]), int(header["crc"])
