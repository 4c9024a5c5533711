"""The groups that a compound needs to make a salt: a basic nitrogen for an acid, an acidic hydrogen for a base."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rdkit import Chem

from catalog.chemistry.structure.parser_words import parser_words

_BASIC = (
    "[NX3;!$(N[C,S,P]=[O,S]);!$(N-[N,O]=*);!$(NC#N);!$([N+]);!$(N(-[#6]=[O,S])-*)]",
    "[NX2;$(N=C);!$(N-[OX2H0]);!$(N=C=*);!$(N(=C)-S(=O)=O)]",
    "[nX2;!$(n:[o,s]:n)]",
    "[+;!$([+]~[-])]",
)
"""Amines, hydrazines, imines, amidines, pyridines, azoles, cations; not amides, nitriles, nitro compounds."""
_ACIDIC = (
    "[OX2H]-[C,S,P,B,c]=[O,S,c,C]",
    "[OX2H]-[S,P,B,As,Se]",
    "[OX2H]-c",
    "[OX2H]-[N,n]",
    "[SX2H]",
    "[NX3;H1,H2;$(N(-[C,S]=[O,S])-[C,S]=[O,S]),$(N-S(=O)=O),$(N-C#N)]",
    "[nX3;H1]",
    "[CX4;H1,H2;$(C(-C=O)-[C,S]=O),$(C(-C=O)C#N)]",
    "[O-,S-;!$([-]~[+])]",
)
"""Acids, enols, phenols, thiols, imides, sulfonamides, azoles, anions; not alcohols."""


class SaltGroups(NamedTuple):
    """Whether a compound can make salts.

    Attributes:
        is_basic: with acids.
        is_acidic: with bases.
    """

    is_basic: bool
    is_acidic: bool


def salt_groups(smiles: str) -> SaltGroups:
    """Return with what a compound can make salts. A drawing that RDKit cannot read may with everything.

    >>> salt_groups("NCCO"), salt_groups("CC(=O)O"), salt_groups("OCC(O)C(O)C=O")
    (SaltGroups(is_basic=True, is_acidic=False), SaltGroups(is_basic=False, is_acidic=True), SaltGroups(is_basic=False,
     is_acidic=False))
    """
    with parser_words():
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
        if mol is None:
            return SaltGroups(is_basic=True, is_acidic=True)
        basic, acidic = (any(mol.HasSubstructMatch(one) for one in group) for group in _patterns())
        return SaltGroups(basic, acidic)


@cache
def _patterns() -> tuple[tuple[Chem.Mol, ...], tuple[Chem.Mol, ...]]:
    basic, acidic = (tuple(Chem.MolFromSmarts(smarts) for smarts in group) for group in (_BASIC, _ACIDIC))
    return basic, acidic
