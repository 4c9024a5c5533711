"""Uploads that wait for somebody to commit them: files of names of our own in a folder that only this user can read."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO

from catalog.errors import NotFound
from catalog.intake.survey import Upload

KEPT_SECONDS = 24 * 3600
"""An upload that nobody committed for so long is removed when the next one comes."""
_TOKEN = re.compile("[0-9a-f]{32}")


class Uploads:
    """The waiting uploads; several server processes on one machine share them."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(tempfile.gettempdir()) / f"catalog-uploads-{os.getuid()}"

    def keep(self, name: str, content: IO[bytes]) -> str:
        """Keep a file; the token by which it is found again."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._remove_old()
        token = secrets.token_hex(16)
        with (self._folder / token).open("wb") as stream:
            shutil.copyfileobj(content, stream)
        (self._folder / f"{token}.name").write_text(Path(name).name or "upload", encoding="utf-8", errors="replace")
        return token

    def find(self, token: str) -> Upload:
        """The upload under a token.

        Raises:
            NotFound: there is none any more.
        """
        path = self._folder / token
        if _TOKEN.fullmatch(token) is None or not path.is_file():
            raise NotFound("This upload is not kept any more; upload the file again.")
        return Upload((self._folder / f"{token}.name").read_text(encoding="utf-8"), path)

    def forget(self, token: str) -> None:
        """Remove an upload."""
        if _TOKEN.fullmatch(token):
            (self._folder / token).unlink(missing_ok=True)
            (self._folder / f"{token}.name").unlink(missing_ok=True)

    def _remove_old(self) -> None:
        for path in self._folder.iterdir():
            if path.is_file() and time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink(missing_ok=True)
