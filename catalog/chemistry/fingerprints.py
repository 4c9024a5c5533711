"""Fingerprints for structure search: one for similarity, one that screens for substructures.

They are made once, when a structure comes in, and kept beside it: whoever searches reads bytes.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator

from catalog.chemistry.parser_words import parser_words
from catalog.chemistry.structure import Structure, structure_of
from catalog.chemistry.structure_readers import SMILES, read_molecule

MORGAN_BITS = 2_048
SCREEN_BITS = 2_048
SCREEN_VERSION = 1
"""Raised whenever a molecule would get other bits: what was kept before is then made anew."""


class Fingerprints(NamedTuple):
    """Both fingerprints of one structure, as bytes, the lowest bit first.

    Attributes:
        morgan: Morgan, radius 2, 2,048 bits (doi:10.1021/ci100050t); Tanimoto compares it.
        screen: RDKit's pattern fingerprint, 2,048 bits; a substructure's bits are among those of what contains it.
    """

    morgan: bytes
    screen: bytes


def structure_fingerprints(mol: Chem.Mol) -> Fingerprints:
    """The fingerprints of a sanitized molecule."""
    morgan = _morgan().GetFingerprint(mol)
    screen = Chem.PatternFingerprint(mol, SCREEN_BITS)
    return Fingerprints(DataStructs.BitVectToBinaryText(morgan), DataStructs.BitVectToBinaryText(screen))


def fingerprints_of_smiles(smiles: str) -> Fingerprints | None:
    """The fingerprints of a canonical SMILES that was vetted before; None where RDKit cannot read it any more.

    >>> ethanol, propanol = fingerprints_of_smiles("CCO"), fingerprints_of_smiles("CCCO")
    >>> [len(bits) for bits in ethanol], ethanol.screen == propanol.screen
    ([256, 256], False)
    """
    with parser_words():
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    return None if mol is None else structure_fingerprints(mol)


class FingerprintingReader:
    """Reads structures as ``read_structure`` does, and makes fingerprints of what it read without another parse."""

    def __init__(self) -> None:
        self._mols: dict[str, Chem.Mol] = {}

    def read(self, text: str, kind: str) -> Structure:
        """See ``catalog.chemistry.structure.read_structure``."""
        molecule = read_molecule(text, kind)
        structure = structure_of(molecule, text, kind)
        if kind == SMILES:
            self._mols[structure.smiles] = molecule.mol
        return structure

    def fingerprints_of(self, structure: Structure) -> Fingerprints | None:
        """Those of the canonical SMILES of a structure that was read here, whatever it was read from."""
        mol = self._mols.get(structure.smiles)
        return fingerprints_of_smiles(structure.smiles) if mol is None else structure_fingerprints(mol)


@cache
def _morgan() -> rdFingerprintGenerator.FingerprintGenerator64:
    return rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=MORGAN_BITS)
