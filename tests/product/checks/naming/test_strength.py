"""A figure in a name, against the assay."""

from __future__ import annotations

import pytest

from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code


@pytest.mark.parametrize(
    ("name", "assay", "found"),
    [
        ("Vanillin, 99%", "≥99.0%", False),
        ("Vanillin, ≥99%", "99.4%", False),
        ("Vanillin, 98%", ">98.0%(GC)(T)", False),
        ("Vanillin, ~95 %", "95%", False),
        ("Hydrochloric acid 37%", "73 %", True),
        ("Hydrochloric acid 37%", "36.5-38.0%", False),
        ("Nitric acid 56%", "65 %", True),
        ("Hydrogen peroxide 35%", "53 - 54 %", True),
        ("Phosphoric acid 85%", "85.0-88.0%", False),
        ("Vanillin, ≥60%", "73 %", False),
        ("Vanillin, technical, 70-80%", "70 - 80%", False),
        ("Vanillin, 99%", "≥97%", True),
        ("Vanillin, 97%", "≥99.5%", True),
        ("Formaldehyde solution, 37 wt. % in H2O", "36.5 - 38.0%", False),
        ("Formaldehyde solution, 37 wt. % in H2O", "≥99%", True),
        ("Sodium hydride, 60 % dispersion in mineral oil", "57 - 63%", False),
        ("Hydrogen peroxide 30 % aqueous", "49 - 51%", True),
        ("Benzene-d6, 99.6 atom % D", "≥99%", False),
        ("Vanillin", "≥97%", False),
        ("Vanillin, 99%", "", False),
        ("Vanillin, 99%", "passes", False),
    ],
)
def test_a_figure_and_the_assay_agree(name: str, assay: str, found: bool) -> None:
    fields = {"catalog_number": "1", "name": name, **({"assay": assay} if assay else {})}
    codes = [finding.code for finding in examine(Draft(fields)).findings]
    assert (Code.NAME_STRENGTH_MISMATCH in codes) == found


@pytest.mark.parametrize(
    ("name", "packs", "found"),
    [
        ("Staurosporine, 1 mM in DMSO", ["pack:1 mM * 1 mL"], False),
        ("Staurosporine, 1 mM in DMSO", ["pack:10 mM * 1 mL"], True),
        ("n-Butyllithium, 1.6 M in hexane", ["pack:100 mL", "pack:1 L"], False),
        ("Staurosporine", ["pack:5 mg", "pack:10 mM * 1 mL"], False),
        ("Staurosporine, 98%", ["pack:10 mM * 1 mL"], False),
    ],
)
def test_a_molarity_and_the_packs_agree(name: str, packs: list[str], found: bool) -> None:
    fields = {"catalog_number": "1", "name": name, **dict.fromkeys(packs, "10.00 EUR")}
    codes = [finding.code for finding in examine(Draft(fields)).findings]
    assert (Code.NAME_STRENGTH_MISMATCH in codes) == found
