"""InChIKeys: their shape, what people write around them, and their blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.chemistry.identifiers.inchi_key import harmonize_inchi_key, is_inchi_key, split_blocks

ETHANOL = "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"
KEYS = st.from_regex(r"[A-Z]{14}-[A-Z]{8}[SN][A-Z]-[A-Z]", fullmatch=True)


@pytest.mark.parametrize("text", [ETHANOL, "QNAYBMKLOCPYGJ-REOHCLBHSA-M", "LFQSCWFLJHTTHZ-UHFFFAOYNA-N"])
def test_is_one(text: str) -> None:
    assert is_inchi_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LFQSCWFLJHTTHZ",
        "LFQSCWFLJHTTHZ-UHFFFAOYSA",
        ETHANOL.lower(),
        ETHANOL + "\n",
        " " + ETHANOL,
        ETHANOL[:-1],
        ETHANOL + "N",
        ETHANOL.replace("-", "\u2011"),
        "LFQSCWFLJHTTHZ-UHFFFAOYXA-N",
        "LFQSCWFLJHTTH1-UHFFFAOYSA-N",
        "InChIKey=" + ETHANOL,
    ],
)
def test_is_none(text: str) -> None:
    assert not is_inchi_key(text)


@pytest.mark.parametrize(
    "text",
    [
        ETHANOL,
        f" {ETHANOL}\r\n",
        f"\ufeff{ETHANOL}\u200b\u00a0",
        ETHANOL.lower(),
        f"InChIKey={ETHANOL}",
        f"INCHIKEY: {ETHANOL}",
        f"InChI Key = {ETHANOL}",
    ],
)
def test_takes_off_what_people_write_around_it(text: str) -> None:
    assert harmonize_inchi_key(text) == ETHANOL


@given(KEYS)
def test_the_blocks_are_the_parts_of_the_key(key: str) -> None:
    parts = split_blocks(key)
    flag = "S" if parts.standard else "N"
    assert f"{parts.skeleton}-{parts.layers}{flag}{key[24]}-{parts.protonation}" == key
    assert is_inchi_key(key)


@given(st.text())
def test_harmonizing_twice_changes_nothing_more_in_a_key(text: str) -> None:
    once = harmonize_inchi_key(text)
    assert not is_inchi_key(once) or harmonize_inchi_key(once) == once
