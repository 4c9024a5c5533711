"""Where a file of the structure index stands: on disk, or, where the disk does not take it, in memory."""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from catalog.errors import StoreUnusable

logger = logging.getLogger("catalog.store")


class FilePlace:
    """The place of one file. Worker processes open it by its path.

    Attributes:
        on_disk: where it stands unless the disk refuses it.
        refusal: why it is in memory, or None if on disk.
    """

    def __init__(self, on_disk: Path) -> None:
        """Set up. Nothing is read or written yet."""
        self.on_disk = on_disk
        self.refusal: str | None = None
        self._memory: int | None = None

    @property
    def path(self) -> Path:
        """Where it stands now; the memory of this process has a path too, which others of the same user may open."""
        return self.on_disk if self.refusal is None else Path(f"/proc/{os.getpid()}/fd/{self._memory}")

    def put(self, pieces: Sequence[bytes]) -> None:
        """Replace the file at once. Readers of the old one keep theirs.

        Raises:
            StoreUnusable: the disk does not take it, and memory neither.
        """
        try:
            replace_file(self.on_disk, pieces)
        except OSError as error:
            logger.warning(
                "%s cannot be written (%s); this process searches structures from memory.", self.on_disk, error.strerror
            )
            self._keep_in_memory(pieces, error)
        else:
            self.refusal = None
            self._forget()

    def remove(self) -> None:
        """Remove the file. If the disk refuses, the file is ignored."""
        try:
            self.on_disk.unlink(missing_ok=True)
        except OSError as error:
            self._keep_in_memory([], error)
        else:
            self.refusal = None
            self._forget()

    def close(self) -> None:
        """Free the memory. A file on disk stays."""
        self.refusal = None
        memory, self._memory = self._memory, None
        if memory is not None:
            os.close(memory)

    def _forget(self) -> None:
        """Free the memory, except the number by which a process may be about to open it."""
        if self._memory is not None:
            self._hold(_file_in_memory(self.on_disk.name, []))

    def _keep_in_memory(self, pieces: Sequence[bytes], refused: OSError) -> None:
        try:
            self._hold(_file_in_memory(self.on_disk.name, pieces))
        except (AttributeError, OSError) as error:
            # Only Linux has files in memory.
            message = (
                f"{self.on_disk} cannot be written ({refused.strerror}), and there is not enough memory to replace it."
            )
            raise StoreUnusable(message, public="Structure search is not available at the moment.") from error
        self.refusal = refused.strerror

    def _hold(self, memory: int) -> None:
        """Let a file in memory stand under the number that the last one had: under no other may a stranger be met."""
        if self._memory is None:
            self._memory = memory
        else:
            os.dup2(memory, self._memory, inheritable=False)
            os.close(memory)


def _file_in_memory(name: str, pieces: Sequence[bytes]) -> int:
    memory = os.memfd_create(name[-200:])
    try:
        with open(memory, "wb", closefd=False) as stream:
            stream.writelines(pieces)
    except OSError:
        os.close(memory)
        raise
    return memory


@contextmanager
def in_one_process(path: Path, *, waits: bool) -> Iterator[bool]:
    """Do something to a file in one process at a time. Yield whether it is this one's turn.

    Args:
        path: the file.
        waits: whether to wait for the turn; else another process goes on with it.
    """
    try:
        descriptor = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR, 0o644)
    except OSError:
        # Where nothing can be written, each process works for itself.
        yield True
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)


def replace_file(path: Path, pieces: Sequence[bytes]) -> None:
    """Write a file completely and put it in place at once. After an error nothing remains of it.

    Raises:
        OSError: the disk does not take it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".new", delete=False) as stream:
        new = Path(stream.name)
        try:
            stream.writelines(pieces)
            stream.flush()
            new.replace(path)
        except OSError:
            with suppress(OSError):
                new.unlink()
            raise
