"""A structure as a PNG picture of a given size, on white."""

from __future__ import annotations

from rdkit.Chem.Draw import rdMolDraw2D

from catalog.chemistry.structure.guard import DRAWN_ATOMS
from catalog.chemistry.structure.readers import SMILES, read_molecule
from catalog.errors import StructureRefused

SMALLEST, LARGEST = 30, 1000
"""The least and the greatest side of a picture, in pixels."""


def draw_png(smiles: str, width: int, height: int) -> bytes:
    """Draw a structure as a PNG picture.

    Args:
        smiles: the structure.
        width, height: in pixels, between ``SMALLEST`` and ``LARGEST``.

    Raises:
        InvalidStructure: it cannot be read.
        StructureRefused: it is too large to draw.

    >>> draw_png("CCO", 100, 100)[:4]
    b'\\x89PNG'
    """
    mol = read_molecule(smiles, SMILES).mol
    if mol.GetNumAtoms() > DRAWN_ATOMS:
        raise StructureRefused(f"A structure of more than {DRAWN_ATOMS} atoms is not drawn.", stated=smiles)
    drawing = rdMolDraw2D.MolDraw2DCairo(width, height)
    rdMolDraw2D.PrepareAndDrawMolecule(drawing, mol)
    drawing.FinishDrawing()
    return bytes(drawing.GetDrawingText())
