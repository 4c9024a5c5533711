"""Structures that are read together are read as they would be alone."""

from __future__ import annotations

import pytest

from catalog.chemistry.structure.fingerprints import AT_ONCE, FingerprintingReader, fingerprints_of_smiles
from catalog.chemistry.structure.structure import read_structure
from catalog.errors import InvalidStructure

GOOD = (
    ("CC(=O)Oc1ccccc1C(=O)O", "smiles"),
    ("C[C@H](N)C(=O)O.Cl", "smiles"),
    ("[2H]OC", "smiles"),
    ("*CCO", "smiles"),
    ("CCO ethanol, absolute", "smiles"),
    ("[CH3]", "smiles"),
    ("InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3", "inchi"),
    ("\n\n\n  1  0  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 O   0  0\nM  END\n", "molfile"),
)
BAD = (("C(C", "smiles"), ("c1cccc1", "smiles"), ("C" * 5_000, "smiles"), ("InChI=nothing", "inchi"))


def test_read_together_as_alone() -> None:
    reader = FingerprintingReader()
    reader.read_ahead([*GOOD, *BAD, *GOOD[:2]])
    for text, kind in GOOD:
        structure = read_structure(text, kind)
        assert reader.read(text, kind) == structure
        if not structure.generic:
            assert reader.fingerprints_of(structure) == fingerprints_of_smiles(structure.smiles)


@pytest.mark.parametrize(("text", "kind"), BAD)
def test_what_cannot_be_read_says_the_same_together_and_alone(text: str, kind: str) -> None:
    with pytest.raises(InvalidStructure) as alone:
        read_structure(text, kind)
    reader = FingerprintingReader()
    reader.read_ahead([("CCO", "smiles"), (text, kind), ("CCN", "smiles")])
    with pytest.raises(InvalidStructure) as together:
        reader.read(text, kind)
    assert str(together.value) == str(alone.value)
    assert reader.read("CCN", "smiles").smiles == "CCN"


def test_many_more_than_are_held_at_once() -> None:
    reader = FingerprintingReader()
    chains = [("C" * length, "smiles") for length in range(1, AT_ONCE + 20)]
    reader.read_ahead(chains)
    assert [reader.read(*chain).heavy_atoms for chain in chains] == list(range(1, AT_ONCE + 20))
