"""The whole catalog as files to download: written at night, beside a list of their checksums."""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from catalog.feeds.csv_feed import write_csv
from catalog.feeds.jsonl_feed import write_jsonl
from catalog.feeds.sdf_feed import write_sdf
from catalog.store.clock import stored_time
from catalog.store.reading.exporting import Export

CHECKSUMS = "SHA256SUMS"
"""The name of the list of checksums, in the form of ``sha256sum``."""
WRITERS: MappingProxyType[str, Callable[[Export, BinaryIO], None]] = MappingProxyType(
    {"catalog.csv.gz": write_csv, "catalog.jsonl.gz": write_jsonl, "catalog.sdf.gz": write_sdf}
)
"""What writes each file, by its name."""
LEVEL = 6
_READABLE = 0o644


class Download(NamedTuple):
    """A file to download.

    Attributes:
        name: its name.
        size: in bytes.
        sha256: the checksum, in hexadecimal digits.
        written_at: when it was written, as an RFC 3339 time.
    """

    name: str
    size: int
    sha256: str
    written_at: str


def write_downloads(products: Export, folder: Path) -> list[Download]:
    """Write all files, then the list of their checksums. Each replaces the older one when it is complete.

    The same products give the same bytes.

    Raises:
        OSError: a file cannot be written. The older ones stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sums = {name: _replace(folder / name, partial(_pack, products, write)) for name, write in WRITERS.items()}
    text = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    _replace(folder / CHECKSUMS, lambda stream: stream.write(text.encode()))
    return read_downloads(folder)


def read_downloads(folder: Path) -> list[Download]:
    """Return the files that the list of checksums names and that are there."""
    with suppress(FileNotFoundError):
        lines = (folder / CHECKSUMS).read_text("utf-8").splitlines()
        stated = (line.split("  ", 1) for line in lines)
        return [_download(folder / name, digest) for digest, name in stated if (folder / name).is_file()]
    return []


def _download(path: Path, digest: str) -> Download:
    found = path.stat()
    return Download(path.name, found.st_size, digest, stored_time(datetime.fromtimestamp(found.st_mtime, UTC)))


def _pack(products: Export, write: Callable[[Export, BinaryIO], None], stream: BinaryIO) -> None:
    # Without name and time, so that the same products give the same bytes.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=stream, mtime=0) as packed:
        write(products, packed)  # type: ignore[arg-type]  # It is binary, but not declared so.


def _replace(path: Path, write: Callable[[BinaryIO], object]) -> str:
    """Write a file beside its place, and put it there when it is complete. Return its checksum."""
    with ExitStack() as undoing:
        stream = undoing.enter_context(
            tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=path.name, delete=False)
        )
        undoing.callback(Path(stream.name).unlink, missing_ok=True)
        write(stream)  # type: ignore[arg-type]
        stream.flush()
        os.fsync(stream.fileno())
        os.fchmod(stream.fileno(), _READABLE)
        os.replace(stream.name, path)
    return _digest(path)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
