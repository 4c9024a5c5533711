"""The structures of typed texts, read in worker processes, many at once, without holding a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

from catalog.chemistry.structure.smiles_slips import looks_like_smiles, smiles_slip
from catalog.chemistry.structure.structure import Structure, read_structure
from catalog.errors import InvalidStructure, OutOfTime, ServerBusy, StructureRefused
from catalog.search.interpretation import Chemistry
from catalog.search.query import MAX_CHARACTERS, structure_text
from catalog.store.reader import Reader

T = TypeVar("T")
P = ParamSpec("P")

LATE = "It was not searched as a structure: the time limit was reached."
LATE_RELATIVES = "Other forms were not searched: this would take too long."


class TypedStructures:
    """Reads texts as structures, each once.

    Attributes:
        reader: reads the catalog. It is paused during computations.
    """

    def __init__(self, reader: Reader, chemistry: Chemistry) -> None:
        """Set up. Nothing is read yet."""
        self.reader = reader
        self._chemistry = chemistry
        self._read: dict[str, Structure | InvalidStructure] = {}

    def read_ahead(self, texts: Iterable[str]) -> None:
        """Read several texts together, which is faster."""
        asked = [typed for text in texts if (typed := structure_text(text)) is not None and typed[0] not in self._read]
        unread = list(dict.fromkeys(asked))
        if not unread:
            return
        self.reader.pause()
        results = self._chemistry.run_each(read_structure, unread)
        self._read.update(zip([text for text, _kind in unread], results, strict=True))

    def of(self, text: str) -> Structure | None:
        """Return the structure of a text, or None if it is not one or was not read in time."""
        self.read_ahead([text])
        typed = structure_text(text)
        structure = None if typed is None else self._read[typed[0]]
        return None if isinstance(structure, InvalidStructure) else structure

    def why_unread(self, text: str) -> str | None:
        """Return why a text that looks like a structure was not read: no time, or too expensive."""
        typed = structure_text(text)
        result = None if typed is None else self._read.get(typed[0])
        if isinstance(result, OutOfTime):
            return LATE
        if not isinstance(result, StructureRefused):
            return None
        return f"It was not searched as a structure: {str(result).removeprefix('Refused: ')}"

    def slip_in(self, text: str) -> str | None:
        """Return what is wrong with a text that somebody seems to have meant as a SMILES, or None."""
        typed = text.strip()
        if len(typed) > MAX_CHARACTERS or not looks_like_smiles(typed):
            return None
        slip = self.compute(smiles_slip, typed)
        return None if slip is None else slip.told(typed)

    def compute(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Return the result of a function, or None if it takes too long."""
        self.reader.pause()
        try:
            return self._chemistry.run(function, *args, **kwargs)
        except (StructureRefused, ServerBusy):
            return None
