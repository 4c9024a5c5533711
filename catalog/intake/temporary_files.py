"""Temporary files of an import: the error if there is no room for them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from catalog.errors import UnwritableFile


@contextmanager
def writing_temporary() -> Iterator[None]:
    """Raise our error if a temporary file cannot be written. Do nothing else inside that the system could refuse.

    Raises:
        UnwritableFile: the operating system refuses to write the file.
    """
    try:
        yield
    except OSError as error:
        raise UnwritableFile(
            f"A temporary file in {tempfile.gettempdir()} cannot be written: {error.strerror}. "
            "Free some space there, or set TMPDIR to another folder."
        ) from error
