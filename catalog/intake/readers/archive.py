"""Archives: zip and gzip, unpacked one member at a time within limits. Names inside are never used as paths."""

from __future__ import annotations

import gzip
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from catalog.errors import UnreadableFile
from catalog.intake.limits import ReadLimits, megabytes
from catalog.intake.temporary_files import writing_temporary

CHUNK = 1 << 20
BROKEN = (
    *(OSError, EOFError, ValueError, OverflowError, RuntimeError, struct.error),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)
"""Errors of Python's unpackers for damaged or malicious archives."""


StreamOpener = Callable[[], IO[bytes] | gzip.GzipFile]
"""Opens the packed data."""


class ArchiveMember(NamedTuple):
    """An unpacked file from an archive.

    Attributes:
        name: its name in the archive, only for display; no file is ever written under it.
        path: its content, until the next member is asked for.
        trouble: why it could not be unpacked, or None.
    """

    name: str
    path: Path
    trouble: str | None = None


def unpack_gzip(path: Path, name: str, limits: ReadLimits) -> Iterator[ArchiveMember]:
    """Yield the one member of a gzip file. It has the displayed name of the file, not that of its path."""
    name = Path(name).name.removesuffix(".gz").removesuffix(".gzip")
    with tempfile.TemporaryDirectory(prefix="catalog-unpacked-") as folder:
        target = Path(folder) / "member"
        stream = partial(gzip.open, path, "rb")
        yield ArchiveMember(name, target, _unpack(stream, target, path.stat().st_size, limits.file_bytes, limits.ratio))


def open_zip(path: Path) -> zipfile.ZipFile:
    """Open a zip file, or a workbook in zip format.

    Raises:
        UnreadableFile: it is damaged.
    """
    try:
        return zipfile.ZipFile(path)
    except BROKEN as error:
        raise UnreadableFile(f"The archive is damaged: {error}") from error


def unpack_zip(path: Path, limits: ReadLimits) -> Iterator[ArchiveMember]:
    """Yield the members of a zip file, without folders and hidden files.

    Raises:
        UnreadableFile: it is damaged, or has more members than the limit.
    """
    with open_zip(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member)]
        if len(members) > limits.members:
            raise UnreadableFile(f"The archive has {len(members):,} files; the limit is {limits.members:,}.")
        for member in members:
            with tempfile.TemporaryDirectory(prefix="catalog-unpacked-") as folder:
                yield _unpack_member(archive, member, Path(folder) / "member", limits)


_LOCKED = 1
"""The flag of an encrypted member (APPNOTE.TXT, 4.4.4)."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    return member.filename.rsplit("/", 1)[-1].startswith(".") or member.filename.startswith("__MACOSX/")


def _unpack_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, limits: ReadLimits
) -> ArchiveMember:
    if member.flag_bits & _LOCKED:
        return ArchiveMember(member.filename, target, "It has a password. Pack it without one.")
    if member.compress_type not in _METHODS:
        return ArchiveMember(member.filename, target, "Its compression method cannot be read. Pack it with deflate.")
    stream = partial(archive.open, member)
    trouble = _unpack(stream, target, member.compress_size, limits.unpacked_bytes, limits.ratio)
    return ArchiveMember(member.filename, target, trouble)


def _unpack(opened: StreamOpener, target: Path, packed: int, most: int, ratio: int) -> str | None:
    """Unpack into a file. Return what is wrong, or None. The actual size counts, not the stated one.

    Raises:
        UnwritableFile: there is no disk space for it.
    """
    size = 0
    with writing_temporary(), target.open("wb") as output:
        for chunk in _chunks(opened):
            if isinstance(chunk, str):
                return chunk
            size += len(chunk)
            if size > most:
                return f"It unpacks to more than {megabytes(most)}."
            if size > CHUNK and size > ratio * packed:
                return f"It unpacks to more than {ratio} times its size, which is not safe."
            output.write(chunk)
    return None


def _chunks(opened: StreamOpener) -> Iterator[bytes | str]:
    """Yield the content of a packed file, piece by piece. If it cannot be read, the last piece is the reason."""
    try:
        with opened() as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except BROKEN as error:
        yield f"It is damaged: {error}"
