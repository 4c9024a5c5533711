"""The configuration of a drawing, in the terms of names: R and S, E and Z, D and L, cis and trans, ortho to para.

CIP labels are those of RDKit's older and newer algorithm (doi:10.1021/acs.jcim.8b00324): they differ for some centres,
and a name can follow either.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rdkit import Chem
from rdkit.Chem import rdCIPLabeler

from catalog.chemistry.structure.parser_words import parser_words

_L_AMINO_ACID = "[N;!$(N=*);!$(N-N=*)][C@@H]([#6])C(=[OX1])[OX2,OX1-,N]"
_D_AMINO_ACID = "[N;!$(N=*);!$(N-N=*)][C@H]([#6])C(=[OX1])[OX2,OX1-,N]"
_BENZENE = "c1ccccc1"
_POSITIONS = {1: "o", 2: "m", 3: "p"}
_GEM_DIOL = "[CX4]([OX2H])[OX2H]"
_MOST_ATOMS = 200
"""The newer algorithm is not asked about larger drawings."""


class Configuration(NamedTuple):
    """What is drawn.

    Attributes:
        centres: the letters of all stereo centres, sorted, by each algorithm.
        bonds: the letters of all stereo double bonds, sorted, by each algorithm.
        amino_acid: ``L`` or ``D`` if all amino acid centres have it, else empty.
        double_bond: ``cis`` or ``trans`` if there is one stereo double bond with a hydrogen on both ends, else empty.
        position: ``o``, ``m`` or ``p`` if there is one benzene ring, with two substituents, else empty.
    """

    centres: frozenset[str]
    bonds: frozenset[str]
    amino_acid: str
    double_bond: str
    position: str


def configuration_of(smiles: str) -> Configuration | None:
    """Return what a drawing's configuration is called, or None if RDKit cannot read it.

    >>> drawn = configuration_of("C[C@H](N)C(=O)O")
    >>> drawn.centres == {"S"}, drawn.amino_acid, configuration_of("Cc1ccc(C)cc1").position
    (True, 'L', 'p')
    """
    with parser_words():
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
        if mol is None:
            return None
        older = _letters(mol, "_CIPCode"), _bond_letters(mol)
        newer = older
        if mol.GetNumHeavyAtoms() <= _MOST_ATOMS and (older[0] or older[1]):
            relabelled = Chem.Mol(mol)
            rdCIPLabeler.AssignCIPLabels(relabelled)
            newer = _letters(relabelled, "_CIPCode"), _labelled_bonds(relabelled)
        return Configuration(
            frozenset({older[0], newer[0]}),
            frozenset({older[1], newer[1]}),
            _amino_acid(mol),
            _double_bond(mol),
            _position(mol),
        )


def binds_water(smiles: str) -> bool:
    """Tell whether a drawing has a hydrated carbonyl group: its water is no component.

    >>> binds_water("OC(O)C(Cl)(Cl)Cl"), binds_water("OCCO")
    (True, False)
    """
    with parser_words():
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
        return mol is None or mol.HasSubstructMatch(_pattern(_GEM_DIOL))


@cache
def _pattern(smarts: str) -> Chem.Mol:
    return Chem.MolFromSmarts(smarts)


def _letters(mol: Chem.Mol, key: str) -> str:
    return "".join(sorted(atom.GetProp(key) for atom in mol.GetAtoms() if atom.HasProp(key)))


_BOND_LETTERS = {Chem.BondStereo.STEREOE: "E", Chem.BondStereo.STEREOZ: "Z"}


def _bond_letters(mol: Chem.Mol) -> str:
    return "".join(sorted(_BOND_LETTERS.get(bond.GetStereo(), "") for bond in mol.GetBonds()))


def _labelled_bonds(mol: Chem.Mol) -> str:
    """Return the letters of the newer algorithm, which keeps them as a property."""
    return "".join(sorted(bond.GetProp("_CIPCode") for bond in mol.GetBonds() if bond.HasProp("_CIPCode")))


def _amino_acid(mol: Chem.Mol) -> str:
    left, right = (
        len(mol.GetSubstructMatches(_pattern(smarts), useChirality=True)) for smarts in (_L_AMINO_ACID, _D_AMINO_ACID)
    )
    if bool(left) == bool(right):
        return ""
    return "L" if left else "D"


def _double_bond(mol: Chem.Mol) -> str:
    """Return the one double bond's configuration by its two substituents: one on each end is hydrogen."""
    bonds = [bond for bond in mol.GetBonds() if bond.GetStereo() in _BOND_LETTERS]
    if len(bonds) != 1:
        return ""
    ends = (bonds[0].GetBeginAtom(), bonds[0].GetEndAtom())
    if any(end.GetSymbol() != "C" or end.GetTotalNumHs() != 1 for end in ends):
        return ""
    return "trans" if bonds[0].GetStereo() == Chem.BondStereo.STEREOE else "cis"


def _position(mol: Chem.Mol) -> str:
    rings = mol.GetSubstructMatches(_pattern(_BENZENE))
    if len(rings) != 1:
        return ""
    substituted = [place for place, index in enumerate(rings[0]) if mol.GetAtomWithIdx(index).GetDegree() == 3]
    if len(substituted) != 2:
        return ""
    distance = substituted[1] - substituted[0]
    return _POSITIONS[min(distance, 6 - distance)]
