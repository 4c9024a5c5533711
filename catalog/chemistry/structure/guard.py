"""The guard: fast limits for texts from outside, before and after RDKit parses them.

The limits were measured with RDKit 2026.09 (docs/decisions/0004-guard-and-pool.md). They stop structures that are made
to be slow, and refuse hardly any real one. Accepted structures can still be slow; the worker pool limits these.
"""

from __future__ import annotations

import re

from rdkit import Chem

from catalog.chemistry.structure.possible_atoms import vet_inchi_atoms, vet_molfile_atoms, vet_smiles_atoms
from catalog.errors import StructureRefused

SMILES_CHARACTERS = 2_000
SMARTS_CHARACTERS = 500
INCHI_CHARACTERS = 10_000
MOLBLOCK_CHARACTERS = 1_000_000
MOLBLOCK_LINE = 4_000
STORED_ATOMS = 999
DRAWN_ATOMS = 300
QUERY_ATOMS = 100
FRAGMENTS = 20
RINGS = 60
DENSE_RINGS = 15
"""With more rings than this, and more rings than atoms, a molecule is impossible."""
DEGREE = 10
RECURSION = 3
BRACKET_DEPTH = 60
SMALL_CHARACTERS = 2 * BRACKET_DEPTH
_SMALL = re.compile(r"(?=[^A-Za-z*]*[A-Za-z*])(?:[!-\-/:-~]*[0-9.]){0,19}[!-\-/:-~]*")
"""A text that is too short for deep nesting, with too few digits and dots for too many components or rings. Nearly
every
SMILES of a real compound is such a text."""
_CROWDED_ATOM = Chem.MolFromSmarts(f"[D{{{DEGREE + 1}-}}]")
"""A query for an atom with too many bonds. RDKit searches in C++, which is faster than a loop in Python."""


def vet_smiles(text: str) -> None:
    """Refuse a text that is not a SMILES, is too large, or has an impossible atom.

    Raises:
        StructureRefused: with the limit that it exceeds.

    >>> vet_smiles("CC(=O)Oc1ccccc1C(=O)O")
    """
    if len(text) > SMALL_CHARACTERS or not _SMALL.fullmatch(text):
        _require_plain(text, SMILES_CHARACTERS, "SMILES")
        _at_most(text.count(".") + 1, FRAGMENTS, "fragments", text)
        _at_most(_depth(text, "(", ")"), BRACKET_DEPTH, "nested brackets", text)
        _require_sizes(_count_atoms(text), _count_ring_closures(text), STORED_ATOMS, text)
    vet_smiles_atoms(text)


def vet_smarts(text: str) -> None:
    """Refuse a query that could take too long. Several components are the main cause.

    Raises:
        StructureRefused: with the limit that it exceeds.
    """
    _require_plain(text, SMARTS_CHARACTERS, "query")
    if "." in text:
        raise StructureRefused("A query must have one component. Search for its parts one by one.", stated=text)
    _at_most(_recursion(text), RECURSION, "nested $() expressions", text)
    _at_most(_depth(text, "(", ")"), BRACKET_DEPTH, "nested brackets", text)
    _require_sizes(_count_atoms(text), _count_ring_closures(text), QUERY_ATOMS, text)
    vet_smiles_atoms(text)


def vet_inchi(text: str) -> None:
    """Refuse a text that is not an InChI, or is too long.

    Raises:
        StructureRefused: with the limit that it exceeds.
    """
    _require_plain(text, INCHI_CHARACTERS, "InChI")
    if not text.startswith("InChI="):
        raise StructureRefused("An InChI begins with InChI=.", stated=text[:80])
    vet_inchi_atoms(text)


def vet_molblock(text: str) -> None:
    """Refuse a molfile with impossible lines or counts.

    Raises:
        StructureRefused: with the limit that it exceeds.
    """
    if len(text) > MOLBLOCK_CHARACTERS:
        raise StructureRefused(
            f"The molfile has {len(text):,} characters; the limit is {MOLBLOCK_CHARACTERS:,}.", stated=""
        )
    if "\x00" in text:
        raise StructureRefused("The molfile contains a NUL character.", stated="")
    lines = text.splitlines()
    if any(len(line) > MOLBLOCK_LINE for line in lines):
        raise StructureRefused(f"A line of the molfile is longer than {MOLBLOCK_LINE:,} characters.", stated="")
    for line in lines[:20]:
        counts = line.split()
        if line.startswith("M  V30 COUNTS") and len(counts) > 3 and counts[3].isdecimal():
            _at_most(int(counts[3]), STORED_ATOMS, "atoms", "molfile")
    # A V2000 counts line has three digits for the atoms, so it cannot exceed the limit.
    vet_molfile_atoms(text)


