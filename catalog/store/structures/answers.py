"""Answers that were worked out once: which rows of a structure file hold what was looked for.

Fragments that are asked for often are worked out beforehand, in the background. Any other search that went through all
rows leaves its answer too, so that the same query never matches an atom again while the structure file stands. Each
answer is a file of its own, so that none depends on whether another one was finished.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np

from catalog.store.structures.file import Numbers, StructureFile
from catalog.store.structures.parts import Bytes, FileUnusable, PartsFile, pack_parts, pad_to_words
from catalog.store.structures.places import replace_file

MAGIC = b"CATLEARNED3\n"
KEPT = 500
"""Answers to strangers at most; one takes a bit for each row of the file."""


def load_answer(folder: Path, file: StructureFile, key: str) -> Bytes | None:
    """Return the answer to the query of a key, a bit for each row of the file, or None if it is not there."""
    path = _path(folder, key)
    with suppress(FileUnusable, OSError):
        place = os.stat(path)
        of, answer = _opened(path, place.st_ino, place.st_mtime_ns)
        if of == file.crc:
            return answer
    return None


def save_answer(folder: Path, file: StructureFile, key: str, rows: Numbers) -> None:
    """Store an answer. If it cannot be written, it is computed again next time."""
    mask = np.zeros(len(file), np.bool_)
    mask[rows] = True
    content = pad_to_words(np.packbits(mask, bitorder="little").tobytes())
    with suppress(OSError):
        replace_file(Path(_path(folder, key)), pack_parts(MAGIC, {"of": file.crc}, [content]))


def make_room(folder: Path, kept: int = KEPT) -> None:
    """Remove the oldest answers, so that so many are kept."""
    with suppress(OSError):
        answers = sorted((entry.stat().st_mtime_ns, entry.path) for entry in os.scandir(folder))
        for _, path in answers[:-kept]:
            os.unlink(path)


@lru_cache(maxsize=256)
def _opened(path: str, _inode: int, _time: int) -> tuple[int, Bytes]:
    kept = PartsFile(Path(path), MAGIC)
    kept.require_all()
    return int(kept.header["of"]), kept.parts[0]


def _path(folder: Path, key: str) -> str:
    # Joined as texts: a search looks for several, and most paths are only looked at.
    return f"{folder}/{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}"
