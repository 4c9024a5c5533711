"""What is asked of structures, as tests of blocks of a file and of structures themselves.

A criterion leaves rows of a block possible by the bits that are kept for them, and then tells of each by its atoms;
unless the answer was worked out before: then there is nothing left to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from catalog.chemistry.structure.fingerprints import SCREEN_BITS
from catalog.chemistry.structure.substructure import SubstructureQuery, is_within, places_of_holders
from catalog.chemistry.substructures.fragments import fragments, query_key
from catalog.store.structures.answers import load_answer, make_room, save_answer
from catalog.store.structures.file import BLOCK, Numbers, StructureFile, StructureRow, bits_of
from catalog.store.structures.parts import Bytes

MOST_PARTS = 4
"""How many known fragments within a query narrow down its rows; the smaller ones add little."""


class AnswerFolders(NamedTuple):
    """Where the answers for a structure file stand: to whatever was asked, and of known fragments."""

    learned: Path
    fragments: Path


class RowCriterion(Protocol):
    """A condition on structures, for rows that are not in a file."""

    def could_fit(self, row: StructureRow) -> bool:
        """Tell whether the bits of a row allow it."""

    def fitting(self, smiles: Sequence[str], most: int | None) -> list[int]:
        """Return the places of the structures that fulfil it, so many at most."""


class StructureCriterion(RowCriterion, Protocol):
    """A condition on the structures of a file."""

    @property
    def is_answered(self) -> bool:
        """Whether ``possible`` leaves only what fulfils it."""

    def possible(self, block: int) -> Bytes:
        """Return the rows of a block that may fulfil it, eight a byte."""

    def learn(self, rows: Numbers) -> None:
        """Take the answer that was found among all rows."""


class HoldsSubstructure:
    """Structures with a substructure."""

    def __init__(self, query: SubstructureQuery) -> None:
        """Keep what is looked for."""
        self._query = query
        self._screen = int.from_bytes(query.screen, "little")

    def could_fit(self, row: StructureRow) -> bool:
        """See ``RowCriterion``."""
        return self._screen & ~int.from_bytes(row.screen, "little") == 0

    def fitting(self, smiles: Sequence[str], most: int | None) -> list[int]:
        """See ``RowCriterion``."""
        return places_of_holders(smiles, self._query, most)


class HoldsSubstructureInFile(HoldsSubstructure):
    """Structures of a file with a substructure."""

    def __init__(self, query: SubstructureQuery, text: str, file: StructureFile, folders: AnswerFolders) -> None:
        """See what is known beforehand.

        Args:
            query: what is looked for.
            text: as it was written.
            file: where.
            folders: where answers are that were worked out before.
        """
        super().__init__(query)
        self._file, self._learned = file, folders.learned
        self._bits = bits_of(query.screen)
        self._text = [np.array(group) + SCREEN_BITS for group in query.text]
        fragment = query_key(query)
        self._key = fragment or f"as written: {text.strip()}"
        self._answer = load_answer(folders.learned, file, self._key)
        if self._answer is None and fragment is not None:
            self._answer = load_answer(folders.fragments, file, fragment)
        self._parts: list[Bytes] = []
        if self._answer is None and fragment is not None and folders.fragments.exists():
            largest = (load_answer(folders.fragments, file, key) for key in fragments().largest_in(query))
            self._parts = [answer for answer in islice(largest, MOST_PARTS) if answer is not None]

    @property
    def is_answered(self) -> bool:
        """See ``StructureCriterion``."""
        return self._answer is not None

    def possible(self, block: int) -> Bytes:
        """See ``StructureCriterion``."""
        start = block * BLOCK // 8
        here = slice(start, start - (-self._file.rows(block) // 8))
        if self._answer is not None:
            return self._answer[here]
        columns = self._file.columns(block)
        possible: Bytes = np.bitwise_and.reduce(columns[self._bits], axis=0)
        for group in self._text:
            possible &= np.bitwise_or.reduce(columns[group], axis=0)
        for part in self._parts:
            possible &= part[here]
        return possible

    def learn(self, rows: Numbers) -> None:
        """See ``StructureCriterion``."""
        if self._answer is None:
            save_answer(self._learned, self._file, self._key, rows)
            make_room(self._learned)


class IsWithin:
    """Structures contained in another one."""

    def __init__(self, drawn: SubstructureQuery) -> None:
        """Keep what was drawn."""
        self._drawn = drawn
        self._screen = int.from_bytes(drawn.screen, "little")

    def could_fit(self, row: StructureRow) -> bool:
        """See ``RowCriterion``."""
        return int.from_bytes(row.screen, "little") & ~self._screen == 0

    def fitting(self, smiles: Sequence[str], most: int | None) -> list[int]:
        """See ``RowCriterion``."""
        fitting = (place for place, text in enumerate(smiles) if is_within(text, self._drawn))
        return list(islice(fitting, most))


class IsWithinInFile(IsWithin):
    """Structures of a file contained in another one."""

    is_answered = False

    def __init__(self, drawn: SubstructureQuery, file: StructureFile) -> None:
        """See which bits the drawn structure has not: what it contains has none of them."""
        super().__init__(drawn)
        self._file = file
        self._others = np.setdiff1d(np.arange(SCREEN_BITS), bits_of(drawn.screen))

    def possible(self, block: int) -> Bytes:
        """See ``StructureCriterion``."""
        excluded: Bytes = np.bitwise_or.reduce(self._file.columns(block)[self._others], axis=0)
        return ~excluded

    def learn(self, rows: Numbers) -> None:
        """Store nothing: the same structure is seldom drawn twice."""
