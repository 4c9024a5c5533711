"""Printed weights: what agrees, what natural material allows, what does not, and why."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import molmass
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.truth_weight import caught, measure, named_first
from catalog.chemistry.composition import AtomKind, Composition
from catalog.chemistry.elements import atomic_weights
from catalog.chemistry.formula import read_formula
from catalog.chemistry.masses import molecular_weight, monoisotopic_mass, weights
from catalog.chemistry.stated_weight import read_weight
from catalog.chemistry.weight import Verdict, WeightVerdict, judge_weight
from catalog.errors import InvalidWeight


def judged(formula: str, weight: str) -> WeightVerdict:
    read = read_formula(formula)
    return judge_weight(weight, read.readings, read.indefinite)


class TestVerdict:
    @pytest.mark.parametrize(
        ("formula", "weight"),
        [
            ("C20H22N4O4S3", "478.61"),  # The seed: S 32.065 of 2007.
            ("C20H22N4O4S3", "478.6"),
            ("C20H22N4O4S3", "478.62 g/mol"),
            ("MoS2", "160.09"),  # Mo 95.96 of 2007.
            ("Na2MoO4.2H2O", "241.97"),
            ("C6H12O6", "180.16"),
            ("C6H12O6", "180,16"),
            ("CuSO4.5H2O", "249.68"),  # The hydrate, not half a molecule more.
            ("C24H26FO5.5S", "453.52"),  # A count of 5.5, not S5.
            ("D2O", "20.03"),
            ("[13C]6H12O6", "186.11"),
            ("C55H86O24", "1,131.27"),
        ],
    )
    def test_agrees(self, formula: str, weight: str) -> None:
        assert judged(formula, weight).verdict is Verdict.AGREES

    @pytest.mark.parametrize(("formula", "weight"), [("Li2CO3", "73.95"), ("Pb", "207.15")])
    def test_natural_material_may_weigh_so(self, formula: str, weight: str) -> None:
        assert judged(formula, weight).verdict is Verdict.WITHIN_RANGE

    @pytest.mark.parametrize(
        ("formula", "weight", "kind", "words"),
        [
            ("C9H8O4", "180.04", "monoisotopic", "monoisotopic"),
            ("C9H8O4", "198.17", "hydrate", "monohydrate"),
            ("CuSO4", "249.68", "hydrate", "pentahydrate"),
            ("C17H19NO3", "321.80", "salt", "hydrochloride"),
            ("C17H19NO3", "366.25", "salt", "hydrobromide"),
            ("C9H8O4", "202.14", "salt", "sodium"),
            ("C9H8O4", "218.25", "salt", "potassium"),
            ("C9H8O4", "181.17", "hydrogen", "1 H more"),
            ("C9H8O4", "194.18", "methylene", "CH2 more"),
            ("C20H22N4O4S3", "487.61", "swapped-digits", "swapped"),
            ("C20H22N4O4S3", "47861", "decimal-shift", "decimal point"),
            ("C9H8O4", "360.31", "multiple", "twice"),
        ],
    )
    def test_names_what_explains_a_mismatch(self, formula: str, weight: str, kind: str, words: str) -> None:
        verdict = judged(formula, weight)
        assert verdict.verdict is Verdict.MISMATCH
        assert verdict.reading is None
        assert words in verdict.causes[0].label, [cause.label for cause in verdict.causes]
        assert verdict.causes[0].kind == kind
        assert words in verdict.explanation

    @pytest.mark.parametrize(
        ("formula", "weight"),
        [
            ("C9H8O4", "N/A"),
            ("C9H8O4", "180-190"),
            ("(C2H4O)n", "400.5"),
            ("C9H8O4.xH2O", "180.16"),
            ("C9H8O4", "2"),
            ("C9H8O4", "20000"),
            ("C9H8O4", "average Mw 5000"),
        ],
    )
    def test_of_what_cannot_be_judged_nothing_is_claimed(self, formula: str, weight: str) -> None:
        verdict = judged(formula, weight)
        assert verdict.verdict is Verdict.UNDETERMINED
        assert verdict.causes == ()

    @pytest.mark.parametrize("weight", ["-5", "0", "abc", "1e400", "٣٢"])
    def test_what_is_no_weight_is_an_error(self, weight: str) -> None:
        with pytest.raises(InvalidWeight):
            read_weight(weight)

    def test_the_bounds_of_the_seed_are_those_of_the_contract(self) -> None:
        verdict = judged("C20H22N4O4S3", "478.61")
        assert verdict.low == pytest.approx(478.563, abs=5e-4)
        assert verdict.high == pytest.approx(478.667, abs=5e-4)


COMMON = ["C", "H", "N", "O", "S", "Cl", "F", "Br", "Na", "K", "P", "Si", "Se", "Zn", "Pt"]
TABLES = ["rdkit", "conventional", "iupac_2007", "iupac_2001", "iupac_1997"]
symbols: st.SearchStrategy[str | tuple[str, int]] = st.sampled_from(COMMON)
numbers: st.SearchStrategy[int | Fraction] = st.integers(1, 60)
compositions = st.dictionaries(symbols, numbers, min_size=1, max_size=6).map(Composition.of)


@given(
    compositions,
    st.sampled_from(["rdkit", "conventional", "iupac_2007", "iupac_2001", "iupac_1997"]),
    st.integers(1, 4),
)
def test_a_weight_printed_from_any_table_agrees(composition: Composition, table: str, places: int) -> None:
    value = getattr(weights(composition), table)
    printed = f"{Decimal(value):.{places}f}"
    assert judge_weight(printed, [composition]).verdict is Verdict.AGREES


@given(compositions, st.sampled_from([0.02, 0.05]))
def test_agreement_is_closer_than_a_flat_tolerance(composition: Composition, off: float) -> None:
    by = weights(composition)
    printed = f"{max(by.high, by.rdkit, by.iupac_1997, by.iupac_2001, by.iupac_2007, by.conventional) + 0.02 + off:.3f}"
    assert judge_weight(printed, [composition]).verdict is not Verdict.AGREES


@pytest.mark.parametrize("symbol", ["H", "C", "N", "O", "S", "Cl", "Br", "I", "Na", "Fe", "Cu", "Ag", "Au", "Hg", "U"])
def test_masses_are_those_of_an_independent_table(symbol: str) -> None:
    element = molmass.ELEMENTS[symbol]
    one = Composition.of({symbol: 1})
    assert molecular_weight(one) == pytest.approx(element.mass, abs=0.02)
    assert monoisotopic_mass(one) == pytest.approx(
        max(element.isotopes.values(), key=lambda i: i.abundance).mass, abs=1e-4
    )


def test_labelled_atoms_have_no_range() -> None:
    label = atomic_weights(AtomKind("C", 13))
    assert label.low == label.high == pytest.approx(13.00335, abs=1e-4)


def test_truth_is_met(test_data: Path) -> None:
    result = measure(test_data, errors_of_each_kind=100)
    real = sum(row.pairs for row in result.real)
    assert sum(row.alarms for row in result.real) <= 0.001 * real
    assert {row.name: row.alarms for row in result.real if "registry" not in row.name and row.alarms} == {}
    for rows in (result.truth, result.made):
        assert caught(rows) >= 0.97
        assert named_first(rows) >= 0.9
