"""Settling a segment: which records are accepted, refused or left, kept and logged in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from catalog.errors import CatalogError
from catalog.intake.failures import log_failure
from catalog.intake.records import Place
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.runs.preparing import prepare_failed
from catalog.intake.runs.repairs import with_known_repairs
from catalog.intake.runs.report import Report
from catalog.intake.runs.segments import Pending, Workshop
from catalog.product.checks.presence import legible
from catalog.product.document import finding_document
from catalog.product.findings import Code, Finding
from catalog.store.database import Database, Transaction
from catalog.store.entries import Entry
from catalog.store.writing.intake_log import LoggedRecord, close_record, close_refused, log_records
from catalog.store.writing.products import Author, Current, Outcome, current_rows, foretell, keep
from catalog.surprises import Surprise, attempt

T = TypeVar("T")

REFUSED_RECORD = "refused_record"
"""The column by which a corrections file tells which refused record a row mends, as ``RUN:POSITION``."""


@dataclass(slots=True)
class Settled:
    """What became of one record.

    Attributes:
        logged: as the log and the report say it.
        content: the product document as read, as JSON text, where there is one.
        entry: what is to be kept; None unless it was accepted and says something new.
    """

    logged: LoggedRecord
    content: str | None = None
    entry: Entry | None = None


class Met(Generic[T]):
    """Things that an import meets; those of a segment count when it is settled, and are forgotten when it fails."""

    def __init__(self) -> None:
        self._known: set[T] = set()
        self._fresh: set[T] = set()

    def is_new(self, thing: T) -> bool:
        """Take a thing in; tell whether it is met for the first time."""
        if thing in self._known or thing in self._fresh:
            return False
        self._fresh.add(thing)
        return True

    def remember(self) -> None:
        """Keep what this segment brought."""
        self._known |= self._fresh
        self._fresh.clear()

    def forget(self) -> None:
        """Let go of what this segment brought."""
        self._fresh.clear()


@dataclass(slots=True)
class Settler:
    """Settles segment after segment of one import.

    Attributes:
        database, workshop: where to keep, and where to prepare again what changed meanwhile.
        options: how the import is to be done.
        clashing, repeated: hashes of catalog keys, from the survey.
        run: the run's number; None for a dry run.
        done: how many records are settled.
        mends: whether there are refused records of earlier runs that this one could mend.
        reported_unknown: the files whose unknown columns were told already.
        accepted: hashes of the repeated catalog keys that this run accepted already.
    """

    database: Database
    workshop: Workshop
    options: IntakeOptions
    clashing: set[int]
    repeated: set[int]
    run: int | None
    done: int
    mends: bool
    reported_unknown: Met[str] = field(default_factory=Met)
    accepted: Met[int] = field(default_factory=Met)

    def settle(self, segment: Sequence[Pending], report: Report) -> None:
        """Keep and log a segment (or only foretell it), and report it.

        Where the program fails at it, its records are settled one by one; the one at which it fails is refused.
        """
        settled = attempt(self._settled, segment, passed=(CatalogError,))
        if isinstance(settled, Surprise):
            self.reported_unknown.forget()
            self.accepted.forget()
            if len(segment) > 1:
                for item in segment:
                    self.settle([item], report)
                return
            segment[0].prepared = prepare_failed(self.workshop.delivery, segment[0].incoming, settled)
            settled = self._settled(segment)
        self.reported_unknown.remember()
        self.accepted.remember()
        self.done += len(segment)
        for item, outcome in zip(segment, settled, strict=True):
            if item.prepared.failed is not None:
                log_failure(f"a record of {item.incoming.file}, {dict(item.incoming.raw.place)}", item.prepared.failed)
            # What changes nothing is examined or not, by what else was under way; a report must not depend on that.
            report.add(outcome.logged, None if outcome.logged.outcome == "unchanged" else outcome.content)

    def _settled(self, segment: Sequence[Pending]) -> list[Settled]:
        if self.run is None:
            with self.database.read() as transaction:
                return self._decide(transaction, segment)
        written = None
        while written is None:
            written = self._keep_and_log(segment, self.run)
        return written

    def _keep_and_log(self, segment: Sequence[Pending], run: int) -> list[Settled] | None:
        """Keep and log a segment; None where something of it has to be prepared again, which is done then."""
        with self.database.write(by_index=True) as transaction:
            current = current_rows(transaction, [item.key for item in segment if item.key])
            stale = [item for item in segment if _current_mark(current, item) != _kept_mark(item)]
            if not stale:
                settled = self._decide(transaction, segment, current)
                log_records(transaction, run, self.done, [item.logged for item in settled])
                if self.mends:
                    self._close_mended(transaction, segment, settled, run)
                return settled
        # Others must not wait for chemistry.
        self._renew(stale)
        return None

    def _renew(self, stale: Sequence[Pending]) -> None:
        """Prepare again what was prepared over something that is no longer kept."""
        renewed = self.workshop.with_kept(self.database, [(item.key, item.incoming) for item in stale])
        prepared = self.workshop.prepare([item for _, item in renewed])
        for pending, (_, item), made in zip(stale, renewed, prepared, strict=True):
            pending.incoming, pending.prepared = item, made

    def _decide(
        self, transaction: Transaction, segment: Sequence[Pending], current: Current | None = None
    ) -> list[Settled]:
        settled = [self._judge(transaction, item) for item in segment]
        chosen: dict[str, tuple[Entry, Settled]] = {}
        for item in settled:
            if item.entry is not None:
                chosen.setdefault(item.entry.key, (item.entry, item))
        if not chosen.keys() <= {item.key for item in segment}:
            current = None  # It does not hold all that is to be kept, so it is read anew.
        outcomes = self._keep(transaction, [entry for entry, _ in chosen.values()], current)
        for (_, item), outcome in zip(chosen.values(), outcomes, strict=True):
            item.logged = item.logged._replace(outcome=outcome)
        return settled

    def _keep(self, transaction: Transaction, entries: Sequence[Entry], current: Current | None) -> list[Outcome]:
        if self.run is not None:
            return keep(transaction, entries, Author(self.options.actor, self.run), current)
        outcomes = foretell(transaction, entries)
        for index, entry in enumerate(entries):
            key_hash = hash(entry.key)
            if key_hash in self.repeated and not self.accepted.is_new(key_hash):
                outcomes[index] = "unchanged"
        return outcomes

    def _judge(self, transaction: Transaction, item: Pending) -> Settled:
        prepared = item.prepared
        if prepared.skipped is not None:
            note = Finding(Code.RECORD_SKIPPED, "record", f"Not a product record: {prepared.skipped}.")
            return Settled(_logged(item, "skipped", [_placed(note, item.incoming.raw.place)]))
        own = self._own_findings(item)
        findings = own + prepared.findings
        if prepared.refused or any(finding["severity"] == "error" for finding in own):
            return Settled(_logged(item, "refused", with_known_repairs(transaction, findings)), prepared.content)
        return Settled(_logged(item, "unchanged", findings), prepared.content, prepared.entry)

    def _own_findings(self, item: Pending) -> list[dict[str, Any]]:
        """What only the whole import knows: clashes, numbers of other suppliers, labels that nothing reads."""
        prepared, stated = item.prepared, item.prepared.number
        findings: list[dict[str, Any]] = []
        if item.key and hash(item.key) in self.clashing:
            message = f"Different records of this import claim the catalog number {stated}; keep the right one."
            clash = Finding(Code.CATALOG_NUMBER_DUPLICATE, "catalog_number", message, stated=stated)
            findings.append(_placed(clash, prepared.number_place))
        supplier, kept = self.options.supplier, item.incoming.kept
        if supplier and kept is not None and kept.supplier and kept.supplier != supplier:
            message = f"The catalog number {stated} is already {kept.supplier}'s, so it cannot be {supplier}'s."
            taken = Finding(Code.CATALOG_NUMBER_TAKEN, "catalog_number", message, stated=stated)
            findings.append(_placed(taken, prepared.number_place))
        if prepared.unknown and self.reported_unknown.is_new(item.incoming.file):
            message = f"Nothing reads the columns {', '.join(prepared.unknown)}; they stay in the raw record only."
            findings.append(_placed(Finding(Code.FIELD_UNKNOWN, "record", message), item.incoming.raw.place))
        return findings

    def _close_mended(
        self, transaction: Transaction, segment: Sequence[Pending], settled: Sequence[Settled], run: int
    ) -> None:
        """Close earlier refused records that this segment brings in mended form."""
        accepted = [
            (item.incoming.raw, mended.logged.catalog_number)
            for item, mended in zip(segment, settled, strict=True)
            if mended.logged.outcome in ("created", "changed", "unchanged")
        ]
        close_refused(transaction, run, [number for _, number in accepted if number])
        for raw, _ in accepted:
            mark = raw.texts[raw.labels.index(REFUSED_RECORD)] if REFUSED_RECORD in raw.labels else ""
            number, colon, position = mark.partition(":")
            if colon and number.isdecimal() and position.isdecimal():
                close_record(transaction, run, int(number), int(position))


def _current_mark(rows: Mapping[str, Mapping[Any, Any]], item: Pending) -> tuple[int, str] | None:
    """By what a change is noticed: another revision, or other texts that say the same."""
    row = rows.get(item.key)
    return None if row is None else (row["seq"], row["stated_hash"])


def _kept_mark(item: Pending) -> tuple[int, str] | None:
    kept = item.incoming.kept
    return None if kept is None else (kept.seq, kept.stated_hash)


def _placed(finding: Finding, place: Place) -> dict[str, Any]:
    return {**finding_document(finding), "place": dict(place)}


def _logged(item: Pending, outcome: str, findings: list[dict[str, Any]]) -> LoggedRecord:
    record, refused = item.incoming.raw, outcome == "refused"
    raw = {"labels": list(record.labels), "texts": list(record.texts)} if refused else None
    number = legible(item.prepared.number) or None
    return LoggedRecord(item.position, item.incoming.file, dict(record.place), number, outcome, findings, raw)
