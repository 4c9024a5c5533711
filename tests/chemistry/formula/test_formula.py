"""Formulas as suppliers write them."""

from __future__ import annotations

import csv
import gzip
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from molmass import Formula as MolmassFormula

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.formula.elements import ELEMENTS
from catalog.chemistry.formula.formula import Formula, is_formula, read_formula
from catalog.chemistry.formula.scanner import FormulaScanner
from catalog.chemistry.formula.text import harmonize_formula_text
from catalog.errors import InvalidFormula

DEFINITE = [
    ("C20H22N4O4S3", "C20H22N4O4S3"),
    ("H2O", "H2O"),
    ("NaCl", "ClNa"),
    ("CO", "CO"),
    ("Co", "Co"),
    # Groups and nesting.
    ("Fe4[Fe(CN)6]3", "C18Fe7N18"),
    ("(NH4)2SO4", "H8N2O4S"),
    ("KAl(SO4)2·12H2O", "AlH24KO20S2"),
    ("UO2(NO3)2·6H2O", "H12N2O14U"),
    ("((((C))))", "C"),
    ("{[C6H5]3P}2", "C36H30P2"),
    ("CH3-CH2-OH", "C2H6O"),
    ("CH2=CH2", "C2H4"),
    ("CH3(CH2)6CO2H", "C8H16O2"),
    # Hydrates, salts and adducts.
    ("CuSO4·5H2O", "CuH10O9S"),
    ("CuSO4•5H2O", "CuH10O9S"),
    ("CuSO4*5H2O", "CuH10O9S"),
    ("CuSO4 x 5 H2O", "CuH10O9S"),
    ("CuSO4x5H2O", "CuH10O9S"),
    ("CuSO4 × 5H2O", "CuH10O9S"),
    ("CuSO4 5H2O", "CuH10O9S"),
    ("CuSO4(5H2O)", "CuH10O9S"),
    ("Na2SO4-10H2O", "H20Na2O14S"),
    ("CaSO4·1/2H2O", "CaHO4.5S"),
    ("CaSO4·½H2O", "CaHO4.5S"),
    ("CaSO4·0.5H2O", "CaHO4.5S"),
    ("CaSO4·0,5H2O", "CaHO4.5S"),
    ("CaSO4.0.5H2O", "CaHO4.5S"),
    ("CaSO4·.5H2O", "CaHO4.5S"),
    ("CaSO4.1/2H2O", "CaHO4.5S"),
    ("CaSO4 1/2H2O", "CaHO4.5S"),
    ("CaSO4·1½H2O", "CaH3O5.5S"),
    ("CaSO4·1 1/2 H2O", "CaH3O5.5S"),
    ("C10H15NO.HCl", "C10H16ClNO"),
    ("C10H15NO HCl", "C10H16ClNO"),
    ("C10H15NO, HCl", "C10H16ClNO"),
    ("C10H15NO + HCl", "C10H16ClNO"),
    ("C10H15NO+HCl", "C10H16ClNO"),
    ("C10H15NO · C4H6O6 (2:1)", "C24H36N2O8"),
    ("2C9H13N H2SO4", "C18H28N2O4S"),
    ("2C9H13N.H2SO4", "C18H28N2O4S"),
    ("C24H29N7O2.37/20ClH", "C24H30.85Cl1.85N7O2"),
    ("C27H46O5S.0.45C3H9N", "C28.35H50.05N0.45O5S"),
    ("C9H7O4.CH4N2O.1/2Ca", "C10H11Ca0.5N2O5"),
    ("C6H12O6 monohydrate", "C6H14O7"),
    ("C10H15NO hydrochloride", "C10H16ClNO"),
    ("C6H12O6 (anhydrous)", "C6H12O6"),
    ("C48H72O14 (for the main component)", "C48H72O14"),
    ("C8H9NO2 MW 151.16", "C8H9NO2"),
    ("C8H10N4O2.", "C8H10N4O2"),
    ("HCl (37% in water)", "ClH"),
    ("C2H6O, 96%", "C2H6O"),
    ("C22H43N5O13.2(H2SO4)", "C22H47N5O21S2"),
    ("3MgO·4SiO2·H2O", "H2Mg3O12Si4"),
    ("2 C10H15N . H2SO4", "C20H32N2O4S"),
    ("C17H20N4NaO9P,2H2O", "C17H24N4NaO11P"),
    ("C12H28N+.Br-", "C12H28BrN"),
    # Counts that are no whole numbers.
    ("C22H22Ca0.5NO4S2", "C22H22Ca0.5NO4S2"),
    ("Fe0.95O", "Fe0.95O"),
    ("YBa2Cu3O6.5", "Ba2Cu3O6.5Y"),
    ("Li1.2Ni0.13Co0.13Mn0.54O2", "Co0.13Li1.2Mn0.54Ni0.13O2"),
    ("Ca0.5C22H22NO4S2.2H2O", "C22H26Ca0.5NO6S2"),
    # Charges.
    ("C22H24NO4+", "C22H24NO4+"),
    ("NH4+", "H4N+"),
    ("Na+Cl-", "ClNa"),
    ("C22H24NO4+Cl-", "C22H24ClNO4"),
    ("[NH4+][Cl-]", "ClH4N"),
    # Isotopes.
    ("D2O", "D2O"),
    ("T2O", "T2O"),
    ("C6D6", "C6D6"),
    ("[2H]2O", "D2O"),
    ("C2[2H6]O", "C2D6O"),
    ("[13C]6H12O6", "[13C]6H12O6"),
    ("[13C6]H12O6", "[13C]6H12O6"),
    ("[U-13C6]H12O6", "[13C]6H12O6"),
    ("¹³C₆H₁₂O₆", "[13C]6H12O6"),
    ("13CO2", "[13C]O2"),
    ("<sup>13</sup>CO<sub>2</sub>", "[13C]O2"),
    ("C3[13C2,15N]H5", "C3[13C]2H5[15N]"),
    ("[99mTc]", "[99Tc]"),
    ("C2H2[1H]2", "C2H2[1H]2"),
    # Typography.
    ("C₂₀H₂₂N₄O₄S₃", "C20H22N4O4S3"),
    ("C__2__0H__2__2N__4O__4S__3", "C20H22N4O4S3"),
    ("C<sub>20</sub>H<sub>22</sub>N4O4S3", "C20H22N4O4S3"),
    ("C_{20}H_{22}N_4O_4S_3", "C20H22N4O4S3"),
    ("C20 H22 N4 O4 S3", "C20H22N4O4S3"),
    ("C 20 H 22 N 4 O 4 S 3", "C20H22N4O4S3"),
    ("Ｃ６Ｈ１２Ｏ６", "C6H12O6"),
    ("H2SO4&middot;H2O", "H4O5S"),
    ("\u200bC6H6\u00a0", "C6H6"),
    ("FeCl3·6H2O\n", "Cl3FeH12O6"),
    ("Fe(III)Cl3", "Cl3Fe"),
    ("HCl(g)", "ClH"),
]


