"""CAS RNs as people and spreadsheets write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import casrn

from catalog.chemistry.identifiers.cas_rn import (
    check_digit,
    find_cas_rns,
    looks_like_cas_rn,
    parse_cas_rn,
    read_back_date,
    repair_candidates,
)
from catalog.chemistry.identifiers.cas_rn_dates import date_readings
from catalog.chemistry.identifiers.cas_rn_digits import in_registry_range
from catalog.errors import InvalidCasRn

BPTA = "89604-92-2"


def numbers() -> st.SearchStrategy[str]:
    """Valid CAS RNs from 50-00-0 on."""
    return st.integers(5_000, 999_999_999).map(lambda body: _with_check_digit(str(body)))


def _with_check_digit(body: str) -> str:
    return f"{body[:-2]}-{body[-2:]}-{check_digit(body)}"


@pytest.mark.parametrize(
    "text",
    [
        BPTA,
        "89604922",
        "89604922.0",
        " 89604-92-2\t\r\n",
        "89604\u201192\u20112",
        "89604\u201392\u20132",
        "89604\u221292\u22122",
        "89604\ufe6392\ufe632",
        "89604\uff0d92\uff0d2",
        "８９６０４－９２－２",
        "89604-\u00ad92-\u00ad2",
        "89\u200b604-92-2",
        "\ufeff89604-92-2",
        "\u00a089604-92-2\u00a0",
        "89604 - 92 - 2",
        "89604 92 2",
        "[89604-92-2]",
        "(89604-92-2)",
        "CAS: 89604-92-2",
        "CAS RN: 89604-92-2",
        "CAS No. 89604-92-2",
        "CAS-No.: 89604-92-2",
        "CAS Number 89604-92-2",
        "cas#89604-92-2",
        "CAS89604-92-2",
        "CAS号：89604-92-2",
        "89604-92-2,",
        "89604-92-2;",
        "'89604-92-2",
        "89604--92-2",
        "89604-92- 2",
        "CAS: 89604-92-2 / 200-001-8",
    ],
)
def test_reads_what_is_forgiven_without_a_word(text: str) -> None:
    [reading] = find_cas_rns(text)
    assert (reading.cas_rn, reading.repaired) == (BPTA, None)
    assert parse_cas_rn(text) == BPTA


@pytest.mark.parametrize(
    ("text", "read", "told"),
    [
        ("58633-04-08", "58633-04-8", "58633-04-08 has extra zeros: read as 58633-04-8."),
        ("00089604-92-2", BPTA, "00089604-92-2 has extra zeros: read as 89604-92-2."),
        ("0089604922", BPTA, "0089604922 has extra zeros: read as 89604-92-2."),
        ("58-8-2", "58-08-2", "58-8-2 has a missing zero: read as 58-08-2."),
        ("89604-92-2 (putative)", BPTA, "The field has more than 89604-92-2: “(putative)” was left out."),
        ("89604-92-2 anhydrous", BPTA, "The field has more than 89604-92-2: “anhydrous” was left out."),
    ],
)
def test_tells_what_it_repaired(text: str, read: str, told: str) -> None:
    [reading] = find_cas_rns(text)
    assert (reading.cas_rn, reading.repaired) == (read, told)


@pytest.mark.parametrize(
    ("text", "expected", "says"),
    [
        ("89604-92-3", None, "check digit of 89604-92-3 should be 2"),
        ("89604923", None, "check digit of 89604-92-3 should be 2"),
        ("12-34-0", None, "The first one of the registry is 50-00-0"),
        ("49-99-0", None, "The first one of the registry is 50-00-0"),
        ("012-34-0", None, "is not a CAS RN"),
        ("1950-07-07", "50-07-7", "is a date"),
        ("1950-07-07 00:00:00", "50-07-7", "is a date"),
        ("7/7/1950", "50-07-7", "is a date"),
        ("07-Jul-1950", "50-07-7", "is a date"),
        ("July 7, 1950", "50-07-7", "is a date"),
        ("1950-07-09", None, "No CAS RN gives this date"),
        ("12/31/2020", None, "No CAS RN gives this date"),
        ("6/5/82", None, "one of 16"),
        ("18451", "50-07-7", "serial number of a date"),
        ("18451.0", "50-07-7", "serial number of a date"),
        ("89604-92-", BPTA, "has no check digit"),
        ("8960-492-2", BPTA, "dashes of 8960-492-2 are in the wrong place"),
        ("200-001-8", None, "EC number"),
        ("Albumin", None, "contains no CAS RN"),
        ("", None, "contains no CAS RN"),
        ("NOCAS_47051", None, "is attached to the digits"),
        ("89604-92-2\u041e", None, "is attached to the digits"),
        ("\u202e2-29-40698", None, "U+202E"),
        ("896\x0004-92-2", None, "U+0000"),
        ("٨٩٦٠٤-٩٢-٢", None, "contains no CAS RN"),
        ("lot 89604922", None, "more than a CAS RN"),
        ("1" * 50, None, "not a CAS RN"),
        ("1" * 2000, None, "2,000 characters"),
        ("50-00-0-1", None, "not a CAS RN"),
    ],
)
def test_refuses_with_a_reason(text: str, expected: str | None, says: str) -> None:
    with pytest.raises(InvalidCasRn) as caught:
        parse_cas_rn(text)
    assert says in str(caught.value)
    assert caught.value.expected == expected


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("71878-19-8 and 65447-77-0", ["71878-19-8", "65447-77-0"]),
        ("71878-19-8; 65447-77-0", ["71878-19-8", "65447-77-0"]),
        ("71878-19-8/65447-77-0", ["71878-19-8", "65447-77-0"]),
        ("71878-19-8\n65447-77-0", ["71878-19-8", "65447-77-0"]),
        ("CAS: 71878-19-8 [65447-77-0]", ["71878-19-8", "65447-77-0"]),
        ("71878-19-8, 71878-19-8", ["71878-19-8"]),
    ],
)
def test_finds_every_number_once_in_its_order(text: str, read: list[str]) -> None:
    assert [reading.cas_rn for reading in find_cas_rns(text)] == read


def test_several_numbers_are_not_one() -> None:
    with pytest.raises(InvalidCasRn, match="2 CAS RNs"):
        parse_cas_rn("71878-19-8 65447-77-0")


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        (BPTA, True),
        ("89604-92-3", True),
        ("CAS 89604–92–2", True),
        ("89604922", True),
        ("89604923", False),
        ("XD95283", False),
        ("12345", False),
        ("1950-07-07", False),
        ("71878-19-8 65447-77-0", False),
        ("benzene", False),
    ],
)
def test_knows_what_is_meant_as_a_number(text: str, looks: bool) -> None:
    assert looks_like_cas_rn(text) is looks


class TestLaws:
    @given(numbers())
    def test_the_standard_library_of_numbers_agrees(self, number: str) -> None:
        assert casrn.is_valid(number)
        assert parse_cas_rn(number) == number
        assert parse_cas_rn(number.replace("-", "")) == number

    @given(numbers(), st.sampled_from("‐‑‒–—―−﹣－"), st.sampled_from(["", " ", "\u200b", "\u00a0"]))
    def test_any_dash_is_a_dash(self, number: str, dash: str, around: str) -> None:
        assert parse_cas_rn(number.replace("-", around + dash + around)) == number

    @given(numbers(), st.data())
    def test_one_wrong_digit_is_caught_if_the_check_digit_can(self, number: str, data: st.DataObject) -> None:
        places = [i for i, character in enumerate(number) if character != "-"]
        place = data.draw(st.sampled_from(places))
        digit = data.draw(st.sampled_from("123456789").filter(lambda digit: digit != number[place]))
        wrong = number[:place] + digit + number[place + 1 :]
        if casrn.is_valid(wrong) and in_registry_range(wrong.replace("-", "")):
            assert parse_cas_rn(wrong) == wrong
        else:
            with pytest.raises(InvalidCasRn):
                parse_cas_rn(wrong)
            # Below the first number of the registry, the check digit may be right all the same.
            assert number in repair_candidates(wrong) or casrn.is_valid(wrong)

    @given(numbers(), st.data())
    def test_swapped_neighbours_are_caught_and_proposed_first(self, number: str, data: st.DataObject) -> None:
        digits = number.replace("-", "")
        place = data.draw(st.integers(0, len(digits) - 2))
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        if swapped == digits or swapped[0] == "0":
            return
        wrong = f"{swapped[:-3]}-{swapped[-3:-1]}-{swapped[-1]}"
        if casrn.is_valid(wrong):  # The check digit itself was swapped, and differs by 5 from its neighbour.
            assert parse_cas_rn(wrong) == wrong
            return
        candidates = repair_candidates(wrong)
        swaps = [candidate for candidate in candidates if sorted(candidate) == sorted(wrong)]
        assert number in swaps
        assert list(candidates[: len(swaps)]) == swaps

    @given(numbers())
    def test_a_repair_is_valid_and_a_valid_number_has_none(self, number: str) -> None:
        assert repair_candidates(number) == ()
        wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
        assert all(casrn.is_valid(candidate) for candidate in repair_candidates(wrong))
        assert repair_candidates(wrong, {number}.__contains__) == (number,)

    @given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
    def test_a_date_has_one_reading_at_most(self, day: date) -> None:
        readings = date_readings(day.isoformat())
        assert len(readings) <= 1
        assert read_back_date(f"{day.isoformat()} 00:00:00") == (readings[0] if readings else None)
        serial = (day - date(1899, 12, 30)) // timedelta(days=1)
        assert date_readings(str(serial)) == readings
        if readings:
            first, month, digit = readings[0].split("-")
            assert (day.year % 100, day.month, day.day) == (int(first) % 100, int(month), int(digit))

    @given(st.integers(1930, 1999), st.integers(1, 12), st.integers(1, 9))
    def test_a_number_that_became_a_date_is_read_back(self, year: int, month: int, day: int) -> None:
        shown = date(year, month, day).isoformat()
        for body in (f"{year}{month:02d}", f"{year % 100}{month:02d}"):
            if check_digit(body) == day and int(body) >= 5000:
                assert read_back_date(shown) == f"{body[:-2]}-{body[-2:]}-{day}"

    @given(st.text(max_size=60))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        looks_like_cas_rn(text)
        repair_candidates(text)
        try:
            readings = find_cas_rns(text)
        except InvalidCasRn:
            return
        assert readings
        assert all(casrn.is_valid(reading.cas_rn) for reading in readings)
