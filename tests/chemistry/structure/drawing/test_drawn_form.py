"""The drawn form: what is an ion, what is bonded, what is counted, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from catalog.chemistry.structure.drawing.drawn_form import drawn_parts

SALTS = {
    "[Na]Cl": "[Na+] [Cl-]",
    "[Na+].[Cl-]": "[Na+] [Cl-]",
    "[Na+].[BH4-]": "[Na+] [BH4-]",
    "Cl[Mg]Cl": "[Mg+2] 2*[Cl-]",
    "[K]OC(=O)O[K]": "2*[K+] O=C([O-])[O-]",
    "[Na]OC(C)=O.O.O.O": "[Na+] CC(=O)[O-] 3*O",
    "CC(=O)O[Ca]OC(C)=O": "[Ca+2] 2*CC(=O)[O-]",
    "[Cu+2].[O-]S(=O)(=O)[O-].O.O.O.O.O": "[Cu+2] O=S(=O)([O-])[O-] 5*O",
    "C[N+](C)(C)CC(=O)[O-]": "C[N+](C)(C)CC(=O)[O-]",
    "Cl.CCN(CC)CC(=O)Nc1c(C)cccc1C": "CCN(CC)CC(=O)Nc1c(C)cccc1C Cl",
    "[Br-].CC[N+](CC)(CC)CC": "CC[N+](CC)(CC)CC [Br-]",
    "[Fe+2].[cH-]1cccc1.[cH-]1cccc1": "[Fe+2] 2*c1cc[cH-]c1",
    "[Na+].[C-]#N": "[Na+] [C-]#N",
    # A bond that is no salt's stays as it is.
    "CC[Hg]Cl": "CC[Hg]Cl",
    "[Li]N(C(C)C)C(C)C": "[Li]N(C(C)C)C(C)C",
    "C[Si](C)(C)O[Si](C)(C)C": "C[Si](C)(C)O[Si](C)(C)C",
}
METALS = {
    "[Li+].CCC[CH2-]": "[Li]CCCC",
    "[Li]CCCC": "[Li]CCCC",
    "[Li+].[c-]1ccccc1": "[Li]c1ccccc1",
    "[Li+].[C-]#C": "[Li]C#C",
    "CC[CH2-].[Mg+2].[Br-]": "CCC[Mg]Br",
    "C[Mg+].[Br-]": "C[Mg]Br",
    "C[Mg]Br": "C[Mg]Br",
    "[Mg+2].[CH2-]CCC.[CH2-]CCC": "CCCC[Mg]CCCC",
    "[Zn+2].[CH2-]C.[CH2-]C": "CC[Zn]CC",
    "[Li+].[Cl-].[Cl-].[Mg+2].C[CH-]C": "CC(C)[Mg]Cl [Li+] [Cl-]",
    # These charges are spread, or belong to no metal.
    "[Li+].[cH-]1cccc1": "[Li+] c1cc[cH-]c1",
    "[Li+].[CH2-]C(=O)OCC": "[Li+] [CH2-]C(=O)OCC",
    "[CH2-][P+](c1ccccc1)(c1ccccc1)c1ccccc1": "[CH2-][P+](c1ccccc1)(c1ccccc1)c1ccccc1",
    "[Li+].[AlH4-]": "[Li+] [AlH4-]",
    "[Li+].[C-]#N": "[Li+] [C-]#N",
}


def written(smiles: str) -> list[tuple[int, str]]:
    parts = drawn_parts(Chem.MolFromSmiles(smiles))
    return [(part.number, Chem.MolToSmiles(part.mol)) for part in parts]


@pytest.mark.parametrize(("stated", "drawn"), [*SALTS.items(), *METALS.items()])
def test_parts_stand_as_chemists_write_them(stated: str, drawn: str) -> None:
    expected = []
    for text in drawn.split():
        count, _, smiles = text.rpartition("*")
        expected.append((int(count or 1), Chem.MolToSmiles(Chem.MolFromSmiles(smiles))))
    assert written(stated) == expected


FRAGMENTS = st.lists(
    st.sampled_from([*SALTS, *METALS, "O", "Cl", "c1ccccc1", "CC(=O)O", "[NH4+]", "[O-]Cl(=O)(=O)=O"]),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(FRAGMENTS)
def test_no_atom_and_no_charge_is_lost_or_made(some: list[str]) -> None:
    mol = Chem.MolFromSmiles(".".join(some))
    before = Chem.AddHs(mol)
    after = [(Chem.AddHs(part.mol), part) for part in drawn_parts(mol)]
    assert sum(part.number * whole.GetNumAtoms() for whole, part in after) == before.GetNumAtoms()
    assert sum(part.number * part.charge for _, part in after) == Chem.GetFormalCharge(mol)
