"""The JSON texts and digests that everything kept stands on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.store.entries import stated_hash
from catalog.store.json_text import from_json, to_json

TEXTS = st.text(st.characters())
"""Halves of surrogate pairs too."""


@given(st.dictionaries(TEXTS, st.one_of(st.none(), TEXTS, st.floats(allow_nan=False, allow_infinity=False))))
def test_json_reads_back_as_it_was_written(value: dict[str, object]) -> None:
    text = to_json(value)
    assert from_json(text) == value
    text.encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"name": "α", "n": 1.5}, '{"name":"α","n":1.5}'),
        ({"half": "\ud83d"}, '{"half":"\\ud83d"}'),
        ({"most": float("inf")}, '{"most":null}'),
        ({"many": 10**30}, '{"many":1000000000000000000000000000000}'),
    ],
)
def test_json_as_it_is_kept(value: dict[str, object], text: str) -> None:
    assert to_json(value) == text


def test_the_digest_of_what_was_stated_follows_fields_and_checks_only() -> None:
    fields = {"name": "BPTA", "assay": "99% min"}
    assert stated_hash(fields, 1) == stated_hash(dict(reversed(fields.items())), 1)
    assert stated_hash(fields, 1) != stated_hash(fields, 2) != stated_hash({**fields, "assay": "98%"}, 2)
    assert len(stated_hash({"name": "\ud83d"}, 1)) == 64
