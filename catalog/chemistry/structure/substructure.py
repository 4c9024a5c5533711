"""Substructure queries: checking and reading them, and comparing them with molecules.

A text that is a SMILES is read as one: its atoms and bonds are definite, so it screens far better than a SMARTS.
Several components are refused, since their time grows too fast.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from rdkit import Chem
from rdkit.Chem import rdqueries, rdSubstructLibrary

from catalog.chemistry.structure.guard import QUERY_ATOMS, vet_molblock, vet_smarts
from catalog.chemistry.structure.parser_words import first_words, parser_words
from catalog.chemistry.structure.possible_atoms import vet_parsed_atoms
from catalog.chemistry.structure.query_screen import query_screen
from catalog.errors import InvalidStructure, StructureRefused

_ONLY_IN_SMARTS = ("*", "~", "[#", "!", "&", ",", ";", "$")
"""Characters that RDKit's SMILES parser accepts, but that chemists mean as a query."""
_NEEDS_SANITIZED = "^"
"""A query for hybridization, which a molecule only has when it is sanitized."""
_HIDDEN_RINGS = re.compile(r"\$\(.*[@Rrxk]")
"""Rings within ``$()``, for which RDKit's library does not look in every place where they can stand."""
_ASKS_FOR_RINGS = Chem.AtomFromSmarts("[!R99]")
"""It fits every atom, and has the rings of each molecule found before it is matched."""


_TRUSTED = Chem.SmilesParserParams()
# RDKit's stubs take these properties for the class itself.
_TRUSTED.sanitize = False  # type: ignore[assignment]
_TRUSTED.removeHs = False  # type: ignore[assignment]
_TRUSTED.parseName = False  # type: ignore[assignment]


class SubstructureQuery(NamedTuple):
    """A query that has been read.

    Attributes:
        mol: the query.
        is_plain: whether it was read as a SMILES.
        screen: the bits that every molecule with this substructure has.
        text: bits that are read off the canonical SMILES of every such molecule, of each group at least one.
    """

    mol: Chem.Mol
    is_plain: bool
    screen: bytes
    text: tuple[tuple[int, ...], ...]


def read_substructure_query(text: str) -> SubstructureQuery:
    """Read a SMILES, a SMARTS or, if the text has several lines, a molfile.

    Raises:
        StructureRefused: with the limit that it exceeds.
        InvalidStructure: it cannot be read; with the parser's own words.

    >>> read_substructure_query("c1ccccc1").is_plain, read_substructure_query("[#6]~[#7]").is_plain
    (True, False)
    """
    stripped = text.strip()
    if not stripped:
        raise InvalidStructure("The structure to search for is empty.", stated=text)
    with parser_words() as heard:
        try:
            mol, is_plain = _read_molfile(text) if "\n" in stripped else _read_line(stripped)
        except RuntimeError as error:
            # RDKit says this if there is no element 999.
            message = "The query names an element or a property that does not exist."
            raise InvalidStructure(message, stated=stripped[:80]) from error
    if mol is None:
        words = first_words(heard)
        what = "neither a SMILES, a SMARTS nor a molfile"
        raise InvalidStructure(f"The query is {what}: {words}", stated=stripped[:80])
    if not mol.GetNumAtoms():
        raise InvalidStructure("The query has no atoms.", stated=stripped[:80])
    if mol.GetNumAtoms() > QUERY_ATOMS or len(Chem.GetMolFrags(mol)) > 1:
        message = f"A query must have one component and at most {QUERY_ATOMS} atoms. Search for its parts one by one."
        raise StructureRefused(message, stated=stripped[:80])
    if is_plain:
        for atom in mol.GetAtoms():
            # The molecule continues at an open valence of a query. It need not be a radical.
            atom.SetNumRadicalElectrons(0)
    return SubstructureQuery(mol, is_plain, *query_screen(mol))


def _read_line(text: str) -> tuple[Chem.Mol | None, bool]:
    vet_smarts(text)
    mol: Chem.Mol | None = None if any(mark in text for mark in _ONLY_IN_SMARTS) else Chem.MolFromSmiles(text)
    if mol is not None:
        return mol, True
    query: Chem.Mol | None = Chem.MolFromSmarts(text)
    if query is not None:
        query.UpdatePropertyCache(strict=False)
        Chem.FastFindRings(query)
    return query, False


