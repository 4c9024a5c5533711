"""The report of a dry run, kept beside its upload: the kinds of change with samples, and every record in pages.

Each record is one line: its outcome, the fields that it changes and the kinds of its findings, then the record as JSON.
So a page or a download with a filter reads the lines one by one and parses only those that fit.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import IO, Any, NamedTuple

from catalog.intake.runs.report import Report
from catalog.product.draft import FIELD_FAMILIES, PLAIN_FIELDS
from catalog.store.json_text import to_json
from catalog.web.services.finding_groups import group_findings

SAMPLES = 3
"""How many records of each kind of change the overview shows."""
KINDS = ("created", "changed", "held", "refused", "skipped", "unchanged")
"""The outcomes, in the order of the overview."""
_FIELDS = {name: place for place, name in enumerate((*PLAIN_FIELDS, *FIELD_FAMILIES))}


class ReportFilter(NamedTuple):
    """Which records of a dry run to show.

    Attributes:
        outcome: what would become of them.
        field: a field or family of fields that they change.
        code: a kind of finding.
    """

    outcome: str | None = None
    field: str | None = None
    code: str | None = None

    def fits(self, outcome: str, fields: str, codes: str) -> bool:
        """Tell whether a record fits. Fields and codes are separated by blanks."""
        return (
            self.outcome in (None, outcome)
            and (self.field is None or self.field in fields.split(" "))
            and (self.code is None or self.code in codes.split(" "))
        )


class KeptRecords(NamedTuple):
    """Some records of a dry run.

    Attributes:
        records: the records, as in the report.
        following: where the next ones begin, or None if these are the last.
    """

    records: list[dict[str, Any]]
    following: int | None


def family_of(field: str) -> str:
    """Return a field without its member.

    >>> family_of("pack:5 g"), family_of("assay")
    ('pack', 'assay')
    """
    return field.partition(":")[0]


class _Overview:
    """Counts the kinds of change, and keeps samples of each."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.samples: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def add(self, record: dict[str, Any], fields: Iterable[str]) -> None:
        """Count a record: a changed one for each field that it changes."""
        outcome = record["outcome"]
        for kind in [(outcome, field) for field in fields] or [(outcome, "")]:
            self.counts[kind] += 1
            kept = self.samples.setdefault(kind, [])
            if len(kept) < SAMPLES:
                kept.append(record)

    def document(self) -> list[dict[str, Any]]:
        """Return the kinds in order, the fields as in a product."""
        ordered = sorted(self.counts, key=lambda kind: (KINDS.index(kind[0]), _FIELDS.get(kind[1], -1)))
        return [
            {"outcome": kind[0], "field": kind[1], "count": self.counts[kind], "samples": self.samples[kind]}
            for kind in ordered
        ]


def keep_records(report: Report, stream: IO[bytes]) -> dict[str, Any]:
    """Write the records of a dry run, and return what its page shows above them: head, kinds of change, findings."""
    overview = _Overview()
    groups = group_findings(_written(report.records(), overview, stream))
    return {
        "head": report.head(),
        "kinds": overview.document(),
        "groups": {fate: [asdict(group) for group in found] for fate, found in groups.items()},
    }


def _written(records: Iterable[dict[str, Any]], overview: _Overview, stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    for record in records:
        product = record.pop("product", None)
        record["name"] = None if product is None else product["name"]
        fields = list(dict.fromkeys(family_of(change["field"]) for change in record.get("changes", ())))
        codes = dict.fromkeys(finding["code"] for finding in record["findings"])
        overview.add(record, fields)
        stream.write(f"{record['outcome']}\t{' '.join(fields)}\t{' '.join(codes)}\t{to_json(record)}\n".encode())
        yield record


def read_records(stream: IO[bytes], wanted: ReportFilter) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the records from the present place that fit, each with the place behind it."""
    place = stream.tell()
    for line in stream:
        place += len(line)
        outcome, fields, codes, text = line.decode().split("\t", 3)
        if wanted.fits(outcome, fields, codes):
            yield place, json.loads(text)


def page_of_records(stream: IO[bytes], wanted: ReportFilter, after: int, limit: int) -> KeptRecords:
    """Return the records behind a place that fit. A place inside a line counts as the end of the line."""
    if after > 0:
        stream.seek(after - 1)
        stream.readline()
    found: list[dict[str, Any]] = []
    following = None
    for place, record in read_records(stream, wanted):
        if len(found) == limit:
            return KeptRecords(found, following)
        found.append(record)
        following = place
    return KeptRecords(found, None)


def count_codes(head: Mapping[str, Any]) -> dict[str, int]:
    """Return the kinds of findings of a kept report with their numbers, the most frequent first."""
    return dict(sorted(head["summary"]["findings"].items(), key=lambda item: -item[1]))
