"""Sources: the files of an import with their formats, ready to be read, including those in archives."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from catalog.errors import UnreadableFile, UnwritableFile
from catalog.intake.columns.mapping import NO_MAPPING, LabelMapping
from catalog.intake.failures import unreadable_file
from catalog.intake.limits import ReadLimits, megabytes
from catalog.intake.readers.archive import unpack_gzip, unpack_zip
from catalog.intake.readers.encodings import codec_of_text, find_encoding
from catalog.intake.readers.recognise import ARCHIVES, FORMATS, READERS, WORKBOOKS, packed_kind, recognise
from catalog.intake.records import RawRecord
from catalog.product.checks.presence import is_broken
from catalog.surprises import Surprise, attempt, attempt_each

DOCUMENTS = (".md", ".rst", ".pdf", ".docx", ".png", ".jpg", ".py", ".sh", ".log")
"""Files in a folder that are not data. If the user names such a file itself, it is tried like any other."""

PAGES = (".html", ".htm", ".xhtml")
"""Files that are data if they have products, otherwise documents."""
_BESIDE = "a document beside the data"
"""Why such files are passed over."""

EXPECTED = (UnreadableFile, UnwritableFile, OSError)
"""Errors that reading a file may raise. Any other is a bug of ours, and refuses only that file."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options for reading files.

    Attributes:
        format: one of ``FORMATS`` for every file, or None to recognise each.
        encoding: the encoding of text files without a byte order mark, or None to find it.
        limits: how much is read.
        mapping: labels of the files that the built-in table does not know.
    """

    format: str | None = None
    encoding: str | None = None
    limits: ReadLimits = field(default_factory=ReadLimits)
    mapping: LabelMapping = NO_MAPPING


@dataclass(slots=True)
class SourceFile:
    """One file of an import. A member of an archive can be read only until the next file is asked for.

    Attributes:
        path: the given path; for a member: the archive's path, ``!`` and the member's path.
        format: one of ``FORMATS``, or None if it cannot be read.
        encoding: the encoding of its text, with "(guessed)" after a guess, or None for workbooks.
        sha256: the digest of its content, or None if it cannot be read.
        mapping: the labels that were read, as written, with their fields.
        unknown_columns: labels without a field.
        guesses: columns that were understood by their contents, in the form of the report.
        nearly_known: labels without a field that are nearly known ones, with these.
        error: why it cannot be read, or None.
        passed_over: why it is ignored (not a product file), or None.
        read: yields its records from the start, if it can be read.
    """

    path: str
    format: str | None = None
    encoding: str | None = None
    sha256: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    unknown_columns: Sequence[str] = ()
    guesses: Sequence[Mapping[str, Any]] = ()
    nearly_known: Mapping[str, str] = field(default_factory=dict)
    error: UnreadableFile | None = None
    passed_over: str | None = None
    read: Callable[[], Iterator[RawRecord]] | None = None

    def records(self) -> Iterator[RawRecord]:
        """Return its records, none if it is ignored.

        Raises:
            UnreadableFile: it cannot be read, or is damaged.
        """
        if self.error is not None:
            raise self.error
        if self.read is not None:
            yield from self.read()

    def document(self) -> dict[str, Any]:
        """Return its entry in the report's ``files``."""
        names = ("path", "format", "encoding", "sha256", "mapping", "unknown_columns", "guesses", "nearly_known")
        entry = {name: getattr(self, name) for name in names}
        entry["error"] = None if self.error is None else str(self.error)
        return entry if self.passed_over is None else {**entry, "passed_over": self.passed_over}


def open_sources(path: Path, options: ReadOptions) -> Iterator[SourceFile]:
    """Yield the sources under a path: the file, or the files of a folder and its subfolders, by name.

    Raises:
        UnreadableFile: the path does not exist, or there is no such format or encoding.
    """
    _vet_options(options)
    name = printable_path(path)
    try:
        path.stat()
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no file or folder {name}.") from error
    except OSError as error:
        raise UnreadableFile(f"{name} cannot be read: {error.strerror}.") from error
    yield from _open_folder(path, options) if path.is_dir() else _opened(name, path, options, nested=False)


def printable_path(path: Path) -> str:
    """Return a path for display and storage: bytes that are not UTF-8 become escapes.

    >>> printable_path(Path("caf\\udce9.csv"))
    'caf\\\\xe9.csv'
    """
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def open_upload(name: str, path: Path, options: ReadOptions) -> Iterator[SourceFile]:
    """Yield the sources in one file, which is displayed under a name."""
    _vet_options(options)
    yield from _opened(printable_name(name), path, options, nested=False)


def printable_name(name: str) -> str:
    """Return a file's name for display and storage. Some systems allow bytes that are not text in any encoding.

    >>> printable_name("price\\udcfclist.csv")
    'price\\\\udcfclist.csv'
    """
    return "".join(char.encode("unicode_escape").decode() if is_broken(char) else char for char in name)