def _read_molfile(text: str) -> tuple[Chem.Mol | None, bool]:
    vet_molblock(text)
    mol: Chem.Mol | None = Chem.MolFromMolBlock(text)
    if mol is not None:
        vet_parsed_atoms(mol, text.strip()[:80])
    return mol, mol is not None and _says_what_it_is(mol)


def _says_what_it_is(mol: Chem.Mol) -> bool:
    """Tell whether every atom and bond is definite, as in a molecule."""
    atoms, bonds = mol.GetAtoms(), mol.GetBonds()
    return not any(a.HasQuery() or not a.GetAtomicNum() for a in atoms) and not any(b.HasQuery() for b in bonds)


def read_trusted(smiles: str) -> Chem.Mol | None:
    """Return a molecule from RDKit's own SMILES, not sanitized: five times faster, enough for a plain query.

    The text has the aromatic bonds, and a plain query needs neither rings nor hydrogen counts.
    """
    mol: Chem.Mol | None = Chem.MolFromSmiles(smiles, _TRUSTED)
    return mol


def holds_substructure(smiles: str, query: SubstructureQuery) -> bool:
    """Tell whether a molecule, given by its canonical SMILES, contains the substructure.

    >>> (holds_substructure("CC(=O)Oc1ccccc1C(=O)O", read_substructure_query("c1ccccc1")),
    ...  holds_substructure("CCO", read_substructure_query("CN")))
    (True, False)
    """
    return bool(places_of_holders([smiles], query))


def places_of_holders(smiles: Sequence[str], query: SubstructureQuery, most: int | None = None) -> list[int]:
    """Return the places of the molecules, given by canonical SMILES, that contain the substructure, so many at most.

    All is done in one call of RDKit, which lets other threads run. The molecules are not sanitized: their aromatic
    bonds stand in the text as they were perceived, and RDKit counts hydrogens and finds rings where a query asks for
    them.

    >>> places_of_holders(["CCO", "c1ccccc1", "Cc1ccccc1", "Clc1ccccc1"], read_substructure_query("c1ccccc1"), 2)
    [1, 2]
    """
    mol = query.mol
    if not query.is_plain:
        smarts = Chem.MolToSmarts(mol)
        if _NEEDS_SANITIZED in smarts:
            return _places_one_by_one(smiles, mol, most)
        if _HIDDEN_RINGS.search(smarts):
            mol = Chem.RWMol(mol)
            rdqueries.ReplaceAtomWithQueryAtom(mol, mol.GetAtomWithIdx(0)).ExpandQuery(_ASKS_FOR_RINGS)
    holder = rdSubstructLibrary.CachedTrustedSmilesMolHolder()
    for text in smiles:
        holder.AddSmiles(text)
    found = rdSubstructLibrary.SubstructLibrary(holder).GetMatches(
        mol,
        recursionPossible=not query.is_plain,
        useChirality=False,
        useQueryQueryMatches=False,
        numThreads=1,
        maxResults=len(smiles) if most is None else most,
    )
    return list(found)


def _places_one_by_one(smiles: Sequence[str], mol: Chem.Mol, most: int | None) -> list[int]:
    with parser_words():
        read = ((place, Chem.MolFromSmiles(text)) for place, text in enumerate(smiles))
        holders = (place for place, molecule in read if molecule is not None and molecule.HasSubstructMatch(mol))
        return list(islice(holders, most))


def read_structure_drawn(text: str) -> SubstructureQuery:
    """Read the structure of a superstructure search: a SMILES or a molfile of one molecule.

    Raises:
        StructureRefused: with the limit that it exceeds.
        InvalidStructure: it cannot be read, or means several structures.
    """
    drawn = read_substructure_query(text)
    if not drawn.is_plain:
        message = "A search for parts of a structure needs one structure: a SMILES or a molfile without wildcards."
        raise InvalidStructure(message, stated=text.strip()[:80])
    return drawn


def is_within(smiles: str, drawn: SubstructureQuery) -> bool:
    """Tell whether a molecule, given by its canonical SMILES, is contained in the structure of a search.

    Structures with several components are not: a single molecule contains no salt.

    >>> drawn = read_structure_drawn("CC(=O)Oc1ccccc1C(=O)O")
    >>> [is_within(smiles, drawn) for smiles in ("Oc1ccccc1", "CC(=O)O", "CN", "CC(=O)[O-].[Na+]")]
    [True, True, False, False]
    """
    mol = None if "." in smiles else read_trusted(smiles)
    return mol is not None and drawn.mol.HasSubstructMatch(mol)
