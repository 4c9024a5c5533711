"""Marking: the places of a name that hold what was searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product.text.folding import fold
from catalog.product.text.marking import matched_places, searched_words

TRICKY = st.text(alphabet="aB1-β'(<>&;i sulphαİßﬁ½²′é\u00ad\u0301ΣςＡ漢") | st.text()


class TestMatchedPlaces:
    @pytest.mark.parametrize(
        ("text", "typed", "pieces"),
        [
            ("Boric acid", "acid", ["acid"]),
            ("Boric acid", "ac bor", ["Bor"]),
            ("α-D-Glucopyranose", "alpha-d-glucop", ["α", "Glucop"]),
            ("(−)-β-Pinene", "b-pinene", ["β", "Pinene"]),
            ("N,N′-Dicyclohexylcarbodiimide", "n,n'-dicyclo", ["Dicyclo"]),
            ("[1,1′-Biphenyl]-4-ol", "biphenyl ol", ["Biphenyl", "ol"]),
            ("Sulphuric acid", "sulfuric", ["Sulphuric"]),
            ("Aluminium oxide", "aluminum", ["Aluminium"]),
            ("Crème de <i>tartre</i> &amp; soda", "creme tartre soda", ["Crème", "tartre", "soda"]),
            ("Straße", "strasse", ["Straße"]),
            ("H₂SO₄", "h2so4", ["H₂SO₄"]),
            ("Dimethyl\u00adformamide", "dimethylform", ["Dimethyl\u00adform"]),
            ("Acetone", "tone", []),
            ("Acetone", "", []),
            ("a" * 5_000, "a", []),
        ],
    )
    def test_are_those_of_the_words(self, text: str, typed: str, pieces: list[str]) -> None:
        assert [text[start:end] for start, end in matched_places(text, searched_words(typed))] == pieces

    @given(text=TRICKY)
    def test_of_all_words_are_found_whatever_the_text(self, text: str) -> None:
        is_marked = bool(matched_places(text, searched_words(text)))
        assert is_marked == any(len(word) > 1 for word in fold(text).split())

    @given(text=TRICKY, typed=TRICKY)
    def test_follow_one_another_within_the_text(self, text: str, typed: str) -> None:
        ends = [end for place in matched_places(text, searched_words(typed)) for end in place]
        assert ends == sorted(ends)
        assert all(0 <= end <= len(text) for end in ends)