@pytest.mark.parametrize(("text", "hill"), DEFINITE)
def test_counts_what_is_written(text: str, hill: str) -> None:
    formula = read_formula(text)
    assert formula.hill_formula == hill
    assert formula.indefinite is None
    assert formula.stated == text


@pytest.mark.parametrize(
    ("text", "element", "count", "charge"),
    [
        ("Ca2+", "Ca", 1, 2),
        ("Ca++", "Ca", 1, 2),
        ("Ca+2", "Ca", 1, 2),
        ("Ca(2+)", "Ca", 1, 2),
        ("Ca²⁺", "Ca", 1, 2),
        ("Ca<sup>2+</sup>", "Ca", 1, 2),
        ("Hg22+", "Hg", 2, 2),
        ("I3-", "I", 3, -1),
        ("O2-", "O", 1, -2),
        ("SO4^2-", "O", 4, -2),
        ("SO4--", "O", 4, -2),
        ("SO4 2-", "O", 4, -2),
        ("SO42-", "O", 4, -2),
        ("SO₄²⁻", "O", 4, -2),
        ("Cr2O72-", "O", 7, -2),
        ("[C14H30N2O4]2+", "C", 14, 2),
        ("C12H12N2+2", "N", 2, 2),
        ("O6S3-2", "S", 3, -2),
        ("H18N3O43PW12-72", "W", 12, -72),
        ("Fe(C5H5)2+", "C", 10, 1),
        ("[57Fe]2+", "Fe", 1, 2),
        ("C5H6[13C]2+", "C", 7, 1),
        ("C60H42-", "H", 42, -1),
    ],
)
def test_tells_counts_from_charges(text: str, element: str, count: int, charge: int) -> None:
    composition = read_formula(text).composition
    assert composition is not None
    assert (composition.elements()[element], composition.charge) == (Fraction(count), charge)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("CuSO4.5H2O", ["CuH10O9S", "CuH2O5.5S"]),
        ("C24H26FO5.5S", ["C24H26FO5S5", "C24H26FO5.5S"]),
        ("NaCl 2 H2O", ["ClH4NaO2", "Cl2H2NaO"]),
        ("C20H22.", ["C20H22"]),
        ("13CO2", ["[13C]O2", "C13O26"]),
        ("CaSO4½H2O", ["CaHO4.5S", "CaH2O5.5S"]),
    ],
)
def test_keeps_both_readings_of_a_doubtful_mark(text: str, readings: list[str]) -> None:
    assert [reading.hill() for reading in read_formula(text).readings] == readings


