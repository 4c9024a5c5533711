"""Reading printed molecular weights: the value, the precision that the digits promise, and why there is no value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.mass.stated_weight import LONGEST, StatedWeight, read_weight
from catalog.errors import InvalidWeight


@pytest.mark.parametrize(
    ("text", "value", "half_unit"),
    [
        ("478.61", "478.61", "0.005"),
        ("478.6", "478.6", "0.05"),
        ("478.60", "478.60", "0.005"),
        ("479", "479", "0.5"),
        ("478.6123", "478.6123", "0.00005"),
        ("0.5", "0.5", "0.05"),
        ("1000000000000", "1000000000000", "0.5"),
        (" 478.61\t", "478.61", "0.005"),
        ("\u200b478.61\ufeff", "478.61", "0.005"),
        ("４７８．６１", "478.61", "0.005"),
        ("478.61.", "478.61", "0.005"),
        ("478.61,", "478.61", "0.005"),
        ("478.61 g/mol", "478.61", "0.005"),
        ("478.61g/mol", "478.61", "0.005"),
        ("478.61 g·mol⁻¹", "478.61", "0.005"),
        ("478.61 g mol−1", "478.61", "0.005"),
        ("478.61 g.mol-1", "478.61", "0.005"),
        ("478.61 Da", "478.61", "0.005"),
        ("478.61 amu", "478.61", "0.005"),
        ("MW: 478.61", "478.61", "0.005"),
        ("M.W. = 478.61 g/mol", "478.61", "0.005"),
        ("Molecular weight 478.61", "478.61", "0.005"),
        ("12.5 kDa", "12500", "50"),
        ("12.5 kg/mol", "12500", "50"),
        ("1.2e3", "1200", "50"),
        ("4.7861E+2", "478.61", "0.005"),
        ("1,234.5", "1234.5", "0.05"),
        ("1'234.5", "1234.5", "0.05"),
        ("1’234.5", "1234.5", "0.05"),
        ("1 234.5", "1234.5", "0.05"),
        ("1,234,567", "1234567", "0.5"),
        ("1.234.567", "1234567", "0.5"),
    ],
)
def test_reads_a_value_and_half_a_unit_of_its_last_digit(text: str, value: str, half_unit: str) -> None:
    weight = read_weight(text)
    assert (weight.text, weight.value, weight.half_unit) == (text, Decimal(value), Decimal(half_unit))
    assert (weight.reason, weight.note, weight.is_average) == ("", "", False)


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("478,61", "478.61", "read with a decimal comma"),
        ("377,40", "377.40", "read with a decimal comma"),
        ("1\u00a0377,40", "1377.40", "read with a decimal comma"),
        ("1.234,5", "1234.5", "read with a decimal comma"),
        ("1 234,5 g/mol", "1234.5", "read with a decimal comma"),
        ("478.61 (anhydrous)", "478.61", "anhydrous"),
        ("478.61 g/mol, anhydrous basis", "478.61", "anhydrous basis"),
        ("478,61 anhydrous", "478.61", "read with a decimal comma; anhydrous"),
    ],
)
def test_notes_a_decimal_comma_and_words_behind(text: str, value: str, note: str) -> None:
    weight = read_weight(text)
    assert (weight.value, weight.half_unit, weight.note) == (
        Decimal(value),
        Decimal(5).scaleb(-len(value.partition(".")[2]) - 1),
        note,
    )


@pytest.mark.parametrize(
    ("text", "value", "other", "other_half_unit"),
    [
        ("1,234", "1234", "1.234", "0.0005"),
        ("1.234", "1.234", "1234", "0.5"),
        ("1.234 g/mol", "1.234", "1234", "0.5"),
        ("478,610", "478610", "478.610", "0.0005"),
        ("478.610", "478.610", "478610", "0.5"),
    ],
)
def test_a_mark_before_three_digits_has_two_values(text: str, value: str, other: str, other_half_unit: str) -> None:
    weight = read_weight(text)
    assert (weight.value, weight.other, weight.other_half_unit) == (
        Decimal(value),
        Decimal(other),
        Decimal(other_half_unit),
    )


@pytest.mark.parametrize("text", ["1234.567", "478.61", "478.6100", "1,234.5", "1,234,567"])
def test_other_marks_have_one_value(text: str) -> None:
    assert read_weight(text).other is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *((text, "no weight is stated") for text in ("", "  ", "N/A", "n.a.", "-", "(none)", "?", "not applicable")),
        *((text, "no weight is stated") for text in ("see label", "#N/A", "tbd", "Unknown")),
        *(
            (text, "the text gives no single value")
            for text in ("polymer", "Mixture", "variable", "400 (average, polymer)")
        ),
        *((text, "a range") for text in ("300-400", "300–400", "300 to 400", "300 ~ 400", "100,000-200,000")),
        *((text, "several values") for text in ("180.2; 198.2", "180.2 (anhydrous), 198.2 (hydrate)", "180.2/198.2")),
        *(
            (text, "a limit, or a value with a tolerance")
            for text in (">500", "≥ 500", "< 500", "478 ± 5", "up to 500")
        ),
        *((text, "an approximate value") for text in ("~400", "ca. 400", "approx. 20000", "≈400", "Mw ~ 400")),
        ("(44.05)n", "the weight of a repeating unit"),
        ("180.2 g/mol or 198.2 g/mol", "several values"),
    ],
)
def test_what_names_no_single_figure_has_no_value_and_says_why(text: str, reason: str) -> None:
    assert read_weight(text) == StatedWeight(text, None, reason=reason)


@pytest.mark.parametrize("text", ["Mn 2000", "average 400", "Avg. Mw 400", "mean 400"])
def test_an_average_is_kept_as_one(text: str) -> None:
    weight = read_weight(text)
    assert weight.is_average
    assert weight.value is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("abc", "There is no number in “abc”"),
        (")", "There is no number in “)”"),
        (",", "There is no number in “,”"),
        ("C20H22", "There is no number in “C20H22”"),
        ("١٢٣", "There is no number"),
        ("-5", "A molecular weight is above zero; “-5” is not."),
        ("−478.61", "A molecular weight is above zero"),
        ("0", "A molecular weight is above zero; “0” is not."),
        ("0.000", "A molecular weight is above zero"),
        ("1e400", "“1e400” is too large for a molecular weight."),
        ("1e13", "“1e13” is too large for a molecular weight."),
        ("12.3.4", "“12.3.4” cannot be read as one molecular weight."),
        ("1,23,456", "“1,23,456” cannot be read"),
        ("1..2", "“1..2” cannot be read"),
        ("H2O 18.02", "“H2O 18.02” cannot be read"),
        ("x" * (LONGEST + 1), "A text of 201 characters is not a weight."),
    ],
)
def test_what_is_no_weight_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(InvalidWeight) as refused:
        read_weight(text)
    assert words in str(refused.value)


@given(st.text(max_size=LONGEST + 20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        weight = read_weight(text)
    except InvalidWeight:
        return
    assert (weight.value is None) == bool(weight.reason)
    assert weight.value is None or (weight.value > 0 and weight.half_unit > 0)


@given(
    st.decimals("0.1", "99999", places=2), st.sampled_from(["{}", "{} g/mol", "MW {}", "{} Da", " {}\n", "{} g·mol⁻¹"])
)
def test_a_printed_number_keeps_its_value_whatever_stands_around_it(number: Decimal, around: str) -> None:
    assert read_weight(around.format(number)).value == number
    assert read_weight(around.format(str(number).replace(".", ","))).value == number
