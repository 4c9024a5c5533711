"""Keys of queries: two texts for the same substructure have the same key.

In a plain query, an atom matches by its element, by charge and isotope if stated, and by the kinds of its bonds.
Hydrogens, stereo and open valences do not count. The key is the canonical SMILES of exactly these.
"""

from __future__ import annotations

from rdkit import Chem

from catalog.chemistry.structure.substructure import SubstructureQuery

COMPARABLE_BONDS = frozenset((Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE, Chem.BondType.AROMATIC))
"""Bonds that match only their own kind. In RDKit a bond of order zero matches any, and a dative bond has a
direction."""


def query_key(query: SubstructureQuery) -> str | None:
    """Return the key of a query, or None if it is not simple enough.

    >>> from catalog.chemistry.structure.substructure import read_substructure_query
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
