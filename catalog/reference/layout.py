"""The layout of a reference file: sorted numbers and hashes to search in, and compressed blocks of texts.

A file begins with one line of JSON that names its sections. They follow, each at a multiple of eight bytes, in
little-endian numbers. It is read by mmap, so that all processes of a computer share one copy.

Entries are in the order of their CAS RNs. Their facts and their names are in compressed blocks: a look-up unpacks some
1.5 kB. Names, InChIKeys and EC numbers are found by hashes, each in one number with the row of its entry.
"""

from __future__ import annotations

import json
import mmap
import sys
import zlib
from array import array
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from catalog.chemistry.identifiers.cas_rn_digits import check_digit, with_dashes
from catalog.errors import UnreadableFile
from catalog.reference.reference import ReferenceEntry

MAGIC = b"CATREF1 "
FACTS_BLOCK, NAMES_BLOCK = 16, 64
"""Entries of one block of facts, which every check of a CAS RN unpacks, and of names, which few need."""
NUMBER: Literal["I"] = "I"
HASH: Literal["Q"] = "Q"
"""The types of the sections that are searched: unsigned numbers of four and of eight bytes."""
ROW_BITS = 24
"""Bits of a hash that are the row of its entry. The other 40 tell texts apart: among half a million, one text in two
million that the file does not have is taken for another."""
_FIELDS = "\t"
_PARTS = "\x1f"
_ENTRIES = "\n"
_WORD = 8
_HASH_BYTES = 5
_LEVEL = 9


def number_of(cas_rn: str) -> int:
    """Return a CAS RN without its check digit as a number.

    >>> number_of("50-78-2")
    5078
    """
    return int(cas_rn[:-2].replace("-", ""))


def cas_rn_of(number: int) -> str:
    """Return the CAS RN of a number without a check digit.

    >>> cas_rn_of(5078)
    '50-78-2'
    """
    digits = str(number)
    return with_dashes(f"{digits}{check_digit(digits)}")


def hash_of(text: str) -> int:
    """Return the hash by which a text is found, for row 0."""
    return (
        int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=_HASH_BYTES).digest(), "little") << ROW_BITS
    )


def pack_entry(entry: ReferenceEntry) -> str:
    """Return the facts of an entry as a line, without its CAS RN."""
    skeleton = "" if entry.inchi_key.startswith(entry.parent_skeleton) else entry.parent_skeleton
    ec_numbers = _PARTS.join(entry.ec_numbers)
    return _FIELDS.join((entry.formula, entry.inchi_key, skeleton, entry.smiles, ec_numbers, entry.source))


def unpack_entry(cas_rn: str, line: str) -> ReferenceEntry:
    """Return the entry of a line.

    >>> unpack_entry("50-78-2", pack_entry(ReferenceEntry("50-78-2", "C9H8O4"))).formula
    'C9H8O4'
    """
    formula, inchi_key, skeleton, smiles, ec_numbers, source = line.split(_FIELDS)
    return ReferenceEntry(cas_rn, formula, inchi_key, skeleton or inchi_key[:14], smiles, _listed(ec_numbers), source)


def pack_names(names: Sequence[str]) -> str:
    """Return names as a line."""
    return _PARTS.join(names)


def unpack_names(line: str) -> tuple[str, ...]:
    """Return the names of a line."""
    return _listed(line)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(_PARTS)) if text else ()


def pack_blocks(lines: Sequence[str], size: int) -> tuple[bytes, bytes]:
    """Return lines in compressed blocks, and the numbers that say where each block begins and ends."""
    starts = range(0, len(lines), size)
    blocks = [zlib.compress(_ENTRIES.join(lines[start : start + size]).encode(), _LEVEL) for start in starts]
    ends = [0]
    for block in blocks:
        ends.append(ends[-1] + len(block))
    return b"".join(blocks), pack_numbers(NUMBER, ends)


def unpack_line(blocks: memoryview, ends: memoryview, size: int, row: int) -> str:
    """Return the line of a row."""
    block, place = divmod(row, size)
    return zlib.decompress(blocks[ends[block] : ends[block + 1]]).decode().split(_ENTRIES)[place]


def pack_numbers(kind: Literal["I", "Q"], numbers: Sequence[int]) -> bytes:
    """Return numbers in little-endian bytes."""
    packed = array(kind, numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def pack_sections(sections: Mapping[str, bytes]) -> bytes:
    """Return a whole file."""
    lengths = {name: len(data) for name, data in sections.items()}
    head = MAGIC + json.dumps({"sections": lengths}, separators=(",", ":")).encode() + b"\n"
    return b"".join([data + bytes(-len(data) % _WORD) for data in (head, *sections.values())])


def open_sections(path: Path) -> dict[str, memoryview]:
    """Map a file and return its sections.

    Raises:
        UnreadableFile: there is no such file, it is of another kind, or it was cut off.
    """
    try:
        with path.open("rb") as file:
            head, total = file.readline(), path.stat().st_size
            whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"The reference file {path} cannot be read: {error}.") from error
    lengths = _lengths(head)
    if not lengths or sys.byteorder != "little":
        raise UnreadableFile(f"{path} is no reference file of this release.")
    sections: dict[str, memoryview] = {}
    start = _padded(len(head))
    for name, length in lengths.items():
        sections[name] = whole[start : start + length]
        start += _padded(length)
    if start != total:
        raise UnreadableFile(f"The reference file {path} is not whole.")
    return sections


def _lengths(head: bytes) -> dict[str, int]:
    """Return the lengths of the sections, in their order, or nothing if this is another file."""
    if not head.startswith(MAGIC):
        return {}
    try:
        lengths = json.loads(head[len(MAGIC) :])["sections"]
    except (ValueError, KeyError, TypeError):
        return {}
    return lengths if isinstance(lengths, dict) and all(isinstance(one, int) for one in lengths.values()) else {}


def _padded(length: int) -> int:
    return -(-length // _WORD) * _WORD
