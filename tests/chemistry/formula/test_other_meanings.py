"""Locants, abbreviations, isotopes in plain text, and letters and digits mistaken for each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.formula.other_meanings import has_other_meaning, other_meanings

LOCANTS = [
    ("1,2-C6H4(CO2H)2", "C8H6O4"),
    ("C6H4-1,4-(CO2H)2", "C8H6O4"),
    ("CH3C6H4-4-SO3H", "C7H8O3S"),
    ("1,3,5-C6H3(CO2H)3", "C9H6O6"),
    ("2-HOC6H4CO2H", "C7H6O3"),
    ("C6H3-5-NO2", "C6H3NO2"),
    ("4-H2NC6H4-4'-NH2", "C6H8N2"),
    ("3,5-(CF3)2C6H3Br", "C8H3BrF6"),
    ("(4-ClC6H4)2CO", "C13H8Cl2O"),
    ("p-CH3C6H4SO3H", "C7H8O3S"),
    ("o-C6H4(OH)2", "C6H6O2"),
    ("n-C4H9OH", "C4H10O"),
    ("tert-C4H9OH", "C4H10O"),
    ("trans-Pt(NH3)2Cl2", "Cl2H6N2Pt"),
    ("(R)-C6H5CH(OH)CH3", "C8H10O"),
    ("CuSO4-5H2O", "CuH10O9S"),
    ("Na2SO4-10H2O", "H20Na2O14S"),
    ("CH3-(CH2)4-CH3", "C6H14"),
    ("SO4-2", "O4S-2"),
]
FRACTIONS = [
    ("LiNi1/3Mn1/3Co1/3O2", "Co0.3333LiMn0.3333Ni0.3333O2"),
    ("Na2/3Ni1/3Mn2/3O2", "Mn0.6667Na0.6667Ni0.3333O2"),
    ("LaNi1/2Ti1/2O3", "LaNi0.5O3Ti0.5"),
    ("Li4/3Ti5/3O4", "Li1.3333O4Ti1.6667"),
    ("CuSO4/5H2O", "CuH10O9S"),
    ("NaCl/2H2O", "ClH4NaO2"),
]
CHAINS = ["C10-C13", "C12-14 alkyl", "C16-18", "C8-C10 fatty acids", "C10-13 alkyl benzene"]
ABBREVIATIONS = [
    ("Et3N", "C6H15N"),
    ("PPh3", "C18H15P"),
    ("PhMgBr", "C6H5BrMg"),
    ("TsCl", "C7H7ClO2S"),
    ("Pd(OAc)2", "C4H6O4Pd"),
    ("NaOAc", "C2H3NaO2"),
    ("Ac2O", "C4H6O3"),
    ("VO(acac)2", "C10H14O5V"),
    ("Zn(OTf)2", "C2F6O6S2Zn"),
    ("n-BuLi", "C4H9Li"),
    ("t-BuOK", "C4H9KO"),
    ("iPrOH", "C3H8O"),
    ("LiHMDS", "C6H18LiNSi2"),
    ("BH3·THF", "C4H11BO"),
    ("Pd2(dba)3", "C51H42O3Pd2"),
    ("[Rh(cod)Cl]2", "C16H24Cl2Rh2"),
    ("Cp2Fe", "C10H10Fe"),
    ("[Cp*RhCl2]2", "C20H30Cl4Rh2"),
    ("Ir(ppy)3", "C33H24IrN3"),
    ("PdCl2(dppf)·CH2Cl2", "C35H30Cl4FeP2Pd"),
    ("B2pin2", "C12H24B2O4"),
    ("Ru(bpy)3Cl2·6H2O", "C30H36Cl2N6O6Ru"),
    ("Ti(OiPr)4", "C12H28O4Ti"),
    ("Boc2O", "C10H18O5"),
    ("TBSOTf", "C7H15F3O3SSi"),
    ("Bu4NBF4", "C16H36BF4N"),
]
ISOTOPES = [
    ("K15NO3", "K[15N]O3"),
    ("H218O", "H2[18O]"),
    ("Ba13CO3", "[13C]BaO3"),
    ("Na2 13CO3", "[13C]Na2O3"),
    ("CH318OH", "CH4[18O]"),
    ("(15NH4)2SO4", "H8[15N]2O4S"),
    ("C6H12O6 (13C6)", "[13C]6H12O6"),
    ("C3H7NO2(15N)", "C3H7[15N]O2"),
]
LETTERS = [
    ("c9h8o4", "C9H8O4"),
    ("h2so4", "H2O4S"),
    ("C9H804", "C9H8O4"),
    ("C2H60", "C2H6O"),
    ("C6H5C1", "C6H5Cl"),
]


@pytest.mark.parametrize(("stated", "hill"), LOCANTS + FRACTIONS)
def test_locants_and_fractions_are_read(stated: str, hill: str) -> None:
    assert read_formula(stated).hill_formula == hill


@pytest.mark.parametrize("stated", CHAINS)
def test_chains_of_several_lengths_are_indefinite(stated: str) -> None:
    formula = read_formula(stated)
    assert (formula.indefinite, formula.readings) == ("a mixture of chains of several lengths", ())


@pytest.mark.parametrize(("stated", "hill"), ABBREVIATIONS + ISOTOPES + LETTERS)
def test_another_meaning_is_found(stated: str, hill: str) -> None:
    assert hill in [meaning.composition.hill() for meaning in other_meanings(stated)]


@pytest.mark.parametrize("stated", ["C9H8O4", "C22H24N4O4S3", "NaCl", "CuSO4·5H2O", "C6H12O6", "CaCO3", "SiO2"])
def test_usual_formulas_are_not_asked_twice(stated: str) -> None:
    assert not has_other_meaning(stated)


@given(st.text(alphabet="CHNOSPhMeEtAc0123456789()-.,[] /", max_size=40))
def test_other_meanings_never_raise(text: str) -> None:
    for meaning in other_meanings(text):
        assert meaning.formula.stated == text
        assert meaning.composition.counts
