"""Private folders: for files with names that others could guess, or that others must not replace.

In a shared folder, such as the system's folder for temporary files, another user could make a folder with our name
first. Then that user could read and replace our files. So an existing folder is used only if it belongs to this
user.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.errors import StoreUnusable

MODE = 0o700
OTHERS = 0o077


def state_folder(name: str, setting: str) -> Path:
    """Return this user's folder for files besides the database (XDG Base Directory Specification).

    Args:
        name: the name of the folder.
        setting: the setting that names another folder.

    Raises:
        StoreUnusable: this user has no home.
    """
    stated = os.environ.get("XDG_STATE_HOME", "")
    try:
        # The specification says to ignore relative paths.
        base = Path(stated) if os.path.isabs(stated) else Path("~/.local/state").expanduser()
    except RuntimeError as error:
        raise StoreUnusable(f"This user has no home folder for {name}. Set {setting} to a folder.") from error
    return base / "catalog" / name


def private_folder(path: Path, setting: str) -> Path:
    """Make a folder that only this user can enter, or accept an existing one.

    Args:
        path: the path of the folder.
        setting: the setting that names another folder.

    Raises:
        StoreUnusable: it cannot be made, or it is not a folder of this user only.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(MODE)
    except FileExistsError:
        pass
    except OSError as error:
        raise _unusable(path, f"cannot be made: {error.strerror}", setting) from error
    with opened_folder(path, setting):
        return path


@contextmanager
def opened_folder(path: Path, setting: str) -> Iterator[int]:
    """Return the descriptor of a folder of this user only. It stays the same folder if the path changes.

    Raises:
        StoreUnusable: it is not a folder of this user only.
        FileNotFoundError: there is no folder.
    """
    try:
        # First check the name, to recognise a link. Then check the opened folder, which nobody can replace.
        _require_private(path, os.lstat(path), setting)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unusable(path, f"cannot be opened: {error.strerror}", setting) from error
    try:
        _require_private(path, os.fstat(descriptor), setting)
        yield descriptor
    finally:
        os.close(descriptor)


def _require_private(path: Path, found: os.stat_result, setting: str) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise _unusable(path, "is a symbolic link, which is not allowed", setting)
    if not stat.S_ISDIR(found.st_mode):
        raise _unusable(path, "is not a folder", setting)
    if found.st_uid != os.geteuid():
        trouble = f"belongs to another user ({found.st_uid}), who could read and replace its files"
        raise _unusable(path, trouble, setting)
    if found.st_mode & OTHERS:
        trouble = f"is open to others (mode {stat.S_IMODE(found.st_mode):04o}). Close it with chmod 700"
        raise _unusable(path, trouble, setting)


def _unusable(path: Path, trouble: str, setting: str) -> StoreUnusable:
    return StoreUnusable(f"The folder {path} {trouble}. {setting} can name another folder.")
