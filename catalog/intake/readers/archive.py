"""Archives: zip and gzip, one member at a time in a temporary file, within limits, never by the names inside."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from catalog.errors import UnreadableFile
from catalog.intake.limits import ReadLimits, megabytes
from catalog.intake.temporary import writing_temporary

CHUNK = 1 << 20


class Member(NamedTuple):
    """A file from an archive, unpacked.

    Attributes:
        name: its name in the archive, for showing only; nothing is ever written under it.
        path: where its content is, until the next member is asked for.
        trouble: why it could not be unpacked, or None.
    """

    name: str
    path: Path
    trouble: str | None = None


def unpack_gzip(path: Path, limits: ReadLimits) -> Iterator[Member]:
    """The one member of a gzip file."""
    name = path.name.removesuffix(".gz").removesuffix(".gzip")
    with tempfile.TemporaryDirectory(prefix="catalog-unpacked-") as folder:
        target = Path(folder) / "member"
        with gzip.open(path, "rb") as stream:
            trouble = _copy(stream, target, path.stat().st_size, limits.file_bytes, limits.ratio)
        yield Member(name, target, trouble)


def unpack_zip(path: Path, limits: ReadLimits) -> Iterator[Member]:
    """The members of a zip file, folders and hidden files left out.

    Raises:
        UnreadableFile: it is damaged, or holds more members than the limit.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member)]
            if len(members) > limits.members:
                raise UnreadableFile(f"The archive holds {len(members):,} files; {limits.members:,} are read.")
            for member in members:
                yield from _unpack_member(archive, member, limits)
    except zipfile.BadZipFile as error:
        raise UnreadableFile(f"The archive is damaged: {error}") from error


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    return member.filename.rsplit("/", 1)[-1].startswith(".") or member.filename.startswith("__MACOSX/")


def _unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: ReadLimits) -> Iterator[Member]:
    with tempfile.TemporaryDirectory(prefix="catalog-unpacked-") as folder:
        target = Path(folder) / "member"
        if member.flag_bits & 1:
            yield Member(member.filename, target, "It is locked with a password; pack it without.")
            return
        try:
            with archive.open(member) as stream:
                trouble = _copy(stream, target, member.compress_size, limits.unpacked_bytes, limits.ratio)
        except NotImplementedError:
            trouble = "It is packed by a method that is not read here; pack it with deflate."
        yield Member(member.filename, target, trouble)


def _copy(stream: IO[bytes] | io.BufferedIOBase, target: Path, packed: int, most: int, ratio: int) -> str | None:
    """Unpack into a file; what is wrong in words, None where nothing is. Counts what comes, not what is claimed.

    Raises:
        UnwritableFile: there is no room for it.
    """
    size = 0
    try:
        with writing_temporary(), target.open("wb") as output:
            for chunk in _chunks(stream):
                size += len(chunk)
                if size > most:
                    return f"It unpacks to more than {megabytes(most)}."
                if size > CHUNK and size > ratio * packed:
                    return f"It unpacks to more than {ratio} times its size, as archives made to fill disks do."
                output.write(chunk)
    except UnreadableFile as error:
        return str(error)
    return None


def _chunks(stream: IO[bytes] | io.BufferedIOBase) -> Iterator[bytes]:
    """The content of a member.

    Raises:
        UnreadableFile: it is damaged.
    """
    try:
        while chunk := stream.read(CHUNK):
            yield chunk
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise UnreadableFile(f"It is damaged: {error}") from error
