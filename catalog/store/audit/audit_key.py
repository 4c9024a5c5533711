"""The key of the audit chain: 256 random bits in a file of this user only, outside the database."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url

from catalog.errors import StoreUnusable
from catalog.store.private_folder import OTHERS, state_folder

SETTING = "CATALOG_AUDIT_KEY_FILE"
BYTES = 32
ID_DIGITS = 8
_CONTENT = re.compile(rf"[0-9a-f]{{{2 * BYTES}}}\n?", re.ASCII)
_PUBLIC = "The key of the audit chain cannot be used. Nothing is changed without it; the operator can put it right."


class AuditKey:
    """The key in a file. It is read once, when it is first needed."""

    def __init__(self, url: str, file: Path | None = None) -> None:
        """Name the file, but do not read it yet.

        Args:
            url: the address of the database.
            file: the path of the settings. None: beside a SQLite database, or else in this user's folder for state.
        """
        self._url = url
        self._file = file
        self._read: bytes | None = None

    @property
    def path(self) -> Path:
        """Return the path of the file.

        Raises:
            StoreUnusable: this user has no folder for state.
        """
        if self._file is not None:
            return self._file
        url = make_url(self._url)
        place = (url.database or "").removeprefix("file:")
        if url.get_backend_name() == "sqlite" and place not in ("", ":memory:"):
            return Path(f"{place}-audit-key")
        return state_folder("audit-key", SETTING)

    def read(self) -> bytes:
        """Return the key.

        Raises:
            StoreUnusable: the file is missing, cannot be read, is open to others, or holds no key.
        """
        if self._read is None:
            self._read = self._content()
        return self._read

    def made(self) -> bytes:
        """Return the key, and make the file if there is none yet.

        Raises:
            StoreUnusable: as ``read``, or the file cannot be made.
        """
        if self._read is None and not os.path.lexists(self.path):
            try:
                _make(self.path)
            except OSError as error:
                raise self.unusable(f"cannot be made: {error.strerror}") from error
        return self.read()

    def replaced(self) -> None:
        """Put a new key in the place of the former one, which may be missing.

        Raises:
            StoreUnusable: the file cannot be made.
        """
        self._read = None
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise self.unusable(f"cannot be replaced: {error.strerror}") from error
        self.made()

    @property
    def id(self) -> str:
        """Return digits by which the key is recognised, and that do not tell it."""
        return hashlib.sha256(b"catalog audit key\n" + self.read()).hexdigest()[:ID_DIGITS]

    def unusable(self, trouble: str) -> StoreUnusable:
        """Return the error of a key that cannot be used."""
        message = f"The key of the audit chain, {self.path}, {trouble}. {SETTING} can name another file."
        return StoreUnusable(message, public=_PUBLIC)

    def _content(self) -> bytes:
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError as error:
            raise self.unusable(
                "is missing. Put it back from its backup. If it is lost, `catalog audit restart` begins a new chain"
            ) from error
        except OSError as error:
            raise self.unusable(f"cannot be read: {error.strerror}") from error
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise self.unusable("is not a file")
            if found.st_mode & OTHERS:
                mode = f"{stat.S_IMODE(found.st_mode):04o}"
                raise self.unusable(f"is open to others (mode {mode}). Close it with chmod 600")
            content = os.read(descriptor, 2 * BYTES + 2).decode("ascii", "replace")
        finally:
            os.close(descriptor)
        if not _CONTENT.fullmatch(content):
            raise self.unusable("holds no key. Put it back from its backup")
        return bytes.fromhex(content.strip())


def _make(path: Path) -> None:
    """Make the file with a new key, completely or not at all. Another process may make it first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(f"{secrets.token_hex(BYTES)}\n".encode())
            stream.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
