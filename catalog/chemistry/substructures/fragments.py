"""Fragments that are asked for often: elements, ions, functional groups, rings, and rings with what is bound to them.

Which structures hold each of them is worked out beforehand, so that a search for one needs no match at all, and a
search for something that contains some need only look at what holds these. They were chosen by how often they occur in
real compounds (``scripts/make_fragments.py``), and stand in ``fragments.txt``, one SMILES a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from rdkit import Chem

from catalog.chemistry.structure.substructure import SubstructureQuery, read_substructure_query

TABLE = Path(__file__).with_name("fragments.txt")
COMPARABLE_BONDS = frozenset((Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE, Chem.BondType.AROMATIC))
"""Bonds that match only their own kind. In RDKit a bond of order zero matches any, and a dative bond has a
direction."""


def query_key(query: SubstructureQuery) -> str | None:
    """Return the key of a query, equal for all texts that ask for the same, or None if it is not simple enough.

    In a plain query, an atom matches by its element, by charge and isotope if stated, and by the kinds of its bonds.
    Hydrogens, stereo and open valences do not count. The key is the canonical SMILES of exactly these.

    >>> [query_key(read_substructure_query(text)) for text in ("OC(=O)C", "CC([OH])=O", "[#6]", "c1cc[nH]c1")]
    ['CC(=O)O', 'CC(=O)O', None, 'c1ccnc1']
    """
    if not query.is_plain or any(bond.GetBondType() not in COMPARABLE_BONDS for bond in query.mol.GetBonds()):
        return None
    bare = Chem.RWMol(query.mol)
    for atom in bare.GetAtoms():
        atom.SetNoImplicit(False)  # noqa: FBT003 - RDKit takes no keyword.
        atom.SetNumExplicitHs(0)
        atom.SetAtomMapNum(0)
    Chem.RemoveStereochemistry(bare)
    bare.UpdatePropertyCache(strict=False)
    return Chem.MolToSmiles(bare)


class Fragments:
    """All fragments, the smaller before the larger.

    Attributes:
        queries: what each asks for, by its key.
    """

    def __init__(self, texts: list[str]) -> None:
        """Read fragments, equal ones once."""
        read = ((query_key(query), query) for query in map(read_substructure_query, texts))
        keyed = {key: query for key, query in read if key is not None}
        sizes = {key: (query.mol.GetNumAtoms(), query.mol.GetNumBonds(), key) for key, query in keyed.items()}
        self.queries = {key: keyed[key] for key in sorted(keyed, key=sizes.__getitem__)}
        self._keys = list(self.queries)
        screens = np.frombuffer(b"".join(query.screen for query in self.queries.values()), np.uint64)
        self._screens = screens.reshape(len(self._keys), -1)

    def largest_in(self, query: SubstructureQuery) -> Iterator[str]:
        """Yield the keys of the fragments that a query contains, none within one before it, the largest first.

        A molecule with the query has them all. Only plain queries with a key may be asked for: their atoms and bonds
        fit what they are, and nothing else.
        """
        possible = np.flatnonzero(~(self._screens & ~np.frombuffer(query.screen, np.uint64)).any(axis=1))
        found: list[SubstructureQuery] = []
        for number in reversed(possible.tolist()):
            fragment = self.queries[self._keys[number]]
            if query.mol.HasSubstructMatch(fragment.mol) and not any(
                larger.mol.HasSubstructMatch(fragment.mol) for larger in found
            ):
                found.append(fragment)
                yield self._keys[number]


@cache
def fragments() -> Fragments:
    """Return the fragments of this release. They are read once, in a quarter of a second."""
    return Fragments(TABLE.read_text(encoding="ascii").split())
