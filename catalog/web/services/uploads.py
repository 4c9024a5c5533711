"""Uploads that wait to be committed: files under names that we choose, in a folder that only this user can read."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from catalog.errors import NotFound
from catalog.intake.runs.survey import Upload
from catalog.store.database import database_file
from catalog.store.private_folder import opened_folder, private_folder, state_folder

KEPT_SECONDS = 24 * 3600
"""An upload that is not committed within this time is removed, when a server starts or an editor comes by."""

SETTING = "CATALOG_UPLOADS_FOLDER"
_TOKEN = re.compile("[0-9a-f]{32}")
_OURS = re.compile(r"[0-9a-f]{32}(\.name)?")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Uploads:
    """The waiting uploads. Server processes on one machine share them."""

    def __init__(self, folder: Path) -> None:
        """Set the folder of the uploads. The first upload creates it."""
        self._folder = folder

    def keep(self, name: str, content: IO[bytes]) -> str:
        """Keep a file, and return the token that finds it again.

        Raises:
            StoreUnusable: the folder cannot be made, or is not ours.
            OSError: the file cannot be written; nothing of it is left.
        """
        self.remove_old()
        private_folder(self._folder, SETTING)
        token = secrets.token_hex(16)
        with ExitStack() as undoing:
            undoing.callback(self.forget, token)
            with opened_folder(self._folder, SETTING) as folder:
                content_file, name_file = _files(token)
                with _made(content_file, folder) as stream:
                    shutil.copyfileobj(content, stream)
                with _made(name_file, folder) as stream:
                    stream.write((Path(name).name or "upload").encode("utf-8", "replace"))
            undoing.pop_all()
        return token

    def find(self, token: str) -> Upload:
        """Return the upload of a token.

        Raises:
            NotFound: there is no such upload any more.
            StoreUnusable: the folder is not ours any more.
        """
        if _TOKEN.fullmatch(token) is not None:
            with suppress(FileNotFoundError), opened_folder(self._folder, SETTING) as folder:
                # Its time starts again, so nobody removes it while it is read.
                for file in _files(token):
                    os.utime(file, dir_fd=folder, follow_symlinks=False)
                content, name = (self._folder / file for file in _files(token))
                return Upload(name.read_text(encoding="utf-8"), content)
        raise NotFound("This upload has expired. Upload the file again.")

    def forget(self, token: str) -> None:
        """Remove an upload, if there is one."""
        if _TOKEN.fullmatch(token) is not None:
            with suppress(FileNotFoundError), opened_folder(self._folder, SETTING) as folder:
                for name in _files(token):
                    _remove(name, folder)

    def remove_old(self) -> None:
        """Remove uploads that nobody committed for a day.

        Raises:
            StoreUnusable: the folder exists and is not ours.
        """
        with suppress(FileNotFoundError), opened_folder(self._folder, SETTING) as folder:
            oldest = time.time() - KEPT_SECONDS
            with os.scandir(folder) as entries:
                old = [entry.name for entry in entries if _OURS.fullmatch(entry.name) and _is_older(entry, oldest)]
            for name in old:
                _remove(name, folder)


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


def _files(token: str) -> tuple[str, str]:
    """Return the two files of an upload: its content and its name."""
    return token, f"{token}.name"


def _made(name: str, folder: int) -> IO[bytes]:
    return os.fdopen(os.open(name, _NEW, 0o600, dir_fd=folder), "wb")


def _is_older(entry: os.DirEntry[str], oldest: float) -> bool:
    try:
        return entry.stat(follow_symlinks=False).st_mtime < oldest
    except FileNotFoundError:
        return False


def _remove(name: str, folder: int) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
