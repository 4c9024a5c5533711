"""The check of the stated CAS RN."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import truth_cas
from catalog.product.checks.cas_rn import CasNumbers, check_cas_rn
from catalog.product.findings import CheckResult, Code

BPTA = "89604-92-2"


@pytest.mark.parametrize("stated", ["", "  ", "-", "N/A", "none", "NA", "not available", "NOCAS_47051", "\u00a0"])
def test_what_states_no_number_finds_nothing(stated: str) -> None:
    checked = check_cas_rn(stated)
    assert (checked.value, checked.findings) == (CasNumbers(None, ()), ())


@pytest.mark.parametrize("stated", [BPTA, "89604\u201192\u20112", "CAS: 89604-92-2", "89604922"])
def test_harmonizes_in_silence(stated: str) -> None:
    checked = check_cas_rn(stated)
    assert (checked.value, checked.findings) == (CasNumbers(BPTA, ()), ())


def test_tells_a_repair() -> None:
    checked = check_cas_rn("58633-04-08")
    [finding] = checked.findings
    assert checked.value.cas_rn == "58633-04-8"
    assert (finding.code, finding.stated, finding.expected) == (Code.CAS_REPAIRED, "58633-04-08", "58633-04-8")


def test_uses_the_first_of_several_and_keeps_the_others() -> None:
    checked = check_cas_rn("71878-19-8 and 65447-77-0")
    assert checked.value == CasNumbers("71878-19-8", ("65447-77-0",))
    assert [finding.code for finding in checked.findings] == [Code.CAS_SEVERAL]


@pytest.mark.parametrize(
    ("stated", "known", "expected"),
    [
        ("1950-07-07", None, "50-07-7"),
        ("1950-07-07 00:00:00", set(), "50-07-7"),
        ("18451", None, "50-07-7"),
        ("98604-92-2", None, None),
        ("98604-92-2", {BPTA}, BPTA),
        ("89604-92-3", {BPTA}, BPTA),
        ("89604-92-3", {BPTA, "89604-91-3"}, BPTA),
        ("89604-92-3", {"50-00-0"}, None),
        ("6/5/82", {"6382-06-5"}, "6382-06-5"),
        ("20883", {"57-03-4"}, "57-03-4"),
        ("51503", {"2041-01-2"}, "2041-01-2"),
    ],
)
def test_proposes_what_is_known_and_near(stated: str, known: set[str] | None, expected: str | None) -> None:
    checked = check_cas_rn(stated, known.__contains__ if known is not None else None)
    [finding] = checked.findings
    assert checked.value.cas_rn is None
    assert (finding.code, finding.stated, finding.expected) == (Code.CAS_INVALID, stated, expected)


@pytest.mark.parametrize("stated", ["Albumin", "Ethanol", "see the data sheet of the vendor"])
def test_words_are_kept_as_text(stated: str) -> None:
    checked = check_cas_rn(stated)
    assert checked.value.cas_rn is None
    assert [finding.code for finding in checked.findings] == [Code.WORDS_IN_FIELD]


@pytest.mark.parametrize("stated", ["Mixture", "Natural product", "UVCB", "unlisted", "N/A", "Various", "not assigned"])
def test_words_for_no_number_find_nothing(stated: str) -> None:
    assert check_cas_rn(stated) == CheckResult(CasNumbers(None))


@pytest.mark.parametrize(
    ("stated", "number"),
    [
        ("64&#8209;17&#8209;5", "64-17-5"),
        ("64&#x2011;17&#x2011;5", "64-17-5"),
        ("64&ndash;17&ndash;5", "64-17-5"),
        ("64&amp;#8209;17&amp;#8209;5", "64-17-5"),
        ("CAS&nbsp;64-17-5", "64-17-5"),
        ("64-&shy;17-5", "64-17-5"),
    ],
)
def test_reads_entities_of_pages(stated: str, number: str) -> None:
    assert check_cas_rn(stated) == CheckResult(CasNumbers(number))


def test_names_several_repairs_and_expects_none() -> None:
    known = {BPTA, "98604-92-3", "50-00-0"}
    [finding] = check_cas_rn("89604-92-3", known.__contains__).findings
    assert finding.expected is None
    assert "close to it: 98604-92-3, 89604-92-2" in finding.message


def test_reads_the_numbers_of_known_truth(test_data: Path) -> None:
    assert test_data.is_dir()
    rows = {what: right / total for what, right, total in truth_cas.measure()}
    assert rows["valid numbers accepted"] == 1
    assert rows["detectable errors caught"] == 1
    assert rows["messy forms read as expected"] >= 0.95
    assert rows["their right number proposed, where it is known"] >= 0.95
    assert rows["real fields without a number passed in silence"] == 1
    assert rows["other real fields read or refused with a reason"] == 1
