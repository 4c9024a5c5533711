"""What is read of a supplier's words, and what is left as text."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import truth_specifications
from catalog.product.specification.label import read_label
from catalog.product.specification.specification import Specification, read_specification

Typed = tuple[str, float | None, float | None, float | None, str | None]


def typed(specification: Specification) -> Typed:
    """The comparison, value, low, high and unit, for comparing in one line."""
    assert specification.comparison is not None, f"{specification.test}: {specification.text!r} was not typed"
    return (
        specification.comparison,
        specification.value,
        specification.low,
        specification.high,
        specification.unit,
    )


LIMITS = [
    ("99% min", ">=", 99.0),
    (">=98.0% (HPLC)", ">=", 98.0),
    ("≥98%", ">=", 98.0),
    ("≧ 98 %", ">=", 98.0),
    ("⩾98%", ">=", 98.0),
    ("=>98%", ">=", 98.0),
    ("&ge;98%", ">=", 98.0),
    ("＞９８．５％", ">", 98.5),
    ("gt. 97.0 %", ">", 97.0),
    ("98+%", ">=", 98.0),
    ("98%+", ">=", 98.0),
    ("98.5 + %", ">=", 98.5),
    ("min.97.0 %", ">=", 97.0),
    ("Min 99.5%", ">=", 99.5),
    ("98.0%Min.", ">=", 98.0),
    ("min. ≥ 98 %", ">=", 98.0),
    ("0.15 % MAX", "<=", 0.15),
    ("NLT 98.0%", ">=", 98.0),
    ("N.L.T. 98.0 %", ">=", 98.0),
    ("NMT 2.0 %", "<=", 2.0),
    ("not less than 98.5 %", ">=", 98.5),
    ("not more than 0.5%", "<=", 0.5),
    ("at least 97 %", ">=", 97.0),
    ("mind. 98 %", ">=", 98.0),
    ("mindestens 98,5 %", ">=", 98.5),
    ("höchstens 0,5 %", "<=", 0.5),
    ("99.5 % or higher", ">=", 99.5),
    ("up to 5 %", "<=", 5.0),
    ("< 0.1 percent", "<", 0.1),
    ("ca. 98 %", "approx", 98.0),
    ("~98%", "approx", 98.0),
    ("approximately 98 %", "approx", 98.0),
    ("98 %", "=", 98.0),
    ("98.5%.", "=", 98.5),
    ("98,5 %", "=", 98.5),
    ("0,05 %", "=", 0.05),
    ("99,125 %", "=", 99.125),
    ("≥\u00a098\u00a0%", ">=", 98.0),
    ("≥98\u200b%", ">=", 98.0),
]


@pytest.mark.parametrize(("text", "comparison", "value"), LIMITS)
def test_limits_and_values(text: str, comparison: str, value: float) -> None:
    specification = read_specification("Assay", text)
    assert typed(specification) == (comparison, value, None, None, "%")
    assert specification.text == text


RANGES = [
    ("Assay", "min. 98.0 to 102.0 %", 98.0, 102.0, "%"),
    ("Assay", "97.0 and le. 103.0 %", 97.0, 103.0, "%"),
    ("Assay", "gt. 97.0 and le. 111.0 %", 97.0, 111.0, "%"),
    ("Assay", "95-105 %", 95.0, 105.0, "%"),
    ("Assay", "95 – 105%", 95.0, 105.0, "%"),
    ("Assay", "98.0%～102.0%", 98.0, 102.0, "%"),
    ("Assay", "98.0 ... 102.0 %", 98.0, 102.0, "%"),
    ("Assay", "95,0-105,0 %", 95.0, 105.0, "%"),
    ("Assay", "between 98 and 102 %", 98.0, 102.0, "%"),
    ("Assay", "from 98 to 102 %", 98.0, 102.0, "%"),
    ("Assay", "≥97.0% and ≤103.0%", 97.0, 103.0, "%"),
    ("Assay", "≤103.0% and ≥97.0%", 97.0, 103.0, "%"),
    ("Assay", "min 98 % max 102 %", 98.0, 102.0, "%"),
    ("Assay", "NLT 98.0% and NMT 102.0% on dried basis", 98.0, 102.0, "%"),
    ("pH", "5.0 bis 7.0", 5.0, 7.0, None),
    ("Melting point", "128-130 °C (lit.)", 128.0, 130.0, "°C"),
    ("Melting point", "mp 128-130 °C (lit.)", 128.0, 130.0, "°C"),
    ("Melting point", "128 °C – 130 °C", 128.0, 130.0, "°C"),
    ("Melting point", "128℃～130℃", 128.0, 130.0, "°C"),
    ("Melting point", "128-130 deg C", 128.0, 130.0, "°C"),
    ("Melting point", "128-130C", 128.0, 130.0, "°C"),
    ("Melting point", "128,5-130,0 ºC", 128.5, 130.0, "°C"),
    ("Melting point", "-5 - -2 °C", -5.0, -2.0, "°C"),
    ("Melting point", "−5–−2 °C", -5.0, -2.0, "°C"),
    ("Melting point", "-5 to +2 °C", -5.0, 2.0, "°C"),
    ("Melting point", "110-112", 110.0, 112.0, None),
    ("Viscosity", "3,500 to 5,600 mPa·s", 3500.0, 5600.0, "mPa·s"),
    ("Refractive index", "1.4960-1.4990", 1.496, 1.499, None),
    ("Optical rotation", "-31.0 to -34.0 deg(c=1, EtOH)", -31.0, -34.0, "°"),
]


@pytest.mark.parametrize(("test", "text", "low", "high", "unit"), RANGES)
def test_ranges(test: str, text: str, low: float, high: float, unit: str | None) -> None:
    assert typed(read_specification(test, text)) == ("range", None, low, high, unit)


def test_a_tolerance_keeps_the_value_beside_its_ends() -> None:
    assert typed(read_specification("Optical rotation", "+25±1°")) == ("range", 25.0, 24.0, 26.0, "°")
    assert typed(read_specification("Refractive index", "1.496 ± 0.002")) == ("range", 1.496, 1.494, 1.498, None)
    assert typed(read_specification("Assay", "100% +/- 2%")) == ("range", 100.0, 98.0, 102.0, "%")


VALUES = [
    ("Melting point", "−15 °C", "=", -15.0, "°C"),
    ("Melting point", "1,427 °C", "=", 1427.0, "°C"),
    ("Melting point", ">300 °C (dec.)", ">", 300.0, "°C"),
    ("Flash point", "> 230 °F", ">", 230.0, "°F"),
    ("Refractive index", "n20/D 1.496", "=", 1.496, None),
    ("Refractive index", "n20/D 1,496(lit.)", "=", 1.496, None),
    ("Refractive index", "nD²⁰ = 1.496", "=", 1.496, None),
    ("Density", "1.05 g/mL at 25 °C", "=", 1.05, "g/mL"),
    ("Density", "1,05 g/cm³", "=", 1.05, "g/mL"),
    ("Density", "d₄²⁰ 1.05", "=", 1.05, None),
    ("Specific gravity (20/20)", "0.97", "=", 0.97, None),
    ("Optical rotation", "[α]D 25 +13°", "=", 13.0, "°"),
    ("Optical rotation", "[α]²²D −14.5°, c = 1 in chloroform", "=", -14.5, "°"),
    ("pH", "pH 7", "=", 7.0, None),
    ("Water (KF)", "max. 250 ppm", "<=", 250.0, "ppm"),
    ("Water content (%)", "0,5", "=", 0.5, "%"),
    ("Water (%, KF)", "≤ 0.5", "<=", 0.5, "%"),
    ("Residue on ignition", "NMT 0.1%", "<=", 0.1, "%"),
    ("Purity (%)", "98", "=", 98.0, "%"),
    ("Purity %", ">98", ">", 98.0, "%"),
    ("Min. purity [%]", "98", ">=", 98.0, "%"),
    ("Water (max.) %", "0.5", "<=", 0.5, "%"),
    ("Assay", "98", "=", 98.0, None),
    ("Acid value", "max. 1.0", "<=", 1.0, None),
    ("Density (g/mL at 25 °C)", "1.05", "=", 1.05, "g/mL"),
    ("Concentration", "1.0 M in THF", "=", 1.0, "mol/L"),
    ("Assay", "98 % w/w", "=", 98.0, "w/w%"),
    ("Assay", "98 wt.%", "=", 98.0, "w/w%"),
    ("Assay", "≥95.0% (area%)", ">=", 95.0, "area%"),
    ("Assay", "98% (HPLC, area%)", "=", 98.0, "area%"),
    ("Assay", "≥98% ee", ">=", 98.0, "% ee"),
    ("Degree of deuteration", "99.5 atom % D", "=", 99.5, "atom% D"),
    ("Assay", "99 atom % 13C", "=", 99.0, "atom%"),
    ("Assay", "98 atom % 15N", "=", 98.0, "atom%"),
    ("Assay", ">=95 at% 18O", ">=", 95.0, "atom%"),
    ("Loading", "1.2 mmol/g", "=", 1.2, "mmol/g"),
    ("Loading", "1.2 MMOL/G", "=", 1.2, "mmol/g"),
]


@pytest.mark.parametrize(("test", "text", "comparison", "value", "unit"), VALUES)
def test_values_of_other_tests(test: str, text: str, comparison: str, value: float, unit: str | None) -> None:
    assert typed(read_specification(test, text)) == (comparison, value, None, None, unit)


STAYS_TEXT = [
    ("Appearance", "White powder"),
    ("Appearance", "98 % white, 2 % grey"),
    ("Colour", "≤ 20 APHA"),
    ("Solubility", "DMSO : 25 mg/mL (ultrasonic)"),
    ("UN number", "UN1230"),
    ("Class", "6.1"),
    ("Packaging", "100 g"),
    ("Assay", "passes test"),
    ("Assay", ""),
    ("Assay", "98 and 102 %"),
    ("Assay", "98 % of all samples"),
    ("Assay", "min. 98% max"),
    ("Assay", "50-00-0"),
    ("Assay", "2024-05-01"),
    ("Assay", "10⁻³ %"),
    ("Assay", "1.2.3 %"),
    ("Assay", "98 % (unclosed"),
    ("Assay", "98% total impurities 2%"),
    ("Assay", "n20/D 1.496"),
    ("Assay", "mp 128-130 °C"),
    ("Assay", "95 % to 105 ppm"),
    ("Assay", "10 mM in DMSO"),
    ("Melting point", "N/A"),
    ("Melting point", "soft above 200 °C"),
    ("Water", "0.34"),
    ("Solubility in water", "0.3 g/L  30 °C"),
    ("Degree of solubility in water", "0.3 g/L  30 °C"),
    ("Hazard", "4.1"),
    ("Item", "3-4"),
    ("Assay", "9" * 40 + " %"),
    ("Assay", "98 %" + " or so" * 100),
]


@pytest.mark.parametrize(("test", "text"), STAYS_TEXT)
def test_what_is_not_understood_whole_stays_text(test: str, text: str) -> None:
    specification = read_specification(test, text)
    assert specification.document() == {"test": specification.test, "text": text}


METHODS = [
    ("Assay", ">98.0%(HPLC)", "HPLC", None),
    ("Assay", ">98.0%(gc)(t)", "GC, titration", None),
    ("Assay", ">98% by HPLC", "HPLC", None),
    ("Assay", "98% - HPLC", "HPLC", None),
    ("Assay", "HPLC: ≥98 %", "HPLC", None),
    ("Assay", "Assay (HPLC): ≥98 %", "HPLC", None),
    ("Assay", "95 % (by 1H NMR)", "NMR", None),
    ("Assay", "≥99.99% trace metals basis", "trace metals basis", None),
    ("Assay", "≥95.0% (HPLC, sum of two isomers)", "HPLC", "sum of two isomers"),
    ("Assay", "≥98% (HPLC); ≥95% (GC)", "HPLC", "≥95% (GC)"),
    ("Assay", "≥95%, 70% ester basis, FCC", None, "70% ester basis, FCC"),
    ("Assay", "99% FCC", None, "FCC"),
    ("purity(hplc)", "98.5 %", "HPLC", None),
    ("purity(hplc)(cad)", "98.5 %", "HPLC, CAD", None),
    ("HPLC purity", "98.5 %", "HPLC", None),
    ("Assay by titration", "98.5 %", "titration", None),
    ("Purity (anilide method)", "98.5 %", "anilide method", None),
    ("Water", "≤0.5 % (KF)", "Karl Fischer", None),
    ("Melting point", "128-130 °C (lit.)", None, "(lit.)"),
    ("Melting point", "300 °C dec.", None, "dec."),
    ("Melting point", "Decomposes at 350 °C", None, "Decomposes"),
    ("Melting point", "dec. > 350 °C", None, "dec."),
    ("Boiling point", "82 °C/12 mmHg", None, "12 mmHg"),
    ("Boiling point", "82 °C at 12 mmHg", None, "at 12 mmHg"),
    ("Optical rotation", "[α]20/D +25±1°, c = 1 in H2O", None, "c = 1 in H2O, 20 °C, D"),
    ("Refractive index n20/D", "1.4900 to 1.4940", None, "20 °C, D"),
    ("pH", "5.0-7.0 (1 % in H2O)", None, "(1 % in H2O)"),
    ("Assay", "98.0 % (calcd. on anh. substance)", None, "(calcd. on anh. substance)"),
]


@pytest.mark.parametrize(("test", "text", "method", "conditions"), METHODS)
def test_methods_and_conditions(test: str, text: str, method: str | None, conditions: str | None) -> None:
    specification = read_specification(test, text)
    assert specification.comparison is not None
    assert (specification.method, specification.conditions) == (method, conditions)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Purity", "Assay"),
        ("purity / analysis method", "Assay"),
        ("Reinheit:", "Assay"),
        ("纯度", "Assay"),
        ("m.p.", "Melting point"),
        ("  MELTING   POINT ", "Melting point"),
        ("ignition residue(sulfate)", "Residue on ignition (sulfate)"),
        ("LOD", "Loss on drying"),
        ("lambda max.", "Absorption maximum"),
        ("Frobnication", "Frobnication"),
        ("Chromatographic purity (single impurity)", "Chromatographic purity (single impurity)"),
        ("", ""),
    ],
)
def test_labels(label: str, name: str) -> None:
    assert read_label(label).name == name


def test_a_label_is_kept_whole_where_its_words_are_not_typed() -> None:
    assert read_specification("Purity (HPLC)", "passes").test == "Purity (HPLC)"
    assert read_specification("appearance", "white").test == "Appearance"


def test_the_document_holds_only_what_was_stated() -> None:
    assert read_specification("Assay", "95-105 % (HPLC)").document() == {
        "test": "Assay",
        "text": "95-105 % (HPLC)",
        "comparison": "range",
        "low": 95.0,
        "high": 105.0,
        "unit": "%",
        "method": "HPLC",
    }


def test_two_ways_to_state_one_assay_promise_the_same() -> None:
    headline = read_specification("Purity / analysis method", ">98.0%(HPLC)")
    detail = read_specification("Purity (HPLC)", "min. 98.0 %")
    assert (headline.test, headline.least, headline.unit, headline.method) == (
        detail.test,
        detail.least,
        detail.unit,
        detail.method,
    )


SIGNS = {
    ">=": ("≥{} {}", ">= {}{}", "min. {} {}", "{} {} min", "NLT {}{}", "not less than {} {}", "{}{}+"),
    "<=": ("≤{} {}", "max. {} {}", "{} {} max", "NMT {}{}", "{} {} or less"),
    ">": ("> {} {}", "gt. {}{}", "more than {} {}"),
    "<": ("< {} {}", "less than {} {}"),
    "approx": ("~{} {}", "ca. {} {}"),
    "=": ("{} {}", "{}{}"),
}
NUMBERS = st.decimals(min_value=0, max_value=999, places=2)


@given(st.sampled_from([(sign, form) for sign, forms in SIGNS.items() for form in forms]), NUMBERS, st.data())
def test_every_form_of_a_limit_gives_the_number_back(
    signed: tuple[str, str], number: object, data: st.DataObject
) -> None:
    sign, form = signed
    unit = data.draw(st.sampled_from(("%", "°C", "g/mL", "ppm", "mg/mL", "nm")))
    specification = read_specification("Something", form.format(number, unit))
    assert typed(specification) == (sign, float(str(number)), None, None, unit)


ALPHABET = st.sampled_from([*"0123456789.,+-–±≥<>=~%°()[]/:;αDcnHPLC mintoax\u200b", "min. ", " °C", "to ", "and "])


@given(st.sampled_from(("Assay", "Melting point", "Optical rotation", "pH", "?")), st.lists(ALPHABET, max_size=30))
def test_no_number_is_ever_invented(test: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    specification = read_specification(test, text)
    assert specification.text == text
    if specification.comparison is None or "±" in text:
        return
    # The figures of every number stand in the text in their order, whatever points and commas stand between them.
    figures = re.sub(r"[.,\u200b]", "", text)
    for number in (specification.value, specification.low, specification.high):
        if number is not None:
            assert f"{Decimal(repr(number)):f}".strip("-").rstrip("0").replace(".", "").lstrip("0") in figures


@given(st.text(), st.text())
def test_no_text_is_too_strange(test: str, text: str) -> None:
    assert read_specification(test, text).text == text


def test_real_specifications() -> None:
    """The criteria: at least 95 % of the expected values exactly right, and none invented."""
    folder: Path = truth_specifications.truth_folder()
    if not (folder / "spec_strings.jsonl").exists():
        pytest.skip(f"the suppliers' specifications are not in {folder}")
    measured = truth_specifications.measure(folder)
    assert measured.right_share >= 0.95
    assert measured.invented == 0
    assert measured.equal / measured.pairs >= 0.95
