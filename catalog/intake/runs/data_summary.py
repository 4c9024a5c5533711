"""The summary of a supplier's data: what is stated, what it was compared with, what disagrees, and what is missing.

It is one page that can be sent to the supplier (``catalog check --summary``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from heapq import nsmallest
from pathlib import PurePath
from typing import Any, NamedTuple

from catalog.intake.runs.report import Report
from catalog.product.completeness import COMPLETENESS, stated_fields
from catalog.product.evidence import EvidenceVerdict
from catalog.product.findings import Severity

Json = Mapping[str, Any]

WORST_RECORDS = 10
_NUMBERS = "the rule of its numbers"
_COMPARED_WITH = {
    "CAS RN": "its check digit, and the formula, structure and names that the reference has for it",
    "Formula": "the structure",
    "Molecular weight": "the formula and the structure",
    "Structure": "valences, formula, weight and InChIKey",
    "InChIKey": "the structure",
    "Assay": "what is possible",
    "Storage": "temperatures in the text",
    "Description": "name, formula and use of the product",
    "Lots": "the specification",
    "Hazard statements": "the codes of GHS and CLP",
    "Signal word": "the hazard statements",
    "Pictograms": "the hazard statements",
    "Transport class": "the class of the UN number",
    "Packing group": "the groups of the UN number",
    "UN number": "the numbers that are in use",
    "Storage class": "the classes of TRGS 510",
}
"""What each fact is compared with. A fact that is not here is an identifier with a rule of its own."""


class ComparedFact(NamedTuple):
    """One kind of fact: how often it is stated, and what comparing it gave.

    Attributes:
        fact: its name.
        compared_with: what it is compared with, in words.
        stated, agrees, differs, undetermined: numbers of products.
    """

    fact: str
    compared_with: str
    stated: int
    agrees: int
    differs: int
    undetermined: int


class Disagreement(NamedTuple):
    """One kind of finding.

    Attributes:
        code, severity: of the finding.
        records: the number of records that have it.
        rate: their share of all records, from 0 to 1.
        example: the message at the first of them.
        catalog_number: of the first of them.
    """

    code: str
    severity: str
    records: int
    rate: float
    example: str
    catalog_number: str | None


class PoorRecord(NamedTuple):
    """One of the records with the most trouble.

    Attributes:
        file, place: where it is.
        catalog_number, name: as stated, if they are.
        outcome: what an import would do with it.
        errors, warnings: how many findings it has.
        messages: what they say, errors first.
    """

    file: str
    place: dict[str, Any]
    catalog_number: str | None
    name: str | None
    outcome: str
    errors: int
    warnings: int
    messages: list[str]


class Completeness(NamedTuple):
    """How many products state a field, and their share of all products, from 0 to 1."""

    field: str
    stated: int
    share: float


@dataclass(frozen=True, slots=True)
class DataSummary:
    """The summary of one or more files.

    Attributes:
        files: their names.
        unreadable: why files could not be read, by name.
        records: the number of records.
        products: the number of records that could be read as products; the shares of fields are of these.
        outcomes: numbers of records by what an import would do with them.
        facts: in the order in which they are checked.
        disagreements: errors first, then the most frequent.
        worst: the records with the most errors, then the most warnings; ten at most.
        completeness: in the order of ``COMPLETENESS``.
        grades: numbers of products by the grade of their data, A to E.
    """

    files: list[str]
    unreadable: dict[str, str]
    records: int
    products: int
    outcomes: dict[str, int]
    facts: list[ComparedFact]
    disagreements: list[Disagreement]
    worst: list[PoorRecord]
    completeness: list[Completeness]
    grades: dict[str, int]

    def document(self) -> dict[str, Any]:
        """Return the summary as JSON values."""
        document = asdict(self)
        for name in ("facts", "disagreements", "worst", "completeness"):
            document[name] = [row._asdict() for row in getattr(self, name)]
        return document

    @classmethod
    def of_document(cls, document: Json) -> DataSummary:
        """Return the summary that ``document`` wrote."""
        rows: dict[str, list[Any]] = {
            "facts": [ComparedFact(**row) for row in document["facts"]],
            "disagreements": [Disagreement(**row) for row in document["disagreements"]],
            "worst": [PoorRecord(**row) for row in document["worst"]],
            "completeness": [Completeness(**row) for row in document["completeness"]],
        }
        return cls(**{**document, **rows})


@dataclass(slots=True)
class _Counts:
    """What is counted while the records are read."""

    records: int = 0
    products: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    verdicts: dict[str, Counter[str]] = field(default_factory=dict)
    findings: dict[str, Disagreement] = field(default_factory=dict)
    stated: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)

    def add(self, record: Json) -> None:
        """Count one record of a report."""
        self.records += 1
        self.outcomes[record["outcome"]] += 1
        seen: set[str] = set()
        for finding in record["findings"]:
            code = finding["code"]
            if code not in seen:
                seen.add(code)
                first = self.findings.get(code) or Disagreement(
                    code, finding["severity"], 0, 0.0, finding["message"], record["catalog_number"]
                )
                self.findings[code] = first._replace(records=first.records + 1)
        if record["product"] is not None:
            self._add_product(record["product"])

    def _add_product(self, document: Json) -> None:
        self.products += 1
        self.grades[document["quality"]["grade"]] += 1
        self.stated.update(stated_fields(document))
        # A product can have several rows of one fact, such as two EC numbers. The worst of them counts.
        worst: dict[str, EvidenceVerdict] = {}
        for row in document["evidence"]:
            verdict = EvidenceVerdict(row["verdict"])
            known = worst.setdefault(row["fact"], verdict)
            worst[row["fact"]] = max(known, verdict, key=_WORST_LAST.index)
        for fact, verdict in worst.items():
            self.verdicts.setdefault(fact, Counter())[verdict] += 1


_WORST_LAST = (
    EvidenceVerdict.NOT_STATED,
    EvidenceVerdict.AGREES,
    EvidenceVerdict.WITHIN_RANGE,
    EvidenceVerdict.UNDETERMINED,
    EvidenceVerdict.DIFFERS,
)


def summarize_report(report: Report) -> DataSummary:
    """Summarize a report that has the documents of its records."""
    read = [file for file in report.files if file.passed_over is None]
    unreadable = {file.path: str(file.error) for file in read if file.error}
    return summarize_data(report.records, [file.path for file in read if not file.error], unreadable)


def summarize_data(
    records: Callable[[], Iterable[Json]], files: Iterable[str], unreadable: Mapping[str, str]
) -> DataSummary:
    """Summarize the records of a report (``Report.records``), which is read twice.

    Args:
        records: returns the records anew, each with its document.
        files: the names of the files that were read.
        unreadable: why files could not be read, by name.
    """
    counts = _Counts()
    for record in records():
        counts.add(record)
    return DataSummary(
        files=[_file_name(path) for path in files],
        unreadable={_file_name(path): reason for path, reason in unreadable.items()},
        records=counts.records,
        products=counts.products,
        outcomes={name: number for name, number in counts.outcomes.most_common() if number},
        facts=[fact for fact in (_fact(*item) for item in counts.verdicts.items()) if fact.stated],
        disagreements=_disagreements(counts),
        worst=_worst(records()),
        completeness=[
            Completeness(field.title, counts.stated[word], _share(counts.stated[word], counts.products))
            for word, field in COMPLETENESS.items()
        ],
        grades={grade: counts.grades[grade] for grade in "ABCDE"},
    )


def _fact(name: str, verdicts: Mapping[str, int]) -> ComparedFact:
    agrees = verdicts.get(EvidenceVerdict.AGREES, 0) + verdicts.get(EvidenceVerdict.WITHIN_RANGE, 0)
    differs, undetermined = verdicts.get(EvidenceVerdict.DIFFERS, 0), verdicts.get(EvidenceVerdict.UNDETERMINED, 0)
    stated = agrees + differs + undetermined
    return ComparedFact(name, _COMPARED_WITH.get(name, _NUMBERS), stated, agrees, differs, undetermined)


def _disagreements(counts: _Counts) -> list[Disagreement]:
    rated = [one._replace(rate=_share(one.records, counts.records)) for one in counts.findings.values()]
    order = list(Severity)
    return sorted(rated, key=lambda one: (order.index(Severity(one.severity)), -one.records, one.code))


def _worst(records: Iterable[Json]) -> list[PoorRecord]:
    poor = (_poor_record(record) for record in records)
    troubled = (record for record in poor if record.errors or record.warnings)
    return nsmallest(WORST_RECORDS, troubled, key=lambda record: (-record.errors, -record.warnings))


def _poor_record(record: Json) -> PoorRecord:
    by_severity = {
        severity: [one["message"] for one in record["findings"] if one["severity"] == severity]
        for severity in (Severity.ERROR, Severity.WARNING)
    }
    errors, warnings = by_severity[Severity.ERROR], by_severity[Severity.WARNING]
    return PoorRecord(
        _file_name(record["file"]),
        record["place"],
        record["catalog_number"],
        (record["product"] or {}).get("name"),
        record["outcome"],
        len(errors),
        len(warnings),
        [*errors, *warnings],
    )


def _file_name(path: str) -> str:
    """Return the name of a file without the folders of whoever made the summary."""
    return PurePath(path).name


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
