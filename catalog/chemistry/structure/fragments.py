"""Frequent fragments: elements, ions, functional groups, rings, and rings with substituents.

The structures with each fragment are known in advance. So a search for a fragment needs no comparison, and a search for
a structure with some fragments compares only the structures with all of them. The fragments were chosen by their
frequency in real compounds (``scripts/make_fragments.py``). They are in ``fragments.txt``, one SMILES a line.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.chemistry.structure.query_keys import query_key
from catalog.chemistry.structure.substructure import SubstructureQuery, read_substructure_query, read_trusted

TABLE = Path(__file__).with_name("fragments.txt")


class Fragments:
    """All fragments, small ones first.

    Attributes:
        queries: the query of each.
        version: the version of this choice of fragments.
    """

    def __init__(self, texts: list[str]) -> None:
        """Read fragments, each once."""
        read = {query_key(query): query for query in map(read_substructure_query, texts)}
        keyed = [(key, query) for key, query in read.items() if key is not None]
        keyed.sort(key=lambda item: (item[1].mol.GetNumAtoms(), item[1].mol.GetNumBonds(), item[0]))
        self.queries = tuple(query for _, query in keyed)
        self.version = hashlib.sha256("\n".join(key for key, _ in keyed).encode()).hexdigest()[:16]
        self._numbers = {key: number for number, (key, _) in enumerate(keyed)}
        self._screens = np.frombuffer(b"".join(query.screen for query in self.queries), np.uint64)
        self._screens = self._screens.reshape(len(keyed), -1)
        self._within: list[int] | None = None

    def __len__(self) -> int:
        return len(self.queries)

    def number(self, key: str | None) -> int | None:
        """Return the number of the fragment with this query key."""
        return None if key is None else self._numbers.get(key)

    def contained_in(self, query: SubstructureQuery) -> list[int]:
        """Return the fragments that a query contains. A molecule with the query has them all.

        Only for plain queries with a key: their atoms and bonds match only themselves.
        """
        possible = np.flatnonzero(~(self._screens & ~np.frombuffer(query.screen, np.uint64)).any(axis=1))
        return [number for number in possible.tolist() if query.mol.HasSubstructMatch(self.queries[number].mol)]

    def held_by(self, smiles: str, possible: int) -> int:
        """Return the fragments in a molecule, one bit each.

        Args:
            smiles: the canonical SMILES as stored.
            possible: the fragments that its screening bits allow, one bit each.
        """
        mol = read_trusted(smiles)
        held = 0
        while mol is not None and possible:
            number = possible.bit_length() - 1
            possible ^= 1 << number
            if mol.HasSubstructMatch(self.queries[number].mol):
                # The fragments in a fragment are found with it.
                held |= self.within[number]
                possible &= ~held
        return held

    @property
    def within(self) -> list[int]:
        """The fragments in each fragment, itself included, one bit each."""
        if self._within is None:
            contained = [self.contained_in(query) for query in self.queries]
            self._within = [sum(1 << number for number in numbers) for numbers in contained]
        return self._within

    @property
    def bits(self) -> list[NDArray[np.int64]]:
        """The numbers of each fragment's screening bits."""
        rows = np.unpackbits(self._screens.view(np.uint8), axis=1, bitorder="little")
        return [np.flatnonzero(row) for row in rows]


@cache
def fragments() -> Fragments:
    """Return the fragments of this release. They are read once, in a quarter of a second."""
    return Fragments(TABLE.read_text(encoding="ascii").split())
