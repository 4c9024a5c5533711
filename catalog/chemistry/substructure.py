"""Substructure queries: what somebody draws or types, vetted, read, and held against molecules.

A text that is a SMILES is read as one: its atoms and bonds then screen far better than those of a SMARTS, of which many
stand for several. Several components are refused, since what they cost explodes.
"""

from __future__ import annotations

from typing import NamedTuple

from rdkit import Chem, DataStructs

from catalog.chemistry.fingerprints import SCREEN_BITS
from catalog.chemistry.guard import QUERY_ATOMS, vet_molblock, vet_smarts
from catalog.chemistry.parser_words import first_words, parser_words
from catalog.errors import InvalidStructure, StructureRefused

_ONLY_IN_SMARTS = ("*", "~", "[#", "!", "&", ",", ";", "$")
"""What RDKit's SMILES parser takes too, but a chemist means as a query."""


_TRUSTED = Chem.SmilesParserParams()
# RDKit's stubs take these properties for the class itself.
_TRUSTED.sanitize = False  # type: ignore[assignment]
_TRUSTED.removeHs = False  # type: ignore[assignment]
_TRUSTED.parseName = False  # type: ignore[assignment]


class SubstructureQuery(NamedTuple):
    """A query that has been read.

    Attributes:
        mol: what is looked for.
        is_plain: whether it was read as a SMILES, so that a molecule need not be sanitized to be held against it.
        screen: the bits that every molecule with this substructure has.
    """

    mol: Chem.Mol
    is_plain: bool
    screen: bytes


def read_substructure_query(text: str) -> SubstructureQuery:
    """Read a SMILES, else a SMARTS, else (where it has several lines) a molfile.

    Raises:
        StructureRefused: with the limit that it exceeds.
        InvalidStructure: it is none of them, with the parser's own words.

    >>> read_substructure_query("c1ccccc1").is_plain, read_substructure_query("[#6]~[#7]").is_plain
    (True, False)
    """
    stripped = text.strip()
    if not stripped:
        raise InvalidStructure("There is no structure to look for.", stated=text)
    with parser_words() as heard:
        try:
            mol, is_plain = _read_molfile(text) if "\n" in stripped else _read_line(stripped)
        except RuntimeError as error:
            # RDKit's way of saying that there is no element 999.
            message = "The query names an element or a property that there is not."
            raise InvalidStructure(message, stated=stripped[:80]) from error
    if mol is None:
        words = first_words(heard)
        what = "neither a SMILES, a SMARTS nor a molfile"
        raise InvalidStructure(f"The query is {what}: {words}", stated=stripped[:80])
    if not mol.GetNumAtoms():
        raise InvalidStructure("The query holds no atoms.", stated=stripped[:80])
    if mol.GetNumAtoms() > QUERY_ATOMS or len(Chem.GetMolFrags(mol)) > 1:
        message = f"A query must be of one component and at most {QUERY_ATOMS} atoms; search for its parts one by one."
        raise StructureRefused(message, stated=stripped[:80])
    screen = Chem.PatternFingerprint(mol, SCREEN_BITS)
    return SubstructureQuery(mol, is_plain, DataStructs.BitVectToBinaryText(screen))


def _read_line(text: str) -> tuple[Chem.Mol | None, bool]:
    vet_smarts(text)
    mol: Chem.Mol | None = None if any(mark in text for mark in _ONLY_IN_SMARTS) else Chem.MolFromSmiles(text)
    if mol is not None:
        for atom in mol.GetAtoms():
            # An open valence is where the rest of a molecule goes on, and not a radical that must be there.
            atom.SetNumRadicalElectrons(0)
        return mol, True
    query: Chem.Mol | None = Chem.MolFromSmarts(text)
    if query is not None:
        query.UpdatePropertyCache(strict=False)
        Chem.FastFindRings(query)
    return query, False


def _read_molfile(text: str) -> tuple[Chem.Mol | None, bool]:
    vet_molblock(text)
    return Chem.MolFromMolBlock(text), False


def holds(smiles: str, query: SubstructureQuery) -> bool:
    """Tell whether a molecule, given by the canonical SMILES that is kept of it, holds the substructure.

    >>> holds("CC(=O)Oc1ccccc1C(=O)O", read_substructure_query("c1ccccc1")), holds("CCO", read_substructure_query("CN"))
    (True, False)
    """
    mol: Chem.Mol | None
    if query.is_plain:
        # RDKit wrote this SMILES itself: aromatic bonds stand in it as they were perceived, and a plain query asks
        # neither for rings nor for hydrogens.
        mol = Chem.MolFromSmiles(smiles, _TRUSTED)
    else:
        with parser_words():
            mol = Chem.MolFromSmiles(smiles)
    return mol is not None and mol.HasSubstructMatch(query.mol)
