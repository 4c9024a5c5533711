"""The structure file: fingerprints and structures of all products, laid out for searching, opened by mmap.

It is made from the tables and never the truth: it can be thrown away at any time. Rows stand in the order of their
catalog keys. The bits that screen for substructures are kept by the column, in blocks of rows: a query reads the
columns of its own bits only, and what is left after an AND of them is looked at atom by atom.
"""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypedDict, cast

import numpy as np
from numpy.typing import NDArray
from rdkit import rdBase

from catalog.chemistry.fingerprints import MORGAN_BITS, SCREEN_BITS, SCREEN_VERSION
from catalog.errors import CatalogError

MAGIC = b"CATSTRUCT1\n"
HEADER_BYTES = 4_096
BLOCK = 8_192
"""Rows of one block; its columns are whole bytes."""
SCREEN_BYTES = SCREEN_BITS // 8
MORGAN_WORDS = MORGAN_BITS // 64

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Texts = tuple[Bytes, Numbers]
"""Texts one after the other, and where each ends."""


class Header(TypedDict):
    """What the file says of itself."""

    rows: int
    seq: int
    crc: int
    parts: list[int]
    rdkit: str
    screen: int


class StructureRow(NamedTuple):
    """What is kept of one product's structure.

    Attributes:
        product_id: the product.
        catalog_key: its catalog number as it is looked up.
        smiles: canonical.
        morgan, screen: its fingerprints.
    """

    product_id: int
    catalog_key: str
    smiles: str
    morgan: bytes
    screen: bytes


class FileUnusable(CatalogError):
    """The file is not what it should be: it is opened again, or made anew."""


class StructureFile:
    """An open structure file.

    Attributes:
        seq: the last change of the catalog that it knows of.
        ids: the products' ids, by row.
        morgan: the Morgan fingerprints, 32 words of 64 bits a row.
        ones: how many bits of each are set.
    """

    def __init__(self, path: Path, *, verify: bool = True) -> None:
        """Open a file.

        Args:
            path: where it stands.
            verify: read it through once, so that a damaged one is recognised.

        Raises:
            FileUnusable: it is of another version, was cut off, or holds other bytes than were written.
            OSError: there is no such file.
        """
        whole = np.memmap(path, np.uint8, mode="r")
        header = _header(whole)
        content = whole[HEADER_BYTES:]
        if verify and zlib.crc32(content.data) != header["crc"]:
            raise FileUnusable(f"{path} holds other bytes than were written.")
        count, self.seq = header["rows"], header["seq"]
        parts = _parts(content, header["parts"])
        self.ids: Numbers = parts[0].view(np.int64)
        self.morgan: NDArray[np.uint64] = parts[1].view(np.uint64).reshape(count, MORGAN_WORDS)
        # Padding to whole words leaves room for more counts than there are rows.
        self.ones: NDArray[np.uint16] = parts[2].view(np.uint16)[:count]
        self._columns: Bytes = parts[3]
        self._smiles: Texts = (parts[4], parts[5].view(np.int64))
        self._keys: Texts = (parts[6], parts[7].view(np.int64))

    def __len__(self) -> int:
        return len(self.ids)

    def smiles(self, row: int) -> str:
        """The structure of a row."""
        return _text(self._smiles, row)

    def key(self, row: int) -> str:
        """The catalog key of a row."""
        return _text(self._keys, row)

    def first_after(self, key: str) -> int:
        """The first row whose catalog key is greater, byte by byte as the databases compare."""
        low, high, wanted = 0, len(self), key.encode()
        while low < high:
            middle = (low + high) // 2
            if self.key(middle).encode() <= wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def candidates(self, block: int, bits: NDArray[np.int64]) -> Numbers:
        """The rows of a block that have all of some screening bits."""
        first = block * BLOCK
        rows = min(BLOCK, len(self) - first)
        width = (rows + 7) // 8
        start = first * SCREEN_BYTES
        columns = self._columns[start : start + width * SCREEN_BITS].reshape(SCREEN_BITS, width)
        if not len(bits):
            return np.arange(first, first + rows)
        kept = np.bitwise_and.reduce(columns[bits], axis=0)
        return np.flatnonzero(np.unpackbits(kept, count=rows, bitorder="little")) + first

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-len(self) // BLOCK)


def bits_of(screen: bytes) -> NDArray[np.int64]:
    """The numbers of the bits that are set in a fingerprint."""
    return np.flatnonzero(np.unpackbits(np.frombuffer(screen, np.uint8), bitorder="little"))


def write_structure_file(path: Path, rows: Iterable[StructureRow], seq: int) -> int:
    """Write a file whole and put it in place at once; readers of an older one keep theirs.

    Args:
        path: where it is to stand.
        rows: in the order of their catalog keys, byte by byte.
        seq: the last change of the catalog that they know of.

    Returns:
        How many rows were written.
    """
    parts = _collect(rows)
    content = b"".join(parts)
    header: Header = {
        "rows": len(parts[0]) // 8,
        "seq": seq,
        "crc": zlib.crc32(content),
        "parts": [len(part) for part in parts],
        "rdkit": rdBase.rdkitVersion,
        "screen": SCREEN_VERSION,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".new", delete=False) as stream:
        stream.write((MAGIC + json.dumps(header).encode()).ljust(HEADER_BYTES))
        stream.write(content)
    os.replace(stream.name, path)
    return len(parts[0]) // 8


def _collect(rows: Iterable[StructureRow]) -> list[bytes]:
    """The parts of a file; each is padded to whole words, so that the next one is aligned."""
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
        _append(keys, key_ends, [row.catalog_key for row in block])
    return [_padded(part) for part in (ids, morgan, ones, columns, smiles, smiles_ends, keys, key_ends)]


def _by_column(block: list[StructureRow]) -> bytes:
    rows = np.frombuffer(b"".join(row.screen for row in block), np.uint8).reshape(len(block), SCREEN_BYTES)
    bits = np.unpackbits(rows, axis=1, bitorder="little")
    return np.packbits(bits.T, axis=1, bitorder="little").tobytes()


def _append(texts: bytearray, ends: bytearray, added: list[str]) -> None:
    for text in added:
        texts += text.encode()
        ends += len(texts).to_bytes(8, "little")


def _padded(part: bytearray) -> bytes:
    return bytes(part) + bytes(-len(part) % 8)


def _header(whole: Bytes) -> Header:
    head = bytes(whole[:HEADER_BYTES])
    if not head.startswith(MAGIC):
        raise FileUnusable("It is no structure file.")
    try:
        header = cast("Header", json.loads(head[len(MAGIC) :]))
    except ValueError as error:
        raise FileUnusable("Its header cannot be read.") from error
    if (header["rdkit"], header["screen"]) != (rdBase.rdkitVersion, SCREEN_VERSION):
        raise FileUnusable("It was made by another version.")
    if len(whole) != HEADER_BYTES + sum(header["parts"]):
        raise FileUnusable("It was cut off.")
    return header


def _parts(content: Bytes, sizes: list[int]) -> list[Bytes]:
    ends = np.cumsum(sizes)
    return [content[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _text(column: Texts, row: int) -> str:
    texts, ends = column
    start = int(ends[row - 1]) if row else 0
    return bytes(texts[start : int(ends[row])]).decode()
