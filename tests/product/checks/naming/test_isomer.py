"""The isomer that a name says, against the drawing."""

from __future__ import annotations

import pytest

from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code
from catalog.reference.reference_file import SHIPPED, ReferenceFile

R_ALCOHOL, S_ALCOHOL = "C[C@@H](O)c1ccccc1", "C[C@H](O)c1ccccc1"


def found(**fields: str) -> list[str]:
    return [
        finding.message
        for finding in examine(Draft({"catalog_number": "1", **fields})).findings
        if finding.code is Code.NAME_ISOMER_MISMATCH
    ]


@pytest.mark.parametrize(
    ("name", "smiles", "said"),
    [
        ("(R)-1-Phenylethanol", R_ALCOHOL, ""),
        ("(R)-1-Phenylethanol", S_ALCOHOL, "R, but the structure has S"),
        ("(R)-1-Phenylethanol", "CC(O)c1ccccc1", ""),
        ("(RS)-1-Phenylethanol", R_ALCOHOL, "racemate"),
        ("(±)-1-Phenylethanol", "CC(O)c1ccccc1", ""),
        ("1-Phenylethanol", R_ALCOHOL, ""),
        ("(R*)-1-Phenylethanol", S_ALCOHOL, ""),
        ("(2R,3R)-Butane-2,3-diol", "C[C@@H](O)[C@@H](C)O", ""),
        ("(2R,3R)-Butane-2,3-diol", "C[C@H](O)[C@H](C)O", "R, R"),
        # A name can leave out centres of its parent.
        ("(R)-Camphor oxime", "CC1(C)[C@@H]2CC[C@]1(C)C(=NO)C2", ""),
        ("(E)-Stilbene", "c1ccccc1/C=C\\c1ccccc1", "E, but the structure has Z"),
        ("(E)-Stilbene", "c1ccccc1/C=C/c1ccccc1", ""),
        ("trans-Stilbene", "c1ccccc1/C=C\\c1ccccc1", "trans, but the structure is cis"),
        ("cis-2-Butene", "C/C=C\\C", ""),
        ("D-Valine", "CC(C)[C@H](N)C(=O)O", "D, but the structure is the L form"),
        ("L-Valine", "CC(C)[C@H](N)C(=O)O", ""),
        ("L-Cysteine", "N[C@@H](CS)C(=O)O", ""),
        ("D-Mannitol", "OC[C@@H](O)[C@@H](O)[C@H](O)[C@H](O)CO", ""),
        ("o-Xylene", "Cc1ccccc1C", ""),
        ("o-Xylene", "Cc1cccc(C)c1", "ortho, but the structure is the meta isomer"),
        ("para-Nitroaniline", "Nc1cccc([N+](=O)[O-])c1", "para, but the structure is the meta isomer"),
        ("N-Acetyl-o-phenetidine", "CCOc1ccccc1NC(C)=O", ""),
        ("O-Benzylhydroxylamine", "NOCc1ccccc1", ""),
    ],
)
def test_a_name_is_held_against_the_drawing(name: str, smiles: str, said: str) -> None:
    messages = found(name=name, smiles=smiles)
    assert bool(messages) == bool(said)
    assert all(said in message for message in messages)


def test_names_of_stereoisomers_are_known() -> None:
    """D and L of sugars follow from no letter of the drawing, so the reference is asked."""
    shipped = ReferenceFile(SHIPPED)
    xylose, mirror = "O=C[C@H](O)[C@@H](O)[C@H](O)CO", "O=C[C@@H](O)[C@H](O)[C@@H](O)CO"
    for smiles, expected in ((xylose, 0), (mirror, 1)):
        draft = Draft({"catalog_number": "1", "name": "aldehydo-D-xylose", "smiles": smiles})
        codes = [finding.code for finding in examine(draft, reference=shipped).findings]
        assert codes.count(Code.NAME_ISOMER_MISMATCH) == expected
