"""The common part of structures: whole rings, of the largest components, and none where there is little."""

from __future__ import annotations

import pytest
from rdkit import Chem

from catalog.chemistry.structure.common_core import common_core

CORES = [
    (["CC(=O)Oc1ccccc1C(=O)O", "OC(=O)c1ccccc1O"], "O=C(O)c1ccccc1O"),
    (["c1ccc2[nH]ccc2c1", "Cc1c[nH]c2ccccc12"], "c1ccc2[nH]ccc2c1"),
    (["CN(C)C(=N)NC(=N)N.Cl", "CN(C)C(=N)NC(=N)N"], "CN(C)C(=N)NC(=N)N"),
    (["CCO", "c1ccccc1"], None),
    (["CCO"], None),
    (["CC" * 60, "CC" * 60], None),
]


@pytest.mark.parametrize(("smiles", "core"), CORES)
def test_is_what_structures_share(smiles: list[str], core: str | None) -> None:
    found = common_core(smiles)
    assert (found is None) == (core is None)
    if found is not None and core is not None:
        assert Chem.MolToSmiles(Chem.MolFromSmiles(found)) == Chem.MolToSmiles(Chem.MolFromSmiles(core))
        query = Chem.MolFromSmiles(found)
        assert all(Chem.MolFromSmiles(text).HasSubstructMatch(query) for text in smiles)
