"""The configuration of a drawing, in the terms of names: R and S, E and Z, D and L, cis and trans, ortho to para.

CIP labels are those of RDKit's older and newer algorithm (doi:10.1021/acs.jcim.8b00324): they differ for some centres,
and a name can follow either.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from rdkit import Chem
from rdkit.Chem import rdCIPLabeler

from catalog.chemistry.structure.parser_words import parser_words

_L_AMINO_ACID = "[N;!$(N=*);!$(N-N=*)][C@@H]([#6])C(=[OX1])[OX2,OX1-,N]"
_D_AMINO_ACID = "[N;!$(N=*);!$(N-N=*)][C@H]([#6])C(=[OX1])[OX2,OX1-,N]"
_BENZENE = "c1ccccc1"
_POSITIONS = {1: "o", 2: "m", 3: "p"}
_GEM_DIOL = "[CX4]([OX2H])[OX2H]"
_BOND_LETTERS = {Chem.BondStereo.STEREOE: "E", Chem.BondStereo.STEREOZ: "Z"}
_MOST_ATOMS = 200
"""The newer algorithm is not asked about larger drawings."""


class StereoLetters(NamedTuple):
    """The letters of a drawing, sorted.

    Attributes:
        centres: R and S of the stereo centres.
        bonds: E and Z of the double bonds.
    """

    centres: str
    bonds: str


def drawn_letters(smiles: str) -> StereoLetters:
    """Return the letters by RDKit's older algorithm, which parsing has assigned.

    >>> drawn_letters("C[C@H](N)C(=O)O").centres, drawn_letters("C/C=C/C").bonds
    ('S', 'E')
    """
    mol = _mol(smiles)
    if mol is None:
        return StereoLetters("", "")
    bonds = "".join(sorted(_BOND_LETTERS.get(bond.GetStereo(), "") for bond in mol.GetBonds()))
    return StereoLetters(_letters(mol.GetAtoms()), bonds)


def newer_letters(smiles: str) -> StereoLetters:
    """Return the letters by RDKit's newer algorithm; those of the older one for very large drawings.

    >>> newer_letters("C[C@H](N)C(=O)O").centres
    'S'
    """
    mol = _mol(smiles)
    if mol is None or mol.GetNumHeavyAtoms() > _MOST_ATOMS:
        return drawn_letters(smiles)
    relabelled = Chem.Mol(mol)
    with parser_words():
        rdCIPLabeler.AssignCIPLabels(relabelled)
    return StereoLetters(_letters(relabelled.GetAtoms()), _letters(relabelled.GetBonds()))


def drawn_amino_acid(smiles: str) -> str:
    """Return ``L`` or ``D`` if all centres of amino acids in a drawing have it, else an empty text.

    >>> drawn_amino_acid("C[C@H](N)C(=O)O"), drawn_amino_acid("C[C@H](O)C(=O)O")
    ('L', '')
    """
    mol = _mol(smiles) if "N" in smiles and "=O" in smiles else None
    if mol is None:
        return ""
    left, right = (mol.HasSubstructMatch(_pattern(one), useChirality=True) for one in (_L_AMINO_ACID, _D_AMINO_ACID))
    return "" if left == right else "L" if left else "D"


def drawn_double_bond(smiles: str) -> str:
    """Return ``cis`` or ``trans`` if one double bond is drawn with stereo, with a hydrogen on both ends, else nothing.

    >>> drawn_double_bond("C/C=C/C"), drawn_double_bond("CC=CC")
    ('trans', '')
    """
    mol = _mol(smiles)
    bonds = [bond for bond in mol.GetBonds() if bond.GetStereo() in _BOND_LETTERS] if mol is not None else []
    if len(bonds) != 1:
        return ""
    ends = (bonds[0].GetBeginAtom(), bonds[0].GetEndAtom())
    if any(end.GetSymbol() != "C" or end.GetTotalNumHs() != 1 for end in ends):
        return ""
    return "trans" if bonds[0].GetStereo() == Chem.BondStereo.STEREOE else "cis"


def drawn_position(smiles: str) -> str:
    """Return ``o``, ``m`` or ``p`` if a drawing has one benzene ring, with two substituents, else an empty text.

    >>> drawn_position("Cc1ccc(C)cc1"), drawn_position("Cc1ccccc1")
    ('p', '')
    """
    mol = _mol(smiles)
    if mol is None:
        return ""
    rings = mol.GetSubstructMatches(_pattern(_BENZENE))
    if len(rings) != 1:
        return ""
    substituted = [place for place, index in enumerate(rings[0]) if mol.GetAtomWithIdx(index).GetDegree() == 3]
    if len(substituted) != 2:
        return ""
    distance = substituted[1] - substituted[0]
    return _POSITIONS[min(distance, 6 - distance)]


def binds_water(smiles: str) -> bool:
    """Tell whether a drawing has a hydrated carbonyl group: its water is no component.

    >>> binds_water("OC(O)C(Cl)(Cl)Cl"), binds_water("OCCO")
    (True, False)
    """
    mol = _mol(smiles)
    return mol is None or mol.HasSubstructMatch(_pattern(_GEM_DIOL))


@lru_cache(maxsize=1)
def _mol(smiles: str) -> Chem.Mol | None:
    """Return a molecule; several questions are asked about the same one."""
    with parser_words():
        return Chem.MolFromSmiles(smiles)


@cache
def _pattern(smarts: str) -> Chem.Mol:
    return Chem.MolFromSmarts(smarts)


def _letters(items: Iterable[Chem.Atom] | Iterable[Chem.Bond]) -> str:
    return "".join(sorted(item.GetProp("_CIPCode") for item in items if item.HasProp("_CIPCode")))
