"""Queries by name: two texts that ask for the same substructure have the same key.

Whether an atom of a plain query fits depends on its element, its charge and isotope where it states them, and on the
kinds of its bonds; hydrogens, stereo and open valences are not looked at. The key is the canonical SMILES of just that.
"""

from __future__ import annotations

from rdkit import Chem

from catalog.chemistry.structure.substructure import SubstructureQuery

COMPARABLE_BONDS = frozenset((Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE, Chem.BondType.AROMATIC))
"""Bonds that fit only their own kind: RDKit lets a bond of order zero fit any, and looks where a dative one points."""


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
