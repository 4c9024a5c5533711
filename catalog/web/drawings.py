"""Drawings of structures, drawn once and kept by what is drawn and written beside it."""

from __future__ import annotations

from functools import lru_cache

from catalog.chemistry.depiction import draw_svg
from catalog.chemistry.pool import WorkerPool

LARGEST_DRAWING = 24_000
"""Letters of a drawing that stands in a page itself; a larger one is a picture beside it."""

KEPT = 2_000
"""Drawings in memory at most; one has about 10 kB."""


class Drawings:
    """Draws in worker processes; threads may share it."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self.draw = lru_cache(maxsize=KEPT)(self._drawn)

    def _drawn(self, smiles: str, title: str, description: str, highlight: str | None = None) -> str:
        """The SVG; a refusal is raised anew each time, and not kept."""
        return self._pool.run(draw_svg, smiles, title=title, description=description, highlight=highlight)


def is_large(drawing: str | None) -> bool:
    """Tell whether a drawing is better a picture beside its page than a part of it."""
    return drawing is not None and len(drawing) > LARGEST_DRAWING
