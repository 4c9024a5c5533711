"""The form for a product: which fields it has, and what it makes of what is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product.draft import FIELD_FAMILIES, PLAIN_FIELDS
from catalog.web.views.field_verdicts import FieldVerdict
from catalog.web.views.product_form import field_groups, form_groups, typed_fields, typed_form

FIELDS = st.sampled_from([*PLAIN_FIELDS, *(f"{family}:{name}" for family in FIELD_FAMILIES for name in ("A", "B b"))])
TEXTS = st.text("ab |;:\u00b5", min_size=1).filter(lambda text: text.strip() == text)


def sent(fields: dict[str, str]) -> list[tuple[str, str]]:
    """What a browser sends for some fields, line ends as it sends them."""
    typed = typed_fields(fields)
    rows = [
        pair
        for family, found in typed.rows.items()
        for member, text in [*found, ("", "")]
        for pair in ((f"{family}.member", member), (f"{family}.text", text))
    ]
    return [(name, text.replace("\n", "\r\n")) for name, text in [*typed.plain.items(), *rows]]


def test_every_field_and_family_is_there_once() -> None:
    groups = field_groups()
    assert sorted(name for group in groups for name in group.fields) == sorted(PLAIN_FIELDS)
    assert sorted(name for group in groups for name in group.families) == sorted(FIELD_FAMILIES)


def test_a_new_field_appears_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.web.views.product_form.PLAIN_FIELDS", (*PLAIN_FIELDS, "colour"))
    monkeypatch.setattr("catalog.web.views.product_form.FIELD_FAMILIES", (*FIELD_FAMILIES, "award"))
    last = form_groups(typed_form([("colour", "red"), ("award.member", "2026"), ("award.text", "gold")]), {}, [])[-1]
    assert [(field.label, field.text) for field in last.fields] == [("Colour", "red")]
    assert [row.text for family in last.families for row in family.rows] == ["gold"]


@given(st.dictionaries(FIELDS, TEXTS))
def test_the_form_sends_back_what_it_shows(fields: dict[str, str]) -> None:
    assert typed_form(sent(fields)).fields() == fields


def test_a_molfile_keeps_its_lines() -> None:
    molfile = "\n  drawn\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END"
    assert typed_form([("molfile", f"{molfile}\n".replace("\n", "\r\n"))]).fields() == {"molfile": molfile}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("5 g", "9 EUR"), ("", "")], []),
        ([("5 g", "9 EUR"), ("5 g", "8 EUR")], ["Two rows have the name '5 g'"]),
        ([("", "9 EUR")], ["'9 EUR' has no name"]),
        ([("5 g", "")], ["'5 g' has no text"]),
        ([("5  g", "9 EUR"), ("5 g", "8 EUR")], ["Two rows have the name '5 g'"]),
    ],
)
def test_a_row_that_cannot_be_kept_says_why_and_stays(rows: list[tuple[str, str]], words: list[str]) -> None:
    pairs = [pair for member, text in rows for pair in (("pack.member", member), ("pack.text", text))]
    typed = typed_form(pairs)
    assert [trouble.message.startswith(said) for trouble, said in zip(typed.troubles(), words, strict=True)] == [
        True for _ in words
    ]
    assert len(typed.rows["pack"]) == len([row for row in rows if any(row)])


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("name", "Ice", {"name": "Ice", "pack:1 L": "9 EUR", "pack:5 L": "30 EUR"}),
        ("name", None, {"pack:1 L": "9 EUR", "pack:5 L": "30 EUR"}),
        ("pack:1 L", "8 EUR", {"name": "Water", "pack:1 L": "8 EUR", "pack:5 L": "30 EUR"}),
        ("pack:1 L", None, {"name": "Water", "pack:5 L": "30 EUR"}),
        ("pack:2 L", "15 EUR", {"name": "Water", "pack:1 L": "9 EUR", "pack:5 L": "30 EUR", "pack:2 L": "15 EUR"}),
    ],
)
def test_one_field_is_set(field: str, text: str | None, expected: dict[str, str]) -> None:
    typed = typed_fields({"name": "Water", "pack:1 L": "9 EUR", "pack:5 L": "30 EUR"})
    assert typed.with_field(field, text).fields() == expected


def test_verdicts_and_changes_are_marked_at_their_fields() -> None:
    typed = typed_fields({"name": "Ice", "cas_rn": "7732-18-4", "pack:1 L": "9 EUR"})
    verdicts = [FieldVerdict("cas_rn", "error", "Wrong.", "7732-18-5"), FieldVerdict("pack:1 L", "read", "Read.")]
    groups = form_groups(typed, {"name": "Water", "cas_rn": "7732-18-4"}, verdicts)
    fields = {field.name: (field.mark, field.is_changed) for group in groups for field in group.fields if field.text}
    assert fields == {"name": ("", True), "cas_rn": ("bad", False)}
    rows = [(row.mark, row.is_changed) for group in groups for family in group.families for row in family.rows]
    assert rows == [("good", True)]
