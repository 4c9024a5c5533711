"""The parent of a compound: the part without solvents, counter-ions and charges. Salts of one compound share it.

Components are ranked: solvents, then inorganic ones, then organic counter-ions of ChEMBL's list
(doi:10.1186/s13321-020-00456-1), then all others. The highest rank is the parent, all others are its companions. So the
parent of sodium acetate is acetic acid, also if its sodium is drawn with a bond, as many suppliers do. Sodium chloride
has only one rank, and is its own parent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import chembl_structure_pipeline
from rdkit import Chem
from rdkit.Chem import rdinchi

from catalog.chemistry.structure.inchi_component import component_inchi
from catalog.chemistry.structure.keys import without_charges
from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.structure import inchi_and_key

_CHARGE = re.compile(r"([+-])([0-9]*)(?::[0-9]+)?\]")
_BRACKET_ATOM = re.compile(r"\[[^]]*\]")
_DRAWN_HYDROGEN = re.compile(r"\[[0-9]*H[]+:-]")
_ATOM = re.compile(r"Cl|Br|[A-Za-z*]")
_RING_CLOSURE = re.compile(r"%[0-9]{2}|[0-9]")
_NEUTRAL = re.compile(r"\[(?:(C)@{1,2}H?|(n)H)\]")
_EXCHANGING = re.compile(r"\[(?:([OS])-|([Nn])H[23]?\+)\]")
_QUATERNARY = re.compile(r"\[([NnPS])\+\]")
_CARBON = re.compile(r"C(?!l)|c")
_NEUTRAL_METAL = re.compile(r"\[(?:Li|Na|K|Mg|Ca)\]")
_METAL_VALENCES = {"Li": 1, "Na": 1, "K": 1, "Mg": 2, "Ca": 2}
_SALT_FORMERS = frozenset({"O", "N", "S"})
_SOLVENTS = (
    "O", "[2H]O[2H]", "CO", "CCO", "CC(C)O", "CC(C)=O", "CS(C)=O", "CN(C)C=O", "CC#N", "CCOC(C)=O", "CCOCC", "C1CCOC1",
    "C1COCCO1", "ClCCl", "ClC(Cl)Cl", "Cc1ccccc1", "c1ccccc1", "CCCCO", "CC(C)OC(C)C", "COC(C)(C)C", "CCCCCC",
    "C1CCCCC1", "CC(=O)N(C)C",
)  # fmt: skip
"""Canonical SMILES of solvents in crystals (most are in ICH guideline Q3C), water first."""


class ComponentRank(IntEnum):
    """The likely role of a component, the least important first."""

    SOLVENT = 0
    INORGANIC = 1
    ORGANIC_ION = 2
    COMPOUND = 3


class StructureComponent(NamedTuple):
    """One component of a structure.

    Attributes:
        smiles: its canonical SMILES.
        rank: its likely role.
        name: its name as a counter-ion in ChEMBL's list; empty if it is not in the list.
    """

    smiles: str
    rank: ComponentRank
    name: str


class Parent(NamedTuple):
    """The parent that the forms of a compound share.

    Attributes:
        inchi_key: the complete InChIKey of the uncharged parent. Forms of one stereoisomer share it; other
        stereoisomers
            and labelled forms share only its first block.
        formula: the parent's formula as InChI writes it: Hill order, without labels and without InChI's mobile protons.
    """

    inchi_key: str
    formula: str


def parent_of(smiles: str, inchi: str, inchi_key: str) -> Parent:
    """Return the parent of a structure. It is the structure itself if all components are neutral and of one rank.

    Args:
        smiles: canonical, vetted before.
        inchi: standard InChI of the same.
        inchi_key: its key.

    >>> parent_of("CCO", "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3", "LFQSCWFLJHTTHZ-UHFFFAOYSA-N")
    Parent(inchi_key='LFQSCWFLJHTTHZ-UHFFFAOYSA-N', formula='C2H6O')
    >>> parent_of("[Cl-].[NH4+]", "InChI=1S/ClH.H3N/h1H;1H3", "NLXLAEXVIDQMFP-UHFFFAOYSA-N").formula
    'ClH.H3N'
    """
    own = Parent(inchi_key, inchi.split("/", 2)[1])
    smiles = ionic_smiles(smiles)
    if "." not in smiles and not net_charge(smiles):
        return own
    kept, companions = split_parent(smiles)
    if not companions and len(set(kept)) == len(kept) and _CHARGE.search(_without_nitro(smiles)) is None:
        return own
    parent_inchi = _inchi_within(inchi, kept, smiles.count(".") + 1)
    if parent_inchi:
        return Parent(rdinchi.InchiToInchiKey(parent_inchi), parent_inchi.split("/", 2)[1])
    with parser_words():
        mol = _uncharged_mol(kept)
        parent_inchi, key, _ = ("", "", "") if mol is None else inchi_and_key(mol)
    return Parent(key, parent_inchi.split("/", 2)[1]) if key else own


def _inchi_within(inchi: str, kept: Sequence[StructureComponent], components: int) -> str:
    """Return the parent's InChI from that of the whole, or an empty text if it must be computed.

    It can be read if the parent is one component without labels, and its charges are of two kinds only: oxides,
    thiolates and protonated nitrogen, which protons neutralize, or quaternary atoms, which stay charged. For all such
    cases among 71,347 real compounds, computing gives the same InChI (docs/decisions/0013-import-speed.md).
    """
    text = _without_nitro(kept[0].smiles)
    if any(piece != kept[0] for piece in kept):
        return ""
    charge = len(_QUATERNARY.findall(text))
    bare = _NEUTRAL.sub(r"\1\2", text)
    bare = _QUATERNARY.sub(r"\1", bare) if charge else _EXCHANGING.sub(r"\1\2", bare)
    if "[" in bare:
        return ""
    elements = Counter([symbol.capitalize() for symbol in _ATOM.findall(bare)])
    return component_inchi(inchi, elements, charge, components)


def _without_nitro(smiles: str) -> str:
    """Return the text with uncharged nitro groups, since protons do not change them."""
    return smiles.replace("[N+](=O)[O-]", "N(=O)O").replace("O=[N+]([O-])", "O=N(O)")


def parent_mol(smiles: str) -> Chem.Mol | None:
    """Return the parent's molecule, neutralized by protons, or None if RDKit cannot read the SMILES.

    A single neutral component stays as drawn.
    """
    smiles = ionic_smiles(smiles)
    if "." not in smiles and not net_charge(smiles):
        return Chem.MolFromSmiles(smiles)
    return _uncharged_mol(split_parent(smiles)[0])


def _uncharged_mol(kept: Sequence[StructureComponent]) -> Chem.Mol | None:
    """Return the molecule of the pieces, each once, neutralized by protons."""
    parent = ".".join(dict.fromkeys([piece.smiles for piece in kept]))
    mol: Chem.Mol | None = Chem.MolFromSmiles(parent)
    return None if mol is None else without_charges(mol) if _CHARGE.search(parent) else mol


def net_charge(smiles: str) -> int:
    """Return the net charge in a SMILES.

    >>> net_charge("CC(=O)[O-]"), net_charge("C[N+](=O)[O-]"), net_charge("[Ca+2]")
    (-1, 0, 2)
    """
    if "+" not in smiles and "-]" not in smiles and "-2]" not in smiles and "-3]" not in smiles:
        return 0
    return sum(int(sign + (number or "1")) for sign, number in _CHARGE.findall(smiles))


def split_parent(smiles: str) -> tuple[tuple[StructureComponent, ...], tuple[StructureComponent, ...]]:
    """Return the pieces of a canonical SMILES: the parent's, and the companions.

    >>> kept, companions = split_parent("Cl.NCCO.O")
    >>> [piece.smiles for piece in kept], [piece.smiles for piece in companions]
    (['NCCO'], ['Cl', 'O'])
    """
    pieces = [component_of(text) for text in ionic_smiles(smiles).split(".")]
    highest = max(piece.rank for piece in pieces)
    kept = tuple(piece for piece in pieces if piece.rank == highest)
    return kept, tuple(piece for piece in pieces if piece.rank < highest)


def ionic_smiles(smiles: str) -> str:
    """Return a canonical SMILES with bonds between a metal of a salt and O, N or S as charges. InChI does the same.

    >>> ionic_smiles("CC(=O)[O][Na]"), ionic_smiles("[Li][CH2]CCC")
    ('CC(=O)[O-].[Na+]', '[Li][CH2]CCC')
    """
    return smiles if _NEUTRAL_METAL.search(smiles) is None else _ionic_smiles(smiles)


@lru_cache(maxsize=1024)
def _ionic_smiles(smiles: str) -> str:
    with parser_words():
        read: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    if read is None:
        return smiles
    mol = Chem.RWMol(read)
    for metal in mol.GetAtoms():
        bound = metal.GetNeighbors()
        if metal.GetFormalCharge() or len(bound) != _METAL_VALENCES.get(metal.GetSymbol()):
            continue
        if any(atom.GetSymbol() not in _SALT_FORMERS or atom.GetFormalCharge() for atom in bound):
            continue
        for atom in bound:
            mol.RemoveBond(metal.GetIdx(), atom.GetIdx())
            atom.SetFormalCharge(-1)
        metal.SetFormalCharge(len(bound))
        metal.SetNoImplicit(True)  # noqa: FBT003  # RDKit takes no name.
    Chem.SanitizeMol(mol)
    return Chem.MolToSmiles(mol)


@lru_cache(maxsize=4096)
def component_of(smiles: str) -> StructureComponent:
    """Return the likely role of a component. Frequent components are cached.

    >>> component_of("[Na+]").rank.name, component_of("O=C([O-])C(F)(F)F").name, component_of("CCO").rank.name
    ('INORGANIC', 'triflutate', 'SOLVENT')
    """
    if smiles in _SOLVENTS:
        return StructureComponent(smiles, ComponentRank.SOLVENT, "")
    if _is_plainly_a_compound(smiles):
        return StructureComponent(smiles, ComponentRank.COMPOUND, "")
    with parser_words():
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    if mol is None:
        return StructureComponent(smiles, ComponentRank.COMPOUND, "")
    name = _listed_name(mol)
    if all(atom.GetAtomicNum() != 6 for atom in mol.GetAtoms()):
        return StructureComponent(smiles, ComponentRank.INORGANIC, name)
    return StructureComponent(smiles, ComponentRank.ORGANIC_ION if name else ComponentRank.COMPOUND, name)


def _is_plainly_a_compound(smiles: str) -> bool:
    """Tell, by a piece's text, whether it has carbon and a size that is not in ChEMBL's list.

    Most rare components are of this kind. Parsing them would take twenty times as long. The text counts drawn hydrogens
    as atoms, the list does not, so a component with drawn hydrogens is parsed.
    """
    if _DRAWN_HYDROGEN.search(smiles):
        return False
    bare = _BRACKET_ATOM.sub("*", smiles)
    atoms, rings = len(_ATOM.findall(bare)), len(_RING_CLOSURE.findall(bare)) // 2
    return (atoms, atoms - 1 + rings) not in _listed() and _CARBON.search(bare) is not None


def _listed_name(mol: Chem.Mol) -> str:
    """Return a piece's name in ChEMBL's list of salts, in lower case, stereo and charges ignored."""
    for name, pattern in _listed().get((mol.GetNumHeavyAtoms(), mol.GetNumBonds()), ()):
        if mol.HasSubstructMatch(pattern):
            return name
    return ""


@cache
def _listed() -> dict[tuple[int, int], list[tuple[str, Chem.Mol]]]:
    """Return ChEMBL's list of salts, read once, by numbers of atoms and bonds."""
    text = (Path(chembl_structure_pipeline.__file__).parent / "data" / "salts.smi").read_text("utf-8")
    listed: dict[tuple[int, int], list[tuple[str, Chem.Mol]]] = {}
    for line in text.splitlines():
        name, _, smarts = line.strip().partition("\t")
        pattern = None if line.startswith("#") or not smarts else Chem.MolFromSmarts(smarts)
        if pattern is not None:
            listed.setdefault((pattern.GetNumAtoms(), pattern.GetNumBonds()), []).append((name.lower(), pattern))
    return listed
