"""What the checks of specifications and of storage say."""

from __future__ import annotations

import pytest

from catalog.product.checks.specifications import check_specifications
from catalog.product.checks.storage import check_storage
from catalog.product.findings import Code

IMPOSSIBLE = [
    ("Assay", "101% min", "101 %"),
    ("Assay", "105 %", "105 %"),
    ("Purity", "103.0-110.0 %", "103 %"),
    ("Assay", "-5 %", "-5 %"),
    ("Assay", "0.98", "98 %"),
    ("pH", "17", "17"),
    ("Water", "120 %", "120 %"),
    ("Loss on drying", "max. 150 %", "150 %"),
    ("Melting point", "-300 °C", "-300 °C"),
    ("Refractive index", "14.96", "14.96"),
    ("Density", "1050 g/mL", "1050 g/mL"),
    ("Enantiomeric excess", "≥101 % ee", "101 % ee"),
    ("Assay", "2-8 °C", "another field"),
    ("Melting point", "98 %", "another field"),
    ("Melting point", "130-128 °C", "from high to low"),
    ("Melting point", "248-50 °C", "248–250 °C"),
    ("Assay", "102-98 %", "swapped"),
]


@pytest.mark.parametrize(("test", "text", "words"), IMPOSSIBLE)
def test_impossible_values_are_named(test: str, text: str, words: str) -> None:
    checked = check_specifications([(test, text)])
    (finding,) = checked.findings
    assert finding.code is Code.SPECIFICATION_OUT_OF_RANGE
    assert finding.field == f"spec:{checked.value[0].test}"
    assert finding.stated == text
    assert words in finding.message


POSSIBLE = [
    ("Assay", "97.0 to 103.0 %"),
    ("Purity (titration)", "97.0 to 120.0 %"),
    ("Assay", "100.5 %"),
    ("Assay", "≤ 100 %"),
    ("Assay", "≥ 100 %"),
    ("Assay", "10 mg/mL"),
    ("Melting point", "-189 °C"),
    ("Melting point", "3422 °C"),
    ("Melting point", "500 K"),
    ("Melting point", "128-130°"),
    ("Optical rotation", "-31 to -34 °"),
    ("Optical rotation", "-34 to -31 °"),
    ("Density", "1050 kg/m3"),
    ("pH", "-0.5 to 1"),
    ("Water", "250 ppm"),
    ("Appearance", "white, 105 %"),
    ("Assay", "passes"),
    ("Assay", ""),
    ("Frobnication", "7 of 9"),
    ("Melting point", "N/A"),
]


@pytest.mark.parametrize(("test", "text"), POSSIBLE)
def test_nothing_is_said_of_values_that_can_be(test: str, text: str) -> None:
    assert check_specifications([(test, text)]).findings == ()


UNREADABLE = [
    ("Assay", "98 % of all samples"),
    ("Assay", "10⁻³ %"),
    ("Melting point", "128-130 °X"),
    ("Water", "0.34"),
    ("pH", "5 or 7"),
]


@pytest.mark.parametrize(("test", "text"), UNREADABLE)
def test_numbers_that_should_have_been_readable_are_named(test: str, text: str) -> None:
    checked = check_specifications([(test, text)])
    assert [finding.code for finding in checked.findings] == [Code.SPECIFICATION_UNREADABLE]
    assert checked.value[0].text == text


def test_a_missing_unit_is_asked_for() -> None:
    (finding,) = check_specifications([("Moisture", "0.34")]).findings
    assert "without a unit" in finding.message


def test_prose_is_not_complained_about() -> None:
    assert check_specifications([("Assay", "see the certificate of analysis " * 5 + "no. 12")]).findings == ()


def test_every_specification_comes_back_in_its_order() -> None:
    stated = [("Appearance", "White powder"), ("Assay", "99% min"), ("Assay", "101% min")]
    checked = check_specifications(stated)
    assert [specification.text for specification in checked.value] == [text for _, text in stated]
    assert len(checked.findings) == 1


def test_storage_that_is_not_stated_is_none() -> None:
    assert check_storage("  ").value is None


@pytest.mark.parametrize("text", ["Ambient", "2-8 °C", "Refrigerated (0-10 °C)", "Frozen (<0 °C)", "somewhere"])
def test_storage_without_contradiction(text: str) -> None:
    checked = check_storage(text)
    assert checked.value is not None
    assert checked.value.text == text
    assert checked.findings == ()


def test_storage_whose_word_and_figure_exclude_each_other() -> None:
    checked = check_storage("Ambient, -20 °C")
    (finding,) = checked.findings
    assert checked.value is not None
    assert checked.value.code == "frozen"
    assert (finding.code, finding.field) == (Code.SPECIFICATION_OUT_OF_RANGE, "storage")
    assert "15 to 25 °C" in finding.message
