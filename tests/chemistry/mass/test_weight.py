"""The verdict on printed weights, the atomic weights behind it, and the causes that explain a mismatch."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import molmass
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks import truth_weight
from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.formula.elements import ELEMENTS
from catalog.chemistry.formula.formula import read_formula
from catalog.chemistry.mass.atomic_weights import AtomicWeights, atomic_weights, nuclide_mass
from catalog.chemistry.mass.digit_slips import digit_substitutions, digit_swaps
from catalog.chemistry.mass.masses import molecular_weight, monoisotopic_mass, weights
from catalog.chemistry.mass.weight import Verdict, WeightVerdict, judge_weight
from catalog.errors import InvalidValue, InvalidWeight

BPTA = "C20H22N4O4S3"


def judge(formula: str, weight: str) -> WeightVerdict:
    read = read_formula(formula)
    return judge_weight(weight, read.readings, read.indefinite)


@pytest.mark.parametrize(
    ("formula", "weight"),
    [
        (BPTA, "478.61"),
        (BPTA, "478.62"),
        (BPTA, "478.60"),
        (BPTA, "478.6"),
        (BPTA, "479"),
        (BPTA, "478,61"),
        (BPTA, "478.621"),
        (BPTA, "478.61 g/mol"),
        ("C8H10N4O2", "194.19"),
        ("CuSO4·5H2O", "249.68"),
        ("CuSO4.5H2O", "249.69"),
        ("MoS2", "160.09"),
        ("MoS2", "160.07"),
        ("Na2MoO4·2H2O", "241.97"),
        ("Na2MoO4·2H2O", "241.95"),
        ("ZnO", "81.39"),
        ("ZnO", "81.41"),
        ("ZnO", "81.38"),
        ("Pb", "207.2"),
        ("[13C]6H12O6", "186.11"),
        ("D2O", "20.03"),
        ("NaCl", "58.44"),
        ("NaCl", "58.443"),
        ("C76H52O46", "1,701.2"),
        ("C76H52O46", "1,701"),
        ("C76H52O46", "1.701"),
    ],
)
def test_a_weight_by_any_table_agrees(formula: str, weight: str) -> None:
    verdict = judge(formula, weight)
    assert verdict.verdict is Verdict.AGREES
    assert verdict.reading in read_formula(formula).readings
    assert verdict.causes == ()


def test_the_seed_agrees_and_says_by_which_table() -> None:
    verdict = judge(BPTA, "478.61")
    assert verdict.weight == pytest.approx(478.621, abs=5e-4)
    assert verdict.low == pytest.approx(478.563, abs=5e-4)
    assert verdict.high == pytest.approx(478.667, abs=5e-4)
    assert verdict.explanation == (
        "The stated 478.61 agrees with C20H22N4O4S3, calculated 478.608 with the IUPAC atomic weights of 2007 "
        "(S 32.065, RDKit 32.067); RDKit gives 478.621."
    )


@pytest.mark.parametrize(
    ("formula", "weight"),
    [
        (BPTA, "478.64"),
        (BPTA, "478.65"),
        (BPTA, "478.57"),
        ("Pb", "207.15"),
        ("Pb", "207.28"),
        ("PbO", "223.1"),
        ("PbO", "223.3"),
        ("LiCl", "42.43"),
    ],
)
def test_what_natural_material_can_weigh_is_only_noted(formula: str, weight: str) -> None:
    verdict = judge(formula, weight)
    assert verdict.verdict is Verdict.WITHIN_RANGE
    assert "natural range" in verdict.explanation


@pytest.mark.parametrize(
    ("formula", "weight", "kind", "label"),
    [
        (BPTA, "478.08", "monoisotopic", "the monoisotopic mass"),
        (BPTA, "478.0803", "monoisotopic", "the monoisotopic mass"),
        (BPTA, "479.0876", "protonated-ion", "the mass of the ion [M+H]+"),
        (BPTA, "477.073", "ion", "the mass of the ion [M−H]−"),
        (BPTA, "501.0695", "ion", "the mass of the ion [M+Na]+"),
        (BPTA, "515.08", "salt", "the hydrochloride (+ HCl)"),
        (BPTA, "551.53", "salt", "the dihydrochloride (+ 2 HCl)"),
        (BPTA, "559.53", "salt", "the hydrobromide (+ HBr)"),
        (BPTA, "500.60", "salt", "the sodium salt (+ Na − H)"),
        (BPTA, "516.71", "salt", "the potassium salt (+ K − H)"),
        (BPTA, "574.72", "salt", "the mesylate (+ CH4SO3)"),
        (BPTA, "496.63", "hydrate", "the monohydrate (+ H2O)"),
        (BPTA, "514.64", "hydrate", "the dihydrate (+ 2 H2O)"),
        ("CuSO4", "249.68", "hydrate", "the pentahydrate (+ 5 H2O)"),
        ("CuSO4·5H2O", "159.61", "hydrate", "the anhydrous form (without 5 H2O)"),
        ("C8H11NO2·HCl", "153.18", "free-base", "the free base (without HCl)"),
        ("C7H5NaO2", "122.12", "free-acid", "the free acid (without Na − H)"),
        (BPTA, "957.22", "multiple", "twice the formula, as for a dimer or a 2:1 salt"),
        (BPTA, "239.3", "multiple", "half the formula, as for a hemi-salt"),
        (BPTA, "479.62", "hydrogen", "1 H more than in the formula"),
        (BPTA, "477.61", "hydrogen", "1 H less than in the formula"),
        (BPTA, "480.63", "hydrogen", "2 H more than in the formula"),
        (BPTA, "492.64", "methylene", "CH2 more than in the formula"),
        (BPTA, "464.59", "methylene", "CH2 less than in the formula"),
        (BPTA, "478.16", "swapped-digits", "two digits swapped: 478.61"),
        (BPTA, "487.61", "swapped-digits", "two digits swapped: 478.61"),
        (BPTA, "478.91", "digit", "one digit mistyped: 478.61"),
        (BPTA, "498.61", "digit", "one digit mistyped: 478.61"),
        (BPTA, "47.861", "decimal-shift", "478.61, with the decimal point moved"),
        (BPTA, "4786.1", "decimal-shift", "478.61, with the decimal point moved"),
        ("C6H12O6", "186.11", "isotope", "a label (13C6) missing in the formula"),
        ("[13C]6H12O6", "180.16", "isotope", "the formula without its isotope labels"),
    ],
)
def test_names_first_what_most_likely_was_meant(formula: str, weight: str, kind: str, label: str) -> None:
    verdict = judge(formula, weight)
    assert verdict.verdict is Verdict.MISMATCH
    assert (verdict.causes[0].kind, verdict.causes[0].label) == (kind, label)
    assert f"It fits {label}" in verdict.explanation
    assert [cause.odds for cause in verdict.causes] == sorted((c.odds for c in verdict.causes), reverse=True)


def test_a_slip_and_a_form_that_fit_both_are_both_named() -> None:
    """Exchanged digits are near the hemihydrate here: the reader decides."""
    assert {cause.kind for cause in judge(BPTA, "487.62").causes} == {"hydrate", "swapped-digits"}


@pytest.mark.parametrize(("formula", "weight"), [("Pb", "206.5"), ("C2H6O", "1234.56")])
def test_where_nothing_explains_it_nothing_is_invented(formula: str, weight: str) -> None:
    verdict = judge(formula, weight)
    assert (verdict.verdict, verdict.causes) == (Verdict.MISMATCH, ())
    assert verdict.explanation.endswith("No common form or error explains it.")


@pytest.mark.parametrize(
    ("formula", "weight", "why"),
    [
        (BPTA, "N/A", "no weight is stated"),
        (BPTA, "300-400", "a range"),
        (BPTA, "~478", "an approximate value"),
        (BPTA, ">478", "a limit"),
        (BPTA, "polymer", "no single value"),
        (BPTA, "8", "one digit is too few"),
        (BPTA, "500", "a round number"),
        (BPTA, "20000", "a round number"),
        (BPTA, "average 612", "stated as an average"),
        ("(C2H4)n", "28.05", ""),
    ],
)
def test_what_is_no_definite_figure_is_not_judged(formula: str, weight: str, why: str) -> None:
    verdict = judge(formula, weight)
    assert verdict.verdict is Verdict.UNDETERMINED
    assert verdict.explanation.startswith("The weight could not be checked: ")
    assert why in verdict.explanation


def test_without_a_formula_there_is_nothing_to_judge() -> None:
    verdict = judge_weight("478.61", [])
    assert (verdict.verdict, verdict.weight) == (Verdict.UNDETERMINED, None)


def test_what_is_no_weight_is_an_error() -> None:
    with pytest.raises(InvalidWeight):
        judge(BPTA, "-5")


def test_the_reading_that_fits_is_taken() -> None:
    usual, other = Composition.of({"C": 2, "H": 6, "O": 1}), Composition.of({"C": 1, "H": 4, "O": 1})
    assert judge_weight("46.07", [usual, other]).reading == usual
    assert judge_weight("32.04", [usual, other]).reading == other
    assert judge_weight("99.99", [usual, other]).reading is None


ORGANIC = st.builds(
    lambda carbons, others: Composition.of({"C": carbons, **others}),
    st.integers(1, 60),
    st.dictionaries(
        st.sampled_from(["H", "N", "O", "S", "P", "F", "Cl", "Br", "I", "Si", "Na", "K", "Zn", "Se", "B", "Li"]),
        st.integers(1, 40),
        max_size=6,
    ),
)
TABLES = st.sampled_from(AtomicWeights._fields[:5])


@given(ORGANIC, TABLES, st.integers(0, 6))
def test_a_weight_that_any_table_gives_agrees_to_whatever_digits(
    composition: Composition, table: str, digits: int
) -> None:
    printed = f"{getattr(weights(composition), table):.{digits}f}"
    verdict = judge_weight(printed, [composition])
    assert verdict.verdict is Verdict.AGREES, verdict.explanation
    assert verdict.reading == composition


@given(ORGANIC, TABLES)
def test_a_weight_cut_off_behind_two_decimals_agrees(composition: Composition, table: str) -> None:
    exact = Decimal(getattr(weights(composition), table))
    cut = exact.quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    assert judge_weight(str(cut), [composition]).verdict is Verdict.AGREES


@given(ORGANIC, st.floats(0, 1))
def test_what_nature_can_weigh_is_no_mismatch(composition: Composition, place: float) -> None:
    by = weights(composition)
    printed = f"{by.low + place * (by.high - by.low):.4f}"
    assert judge_weight(printed, [composition]).verdict in {Verdict.AGREES, Verdict.WITHIN_RANGE}


@given(ORGANIC, st.sampled_from(["H", "C", "N", "O", "F", "S"]))
def test_one_atom_more_is_a_mismatch_that_is_explained(composition: Composition, symbol: str) -> None:
    assume(symbol in {"H", "O"} or symbol in composition.elements())
    more = weights(composition + Composition.of({symbol: 1}))
    # Of many atoms of zinc, the tables differ by more than one hydrogen weighs.
    assume(max(weights(composition)) + 0.02 < more.iupac_2007)
    verdict = judge_weight(f"{more.iupac_2007:.2f}", [composition])
    assert verdict.verdict is Verdict.MISMATCH
    assert verdict.causes


@given(ORGANIC, ORGANIC)
def test_weights_and_masses_add_up(one: Composition, other: Composition) -> None:
    both = [a + b for a, b in zip(weights(one), weights(other), strict=True)]
    assert list(weights(one + other)) == pytest.approx(both)
    assert monoisotopic_mass(one + other) == pytest.approx(monoisotopic_mass(one) + monoisotopic_mass(other))


@pytest.mark.parametrize(
    "formula", ["C20H22N4O4S3", "C9H8O4", "C76H52O46", "CHCl3", "C6H5Br", "Na2SO4", "C12H22O11", "C16H18ClN3S"]
)
def test_masses_are_those_of_another_program(formula: str) -> None:
    [composition, *_] = read_formula(formula).readings
    oracle = molmass.Formula(formula)
    assert molecular_weight(composition) == pytest.approx(oracle.mass, rel=5e-5)
    assert monoisotopic_mass(composition) == pytest.approx(oracle.monoisotopic_mass, abs=2e-5)


@pytest.mark.parametrize(
    ("counts", "charge", "mass"),
    [({"Na": 1}, 1, 22.98922), ({"Cl": 1}, -1, 34.96940), ({("H", 2): 2, "O": 1}, 0, 20.02312), ({"H": 1}, 1, 1.00728)],
)
def test_an_ion_weighs_its_electrons(
    counts: dict[str | tuple[str, int], int | Fraction], charge: int, mass: float
) -> None:
    assert monoisotopic_mass(Composition.of(counts, charge)) == pytest.approx(mass, abs=1e-5)


STANDARD = [
    element
    for element in molmass.ELEMENTS
    if element.symbol not in {"Tc", "Pm"} and (element.number <= 83 or element.symbol in {"Th", "Pa", "U"})
]
"""The elements that have a standard atomic weight."""


def test_the_elements_are_those_of_another_periodic_table() -> None:
    oracle = {element.symbol: (element.number, element.name.lower()) for element in molmass.ELEMENTS}
    ours = {symbol: (element.atomic_number, element.name) for symbol, element in ELEMENTS.items()}
    assert len(ours) == 118
    assert oracle.items() <= ours.items()


@pytest.mark.parametrize("element", STANDARD, ids=lambda element: element.symbol)
def test_atomic_weights_are_those_of_another_periodic_table(element: molmass.Element) -> None:
    by = atomic_weights(AtomKind(element.symbol))
    assert by[:5] == pytest.approx([element.mass] * 5, rel=6e-4)
    # Conventional values are rounded: that of oxygen, 15.999, lies just below the least that nature has, 15.99903.
    assert by.low - 0.003 <= by.conventional <= by.high + 0.003


@pytest.mark.parametrize("element", STANDARD, ids=lambda element: element.symbol)
def test_nuclides_are_those_of_another_periodic_table(element: molmass.Element) -> None:
    isotopes = element.isotopes.values()
    assert nuclide_mass(AtomKind(element.symbol)) == pytest.approx(
        max(isotopes, key=lambda isotope: isotope.abundance).mass, abs=1e-4
    )
    for isotope in isotopes:
        kind = AtomKind(element.symbol, isotope.massnumber)
        assert nuclide_mass(kind) == pytest.approx(isotope.mass, abs=1e-4)
        assert set(atomic_weights(kind)) == {nuclide_mass(kind)}


@pytest.mark.parametrize("symbol", ["Tc", "Ra", "Pu"])
def test_radioactive_elements_have_wide_bounds(symbol: str) -> None:
    by = atomic_weights(AtomKind(symbol))
    assert (by.high - by.low, len(set(by[:5]))) == (4, 1)


@pytest.mark.parametrize("symbol", ["Xx", "", "c", "CL", "D"])
def test_there_is_no_such_element(symbol: str) -> None:
    with pytest.raises(InvalidValue, match="is not an element"):
        atomic_weights(AtomKind(symbol))
    with pytest.raises(InvalidValue, match="is not an element"):
        nuclide_mass(AtomKind(symbol))


def test_the_bounds_of_nature_are_those_of_the_reference(test_data: Path) -> None:
    with (test_data / "reference" / "atomic_weights.tsv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["ciaaw2021_low"]]
    assert len(rows) > 80
    for row in rows:
        by = atomic_weights(AtomKind(row["symbol"]))
        assert by.rdkit == pytest.approx(float(row["rdkit_2026.9.1"]), abs=1e-6)
        if row["symbol"] != "Pb":
            stated = [float(row[f"ciaaw2021_{name}"]) for name in ("conventional", "low", "high")]
            assert [by.conventional, by.low, by.high] == pytest.approx(stated, abs=1e-6)


@given(st.text("0123456789", min_size=2, max_size=8))
def test_slips_of_the_hand_can_be_undone(digits: str) -> None:
    assert all(digits in set(digit_swaps(other)) for other in digit_swaps(digits))
    assert all(digits in set(digit_substitutions(other)) for other in digit_substitutions(digits))


@pytest.fixture(scope="module")
def measured(test_data: Path) -> truth_weight.Measure:
    """What vendors print, and 200 errors of each kind; the registry's 71,347 pairs are left to the benchmark."""
    return truth_weight.measure(test_data, registry=False, errors_of_each_kind=200)


