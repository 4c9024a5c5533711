"""Fragments whose hits are known beforehand: their keys, and that what is known of them is the truth."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from catalog.chemistry.structure.substructure import SubstructureQuery, holds_substructure, read_substructure_query
from catalog.chemistry.substructures.fragments import Fragments, fragments, query_key
from catalog.errors import InvalidStructure

SEEDS = Path(__file__).resolve().parents[3] / "seeds" / "demo.csv"
with SEEDS.open(encoding="utf-8", newline="") as stream:
    MOLECULES = [Chem.MolToSmiles(Chem.MolFromSmiles(row["smiles"])) for row in csv.DictReader(stream) if row["smiles"]]


KNOWN = fragments()
"""Read before the tests, whose time is limited."""


def key(text: str) -> str | None:
    return query_key(read_substructure_query(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OC(=O)C", "CC(O)=O"),
        ("CC(=O)[OH]", "CC(O)=O"),
        ("[CH2]C", "CC"),
        ("c1cc[nH]c1", "[nH]1cccc1"),
        ("N[C@@H](C)C(=O)O", "NC(C)C(=O)O"),
        ("F/C=C/F", "FC=CF"),
        ("C1=CC=CC=C1", "c1ccccc1"),
        ("[CH3:1]O", "CO"),
        (Chem.MolToMolBlock(Chem.MolFromSmiles("OCC")), "CCO"),
    ],
)
def test_queries_that_ask_for_the_same_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CN", "C[NH3+]"),
        ("CN", "C=N"),
        ("[13CH3]O", "CO"),
        ("[2H]O", "O"),
        ("C1CCCCC1", "c1ccccc1"),
        ("c1ccccc1-c1ccccc1", "c1ccccc1Cc1ccccc1"),
        ("[Na]", "[Na+]"),
    ],
)
def test_queries_that_ask_for_something_else_have_another(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("text", ["[#6]", "C~C", "[R2]", "*", "N->[Fe]"])
def test_queries_that_stand_for_several_have_none(text: str) -> None:
    assert key(text) is None


@given(st.data())
def test_a_key_does_not_depend_on_the_order_of_atoms(data: st.DataObject) -> None:
    mol = Chem.MolFromSmiles(data.draw(st.sampled_from(MOLECULES)))
    order = data.draw(st.permutations(range(mol.GetNumAtoms())))
    try:
        assert key(Chem.MolToSmiles(mol)) == key(Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False))
    except InvalidStructure:
        return


@given(st.data())
def test_what_holds_a_query_holds_the_fragments_in_it(data: st.DataObject) -> None:
    """So a screen by fragments never loses a hit: the query is a molecule, or a piece cut out of one."""
    smiles = data.draw(st.sampled_from(MOLECULES))
    mol = Chem.MolFromSmiles(smiles)
    centre, radius = data.draw(st.integers(0, mol.GetNumAtoms() - 1)), data.draw(st.integers(1, 6))
    bonds = list(Chem.FindAtomEnvironmentOfRadiusN(mol, radius, centre))
    atoms = {i for b in map(mol.GetBondWithIdx, bonds) for i in (b.GetBeginAtomIdx(), b.GetEndAtomIdx())}
    query = read_whole(Chem.MolFragmentToSmiles(mol, sorted(atoms), bonds)) if bonds else None
    if query is not None and holds_substructure(smiles, query):
        assert all(holds_substructure(smiles, KNOWN.queries[key]) for key in KNOWN.largest_in(query))


def read_whole(text: str) -> SubstructureQuery | None:
    try:
        query = read_substructure_query(text)
    except InvalidStructure:
        return None
    return query if query_key(query) is not None else None


def test_fragments_that_ask_for_the_same_are_taken_once() -> None:
    assert len(Fragments(["CO", "OC", "[CH3]O"]).queries) == 1


def test_of_what_a_query_contains_only_the_largest_are_taken() -> None:
    query = read_substructure_query("O=C(O)CCc1ccccc1Cl")
    found = [KNOWN.queries[key].mol for key in KNOWN.largest_in(query)]
    assert found
    assert not any(one.HasSubstructMatch(other) for one in found for other in found if one is not other)
