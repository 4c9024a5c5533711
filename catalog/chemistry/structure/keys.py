"""Keys of the compounds related to a drawing. They are made on demand, since they take longer than reading it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from chembl_structure_pipeline import standardizer
from rdkit import Chem
from rdkit.Chem import RegistrationHash
from rdkit.Chem.MolStandardize import rdMolStandardize

from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.structure import Structure, inchi_and_key


@dataclass(frozen=True, slots=True)
class StructureKeys:
    """The keys that related compounds share.

    Attributes:
        parent_smiles: salts and solvents stripped, charges as drawn.
        parent_inchi_key: its InChIKey.
        uncharged_parent_inchi_key: that of the parent, neutralized by protons if possible.
        no_stereo_inchi_key: that of the whole drawing without stereo.
        no_isotope_inchi_key: that of the whole drawing without isotope labels.
        tautomer_key: RDKit's tautomer hash, equal for drawings with other positions of mobile hydrogens.
    """

    parent_smiles: str
    parent_inchi_key: str
    uncharged_parent_inchi_key: str
    no_stereo_inchi_key: str
    no_isotope_inchi_key: str
    tautomer_key: str


def structure_keys(structure: Structure) -> StructureKeys:
    """Make the keys of a structure that is not generic.

    >>> from catalog.chemistry.structure.structure import read_structure
    >>> keys = structure_keys(read_structure("[Na+].Nc1ccc(C(=O)[O-])cc1", "smiles"))
    >>> keys.parent_smiles, keys.uncharged_parent_inchi_key
    ('Nc1ccc(C(=O)[O-])cc1', 'ALYNCZNDIQEVRV-UHFFFAOYSA-N')
    """
    with parser_words():
        mol = Chem.MolFromSmiles(structure.smiles)
        parent, _ = standardizer.get_fragment_parent_mol(mol)
        parent = Chem.MolFromSmiles(Chem.MolToSmiles(parent))
        return StructureKeys(
            parent_smiles=Chem.MolToSmiles(parent),
            parent_inchi_key=key_of(parent),
            uncharged_parent_inchi_key=key_of(without_charges(parent)),
            no_stereo_inchi_key=key_of(without_stereo(mol)),
            no_isotope_inchi_key=key_of(without_isotopes(mol)),
            tautomer_key=tautomer_key(mol),
        )


def key_of(mol: Chem.Mol) -> str:
    """Return the InChIKey of a molecule, or an empty text."""
    return inchi_and_key(mol)[1]


def without_charges(mol: Chem.Mol) -> Chem.Mol:
    """Return the molecule neutralized by protons. Quaternary nitrogen keeps its charge."""
    return _uncharger().uncharge(mol)


@cache
def _uncharger() -> rdMolStandardize.Uncharger:
    """Return the uncharger, made once: making it takes four times as long as one molecule."""
    return rdMolStandardize.Uncharger()


def without_stereo(mol: Chem.Mol) -> Chem.Mol:
    """Return a copy without stereo."""
    flat = Chem.Mol(mol)
    Chem.RemoveStereochemistry(flat)
    return flat


def without_isotopes(mol: Chem.Mol) -> Chem.Mol:
    """Return a copy without isotope labels. Deuterium atoms become hydrogens."""
    plain = Chem.Mol(mol)
    for atom in plain.GetAtoms():
        atom.SetIsotope(0)
    plain = Chem.RemoveHs(plain)
    Chem.AssignStereochemistry(plain, cleanIt=True, force=True)
    return plain


def mirror_image(mol: Chem.Mol) -> Chem.Mol:
    """Return a copy with every tetrahedral centre inverted."""
    mirrored = Chem.Mol(mol)
    for atom in mirrored.GetAtoms():
        atom.InvertChirality()
    return mirrored


def tautomer_key(mol: Chem.Mol) -> str:
    """Return RDKit's tautomer hash, version 2, of the registration layers (doi:10.1021/acs.jcim.2c01350)."""
    layers = RegistrationHash.GetMolLayers(mol, enable_tautomer_hash_v2=True)
    return str(layers[RegistrationHash.HashLayer.TAUTOMER_HASH])
