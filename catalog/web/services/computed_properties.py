"""Computed properties of structures, computed once and kept."""

from __future__ import annotations

from catalog.chemistry.structure.computed_properties import ComputedProperty, computed_properties
from catalog.errors import InvalidStructure, TooManyRequests
from catalog.web.services.chemistry import RequestChemistry
from catalog.web.services.kept_results import KeptResults

KEPT = 5_000
"""Structures whose properties are in memory at most; those of one have about 1 kB."""


class ComputedProperties:
    """Computes in worker processes; threads may share it."""

    def __init__(self) -> None:
        self._kept: KeptResults[tuple[ComputedProperty, ...]] = KeptResults(KEPT)

    def of(self, chemistry: RequestChemistry, smiles: str) -> list[ComputedProperty]:
        """The properties of a structure; none where it costs more than a worker may spend, or none is free."""
        try:
            return list(self._kept.get(smiles, lambda: tuple(chemistry.draw(computed_properties, smiles))))
        except (InvalidStructure, TooManyRequests):
            return []
