"""What is asked of structures, as tests of blocks and of rows.

A question leaves rows of a block possible by the bits that are kept for them, and then tells of each by its atoms;
unless what is kept is the answer already: then there is nothing left to tell.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from catalog.chemistry.structure.fragments import fragments
from catalog.chemistry.structure.query_keys import query_key
from catalog.chemistry.structure.substructure import SubstructureQuery, holds_substructure, is_within
from catalog.store.structures.answer_cache import load_answer, save_answer
from catalog.store.structures.file import BLOCK, Numbers, StructureFile, StructureRow, bits_of
from catalog.store.structures.keys import KeysFile
from catalog.store.structures.parts import Bytes


class RowCriterion(Protocol):
    """A condition on structures, for rows that are not in a file."""

    def could_fit(self, row: StructureRow) -> bool:
        """Tell whether the bits of a row allow it."""

    def fits(self, smiles: str) -> bool:
        """Tell whether a structure fulfils it."""


class StructureCriterion(RowCriterion, Protocol):
    """A condition on structures."""

    @property
    def is_answered(self) -> bool:
        """Whether ``possible`` leaves only what fulfils it."""

    def possible(self, block: int) -> Bytes:
        """Return the rows of a block that may fulfil it, eight a byte."""

    def learn(self, rows: Numbers) -> None:
        """Take the answer that was found among all rows."""


class SubstructureRowCriterion:
    """Structures with a substructure, for rows that are not in a file."""

    def __init__(self, query: SubstructureQuery) -> None:
        """Keep what is looked for."""
        self._query = query
        self._screen = int.from_bytes(query.screen, "little")

    def could_fit(self, row: StructureRow) -> bool:
        """Tell whether the bits of a row allow it."""
        return self._screen & ~int.from_bytes(row.screen, "little") == 0

    def fits(self, smiles: str) -> bool:
        """Tell whether a structure fulfils it."""
        return holds_substructure(smiles, self._query)


class SuperstructureRowCriterion:
    """Structures contained in another one, for rows that are not in a file."""

    def __init__(self, drawn: SubstructureQuery) -> None:
        """Keep what was drawn."""
        self._drawn = drawn
        self._screen = int.from_bytes(drawn.screen, "little")

    def could_fit(self, row: StructureRow) -> bool:
        """Tell whether the bits of a row allow it."""
        return int.from_bytes(row.screen, "little") & ~self._screen == 0

    def fits(self, smiles: str) -> bool:
        """Tell whether a structure fulfils it."""
        return is_within(smiles, self._drawn)


class SubstructureCriterion(SubstructureRowCriterion):
    """Structures with a substructure."""

    def __init__(
        self, query: SubstructureQuery, text: str, file: StructureFile, keys: KeysFile | None, folder: Path
    ) -> None:
        """See what is known of a query beforehand.

        Args:
            query: what is looked for.
            text: as it was written.
            file: where.
            keys: which rows hold the fragments; None while nobody knows.
            folder: where answers are that were worked out before.
        """
        super().__init__(query)
        self._file, self._keys, self._folder = file, keys, folder
        self._bits = bits_of(query.screen)
        key = query_key(query)
        self._exact = None if keys is None else fragments().number(key)
        self._contained: list[int] = []
        self._key = key if key is not None else f"as written: {text.strip()}"
        self._learned: Numbers | None = None
        if self._exact is None:
            self._learned = load_answer(folder, file, self._key)
        if self._exact is None and self._learned is None and keys is not None and key is not None:
            self._contained = fragments().contained_in(query)

    @property
    def is_answered(self) -> bool:
        """Whether ``possible`` leaves only what fulfils it."""
        return self._exact is not None or self._learned is not None

    def possible(self, block: int) -> Bytes:
        """Return the rows of a block that may fulfil it, eight a byte."""
        if self._learned is not None:
            return _packed(self._learned, block, self._file.rows(block))
        if self._keys is not None and self._exact is not None:
            known: Bytes = self._keys.columns(block)[self._exact]
            return known
        possible: Bytes = np.bitwise_and.reduce(self._file.columns(block)[self._bits], axis=0)
        if self._keys is not None and self._contained:
            possible &= np.bitwise_and.reduce(self._keys.columns(block)[self._contained], axis=0)
        return possible

    def learn(self, rows: Numbers) -> None:
        """Take the answer that was found among all rows."""
        if not self.is_answered:
            save_answer(self._folder, self._file, self._key, rows)


class SuperstructureCriterion(SuperstructureRowCriterion):
    """Structures contained in another one."""

    def __init__(self, drawn: SubstructureQuery, file: StructureFile) -> None:
        """See which bits the drawn structure has not.

        Args:
            drawn: the structure.
            file: where.
        """
        super().__init__(drawn)
        self._file = file
        own = np.unpackbits(np.frombuffer(drawn.screen, np.uint8), bitorder="little")
        self._others = np.flatnonzero(own == 0)

    @property
    def is_answered(self) -> bool:
        """Whether ``possible`` leaves only what fulfils it."""
        return False

    def possible(self, block: int) -> Bytes:
        """Return the rows of a block that may fulfil it, eight per byte: the structure has all their bits."""
        excluded: Bytes = np.bitwise_or.reduce(self._file.columns(block)[self._others], axis=0)
        return ~excluded

    def learn(self, rows: Numbers) -> None:
        """Store nothing: the same structure is seldom searched twice."""


def possible_rows(
    file: StructureFile, questions: list[StructureCriterion], block: int, first: int, allowed: NDArray[np.int64] | None
) -> Numbers:
    """Return the rows of a block that all questions leave possible, from one on, of the products that are allowed.

    Args:
        file: where.
        questions: what is asked.
        block: which block.
        first: the first row that is looked at.
        allowed: ids of products in ascending order; None for all.
    """
    start = block * BLOCK
    packed = np.bitwise_and.reduce([question.possible(block) for question in questions])
    rows = np.flatnonzero(np.unpackbits(packed, count=file.rows(block), bitorder="little")) + start
    if first > start:
        rows = rows[rows >= first]
    if allowed is not None and len(rows):
        ids = file.ids[rows]
        places = np.minimum(np.searchsorted(allowed, ids), max(len(allowed) - 1, 0))
        rows = rows[allowed[places] == ids] if len(allowed) else rows[:0]
    return rows


def _packed(rows: Numbers, block: int, size: int) -> Bytes:
    """Return the rows in a block of this size, eight per byte."""
    start, stop = np.searchsorted(rows, (block * BLOCK, (block + 1) * BLOCK))
    mask = np.zeros(size, np.uint8)
    mask[rows[start:stop] - block * BLOCK] = 1
    return np.packbits(mask, bitorder="little")
