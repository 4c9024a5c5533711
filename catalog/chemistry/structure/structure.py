"""Structures: the facts of a SMILES, a molfile or an InChI, for comparison with other facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from rdkit import Chem
from rdkit.Chem import rdinchi, rdMolDescriptors

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.formula.formula import plain_composition
from catalog.chemistry.structure.guard import vet_smiles
from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.readers import MOLFILE, ParsedMolecule, read_molecule
from catalog.errors import InvalidStructure

_FORMULA_TERM = re.compile(r"(?:\[([0-9]+)([A-Z][a-z]?)\]|([A-Z][a-z]?))([0-9]*)")
_WITHOUT_AUXILIARY = "-AuxNone"
_NO_INCHI = ("", "", "")
_REPEATS = frozenset({"SRU", "MON", "MER", "COP", "CRO", "MOD", "GRA", "ANY", "MIX", "FOR"})
"""Kinds of S-groups for polymers and mixtures in molfiles (CTfile formats, BIOVIA 2020)."""

_PAIRED = re.compile(r"\[(?:[0-9]*C@{1,2}H?|nH|O-|Na\+|K\+|Cl-|Br-|I-)\]|\[N\+\]\(=O\)\[O-\]")
"""The most frequent bracket atoms of SMILES. None has an unpaired electron."""

_DATIVE = Chem.MolFromSmarts("*->*")

_NONMETALS = frozenset({1, 5, 6, 7, 8, 9, 14, 15, 16, 17, 33, 34, 35, 53})
"""Atomic numbers of the elements for which unpaired electrons are reported. Metals often have them."""


class Structure(NamedTuple):
    """A structure, with everything that is compared or shown.

    A named tuple, since it is made most often of all records, and a frozen dataclass of so many fields takes ten times
    as long.

    Attributes:
        stated: the text as stated.
        kind: ``smiles``, ``molfile`` or ``inchi``.
        smiles: canonical and isomeric, by RDKit.
        inchi: standard InChI; empty if there is none, as for R groups.
        inchi_key: its key; empty without an InChI.
        composition: that of the whole drawing, with isotope labels and the net charge.
        molecular_weight: average, g/mol, by RDKit's table; labelled atoms by their isotope.
        monoisotopic_mass: Da.
        charge: net.
        heavy_atoms: all but hydrogen.
        fragments: the number of components.
        stereo_centres: the number of atoms that are, or could be, stereo centres.
        unspecified_stereo_centres: the number of those without configuration in the drawing.
        generic: whether it has R groups, attachment points, query atoms or repeating units: not one substance.
        notes: remarks on reading it.
    """

    stated: str
    kind: str
    smiles: str
    inchi: str
    inchi_key: str
    composition: Composition
    molecular_weight: float
    monoisotopic_mass: float
    charge: int
    heavy_atoms: int
    fragments: int
    stereo_centres: int
    unspecified_stereo_centres: int
    generic: bool
    notes: tuple[str, ...] = ()


def read_structure(text: str, kind: str) -> Structure:
    """Read a structure with one parse and one InChI.

    Args:
        text: the SMILES (a name after it is reported and not read), the molfile (V2000 or V3000) or the InChI.
        kind: ``smiles``, ``molfile`` or ``inchi``.

    Raises:
        InvalidStructure: with the parser's own words.
        StructureRefused: by the guard, before or after parsing.

    >>> ethanol = read_structure("OCC", "smiles")
    >>> ethanol.smiles, ethanol.inchi_key, ethanol.composition.hill()
    ('CCO', 'LFQSCWFLJHTTHZ-UHFFFAOYSA-N', 'C2H6O')
    >>> round(ethanol.molecular_weight, 3), round(ethanol.monoisotopic_mass, 5)
    (46.069, 46.04186)
    """
    return structure_of(read_molecule(text, kind), text, kind)


def structure_of(read: ParsedMolecule, text: str, kind: str) -> Structure:
    """Return the facts of a molecule that was read from this text."""
    return structures_of([Drawing(read, text, kind)])[0]


class Drawing(NamedTuple):
    """A molecule with its text.

    Attributes:
        read: the molecule.
        text: as stated.
        kind: ``smiles``, ``molfile`` or ``inchi``.
    """

    read: ParsedMolecule
    text: str
    kind: str


def structures_of(drawings: Sequence[Drawing]) -> list[Structure]:
    """Return the facts of several molecules.

    Each kind of work is done for all molecules before the next kind: RDKit's code is large, and takes a fifth less time
    if it is still in the processor's caches.
    """
    mols = [drawing.read.mol for drawing in drawings]
    smiles = [Chem.MolToSmiles(mol) for mol in mols]
    generic = [is_generic(mol, text, drawing.kind) for mol, text, drawing in zip(mols, smiles, drawings, strict=True)]
    inchis = [_NO_INCHI if none else inchi_and_key(mol) for mol, none in zip(mols, generic, strict=True)]
    return list(map(_structure, drawings, smiles, generic, inchis))


def _structure(drawing: Drawing, smiles: str, generic: bool, inchi: tuple[str, str, str]) -> Structure:
    read, mol = drawing.read, drawing.read.mol
    return Structure(
        stated=drawing.text,
        kind=drawing.kind,
        smiles=smiles,
        inchi=inchi[0],
        inchi_key=inchi[1],
        composition=composition_of(mol),
        molecular_weight=rdMolDescriptors._CalcMolWt(mol),
        monoisotopic_mass=rdMolDescriptors.CalcExactMolWt(mol),
        charge=Chem.GetFormalCharge(mol),
        heavy_atoms=mol.GetNumHeavyAtoms(),
        fragments=smiles.count(".") + 1,
        stereo_centres=rdMolDescriptors.CalcNumAtomStereoCenters(mol),
        unspecified_stereo_centres=rdMolDescriptors.CalcNumUnspecifiedAtomStereoCenters(mol),
        generic=generic,
        notes=(*read.notes, *_notes_of_radicals(mol, smiles), *_notes_of_inchi(inchi[2])),
    )


def is_smiles(text: str) -> bool:
    """Tell whether a text typed into the search box is a SMILES.

    >>> is_smiles("CCO"), is_smiles("Aspirin"), is_smiles("89604-92-2"), is_smiles("")
    (True, False, False, False)
    """
    try:
        vet_smiles(text)
    except InvalidStructure:
        return False
    with parser_words():
        mol = Chem.MolFromSmiles(text)
    return mol is not None and mol.GetNumAtoms() > 0


def composition_of(mol: Chem.Mol) -> Composition:
    """Count the atoms of a molecule, hydrogens too. Dummy atoms count as nothing.

    RDKit's formula text is read. This takes a tenth of the time of a loop over the atoms in Python.
    """
    text = rdMolDescriptors.CalcMolFormula(mol, separateIsotopes=True, abbreviateHIsotopes=False)
    if text.isalnum():
        plain = plain_composition(text)
        if plain is not None:
            return plain
    return Composition(dict(map(_term, _FORMULA_TERM.findall(text))), Chem.GetFormalCharge(mol))


@lru_cache(maxsize=4096)
def _term(parts: tuple[str, str, str, str]) -> tuple[AtomKind, Fraction]:
    """Return one term of a formula that RDKit wrote, cached."""
    mass_number, labelled, plain, number = parts
    return AtomKind(labelled or plain, int(mass_number or 0)), Fraction(int(number or 1))


def fragment_compositions(structure: Structure) -> tuple[Composition, ...]:
    """Count the atoms of each separate piece.

    >>> [piece.hill() for piece in fragment_compositions(read_structure("CN.Cl", "smiles"))]
    ['CH5N', 'ClH']
    """
    if structure.fragments == 1:
        return (structure.composition,)
    with parser_words():
        mol = Chem.MolFromSmiles(structure.smiles)
    return tuple(composition_of(piece) for piece in Chem.GetMolFrags(mol, asMols=True))


def inchi_and_key(mol: Chem.Mol) -> tuple[str, str, str]:
    """Return the standard InChI, its key and the InChI program's message, or empty texts.

    The key is made from the InChI, so the molecule is processed only once. RDKit makes no InChI of dative bonds. The
    standard InChI has no bonds to metals, so it is made without them.
    """
    inchi, _, complaint, _, _ = rdinchi.MolToInchi(mol, _WITHOUT_AUXILIARY)
    if not inchi and mol.HasSubstructMatch(_DATIVE):
        inchi, complaint = rdinchi.MolToInchi(_without_dative_bonds(mol), _WITHOUT_AUXILIARY)[0], ""
    return inchi, rdinchi.InchiToInchiKey(inchi) if inchi else "", complaint


def _without_dative_bonds(mol: Chem.Mol) -> Chem.Mol:
    edited = Chem.RWMol(mol)
    for donor, metal in mol.GetSubstructMatches(_DATIVE):
        edited.RemoveBond(donor, metal)
    return edited.GetMol()


def is_generic(mol: Chem.Mol, smiles: str, kind: str) -> bool:
    """Tell whether the structure is more than one substance: a dummy, a query atom or bond, a repeating unit.

    Args:
        mol: the molecule.
        smiles: its canonical SMILES, with stars for dummy atoms.
        kind: only molfiles can have queries and S-groups.
    """
    if "*" in smiles or "~" in smiles:
        return True
    if kind != MOLFILE:
        return False
    queries = any(atom.HasQuery() for atom in mol.GetAtoms()) or any(bond.HasQuery() for bond in mol.GetBonds())
    return queries or any(group.GetProp("TYPE") in _REPEATS for group in Chem.GetMolSubstanceGroups(mol))


def _notes_of_radicals(mol: Chem.Mol, smiles: str) -> tuple[str, ...]:
    """Return notes on unpaired electrons, which are often a missing hydrogen."""
    if "[" not in smiles or "[" not in _PAIRED.sub("", smiles):
        return ()
    electrons = sum(atom.GetNumRadicalElectrons() for atom in mol.GetAtoms() if atom.GetAtomicNum() in _NONMETALS)
    if not electrons:
        return ()
    return (f"The structure has {electrons} unpaired electron{'s' if electrons > 1 else ''} (radical or carbene).",)


def _notes_of_inchi(complaint: str) -> tuple[str, ...]:
    """Return the InChI program's messages that matter to a chemist."""
    if not complaint:
        return ()
    telling = [part.strip() for part in complaint.split("; ") if part.startswith(("Accepted unusual", "Ambiguous"))]
    return tuple(f"The InChI program says: {part}." for part in telling)