def test_weights_that_belong_to_their_formula_raise_no_alarm(measured: truth_weight.Measure) -> None:
    """3,720 pairs of three vendors and 1,252 of the truth file: not one false alarm when this was written."""
    pairs, alarms = sum(row.pairs for row in measured.real), sum(row.alarms for row in measured.real)
    assert pairs > 4_900
    assert alarms / pairs <= truth_weight.FALSE_ALARMS_AT_MOST
    assert max(row.alarms / row.pairs for row in measured.real) <= truth_weight.FALSE_ALARMS_AT_MOST


def test_errors_of_known_truth_are_caught_and_explained(measured: truth_weight.Measure) -> None:
    for rows in (measured.truth, measured.made):
        assert sum(row.pairs for row in rows) > 270
        assert truth_weight.caught(rows) >= truth_weight.CAUGHT_AT_LEAST
        assert truth_weight.named_first(rows) >= truth_weight.NAMED_AT_LEAST


def test_no_kind_of_error_escapes(measured: truth_weight.Measure) -> None:
    """Over many kinds a common one could hide a rare one that is never caught, or never named."""
    weak = [
        row.name
        for row in (*measured.truth, *measured.made)
        if row.caught_share < truth_weight.CAUGHT_AT_LEAST
        or (row.named is not None and row.named_share < truth_weight.NAMED_AT_LEAST)
    ]
    assert weak == []
