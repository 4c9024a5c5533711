"""Answers that were worked out once: the rows of a structure file that hold what somebody looked for.

A search that went through all rows leaves its answer here, so that the same query, however it is written, never
matches an atom again while the structure file stands. What changed since the file was made is looked at anew by every
search. There are so many answers at most; the one that was used the longest ago makes room.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import numpy as np

from catalog.store.structures.file import Numbers, StructureFile
from catalog.store.structures.parts import FileUnusable, PartsFile, pack_parts
from catalog.store.structures.places import replace_file

MAGIC = b"CATLEARNED1\n"
KEPT = 500
"""Answers at most; one takes at most a bit a row, and mostly far less."""


def load_answer(folder: Path, file: StructureFile, key: str) -> Numbers | None:
    """Return the rows that contain the query of a key, or None if not stored."""
    path = _path(folder, key)
    try:
        answer = PartsFile(path, MAGIC)
        if answer.header["of"] != [file.crc, key]:
            return None
        answer.require_all()
    except (FileUnusable, OSError):
        return None
    with suppress(OSError):
        os.utime(path)
    rows = answer.parts[0].view(np.uint8)
    if answer.header["form"] == "bits":
        return np.flatnonzero(np.unpackbits(rows, count=len(file), bitorder="little"))
    return rows.view(np.uint32)[: answer.header["rows"]].astype(np.int64)


def save_answer(folder: Path, file: StructureFile, key: str, rows: Numbers) -> None:
    """Store an answer. If it cannot be written, it is computed again next time."""
    if 32 * len(rows) > len(file):
        mask = np.zeros(len(file), np.bool_)
        mask[rows] = True
        form, content = "bits", np.packbits(mask, bitorder="little").tobytes()
    else:
        form, content = "rows", rows.astype(np.uint32).tobytes()
    header = {"of": [file.crc, key], "form": form, "rows": len(rows)}
    with suppress(OSError):
        replace_file(_path(folder, key), pack_parts(MAGIC, header, [content + bytes(-len(content) % 8)]))
        _make_room(folder)


def _make_room(folder: Path) -> None:
    answers = sorted((entry.stat().st_mtime_ns, entry.path) for entry in os.scandir(folder))
    for _, path in answers[:-KEPT]:
        os.unlink(path)


def _path(folder: Path, key: str) -> Path:
    return folder / hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
