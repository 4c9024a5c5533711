"""Linear formulas: the supplier's own if it means the same, else the usual order; never another compound."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.formula.linear import inorganic_formula, linear_formula


@pytest.mark.parametrize(
    ("stated", "hill", "shown"),
    [
        ("NaCl", "ClNa", "NaCl"),
        ("ClNa", "ClNa", "NaCl"),
        ("CH3COCH3", "C3H6O", "CH3COCH3"),
        ("CuSO4 . 5 H2O", "CuH10O9S", "CuSO4·5H2O"),
        ("CuSO4*5H2O", "CuH10O9S", "CuSO4·5H2O"),
        ("(NH4)2SO4", "H8N2O4S", "(NH4)2SO4"),
        ("C__2__0H__1__4", "C20H14", "C20H14"),
        ("C₂H₅OH", "C2H6O", "C2H5OH"),
        ("C6H5Zq", "C6H6", "C6H6"),
        ("C6H12O6", "C6H6", "C6H6"),
        ("<b>C6H6</b>", "C6H6", "C6H6"),
        ("CH2" * 60, "C60H120", "C60H120"),
        ("", "H2O", "H2O"),
        (None, "H2O", "H2O"),
    ],
)
def test_the_suppliers_formula_is_shown_if_it_means_the_same(stated: str | None, hill: str, shown: str) -> None:
    assert linear_formula(stated, hill) == shown


USUAL = """
BrK:KBr CaCl2:CaCl2 Cl2Mg:MgCl2 AlCl3:AlCl3 FeCl3:FeCl3 ClH:HCl H2O:H2O H3N:NH3 H4N2:N2H4 BH4Na:NaBH4 H2:H2
H2O4S:H2SO4 H3O4P:H3PO4 BH3O3:H3BO3 HNO3:HNO3 KMnO4:KMnO4 AgNO3:AgNO3 Na2O4S:Na2SO4 CuO4S:CuSO4 CK2O3:K2CO3
Cl2OS:SOCl2 Cl3OP:POCl3 ClNaO:NaClO ClKO3:KClO3 ClHO4:HClO4 O2S:SO2 CO2:CO2 CS2:CS2 CCl4:CCl4 O2Si:SiO2
AuCl4H:HAuCl4 HNaO4S:NaHSO4 H2KO4P:KH2PO4 C2Na2O4:Na2C2O4 CKN:KCN HK:KH AlH4Li:LiAlH4
"""


@pytest.mark.parametrize(("hill", "shown"), [tuple(pair.split(":")) for pair in USUAL.split()])
def test_a_simple_inorganic_compound_has_the_usual_order(hill: str, shown: str) -> None:
    assert inorganic_formula(hill) == shown


SYMBOLS = st.sampled_from(re.findall("[A-Z][a-z]?", "HBCNOFNaAlSiPSClKCaFeCuBrAgIAu"))


@given(st.dictionaries(SYMBOLS, st.integers(1, 12), min_size=1, max_size=5))
def test_no_order_changes_the_compound(counts: dict[str, int]) -> None:
    text = "".join(f"{symbol}{count if count > 1 else ''}" for symbol, count in counts.items())
    hill = read_formula(text).hill_formula
    assert hill is not None
    assert read_formula(inorganic_formula(hill)).hill_formula == hill
