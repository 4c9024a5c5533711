"""Drawings of structures, drawn once and kept by what is drawn and written beside it."""

from __future__ import annotations

from catalog.chemistry.structure.depiction import draw_svg
from catalog.web.services.chemistry import RequestChemistry
from catalog.web.services.kept_results import KeptResults

LARGEST_DRAWING = 24_000
"""Letters of a drawing that stands in a page itself; a larger one is a picture beside it."""

KEPT = 2_000
"""Drawings in memory at most; one has about 10 kB."""


class Drawings:
    """Draws in worker processes; threads may share it."""

    def __init__(self) -> None:
        self._kept: KeptResults[str] = KeptResults(KEPT)

    def draw(
        self, chemistry: RequestChemistry, smiles: str, title: str, description: str, highlight: str | None = None
    ) -> str:
        """The SVG.

        What is to be highlighted comes from a stranger, and waits with what strangers send.

        Raises:
            InvalidStructure: what is to be highlighted cannot be read.
            StructureRefused: it is too large, or there is no time to draw it.
        """
        run = chemistry.draw if highlight is None else chemistry.run
        return self._kept.get(
            (smiles, title, description, highlight),
            lambda: run(draw_svg, smiles, title=title, description=description, highlight=highlight),
        )


def is_large(drawing: str | None) -> bool:
    """Tell whether a drawing is better a picture beside its page than a part of it."""
    return drawing is not None and len(drawing) > LARGEST_DRAWING
