"""What every product needs: a number that can be seen and opened, a name, and texts and labels that can be kept."""

from __future__ import annotations

import pytest

from catalog.product.checks.presence import MAX_CHARACTERS, check_presence
from catalog.product.document import document_of
from catalog.product.draft import FIELD_FAMILIES, Draft
from catalog.product.examine import examine
from catalog.product.findings import Code


@pytest.mark.parametrize(
    "number",
    ["XD95283", "A/B", "/A", "A//B", "...", "A..B", "A.", ".A", "Ä-1", "A 1", "A\u00a01", "№ 5", "-", "😀", "A\tB"],
)
def test_a_number_that_can_be_seen_and_typed_is_one(number: str) -> None:
    assert check_presence(Draft({"catalog_number": number, "name": "N"})).findings == ()


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        ("", "catalog-number-missing", None),
        (" \t ", "catalog-number-missing", None),
        (".", "catalog-number-invalid", None),
        ("..", "catalog-number-invalid", None),
        (" .. ", "catalog-number-invalid", None),
        ("../A", "catalog-number-invalid", None),
        ("A/../B", "catalog-number-invalid", None),
        ("A/.", "catalog-number-invalid", None),
        ("\u202eA1", "catalog-number-invalid", "A1"),
        ("A\u202d1", "catalog-number-invalid", "A1"),
        ("A\u20661\u2069", "catalog-number-invalid", "A1"),
        ("A\u200e1\u200f", "catalog-number-invalid", "A1"),
        ("A\u061c1", "catalog-number-invalid", "A1"),
        ("A\u200b1", "catalog-number-invalid", "A1"),
        ("A\u200c\u200d1", "catalog-number-invalid", "A1"),
        ("A\u2060\ufeff1", "catalog-number-invalid", "A1"),
        ("A\u00ad1", "catalog-number-invalid", "A1"),
        ("A\u20281", "catalog-number-invalid", "A1"),
        ("A\u034f1", "catalog-number-invalid", "A1"),
        ("A\u31641", "catalog-number-invalid", "A1"),
        ("A\ufe0f1", "catalog-number-invalid", "A1"),
        ("A\U000e0041", "catalog-number-invalid", "A"),
        ("\u200b", "catalog-number-invalid", None),
    ],
)
def test_one_that_cannot_is_none(number: str, code: str, expected: str | None) -> None:
    [finding] = check_presence(Draft({"catalog_number": number, "name": "N"})).findings
    assert (finding.code.value, finding.field, finding.expected) == (code, "catalog_number", expected)
    assert finding.message.isprintable()


@pytest.mark.parametrize("family", FIELD_FAMILIES)
@pytest.mark.parametrize("label", ["a\0b", "\ud800", "\x1b[0m", "\ufffe", "x" * (MAX_CHARACTERS + 1)])
def test_a_label_that_cannot_be_kept_refuses_the_record(family: str, label: str) -> None:
    kept = f"sha256:{'0' * 64}; application/pdf; 5 bytes"
    product = examine(Draft({"catalog_number": "A", "name": "N", f"{family}:{label}": kept}))
    found = [finding for finding in product.findings if finding.code is Code.TEXT_INVALID]
    assert len(found) == 1
    assert (found[0].field + found[0].message + (found[0].stated or "")).isprintable()
    assert product.is_refused
    assert document_of(product)["catalog_number"] == "A"
