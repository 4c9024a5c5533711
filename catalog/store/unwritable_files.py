"""SQLite files that this user cannot write: opened so that they can be read all the same."""

from __future__ import annotations

import os
from pathlib import Path


def is_unwritable(file: Path) -> bool:
    """Tell whether a SQLite file exists and nobody here can write it: it, its folder or the disk is read-only."""
    return file.is_file() and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def opened_as(file: Path) -> tuple[str, bool]:
    """Return the name by which SQLite opens a file, and whether it is a URI.

    Readers of a SQLite file share a small file beside it, which cannot be made in a folder that cannot be written. So
    the file is then said to be immutable, unless a log beside it must be read too.

    >>> opened_as(Path("new.db"))
    ('new.db', False)
    """
    if not is_unwritable(file):
        return str(file), False
    log = Path(f"{file}-wal")
    is_alone = not log.exists() or log.stat().st_size == 0
    return f"{file.resolve().as_uri()}?mode=ro{'&immutable=1' if is_alone else ''}", True
