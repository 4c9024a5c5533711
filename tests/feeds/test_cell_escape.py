"""Cells that a spreadsheet would run: made harmless, and read back to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product.text.cell_escape import TRIGGERS, escape_cell, escape_typed_cell, unescape_cell, unescape_row
from catalog.product.text.sdf_lines import escape_lines, unescape_lines

RISKY = st.text(alphabet=st.sampled_from("'=+-@\t\r a1"), max_size=8) | st.text(max_size=20)


class TestEscape:
    @pytest.mark.parametrize(
        ("text", "cell"),
        [
            ("=CO", "'=CO"),
            ("+49 30 1234", "'+49 30 1234"),
            ("-20 °C", "'-20 °C"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1+1", "'\t=1+1"),
            ("\r=1+1", "'\r=1+1"),
            ("'-20 °C", "''-20 °C"),
            ("''=1", "'''=1"),
            ("(+)-Camphor", "(+)-Camphor"),
            ("3'-Azido-3'-deoxythymidine", "3'-Azido-3'-deoxythymidine"),
            ("'", "'"),
            ("'quoted'", "'quoted'"),
            ("", ""),
        ],
    )
    def test_puts_an_apostrophe_before_what_could_run(self, text: str, cell: str) -> None:
        assert escape_cell(text) == cell
        assert unescape_cell(cell) == text

    @given(RISKY)
    def test_is_undone_exactly(self, text: str) -> None:
        assert unescape_cell(escape_cell(text)) == text
        assert unescape_cell(escape_typed_cell(text)) == text

    @given(RISKY)
    def test_leaves_nothing_that_could_run(self, text: str) -> None:
        assert not escape_cell(text).startswith(TRIGGERS)

    @given(RISKY, RISKY)
    def test_never_makes_two_texts_one(self, one: str, other: str) -> None:
        assert (escape_cell(one) == escape_cell(other)) == (one == other)

    @given(RISKY.filter(lambda text: not text.startswith("'")))
    def test_leaves_a_cell_without_apostrophe_that_nobody_escaped(self, text: str) -> None:
        assert unescape_cell(text) == text


class TestLines:
    @given(st.text(alphabet=st.sampled_from("\n\t >$a"), max_size=12) | st.text(max_size=20))
    def test_are_escaped_so_that_it_is_undone_exactly(self, text: str) -> None:
        text = text.replace("\r", "\n")
        assert unescape_lines(escape_lines(text)) == text

    @given(st.text(alphabet=st.sampled_from("\r\n >$a"), max_size=12))
    def test_never_end_a_text_a_field_or_a_record(self, text: str) -> None:
        lines = escape_lines(text).split("\n")
        assert not [line for line in lines if not line or line.startswith((">", "$$$$"))]


class TestRows:
    @pytest.mark.parametrize(
        ("labels", "read"),
        [
            (["catalog_number", "storage"], ["=A1", "-20 °C"]),
            (["Cat. No.", "refused_record"], ["=A1", "-20 °C"]),
            (["Catalog Number", "storage"], ["'=A1", "'-20 °C"]),
        ],
    )
    def test_are_unescaped_in_our_own_tables_only(self, labels: list[str], read: list[str]) -> None:
        assert unescape_row(labels, ["'=A1", "'-20 °C"]) == read
