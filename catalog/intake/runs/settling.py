"""Settling a chunk: accept, hold, refuse or skip its records, then save and log them in one transaction."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.errors import CatalogError
from catalog.intake.columns.labels import MAX_LABEL
from catalog.intake.failures import log_failure
from catalog.intake.fields.attributes import LONGEST_TEXT, MOST_ATTRIBUTES
from catalog.intake.runs.chunks import ChunkSize
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.runs.preparing import FileDrafters, IncomingRecord, are_errors, held_draft, placed, prepare_cells
from catalog.intake.runs.repairs import with_known_repairs
from catalog.intake.runs.report import Report
from catalog.intake.runs.segments import PendingRecord, RecordPreparer
from catalog.intake.runs.survey import Survey
from catalog.product.checks.presence import replace_broken
from catalog.product.document import finding_document
from catalog.product.findings import Code, Finding
from catalog.product.mending import is_mendable
from catalog.store.database import Transaction
from catalog.store.entries import Entry
from catalog.store.writing.draft_mending import unignored
from catalog.store.writing.held_drafts import HeldDraft, keep_drafts
from catalog.store.writing.intake_log import OPEN_OUTCOMES, LoggedRecord, close_each, close_records, log_records
from catalog.store.writing.products import Author, CurrentRows, Outcome, current_rows, keep_products, preview_products
from catalog.surprises import Surprise, attempt

REFUSED_RECORD = "refused_record"
"""The column of a corrections file for the held or refused record that a row corrects, as ``RUN:POSITION``."""
_MARK = re.compile("([0-9]{1,18}):([0-9]{1,18})")
"""The form of such a mark. No database has higher numbers."""


class SeenItems:
    """What an import has seen before. The items of a segment are kept when it is settled, and dropped when it fails."""

    def __init__(self) -> None:
        self._known: set[str | int] = set()
        self._fresh: set[str | int] = set()

    def is_new(self, thing: str | int) -> bool:
        """Add a thing. Tell whether it is new."""
        if thing in self._known or thing in self._fresh:
            return False
        self._fresh.add(thing)
        return True

    def remember(self) -> None:
        """Keep the items of this segment."""
        self._known |= self._fresh
        self._fresh.clear()

    def forget(self) -> None:
        """Drop the items of this segment."""
        self._fresh.clear()


@dataclass(slots=True)
class Settler:
    """Settles the segments of one import.

    Attributes:
        workshop: prepares records again if their stored products changed meanwhile.
        options: the options of the import.
        surveyed: the results of the first pass.
        done: how many records are settled.
        mends: whether there are held or refused records of earlier runs that this run could correct.
        drafters: draft the records with errors again, to hold them.
        size: the size of chunks, which learns how long each held the writer's lock.
        met: what is reported or settled already: files with unknown columns, and products that a file repeats.
    """

    workshop: RecordPreparer
    options: IntakeOptions
    surveyed: Survey
    done: int
    mends: bool
    drafters: FileDrafters
    size: ChunkSize
    met: SeenItems = field(default_factory=SeenItems)

    @property
    def run(self) -> int | None:
        """Return the run's number, or None for a dry run."""
        return self.workshop.delivery.run

    def settle(self, segment: Sequence[PendingRecord], report: Report) -> None:
        """Save and log a segment (not in a dry run), and report it.

        If the program fails at it, its records are settled one by one. The record that fails is refused.
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
            # Whether an unchanged record was examined depends on other work. The report must not depend on it.
            content = None if logged.outcome == "unchanged" else item.prepared.content
            report.add(logged, content, item.prepared.changes)

    def _settled(self, segment: Sequence[PendingRecord]) -> list[LoggedRecord]:
        if self.run is None:
            self._renew([item for item in segment if self.workshop.is_outdated(item.incoming)])
            with self.workshop.database.read() as transaction:
                return self._decide(transaction, segment)
        written = None
        while written is None:
            written = self._keep_and_log(segment, self.run)
        return written

    def _keep_and_log(self, segment: Sequence[PendingRecord], run: int) -> list[LoggedRecord] | None:
        """Save and log a segment. If some of its records are stale, prepare them again and return None."""
        settled = None
        with self.workshop.database.write(by_index=True) as transaction:
            begun = time.perf_counter()
            current = current_rows(transaction, [item.incoming.key for item in segment if item.incoming.key])
            stale = [item for item in segment if _is_stale(item, current.get(item.incoming.key))]
            if not stale:
                settled = self._decide(transaction, segment, current)
                log_records(transaction, run, self.done, settled)
                keep_drafts(transaction, run, self._held_drafts(segment, settled))
                if self.mends:
                    self._close_mended(transaction, segment, settled, run)
        if settled is None:
            # Other writers must not wait for chemistry.
            self._renew(stale)
        else:
            self.size.learn(sum(item.load for item in segment), time.perf_counter() - begun)
        return settled

    def _renew(self, stale: Sequence[PendingRecord]) -> None:
        """Prepare the records again that were prepared over an outdated stored product."""
        renewed = self.workshop.with_kept([item.incoming for item in stale])
        for pending, item, made in zip(stale, renewed, self.workshop.prepare(renewed), strict=True):
            pending.incoming, pending.prepared = item, made

    def _decide(
        self, transaction: Transaction, segment: Sequence[PendingRecord], current: CurrentRows | None = None
    ) -> list[LoggedRecord]:
        settled = [self._judge(transaction, number, item) for number, item in enumerate(segment)]
        chosen: dict[str, tuple[int, Entry]] = {}
        for number, item in enumerate(segment):
            if settled[number].outcome in OPEN_OUTCOMES or self._is_repeated(item):
                continue
            if (entry := item.prepared.entry) is not None:
                chosen.setdefault(entry.key, (number, entry))
        if not chosen.keys() <= {item.incoming.key for item in segment}:
            current = None  # It lacks some of the products to save, so it is read again.
        hashes = [segment[number].incoming.key_hash for number, _ in chosen.values()]
        outcomes = self._keep(transaction, [entry for _, entry in chosen.values()], hashes, current)
        for (number, _), outcome in zip(chosen.values(), outcomes, strict=True):
            settled[number] = settled[number]._replace(outcome=outcome)
        return settled

    def _keep(
        self, transaction: Transaction, entries: Sequence[Entry], hashes: Sequence[int], current: CurrentRows | None
    ) -> list[Outcome]:
        if self.run is not None:
            return keep_products(
                transaction, entries, Author(self.options.actor, self.run, person=self.options.person), current
            )
        outcomes = preview_products(transaction, entries)
        foretold = self.workshop.foretold
        for index, (entry, key_hash) in enumerate(zip(entries, hashes, strict=True)):
            if key_hash not in self.surveyed.repeated:
                continue
            before = foretold.get(entry.key)
            if before is not None:
                outcomes[index] = "unchanged" if before.content_hash == entry.content_hash else "changed"
            foretold[entry.key] = entry
        return outcomes

    def _is_repeated(self, item: PendingRecord) -> bool:
        """Tell whether an earlier record of the file said the same. If only attributes differ, the first counts."""
        key_hash = item.incoming.key_hash
        return key_hash in self.surveyed.repeated and not self.met.is_new(f"{item.incoming.file}\n{key_hash}")

    def _judge(self, transaction: Transaction, number: int, item: PendingRecord) -> LoggedRecord:
        """Return the outcome of one record of a segment, as far as it does not depend on the stored product."""
        raw, outcome = item.incoming.raw, "unchanged"
        if raw.skipped is not None:
            note = Finding(Code.RECORD_SKIPPED, "record", f"Not a product record: {raw.skipped}.")
            outcome, findings = "skipped", [placed(finding_document(note), raw.place)]
        else:
            findings = self._own_findings(item) + item.prepared.findings
            # A record that killed a worker, though it states no structure, was not examined.
            is_unexamined = item.prepared.entry is None and any(one["severity"] == "error" for one in findings)
            if self.workshop.delivery.recheck:
                outcome = "unchanged" if item.incoming.kept is not None else "skipped"
            elif is_unexamined or are_errors(unignored(findings, item.incoming.ignored)):
                codes = [finding["code"] for finding in findings]
                outcome = "held" if is_mendable(item.incoming.drafted(self.drafters).draft, codes) else "refused"
                findings = with_known_repairs(transaction, findings)
        return LoggedRecord(
            position=self.done + number,
            file=item.incoming.file,
            place=dict(raw.place),
            catalog_number=replace_broken(item.prepared.number) or None,
            outcome=outcome,
            findings=findings,
            raw=self._cells(item.incoming) if outcome in OPEN_OUTCOMES else None,
            supplier=item.incoming.supplier.name or None,
        )

    def _cells(self, incoming: IncomingRecord) -> dict[str, list[str]]:
        """Return the cells of a record to correct. Those of several rows are given by their fields."""
        raw = incoming.raw
        if not incoming.further:
            return {"labels": list(raw.labels), "texts": list(raw.texts)}
        drafted = incoming.drafted(self.drafters)
        supplier = {"supplier": drafted.supplier} if drafted.supplier else {}
        cells = {**drafted.unknown, **supplier, **drafted.fields}
        return {"labels": list(cells), "texts": list(cells.values())}

    def _held_drafts(self, segment: Sequence[PendingRecord], settled: Sequence[LoggedRecord]) -> list[HeldDraft]:
        """Return the drafts of the held records."""
        return [
            held_draft(self.workshop.delivery, item.incoming, item.incoming.drafted(self.drafters), logged)
            for item, logged in zip(segment, settled, strict=True)
            if logged.outcome == "held"
        ]

    def _own_findings(self, item: PendingRecord) -> list[dict[str, Any]]:
        """Return the findings that need the whole import: clashes and unread labels."""
        prepared, stated = item.prepared, item.prepared.number
        findings: list[dict[str, Any]] = []
        if item.incoming.clash:
            message = (
                f"Different records of this file have the catalog number {stated}: {item.incoming.clash}. "
                "Keep the right one."
            )
            clash = Finding(Code.CATALOG_NUMBER_DUPLICATE, "catalog_number", message, stated=stated)
            findings.append(placed(finding_document(clash), prepared.number_place))
        if item.incoming.raw.skipped is None and self.met.is_new(f"columns of {item.incoming.file}"):
            notices = self.surveyed.notices.get(item.incoming.file, ())
            findings += [placed(finding_document(notice), item.incoming.raw.place) for notice in notices]
        if prepared.unknown and self.met.is_new(item.incoming.file):
            message = (
                f"Kept in the raw record only, not as attributes: {', '.join(prepared.unknown)}. Limits: a label "
                f"{MAX_LABEL} characters, a text {LONGEST_TEXT:,} characters, a record {MOST_ATTRIBUTES} attributes. "
                "A label and its text must not be empty."
            )
            unread = Finding(Code.FIELD_UNKNOWN, "record", message)
            findings.append(placed(finding_document(unread), item.incoming.raw.place))
        return findings

    def _close_mended(
        self, transaction: Transaction, segment: Sequence[PendingRecord], settled: Sequence[LoggedRecord], run: int
    ) -> None:
        """Close earlier held and refused records that this segment corrects."""
        accepted = [
            (item.incoming, mended.catalog_number)
            for item, mended in zip(segment, settled, strict=True)
            if mended.outcome in ("created", "changed", "unchanged")
        ]
        numbers: dict[str, set[str]] = {}
        for incoming, number in accepted:
            if number:
                numbers.setdefault(incoming.supplier.key, set()).add(number)
        close_records(transaction, run, numbers)
        marks = []
        for incoming, _ in accepted:
            raw = incoming.raw
            mark = raw.texts[raw.labels.index(REFUSED_RECORD)] if REFUSED_RECORD in raw.labels else ""
            marks.append(_MARK.fullmatch(mark))
        close_each(transaction, run, [(int(mark[1]), int(mark[2])) for mark in marks if mark is not None])


def _is_stale(item: PendingRecord, row: Mapping[Any, Any] | None) -> bool:
    """Tell whether the stored product has changed since a record was prepared."""
    kept = item.incoming.kept
    return (row and (row["seq"], row["stated_hash"])) != (kept and kept.mark)
