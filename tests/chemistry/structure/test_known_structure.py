"""How a stated structure is related to a known one: only what cannot be the same substance is a difference."""

from __future__ import annotations

import pytest

from catalog.chemistry.structure.kinship import Kin
from catalog.chemistry.structure.known_structure import (
    KnownStructure,
    is_mixture,
    piece_compositions,
    relate_to_known,
)
from catalog.chemistry.structure.parent import parent_of
from catalog.chemistry.structure.structure import read_structure


def known(smiles: str) -> KnownStructure:
    read = read_structure(smiles, "smiles")
    return KnownStructure(smiles, read.inchi_key, parent_of(read.smiles, read.inchi, read.inchi_key).inchi_key[:14])


@pytest.mark.parametrize(
    ("stated", "smiles", "kin"),
    [
        ("CCO", "OCC", Kin.SAME),
        ("CC(=O)[O-]", "CC(=O)O", Kin.SAME),
        ("C[C@H]([NH3+])C(=O)[O-]", "C[C@H](N)C(=O)O", Kin.SAME),
        ("Oc1ccccn1", "O=c1cccc[nH]1", Kin.SAME),
        ("CC(=O)CC(C)=O", "CC(=O)C=C(C)O", Kin.SAME),
        ("CC(N)C(=O)O", "C[C@H](N)C(=O)O", Kin.SAME),
        ("C[C@H](N)C(=O)O", "CC(N)C(=O)O", Kin.SAME),
        ("C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O", Kin.STEREO),
        ("C/C=C/C(=O)O", "CC=CC(=O)O", Kin.SAME),
        ("C/C=C/C(=O)O", r"C/C=C\C(=O)O", Kin.STEREO),
        ("C[C@H](O)C(C)(O)[C@H](C)N", "C[C@H](O)C(C)(O)C(C)N", Kin.SAME),
        ("C[C@H](O)[C@@H](O)C(=O)O", "C[C@H](O)[C@H](O)C(=O)O", Kin.STEREO),
        ("[2H]C([2H])([2H])O", "CO", Kin.ISOTOPE),
        ("CO", "[2H]C([2H])([2H])O", Kin.ISOTOPE),
        ("NCCO.Cl", "NCCO", Kin.SALT),
        ("NCCO", "NCCO.Cl", Kin.SALT),
        ("OC(=O)C(=O)O.O.O", "OC(=O)C(=O)O", Kin.HYDRATE),
        ("CC(=O)[O-].[Na+]", "CC(=O)[O-].[K+]", Kin.SALT),
        ("CCO", "CCN", Kin.SKELETON),
        ("Nc1ccccn1", "Nc1cccnc1", Kin.SKELETON),
    ],
)
def test_relates_a_structure_to_a_known_one(stated: str, smiles: str, kin: Kin) -> None:
    assert relate_to_known(read_structure(stated, "smiles"), known(smiles)).kin is kin


@pytest.mark.parametrize(
    ("smiles", "pieces"),
    [("CCO", ["C2H6O"]), ("NCCO.Cl", ["C2H7NO", "ClH"]), ("CC(=O)[O-].[Na+]", ["C2H3O2-", "Na+"]), ("C1CC", [])],
)
def test_counts_the_atoms_of_each_piece(smiles: str, pieces: list[str]) -> None:
    assert [piece.hill() for piece in piece_compositions(smiles)] == pieces


@pytest.mark.parametrize(
    ("smiles", "expected"),
    [("CCO", False), ("NCCO.Cl", False), ("NCCO.NCCO.OS(=O)(=O)O", False), ("CCCCCCCC(C)O.CCCCCCCCCO", True)],
)
def test_tells_a_mixture(smiles: str, expected: bool) -> None:
    assert is_mixture(smiles) is expected