@pytest.mark.parametrize(
    ("text", "reason", "hill"),
    [
        ("(C2H4O)n", "a polymer of n units", "(C2H4O)n"),
        ("(C₁₅H₂₅NO₄)ₙ", "a polymer of n units", "(C15H25NO4)n"),
        ("(C2H4)n-(C4H8)m", "a polymer of n units", "(C2H4)n(C4H8)m"),
        ("(C2H4)n(C4H6O2)m", "a polymer of n units", "(C2H4)n(C4H6O2)m"),
        ("(C2H4.C4H8)x", "a polymer of x units", "(C6H12)x"),
        ("(-CH2-CH2-)n", "a polymer of n units", "(C2H4)n"),
        ("[-CH2CHCl-]n", "a polymer of n units", "(C2H3Cl)n"),
        ("HO(C2H4O)nH", "a polymer of n units", "H2O(C2H4O)n"),
        ("(C64H124O26)n-multiple grades", "a polymer of n units", "(C64H124O26)n"),
        ("C12H22O11.xH2O", "a variable amount of water", "C12H22O11.xH2O"),
        ("C12H22O11 x H2O", "a variable amount of water", "C12H22O11.xH2O"),
        ("C12H22O11xH2O", "a variable amount of water", "C12H22O11.xH2O"),
        ("SiO2·nH2O", "a variable amount of water", "O2Si.nH2O"),
        ("C6H12O6 hydrate", "a variable amount of water", "C6H12O6.xH2O"),
        ("C15H18Br2N4.xHCl", "a variable amount of ClH", "C15H18Br2N4.xClH"),
        ("Na2CO3·1-2H2O", "a variable amount of water", "CNa2O3.1-2H2O"),
        ("C12-14H25-29NaO4S", "an unknown number of atoms, C12-14", "C12-14H25-29NaO4S"),
        ("YBa2Cu3O7-x", "an unknown number of atoms, O7-x", "YBa2Cu3O7-x"),
        ("CeO2-δ", "an unknown number of atoms, O2-δ", "CeO2-δ"),
        ("CuSO4-xH2O", "a variable amount of water", "CuO4S.xH2O"),
        ("La1-xSrxMnO3", "an unknown number of atoms, La1-x", "La1-xSrxMnO3"),
        ("(Na,Ca)0.3Al2", "a mixture of elements in one place, (Na,Ca)0.3", "Al2(Na,Ca)0.3"),
        ("CnH2n+2", "an unknown number of atoms, Cn", "CnH2n+2"),
    ],
)
def test_says_why_a_composition_is_not_definite(text: str, reason: str, hill: str) -> None:
    formula = read_formula(text)
    assert (formula.composition, formula.readings) == (None, ())
    assert (formula.indefinite, formula.hill_formula) == (reason, hill)


