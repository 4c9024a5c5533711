"""Files of parts: a header and blobs, opened by mmap, each stretch held against its check sum when it is first read.

To open one reads its header and the check sums only, however large it is; a damaged stretch is recognised by whoever
comes to it, before anything of it is believed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.errors import CatalogError

HEADER_BYTES = 4_096
STRETCH = 1 << 20
"""Bytes that one check sum stands for."""

Bytes = NDArray[np.uint8]
Header = dict[str, Any]


class FileUnusable(CatalogError):
    """The file is not valid. It is opened again or rebuilt."""


class PartsFile:
    """An open file of parts.

    Attributes:
        header: what the file says of itself; ``crc``, the check sum of that and of its check sums, tells it from all
            others: the same content, made by another version, is another file.
        parts: its blobs, of which nobody has looked yet whether they are what was written.
    """

    def __init__(self, path: Path, magic: bytes) -> None:
        """Open a file.

        Raises:
            FileUnusable: it is of another kind, or was cut off.
            OSError: there is no such file.
        """
        self.header = read_header(path, magic)
        # A slice of a plain array costs a tenth of what one of numpy's own class for mapped files does.
        whole = np.asarray(np.memmap(path, np.uint8, mode="r"))
        if len(whole) != HEADER_BYTES + sum(self.header["parts"]):
            raise FileUnusable(f"{path} was cut off.")
        *self.parts, sums = np.split(whole[HEADER_BYTES:], np.cumsum(self.header["parts"])[:-1])
        if _check_sum(self.header, sums.tobytes()) != self.header["crc"]:
            raise FileUnusable(f"{path} is damaged: a check sum is wrong.")
        stretches = [-(-len(part) // STRETCH) for part in self.parts]
        self._sums = np.split(sums.view(np.uint32), np.cumsum(stretches)[:-1])
        self._seen = [bytearray(count) for count in stretches]
        self._path = path

    def require(self, number: int, start: int = 0, stop: int | None = None) -> None:
        """Verify the check sums of some bytes of a part, once.

        Raises:
            FileUnusable: they are other bytes than were written.
        """
        part, seen = self.parts[number], self._seen[number]
        last = -(-(len(part) if stop is None else stop) // STRETCH)
        place = seen.find(0, start // STRETCH, last)
        while place >= 0:
            stretch = part[place * STRETCH : (place + 1) * STRETCH]
            if zlib.crc32(stretch.data) != self._sums[number][place]:
                raise FileUnusable(f"{self._path} is damaged: a check sum is wrong.")
            seen[place] = 1
            place = seen.find(0, place, last)

    def require_all(self) -> None:
        """Verify the check sums of every part.

        Raises:
            FileUnusable: they are other bytes than were written.
        """
        for number in range(len(self.parts)):
            self.require(number)


def read_header(path: Path, magic: bytes) -> Header:
    """Return the header of a file, without mapping the file.

    Raises:
        FileUnusable: it is of another kind.
        OSError: there is no such file.
    """
    with path.open("rb") as stream:
        head = stream.read(HEADER_BYTES)
    if not head.startswith(magic):
        raise FileUnusable(f"{path} is another kind of file, or has another version.")
    try:
        header: Header = json.loads(head[len(magic) :])
    except ValueError as error:
        raise FileUnusable(f"The header of {path} cannot be read.") from error
    return header


def pack_parts(magic: bytes, header: Header, parts: Sequence[bytes]) -> list[bytes]:
    """Return a whole file, piece by piece.

    Args:
        magic: how it begins.
        header: what it says of itself.
        parts: each of whole words, so that the next one is aligned.
    """
    views = [memoryview(part) for part in parts]
    sums = np.array([zlib.crc32(view[at : at + STRETCH]) for view in views for at in range(0, len(view), STRETCH)])
    ending = sums.astype(np.uint32).tobytes()
    whole = {**header, "parts": [*(len(view) for view in views), len(ending)]}
    whole["crc"] = _check_sum(whole, ending)
    return [(magic + json.dumps(whole).encode()).ljust(HEADER_BYTES), *parts, ending]


def _check_sum(header: Header, sums: bytes) -> int:
    said = {key: value for key, value in header.items() if key != "crc"}
    return zlib.crc32(json.dumps(said).encode(), zlib.crc32(sums))


def pad_to_words(part: bytes | bytearray) -> bytes:
    """Return a part, padded with zeros to whole words."""
    return bytes(part) + bytes(-len(part) % 8)
