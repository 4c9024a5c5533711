"""Slips in SMILES: what is wrong is said, and where; what is no SMILES is left alone."""

from __future__ import annotations

import pytest

from catalog.chemistry.structure.smiles_slips import looks_like_smiles, smiles_slip

SLIPS = {
    "CC(=O)Oc1ccccc1C(=O": ("extra open parentheses", 17),
    "CC=)O": ("syntax error", 4),
    "CC(=O)Xc": ("syntax error", 7),
    "[NH5+]C(=O)[": ("syntax error", 12),
    "C1CC(=O)C": ("unclosed ring", None),
    "CC(C)(C)(C)=C": ("Explicit valence for atom # 1 C, 6, is greater than permitted", None),
}


@pytest.mark.parametrize("text", list(SLIPS))
def test_tells_what_is_wrong_and_where(text: str) -> None:
    assert looks_like_smiles(text)
    slip = smiles_slip(text)
    assert slip == SLIPS[text]
    assert slip is not None
    assert slip.message in slip.told(text)


@pytest.mark.parametrize("text", ["CCO", "C1CC1", "[Na+].[Cl-]", "c1ccncc1"])
def test_finds_nothing_in_what_can_be_read(text: str) -> None:
    assert smiles_slip(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "aspirin",
        "iron(III)",
        "poly(ethylene)",
        "D(+)-glucose",
        "50-78-2",
        "no #1",
        "(R)-limonene",
        "tert-butyl(x)",
        "",
        "中=",
    ],
)
def test_leaves_names_alone(text: str) -> None:
    assert not looks_like_smiles(text)
