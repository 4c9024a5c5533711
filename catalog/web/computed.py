"""Computed properties of structures, computed once and kept."""

from __future__ import annotations

from functools import lru_cache

from catalog.chemistry.computed import Computed, computed_properties
from catalog.chemistry.pool import WorkerPool
from catalog.errors import InvalidStructure

KEPT = 5_000
"""Structures whose properties are in memory at most; those of one have about 1 kB."""


class ComputedProperties:
    """Computes in worker processes; threads may share it."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._kept = lru_cache(maxsize=KEPT)(self._computed)

    def of(self, smiles: str) -> list[Computed]:
        """The properties of a structure; none where it costs more than a worker may spend."""
        try:
            return list(self._kept(smiles))
        except InvalidStructure:
            return []

    def _computed(self, smiles: str) -> tuple[Computed, ...]:
        return tuple(self._pool.run(computed_properties, smiles))
