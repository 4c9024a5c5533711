"""From a text from outside to a molecule: first checked by the guard, then parsed by RDKit."""

from __future__ import annotations

import re
from typing import NamedTuple

from chembl_structure_pipeline import checker
from rdkit import Chem
from rdkit.Chem import rdinchi

from catalog.chemistry.structure.guard import vet_inchi, vet_molblock, vet_molecule, vet_smiles
from catalog.chemistry.structure.parser_words import first_words, parser_words
from catalog.chemistry.structure.possible_atoms import vet_parsed_atoms
from catalog.errors import InvalidStructure

SMILES = "smiles"
MOLFILE = "molfile"
INCHI = "inchi"

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_COUNTS_LINE = re.compile(r"[ 0-9]{6}.{0,40}V[23]000\s*")
_VERSION_COLUMN = 34
_HEADER_LINES = 3
_MOST_QUOTED = 60
_NO_FAULTS = frozenset({"V3000 mol file"})
"""A remark that the checker makes on every file of a form that we read without problems."""


class ParsedMolecule(NamedTuple):
    """A molecule from the parser. It stays in the thread that read it.

    Attributes:
        mol: sanitized, stereo assigned.
        text: the part of the stated text that was parsed.
        notes: remarks on reading it.
    """

    mol: Chem.Mol
    text: str
    notes: tuple[str, ...] = ()


def read_molecule(text: str, kind: str) -> ParsedMolecule:
    """Vet and parse a structure of the given kind: ``smiles``, ``molfile`` or ``inchi``.

    Raises:
        InvalidStructure: with the parser's own words.
        StructureRefused: by the guard.
    """
    with parser_words() as heard:
        read = _READERS[kind](text)
    if read is None:
        raise InvalidStructure(f"The structure cannot be read: {first_words(heard)}", stated=text)
    if not read.mol.GetNumAtoms():
        raise InvalidStructure("The structure has no atoms.", stated=text)
    if kind != SMILES:
        vet_parsed_atoms(read.mol, text)
    vet_molecule(read.mol, is_one_piece=kind == SMILES and "." not in read.text)
    return read


def unsanitized_molecule(text: str, kind: str) -> Chem.Mol | None:
    """Return the molecule as written, before RDKit normalizes nitro groups, halogen oxo-anions and others.

    Only for text that ``read_molecule`` has read. Return None if there is no molecule without sanitizing.
    """
    if kind == INCHI:
        return None
    with parser_words():
        mol = Chem.MolFromSmiles(text, sanitize=False) if kind == SMILES else Chem.MolFromMolBlock(text, sanitize=False)
        if mol is not None:
            mol.UpdatePropertyCache(strict=False)
    return mol


def first_word_of_smiles(text: str) -> tuple[str, str]:
    """Separate the SMILES from a name or an extension after it.

    >>> first_word_of_smiles(" CCO ethanol, absolute")
    ('CCO', 'ethanol, absolute')
    """
    words = text.strip(_INVISIBLE).split(maxsplit=1)
    return (words[0] if words else ""), (words[1].strip() if len(words) > 1 else "")


def _read_smiles(text: str) -> ParsedMolecule | None:
    smiles, rest = first_word_of_smiles(text)
    vet_smiles(smiles)
    mol = Chem.MolFromSmiles(smiles)
    notes = (f"The text after the SMILES was not read as a structure: {_quoted(rest)}.",) if rest else ()
    return mol and ParsedMolecule(mol, smiles, notes)


def _read_molfile(text: str) -> ParsedMolecule | None:
    # RDKit cuts lines by bytes, and cannot report an error in half a character.
    block = _BEYOND_ASCII.sub("?", with_header(text))
    vet_molblock(block)
    mol = Chem.MolFromMolBlock(block)
    return mol and ParsedMolecule(mol, block, _notes_of_checker(block))


def _read_inchi(text: str) -> ParsedMolecule | None:
    inchi = text.strip().strip(_INVISIBLE)
    vet_inchi(inchi)
    try:
        mol, _, message, _ = rdinchi.InchiToMol(inchi)
    except Chem.MolSanitizeException as error:
        # Unlike the other parsers, this one raises: bromine trifluoride is beyond RDKit's valences.
        raise InvalidStructure(f"The InChI cannot be read: {error}.", stated=text) from error
    if mol is None:
        raise InvalidStructure(f"The InChI cannot be read: {message.strip() or 'it gives no molecule'}.", stated=text)
    notes = (f"The InChI program says: {message.strip()}.",) if message.strip() else ()
    return ParsedMolecule(mol, inchi, notes)


_READERS = {SMILES: _read_smiles, MOLFILE: _read_molfile, INCHI: _read_inchi}


def with_header(molfile: str) -> str:
    """Restore the header lines that trimming removed from a molfile: the counts are in its fourth line.

    >>> with_header("  1  0  0  0  0  0            999 V2000\\n").startswith("\\n\\n\\n  1")
    True
    """
    lines = molfile.split("\n", _HEADER_LINES + 1)
    for place, line in enumerate(lines[:_HEADER_LINES]):
        if _COUNTS_LINE.fullmatch(line):
            # Trimming also removes the indent of the counts line. Its version is at column 35 (CTfile formats).
            indent = " " * max(0, _VERSION_COLUMN - line.find("V2000"))
            return "\n" * (_HEADER_LINES - place) + (indent if place == 0 else "") + molfile
    return molfile


def _notes_of_checker(block: str) -> tuple[str, ...]:
    """Return the ChEMBL structure pipeline's remarks on a molfile (doi:10.1186/s13321-020-00456-1)."""
    return tuple(
        f"ChEMBL’s structure checker: {complaint} (penalty {penalty})."
        for penalty, complaint in checker.check_molblock(block)
        if complaint not in _NO_FAULTS
    )


def _quoted(text: str) -> str:
    shortened = text if len(text) <= _MOST_QUOTED else text[:_MOST_QUOTED] + "…"
    return f"“{shortened}”"
