"""The largest part that some structures have in common, to draw them alike beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from rdkit import Chem
from rdkit.Chem import rdFMCS

from catalog.chemistry.structure.guard import vet_smiles

SECONDS = 1
"""The longest search. What was found by then is used."""
FEWEST_ATOMS = 4
"""A smaller core says nothing, and turns no drawing."""
MOST_ATOMS = 100
"""With a larger structure there is no search: it would take all its time and find little."""


def common_core(smiles: Sequence[str]) -> str | None:
    """Return the largest common part of some structures as SMILES, rings whole, or None if it is small.

    Of salts and solvates the largest part is compared.

    Raises:
        StructureRefused: the guard refuses a structure.

    >>> common_core(["CC(=O)Oc1ccccc1C(=O)O", "OC(=O)c1ccccc1O"])
    'O=C(O)c1ccccc1O'
    >>> common_core(["CCO", "c1ccccc1"]), common_core(["CCO"])
    (None, None)
    """
    mols = [_largest_part(text) for text in smiles]
    read = [mol for mol in mols if mol is not None and mol.GetNumHeavyAtoms() <= MOST_ATOMS]
    if len(read) < 2 or len(read) < len(mols):
        return None
    found = rdFMCS.FindMCS(read, timeout=SECONDS, ringMatchesRingOnly=True, completeRingsOnly=True)
    if found.numAtoms < FEWEST_ATOMS:
        return None
    place = read[0].GetSubstructMatch(Chem.MolFromSmarts(found.smartsString))
    core = Chem.MolFragmentToSmiles(read[0], atomsToUse=place, isomericSmiles=False) if place else ""
    return core if core and Chem.MolFromSmiles(core) is not None else None


def _largest_part(smiles: str) -> Chem.Mol | None:
    vet_smiles(smiles)
    mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    if mol is None:
        return None
    parts: tuple[Chem.Mol, ...] = Chem.GetMolFrags(mol, asMols=True)
    return max(parts, key=lambda part: part.GetNumHeavyAtoms())
