"""Settling a segment: which records are accepted, refused or left, kept and logged in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.errors import CatalogError
from catalog.intake.failures import log_failure
from catalog.intake.fields.attributes import LONGEST_TEXT, MOST_ATTRIBUTES
from catalog.intake.fields.labels import MAX_LABEL
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.runs.preparing import are_errors, placed, prepare_cells
from catalog.intake.runs.repairs import with_known_repairs
from catalog.intake.runs.report import Report
from catalog.intake.runs.segments import PendingRecord, RecordPreparer
from catalog.intake.runs.survey import Survey
from catalog.product.checks.presence import replace_broken
from catalog.product.document import finding_document
from catalog.product.findings import Code, Finding
from catalog.store.database import Transaction
from catalog.store.entries import Entry
from catalog.store.writing.intake_log import LoggedRecord, close_record, close_refused, log_records
from catalog.store.writing.products import Author, CurrentRows, Outcome, current_rows, keep_products, preview_products
from catalog.surprises import Surprise, attempt

REFUSED_RECORD = "refused_record"
"""The column by which a corrections file tells which refused record a row mends, as ``RUN:POSITION``."""


class SeenItems:
    """What an import met before; what a segment brings counts when it is settled, and is forgotten when it fails."""

    def __init__(self) -> None:
        self._known: set[str | int] = set()
        self._fresh: set[str | int] = set()

    def is_new(self, thing: str | int) -> bool:
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
        workshop: where to prepare again what changed meanwhile.
        options: how the import is to be done.
        surveyed: what the first pass found.
        done: how many records are settled.
        mends: whether there are refused records of earlier runs that this one could mend.
        met: the files whose unknown columns were told already, and hashes of the repeated catalog keys that this run
            accepted already.
    """

    workshop: RecordPreparer
    options: IntakeOptions
    surveyed: Survey
    done: int
    mends: bool
    met: SeenItems = field(default_factory=SeenItems)

    @property
    def run(self) -> int | None:
        """The run's number; None for a dry run."""
        return self.workshop.delivery.run

    def settle(self, segment: Sequence[PendingRecord], report: Report) -> None:
        """Keep and log a segment (or only foretell it), and report it.

        Where the program fails at it, its records are settled one by one; the one at which it fails is refused.
        """
        settled = attempt(self._settled, segment, passed=(CatalogError,))
        if isinstance(settled, Surprise):
            self.met.forget()
            if len(segment) > 1:
                for item in segment:
                    self.settle([item], report)
                return
            segment[0].prepared = prepare_cells(self.workshop.delivery, segment[0].incoming, settled)
            settled = self._settled(segment)
        self.met.remember()
        self.done += len(segment)
        for item, logged in zip(segment, settled, strict=True):
            if item.prepared.failed is not None:
                log_failure(f"a record of {item.incoming.file}, {dict(item.incoming.raw.place)}", item.prepared.failed)
            # What changes nothing is examined or not, by what else was under way; a report must not depend on that.
            report.add(logged, None if logged.outcome == "unchanged" else item.prepared.content)

    def _settled(self, segment: Sequence[PendingRecord]) -> list[LoggedRecord]:
        if self.run is None:
            with self.workshop.database.read() as transaction:
                return self._decide(transaction, segment)
        written = None
        while written is None:
            written = self._keep_and_log(segment, self.run)
        return written

    def _keep_and_log(self, segment: Sequence[PendingRecord], run: int) -> list[LoggedRecord] | None:
        """Keep and log a segment; None where something of it has to be prepared again, which is done then."""
        with self.workshop.database.write(by_index=True) as transaction:
            current = current_rows(transaction, [item.incoming.key for item in segment if item.incoming.key])
            stale = [item for item in segment if _is_stale(item, current.get(item.incoming.key))]
            if not stale:
                settled = self._decide(transaction, segment, current)
                log_records(transaction, run, self.done, settled)
                if self.mends:
                    self._close_mended(transaction, segment, settled, run)
                return settled
        # Others must not wait for chemistry.
        self._renew(stale)
        return None

    def _renew(self, stale: Sequence[PendingRecord]) -> None:
        """Prepare again what was prepared over something that is no longer kept."""
        renewed = self.workshop.with_kept([item.incoming for item in stale])
        for pending, item, made in zip(stale, renewed, self.workshop.prepare(renewed), strict=True):
            pending.incoming, pending.prepared = item, made

    def _decide(
        self, transaction: Transaction, segment: Sequence[PendingRecord], current: CurrentRows | None = None
    ) -> list[LoggedRecord]:
        settled = [self._judge(transaction, number, item) for number, item in enumerate(segment)]
        chosen: dict[str, tuple[int, Entry]] = {}
        for number, item in enumerate(segment):
            if settled[number].outcome == "refused" or self._is_repeated(item.incoming.key):
                continue
            if (entry := item.prepared.entry) is not None:
                chosen.setdefault(entry.key, (number, entry))
        if not chosen.keys() <= {item.incoming.key for item in segment}:
            current = None  # It does not hold all that is to be kept, so it is read anew.
        outcomes = self._keep(transaction, [entry for _, entry in chosen.values()], current)
        for (number, _), outcome in zip(chosen.values(), outcomes, strict=True):
            settled[number] = settled[number]._replace(outcome=outcome)
        return settled

    def _keep(self, transaction: Transaction, entries: Sequence[Entry], current: CurrentRows | None) -> list[Outcome]:
        if self.run is not None:
            return keep_products(transaction, entries, Author(self.options.actor, self.run), current)
        return preview_products(transaction, entries)

    def _is_repeated(self, key: str) -> bool:
        """Tell whether an earlier record said the same; where they differ in attributes, the first has said them."""
        key_hash = hash(key)
        return key_hash in self.surveyed.repeated and not self.met.is_new(key_hash)

    def _judge(self, transaction: Transaction, number: int, item: PendingRecord) -> LoggedRecord:
        """What became of one record of a segment, as far as it does not depend on what is kept."""
        raw, outcome = item.incoming.raw, "unchanged"
        if raw.skipped is not None:
            note = Finding(Code.RECORD_SKIPPED, "record", f"Not a product record: {raw.skipped}.")
            outcome, findings = "skipped", [placed(finding_document(note), raw.place)]
        else:
            findings = self._own_findings(item) + item.prepared.findings
            if are_errors(findings):
                outcome, findings = "refused", with_known_repairs(transaction, findings)
        return LoggedRecord(
            position=self.done + number,
            file=item.incoming.file,
            place=dict(raw.place),
            catalog_number=replace_broken(item.prepared.number) or None,
            outcome=outcome,
            findings=findings,
            raw={"labels": list(raw.labels), "texts": list(raw.texts)} if outcome == "refused" else None,
        )

    def _own_findings(self, item: PendingRecord) -> list[dict[str, Any]]:
        """What only the whole import knows: clashes, numbers of other suppliers, labels that nothing reads."""
        prepared, stated = item.prepared, item.prepared.number
        findings: list[dict[str, Any]] = []
        key, supplier, kept = item.incoming.key, self.options.supplier, item.incoming.kept
        if key and hash(key) in self.surveyed.clashing:
            message = f"Different records of this import claim the catalog number {stated}; keep the right one."
            clash = Finding(Code.CATALOG_NUMBER_DUPLICATE, "catalog_number", message, stated=stated)
            findings.append(placed(finding_document(clash), prepared.number_place))
        if supplier and kept is not None and kept.supplier and kept.supplier != supplier:
            message = f"The catalog number {stated} is already {kept.supplier}'s, so it cannot be {supplier}'s."
            taken = Finding(Code.CATALOG_NUMBER_TAKEN, "catalog_number", message, stated=stated)
            findings.append(placed(finding_document(taken), prepared.number_place))
        if prepared.unknown and self.met.is_new(item.incoming.file):
            message = (
                f"Not kept as attributes, and in the raw record only: {', '.join(prepared.unknown)}. A label must "
                f"name something in at most {MAX_LABEL} characters, a text say something in at most "
                f"{LONGEST_TEXT:,}; a record has at most {MOST_ATTRIBUTES}."
            )
            unread = Finding(Code.FIELD_UNKNOWN, "record", message)
            findings.append(placed(finding_document(unread), item.incoming.raw.place))
        return findings

    def _close_mended(
        self, transaction: Transaction, segment: Sequence[PendingRecord], settled: Sequence[LoggedRecord], run: int
    ) -> None:
        """Close earlier refused records that this segment brings in mended form."""
        accepted = [
            (item.incoming.raw, mended.catalog_number)
            for item, mended in zip(segment, settled, strict=True)
            if mended.outcome in ("created", "changed", "unchanged")
        ]
        close_refused(transaction, run, [number for _, number in accepted if number])
        for raw, _ in accepted:
            mark = raw.texts[raw.labels.index(REFUSED_RECORD)] if REFUSED_RECORD in raw.labels else ""
            number, colon, position = mark.partition(":")
            if colon and number.isdecimal() and position.isdecimal():
                close_record(transaction, run, int(number), int(position))


def _is_stale(item: PendingRecord, row: Mapping[Any, Any] | None) -> bool:
    """Tell whether what is kept is not any more what a record was prepared over."""
    kept = item.incoming.kept
    return (row and (row["seq"], row["stated_hash"])) != (kept and kept.mark)
