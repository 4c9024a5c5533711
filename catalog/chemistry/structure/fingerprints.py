"""Fingerprints for structure search: one for similarity, one for screening substructures.

They are made once, on import, and stored with the structure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator

from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.readers import SMILES, read_molecule
from catalog.chemistry.structure.structure import Drawing, Structure, structures_of
from catalog.errors import InvalidStructure

MORGAN_BITS = 2_048
SCREEN_BITS = 2_048
SCREEN_VERSION = 1
"""Raise it if molecules would get other bits. Stored fingerprints are then made again."""

AT_ONCE = 50
"""The number of molecules in memory at a time."""

StatedStructure = tuple[str, str]
"""A structure as stated, and its kind: ``smiles``, ``molfile`` or ``inchi``."""


class Fingerprints(NamedTuple):
    """Both fingerprints of one structure, as bytes, the lowest bit first.

    Attributes:
        morgan: Morgan, radius 2, 2,048 bits (doi:10.1021/ci100050t), compared by Tanimoto.
        screen: RDKit's pattern fingerprint, 2,048 bits; a structure has all bits of its substructures.
    """

    morgan: bytes
    screen: bytes


def structure_fingerprints(mol: Chem.Mol) -> Fingerprints:
    """Return the fingerprints of a sanitized molecule."""
    return fingerprints_of_all([mol])[0]


def morgan_fingerprint(mol: Chem.Mol) -> bytes:
    """Return the Morgan fingerprint alone, of a sanitized molecule."""
    bits: bytes = DataStructs.BitVectToBinaryText(_morgan().GetFingerprint(mol))
    return bits


def fingerprints_of_all(mols: Sequence[Chem.Mol]) -> list[Fingerprints]:
    """Return the fingerprints of several sanitized molecules, one kind after the other (see ``structures_of``)."""
    morgan = [DataStructs.BitVectToBinaryText(bits) for bits in map(_morgan().GetFingerprint, mols)]
    screen = [DataStructs.BitVectToBinaryText(Chem.PatternFingerprint(mol, SCREEN_BITS)) for mol in mols]
    return list(map(Fingerprints, morgan, screen))


def fingerprints_of_smiles(smiles: str) -> Fingerprints | None:
    """Return the fingerprints of a vetted canonical SMILES, or None if RDKit cannot read it.

    >>> ethanol, propanol = fingerprints_of_smiles("CCO"), fingerprints_of_smiles("CCCO")
    >>> [len(bits) for bits in ethanol], ethanol.screen == propanol.screen
    ([256, 256], False)
    """
    with parser_words():
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    return None if mol is None else structure_fingerprints(mol)


class FingerprintingReader:
    """Reads structures like ``read_structure``, and makes their fingerprints without parsing them again."""

    def __init__(self) -> None:
        self._ahead: dict[StatedStructure, Structure | InvalidStructure] = {}
        self._made: dict[str, Fingerprints] = {}

    def read_ahead(self, stated: Sequence[StatedStructure]) -> None:
        """Read many structures at once, which is faster. ``read`` then returns them."""
        for start in range(0, len(stated), AT_ONCE):
            self._read_all(stated[start : start + AT_ONCE])

    def read(self, text: str, kind: str) -> Structure:
        """See ``catalog.chemistry.structure.structure.read_structure``."""
        if (text, kind) not in self._ahead:
            self._read_all([(text, kind)])
        found = self._ahead[text, kind]
        if isinstance(found, InvalidStructure):
            raise found
        return found

    def fingerprints_of(self, structure: Structure) -> Fingerprints | None:
        """Return the fingerprints of a structure that was read here, by its canonical SMILES."""
        return self._made.get(structure.smiles) or fingerprints_of_smiles(structure.smiles)

    def _read_all(self, stated: Sequence[StatedStructure]) -> None:
        drawings: list[Drawing] = []
        for text, kind in stated:
            try:
                drawings.append(Drawing(read_molecule(text, kind), text, kind))
            except InvalidStructure as error:
                self._ahead[text, kind] = error
        structures = structures_of(drawings)
        self._ahead.update(((found.stated, found.kind), found) for found in structures)
        # A molfile's or an InChI's molecule can have other bits than that of the canonical SMILES made from it.
        kept = [
            (structure.smiles, drawing.read.mol)
            for structure, drawing in zip(structures, drawings, strict=True)
            if drawing.kind == SMILES and not structure.generic
        ]
        made = fingerprints_of_all([mol for _, mol in kept])
        self._made.update((smiles, bits) for (smiles, _), bits in zip(kept, made, strict=True))


@cache
def _morgan() -> rdFingerprintGenerator.FingerprintGenerator64:
    return rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=MORGAN_BITS)
