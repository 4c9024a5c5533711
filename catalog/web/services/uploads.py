"""Uploads that wait to be committed: files under names that we choose, in a folder that only this user can read.

An upload has one file or several. Beside it stand small files about the work on it: its job, the lock of whoever works,
and what a dry run found.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePath
from typing import IO, Literal

from catalog.errors import NotFound
from catalog.intake.runs.survey import Upload
from catalog.store.database import database_file
from catalog.store.private_folder import opened_folder, private_folder, state_folder

KEPT_SECONDS = 24 * 3600
"""An upload that is not committed within this time is removed, when a server starts or an editor comes by."""

KEPT_UNFINISHED_SECONDS = 30 * KEPT_SECONDS
"""The same for an upload whose import has begun and is not finished, so that it can be continued."""

LOCK_TRIES = 20
LOCK_REST_SECONDS = 0.01

SETTING = "CATALOG_UPLOADS_FOLDER"
Part = Literal["job", "lock", "stop", "head", "records", "summary"]
"""Beside an upload: its job, the lock of whoever works on it, the wish to stop, its dry run, and its summary."""
_TOKEN = re.compile("[0-9a-f]{32}")
_OURS = re.compile(r"([0-9a-f]{32})(\.(name|[0-9]+|unfinished|(job|lock|stop|head|records|summary)(\.new)?))?")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Uploads:
    """The waiting uploads. Server processes on one machine share them."""

    def __init__(self, folder: Path) -> None:
        """Set the folder of the uploads. The first upload creates it."""
        self._folder = folder

    def keep(self, files: Iterable[tuple[str, IO[bytes]]]) -> str:
        """Keep the files of an upload, each with its name, and return the token that finds them again.

        Raises:
            StoreUnusable: the folder cannot be made, or is not ours.
            OSError: a file cannot be written; nothing of them is left.
        """
        self.remove_old()
        private_folder(self._folder, SETTING)
        token, names = new_token(), []
        with ExitStack() as undoing:
            undoing.callback(self.forget, token)
            with opened_folder(self._folder, SETTING) as folder:
                for number, (name, content) in enumerate(files, start=1):
                    names.append(Path(name).name.replace("\0", "") or "upload")
                    with _made(_content(token, number), folder) as stream:
                        shutil.copyfileobj(content, stream)
                with _made(_names(token), folder) as stream:
                    stream.write("\0".join(told_apart(names)).encode("utf-8", "replace"))
            undoing.pop_all()
        return token

    def find(self, token: str) -> list[Upload]:
        """Return the files of an upload.

        Raises:
            NotFound: there is no such upload any more.
            StoreUnusable: the folder is not ours any more.
        """
        if _TOKEN.fullmatch(token) is not None:
            with suppress(FileNotFoundError), opened_folder(self._folder, SETTING) as folder:
                with os.fdopen(_open(_names(token), os.O_RDONLY, folder), encoding="utf-8", newline="") as stream:
                    names = stream.read().split("\0")
                contents = [_content(token, number) for number in range(1, len(names) + 1)]
                # Their time starts again, so nobody removes them while they are read.
                for file in (*contents, _names(token)):
                    os.utime(file, dir_fd=folder, follow_symlinks=False)
                return [Upload(name, self._folder / file) for name, file in zip(names, contents, strict=True)]
        raise NotFound("This upload has expired. Upload the file again.")

    def forget(self, token: str) -> None:
        """Remove an upload and what stands beside it, if there is one."""
        self._forget(token, but=())

    def forget_content(self, token: str) -> None:
        """Remove an upload that is not needed any more, but not its job, which still says what became of it."""
        self._forget(token, but=(f"{token}.job", f"{token}.lock"))

    def _forget(self, token: str, but: tuple[str, ...]) -> None:
        with suppress(FileNotFoundError), opened_folder(self._folder, SETTING) as folder:
            for name, match in _ours(folder):
                if match[1] == token and name not in but:
                    _remove(name, folder)

    def forget_part(self, token: str, part: Part) -> None:
        """Remove a part beside an upload, if there is one."""
        with suppress(FileNotFoundError), opened_folder(self._folder, SETTING) as folder:
            _remove(f"{token}.{part}", folder)

    def keep_unfinished(self, token: str) -> None:
        """Keep an upload for longer, because its import has begun."""
        with self._opened() as folder, os.fdopen(_open(f"{token}.unfinished", os.O_WRONLY | os.O_CREAT, folder), "wb"):
            pass

    def write(self, token: str, part: Part, text: str) -> None:
        """Write a part beside an upload, or replace it, whole or not at all.

        Raises:
            StoreUnusable: the folder cannot be made, or is not ours.
            OSError: it cannot be written.
        """
        with self.writing(token, part) as stream:
            stream.write(text.encode())

    @contextmanager
    def writing(self, token: str, part: Part) -> Iterator[IO[bytes]]:
        """Write a part in pieces. It takes its place at the end.

        Raises:
            StoreUnusable: the folder cannot be made, or is not ours.
            OSError: it cannot be written.
        """
        with self._opened() as folder:
            fresh = f"{token}.{part}.new"
            with os.fdopen(_open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, folder), "wb") as stream:
                yield stream
            os.replace(fresh, f"{token}.{part}", src_dir_fd=folder, dst_dir_fd=folder)

    @contextmanager
    def reading(self, token: str, part: Part) -> Iterator[IO[bytes] | None]:
        """Read a part beside an upload. None: there is no such part.

        Raises:
            StoreUnusable: the folder is not ours any more.
        """
        with ExitStack() as opened:
            stream: IO[bytes] | None = None
            if _TOKEN.fullmatch(token) is not None:
                with suppress(FileNotFoundError):
                    folder = opened.enter_context(opened_folder(self._folder, SETTING))
                    stream = opened.enter_context(os.fdopen(_open(f"{token}.{part}", os.O_RDONLY, folder), "rb"))
            yield stream

    def read(self, token: str, part: Part) -> str | None:
        """Return the text of a part, or None if there is none."""
        with self.reading(token, part) as stream:
            return None if stream is None else stream.read().decode()

    def lock(self, token: str) -> int | None:
        """Take the lock of an upload. It is free again when its descriptor is closed, also when the process ends.

        Returns:
            The descriptor to close, or None if somebody else has the lock.
        """
        with self._opened() as folder:
            descriptor = _open(f"{token}.lock", os.O_WRONLY | os.O_CREAT, folder)
        for _ in range(LOCK_TRIES):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                # A page that only looks whether somebody works has it for a moment.
                time.sleep(LOCK_REST_SECONDS)
            else:
                return descriptor
        os.close(descriptor)
        return None

    def is_locked(self, token: str) -> bool:
        """Tell whether somebody works on an upload now, in any process of this machine."""
        with self.reading(token, "lock") as stream:
            if stream is None:
                return False
            try:
                fcntl.flock(stream.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def with_jobs(self) -> list[str]:
        """Return the tokens that have a job."""
        with suppress(FileNotFoundError), opened_folder(self._folder, SETTING) as folder:
            return [match[1] for _, match in _ours(folder) if match[3] == "job"]
        return []

    @contextmanager
    def _opened(self) -> Iterator[int]:
        private_folder(self._folder, SETTING)
        with opened_folder(self._folder, SETTING) as folder:
            yield folder

    def remove_old(self) -> None:
        """Remove uploads that nobody committed for a day, with what stands beside them.

        Raises:
            StoreUnusable: the folder exists and is not ours.
        """
        with suppress(FileNotFoundError), opened_folder(self._folder, SETTING) as folder:
            latest: dict[str, float] = {}
            files: dict[str, list[str]] = {}
            for name, match in _ours(folder):
                files.setdefault(match[1], []).append(name)
                latest[match[1]] = max(latest.get(match[1], 0.0), _changed_at(name, folder))
            for token, names in files.items():
                kept = KEPT_UNFINISHED_SECONDS if f"{token}.unfinished" in names else KEPT_SECONDS
                if latest[token] < time.time() - kept:
                    for name in names:
                        _remove(name, folder)


def new_token() -> str:
    """Return a name that nobody can guess."""
    return secrets.token_hex(16)


def open_uploads(url: str, folder: Path | None) -> Uploads:
    """Return the waiting uploads of a server, after removing old ones.

    Args:
        url: the address of its database.
        folder: their folder. None: beside a SQLite database, or else in this user's folder for state.

    Raises:
        StoreUnusable: the folder exists and is not ours, or this user has no folder for state.
    """
    if folder is None:
        file = database_file(url)
        folder = state_folder("uploads", SETTING) if file is None else Path(f"{file}-uploads")
    uploads = Uploads(folder)
    uploads.remove_old()
    return uploads


def told_apart(names: Iterable[str]) -> list[str]:
    """Return the names of files, with a number in each that came before. A report names files by these.

    >>> told_apart(["list.csv", "list.csv", "list (2).csv"])
    ['list.csv', 'list (2).csv', 'list (2) (2).csv']
    """
    told: dict[str, None] = {}
    for name in names:
        path, number, said = PurePath(name), 1, name
        while said in told:
            number += 1
            said = f"{path.stem} ({number}){path.suffix}"
        told[said] = None
    return list(told)


def _content(token: str, number: int) -> str:
    """Return the file with the content of one of the files of an upload."""
    return token if number == 1 else f"{token}.{number}"


def _names(token: str) -> str:
    """Return the file with the names of the files of an upload."""
    return f"{token}.name"


def _made(name: str, folder: int) -> IO[bytes]:
    return os.fdopen(os.open(name, _NEW, 0o600, dir_fd=folder), "wb")


def _ours(folder: int) -> list[tuple[str, re.Match[str]]]:
    """Return the names of our files in a folder, each with its parts."""
    matches = ((name, _OURS.fullmatch(name)) for name in os.listdir(folder))
    return [(name, match) for name, match in matches if match is not None]


def _open(name: str, flags: int, folder: int) -> int:
    return os.open(name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)


def _changed_at(name: str, folder: int) -> float:
    """Return when a file was written last, in seconds, or 0 if it is gone."""
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime
    except FileNotFoundError:
        return 0.0


def _remove(name: str, folder: int) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
