"""How compounds of one parent are related, in words."""

from __future__ import annotations

from itertools import combinations

import pytest

from catalog.chemistry.structure.kinship import Kin, StructureIdentity, kinship
from catalog.chemistry.structure.parent import parent_of
from catalog.chemistry.structure.structure import read_structure

EPHEDRINE, PSEUDOEPHEDRINE = "C[C@H](NC)[C@H](O)c1ccccc1", "C[C@H](NC)[C@@H](O)c1ccccc1"
NAPROXEN = "C[C@H](C(=O)O)c1ccc2cc(OC)ccc2c1"
NAPROXEN_SODIUM = "C[C@H](C(=O)[O-])c1ccc2cc(OC)ccc2c1.[Na+]"
CAFFEINE, CAFFEINE_D3 = "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "[2H]C([2H])([2H])n1cnc2c1c(=O)n(C)c(=O)n2C"
CAFFEINE_13C = "[13CH3]n1cnc2c1c(=O)n(C)c(=O)n2C"
CITRIC, CITRIC_HYDRATE = "OC(CC(=O)O)(CC(=O)O)C(=O)O", "O.OC(CC(=O)O)(CC(=O)O)C(=O)O"
BETA, ALPHA = "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O", "OC[C@H]1O[C@H](O)[C@H](O)[C@@H](O)[C@@H]1O"


def form(smiles: str) -> StructureIdentity:
    structure = read_structure(smiles, "smiles")
    parent = parent_of(structure.smiles, structure.inchi, structure.inchi_key)
    return StructureIdentity(structure.smiles, structure.inchi, structure.inchi_key, parent.inchi_key)


CASES = [
    (EPHEDRINE, PSEUDOEPHEDRINE, Kin.STEREO, "another stereoisomer (diastereomer)"),
    (EPHEDRINE, "C[C@@H](NC)[C@@H](O)c1ccccc1", Kin.STEREO, "the mirror image (enantiomer)"),
    (EPHEDRINE, "CC(NC)C(O)c1ccccc1", Kin.STEREO, "without stereo"),
    ("CC(NC)C(O)c1ccccc1", EPHEDRINE, Kin.STEREO, "one stereoisomer, with its stereo drawn"),
    (EPHEDRINE, EPHEDRINE + ".Cl", Kin.SALT, "hydrochloride"),
    (EPHEDRINE, PSEUDOEPHEDRINE + ".Cl", Kin.SALT, "hydrochloride, another stereoisomer"),
    (NAPROXEN, NAPROXEN_SODIUM, Kin.SALT, "sodium salt"),
    (NAPROXEN_SODIUM, NAPROXEN, Kin.SALT, "free acid or base"),
    (NAPROXEN, "C[C@H](C(=O)O[Na])c1ccc2cc(OC)ccc2c1", Kin.SALT, "sodium salt"),
    (CAFFEINE, CAFFEINE_D3, Kin.ISOTOPE, "labelled with D3"),
    (CAFFEINE_D3, CAFFEINE, Kin.ISOTOPE, "without isotope labels"),
    (CAFFEINE, CAFFEINE_13C, Kin.ISOTOPE, "labelled with 13C"),
    (CITRIC, CITRIC_HYDRATE, Kin.HYDRATE, "hydrate"),
    (CITRIC_HYDRATE, CITRIC, Kin.HYDRATE, "without water or solvent"),
    (BETA, ALPHA, Kin.STEREO, "another stereoisomer (diastereomer)"),
    ("CC(N)Cc1ccccc1", "CC(N)Cc1ccccc1.CC(N)Cc1ccccc1.OS(O)(=O)=O", Kin.SALT, "hemisulfate"),
    ("CC(=O)O", "CC(=O)[O-]", Kin.PROTONATION, "the same compound with other protons or charge"),
    ("OC(=O)/C=C/C(=O)O", "OC(=O)/C=C\\C(=O)O", Kin.STEREO, "the other E/Z isomer"),
    ("OC(=O)/C=C/C(=O)O", "OC(=O)/C=C/C(=O)[O-].[Na+]", Kin.SALT, "sodium salt"),
    ("CN1CCCC1", "CN1CCCC1.OC(=O)/C=C\\C(=O)O", Kin.SALT, "maleate"),
    ("Oc1ccccn1", "O=c1cccc[nH]1", Kin.SAME, "same compound"),
    ("[Cu+2].[O-]S(=O)(=O)[O-]", "[Cu+2].[O-]S(=O)(=O)[O-].O.O.O.O.O", Kin.HYDRATE, "pentahydrate"),
]


@pytest.mark.parametrize(("one", "other", "kin", "words"), CASES)
def test_the_relation_is_told_in_words(one: str, other: str, kin: Kin, words: str) -> None:
    assert kinship(form(one), form(other)) == (kin, words)


def test_compounds_of_other_parents_are_not_related() -> None:
    assert kinship(form(CAFFEINE), form(CITRIC)) is None


EVERY = list(dict.fromkeys(smiles for case in CASES for smiles in case[:2]))


def test_relations_are_symmetric() -> None:
    forms = [form(smiles) for smiles in EVERY]
    for one, other in combinations(forms, 2):
        there, back = kinship(one, other), kinship(other, one)
        assert (there and there.kin) == (back and back.kin), (one.smiles, other.smiles)