def _open_folder(path: Path, options: ReadOptions) -> Iterator[SourceFile]:
    closed: dict[Path, OSError] = {}
    inside = [
        Path(folder, name)
        for folder, _, names in os.walk(path, onerror=lambda error: closed.update({Path(error.filename): error}))
        for name in names
    ]
    for inner in sorted([*inside, *closed]):
        name = printable_path(inner)
        if any(part.startswith(".") for part in inner.relative_to(path).parts):
            continue
        if inner in closed:
            yield SourceFile(name, error=UnreadableFile(f"The folder cannot be read: {closed[inner].strerror}."))
        elif inner.suffix.lower() in DOCUMENTS:
            yield SourceFile(name, passed_over=_BESIDE)
        else:
            yield from _unless_beside(_opened(name, inner, options, nested=False))


def _unless_beside(sources: Iterator[SourceFile]) -> Iterator[SourceFile]:
    """Yield the sources of a folder or an archive. A page without products is a document beside them."""
    for source in sources:
        is_beside = Path(source.path).suffix.lower() in PAGES and not _has_products(source)
        yield SourceFile(source.path, passed_over=_BESIDE) if is_beside else source


def _has_products(source: SourceFile) -> bool:
    try:
        found = attempt(lambda: any(record.skipped is None for record in source.records()), passed=EXPECTED)
    except EXPECTED:
        return False
    return isinstance(found, Surprise) or found


def _vet_options(options: ReadOptions) -> None:
    if options.format is not None and options.format not in FORMATS:
        raise UnreadableFile(f"There is no import format {options.format!r}. Use {', '.join(FORMATS)}.")
    if options.encoding is not None:
        codec_of_text(options.encoding)


def _opened(name: str, path: Path, options: ReadOptions, *, nested: bool) -> Iterator[SourceFile]:
    try:
        _vet_kind(path)
        found = attempt(_recognized, name, path, options, nested, passed=EXPECTED)
    except UnreadableFile as error:
        yield SourceFile(name, error=error)
    except OSError as error:
        yield SourceFile(name, error=UnreadableFile(f"The file cannot be opened: {error.strerror or error}."))
    else:
        if isinstance(found, Surprise):
            yield SourceFile(name, error=unreadable_file(found))
        elif isinstance(found, SourceFile):
            yield found
        else:
            yield from _members(name, path, found, options)


def _recognized(name: str, path: Path, options: ReadOptions, nested: bool) -> SourceFile | str:
    """Return a file ready to be read, or the kind of archive that it is.

    Raises:
        UnreadableFile: the format is not supported.
        OSError: it cannot be opened.
    """
    kind = _kind(name, path, options)
    _vet(path, kind, options.limits, nested=nested)
    if kind in ARCHIVES:
        return kind
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    encoding = None if kind in WORKBOOKS else find_encoding(path, options.encoding)
    codec, shown_as = ("", None) if encoding is None else encoding
    read = partial(READERS[kind], path, codec, options.limits, options.mapping)
    return SourceFile(name, kind, shown_as, sha256, read=read)


def _vet_kind(path: Path) -> None:
    """Check that this is a regular file: opening a pipe or a device would wait for ever.

    Raises:
        UnreadableFile: it is something else, or a broken link.
    """
    if path.is_symlink() and not path.exists():
        raise UnreadableFile("The target of the link does not exist.")
    if not path.is_file():
        raise UnreadableFile("This is not a file or a folder. Save its output as a file.")


def _kind(name: str, path: Path, options: ReadOptions) -> str:
    """Return the requested format. But a workbook cannot be read as text, nor text as a workbook.

    Raises:
        UnreadableFile: the format is not supported, or is not the requested one.
    """
    wanted = options.format
    if wanted is None or wanted in ARCHIVES:
        return recognise(path, name, options.encoding, options.limits, options.mapping)
    found = packed_kind(path)
    if found in ARCHIVES:
        return found
    if (found in WORKBOOKS) != (wanted in WORKBOOKS):
        raise UnreadableFile(f"The file is {found or 'text'}, not {wanted}. Leave out --format.")
    return wanted


def _vet(path: Path, kind: str, limits: ReadLimits, *, nested: bool) -> None:
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise UnreadableFile(f"The file has {megabytes(size)}; the limit is {megabytes(limits.file_bytes)}.")
    if nested and kind in ARCHIVES:
        raise UnreadableFile("This is an archive inside an archive. Unpack the outer one.")


def _members(name: str, path: Path, kind: str, options: ReadOptions) -> Iterator[SourceFile]:
    members = unpack_gzip(path, name, options.limits) if kind == "gzip" else unpack_zip(path, options.limits)
    try:
        for member in attempt_each(members, passed=EXPECTED):
            if isinstance(member, Surprise):
                raise unreadable_file(member)
            inner = f"{name}!{printable_name(member.name)}"
            if member.trouble is not None:
                yield SourceFile(inner, error=UnreadableFile(member.trouble))
            elif kind == "zip" and Path(member.name).suffix.lower() in DOCUMENTS:
                yield SourceFile(inner, passed_over=_BESIDE)
            else:
                yield from _unless_beside(_opened(inner, member.path, options, nested=True))
    except UnreadableFile as error:
        yield SourceFile(name, error=error)
    except OSError as error:
        yield SourceFile(name, error=UnreadableFile(f"The archive cannot be unpacked: {error.strerror or error}."))
