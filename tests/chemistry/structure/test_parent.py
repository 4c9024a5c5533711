"""Parents: where the forms of one compound meet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.chemistry.structure.parent import (
    ComponentRank,
    component_of,
    net_charge,
    parent_mol,
    parent_of,
    split_parent,
)
from catalog.chemistry.structure.structure import inchi_and_key, read_structure

FORMS = [
    ("acetic acid", "CC(=O)O", ["CC(=O)[O-]", "CC(=O)[O-].[Na+]", "[Pb+2].CC(=O)[O-].CC(=O)[O-]"]),
    ("citric acid", "OC(CC(=O)O)(CC(=O)O)C(=O)O", ["O.OC(CC(=O)O)(CC(=O)O)C(=O)O",
        "[Na+].[Na+].[Na+].OC(CC(=O)[O-])(CC(=O)[O-])C(=O)[O-]"]),
    ("(S)-naproxen", "C[C@@H](c1ccc2cc(OC)ccc2c1)C(=O)O", ["C[C@@H](c1ccc2cc(OC)ccc2c1)C(=O)[O-].[Na+]"]),
    ("amphetamine", "CC(N)Cc1ccccc1", ["CC(N)Cc1ccccc1.CC(N)Cc1ccccc1.OS(O)(=O)=O", "CC([NH3+])Cc1ccccc1.[Cl-]",
        "CC(N)Cc1ccccc1.O[C@H]([C@@H](O)C(=O)O)C(=O)O"]),
    ("ethanolamine", "NCCO", ["NCCO.Cl", "NCCO.Cl.O"]),
    ("choline", "C[N+](C)(C)CCO", ["C[N+](C)(C)CCO.[Cl-]"]),
    ("norcantharidic acid", "O=C(O)C1C2CCC(O2)C1C(=O)O", ["O=C(O[Na])C1C2CCC(O2)C1C(=O)O[Na]"]),
    ("chloramine", "Cc1ccc(cc1)S(=O)(=O)NCl", ["Cc1ccc(cc1)S(=O)(=O)N([Na])Cl"]),
    ("propionic acid", "CCC(=O)O", ["CCC(=O)O[Ca]OC(=O)CC", "CCC(=O)O[K]", "CCC(=O)O[Mg]OC(=O)CC.O"]),
    ("copper sulfate", "[Cu+2].[O-]S(=O)(=O)[O-]", ["O.O.O.O.O.[Cu+2].[O-]S(=O)(=O)[O-]"]),
    ("sodium chloride", "[Na+].[Cl-]", ["[Na+].[Cl-].O"]),
]  # fmt: skip
APART = [
    ("ephedrine and pseudoephedrine", "C[C@H](NC)[C@H](O)c1ccccc1", "C[C@H](NC)[C@@H](O)c1ccccc1"),
    ("caffeine and its -d3", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "[2H]C([2H])([2H])n1cnc2c1c(=O)n(C)c(=O)n2C"),
]


def parent_key(smiles: str) -> str:
    structure = read_structure(smiles, "smiles")
    return parent_of(structure.smiles, structure.inchi, structure.inchi_key).inchi_key


@pytest.mark.parametrize(("free", "form"), [(free, form) for _, free, forms in FORMS for form in forms])
def test_forms_meet_in_the_free_compound(free: str, form: str) -> None:
    assert parent_key(form) == parent_key(free)


@pytest.mark.parametrize(("one", "other"), [pair[1:] for pair in APART])
def test_stereoisomers_and_labelled_ones_share_the_first_block_only(one: str, other: str) -> None:
    assert parent_key(one) != parent_key(other)
    assert parent_key(one)[:14] == parent_key(other)[:14]


@pytest.mark.parametrize("smiles", ["CCO", "C[N+](=O)[O-]", "[NH3+]CC(=O)[O-]", "[2H]C(Cl)(Cl)Cl", "CCCC[Li]"])
def test_one_neutral_piece_is_its_own_parent(smiles: str) -> None:
    assert parent_key(smiles) == read_structure(smiles, "smiles").inchi_key


def test_a_mixture_of_two_compounds_keeps_both() -> None:
    kept, companions = split_parent(read_structure("CC(C)Cc1ccc(cc1)C(C)C(=O)O.NCCc1ccccc1.O", "smiles").smiles)
    assert len(kept) == 2
    assert [piece.smiles for piece in companions] == ["O"]


@given(
    st.lists(st.sampled_from(["[Na+]", "[Ca+2]", "[Cl-]", "CC(=O)[O-]", "[PO4-3]", "C[N+](=O)[O-]", "CCO"]), min_size=1)
)
def test_the_charge_is_that_of_the_atoms(pieces: list[str]) -> None:
    charges = {"[Na+]": 1, "[Ca+2]": 2, "[Cl-]": -1, "CC(=O)[O-]": -1, "[PO4-3]": -3}
    assert net_charge(".".join(pieces)) == sum(charges.get(piece, 0) for piece in pieces)


FREE = [
    "C[C@@H](c1ccc2cc(OC)ccc2c1)C(=O)[O-]", "C[C@H](NC)[C@H](O)c1ccccc1", "C[C@H](NC)[C@@H](O)c1ccccc1",
    "O=C([O-])/C=C/c1ccc([N+](=O)[O-])cc1", "C[N+](C)(C)CC(=O)[O-]", "CC(N)Cc1ccccc1", "C[N+](C)(C)CCO", "CC[S-]",
    "[2H]C([2H])([2H])OCCN", "O=C([O-])CC(O)(CC(=O)[O-])C(=O)[O-]", "c1ccc2[n-]ccc2c1", "CC1CC(O)CC(C)N1", "CCO[Na]",
    "C[C@H](O)C(=O)[O-]", "C[C@@H](O)C(=O)[O-]", "C[NH2+]CCc1ccc(Br)cc1",
]  # fmt: skip
BESIDE = ["Cl", "O", "[Na+]", "[Ca+2]", "[Cl-]", "OS(O)(=O)=O", "OC(=O)/C=C\\C(O)=O", "OC(=O)[C@H](O)[C@@H](O)C(O)=O"]


@settings(deadline=None)
@given(
    st.sampled_from(FREE), st.integers(min_value=1, max_value=2), st.lists(st.sampled_from(BESIDE), max_size=4)
)  # fmt: skip
def test_what_stands_in_the_inchi_of_the_whole_is_what_computing_gives(
    free: str, number: int, beside: list[str]
) -> None:
    structure = read_structure(".".join([free] * number + beside), "smiles")
    mol = parent_mol(structure.smiles)
    assert mol is not None
    inchi, key, _ = inchi_and_key(mol)
    assert parent_of(structure.smiles, structure.inchi, structure.inchi_key) == (key, inchi.split("/")[1])


RANKS = [
    ("CCCCCCCCCCCCCCCCCCN", ComponentRank.COMPOUND, ""), ("CC(=O)[O-]", ComponentRank.ORGANIC_ION, "acetate"),
    ("O=C([O-])C([2H])([2H])[2H]", ComponentRank.COMPOUND, ""), ("[Na+]", ComponentRank.INORGANIC, "sodium"),
    ("O=S(=O)([O-])[O-]", ComponentRank.INORGANIC, "sulfate"), ("F[Sb-](F)(F)(F)(F)F", ComponentRank.INORGANIC, ""),
    ("Cc1ccc(S(=O)(=O)O)cc1", ComponentRank.ORGANIC_ION, "tosylate"), ("ClC(Cl)Cl", ComponentRank.SOLVENT, ""),
    ("[H][H]", ComponentRank.INORGANIC, ""), ("C1CC2CCC1CC2", ComponentRank.COMPOUND, ""),
]  # fmt: skip


@pytest.mark.parametrize(("smiles", "rank", "name"), RANKS)
def test_pieces_are_ranked(smiles: str, rank: ComponentRank, name: str) -> None:
    assert component_of(smiles) == (smiles, rank, name)
