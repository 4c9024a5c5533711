"""The documented table of findings is the code's own policy."""

from __future__ import annotations

import re
from pathlib import Path

from catalog.product.findings import REFUSING, SEVERITIES, Code, Finding, Severity, has_refusal

TABLE = Path(__file__).resolve().parents[2] / "docs" / "findings.md"


def test_the_documented_table_is_the_policy() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (error|warning|note) \| (.+) \|$", TABLE.read_text(), re.MULTILINE)
    assert {code: severity for code, severity, _ in rows} == {code.value: SEVERITIES[code].value for code in Code}


def test_only_errors_keep_a_record_out() -> None:
    errors = {code for code in Code if SEVERITIES[code] is Severity.ERROR} - {Code.STRUCTURE_INVALID}
    assert errors == {code for code in Code if has_refusal([Finding(code, "field", "message")])}
    assert errors > REFUSING


def test_the_documented_refusals_are_the_policy() -> None:
    [sentence] = re.findall(r"^These errors refuse a record: (.+)\.$", TABLE.read_text(), re.MULTILINE)
    assert set(re.findall(r"`([a-z-]+)`", sentence)) == REFUSING
