"""Whether a database can be written now: the results of the last writers, and the free space of its disk."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from catalog.errors import StoreFull, StoreReadOnly

Refusal = Literal["disk full", "read-only", "unreachable"]

LEAST_BYTES = 1 << 20
"""A disk with less free space than this has no room for another chunk of an import."""

REMEMBERED_SECONDS = 60.0
"""How long a refused write counts if there is no later successful one. There can be no other write for days."""


class WritesWatch:
    """Records the results of this process's writing transactions. Threads can share it."""

    def __init__(self, file: Path | None) -> None:
        """Start with no result.

        Args:
            file: the file of the database, if it is on a disk of this machine.
        """
        self._file = file
        self._refused: tuple[float, Refusal] | None = None

    @contextmanager
    def watched(self, *, is_small: bool = False) -> Iterator[None]:
        """Watch a writing transaction.

        Args:
            is_small: whether it changes so little that it may succeed on a full disk: then its success says nothing.
        """
        try:
            yield
        except StoreFull:
            self._refused = time.monotonic(), "disk full"
            raise
        except StoreReadOnly:
            self._refused = time.monotonic(), "read-only"
            raise
        if not is_small:
            self._refused = None

    def refusal(self) -> Refusal | None:
        """Return why nothing can be written at the moment, or None."""
        refused = self._refused
        if refused is not None and time.monotonic() - refused[0] < REMEMBERED_SECONDS:
            return refused[1]
        return "disk full" if self._has_no_room() else None

    def _has_no_room(self) -> bool:
        if self._file is None:
            return False
        try:
            return shutil.disk_usage(self._file.resolve().parent).free < LEAST_BYTES
        except OSError:
            return False
