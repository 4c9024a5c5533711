"""Substructure queries: how they are read, what is refused, and that no screen ever loses a hit."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from catalog.chemistry.structure.fingerprints import fingerprints_of_smiles
from catalog.chemistry.structure.substructure import (
    holds_substructure,
    is_within,
    read_structure_drawn,
    read_substructure_query,
)
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import InvalidStructure, StructureRefused

SEEDS = Path(__file__).resolve().parents[3] / "seeds" / "demo.csv"
with SEEDS.open(encoding="utf-8", newline="") as stream:
    MOLECULES = [Chem.MolToSmiles(Chem.MolFromSmiles(row["smiles"])) for row in csv.DictReader(stream) if row["smiles"]]

MOLFILE = Chem.MolToMolBlock(Chem.MolFromSmiles("CCO"))
UNSATURATED_IN_CHAIN = MOLFILE.replace("  2  3  1  0", "  2  3  1  0  0  2").replace(
    "M  END", "M  UNS  1   2   1\nM  END"
)
"""Its second atom is unsaturated, and bound to oxygen outside rings; its first atom is told by its element alone."""
WILDCARD_MOLFILE = Chem.MolToMolBlock(Chem.MolFromSmiles("*CO"))


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("c1ccccc1", True),
        (" CCO ", True),
        ("[N+](=O)[O-]", True),
        ("[#6]", False),
        ("C~C", False),
        ("*", False),
        ("[R2]", False),
        ("[C,N]", False),
        ("n1ccnc1", False),
        (MOLFILE, True),
        (WILDCARD_MOLFILE, False),
    ],
)
def test_reads_a_smiles_where_it_is_one_else_a_smarts(text: str, is_plain: bool) -> None:
    assert read_substructure_query(text).is_plain is is_plain


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", InvalidStructure, "is empty"),
        ("  ", InvalidStructure, "is empty"),
        ("Aspirin", InvalidStructure, "neither a SMILES, a SMARTS nor a molfile"),
        ("c1cc", InvalidStructure, "unclosed ring"),
        ("C.C", StructureRefused, "one component"),
        ("*.*.*.[U]", StructureRefused, "one component"),
        ("C" * 501, StructureRefused, "500"),
        ("C" * 101, StructureRefused, "100"),
        ("[$([$([$([$(C)])])])]", StructureRefused, "nested"),
        ("C\x00C", StructureRefused, "character"),
        ("\u202eCCO", StructureRefused, "character"),
        ("[#999]", InvalidStructure, "that does not exist"),
        ("a\nb\nc\n", InvalidStructure, "neither"),
    ],
)
def test_refuses_in_words_for_a_person(text: str, kind: type[InvalidStructure], words: str) -> None:
    with pytest.raises(kind, match=words):
        read_substructure_query(text)


@pytest.mark.parametrize(
    ("smiles", "query", "is_held"),
    [
        ("CC(=O)Oc1ccccc1C(=O)O", "C(=O)O", True),
        ("C[N+](=O)[O-]", "[N+](=O)[O-]", True),
        ("C1CCCCC1", "c1ccccc1", False),
        ("c1ccc2ccccc2c1", "[R2]", True),
        ("CCO", "[OX2H]", True),
        ("COC", "[OX2H]", False),
        ("CCO", MOLFILE, True),
        ("CC(=O)O", UNSATURATED_IN_CHAIN, True),
        ("CCO", UNSATURATED_IN_CHAIN, False),
        ("CC1=CCCO1", UNSATURATED_IN_CHAIN, False),
        ("c1cn[nH]c1", "c1ccnn1", True),
    ],
)
def test_tells_what_is_held(smiles: str, query: str, is_held: bool) -> None:
    assert holds_substructure(smiles, read_substructure_query(query)) is is_held


@pytest.mark.parametrize("text", ["[#6]~[#7]", "*CC", WILDCARD_MOLFILE])
def test_what_contains_products_must_be_one_structure(text: str) -> None:
    with pytest.raises(InvalidStructure, match="one structure"):
        read_structure_drawn(text)


@given(st.sampled_from(MOLECULES), st.sampled_from(MOLECULES))
def test_a_molecule_is_within_what_holds_it(inner: str, outer: str) -> None:
    """Superstructure search is substructure search the other way round; its screen loses nothing either."""
    try:
        drawn, query = read_structure_drawn(outer), read_substructure_query(inner)
    except InvalidStructure:
        return
    assert is_within(inner, drawn) is holds_substructure(outer, query)
    screen = fingerprints_of_smiles(inner)
    assert screen is not None
    if is_within(inner, drawn):
        assert all(ours & whole == ours for ours, whole in zip(screen.screen, drawn.screen, strict=True))


def test_hostile_queries_are_read_or_refused(test_data: Path) -> None:
    with gzip.open(test_data / "hostile" / "structures.jsonl.gz", "rt", encoding="utf-8") as stream:
        texts = [str(json.loads(line)["text"]) for line in stream]
    outcomes = {"read": 0, "refused": 0}
    with WorkerPool(1, preload=("catalog.chemistry.structure.substructure",)) as pool:
        for text in texts:
            try:
                pool.run(read_substructure_query, text)
            except InvalidStructure:
                outcomes["refused"] += 1
            else:
                outcomes["read"] += 1
    assert outcomes["read"] + outcomes["refused"] == len(texts)
    assert outcomes["read"] > 0


@given(st.data())
def test_every_piece_of_a_molecule_passes_its_screen(data: st.DataObject) -> None:
    """A connected piece, cut out wherever one likes, has only bits that the whole molecule has, and is held by it."""
    smiles = data.draw(st.sampled_from(MOLECULES))
    mol = Chem.MolFromSmiles(smiles)
    radius = data.draw(st.integers(1, 6))
    environment = list(Chem.FindAtomEnvironmentOfRadiusN(mol, radius, data.draw(st.integers(0, mol.GetNumAtoms() - 1))))
    if not environment:
        return
    piece = Chem.MolFragmentToSmarts(mol, _atoms(mol, environment), environment)
    query = read_substructure_query(piece)
    screen = fingerprints_of_smiles(smiles)
    assert screen is not None
    assert all(ours & whole == ours for ours, whole in zip(query.screen, screen.screen, strict=True))
    assert holds_substructure(smiles, query)


def _atoms(mol: Chem.Mol, bonds: list[int]) -> list[int]:
    found = (mol.GetBondWithIdx(index) for index in bonds)
    return sorted({atom for bond in found for atom in (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())})
