"""Words that are a slip or two from another: none is passed over."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from catalog.store.words.similar_words import SimilarWords, WordBeginnings

LETTERS = "abcdeé中文"
WORDS = st.integers(3, 9).flatmap(lambda length: st.lists(st.text(LETTERS, min_size=length, max_size=length)))


@given(WORDS, st.text(LETTERS + "x", min_size=1, max_size=10), st.sampled_from([1, 2]))
def test_finds_what_comparing_with_every_word_finds(words: list[str], word: str, slips: int) -> None:
    every = [(distance, other) for other in words if (distance := OSA.distance(word, other)) <= slips]
    assert sorted(SimilarWords(words).near(word, slips)) == sorted(every)


@given(
    st.lists(st.text(LETTERS, min_size=1, max_size=9)),
    st.text(LETTERS, min_size=2, max_size=6),
    st.sampled_from([1, 2]),
)
def test_finds_every_beginning_with_how_many_words_begin_so(words: list[str], beginning: str, slips: int) -> None:
    one_by_one, at_once = WordBeginnings(9), WordBeginnings(9)
    at_once.words += words
    for length in range(len(beginning) - 1, len(beginning) + 2):
        counts = Counter(word[:length] for word in words if len(word) >= length)
        every = [
            (slips_of, other, counts[other])
            for other in counts
            if (slips_of := OSA.distance(beginning, other)) <= slips
        ]
        assert sorted(at_once.near(beginning, length, slips)) == sorted(every)
        for word in words[len(one_by_one.words) :]:
            one_by_one.words.append(word)
            one_by_one.near(beginning, length, slips)
        assert one_by_one.near(beginning, length, slips) == at_once.near(beginning, length, slips)


@pytest.mark.parametrize(
    ("word", "slips", "found"),
    [
        ("asprin", 1, [(1, "aspirin")]),
        ("aspiirn", 1, [(1, "aspirin")]),
        ("aspixin", 1, [(1, "aspirin")]),
        ("aspirrin", 1, [(1, "aspirin")]),
        ("espixin", 1, []),
        ("espixin", 2, [(2, "aspirin")]),
        ("aspirin", 1, [(0, "aspirin")]),
    ],
)
def test_knows_what_a_slip_is(word: str, slips: int, found: list[tuple[int, str]]) -> None:
    assert SimilarWords(["aniline", "aspirin"]).near(word, slips) == found


def test_has_nothing_near_without_words() -> None:
    assert SimilarWords().near("aspirin", 2) == []
