"""A disk of a few megabytes in memory, which can be filled or made read-only: needs root, who may mount it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests import requirements


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A mounted disk.

    Attributes:
        folder: where it is mounted.
    """

    folder: Path

    def fill(self) -> None:
        """Take all the room that is left; ``free`` gives it back."""
        with suppress(OSError), (self.folder / "filler").open("ab", buffering=0) as stream:
            while stream.write(bytes(1 << 12)):
                pass

    def free(self) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink()

    def grow(self, megabytes: int) -> None:
        """Make it larger."""
        _run("mount", "-o", f"remount,size={megabytes}m", str(self.folder))

    def make_read_only(self) -> None:
        """Take no writing any more, as after an error of the disk."""
        _run("mount", "-o", "remount,ro", str(self.folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)


@contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """A disk of some megabytes, mounted while it lasts; the test is skipped aloud where that may not be done."""
    if os.geteuid() != 0:
        requirements.lacking("tmpfs", "the tests do not run as root")
    folder.mkdir()
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    except (OSError, subprocess.SubprocessError) as error:
        requirements.lacking("tmpfs", str(error))
    try:
        yield SmallDisk(folder)
    finally:
        _run("umount", "--lazy", str(folder))
