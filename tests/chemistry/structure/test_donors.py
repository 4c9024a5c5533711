"""Donors at metals and polyhalide ions are read as chemists mean them."""

from __future__ import annotations

import pytest

from catalog.chemistry.structure.donors import smiles_with_amines
from catalog.chemistry.structure.readers import recognised_text
from catalog.chemistry.structure.structure import read_structure
from catalog.errors import InvalidStructure

PHOSPHINE = "c1ccc(cc1)P(c1ccccc1)(c1ccccc1)"
DONORS = [
    (f"Cl[Pd](Cl)({PHOSPHINE.replace('c1ccc(cc1)P', 'P(c1ccccc1)')})P(C)(C)C", "C21H24Cl2P2Pd"),
    ("CP(C)(C)[Au]Cl", "C3H9AuClP"),
    ("CCP(CC)(CC)[Ni](Br)(Br)P(CC)(CC)CC", "C12H30Br2NiP2"),
    ("Cl[Pt](Cl)(S(C)C)S(C)C", "C4H12Cl2PtS2"),
    ("CS(C)(=O)[Ru](Cl)Cl", "C2H6Cl2ORuS"),
    ("C[As](C)(C)[Rh]Cl", "C3H9AsClRh"),
    ("CC[P](CC)(CC)[Au]Cl", "C6H15AuClP"),
    ("C1CSCC[S]1[Pd]", "C4H8PdS2"),
    ("CN(C)(C)[Pd]Cl", "C3H9ClNPd"),
    ("c1ccn(cc1)[Pd]Cl", "C5H5ClNPd"),
    ("Cl[Ir]n1ccccc1", "C5H5ClIrN"),
    ("C1CCO1[Ti]", "C3H6OTi"),
    ("CC#N[Pd](Cl)(Cl)N#CC", "C4H6Cl2N2Pd"),
]


@pytest.mark.parametrize(("smiles", "hill"), DONORS)
def test_a_donor_gets_no_hydrogen(smiles: str, hill: str) -> None:
    read = read_structure(smiles, "smiles")
    assert read.composition.hill() == hill
    assert read.inchi_key
    assert read.notes == ()
    again = read_structure(read.smiles, "smiles")
    assert (again.smiles, again.inchi_key) == (read.smiles, read.inchi_key)


@pytest.mark.parametrize(
    ("smiles", "hill"),
    [
        ("[PdH]P(C)(C)C", "C3H10PPd"),
        ("CP(C)[Pd]", "C2H6PPd"),
        ("CCS[Au]", "C2H5AuS"),
        ("CP(C)(C)=O", "C3H9OP"),
        ("C[PH](C)(C)[Pd]", "C3H10PPd"),
    ],
)
def test_what_is_no_donor_stays(smiles: str, hill: str) -> None:
    assert read_structure(smiles, "smiles").composition.hill() == hill


def test_the_key_is_that_of_a_register() -> None:
    """Dichlorobis(triphenylphosphine)palladium: a standard InChI has no bonds to metals."""
    covalent = "Cl[Pd](Cl)(P(c1ccccc1)(c1ccccc1)c1ccccc1)P(c1ccccc1)(c1ccccc1)c1ccccc1"
    apart = "[Cl-].[Cl-].[Pd+2].P(c1ccccc1)(c1ccccc1)c1ccccc1.P(c1ccccc1)(c1ccccc1)c1ccccc1"
    assert read_structure(covalent, "smiles").inchi_key == read_structure(apart, "smiles").inchi_key


@pytest.mark.parametrize("ion", ["[Br-](Br)Br", "Br[Br-]Br", "I[Br-]I", "BrBr.[Br-]", "Cl[Cl-]Cl"])
def test_polyhalides_are_read(ion: str) -> None:
    assert read_structure(f"C[N+](C)(C)C.{ion}", "smiles").charge == 0


def test_polyhalides_of_inchis_are_read() -> None:
    text = "InChI=1S/C4H12N.Br3/c1-5(2,3)4;1-3-2/h1-4H3;/q+1;-1"
    assert read_structure(text, "inchi").composition.hill() == "C4H12Br3N"


@pytest.mark.parametrize("smiles", ["CN(C)(C)(C)C", "Br(Br)Br", "c1ccn(cc1)C", "FBr(F)F"])
def test_other_valences_are_still_refused(smiles: str) -> None:
    with pytest.raises(InvalidStructure):
        read_structure(smiles, "smiles")


def test_amides_at_a_metal_can_be_amines() -> None:
    assert smiles_with_amines("[NH2][Pt]([NH2])([Cl])[Cl]") == "[NH3]->[Pt](<-[NH3])([Cl])[Cl]"
    assert smiles_with_amines("[Cl][Pt]1([Cl])[NH]CC[NH]1") == "[Cl][Pt]1([Cl])<-[NH2]CC[NH2]->1"
    assert smiles_with_amines("CCN") is None
    assert smiles_with_amines("CC(=O)[NH][Pt]") is None


RECOGNISED = [
    ("InChI=1S/CH4/h1H4", "smiles", "InChI=1S/CH4/h1H4", "inchi"),
    ("inchi=1S/CH4/h1H4", "smiles", "InChI=1S/CH4/h1H4", "inchi"),
    ("inchi=1S/CH4/h1H4", "inchi", "InChI=1S/CH4/h1H4", "inchi"),
    ("1S/CH4/h1H4", "inchi", "InChI=1S/CH4/h1H4", "inchi"),
    ("InChI: 1S/CH4/h1H4", "inchi", "InChI=1S/CH4/h1H4", "inchi"),
    ("CCO", "inchi", "CCO", "smiles"),
    ('"CCO"', "smiles", "CCO", "smiles"),
    ("SMILES: CCO", "smiles", "CCO", "smiles"),
]


@pytest.mark.parametrize(("text", "kind", "meant", "meant_kind"), RECOGNISED)
def test_a_text_in_the_wrong_field_is_recognised(text: str, kind: str, meant: str, meant_kind: str) -> None:
    recognised = recognised_text(text, kind)
    assert (recognised.text, recognised.kind) == (meant, meant_kind)
    assert recognised.remark


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CCO", "smiles"),
        ("C/C=C/C", "smiles"),
        ("InChI=1S/CH4/h1H4", "inchi"),
        ("CCO ethanol", "smiles"),
        ("", "smiles"),
        ("nonsense/1S", "inchi"),
    ],
)
def test_a_text_in_its_own_field_is_left_alone(text: str, kind: str) -> None:
    assert recognised_text(text, kind) == (text, kind, "")