def test_keeps_the_parts_of_an_adduct() -> None:
    hydrate = read_formula("C9H13N.1/2H2SO4.xH2O")
    assert [(factor, part.hill()) for factor, part in hydrate.components] == [
        (Fraction(1), "C9H13N"),
        (Fraction(1, 2), "H2O4S"),
    ]
    assert read_formula("C9H13N.HCl").components[1] == (Fraction(1), Composition.of({"H": 1, "Cl": 1}))


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("", 0, "no formula"),
        ("C6H5Zq", 4, "Zq is not an element"),
        ("MeOH", 0, "methyl, CH3"),
        ("RCOOH", 0, "any group"),
        ("C6H5CL", 5, "Cl is probably meant"),
        ("N/A", 2, "A is not an element"),
        ("СН4", 0, "Cyrillic"),
        ("c6h12o6", 0, "c does not begin an element symbol"),
        ("C6H12O0", 6, "count of zero"),
        ("C1000001", 1, "at most"),
        ("C99999999999", 1, "too large"),
        ("(C1000000)2", 0, "at most"),
        ("(((C", 2, "not closed"),
        ("C)", 1, "is not allowed"),
        ("(C]", 2, "is not allowed"),
        ("()", 0, "are empty"),
        ("C6H6 and C7H8", 5, "second formula"),
        ("[5C]H4", 1, "no isotope 5 of C"),
        ("C6H12O6;2", 9, "symbol is missing"),
        ("THF", 0, "C4H8O"),
        ("H2O^", 4, "superscript"),
        ("2+", 2, "symbol is missing"),
        ("89604-92-2", 10, "symbol is missing"),
        (" C6H6?", 5, "is not allowed"),
        ("C6H6\x00", 4, "is not allowed"),
        ("Pogostemon cablin", 2, "does not begin an element symbol"),
        ("(" * 30 + "C" + ")" * 30, 20, "nested"),
        ("C" * 501, 500, "501 characters"),
    ],
)
def test_refuses_at_the_first_character_that_cannot_be_read(text: str, position: int, says: str) -> None:
    with pytest.raises(InvalidFormula) as caught:
        read_formula(text)
    assert caught.value.position == position
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("C20H22N4O4S3", True),
        ("NaCl", True),
        ("HCl", True),
        ("KOH", True),
        ("HCN", False),
        ("CuSO4·5H2O", True),
        ("(C2H4O)n", True),
        ("BIOTIN", False),
        ("CAN", False),
        ("BPTA", False),
        ("benzene", False),
        ("XD95283", False),
        ("S1234", False),
        ("CP5678", False),
        ("C60", True),
        ("C120H242", True),
        ("89604-92-2", False),
        ("HY-10835", False),
        ("C6H6 for synthesis", False),
        ("", False),
    ],
)
def test_knows_what_is_meant_as_a_formula(text: str, meant: bool) -> None:
    assert is_formula(text) is meant


def read_or_place(text: str) -> Formula | int:
    """The formula, or the place of the first character that cannot be read."""
    try:
        return read_formula(text)
    except InvalidFormula as error:
        return error.position


COUNTS = st.one_of(
    st.integers(1, 999).map(Fraction),
    st.integers(1, 999).map(lambda tenths: Fraction(tenths, 20)),
)
KINDS = st.one_of(
    st.sampled_from([AtomKind(symbol) for symbol in ELEMENTS if symbol not in {"Cn", "Ts"}]),
    st.sampled_from([AtomKind("H", 2), AtomKind("H", 3), AtomKind("C", 13), AtomKind("N", 15), AtomKind("I", 125)]),
)
COMPOSITIONS = st.builds(
    Composition, st.dictionaries(KINDS, COUNTS, min_size=1, max_size=6), st.sampled_from([0, 0, 0, 1, -1])
)
WHOLE = st.builds(Composition, st.dictionaries(KINDS, st.integers(1, 99).map(Fraction), min_size=2, max_size=6))


