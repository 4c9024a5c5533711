"""Compositions: sums, multiples and Hill text."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.formula.composition import AtomKind, Composition, number_text, sum_compositions

KINDS = st.sampled_from(
    [AtomKind("C"), AtomKind("H"), AtomKind("H", 2), AtomKind("N"), AtomKind("Cl"), AtomKind("C", 13)]
)
COMPOSITIONS = st.builds(
    Composition,
    st.dictionaries(KINDS, st.integers(1, 50).map(Fraction), max_size=4),
    st.integers(-3, 3),
)


@pytest.mark.parametrize(
    ("counts", "charge", "hill"),
    [
        ({"H": 2, "O": 1}, 0, "H2O"),
        ({"O": 1, "C": 2, "H": 6}, 0, "C2H6O"),
        ({"Na": 1, "Cl": 1}, 0, "ClNa"),
        ({"Cl": 4, "C": 1}, 0, "CCl4"),
        ({("H", 2): 6, "C": 6}, 0, "C6D6"),
        ({("H", 3): 1, "H": 1, "O": 1}, 0, "HTO"),
        ({("C", 13): 6, "H": 12, "O": 6}, 0, "[13C]6H12O6"),
        ({"Ca": 1, "S": 1, "O": Fraction(9, 2), "H": 1}, 0, "CaHO4.5S"),
        ({"C": 22, "H": 24, "N": 1, "O": 4}, 1, "C22H24NO4+"),
        ({}, 0, ""),
    ],
)
def test_writes_hill_text(counts: dict[str | tuple[str, int], int | Fraction], charge: int, hill: str) -> None:
    assert Composition.of(counts, charge).hill() == hill


@pytest.mark.parametrize(
    ("count", "text"),
    [(Fraction(3), "3"), (Fraction(1, 2), "0.5"), (Fraction(37, 20), "1.85"), (Fraction(1, 3), "0.3333")],
)
def test_writes_counts_without_needless_zeros(count: Fraction, text: str) -> None:
    assert number_text(count) == text


def test_merges_isotopes_where_asked() -> None:
    heavy = Composition.of({("H", 2): 2, "H": 1, "O": 1}, 1)
    assert heavy.is_labelled()
    assert heavy.elements() == {"H": 3, "O": 1}
    assert heavy.without_labels() == Composition.of({"H": 3, "O": 1}, 1)
    assert not heavy.without_labels().is_labelled()


@given(COMPOSITIONS, COMPOSITIONS)
def test_sums_are_what_sums_are(one: Composition, other: Composition) -> None:
    assert one + other == other + one
    assert hash(one + other) == hash(other + one)
    assert one + other - other == one
    assert one + Composition({}) == one
    assert sum_compositions([one, other, one]) == one * 2 + other


@given(COMPOSITIONS, st.integers(0, 5), st.integers(0, 5))
def test_multiples_are_repeated_sums(one: Composition, first: int, second: int) -> None:
    assert one * first + one * second == one * (first + second)
    assert one * first == sum_compositions([one] * first)
