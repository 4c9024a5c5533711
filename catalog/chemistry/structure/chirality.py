"""Can a structure be chiral at all?"""

from __future__ import annotations

from functools import lru_cache

from rdkit import Chem

from catalog.chemistry.structure.parser_words import parser_words

_HIDDEN = tuple(
    Chem.MolFromSmarts(smarts)
    for smarts in (
        "[#6]=C=[#6]",  # Allenes.
        "[R3,x4]",  # Spiro atoms and cages.
        "a(-,:[!#1])a(-!@a)a-,:[!#1]",  # Biaryls with groups beside the bond: atropisomers.
        "[!#6;!#1;!#7;!#8;!#9;!#14;!#15;!#16;!#17;!#35;!#53]",  # Metals, in sandwiches and octahedra.
    )
)
"""Structures that can be chiral without a stereo centre: axial, planar and helical chirality."""
_MOST_RINGS_IN_A_ROW = 4
"""Helicenes of five and more rings are chiral."""


@lru_cache(maxsize=1024)
def is_surely_achiral(smiles: str) -> bool:
    """Tell whether no arrangement of a structure can be chiral. In doubt False: axes, helices, metals, labels.

    >>> is_surely_achiral("CC(=O)Oc1ccccc1C(=O)O"), is_surely_achiral("CC(O)C(=O)O")
    (True, False)
    >>> is_surely_achiral("CC=C=CC"), is_surely_achiral("Oc1ccc2ccccc2c1-c1c(O)ccc2ccccc12")
    (False, False)
    """
    if not smiles:
        return False
    with parser_words():
        mol = Chem.MolFromSmiles(smiles)
    if mol is None or any(atom.GetIsotope() for atom in mol.GetAtoms()):
        return False
    if mol.GetRingInfo().NumRings() > _MOST_RINGS_IN_A_ROW:
        return False
    if any(mol.HasSubstructMatch(pattern) for pattern in _HIDDEN):
        return False
    return all(element.type == Chem.StereoType.Bond_Double for element in Chem.FindPotentialStereo(mol))
