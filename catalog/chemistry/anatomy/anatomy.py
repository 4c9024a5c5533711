"""A structure with the counts and computed properties that records of compounds have, by RDKit."""

from __future__ import annotations

from typing import Any, NamedTuple

from rdkit import Chem
from rdkit.Chem import GraphDescriptors, rdMolDescriptors

from catalog.chemistry.anatomy.atom_table import AtomTable, atom_table
from catalog.chemistry.structure.readers import SMILES, read_molecule


class StereoCount(NamedTuple):
    """How many stereocentres there are, or double bonds that are E or Z.

    Attributes:
        defined: those with a configuration.
        undefined: those that could have one.
    """

    defined: int
    undefined: int


class Anatomy(NamedTuple):
    """A structure in all its parts.

    Attributes:
        smiles: canonical, with stereo and isotopes, without aromatic letters.
        connectivity: the same without stereo and isotopes.
        formula: in Hill order, with the charge.
        molecular_weight: average, g/mol.
        monoisotopic_mass: of the most abundant isotopes, Da.
        charge: net.
        heavy_atoms: all but hydrogen.
        isotope_atoms: those with a label.
        atom_stereo, bond_stereo: the stereocentres, and double bonds.
        parts: the number of covalent units.
        donors, acceptors: of hydrogen bonds, by Lipinski's counting.
        rotatable_bonds: by the strict definition.
        tpsa: topological polar surface area, Å² (doi:10.1021/jm000942e).
        logp: the octanol-water coefficient by Wildman and Crippen (doi:10.1021/ci990307l), not XLOGP3.
    """

    smiles: str
    connectivity: str
    formula: str
    molecular_weight: float
    monoisotopic_mass: float
    charge: int
    heavy_atoms: int
    isotope_atoms: int
    atom_stereo: StereoCount
    bond_stereo: StereoCount
    parts: int
    donors: int
    acceptors: int
    rotatable_bonds: int
    tpsa: float
    logp: float


def anatomy(smiles: str) -> Anatomy:
    """Return the anatomy of a structure.

    Raises:
        InvalidStructure: it cannot be read, or is refused.

    >>> benzene = anatomy("c1ccccc1")
    >>> benzene.smiles, benzene.formula, benzene.molecular_weight, benzene.logp
    ('C1=CC=CC=C1', 'C6H6', 78.114, 1.7)
    >>> anatomy("C[C@H](O)F").atom_stereo, anatomy("CC=CC").bond_stereo
    (StereoCount(defined=1, undefined=0), StereoCount(defined=0, undefined=1))
    """
    mol: Any = read_molecule(smiles, SMILES).mol
    return Anatomy(
        smiles=_kekule_smiles(mol, is_isomeric=True),
        connectivity=_kekule_smiles(mol, is_isomeric=False),
        formula=rdMolDescriptors.CalcMolFormula(mol),
        molecular_weight=round(rdMolDescriptors._CalcMolWt(mol), 3),
        monoisotopic_mass=round(rdMolDescriptors.CalcExactMolWt(mol), 8),
        charge=Chem.GetFormalCharge(mol),
        heavy_atoms=mol.GetNumHeavyAtoms(),
        isotope_atoms=sum(1 for atom in mol.GetAtoms() if atom.GetIsotope()),
        atom_stereo=_stereo(mol, Chem.StereoType.Atom_Tetrahedral),
        bond_stereo=_stereo(mol, Chem.StereoType.Bond_Double),
        parts=len(Chem.GetMolFrags(mol)),
        donors=rdMolDescriptors.CalcNumHBD(mol),
        acceptors=rdMolDescriptors.CalcNumHBA(mol),
        rotatable_bonds=rdMolDescriptors.CalcNumRotatableBonds(mol),
        tpsa=round(rdMolDescriptors.CalcTPSA(mol), 1),
        logp=round(rdMolDescriptors.CalcCrippenDescriptors(mol)[0], 1),
    )


def complexity(smiles: str) -> float:
    """Return Bertz's index of complexity (doi:10.1021/ja00402a001), which is not PubChem's variant of it.

    It takes longer than all of ``anatomy``.

    Raises:
        InvalidStructure: it cannot be read, or is refused.

    >>> complexity("CCO")
    2.8
    """
    bertz: float = GraphDescriptors.BertzCT(read_molecule(smiles, SMILES).mol)  # type: ignore[no-untyped-call]
    return round(bertz, 1)


def table_of(smiles: str) -> AtomTable:
    """Return the atoms, bonds and places of a structure.

    Raises:
        InvalidStructure: it cannot be read, or is refused.
    """
    return atom_table(read_molecule(smiles, SMILES).mol)


def _kekule_smiles(mol: Chem.Mol, *, is_isomeric: bool) -> str:
    plain = Chem.Mol(mol)
    if not is_isomeric:
        Chem.RemoveStereochemistry(plain)
    Chem.Kekulize(plain, clearAromaticFlags=True)
    return Chem.MolToSmiles(plain, isomericSmiles=is_isomeric, kekuleSmiles=True)


def _stereo(mol: Chem.Mol, kind: Chem.StereoType) -> StereoCount:
    found = [one.specified for one in Chem.FindPotentialStereo(Chem.Mol(mol)) if one.type == kind]
    defined = sum(1 for specified in found if specified == Chem.StereoSpecified.Specified)
    return StereoCount(defined, len(found) - defined)
