"""Temporary files of an import: what is said where there is no room for them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from catalog.errors import UnwritableFile


@contextmanager
def writing_temporary() -> Iterator[None]:
    """Around the writing of a temporary file, and nothing else that the operating system could refuse.

    Raises:
        UnwritableFile: the operating system refuses it.
    """
    try:
        yield
    except OSError as error:
        raise UnwritableFile(
            f"A temporary file in {tempfile.gettempdir()} cannot be written: {error.strerror}. "
            "Make room there, or name another folder in TMPDIR."
        ) from error
