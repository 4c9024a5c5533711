"""Descriptions: about this substance, about another compound, or about something else altogether."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.truth_descriptions import cross_validate, judged_texts, measure, measure_vendor_texts
from catalog.product.checks.description import check_description
from catalog.product.findings import Code
from catalog.product.text.description import Subject, Topic, judge_description
from catalog.product.text.other_compound import names_other_compound

ASPIRIN = Subject("Aspirin", ("Acetylsalicylic acid", "2-Acetoxybenzoic acid"), "C9H8O4", "50-78-2")

ABOUT = [
    "Aspirin is a nonsteroidal anti-inflammatory drug that inhibits cyclooxygenase.",
    "White crystalline powder with a faint odour; soluble in ethanol, slightly soluble in water.",
    "Mild, sweet, fruity odor of good tenacity.",
    "Soft silvery metallic element of the lanthanoids. Six natural isotopes are stable.",
    "A copolymer of ethylene with excellent impact resistance, used in coatings and adhesives for the car industry.",
    "For laboratory use only.",
    "IC50: 3.2 µM.",
    "see label",
    "&lt;b&gt;Acetylsalicylic acid&lt;/b&gt; is an analgesic.",
]

ELSEWHERE = [
    "An early language for writing compilers. The source code was published by a university in California.",
    "The gradient of the loss with respect to the weights of each layer is computed by the chain rule.",
    "A town in the north of the county with a railway station, a church and 4,000 inhabitants.",
    "The club won the national football league in 1968 and plays its home matches in the city's stadium.",
    "A protocol by which a client and a server exchange messages over the internet.",
]


@pytest.mark.parametrize("text", ABOUT)
def test_texts_about_substances_pass(text: str) -> None:
    assert judge_description(text, ASPIRIN).topic is Topic.SUBSTANCE


@pytest.mark.parametrize("text", ELSEWHERE)
def test_texts_about_other_subjects_are_found_with_a_sentence_of_theirs(text: str) -> None:
    verdict = judge_description(text, ASPIRIN)
    assert verdict.topic is Topic.OTHER_SUBJECT
    assert verdict.sentences
    assert all(sentence in text for sentence in verdict.sentences)


def test_an_acronym_spelt_out_as_something_else_speaks_against() -> None:
    text = "Before pressing the asset (BPTA) is a rule. Big Parties Travel Along."
    plain = judge_description(text, Subject("Xylene"))
    spelt = judge_description(text, Subject("BPTA"))
    assert spelt.score < plain.score


@pytest.mark.parametrize(
    ("text", "names", "other"),
    [
        ("Granisetron (BRL 43694) is a 5-HT3 receptor antagonist.", ("Inobrodib", "CCS1477"), "Granisetron"),
        ("BMS 777607 is a Met inhibitor.", ("Torsemide",), "BMS 777607"),
        ("Doxepin hydrochloride is orally active.", ("Doxepin (Hydrochloride)",), ""),
        ("TAK-438 is a blocker.", ("Vonoprazan", "TAK-438 (free base)"), ""),
        ("Ampicillinum is an antibiotic. It is sold as salts.", ("Ampicillin",), ""),
        ("It is an antibiotic.", ("Ampicillin",), ""),
        ("This product is hygroscopic.", ("Ampicillin",), ""),
        ("Pleasant, oily-rosy odor.", ("Decenyl acetate",), ""),
        ("", ("Ampicillin",), ""),
    ],
)
def test_another_compound_is_named_only_where_the_first_sentence_names_it(
    text: str, names: tuple[str, ...], other: str
) -> None:
    assert names_other_compound(text, names) == other


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_is_judged_and_kept_to_the_letter(text: str, name: str) -> None:
    checked = check_description(text, lambda: Subject(name))
    if text.strip():
        assert checked.value is not None
        assert checked.value.text == text
        assert (checked.value.status == "withheld") == bool(checked.findings)
    else:
        assert checked.value is None


def test_what_is_withheld_says_why_but_does_not_print_the_text_in_its_message() -> None:
    [finding] = check_description(ELSEWHERE[0], lambda: ASPIRIN).findings
    assert finding.code is Code.DESCRIPTION_OFF_TOPIC
    assert "compilers" not in finding.message
    assert "compilers" in (finding.stated or "")


def test_another_compound_has_a_code_of_its_own() -> None:
    [finding] = check_description("Granisetron is a receptor antagonist.", lambda: ASPIRIN).findings
    assert finding.code is Code.DESCRIPTION_OTHER_COMPOUND
    assert "Granisetron" in finding.message


def test_truth_is_met(test_data: Path) -> None:
    assert test_data.is_dir()
    texts = judged_texts()
    shares = {what: right / total for what, right, total in [*measure(texts), *cross_validate(texts)]}
    assert min(shares.values()) >= 0.95, shares


def test_a_suppliers_own_texts_pass(test_data: Path) -> None:
    assert test_data.is_dir()
    (_, own, of_own), (_, moved, of_moved) = measure_vendor_texts()
    assert own / of_own >= 0.995
    assert moved / of_moved >= 0.95
