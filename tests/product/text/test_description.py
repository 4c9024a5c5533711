"""Descriptions: about this substance, about another compound, or about something else altogether."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.truth_descriptions import cross_validate, judged_texts, measure, measure_vendor_texts
from catalog.product.checks.description import check_description
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.findings import Code
from catalog.product.text.description import Subject, Topic, judge_description
from catalog.product.text.description_facts import DescriptionFacts, read_description_facts
from catalog.product.text.filler import is_filler
from catalog.product.text.other_compound import names_other_compound
from catalog.reference.references import open_references

ASPIRIN = Subject("Aspirin", ("Acetylsalicylic acid", "2-Acetoxybenzoic acid"), "C9H8O4", ("50-78-2",))

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


SIBLINGS = [
    ("3-Bromoanisole is a building block.", ("4-Bromoaniline",), "3-Bromoanisole"),
    ("3-Bromoanisole is a liquid.", ("4-Bromoanisole", "p-Bromoanisole"), "3-Bromoanisole"),
    ("Potassium chloride is a salt.", ("Sodium chloride",), "Potassium chloride"),
    ("KCl is a salt.", ("Sodium chloride", "NaCl"), "KCl"),
    ("D-Alanine is an amino acid of bacteria.", ("L-Alanine",), "D-Alanine"),
    ("(+)-Menthol is a terpene.", ("(-)-Menthol",), "(+)-Menthol"),
    ("(R)-Limonene is a terpene.", ("(S)-Limonene",), "(R)-Limonene"),
    ("α-Pinene is a terpene.", ("β-Pinene",), "α-Pinene"),
    ("cis-Stilbene is a hydrocarbon.", ("trans-Stilbene",), "cis-Stilbene"),
    ("(-)-Menthol is a terpene.", ("(-)-Menthol",), ""),
    ("D-Alanine is the enantiomer of L-alanine.", ("L-Alanine",), ""),
    ("DL-Alanine is a racemate.", ("L-Alanine",), ""),
    ("Diclofenac sodium is an analgesic.", ("Diclofenac potassium",), ""),
    ("4-Bromoaniline hydrochloride is a salt.", ("4-Bromoaniline",), ""),
    ("Sodium chloride is a salt.", ("NaCl", "Sodium chloride"), ""),
]


@pytest.mark.parametrize(("text", "names", "other"), SIBLINGS)
def test_isomers_and_other_simple_salts_are_other_compounds(text: str, names: tuple[str, ...], other: str) -> None:
    assert names_other_compound(text, names) == other


def namesakes() -> list[tuple[str, str, str]]:
    lines = (Path(__file__).parent / "namesakes.tsv").read_text("utf-8").splitlines()
    return [(kind, name, text) for line in lines if line[:1] != "#" for kind, name, text in [line.split("\t")]]


@pytest.mark.parametrize(("kind", "name", "text"), namesakes())
def test_namesakes_in_english_german_and_chinese_are_found_and_right_texts_stay_quiet(
    kind: str, name: str, text: str
) -> None:
    topic = judge_description(text, Subject(name)).topic
    assert topic is (Topic.OTHER_SUBJECT if kind == "other" else Topic.SUBSTANCE)


FILLER = [
    "Lorem ipsum dolor sit amet, consectetur elit.", "Please log in to see prices.", "Coming soon", "TBD", "n/a",
    "No description available.", "You must sign in to view pricing and availability", "Beschreibung folgt.",
    "Bitte melden Sie sich an, um Preise zu sehen.", "请登录后查看价格", "暂无描述", "Add to cart | Add to wishlist",
    "This page is under construction.", "Error 404 - page not found",
]  # fmt: skip


@pytest.mark.parametrize("text", FILLER)
def test_filler_is_withheld_with_a_code_of_its_own(text: str) -> None:
    checked = check_description(text, lambda: ASPIRIN)
    assert [finding.code for finding in checked.findings] == [Code.DESCRIPTION_FILLER]
    assert checked.value is not None
    assert checked.value.status == "withheld"


@pytest.mark.parametrize("text", [*ABOUT, "A white powder. It is soluble in ethanol. Add to cart."])
def test_right_texts_are_no_filler(text: str) -> None:
    assert not is_filler(text)


DESCRIBED = [
    ("Aspirin (CAS No. 50-78-2), molecular formula: C9H8O4, MW: 180.16, m.p. 135 °C.",
     DescriptionFacts("50-78-2", ("50-78-2",), "C9H8O4", "180.16", "135 °C")),
    ("咖啡因,CAS号58-08-2,分子式C8H10N4O2,分子量194.19,熔点235-238℃。",
     DescriptionFacts("58-08-2", ("58-08-2",), "C8H10N4O2", "194.19", "235-238℃")),
    ("Summenformel: C3H6O, molare Masse 58,08 g/mol, Schmelzpunkt: −95 °C",
     DescriptionFacts("", (), "C3H6O", "58,08", "−95 °C")),
    ("Caffeine (58-08-2) melts at 238 °C and has the formula C8H10N4O2.",
     DescriptionFacts("58-08-2", ("58-08-2",), "C8H10N4O2", "", "238 °C")),
    ("CAS 58-08-2 or CAS 50-78-2", DescriptionFacts("", ("58-08-2", "50-78-2"))),
    ("A polymer of molecular weight 20,000, or 20 kDa.", DescriptionFacts()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), DESCRIBED)
def test_labelled_facts_are_read_from_descriptions(text: str, facts: DescriptionFacts) -> None:
    assert read_description_facts(text) == facts


IDENTITY = [
    ({"cas_rn": "50-78-2"}, "A mild stimulant, CAS 58-08-2, white crystals.", ["description-other-compound"]),
    ({"cas_rn": "50-78-2"}, "An analgesic, CAS 50-78-2, made from phenol (CAS 108-95-2).", []),
    ({"formula": "C9H8O4"}, "A mild stimulant with the molecular formula C8H10N4O2.", ["description-other-compound"]),
    ({"formula": "C9H8O4"}, "An analgesic with the molecular formula C9H8O4.", []),
    ({"formula": "C9H8O4"}, "The sodium salt is soluble; its molecular formula is C9H7NaO4.", []),
    ({"cas_rn": "50-78-2"}, "Caffeine is a stimulant.", ["description-other-compound"]),
    ({"cas_rn": "50-78-2"}, "Das Coffein ist ein Alkaloid und ein Wirkstoff.", ["description-other-compound"]),
    ({"cas_rn": "50-78-2"}, "Acetylsalicylic acid is an analgesic.", []),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "text", "codes"), IDENTITY)
def test_a_description_with_another_compounds_number_formula_or_known_name_is_withheld(
    fields: dict[str, str], text: str, codes: list[str]
) -> None:
    draft = Draft({"catalog_number": "A1", "name": "Substance 12", **fields, "description": text})
    findings = examine(draft, reference=open_references()).findings
    assert [finding.code.value for finding in findings if finding.field == "description"] == codes


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
