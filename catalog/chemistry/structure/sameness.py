"""The same compound except for stereo, salts, isotope labels or tautomers.

The ignored features are removed from both structures. The rest is compared by InChIKey, and for tautomers also by
RDKit's tautomer hash. So options can be combined, and each keeps its meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from rdkit import Chem
from rdkit.Chem import rdMolHash

from catalog.chemistry.structure.keys import key_of, without_isotopes, without_stereo
from catalog.chemistry.structure.parent import parent_mol, parent_of
from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.structure import read_structure
from catalog.errors import InvalidStructure

Ignorable = Literal["stereo", "salt", "isotope", "tautomer"]
IGNORABLE: tuple[Ignorable, ...] = ("stereo", "salt", "isotope", "tautomer")


class SamenessQuery(NamedTuple):
    """The structure to compare others with.

    Attributes:
        inchi_key: its InChIKey.
        parent_key: the InChIKey of its parent.
        parent_formula: the formula of its parent.
        left: the InChIKey of the rest, without the ignored features.
        tautomers: the tautomer hash of the rest; empty if tautomers are not ignored.
        ignore: the ignored features.
    """

    inchi_key: str
    parent_key: str
    parent_formula: str
    left: str
    tautomers: str
    ignore: frozenset[Ignorable]

    @property
    def block(self) -> str:
        """The first InChIKey block that equal compounds share; the parent's if salts are ignored."""
        return (self.parent_key if "salt" in self.ignore else self.inchi_key)[:14]

    def decides(self, key: str) -> bool | None:
        """Return the decision by a candidate's key (the parent's if salts are ignored), or None if the key cannot
        decide.

        The second block of an InChIKey has stereo and labels, the last letter has protons.
        """
        own = self.parent_key if "salt" in self.ignore else self.inchi_key
        if key == own:
            return True
        if "tautomer" in self.ignore:
            return None
        if not self.ignore & {"stereo", "isotope"} or key[:14] != own[:14] or key[-1] != own[-1]:
            return False
        return True if self.ignore >= {"stereo", "isotope"} else None


def read_sameness_query(smiles: str, ignore: frozenset[Ignorable]) -> SamenessQuery:
    """Read the structure to compare others with.

    Raises:
        InvalidStructure, StructureRefused: it cannot be read, or is not a single substance.
    """
    structure = read_structure(smiles, "smiles")
    if not structure.inchi_key:
        raise InvalidStructure("This structure has no InChIKey, so the same compound cannot be found.", stated=smiles)
    parent = parent_of(structure.smiles, structure.inchi, structure.inchi_key)
    with parser_words():
        left = _left(structure.smiles, ignore)
        key, tautomers = key_of(left), _tautomers(left) if "tautomer" in ignore else ""
    return SamenessQuery(structure.inchi_key, *parent, key, tautomers, ignore)


def same_as(question: SamenessQuery, candidates: Sequence[tuple[str, str]]) -> list[bool]:
    """Tell for each candidate whether it is the same compound.

    Args:
        question: the structure to compare with.
        candidates: first block (of the parent if salts are ignored) and canonical SMILES of each.
    """
    with parser_words():
        return [_is_same(question, block, smiles) for block, smiles in candidates]


def _is_same(question: SamenessQuery, block: str, smiles: str) -> bool:
    left = _left(smiles, question.ignore)
    if question.tautomers and _tautomers(left) == question.tautomers:
        return True
    return block == question.block and key_of(left) == question.left


def _left(smiles: str, ignore: frozenset[Ignorable]) -> Chem.Mol:
    """Return the structure without the ignored features."""
    mol = parent_mol(smiles) if "salt" in ignore else Chem.MolFromSmiles(smiles)
    if mol is None:
        return Chem.Mol()
    if "isotope" in ignore:
        mol = without_isotopes(mol)
    return without_stereo(mol) if "stereo" in ignore else mol


def _tautomers(mol: Chem.Mol) -> str:
    """RDKit's tautomer hash, version 2 (doi:10.1021/acs.jcim.2c01350)."""
    return str(rdMolHash.MolHash(mol, rdMolHash.HashFunction.HetAtomTautomerv2))
