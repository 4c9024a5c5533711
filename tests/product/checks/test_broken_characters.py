"""What no text may hold, told of a character and of a text."""

from __future__ import annotations

import sys

from catalog.product.checks.presence import has_broken, is_broken


def test_a_text_is_broken_where_a_character_of_it_is() -> None:
    characters = list(map(chr, range(sys.maxunicode + 1)))
    assert [char for char in characters if has_broken(f"a{char}b")] == [char for char in characters if is_broken(char)]
