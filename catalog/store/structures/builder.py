"""Makes the keys file of a structure file, slice by slice in worker processes, while searches go on."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import CatalogError, StructureRefused
from catalog.store.structures.file import StructureFile
from catalog.store.structures.keys import (
    POSTED,
    SLICE,
    KeysFile,
    SliceOfKeys,
    keys_of_slice,
    rarest_of_rows,
    write_keys_file,
)
from catalog.store.structures.parts import FileUnusable
from catalog.store.structures.places import FilePlace

P = ParamSpec("P")
T = TypeVar("T")
TRIES = 3


class KeysBuilder:
    """Makes the keys file beside a structure file, in one process at a time.

    Attributes:
        place: where the keys file stands.
    """

    def __init__(self, pool: WorkerPool, file: FilePlace) -> None:
        """Set up. Nothing is read or made yet.

        Args:
            pool: the workers that search.
            file: where the structure file stands.
        """
        self._pool = pool
        self._file = file
        self.place = FilePlace(Path(f"{file.on_disk}-keys"))
        self._tried: int | None = None
        self._closed = threading.Event()
        self._one = threading.Lock()
        self._thread: threading.Thread | None = None

    def make_in_background(self, crc: int) -> None:
        """Begin to make it, unless already begun for this structure file."""
        with self._one:
            if self._tried == crc or (self._thread is not None and self._thread.is_alive()):
                return
            self._tried = crc
            self._thread = threading.Thread(target=self._make_quietly, name="structure-keys", daemon=True)
            self._thread.start()

    def make(self, *, ahead: int = 1) -> int:
        """Make it if it is missing. Return how many structures were read.

        Args:
            ahead: how many workers are kept busy; a server has one for it, and the others for those who search.

        Raises:
            FileUnusable: there is no structure file, or another one took its place meanwhile.
        """
        path = self._file.path
        file = StructureFile(path)
        if self._is_there(file):
            return 0
        with ThreadPoolExecutor(ahead) as threads:
            slices = list(threads.map(lambda first: self._slice(path, file.crc, first), range(0, len(file), SLICE)))
        if self._closed.is_set():
            return 0
        rarest = [
            self._patiently(rarest_of_rows, str(path), file.crc, number) for number in range(-(-len(file) // POSTED))
        ]
        write_keys_file(self.place, file, slices, rarest)
        return sum(piece.matched for piece in slices)

    def throw_away_if_damaged(self) -> None:
        """Remove a damaged keys file. Searches work without it until it is rebuilt."""
        try:
            KeysFile(self.place.path, StructureFile(self._file.path)).require_all()
        except FileUnusable:
            self.place.remove()
            self._tried = None
        except OSError:
            return

    def wait(self) -> None:
        """Wait until nothing goes on in the background any more."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Stop the work in the background and wait for its end."""
        self._closed.set()
        self.wait()
        self.place.close()

    def _slice(self, path: Path, crc: int, first: int) -> SliceOfKeys:
        if self._closed.is_set():
            return SliceOfKeys(b"", np.empty((0, 0), np.uint8), 0)
        return self._patiently(keys_of_slice, str(path), crc, str(self.place.path), first)

    def _patiently(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a job, and again if a busy machine let its time run out."""
        for _ in range(TRIES - 1):
            with suppress(StructureRefused):
                return self._pool.run(function, *args, **kwargs)
        return self._pool.run(function, *args, **kwargs)

    def _make_quietly(self) -> None:
        # Searches are right without it: whatever kept it from being made, the next one tries again.
        done = False
        with suppress(CatalogError, OSError), self._only_one_process() as is_alone:
            if is_alone:
                self.make()
            done = is_alone
        if not done:
            self._tried = None

    def _is_there(self, file: StructureFile) -> bool:
        try:
            KeysFile(self.place.path, file)
        except (FileUnusable, OSError):
            return False
        return True

    @contextmanager
    def _only_one_process(self) -> Iterator[bool]:
        try:
            descriptor = os.open(f"{self.place.on_disk}.lock", os.O_CREAT | os.O_RDWR, 0o644)
        except OSError:
            # Where nothing can be written, each process makes its own in memory.
            yield True
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
        finally:
            os.close(descriptor)
