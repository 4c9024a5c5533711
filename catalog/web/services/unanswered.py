"""Which searches count as unanswered, and in which form."""

from __future__ import annotations

from catalog.chemistry.structure.smiles_slips import looks_like_smiles
from catalog.product.text.folding import fold
from catalog.search.search_box import SearchAnswer
from catalog.web.services.services import Services

COUNTED = frozenset({"words", "cas_rn", "catalog_number", "identifier", "formula"})
"""The meanings that are counted. Structures, and what stands for one, are their owners' secrets."""


def note_unanswered(services: Services, typed: str, found: SearchAnswer) -> None:
    """Count a search that found nothing, unless a filter may be the reason. It only adds to a count in memory."""
    reading = found.read_as
    if found.page.items or found.page.total != 0 or reading.kind not in COUNTED:
        return
    if looks_like_smiles(typed.strip()):
        return  # One with a slip, or that was not read in time, is read as words.
    if found.wanted.also is None and found.structures is None:
        services.unanswered.note(typed, fold(typed) if reading.kind == "words" else reading.value)
