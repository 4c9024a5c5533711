"""Works out in the background which rows hold known fragments, in worker processes, while searches go on."""

from __future__ import annotations

import threading
from contextlib import suppress

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import CatalogError, StructureRefused
from catalog.store.structures.jobs import FRAGMENTS_BEGIN, FragmentProgress, SearchTarget, remember_fragments
from catalog.store.structures.places import in_one_process

TRIES = 3
"""How often one job is tried; after that a later search begins anew with what is missing."""


class FragmentWork:
    """The work on the fragments of one structure file. What is finished is kept; the rest is searched for as ever."""

    def __init__(self, pool: WorkerPool) -> None:
        """Set up. Nothing is done yet.

        Args:
            pool: the workers that search.
        """
        self._pool = pool
        self._begun: int | None = None
        self._closed = threading.Event()
        self._one = threading.Lock()
        self._thread: threading.Thread | None = None

    def begin(self, where: SearchTarget) -> None:
        """Begin in the background, unless already begun for this structure file."""
        with self._one:
            if self._begun == where.crc or (self._thread is not None and self._thread.is_alive()):
                return
            self._begun = where.crc
            self._thread = threading.Thread(
                target=self._work_quietly, args=(where,), name="structure-fragments", daemon=True
            )
            self._thread.start()

    def work(self, where: SearchTarget) -> None:
        """Work out what is missing.

        Raises:
            FileUnusable: another structure file has taken the place of the one that is meant.
            StructureRefused: the machine is too busy. What was finished is kept.
        """
        so_far: FragmentProgress | None = FRAGMENTS_BEGIN
        tries = TRIES
        while so_far is not None and not self._closed.is_set():
            try:
                so_far, tries = self._pool.run(remember_fragments, where, so_far), TRIES
            except StructureRefused:
                # A busy machine let the job's time run out. It begins again where the last one ended.
                tries -= 1
                if not tries:
                    raise

    def wait(self) -> None:
        """Wait until nothing goes on in the background any more."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Stop the work in the background and wait for its end."""
        self._closed.set()
        self.wait()

    def _work_quietly(self, where: SearchTarget) -> None:
        # Searches are right without it: whatever kept it from being done, a later one begins anew.
        is_done = False
        with suppress(CatalogError), in_one_process(where.answers.fragments, waits=False) as is_alone:
            if is_alone:
                self.work(where)
            is_done = is_alone
        if not is_done:
            self._begun = None
