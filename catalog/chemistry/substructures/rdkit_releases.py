"""Another release of RDKit, such as PostgreSQL's cartridge: queries for it, and comparing its readings with ours.

Molecules are exchanged as text. The other release writes the SMILES of what it has read. This is compared with ours
atom by atom. If the aromaticity differs, or it cannot read the text, its answer is not used.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdkit import Chem

from catalog.chemistry.structure.substructure import SubstructureQuery, read_trusted

TOLD_ATOMS = 50
"""Larger queries are not given to a process that cannot be ended during one comparison."""


def exchange_smiles(query: SubstructureQuery) -> str | None:
    """Return a SMILES that means the query when read as a molecule, or None.

    Open valences are filled with hydrogens, which do not count in a match. Open ones would be radicals, which count.

    >>> from catalog.chemistry.structure.substructure import read_substructure_query
    >>> exchange_smiles(read_substructure_query("[N+](=O)[O-]")), exchange_smiles(read_substructure_query("[#6]~[#7]"))
    ('O=[NH+][O-]', None)
    """
    if not query.is_plain or query.mol.GetNumAtoms() > TOLD_ATOMS:
        return None
    # Reading it again gives the number of hydrogens for each open valence.
    mol: Chem.Mol | None = Chem.MolFromSmiles(Chem.MolToSmiles(query.mol))
    if mol is None:
        return None
    Chem.RemoveStereochemistry(mol)
    for atom in mol.GetAtoms():
        atom.SetNumExplicitHs(atom.GetNumExplicitHs() + atom.GetNumRadicalElectrons())
        atom.SetNumRadicalElectrons(0)
    return Chem.MolToSmiles(mol)


def is_perceived_alike(query: SubstructureQuery, theirs: str | None) -> bool:
    """Tell whether the other release reads a query's atoms and bonds like this one.

    Args:
        query: as we read it.
        theirs: the SMILES that the other release writes for it, or None if it cannot read it.
    """
    mol = None if theirs is None else read_trusted(theirs)
    return mol is not None and _same(query.mol, mol)


def find_misread(kept: Sequence[tuple[int, str, str]]) -> list[int]:
    """Return the numbers of the molecules that the other release reads differently.

    Args:
        kept: the number of each, its canonical SMILES, and the one that the other release writes of it.

    >>> find_misread([(1, "c1ccccc1O", "Oc1ccccc1"), (2, "O=C1C=CC=CC=C1", "O=c1cccccc1")])
    [2]
    """
    numbers = []
    for number, ours, theirs in kept:
        one, other = read_trusted(ours), read_trusted(theirs)
        if one is None or other is None or not _same(one, other):
            numbers.append(number)
    return numbers


def _same(one: Chem.Mol, other: Chem.Mol) -> bool:
    """Tell whether either contains the other, by elements, charges, isotopes and bonds."""
    if (one.GetNumAtoms(), one.GetNumBonds()) != (other.GetNumAtoms(), other.GetNumBonds()):
        return False
    return one.HasSubstructMatch(other) and other.HasSubstructMatch(one)
