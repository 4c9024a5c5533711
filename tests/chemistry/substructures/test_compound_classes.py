"""The classes by which a catalog is browsed: each holds what it is named for, and not its neighbours."""

from __future__ import annotations

import pytest

from catalog.chemistry.formula.elements import ELEMENTS
from catalog.chemistry.formula.periodic_table import GROUPS, PERIODS, SERIES
from catalog.chemistry.structure.substructure import holds_substructure, read_substructure_query
from catalog.chemistry.substructures.compound_classes import compound_classes

MEMBERS = {
    "carboxylic-acids": (["OC=O", "CC(=O)O", "O=C(O)c1ccccc1"], ["CC(=O)OC", "O=C(O)O", "CC(=O)N"]),
    "esters": (["CC(=O)OC", "O=COCC", "CC(=O)Oc1ccccc1"], ["CC(=O)O", "CC(=O)OC(C)=O"]),
    "amides": (["CC(N)=O", "CN(C)C=O"], ["NC(N)=O", "CC(=O)O", "CCN"]),
    "amino-acids": (["NCC(=O)O", "[NH3+]C(C)C(=O)[O-]", "O=C(O)C1CCCN1"], ["NCCC(=O)O", "CC(=O)NCC(=O)O"]),
    "alcohols": (["CO", "OCC(O)CO"], ["Oc1ccccc1", "CC(=O)O", "COC"]),
    "phenols": (["Oc1ccccc1"], ["OCc1ccccc1", "COc1ccccc1"]),
    "aldehydes": (["CC=O", "O=Cc1ccccc1"], ["CC(C)=O", "O=CO"]),
    "ketones": (["CC(C)=O", "O=C1CCCCC1"], ["CC=O", "CC(=O)O", "CC(N)=O"]),
    "ethers": (["COC", "C1CCOC1", "COc1ccccc1"], ["CO", "CC(=O)OC", "COO"]),
    "amines": (["CN", "C1CCNCC1", "Nc1ccccc1", "CN(C)C"], ["CC(N)=O", "CS(N)(=O)=O", "c1ccncc1", "C[N+](=O)[O-]"]),
    "nitriles": (["CC#N"], ["C#N", "CC=N"]),
    "nitro-compounds": (["C[N+](=O)[O-]", "O=[N+]([O-])c1ccccc1"], ["CO[N+](=O)[O-]", "CN=O"]),
    "thiols": (["CS"], ["CSC", "CSSC"]),
    "sulfonamides": (["CS(N)(=O)=O"], ["CS(C)(=O)=O", "NS(=O)(=O)O"]),
    "aryl-halides": (["Clc1ccccc1"], ["ClCc1ccccc1"]),
    "alkyl-halides": (["CCl", "ClCc1ccccc1"], ["Clc1ccccc1", "C=CCl", "CC(=O)Cl"]),
    "boronic-acids": (["OB(O)c1ccccc1"], ["OB(O)O", "CB(OC)OC"]),
    "silanes": (["C[Si](C)(C)C"], ["[SiH4]"]),
    "heteroarenes": (["c1ccncc1", "c1ccoc1"], ["c1ccccc1", "C1CCNCC1"]),
    "pyridines": (["c1ccncc1", "c1ccc2ncccc2c1"], ["c1cnccn1", "C1CCNCC1"]),
    "indoles": (["c1ccc2[nH]ccc2c1", "Cn1ccc2ccccc21"], ["c1cc[nH]c1", "c1ccc2occc2c1"]),
}


def test_every_class_is_tried() -> None:
    assert list(MEMBERS) == list(compound_classes())


@pytest.mark.parametrize("slug", list(MEMBERS))
def test_holds_its_members_and_not_their_neighbours(slug: str) -> None:
    query = read_substructure_query(compound_classes()[slug].smarts)
    members, neighbours = MEMBERS[slug]
    assert holds_substructure(compound_classes()[slug].example, query)
    assert [smiles for smiles in (*members, *neighbours) if holds_substructure(smiles, query)] == members


def test_every_element_stands_in_one_place() -> None:
    drawn = [symbol for period in PERIODS for symbol in period if symbol]
    drawn += [symbol for _, symbols in SERIES for symbol in symbols]
    assert sorted(drawn) == sorted(ELEMENTS)
    assert {len(period) for period in PERIODS} == {GROUPS}
