"""How many products each class of compounds has: counted in the background, since each count is a structure search."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextvars import copy_context
from types import TracebackType
from typing import Self

from catalog.errors import CatalogError
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.sorts import Sort
from catalog.store.structures.index import StructureFilter, StructureSearch

PATIENCE = 0.3
"""Seconds that whoever asks waits for counts that are not there yet: a small catalog is counted by then. If the last
counting took longer, nobody waits."""

PAGE = 1_000
"""Products of a page, where a class is counted page by page."""


class ClassCounter:
    """Counts classes by their structural keys, one search at a time. Threads can share it.

    After a change of the catalog the last counts hold until the new ones are there.
    """

    def __init__(self, structures: StructureSearch, classes: Mapping[str, str]) -> None:
        """Set up with the classes as SMARTS by name. Counting begins with the first request."""
        self._structures = structures
        self._classes = dict(classes)
        self._counts: dict[str, int] = {}
        self._seq: int | None = None
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._took = 0.0  # Seconds of the last counting.

    def __enter__(self) -> Self:
        """Leave to close."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        """Stop counting."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def counts(self, seq: int) -> dict[str, int]:
        """Return the counts of the counted classes by name, at most slightly older than a change of the catalog.

        Args:
            seq: the number of the last change.
        """
        with self._lock:
            idle = self._thread is None or not self._thread.is_alive()
            if seq != self._seq and idle and not self._closing.is_set():
                self._seq = seq
                self._done.clear()
                # It reads the database that the request reads.
                of_request = copy_context().run
                self._thread = threading.Thread(
                    target=of_request, args=(self._count,), name="class counts", daemon=True
                )
                self._thread.start()
        if self._took <= PATIENCE:
            self._done.wait(PATIENCE)
        return dict(self._counts)

    def _count(self) -> None:
        began = time.monotonic()
        for name, smarts in self._classes.items():
            count = self._count_one(smarts)
            if self._closing.is_set():
                break
            kept = {known: number for known, number in self._counts.items() if known != name}
            self._counts = kept if count is None else {**kept, name: count}
        self._took = time.monotonic() - began
        self._done.set()

    def _count_one(self, smarts: str) -> int | None:
        """Return how many products a key finds, or None if it cannot be searched at the moment."""
        wanted = StructureFilter(substructure=smarts)
        try:
            whole = self._structures.list_products(ProductFilter(), wanted, Sort("name"), limit=1)
            return whole.total if whole.complete else self._count_by_page(wanted)
        except CatalogError:
            return None

    def _count_by_page(self, wanted: StructureFilter) -> int:
        """Return the count of a class that needs several searches: each continues after the last."""
        count, cursor = 0, None
        while not self._closing.is_set():
            page = self._structures.list_products(ProductFilter(), wanted, Sort(), limit=PAGE, cursor=cursor)
            count, cursor = count + len(page.items), page.cursor
            if cursor is None:
                break
        return count
