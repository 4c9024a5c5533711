"""Molfiles: structures with plane coordinates, for programs that read no other format."""

from __future__ import annotations

from rdkit import Chem
from rdkit.Chem import rdDepictor

from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.readers import SMILES, read_molecule
from catalog.errors import InvalidStructure

WRITTEN_BY = "   Catalog          2D"
"""The second line: initials, the program's name in columns 3 to 10, no date, dimensions (CTfile formats, BIOVIA 2020,
"The Header Block"). It distinguishes our molfiles from stated ones."""

EMPTY_MOLBLOCK = f"\n{WRITTEN_BY}\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n"
"""A molfile without atoms, for products without a structure."""


def is_own_molblock(molblock: str) -> bool:
    """Tell whether ``write_molblock`` wrote this molfile.

    >>> is_own_molblock(write_molblock("CO")), is_own_molblock("\\n     RDKit          2D\\n")
    (True, False)
    """
    return [line.rstrip() for line in molblock.split("\n", 2)[1:2]] == [WRITTEN_BY]


def write_molblock(smiles: str) -> str:
    """Write a structure as a molfile: V2000, or V3000 for more than 999 atoms or bonds.

    Raises:
        InvalidStructure: the SMILES cannot be read, or RDKit cannot write it.
        StructureRefused: it is larger than the limits of the guard.

    >>> block = write_molblock("CO").splitlines()
    >>> block[1], block[3]
    ('   Catalog          2D', '  2  1  0  0  0  0  0  0  0  0999 V2000')
    """
    mol = read_molecule(smiles, SMILES).mol
    with parser_words():
        rdDepictor.Compute2DCoords(mol)
        try:
            block = Chem.MolToMolBlock(mol)
        except ValueError as error:
            raise InvalidStructure(f"The structure cannot be written as a molfile: {error}", stated=smiles) from error
    return "\n".join(["", WRITTEN_BY, "", *block.split("\n")[3:]])
