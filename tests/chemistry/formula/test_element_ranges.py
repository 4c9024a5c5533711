"""Ranges of element counts: what is read, what is refused and where, and the laws that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.formula.element_ranges import (
    ElementRange,
    element_counts,
    read_element_ranges,
    read_elements,
)
from catalog.errors import InvalidFormula


class TestReading:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("C10-12 H* N>=2 no Cl", ["C10-12", "H*", "N>=2", "no Cl"]),
            ("C6H6", ["C6", "H6"]),
            ("C6 N", ["C6", "N1"]),
            ("C10–12, O≤3", ["C10-12", "O0-3"]),
            ("N > 1", ["N>=2"]),
            ("N>=1 N<4", ["N1-3"]),
            ("O<3 S=1 F<=0", ["O0-2", "S1", "no F"]),
            ("N+ C6+", ["N>=1", "C>=6"]),
            ("Cl0 NO Br Co2", ["no Cl", "N1", "O1", "Br1", "Co2"]),
            ("Dy2 Ti1-2 No", ["Dy2", "Ti1-2", "No1"]),
        ],
    )
    def test_understands(self, text: str, expected: list[str]) -> None:
        assert [wanted.text() for wanted in read_element_ranges(text)] == expected

    @pytest.mark.parametrize(
        ("text", "position", "word"),
        [
            ("", 0, "No element"),
            ("  ", 0, "No element"),
            ("Xx2", 0, "element"),
            ("C10 q", 4, "symbol"),
            ("C12-10", 5, "ends at 10"),
            ("C10-", 4, "must follow"),
            ("N>=", 3, "must follow"),
            ("no ", 3, "must follow “no”"),
            ("no", 2, "must follow “no”"),
            ("C6 no", 5, "must follow “no”"),
            ("D2", 0, "D names an isotope: isotopes are not counted apart; ask for H, or for a formula such as D2O"),
            ("C6 T>=1", 3, "T names an isotope"),
            ("C6 no D", 6, "D names an isotope"),
            ("C99999999", 1, "cannot be above"),
            ("O<0", 2, "below 0"),
            ("C1 C2", 4, "at once"),
            ("C(2)", 1, "not allowed"),
        ],
    )
    def test_names_the_character_that_it_refuses(self, text: str, position: int, word: str) -> None:
        with pytest.raises(InvalidFormula, match=word) as refused:
            read_element_ranges(text)
        assert refused.value.position == position

    @given(st.text(alphabet="CHNOClBr0123456789-–<>=≥*+ ,no", max_size=30) | st.text(max_size=30))
    def test_never_fails_otherwise(self, text: str) -> None:
        position = 0
        try:
            ranges = read_element_ranges(text)
            assert read_element_ranges(" ".join(wanted.text() for wanted in ranges)) == ranges
        except InvalidFormula as error:
            position = error.position
        assert 0 <= position <= len(text)


class TestCounts:
    @pytest.mark.parametrize(
        ("hill", "expected"),
        [
            ("C20H22N4O4S3", {"C": 20, "H": 22, "N": 4, "O": 4, "S": 3}),
            ("D2O", {"H": 2, "O": 1}),
            ("C[13C]2H4", {"C": 3, "H": 4}),
            ("C4H12N+", {"C": 4, "H": 12, "N": 1}),
            ("O4S-2", {"O": 4, "S": 1}),
            ("CaH1.5O", {"Ca": 1, "H": 1.5, "O": 1}),
            ("(C2H4)n", {}),
            ("C2H4 something", {}),
            ("", {}),
        ],
    )
    def test_follow_the_hill_text(self, hill: str, expected: dict[str, float]) -> None:
        assert element_counts(hill) == expected

    def test_fit_a_range_or_not(self) -> None:
        counts = element_counts("C10H8")
        assert ElementRange("C", 10, 12).holds(counts)
        assert ElementRange("Cl", 0, 0).holds(counts)
        assert not ElementRange("N", 1, None).holds(counts)


@pytest.mark.parametrize("text", ["D", "Cl, T"])
def test_elements_are_no_isotopes(text: str) -> None:
    with pytest.raises(InvalidFormula, match=r"names an isotope: .* such as D2O"):
        read_elements([text])
