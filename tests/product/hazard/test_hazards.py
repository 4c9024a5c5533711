"""Labels and transport data: read in the forms that suppliers use, and held against the hazard codes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.fields.drafting import draft_of_json
from catalog.product.checks.hazards import check_hazards
from catalog.product.draft import HAZARD_FIELDS, Draft
from catalog.product.examination_jobs import examine_fields
from catalog.product.examine import examine
from catalog.product.hazard.classes import derive_label, hazard_class
from catalog.product.hazard.hazards import read_hazards
from catalog.product.hazard.pictograms import read_pictograms
from catalog.product.hazard.signal_words import read_signal_word, signal_word_in
from catalog.product.hazard.statements import read_statements
from catalog.product.hazard.texts import code_of, languages, official_text
from catalog.product.hazard.transport import read_classes, read_packing_group, read_storage_class, read_un_number

EYES = (
    "IF IN EYES: Rinse cautiously with water for several minutes. Remove contact lenses, if present and easy to do. "
    "Continue rinsing."
)

FORMS = [
    ("H302, H315", ["H302", "H315"]),
    ("H302-H315-H319", ["H302", "H315", "H319"]),
    ("h302;h315", ["H302", "H315"]),
    ("H302|H315|H302", ["H302", "H315"]),
    ("H302 - Harmful if swallowed\nH315: Causes skin irritation", ["H302", "H315"]),
    ("Harmful if swallowed (H302), causes skin irritation (H315)", ["H302", "H315"]),
    ("H302+H312", ["H302+H312"]),
    ("H302 + 312 + 332 - H315", ["H302+H312+H332", "H315"]),
    ("H302/H312", ["H302+H312"]),
    ("H315/H319", ["H315", "H319"]),
    ("P305 + P351 + P338", ["P305+P351+P338"]),
    ("H360fd", ["H360FD"]),
    ("H360Fd, H361fd, H350i", ["H360Fd", "H361fd", "H350i"]),
    ("EUH066, EUH 208", ["EUH066", "EUH208"]),
    ("H302Harmful if swallowed", ["H302"]),
    ("Harmful if swallowed.", ["H302"]),
    ("Harmful if swallowed. Causes skin irritation.", ["H302", "H315"]),
    ("Gesundheitsschädlich bei Verschlucken; Verursacht Hautreizungen", ["H302", "H315"]),
    ("Toxique par inhalation.", ["H331"]),
    ("May cause cancer", ["H350"]),
    ("Explosive; mass explosion hazard.", ["H201"]),
    (EYES, ["P305+P351+P338"]),
    ("Tastes bad", [None]),
    ("Xn; R22-36/37/38", [None]),
    ("H999", ["H999"]),
    ("", []),
    (" ,;| - ", []),
]


@pytest.mark.parametrize(("text", "codes"), FORMS)
def test_statements_in_the_forms_that_suppliers_use(text: str, codes: list[str | None]) -> None:
    assert [statement.code for statement in read_statements(text)] == codes


def test_a_statement_keeps_its_own_words_beside_the_official_ones() -> None:
    (first, second) = read_statements("H302 Harmful, if swallowed!|H317")
    assert first.document() == {
        "code": "H302", "text": "Harmful if swallowed.", "stated": "H302 Harmful, if swallowed!"
    }  # fmt: skip
    assert second.stated == "H317"


LABELS = [
    ("", (), ()),
    ("H225 H319 H336", ("GHS02", "GHS07"), ("Danger",)),
    ("H302 H312 H332", ("GHS07",), ("Warning",)),
    ("H300 H315", ("GHS06",), ("Danger",)),
    ("H314 H318 H290", ("GHS05",), ("Danger",)),
    ("H314 H302", ("GHS05", "GHS07"), ("Danger",)),
    ("H318 H315", ("GHS05",), ("Danger",)),
    ("H318 H317", ("GHS05", "GHS07"), ("Danger",)),
    ("H334 H317 H319", ("GHS08",), ("Danger",)),
    ("H334 H335", ("GHS07", "GHS08"), ("Danger",)),
    ("H351 H317", ("GHS07", "GHS08"), ("Warning",)),
    ("H220 H280", ("GHS02",), ("Danger",)),
    ("H280", ("GHS04",), ("Warning",)),
    ("H201 H228", ("GHS01",), ("Danger",)),
    ("H241", ("GHS01", "GHS02"), ("Danger",)),
    ("H228", ("GHS02",), ("Danger", "Warning")),
    ("H222 H229", ("GHS02",), ("Danger",)),
    ("H229", (), ("Danger", "Warning")),
    ("H220 H230 H280", ("GHS02",), ("Danger",)),
    ("H411", ("GHS09",), ()),
    ("H412 EUH066", (), ()),
    ("H410", ("GHS09",), ("Warning",)),
    ("H360Fd", ("GHS08",), ("Danger",)),
    ("H303 H316 H320 H402", (), ("Warning",)),
]


@pytest.mark.parametrize(("codes", "pictograms", "words"), LABELS)
def test_labels_by_article_26(codes: str, pictograms: tuple[str, ...], words: tuple[str, ...]) -> None:
    label = derive_label(codes.split())
    assert (label.pictograms, label.signal_words) == (pictograms, words)


FINDINGS = [
    ({"hazard_statements": "H302, H315", "signal_word": "Warning", "pictograms": "GHS07"}, []),
    ({"hazard_statements": "H302", "signal_word": "Achtung", "pictograms": "Exclamation mark"}, []),
    ({"hazard_statements": "H412", "signal_word": "none", "pictograms": "none"}, []),
    ({"hazard_statements": "H228", "signal_word": "Warning", "pictograms": "Flame"}, []),
    ({"hazard_statements": "H301, H315", "signal_word": "Danger", "pictograms": "GHS06, GHS07"}, []),
    ({"hazard_statements": "H280, H220", "signal_word": "Danger", "pictograms": "GHS02|GHS04"}, []),
    ({"hazard_statements": "H303, H402", "signal_word": "Warning"}, []),
    ({"hazard_statements": "H301", "signal_word": "Warning"}, ["signal-word-mismatch"]),
    ({"hazard_statements": "H302", "signal_word": "Danger"}, ["signal-word-mismatch"]),
    ({"hazard_statements": "H412", "signal_word": "Warning"}, ["signal-word-mismatch"]),
    ({"hazard_statements": "H302", "signal_word": "none"}, ["signal-word-mismatch"]),
    ({"hazard_statements": "H302", "signal_word": "Caution"}, ["signal-word-unknown"]),
    ({"hazard_statements": "H302"}, ["signal-word-missing"]),
    ({"hazard_statements": "H302|tastes bad", "signal_word": "Danger"}, ["hazard-statement-unread"]),
    ({"hazard_statements": "H302", "signal_word": "Warning", "pictograms": "GHS05"}, ["pictogram-mismatch"]),
    ({"hazard_statements": "H225, H319", "signal_word": "Danger", "pictograms": "GHS02"}, ["pictogram-mismatch"]),
    ({"hazard_statements": "H302", "signal_word": "Warning", "pictograms": "a dragon"}, ["pictogram-unknown"]),
    ({"hazard_statements": "H399", "signal_word": "Danger"}, ["hazard-code-unknown"]),
    ({"hazard_statements": "R22", "signal_word": "Danger"}, ["hazard-phrase-obsolete"]),
    ({"precautionary_statements": "P281, P102, P301+P312"}, ["hazard-statements-missing"]),
    ({"precautionary_statements": "P999", "hazard_statements": "H412"}, ["hazard-code-unknown"]),
    ({"signal_word": "Danger"}, ["hazard-statements-missing"]),
    ({"signal_word": "none"}, []),
    ({"un_number": "UN1170", "hazard_class": "3", "packing_group": "II"}, []),
    ({"un_number": "un3077", "hazard_class": "9.0", "packing_group": "iii"}, []),
    ({"un_number": "NONH for all modes of transport"}, []),
    ({"un_number": "UN 3500", "hazard_class": "2.1"}, []),
    ({"un_number": "UN 1090 3/PG 2"}, []),
    ({"un_number": "UN 2811 3/PG 3"}, ["transport-mismatch"]),
    ({"hazard_class": "Acute Tox. 4 Oral - Skin Irrit. 2"}, ["transport-unread"]),
    ({"un_number": "UN 0081", "hazard_class": "1.1D"}, []),
    ({"un_number": "117"}, ["transport-unread"]),
    ({"hazard_class": "flammable"}, ["transport-unread"]),
    ({"packing_group": "IV"}, ["transport-unread"]),
    ({"un_number": "UN1170", "hazard_class": "8"}, ["transport-mismatch"]),
    ({"un_number": "UN3077", "hazard_class": "9", "packing_group": "II"}, ["transport-mismatch"]),
    ({"un_number": "UN0081", "hazard_class": "3"}, ["transport-mismatch"]),
    ({"hazard_class": "2.2", "packing_group": "III"}, ["transport-mismatch"]),
    ({"storage_class": "6.1C"}, []),
    ({"storage_class": "cupboard"}, ["storage-class-unknown"]),
]


@pytest.mark.parametrize(("fields", "codes"), FINDINGS)
def test_what_is_coherent_and_what_is_not(fields: dict[str, str], codes: list[str]) -> None:
    named = {"catalog_number": "A1", "name": "Substance", **fields}
    assert [finding.code.value for finding in examine(Draft(named)).findings] == codes


def test_nothing_here_refuses_a_record() -> None:
    assert all(f.severity.value != "error" for fields, _ in FINDINGS for f in check_hazards(fields).findings)


def test_the_graver_signal_word_is_shown() -> None:
    for stated, codes, shown in (("Warning", "H301", "Danger"), ("Danger", "H302", "Danger"), ("", "H302", "Warning")):
        fields = {"hazard_statements": codes} | ({"signal_word": stated} if stated else {})
        hazards = read_hazards(fields)
        assert hazards is not None
        assert hazards.signal_word == shown


def test_messages_name_the_codes_and_what_they_ask_for() -> None:
    (finding,) = check_hazards({"hazard_statements": "H301, H302", "signal_word": "Warning"}).findings
    assert "'Warning', but H301 requires Danger" in finding.message
    assert finding.expected == "Danger"


WORDS = [
    ("Danger", "Danger"), ("WARNING!", "Warning"), ("gefahr", "Danger"), ("Achtung", "Warning"),
    ("Attention", "Warning"), ("警告", "Warning"), ("Peligro", "Danger"), ("Опасно", "Danger"),
    ("no signal word", ""), ("Caution", None), ("Danger / Warning", None), ("<script>", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word"), WORDS)
def test_signal_words(text: str, word: str | None) -> None:
    assert read_signal_word(text) == word


TRANSPORT = [
    (read_un_number, "UN 1170", "1170"),
    (read_un_number, "1170.0", "1170"),
    (read_un_number, "UN１１７０", None),
    (read_un_number, "0001", None),
    (read_classes, "3 / 8", ("3", "8")),
    (read_classes, "Class 6.1", ("6.1",)),
    (read_classes, "6.3", None),
    (read_packing_group, "III", "III"),
    (read_packing_group, "Packing group: ii", "II"),
    (read_storage_class, "8B", "8B"),
    (read_storage_class, "13 - Non Combustible Solids", "13"),
    (read_storage_class, "6.1A", "6.1A"),
    (read_storage_class, "14", None),
]


COMBINED = [
    ("UN 1090 3/PG 2", "1090", ("3",), "II"),
    ("UN1230, Methanol, 3 (6.1), PG II", "1230", ("3", "6.1"), "II"),
    ("UN 3077 9 / PGIII", "3077", ("9",), "III"),
    ("UN 12345", None, None, None),
]


@pytest.mark.parametrize(("text", "number", "classes", "group"), COMBINED)
def test_one_text_that_says_all_of_transport(
    text: str, number: str | None, classes: tuple[str, ...] | None, group: str | None
) -> None:
    hazards = read_hazards({"un_number": text})
    assert hazards is not None
    assert (hazards.un_number, hazards.classes, hazards.packing_group) == (number, classes, group)


@pytest.mark.parametrize(("read", "text", "found"), TRANSPORT)
def test_transport_data(read: object, text: str, found: object) -> None:
    assert callable(read)
    assert read(text) == found


def test_every_code_has_a_text_in_every_language_and_every_text_its_code() -> None:
    codes = [row.split("\t")[0] for row in _rows("hazard_texts_en.tsv")]
    assert languages() == ("en", "de", "es", "fr")
    for language in languages():
        assert [row.split("\t")[0] for row in _rows(f"hazard_texts_{language}.tsv")] == codes
        for code in codes:
            text = official_text(code, language)
            assert text
            assert "<" not in text
            assert official_text(code_of(text) or "", language) == text


def test_the_english_texts_are_those_of_the_source(test_data: Path) -> None:
    source = json.loads((test_data / "reference" / "hpstatements-en-latest.json").read_text(encoding="utf-8"))
    kept = dict(row.split("\t") for row in _rows("hazard_texts_en.tsv"))
    assert {f"latest/en/{code}": text for code, text in kept.items()} == source["statements"]


def test_every_hazard_code_has_its_class() -> None:
    codes = [row.split("\t")[0] for row in _rows("hazard_texts_en.tsv")]
    assert all(hazard_class(code) for code in codes if code.startswith("H") and "+" not in code)


def test_signal_words_are_written_in_the_readers_language() -> None:
    assert [signal_word_in("Danger", language) for language in ("en", "de", "fr", "xx")] == [
        "Danger", "Gefahr", "Danger", "Danger"
    ]  # fmt: skip


def _rows(name: str) -> list[str]:
    path = Path(__file__).resolve().parents[3] / "catalog" / "product" / "hazard" / name
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def test_a_document_gives_its_draft_back() -> None:
    fields = {
        "catalog_number": "A", "name": "A", "signal_word": "danger", "pictograms": "ghs06", "un_number": "un2811",
        "hazard_statements": "H301, H315 (irritates)", "precautionary_statements": "P280|wear a hat",
        "hazard_class": "6.1", "packing_group": "iii", "storage_class": "LGK 6.1C",
        "document:SDS (en, rev 2)": "https://example.org/1.pdf", "document:CoA (lot 7)": "javascript:alert(1)",
    }  # fmt: skip
    document = examine_fields(fields).content
    assert dict(draft_of_json(document).fields) == fields


def test_statements_of_a_foreign_document_are_read() -> None:
    record = {"name": "A", "hazards": {"hazard_statements": [{"code": "H302", "text": "Harmful if swallowed."}]}}
    assert draft_of_json(record).get("hazard_statements") == "H302 Harmful if swallowed."


def test_real_records_ring_no_false_alarm(test_data: Path) -> None:
    """Of 208 records, 147 state a signal word and 69 transport data; none states an H code.

    That the hazard is not said is true of each of the 147, and a note. No transport data contradict each other.
    """
    counts: Counter[str] = Counter()
    with (test_data / "products" / "tci_products.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            counts.update(f.code.value for f in check_hazards(draft_of_json(json.loads(line)).fields).findings)
    assert counts == {"hazard-statements-missing": 147}


TEXTS = st.text() | st.text(alphabet="HPEURS0123456789+/|;, -.\n")


@given(st.dictionaries(st.sampled_from(HAZARD_FIELDS), TEXTS, max_size=8))
def test_no_text_is_too_strange(fields: dict[str, str]) -> None:
    hazards = check_hazards(fields).value
    assert (hazards is None) == (not fields)
    if hazards is not None:
        assert hazards.document()["stated"] == fields


HOSTILE = [
    "<script>alert(1)</script>",
    "\u202eH302",
    "H302" * 20_000,
    "H999|" * 20_000,
    "R22/" * 20_000,
    "x. " * 30_000,
    "|" * 99_999,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_read_to_their_end_and_no_further(text: str) -> None:
    document = read_hazards(dict.fromkeys(HAZARD_FIELDS, text))
    assert document is not None
    assert len(document.hazard_statements) + len(document.precautionary_statements) <= 400
    assert read_pictograms(text)[0] == ()
