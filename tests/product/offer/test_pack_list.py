"""All packs of a product as one text, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product.offer.pack_list import read_pack_list, write_pack_list

TEXTS = st.text(st.sampled_from("|:\\ 5gaé\n"), min_size=1).map(str.strip).filter(bool)


@given(st.dictionaries(TEXTS, TEXTS, min_size=1))
def test_packs_are_read_back_in_their_order(packs: dict[str, str]) -> None:
    read = read_pack_list(write_pack_list(packs))
    assert read is not None
    assert list(read.items()) == list(packs.items())


@pytest.mark.parametrize(
    "text", ["", "-", "5 g", "5 g, 25 g", "5 g: 1 EUR | 25 g", "5 g:", ": 5 EUR", "1 g: a | 1 g: b"]
)
def test_what_is_no_list_is_not_read(text: str) -> None:
    assert read_pack_list(text) is None
