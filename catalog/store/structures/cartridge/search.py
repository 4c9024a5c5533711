"""One search with the cartridge, as of one state of the catalog.

The first page of what many products hold is found by walking in the order of catalog numbers; what few hold, and all
hits, by the GiST index. Where the cartridge reads a query otherwise than we do, cannot be told it, or takes too long,
the search walks on: the database leaves what the screening bits allow, and a worker process matches.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

import numpy as np

from catalog.chemistry.workers.pool import WorkerPool
from catalog.store.structure_hits import Hits
from catalog.store.structures.cartridge.jobs import KeyedSmiles, fitting_rows, fitting_tail, is_understood, vet_query
from catalog.store.structures.cartridge.reading import CartridgeReading
from catalog.store.structures.file import StructureRow
from catalog.store.structures.index import GRACE_SECONDS, SearchBudget
from catalog.store.structures.jobs import first_hits
from catalog.store.structures.similarity import similar_fingerprints
from catalog.store.structures.structure_query import StructureQuery, similarity_fingerprint

P = ParamSpec("P")
T = TypeVar("T")

FIRST_STEP = 2_048
LAST_STEP = 32_768
"""How many products a walk looks at first, and at most at once; each step is four times the one before it."""
FAR = 16_384
"""A walk that would have to look at more products to fill the page leaves them to the cartridge."""
SHARE = 0.5
"""The part of its time that a search gives to the cartridge; in the rest it walks on."""


class CartridgeSearch:
    """A search of the cartridge's table and of newer rows."""

    def __init__(self, reading: CartridgeReading, pool: WorkerPool, tail: Sequence[StructureRow], seq: int) -> None:
        """Describe the search.

        Args:
            reading: reads the database, as of one state of the catalog.
            pool: worker processes that search.
            tail: the rows that are newer than what is read.
            seq: the last change that what is read knows of.
        """
        self._reading = reading
        self._pool = pool
        self._tail = tail
        self._seq = seq

    @property
    def seq(self) -> int:
        """The last change in the searched data."""
        return self._seq

    def similar(self, smiles: str, threshold: float, seconds: float) -> Hits:
        """See ``EngineSearch``."""
        self._reading.pause()
        wanted = self._pool.run_within(seconds + GRACE_SECONDS, similarity_fingerprint, smiles)
        close, scores = similar_fingerprints(wanted, [row.morgan for row in self._tail], threshold)
        new = {self._tail[at].product_id: score for at, score in zip(close.tolist(), scores.tolist(), strict=True)}
        old = {
            number: score for number, score in self._reading.similar(wanted, threshold, seconds) if number not in new
        }
        return Hits(np.array(list(old), np.int64), tuple(new), scores=old | new)

    def structures(self, asked: StructureQuery, going: SearchBudget, allowed: Sequence[int] | None) -> Hits:
        """See ``EngineSearch``."""
        walk = _Walk(self._reading, self._pool, asked, going, allowed)
        walk.go()
        tail = walk.run(fitting_tail, asked, self._tail, allowed, going.after, walk.reached) if self._tail else []
        return first_hits(walk.found, tail, going.enough, walk.reached, out_of_time=walk.is_late)


class _Walk:
    """A walk through the catalog by number. The cartridge can find the rest at once.

    Attributes:
        found: what fits, by catalog key and id.
        reached: the last catalog key that was looked at, where others were not; None at the end of the catalog.
        is_late: whether the time ended it.
    """

    def __init__(
        self,
        reading: CartridgeReading,
        pool: WorkerPool,
        asked: StructureQuery,
        going: SearchBudget,
        allowed: Sequence[int] | None,
    ) -> None:
        self._reading, self._pool, self._asked, self._allowed = reading, pool, asked, allowed
        self._begun = time.monotonic()
        self._seconds, self._enough = going.seconds, going.enough
        self._vetted = self.run(vet_query, asked)
        self._looked = 0
        self.found: list[tuple[str, int]] = []
        self.reached: str | None = going.after or ""
        self.is_late = False

    def go(self) -> None:
        """Walk until there are enough hits, the end of the catalog or of the time."""
        step, told = FIRST_STEP, self._vetted.told if self._reading.is_full else None
        while self.reached is not None and not self._has_enough():
            if self._left() <= 0:
                self.is_late = True
                return
            if told is not None and self._is_far():
                if self._leap(told, self.reached):
                    return
                told = None
                continue
            self._step(self.reached, step)
            step = min(4 * step, LAST_STEP)

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a job in a worker in the remaining time, without a connection."""
        self._reading.pause()
        return self._pool.run_within(max(self._left(), 0) + GRACE_SECONDS, function, *args, **kwargs)

    def _left(self) -> float:
        return self._seconds - (time.monotonic() - self._begun)

    def _has_enough(self) -> bool:
        return self._enough is not None and len(self.found) >= self._enough

    def _is_far(self) -> bool:
        """Tell whether the page, from what was found so far, would take too many products to fill."""
        if self._enough is None:
            return True
        return self._looked > 0 and self._looked * self._enough > FAR * len(self.found)

    def _step(self, after: str, size: int) -> None:
        """Search the next products."""
        end, rows = self._reading.possible(self._vetted, after, size, self._allowed)
        self._looked += size
        found, stopped = self._matched(rows, None if self._enough is None else self._enough - len(self.found))
        self.found += found
        self.reached = end if stopped is None else stopped or after

    def _leap(self, told: str, after: str) -> bool:
        """Let the cartridge find all remaining hits. Tell whether it did."""
        theirs = self._reading.told_back(told)
        if not self.run(is_understood, self._asked, theirs):
            return False
        most = None if self._enough is None else self._enough - len(self.found)
        held = self._reading.holding(told, self._vetted, after, most, self._allowed, SHARE * self._left())
        if held is None:
            return False
        sure, unread = held
        fitting, stopped = self._matched(unread, None)
        if stopped is not None:
            return False
        self.found = sorted([*self.found, *sure, *fitting])[: self._enough]
        self.reached = self.found[-1][0] if self._has_enough() else None
        return True

    def _matched(self, rows: Sequence[KeyedSmiles], most: int | None) -> tuple[list[tuple[str, int]], str | None]:
        """Match some rows; see ``fitting_rows``."""
        return self.run(fitting_rows, self._asked, rows, most, self._left()) if rows else ([], None)
