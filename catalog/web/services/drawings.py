"""Drawings of structures, drawn once and then kept, by structure and labels."""

from __future__ import annotations

from catalog.chemistry.structure.drawing.depiction import draw_svg
from catalog.web.services.chemistry import RequestChemistry
from catalog.web.services.kept_results import KeptResults

LARGEST_DRAWING = 24_000
"""The largest drawing that is part of a page, in characters. A larger one is a separate picture."""

KEPT = 2_000
"""The largest number of drawings in memory; each takes about 10 kB."""


class Drawings:
    """Draws in worker processes. Threads may share it."""

    def __init__(self) -> None:
        self._kept: KeptResults[str] = KeptResults(KEPT)

    def draw(
        self,
        chemistry: RequestChemistry,
        smiles: str,
        title: str,
        description: str,
        highlight: str | None = None,
        *,
        has_stereo_labels: bool = False,
    ) -> str:
        """Return the SVG, with CIP labels if they are asked for.

        A structure to highlight comes from a client, and waits in the clients' queue.

        Raises:
            InvalidStructure: the structure to highlight cannot be read.
            StructureRefused: it is too large, or there is no time to draw it.
        """
        run = chemistry.draw if highlight is None else chemistry.run
        return self._kept.get(
            (smiles, title, description, highlight, has_stereo_labels),
            lambda: run(
                draw_svg,
                smiles,
                title=title,
                description=description,
                highlight=highlight,
                has_stereo_labels=has_stereo_labels,
            ),
        )


def is_large(drawing: str | None) -> bool:
    """Tell whether a drawing should be a separate picture beside its page."""
    return drawing is not None and len(drawing) > LARGEST_DRAWING
