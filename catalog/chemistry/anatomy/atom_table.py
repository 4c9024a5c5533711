"""The atoms of a structure, hydrogens with them, its bonds, and a place in the plane for each atom."""

from __future__ import annotations

from typing import NamedTuple

from rdkit import Chem
from rdkit.Chem import rdDepictor

LEFTMOST = 2.0
"""Where the leftmost atom is, in bond lengths, as in PubChem's records. The atoms lie around y = 0."""
ORDERS = {
    Chem.BondType.SINGLE: 1,
    Chem.BondType.DOUBLE: 2,
    Chem.BondType.TRIPLE: 3,
    Chem.BondType.QUADRUPLE: 4,
    Chem.BondType.DATIVE: 5,
}
"""PubChem's codes of bond orders."""
UNKNOWN_ORDER = 255
WEDGES = {Chem.BondDir.BEGINWEDGE: 5, Chem.BondDir.BEGINDASH: 6}
"""PubChem's codes of how bonds are drawn."""


class Bond(NamedTuple):
    """A bond between two atoms.

    Attributes:
        begin, end: the numbers of the atoms, from 1.
        order: PubChem's code.
        wedge: PubChem's code of how it is drawn, or None for a line. Its narrow end is at ``begin``.
    """

    begin: int
    end: int
    order: int
    wedge: int | None


class AtomTable(NamedTuple):
    """Atoms and bonds. Atoms are numbered from 1, in their order here.

    Attributes:
        elements: the atomic number of each atom; 0 for what is no element.
        charges: the charges of those atoms that have one, by number.
        isotopes: the mass numbers of labelled atoms, by number.
        bonds: all bonds, no aromatic ones.
        xs, ys: the place of each atom, in bond lengths.
    """

    elements: tuple[int, ...]
    charges: tuple[tuple[int, int], ...]
    isotopes: tuple[tuple[int, int], ...]
    bonds: tuple[Bond, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]


def atom_table(mol: Chem.Mol) -> AtomTable:
    """Return the atoms and bonds of a molecule.

    >>> atom_table(Chem.MolFromSmiles("CC(=O)[O-]")).elements
    (8, 8, 6, 6, 1, 1, 1)
    >>> table = atom_table(Chem.MolFromSmiles("[Br-]"))
    >>> table.elements, table.charges, table.xs, table.ys
    ((35,), ((1, -1),), (2.0,), (0.0,))
    """
    drawn = Chem.Mol(mol)
    rdDepictor.Compute2DCoords(drawn, bondLength=1.0)
    # To lay the hydrogens out with the others would take forty times as long.
    whole = Chem.AddHs(drawn, addCoords=True)
    Chem.Kekulize(whole, clearAromaticFlags=True)
    whole = Chem.RenumberAtoms(whole, sorted(range(whole.GetNumAtoms()), key=lambda number: _rank(whole, number)))
    Chem.WedgeMolBonds(whole, whole.GetConformer())
    places = whole.GetConformer().GetPositions()
    xs, ys = places[:, 0], places[:, 1]
    across, up = (xs - xs.min() + LEFTMOST).round(4), (ys - (ys.min() + ys.max()) / 2).round(4)
    atoms = [(atom.GetIdx() + 1, atom) for atom in whole.GetAtoms()]
    return AtomTable(
        elements=tuple(atom.GetAtomicNum() for _, atom in atoms),
        charges=tuple((number, atom.GetFormalCharge()) for number, atom in atoms if atom.GetFormalCharge()),
        isotopes=tuple((number, atom.GetIsotope()) for number, atom in atoms if atom.GetIsotope()),
        bonds=tuple(_bond(bond) for bond in whole.GetBonds()),
        xs=tuple(across.tolist()),
        ys=tuple(up.tolist()),
    )


def _rank(mol: Chem.Mol, number: int) -> tuple[int, bool, int]:
    """Return the place of an atom in the table: heavy elements first, of each those with a charge, as in PubChem's."""
    atom = mol.GetAtomWithIdx(number)
    return -atom.GetAtomicNum(), not atom.GetFormalCharge(), number


def _bond(bond: Chem.Bond) -> Bond:
    return Bond(
        bond.GetBeginAtomIdx() + 1,
        bond.GetEndAtomIdx() + 1,
        ORDERS.get(bond.GetBondType(), UNKNOWN_ORDER),
        WEDGES.get(bond.GetBondDir()),
    )
