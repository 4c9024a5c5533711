"""The summary of a supplier's data: what is counted, and which records are named."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from catalog.intake.runs.data_summary import WORST_RECORDS, Json, summarize_data

ERROR = {"code": "cas-invalid", "severity": "error", "message": "The check digit should be 2."}
WARNING = {"code": "price-invalid", "severity": "warning", "message": "A price below zero."}
NOTE = {"code": "structure-note", "severity": "note", "message": "An unusual valence."}


def record(number: int, *findings: dict[str, str], evidence: Sequence[tuple[str, str]] = (), **facts: object) -> Json:
    """Return a record of a report, with a document that states some facts."""
    product = {
        "name": f"Product {number}",
        "quality": {"grade": "C"},
        "evidence": [{"fact": fact, "verdict": verdict} for fact, verdict in evidence],
        **facts,
    }
    outcome = "held" if ERROR in findings else "created"
    return {
        "file": "a.csv",
        "place": {"row": number},
        "catalog_number": f"A{number}",
        "outcome": outcome,
        "findings": list(findings),
        "product": product,
    }


@pytest.mark.parametrize(
    ("verdicts", "counted"),
    [
        ([], []),
        (["not-stated"], []),
        (["agrees"], [(1, 1, 0, 0)]),
        (["within-range"], [(1, 1, 0, 0)]),
        (["differs"], [(1, 0, 1, 0)]),
        (["undetermined"], [(1, 0, 0, 1)]),
        # Two identifiers of one kind: a product counts once, with the worse of them.
        (["agrees", "differs"], [(1, 0, 1, 0)]),
        (["undetermined", "agrees"], [(1, 0, 0, 1)]),
    ],
)
def test_a_fact_counts_once_for_each_product(verdicts: list[str], counted: list[tuple[int, ...]]) -> None:
    one = record(1, evidence=[("EC number", verdict) for verdict in verdicts])
    facts = summarize_data(lambda: [one], ["a.csv"], {}).facts
    assert [(fact.stated, fact.agrees, fact.differs, fact.undetermined) for fact in facts] == counted


def test_findings_are_counted_by_records_and_rated() -> None:
    records = [record(1, WARNING, WARNING), record(2, WARNING, ERROR), record(3, NOTE), record(4)]
    kinds = summarize_data(lambda: records, ["a.csv"], {}).disagreements
    assert [(kind.code, kind.records, kind.rate, kind.catalog_number) for kind in kinds] == [
        ("cas-invalid", 1, 0.25, "A2"),
        ("price-invalid", 2, 0.5, "A1"),
        ("structure-note", 1, 0.25, "A3"),
    ]


def test_the_worst_records_have_the_most_errors_then_warnings() -> None:
    quiet = [record(number, NOTE) for number in range(100, 120)]
    poor = [record(1, WARNING), record(2, ERROR), record(3, WARNING, WARNING), record(4, ERROR, WARNING)]
    many = [record(number, WARNING) for number in range(10, 30)]
    worst = summarize_data(lambda: [*quiet, *poor, *many], ["a.csv"], {}).worst
    assert [one.catalog_number for one in worst][:5] == ["A4", "A2", "A3", "A1", "A10"]
    assert len(worst) == WORST_RECORDS
    assert worst[0].messages == [ERROR["message"], WARNING["message"]]


def test_fields_are_rated_among_what_could_be_read() -> None:
    priced = record(1, cas_rn="50-78-2", packs=[{"price": None}, {"price": "3.00"}], hazards={"un_number": "1170"})
    unread = {**record(2, ERROR), "product": None}
    summary = summarize_data(lambda: [priced, unread], ["a.csv"], {})
    shares = {field.field: field.share for field in summary.completeness}
    assert (summary.records, summary.products) == (2, 1)
    assert {name for name, share in shares.items() if share} == {"CAS RN", "Packs", "Prices", "Hazards", "UN number"}


def test_nothing_is_divided_by_nothing() -> None:
    summary = summarize_data(list, [], {"a.csv": "It is empty."})
    assert (summary.records, summary.disagreements, summary.worst, summary.facts) == (0, [], [], [])
    assert all(field.share == 0 for field in summary.completeness)