def vet_molecule(mol: Chem.Mol, *, is_one_piece: bool = False) -> None:
    """Refuse a parsed molecule that is too large: 39 characters of InChI can make 1,998 atoms.

    Args:
        mol: the molecule.
        is_one_piece: whether its text cannot have several components, so that they need not be counted.

    Raises:
        StructureRefused: with the limit that it exceeds.
    """
    atoms, bonds = mol.GetNumAtoms(), mol.GetNumBonds()
    fragments = 1 if is_one_piece or atoms > STORED_ATOMS else len(Chem.GetMolFrags(mol))
    _require_sizes(atoms, bonds - atoms + fragments, STORED_ATOMS, "structure")
    _at_most(fragments, FRAGMENTS, "fragments", "structure")
    if bonds > DEGREE and mol.HasSubstructMatch(_CROWDED_ATOM):
        _at_most(max(atom.GetDegree() for atom in mol.GetAtoms()), DEGREE, "bonds at one atom", "structure")


def _require_plain(text: str, characters: int, what: str) -> None:
    if not text:
        raise StructureRefused(f"The {what} is empty.", stated=text)
    if len(text) > characters:
        raise StructureRefused(
            f"The {what} has {len(text):,} characters; the limit is {characters:,}.", stated=text[:80] + "…"
        )
    if not text.isascii() or not text.isprintable() or " " in text:
        odd = next(char for char in text if not ("!" <= char <= "~"))
        raise StructureRefused(
            f"The {what} contains the character U+{ord(odd):04X}, which is not allowed.", stated=text
        )


def _require_sizes(atoms: int, rings: int, most_atoms: int, stated: str) -> None:
    if atoms == 0:
        raise StructureRefused("The structure has no atoms.", stated=stated)
    _at_most(atoms, most_atoms, "atoms", stated)
    _at_most(rings, RINGS, "rings", stated)
    if rings > DENSE_RINGS and rings > atoms:
        raise StructureRefused(f"{rings} rings in {atoms} atoms are not possible.", stated=stated)


def _at_most(count: int, limit: int, what: str, stated: str) -> None:
    if count > limit:
        raise StructureRefused(f"There are {count:,} {what}; the limit is {limit:,}.", stated=stated)


def _count_atoms(text: str) -> int:
    """Return an upper bound of the atoms: bracket atoms, and letters outside brackets that begin a symbol."""
    atoms, inside = 0, 0
    for before, char in zip(" " + text, text, strict=False):
        if char == "[":
            atoms += inside == 0
            inside += 1
        elif char == "]":
            inside = max(0, inside - 1)
        elif not inside and (char.isalpha() or char == "*") and (before + char) not in ("Cl", "Br"):
            atoms += 1
    return atoms


def _count_ring_closures(text: str) -> int:
    """Return half of the ring-closure digits outside brackets; %nn counts as one."""
    closures, inside, skip = 0, False, 0
    for char in text:
        if char == "[":
            inside = True
        elif char == "]":
            inside = False
        elif skip:
            skip -= 1
        elif not inside and char == "%":
            closures, skip = closures + 1, 2
        elif not inside and char.isdigit():
            closures += 1
    return closures // 2


def _depth(text: str, opening: str, closing: str) -> int:
    depth = deepest = 0
    for char in text:
        if char == opening:
            depth += 1
            deepest = max(deepest, depth)
        elif char == closing:
            depth -= 1
    return deepest


def _recursion(text: str) -> int:
    """Return the depth of nested ``$()`` expressions."""
    stack: list[bool] = []
    deepest = 0
    for before, char in zip(" " + text, text, strict=False):
        if char == "(":
            stack.append(before == "$")
            deepest = max(deepest, sum(stack))
        elif char == ")" and stack:
            stack.pop()
    return deepest
