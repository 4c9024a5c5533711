"""Grades, forms and additives before an assay are its conditions; other words leave the text as it is."""

from __future__ import annotations

import pytest

from catalog.product.checks.specifications import check_specifications
from catalog.product.specification.specification import read_specification

READ = [
    ("ACS reagent, ≥99.5%", ">=", 99.5, "%", "ACS reagent"),
    ("ACS reagent, reag. ISO, reag. Ph. Eur., ≥99.8% (GC)", ">=", 99.8, "%", "ACS reagent, reag. ISO, reag. Ph. Eur."),
    ("puriss. p.a., ≥99.0% (GC)", ">=", 99.0, "%", "puriss. p.a."),
    ("anhydrous, 99.8%", "=", 99.8, "%", "anhydrous"),
    ("anhydrous 99.8%", "=", 99.8, "%", "anhydrous"),
    ("ReagentPlus®, 99%", "=", 99.0, "%", "ReagentPlus®"),
    ("BioXtra, ≥99%", ">=", 99.0, "%", "BioXtra"),
    ("EMSURE® ACS, min. 99.5%", ">=", 99.5, "%", "EMSURE® ACS"),
    ("natural, ≥98%, FG", ">=", 98.0, "%", "FG, natural"),
    ("mixture of isomers, ≥97%", ">=", 97.0, "%", "mixture of isomers"),
    ("HPLC grade ≥99.9%", ">=", 99.9, "%", "HPLC grade"),
    ("for HPLC, gradient grade, ≥99.9%", ">=", 99.9, "%", "for HPLC, gradient grade"),
    ("suitable for peptide synthesis, ≥99.0% (T)", ">=", 99.0, "%", "suitable for peptide synthesis"),
    ("JIS special grade, >99.0%", ">", 99.0, "%", "JIS special grade"),
    ("Grade I, 98+%", ">=", 98.0, "%", "Grade I"),
    ("dry, over molecular sieve, ≥99.5%", ">=", 99.5, "%", "dry, over molecular sieve"),
    ("contains 250 ppm BHT as inhibitor, ≥99.9%", ">=", 99.9, "%", "contains 250 ppm BHT as inhibitor"),
    ("powder, −325 mesh, 99.9%", "=", 99.9, "%", "powder, -325 mesh"),
    ("≥10,000 units/mg protein", ">=", 10000.0, "U/mg", "protein"),
    ("lyophilized powder, ≥5 units/mg solid", ">=", 5.0, "U/mg", "solid, lyophilized powder"),
    ("1000 µg/mL in methanol", "=", 1000.0, "μg/mL", "in methanol"),
    ("certified reference material, 1.0 mg/mL in toluene", "=", 1.0, "mg/mL",
     "in toluene, certified reference material"),
]  # fmt: skip
RANGES = [
    ("technical, 70-80%", 70.0, 80.0),
    ("USP/NF, 99.0-101.0%", 99.0, 101.0),
    ("Ph Eur, BP, USP, 99.5-100.5%", 99.5, 100.5),
    ("puriss., meets analytical specification of Ph. Eur., BP, 99.5-100.5%", 99.5, 100.5),
]
LEFT = [
    "Water, 0.5%",
    "Sulfate, 0.5%",
    "Impurity A, 0.5%",
    "total impurities, 0.5%",
    "yield, 80%",
    "loss on drying, 0.5%",
    "optical purity, 99%",
    "ee, 99%",
    "free of water, 5%",
    "98 % of all samples",
    "unknown, 5%",
    "ACS reagent, 99.5",
    "Type 1, Grade 2",
]


@pytest.mark.parametrize(("text", "comparison", "value", "unit", "conditions"), READ)
def test_a_value_is_read_behind_its_grade(text: str, comparison: str, value: float, unit: str, conditions: str) -> None:
    """The grade is a condition, and nothing is found wrong."""
    read = read_specification("Assay", text)
    assert (read.comparison, read.value, read.unit, read.conditions) == (comparison, value, unit, conditions)
    assert check_specifications([("Assay", text)]).findings == ()


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_a_range_is_read_behind_its_grade(text: str, low: float, high: float) -> None:
    """Technical grades are stated as ranges, pharmacopoeias too."""
    read = read_specification("Purity", text)
    assert (read.comparison, read.low, read.high, read.unit) == ("range", low, high, "%")


@pytest.mark.parametrize("text", LEFT)
def test_words_with_another_meaning_leave_a_text(text: str) -> None:
    """What could be the value of something else is not an assay."""
    assert read_specification("Assay", text).comparison is None


def test_methods_are_still_methods() -> None:
    """A method before the value is no grade."""
    for text in ("HPLC, ≥98%", "by HPLC: ≥98%", "Purity (HPLC): ≥98%"):
        read = read_specification("Assay", text)
        assert (read.value, read.method, read.conditions) == (98.0, "HPLC", None)
