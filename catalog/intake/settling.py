"""Settling a segment: which records are accepted, refused or left, kept and logged in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.chemistry.pool import WorkerPool
from catalog.intake.options import IntakeOptions
from catalog.intake.provenance import provenance_of
from catalog.intake.repairs import with_known_repairs
from catalog.intake.report import Report
from catalog.intake.segments import Pending, examine_alone, lay_over
from catalog.product.document import finding_document
from catalog.product.findings import Code, Finding
from catalog.store.database import Database, Transaction
from catalog.store.entries import Entry
from catalog.store.intake_log import LoggedRecord, close_record, close_refused, log_records
from catalog.store.writing import Author, Outcome, foretell, keep

REFUSED_RECORD = "refused_record"
"""The column by which a corrections file tells which refused record a row mends, as ``RUN:POSITION``."""


@dataclass(slots=True)
class Settled:
    """What became of one record.

    Attributes:
        logged: as the log and the report say it.
        document: the product document as read, where there is one.
        entry: what is to be kept; None unless it was accepted.
    """

    logged: LoggedRecord
    document: dict[str, Any] | None = None
    entry: Entry | None = None


@dataclass(slots=True)
class Settler:
    """Settles segment after segment of one import.

    Attributes:
        database, pool: where to keep, and where to examine again what changed meanwhile.
        options: how the import is to be done.
        clashing, repeated: hashes of catalog keys, from the survey.
        run: the run's number; None for a dry run.
        done: how many records are settled.
        reported_unknown: the files whose unknown columns were told already.
        accepted: hashes of the repeated catalog keys that this run accepted already.
    """

    database: Database
    pool: WorkerPool
    options: IntakeOptions
    clashing: set[int]
    repeated: set[int]
    run: int | None
    done: int
    reported_unknown: set[str] = field(default_factory=set)
    accepted: set[int] = field(default_factory=set)

    def settle(self, segment: Sequence[Pending], report: Report) -> None:
        """Keep and log a segment (or only foretell it), and report it."""
        if self.run is None:
            with self.database.read() as transaction:
                settled = self._decide(transaction, segment)
        else:
            with self.database.write() as transaction:
                self._renew(transaction, segment)
                settled = self._decide(transaction, segment)
                log_records(transaction, self.run, self.done, [item.logged for item in settled])
                self._close_mended(transaction, segment, settled, self.run)
        self.done += len(segment)
        for item in settled:
            report.add(item.logged, item.document)

    def _renew(self, transaction: Transaction, segment: Sequence[Pending]) -> None:
        """Lay the records over what is kept once more, now that nobody else can write; examine what that changed."""
        before = [(item.kept_stated, item.kept_fields) for item in segment]
        lay_over(transaction, segment)
        for item, then in zip(segment, before, strict=True):
            if (item.kept_stated, item.kept_fields) != then and item.needs_examination:
                examine_alone(item, self.pool)

    def _decide(self, transaction: Transaction, segment: Sequence[Pending]) -> list[Settled]:
        settled = [self._judge(transaction, item) for item in segment]
        seen: dict[str, Settled] = {}
        for item in settled:
            if item.entry is not None and item.entry.key in seen:
                item.entry = None
            elif item.entry is not None:
                seen[item.entry.key] = item
        chosen = [item for item in settled if item.entry is not None]
        entries = [item.entry for item in chosen if item.entry is not None]
        for item, outcome in zip(chosen, self._keep(transaction, entries), strict=True):
            item.logged = with_outcome(item.logged, outcome)
        return settled

    def _keep(self, transaction: Transaction, entries: Sequence[Entry]) -> list[Outcome]:
        if self.run is not None:
            return keep(transaction, entries, Author(self.options.actor, self.run))
        outcomes = foretell(transaction, entries)
        for index, entry in enumerate(entries):
            key_hash = hash(entry.key)
            if key_hash in self.accepted:
                outcomes[index] = "unchanged"
            elif key_hash in self.repeated:
                self.accepted.add(key_hash)
        return outcomes

    def _judge(self, transaction: Transaction, item: Pending) -> Settled:
        if item.is_skipped:
            note = Finding(Code.RECORD_SKIPPED, "record", f"Not a product record: {item.record.drafted.skipped}.")
            return Settled(self._logged(item, "skipped", [_placed(finding_document(note), item)]))
        findings = self._own_findings(item)
        document: dict[str, Any] | None = None
        refused = any(finding["severity"] == "error" for finding in findings)
        if item.examined is not None:
            document = item.examined.content
            stated = with_known_repairs(transaction, document["findings"])
            findings += [_placed(finding, item) for finding in stated]
            refused = refused or item.examined.refused
        if refused:
            return Settled(self._logged(item, "refused", findings), document)
        logged = self._logged(item, "unchanged", findings)
        if item.examined is None:
            return Settled(logged)
        return Settled(logged, document, self._entry(item, item.examined.content))

    def _own_findings(self, item: Pending) -> list[dict[str, Any]]:
        """What the intake itself has to say: clashes, failures, labels that nothing reads."""
        drafted, stated = item.record.drafted, item.record.drafted.draft.get("catalog_number")
        findings = list(drafted.findings)
        if item.record.key and hash(item.record.key) in self.clashing:
            message = f"Different records of this import claim the catalog number {stated}; keep the right one."
            findings.append(Finding(Code.CATALOG_NUMBER_DUPLICATE, "catalog_number", message, stated=stated))
        supplier = self.options.supplier
        if supplier and item.kept_supplier and item.kept_supplier != supplier:
            message = f"The catalog number {stated} is already {item.kept_supplier}'s, so it cannot be {supplier}'s."
            findings.append(Finding(Code.CATALOG_NUMBER_TAKEN, "catalog_number", message, stated=stated))
        if item.failure is not None:
            findings.append(Finding(Code.STRUCTURE_INVALID, "smiles", str(item.failure)))
        if drafted.unknown and item.record.file not in self.reported_unknown:
            self.reported_unknown.add(item.record.file)
            message = f"Nothing reads the columns {', '.join(drafted.unknown)}; they stay in the raw record only."
            findings.append(Finding(Code.FIELD_UNKNOWN, "record", message))
        return [_placed(finding_document(finding), item) for finding in findings]

    def _entry(self, item: Pending, content: dict[str, Any]) -> Entry:
        supplier = self.options.supplier or item.kept_supplier
        provenance = provenance_of(
            item.record,
            run=self.run,
            supplier=supplier,
            merged=item.merged,
            earlier_fields=item.kept_fields,
            earlier=item.kept_provenance,
        )
        return Entry(item.merged, item.stated, content, provenance, supplier)

    def _logged(self, item: Pending, outcome: str, findings: list[dict[str, Any]]) -> LoggedRecord:
        record = item.record
        kept = outcome == "refused"
        raw = {"labels": list(record.raw.labels), "texts": list(record.raw.texts)} if kept else None
        number = record.drafted.draft.get("catalog_number").encode(errors="replace").decode() or None
        return LoggedRecord(item.position, record.file, dict(record.raw.place), number, outcome, findings, raw)

    def _close_mended(
        self, transaction: Transaction, segment: Sequence[Pending], settled: Sequence[Settled], run: int
    ) -> None:
        """Close earlier refused records that this segment brings in mended form."""
        accepted = [
            (item, mended.logged)
            for item, mended in zip(segment, settled, strict=True)
            if mended.logged.outcome in ("created", "changed", "unchanged")
        ]
        close_refused(transaction, run, [logged.catalog_number for _, logged in accepted if logged.catalog_number])
        for item, _ in accepted:
            raw = item.record.raw
            mark = raw.texts[raw.labels.index(REFUSED_RECORD)] if REFUSED_RECORD in raw.labels else ""
            number, colon, position = mark.partition(":")
            if colon and number.isdecimal() and position.isdecimal():
                close_record(transaction, run, int(number), int(position))


def _placed(finding: dict[str, Any], item: Pending) -> dict[str, Any]:
    """A finding with the place of the cell that it is about."""
    origin = item.record.drafted.origins.get(finding["field"])
    return {**finding, "place": dict(item.record.raw.place if origin is None else origin.place)}


def with_outcome(logged: LoggedRecord, outcome: str) -> LoggedRecord:
    """The same record with another outcome."""
    return LoggedRecord(
        logged.position, logged.file, logged.place, logged.catalog_number, outcome, logged.findings, logged.raw
    )