class TestLaws:
    @given(COMPOSITIONS)
    def test_hill_text_is_read_back(self, composition: Composition) -> None:
        assert composition in read_formula(composition.hill()).readings

    @given(WHOLE, st.integers(1, 20), st.sampled_from(["·", "•", "*", " · ", "∙", " x "]))
    def test_a_hydrate_is_the_sum_of_its_parts(self, anhydrous: Composition, waters: int, dot: str) -> None:
        water = Composition.of({"H": 2, "O": 1})
        assert read_formula(f"{anhydrous.hill()}{dot}{waters}H2O").composition == anhydrous + water * waters

    @given(WHOLE, st.integers(2, 20))
    def test_of_a_full_stop_the_hydrate_is_the_usual_reading(self, anhydrous: Composition, waters: int) -> None:
        water = Composition.of({"H": 2, "O": 1})
        assert read_formula(f"{anhydrous.hill()}.{waters}H2O").composition == anhydrous + water * waters

    @given(WHOLE, WHOLE, st.integers(1, 30))
    def test_a_group_counts_as_often_as_it_says(self, outer: Composition, inner: Composition, times: int) -> None:
        text = f"({inner.hill()}){times}{outer.hill()}"
        if not re.match(r"\([IV]+\)|\(\[?[0-9]", text):
            assert read_formula(text).composition == outer + inner * times

    @given(WHOLE)
    def test_typography_changes_nothing(self, composition: Composition) -> None:
        text = composition.hill()
        if not composition.is_labelled():
            for digits in ("₀₁₂₃₄₅₆₇₈₉", "０１２３４５６７８９"):
                assert read_formula(text.translate(str.maketrans("0123456789", digits))).composition == composition
            assert read_formula(re.sub(r"([0-9]+)", r"<sub>\1</sub>", text)).composition == composition
            assert read_formula(re.sub(r"([0-9])", r"__\1", text)).composition == composition

    @given(WHOLE)
    def test_the_short_way_and_the_scanner_read_the_same(self, composition: Composition) -> None:
        text = composition.without_labels().hill()
        [component] = FormulaScanner(harmonize_formula_text(text), text).components()
        assert component.piece.composition() == read_formula(text).composition

    @given(st.text(st.sampled_from("CHONaClSxn0123456789()[]{}.,·-+^_ /½D<sub>&;*"), max_size=60))
    def test_any_text_is_read_or_refused_at_a_place_in_it(self, text: str) -> None:
        is_formula(text)
        formula = read_or_place(text)
        if isinstance(formula, int):
            assert 0 <= formula <= len(text)
        else:
            assert bool(formula.readings) is (formula.indefinite is None)
            assert all(count > 0 for reading in formula.readings for count in reading.counts.values())

    @given(st.text(max_size=40))
    def test_so_is_any_text_at_all(self, text: str) -> None:
        formula = read_or_place(text)
        assert not isinstance(formula, int) or 0 <= formula <= len(text)


@pytest.mark.parametrize("text", ["C12" * 160, "(" * 250 + ")" * 250, "(C2H4.5O)" * 50, "C.5H2" * 100, "C 2H" * 120])
def test_long_texts_are_answered(text: str) -> None:
    formula = read_or_place(text)
    assert not isinstance(formula, int) or 0 <= formula <= len(text)


def test_reads_real_formulas_as_molmass_does(test_data: Path) -> None:
    with gzip.open(test_data / "bulk/identifiers_71k.tsv.gz", "rt", encoding="utf-8") as file:
        formulas = sorted({row["formula"] for row in csv.DictReader(file, delimiter="\t")})
    for text in formulas[::100]:
        composition = read_formula(text).composition
        assert composition is not None
        if not composition.is_labelled():
            assert _counted_by_molmass(text) == (composition.elements(), composition.charge), text


def _counted_by_molmass(text: str) -> tuple[dict[str, Fraction], int]:
    """The counts and the charge that molmass finds; it takes a charge behind brackets alone."""
    formula = MolmassFormula(re.sub(r"^(.*)([+-])([0-9]*)$", r"[\1]\3\2", text))
    counts = {item.symbol: Fraction(item.count) for item in formula.composition().values() if item.symbol != "e-"}
    return counts, formula.charge


def test_reads_nearly_every_formula_of_the_register(test_data: Path) -> None:
    with gzip.open(test_data / "bulk/identifiers_71k.tsv.gz", "rt", encoding="utf-8") as file:
        formulas = {row["formula"] for row in csv.DictReader(file, delimiter="\t")}
    assert [text for text in formulas if not read_formula(text).readings] == []
