"""Computed properties of structures, computed once and then kept."""

from __future__ import annotations

from catalog.chemistry.structure.computed_properties import ComputedProperty, computed_properties
from catalog.errors import InvalidStructure, TooManyRequests
from catalog.web.services.chemistry import RequestChemistry
from catalog.web.services.kept_results import KeptResults

KEPT = 5_000
"""The largest number of structures with their properties in memory; each takes about 1 kB."""


class ComputedProperties:
    """Computes properties in worker processes. Threads may share it."""

    def __init__(self) -> None:
        self._kept: KeptResults[tuple[ComputedProperty, ...]] = KeptResults(KEPT)

    def of(self, chemistry: RequestChemistry, smiles: str) -> list[ComputedProperty]:
        """Return the properties of a structure, or an empty list if they cost too much or no worker is free."""
        try:
            return list(self._kept.get(smiles, lambda: tuple(chemistry.draw(computed_properties, smiles))))
        except (InvalidStructure, TooManyRequests):
            return []
