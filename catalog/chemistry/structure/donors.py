"""Neutral donors at metals, and polyhalide ions, as chemists draw them and RDKit does not read them.

A phosphine, an arsine, a sulfide or a sulfoxide with a plain bond to a metal has a valence too many. RDKit adds a
hydrogen to the next usual valence, so that ``Cl[Pd](Cl)(PPh3)PPh3`` has two H more than the compound. It refuses the
nitrogen of pyridine with a plain bond, and the middle atom of the tribromide ion. The bond of a donor is dative here; a
tribromide is bromine and bromide.
"""

from __future__ import annotations

import re

from rdkit import Chem

from catalog.chemistry.structure.parser_words import parser_words

_METALS = ",".join(f"#{number}" for number in (*range(21, 31), *range(39, 49), *range(57, 81)))
"""The d- and f-block."""
_METAL_TEXT = re.compile(
    r"\[[0-9]*(?:Sc|Ti|V|Cr|Mn|Fe|Co|Ni|Cu|Zn|Y|Zr|Nb|Mo|Tc|Ru|Rh|Pd|Ag|Cd|La|Ce|Pr|Nd|Pm|Sm|Eu|Gd|Tb|Dy|Ho|Er|Tm|Yb|Lu|"
    r"Hf|Ta|W|Re|Os|Ir|Pt|Au|Hg)[^a-z]"
)
_DONOR = Chem.MolFromSmarts(
    f"[$([#15,#33,#51,#16,#34,#52;+0;h1]),$([#15,#33,#51;+0;D4;v4;H0]),$([#16,#34,#52;+0;D3;v3;H0])]-[{_METALS}]"
)
"""An atom that RDKit gave a hydrogen or, in brackets, an unpaired electron, at a metal. Stated hydrogens do not
count."""
_HETEROCYCLE = Chem.MolFromSmarts(f"[n;D3;+0]-[{_METALS}]")
_POLYHALIDE = Chem.MolFromSmarts("[Br,Cl;-;D2](-[Br,Cl,I;D1;+0])-[Br,Cl,I;D1;+0]")
_AMINE = Chem.MolFromSmarts(f"[N;+0;X3;!$(*=*);!$(*#*);!$(*[#6,#16]=[#8])]-[{_METALS}]")
_NEEDED = {15: 4, 33: 4, 51: 4, 16: 3, 34: 3, 52: 3}
"""Bonds of a donor with its metal. A sulfoxide has four."""


def names_metal(smiles: str) -> bool:
    """Tell whether a SMILES has a metal of the d- or f-block."""
    return "[" in smiles and _METAL_TEXT.search(smiles) is not None


def is_repairable(text: str) -> bool:
    """Tell whether a text that RDKit refuses may be one that ``repaired_molecule`` repairs."""
    return names_metal(text) or "[Br-]" in text or "[Cl-]" in text


def with_dative_bonds(mol: Chem.Mol) -> Chem.Mol:
    """Return the molecule with dative bonds from the donors to which RDKit gave a hydrogen.

    >>> Chem.MolToSmiles(with_dative_bonds(Chem.MolFromSmiles("CP(C)(C)[Au]Cl")))
    'C[P](C)(C)->[Au][Cl]'
    """
    found = [pair for pair in mol.GetSubstructMatches(_DONOR) if _is_donor(mol.GetAtomWithIdx(pair[0]))]
    return _with_dative(mol, found) if found else mol


def _is_donor(atom: Chem.Atom) -> bool:
    return bool(atom.GetDegree() >= _NEEDED[atom.GetAtomicNum()] and not atom.GetNumExplicitHs())


def smiles_with_amines(smiles: str) -> str | None:
    """Return a canonical SMILES with ammonia and amines in place of amides at its metals, or None without any.

    ``N[Pt](N)(Cl)Cl`` is cisplatin for many suppliers. By its text it has two NH2, by its name two NH3.

    >>> smiles_with_amines("[NH2][Pt]([NH2])([Cl])[Cl]")
    '[NH3]->[Pt](<-[NH3])([Cl])[Cl]'
    """
    with parser_words():
        mol = Chem.MolFromSmiles(smiles)
        found = [] if mol is None else list(mol.GetSubstructMatches(_AMINE))
        if not found:
            return None
        for donor, _ in found:
            atom = mol.GetAtomWithIdx(donor)
            atom.SetNumExplicitHs(atom.GetTotalNumHs() + 1)
            atom.SetNoImplicit(True)  # noqa: FBT003  # RDKit takes no keyword.
        return str(Chem.MolToSmiles(_with_dative(mol, found)))


def repaired_molecule(mol: Chem.Mol) -> Chem.Mol | None:
    """Return an unsanitized molecule with the repairs above, sanitized, or None if none of them helps."""
    try:
        mol.UpdatePropertyCache(strict=False)
    except RuntimeError:
        return None  # An atom that RDKit does not know.
    edited = Chem.RWMol(mol)
    pairs = list(mol.GetSubstructMatches(_HETEROCYCLE))
    halides = mol.GetSubstructMatches(_POLYHALIDE)
    for middle, _, other in halides:
        edited.RemoveBond(middle, other)
        edited.GetAtomWithIdx(middle).SetFormalCharge(0)
        edited.GetAtomWithIdx(other).SetFormalCharge(-1)
    if not pairs and not halides:
        return None
    result = _bonded(edited, pairs)
    if Chem.SanitizeMol(result, catchErrors=True) != Chem.SanitizeFlags.SANITIZE_NONE:
        return None
    Chem.AssignStereochemistry(result, cleanIt=True, force=True)
    return result


def _with_dative(mol: Chem.Mol, pairs: list[tuple[int, ...]]) -> Chem.Mol:
    result = _bonded(Chem.RWMol(mol), pairs)
    Chem.SanitizeMol(result)
    return result


def _bonded(edited: Chem.RWMol, pairs: list[tuple[int, ...]]) -> Chem.Mol:
    """Return the molecule with dative bonds from the first to the second atom of each pair."""
    for donor, metal in pairs:
        edited.RemoveBond(donor, metal)
        edited.AddBond(donor, metal, Chem.BondType.DATIVE)
        edited.GetAtomWithIdx(donor).SetNumRadicalElectrons(0)
    return edited.GetMol()
