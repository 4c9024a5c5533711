"""Lots: measured values held against what is promised, and dates."""

from __future__ import annotations

import pytest

from catalog.intake.fields.drafting import RecordDrafter, draft_of_json
from catalog.intake.records import RawRecord
from catalog.product.checks.lots import check_lots
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.offer.dates import read_date
from catalog.product.offer.lots import judge_lot_value
from catalog.product.specification.specification import read_specification

JUDGED = [
    # test, promised, measured, verdict
    ("Assay", "98 % min", "99.2 %", "within"),
    ("Assay", "98 % min", "98 %", "within"),
    ("Assay", "98 % min", "97.96 %", "outside"),
    ("Assay", "> 98 %", "98 %", "outside"),
    ("Assay", "> 98 %", "98.01 %", "within"),
    ("Assay", "97.0 to 103.0 %", "103.0 %", "within"),
    ("Assay", "97.0 to 103.0 %", "103.1 %", "outside"),
    ("Assay", "≥ 98 % (HPLC)", "≥ 99 %", "within"),
    ("Assay", "≥ 98 %", "≥ 97 %", "undetermined"),
    ("Water", "max. 0.5 %", "0.12 %", "within"),
    ("Water", "max. 0.5 %", "800 ppm", "within"),
    ("Water", "max. 500 ppm", "0.06 %", "outside"),
    ("Water", "max. 0.5 %", "< 0.1 %", "within"),
    ("Water", "max. 0.5 %", "< 1 %", "undetermined"),
    ("Water", "< 0.5 %", "< 0.5 %", "within"),
    ("Melting point", "128-130 °C", "129 °C", "within"),
    ("Melting point", "128-130 °C", "129-131 °C", "undetermined"),
    ("Melting point", "128-130 °C", "132-134 °C", "outside"),
    ("Melting point", "128-130 °C", "264 °F", "within"),
    ("Assay", "≥ 98 area%", "99 w/w%", "undetermined"),
    ("Appearance", "White powder", "white powder", "within"),
    ("Appearance", "White powder", "off-white powder", "undetermined"),
    ("Appearance", "White powder", "conforms", "within"),
    ("Assay", "about 98 %", "99 %", "undetermined"),
    ("Specific rotation", "-20.0 to -24.0 °", "-22.5 °", "within"),
]


@pytest.mark.parametrize(("test", "promised", "measured", "verdict"), JUDGED)
def test_a_value_is_held_against_the_promise(test: str, promised: str, measured: str, verdict: str) -> None:
    assert judge_lot_value(read_specification(test, measured), read_specification(test, promised)).value == verdict


def test_nothing_is_decided_without_a_promise() -> None:
    assert judge_lot_value(read_specification("Assay", "99 %"), None).value == "undetermined"


DATES = [
    ("2026-01-02", "2026-01-02"), ("2026/1/2", "2026-01-02"), ("20260102", "2026-01-02"), ("2026-01", "2026-01"),
    ("02.01.2026", "2026-01-02"), ("31/12/2026", "2026-12-31"), ("12/31/2026", "2026-12-31"),
    ("02/02/2026", "2026-02-02"), ("02/01/2026", None), ("Jan 2028", "2028-01"), ("02-Jan-2026", "2026-01-02"),
    ("January 2, 2026", "2026-01-02"), ("2. Januar 2026", "2026-01-02"), ("2026年1月2日", "2026-01-02"),
    ("01/2028", "2028-01"), ("2026-01-02T00:00:00Z", "2026-01-02"), ("2026-02-30", None), ("13/13/2026", None),
    ("soon", None), ("", None), ("x" * 100, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates_are_read_where_they_can_be_one_only(text: str, expected: str | None) -> None:
    assert read_date(text) == expected


def test_a_lot_is_values_dates_and_a_certificate() -> None:
    text = "Assay (HPLC): 99.2 %; released 2026-01-02; retest 01/2028; expires: 2029-01; coa https://x.org/L1.pdf"
    (lot,) = check_lots([("L1", text)], [read_specification("purity", "98 % min")]).value
    assert lot.document() == {
        "lot_number": "L1",
        "stated": text,
        "values": [
            {"test": "Assay", "text": "99.2 %", "value": 99.2, "unit": "%", "specification": "98 % min",
             "verdict": "within"}
        ],
        "released": "2026-01-02",
        "retest": "2028-01",
        "expires": "2029-01",
        "certificate": "https://x.org/L1.pdf",
    }  # fmt: skip


def test_a_semicolon_within_a_value_stays_in_it() -> None:
    (lot,) = check_lots([("L1", "Residual solvents: methanol 0.1 %; ethanol 0.2 %")], []).value
    assert [value.measured.text for value in lot.values] == ["methanol 0.1 %; ethanol 0.2 %"]


FINDINGS = [
    ("Assay: 99 %; released 2026-01-02; expires 2028-01-02", []),
    ("Assay: 97 %", ["lot-out-of-specification"]),
    ("released 2026-01-02; expires 2025-12-31", ["lot-dates-invalid"]),
    ("released 2026-01-02; retest 2025-12", ["lot-dates-invalid"]),
    ("released 2026-01-02; expires 2026-01", []),
    ("expires 02/01/2026", ["lot-unreadable"]),
    ("some words", ["lot-unreadable"]),
]


@pytest.mark.parametrize(("text", "codes"), FINDINGS)
def test_one_deformity_makes_one_finding(text: str, codes: list[str]) -> None:
    findings = check_lots([("L1", text)], [read_specification("Assay", "98 % min")]).findings
    assert [finding.code.value for finding in findings] == codes
    assert all(finding.field == "lot:L1" for finding in findings)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [("Assay: 99 %", "agrees"), ("Assay: 97 %", "differs"), ("Assay: 99 %; Ash: 1 %", "undetermined"), ("", None)],
)
def test_the_evidence_has_a_row_for_lots_where_there_are_any(values: str, verdict: str | None) -> None:
    fields = {"catalog_number": "A", "name": "x", "assay": "98 % min"} | ({"lot:L1": values} if values else {})
    rows = [row for row in document_of(examine(Draft(fields)))["evidence"] if row["field"] == "lots"]
    assert [row["verdict"] for row in rows] == ([verdict] if verdict else [])


COLUMNS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"Lot No.": "L1", "Lot assay": "99 %", "Expiry date": "2028-01"}, {"lot:L1": "assay: 99 %; expires 2028-01"}),
    ({"Batch": "B 7", "CoA Water (KF)": "0.1 %"}, {"lot:B 7": "Water (KF): 0.1 %"}),
]


@pytest.mark.parametrize(("cells", "expected"), COLUMNS)
def test_columns_make_a_lot(cells: dict[str, str], expected: dict[str, str]) -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, tuple(cells), tuple(cells.values())))
    assert drafted.draft.fields == expected
    assert drafted.unknown == {}


def test_values_without_a_lot_number_are_attributes() -> None:
    drafted = RecordDrafter(None).draft(RawRecord({"row": 2}, ("Expiry date",), ("2028-01",)))
    assert (dict(drafted.draft.fields), drafted.unknown) == ({"attribute:Expiry date": "2028-01"}, {})


def test_lists_of_lots_are_read() -> None:
    record: dict[str, object] = {"batches": [{"batch": "B1", "results": [{"test": "Assay", "value": 99.1}]}]}
    assert draft_of_json(record).fields == {"lot:B1": "Assay: 99.1"}
