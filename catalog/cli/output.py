"""What commands take and where they write: standard output, or a file that takes its place only when it is whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import typer

from catalog.errors import UnwritableFile


def require_readable(text: str | None) -> str | None:
    """A text from the command line, which may be kept: refused where its bytes are no UTF-8."""
    if text is not None and not text.isprintable():
        raise typer.BadParameter(f"{text!r} holds characters that cannot be printed, or is no UTF-8.")
    return text


@contextmanager
def opened_output(target: Path | None, what: str) -> Iterator[BinaryIO]:
    """Open what a command writes to.

    Args:
        target: the file; None for standard output.
        what: how messages call it, such as "The report".

    Raises:
        UnwritableFile: it cannot be written, or not to its end; a file that stood there before still does.
    """
    if target is None:
        with standard_output(what):
            yield sys.stdout.buffer
        return
    try:
        with _replaced(Path(os.path.realpath(target))) as stream:
            yield stream
    except OSError as error:
        raise UnwritableFile(f"{what} cannot be written to {target}: {error.strerror}.") from error


@contextmanager
def standard_output(what: str) -> Iterator[None]:
    """Around all that a command writes to standard output.

    Raises:
        UnwritableFile: it cannot be written. Where only the reader of a pipe has left, the command ends without a word.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        # What is left unwritten would be tried again when the program ends, and complained about.
        with suppress(OSError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(2) from error
        raise UnwritableFile(f"{what} cannot be written to standard output: {error.strerror}.") from error


@contextmanager
def _replaced(target: Path) -> Iterator[BinaryIO]:
    """A new file that replaces another when it is whole; a pipe or a device is written to as it is."""
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            yield stream
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
