"""Input and output of commands: standard output, or a file that replaces an older one only when it is complete."""

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
    """Return a text from the command line. Refuse one that is not UTF-8, since it may be stored."""
    if text is not None and not text.isprintable():
        raise typer.BadParameter(f"{text!r} is not UTF-8, or has characters that cannot be printed.")
    return text


@contextmanager
def opened_output(target: Path | None, what: str) -> Iterator[BinaryIO]:
    """Open the output of a command.

    Args:
        target: the file, or None for standard output.
        what: its name in messages, such as "The report".

    Raises:
        UnwritableFile: it cannot be written completely. An older file stays unchanged.
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
    """Guard everything that a command writes to standard output.

    Raises:
        UnwritableFile: it cannot be written. If the reader of a pipe has left, the command ends without a message.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        # Otherwise Python would try to write the rest again when the program ends, and complain.
        with suppress(OSError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(2) from error
        raise UnwritableFile(f"{what} cannot be written to standard output: {error.strerror}.") from error


@contextmanager
def _replaced(target: Path) -> Iterator[BinaryIO]:
    """Open a new file that replaces an older one when it is complete. A pipe or device is written directly."""
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
