"""Which compounds can make salts."""

from __future__ import annotations

import pytest

from catalog.chemistry.names.isomers import drawn_amino_acid, drawn_double_bond, drawn_letters, drawn_position
from catalog.chemistry.names.salt_groups import salt_groups


@pytest.mark.parametrize(
    ("smiles", "is_basic", "is_acidic"),
    [
        ("C1=CCCCC1", False, False),
        ("CCN(CC)CC", True, False),
        ("Nc1ccccc1", True, False),
        ("c1ccncc1", True, False),
        ("NC(N)=N", True, False),
        ("CC(N)=O", False, False),
        ("CC#N", False, False),
        ("O=[N+]([O-])c1ccccc1", False, False),
        ("CC(=O)O", False, True),
        ("Oc1ccccc1", False, True),
        ("OCCO", False, False),
        ("CS(=O)(=O)O", False, True),
        ("O=C1CCC(=O)N1", False, True),
        ("OCC(O)C1OC(=O)C(O)=C1O", False, True),
        ("NCC(=O)O", True, True),
    ],
)
def test_salts_need_groups(smiles: str, is_basic: bool, is_acidic: bool) -> None:
    assert salt_groups(smiles) == (is_basic, is_acidic)


def test_an_unreadable_drawing_forbids_nothing_and_says_nothing() -> None:
    assert salt_groups("C1CC") == (True, True)
    assert drawn_letters("C1CC") == ("", "")
    assert (drawn_amino_acid("NC=O1"), drawn_double_bond("C1CC"), drawn_position("C1CC")) == ("", "", "")
