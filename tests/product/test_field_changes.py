"""Changes of drafts, and mergers of two people's changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product.field_changes import FieldChange, field_changes, merge_changes

NAMES = st.sampled_from(["name", "assay", "storage", "pack:5 g", "pack:25 g", "spec:Water"])
DRAFTS = st.dictionaries(NAMES, st.sampled_from(["a", "b", "c"]))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {}, []),
        ({"name": "A"}, {"name": "A"}, []),
        ({}, {"name": "A"}, [("name", None, "A")]),
        ({"name": "A"}, {}, [("name", "A", None)]),
        (
            {"pack:5 g": "9 EUR", "storage": "RT"},
            {"pack:5 g": "8 EUR", "storage": "-20 °C", "name": "A"},
            [("name", None, "A"), ("storage", "RT", "-20 °C"), ("pack:5 g", "9 EUR", "8 EUR")],
        ),
        ({"lot:2": "x", "lot:1": "x"}, {}, [("lot:2", "x", None), ("lot:1", "x", None)]),
    ],
)
def test_what_changed_stands_in_the_order_of_the_fields(
    old: dict[str, str], new: dict[str, str], expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert list(field_changes(old, new)) == [FieldChange(*change) for change in expected]


@given(DRAFTS, DRAFTS)
def test_the_changes_applied_to_the_old_draft_give_the_new_one(old: dict[str, str], new: dict[str, str]) -> None:
    changed = {**old, **{change.field: change.new for change in field_changes(old, new)}}
    assert {name: text for name, text in changed.items() if text is not None} == new


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged", "disagreeing"),
    [
        # Only one of them changed anything.
        ({"a": "1"}, {"a": "2"}, {"a": "1"}, {"a": "2"}, []),
        ({"a": "1"}, {"a": "1"}, {"a": "2"}, {"a": "2"}, []),
        # Each changed another field, or took one out.
        ({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "1", "b": "2"}, {"a": "2", "b": "2"}, []),
        ({"a": "1", "b": "1"}, {"b": "1"}, {"a": "1", "b": "2"}, {"b": "2"}, []),
        # Both made the same change.
        ({"a": "1"}, {"a": "2"}, {"a": "2"}, {"a": "2"}, []),
        ({"a": "1"}, {}, {}, {}, []),
        # Both changed one field in different ways: mine stays until one of them is chosen.
        ({"a": "1"}, {"a": "2"}, {"a": "3"}, {"a": "3"}, ["a"]),
        ({"a": "1"}, {}, {"a": "3"}, {"a": "3"}, ["a"]),
        ({"a": "1"}, {"a": "2"}, {}, {}, ["a"]),
        ({}, {"a": "2"}, {"a": "3"}, {"a": "3"}, ["a"]),
    ],
)
def test_two_people_change_one_draft(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str], merged: dict[str, str], disagreeing: list[str]
) -> None:
    found = merge_changes(base, theirs, mine)
    assert (found.fields, [one.field for one in found.disagreements]) == (merged, disagreeing)


@given(DRAFTS, DRAFTS, DRAFTS)
def test_nothing_that_was_typed_is_lost_in_a_merger(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    found = merge_changes(base, theirs, mine)
    for change in field_changes(base, mine):
        assert found.fields.get(change.field) == change.new
    for change in field_changes(base, theirs):
        shown = {one.field: one.theirs for one in found.disagreements}
        assert found.fields.get(change.field) == change.new or shown[change.field] == change.new


@given(DRAFTS, DRAFTS)
def test_a_merger_with_oneself_changes_nothing(base: dict[str, str], mine: dict[str, str]) -> None:
    assert merge_changes(base, base, mine) == (mine, (), ())
    assert merge_changes(base, mine, mine)[0] == mine
