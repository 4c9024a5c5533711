"""Answers that were worked out once: which rows of a structure file hold what was looked for.

Fragments that are asked for often are worked out beforehand, in the background. Any other search that went through all
rows leaves its answer too, so that the same query never matches an atom again while the structure file stands. Each
answer is a file of its own, so that none depends on whether another one was finished.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.store.structures.file import BLOCK, Numbers, StructureFile
from catalog.store.structures.parts import Bytes, FileUnusable, PartsFile, pack_parts, pad_to_words
from catalog.store.structures.places import replace_file

MAGIC = b"CATLEARNED2\n"
KEPT = 500
"""Answers to strangers at most; one takes at most a bit a row, and mostly far less."""
SPARSE = 32
"""Of fewer than every 32nd row the numbers are kept, of more a bit for each row of the file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer: their numbers in ascending order, or a bit for each row of the file."""

    rows: NDArray[np.uint32] | None
    bits: Bytes

    def among(self, block: int, size: int) -> Bytes:
        """Return the rows of a block of this size, eight a byte."""
        if self.rows is None:
            return self.bits[block * BLOCK // 8 :][: -(-size // 8)]
        first = np.uint32(block * BLOCK)
        start, stop = np.searchsorted(self.rows, np.array((first, first + BLOCK), np.uint32))
        mask = np.zeros(size, np.uint8)
        mask[self.rows[start:stop] - first] = 1
        return np.packbits(mask, bitorder="little")


def load_answer(folder: Path, file: StructureFile, key: str) -> Answer | None:
    """Return the answer to the query of a key, or None if it is not there."""
    path = _path(folder, key)
    with suppress(FileUnusable, OSError):
        place = os.stat(path)
        of, answer = _opened(path, place.st_ino, place.st_mtime_ns)
        if of == [file.crc, key]:
            return answer
    return None


def save_answer(folder: Path, file: StructureFile, key: str, rows: Numbers) -> None:
    """Store an answer. If it cannot be written, it is computed again next time."""
    if SPARSE * len(rows) > len(file):
        mask = np.zeros(len(file), np.bool_)
        mask[rows] = True
        count, content = None, np.packbits(mask, bitorder="little").tobytes()
    else:
        count, content = len(rows), rows.astype(np.uint32).tobytes()
    header = {"of": [file.crc, key], "rows": count}
    with suppress(OSError):
        replace_file(Path(_path(folder, key)), pack_parts(MAGIC, header, [pad_to_words(content)]))


def make_room(folder: Path, kept: int = KEPT) -> None:
    """Remove the oldest answers, so that so many are kept."""
    with suppress(OSError):
        answers = sorted((entry.stat().st_mtime_ns, entry.path) for entry in os.scandir(folder))
        for _, path in answers[:-kept]:
            os.unlink(path)


@lru_cache(maxsize=256)
def _opened(path: str, _inode: int, _time: int) -> tuple[list[object], Answer]:
    kept = PartsFile(Path(path), MAGIC)
    kept.require_all()
    count, content = kept.header["rows"], kept.parts[0]
    rows = None if count is None else content.view(np.uint32)[:count]
    return kept.header["of"], Answer(rows, content)


def _path(folder: Path, key: str) -> str:
    # Joined as texts: a search looks for several, and most paths are only looked at.
    return f"{folder}/{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}"
