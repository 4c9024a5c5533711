"""Mending held drafts: repair, set, ignore or publish, one or many at once, as one run that can be undone.

Each part of the drafts is read, and examined by workers with no transaction open. Then it is written in one short
transaction, if neither the drafts nor the stored products have changed meanwhile; else the part is examined again.
A draft that passes becomes a product and is closed. The others keep their new fields and are still held.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import RefusedRecord, StaleRevision, StructureRefused
from catalog.intake.editing.draft_changes import DraftChange
from catalog.intake.editing.mended import (
    ExaminedDraft,
    MendedFields,
    edited_provenance,
    examine_mended,
    examine_without_structure,
)
from catalog.intake.failures import run_single
from catalog.intake.runs.repairs import with_known_repairs
from catalog.product.checks.presence import MAX_NUMBER
from catalog.product.text.folding import catalog_key, product_key
from catalog.reference.reference import NO_REFERENCE, Reference
from catalog.store.database import Database, Transaction, snapshot
from catalog.store.entries import SupplierName
from catalog.store.suppliers import HOUSE, known_keys
from catalog.store.writing.draft_mending import (
    IgnoredKind,
    change_drafts,
    ignore_findings,
    ignored_kinds,
)
from catalog.store.writing.held_drafts import HeldDraft, StoredDraft, drafts_of
from catalog.store.writing.intake_log import LoggedRecord, begin_mending, close_each, log_mended
from catalog.store.writing.products import Author, current_rows, keep_products, kept_states

AT_ONCE = 50
"""How many drafts one transaction writes. Others wait for it, and the aim is at most 200 ms."""
MOST = 500
"""How many drafts one call mends. More would hold the request of a page for too long."""
ATTEMPTS = 8
"""How often a part is examined again because somebody else changed it meanwhile."""


@dataclass(slots=True)
class Mended:
    """What mending did.

    Attributes:
        run: the number of the run, or None if nothing was changed.
        published: the drafts that became products, by number, each with its catalog number.
        held: the drafts that were changed and are still held.
        untouched: the drafts that the change does not apply to, and those that are not open.
    """

    run: int | None = None
    published: dict[int, str] = field(default_factory=dict)
    held: list[int] = field(default_factory=list)
    untouched: list[int] = field(default_factory=list)


class _PlannedDraft(NamedTuple):
    """A draft that a change applies to.

    Attributes:
        stored: the draft.
        key: the key of its product, or None if it has no catalog number.
        mended: its fields after the change.
        ignores: what the change ignores for its product.
    """

    stored: StoredDraft
    key: str | None
    mended: MendedFields
    ignores: frozenset[IgnoredKind]

    @property
    def is_edited(self) -> bool:
        """Tell whether the change alters what the draft states."""
        return self.mended.fields != self.stored.draft.fields

    def draft_with(self, findings: list[dict[str, Any]]) -> HeldDraft:
        """Return the draft after the change."""
        return self.stored.draft._replace(
            catalog_key=_number_key(self.mended.fields),
            fields=dict(self.mended.fields),
            findings=self.placed(findings),
            provenance=dict(self.mended.provenance),
        )

    def placed(self, findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return findings with the places of their cells, as far as the earlier findings of the draft tell them."""
        draft = self.stored.draft
        places = {finding["field"]: finding.get("place", {}) for finding in draft.findings}
        record = draft.provenance["deliveries"][0]["place"] if draft.provenance["deliveries"] else {}
        return [{**finding, "place": places.get(finding["field"], record)} for finding in findings]


def mend_drafts(
    database: Database,
    pool: WorkerPool,
    numbers: Sequence[int],
    change: DraftChange,
    author: Author,
    reference: Reference = NO_REFERENCE,
) -> Mended:
    """Mend some drafts, at most ``MOST``. Those that pass are published.

    The caller must not hold a transaction. What was done before an error stays, and can be undone.

    Args:
        database: the database of the drafts.
        pool: the workers that examine them.
        numbers: the numbers of the drafts.
        change: what to do with each of them.
        author: who does it.
        reference: what is known of CAS RNs and names.

    Raises:
        StaleRevision: others change the same products again and again.
        RefusedRecord: the program failed at one of them.
        Conflict: the run was undone before it was done.
    """
    mending = _Mending(database, pool, change, author, reference)
    # The earliest first, so that what was delivered last is published last.
    waiting = sorted(set(numbers))[:MOST]
    while waiting:
        waiting = mending.mend_some(waiting[:AT_ONCE]) + waiting[AT_ONCE:]
    return mending.done


@dataclass(slots=True)
class _Mending:
    """One run of mending, while it works."""

    database: Database
    pool: WorkerPool
    change: DraftChange
    author: Author
    reference: Reference
    done: Mended = field(default_factory=Mended)

    def mend_some(self, numbers: Sequence[int]) -> list[int]:
        """Mend a part. Return the drafts that must wait for another one of the same product."""
        for _ in range(ATTEMPTS):
            with snapshot(self.database) as transaction:
                planned, waiting = self._plan(transaction, numbers)
            examined = self._examine([one.mended for one in planned])
            if not planned or self._write(planned, examined):
                chosen = {one.stored.number for one in planned} | set(waiting)
                self.done.untouched += [number for number in numbers if number not in chosen]
                return waiting
        raise StaleRevision("Others changed the same drafts or products at the same time. Mend the rest once more.")

    def _plan(self, transaction: Transaction, numbers: Sequence[int]) -> tuple[list[_PlannedDraft], list[int]]:
        """Return the drafts that the change applies to, each for another product, and those to wait."""
        found = drafts_of(transaction, numbers)
        stored = [found[number] for number in numbers if number in found and found[number].state == "open"]
        names = known_keys(transaction, {one.draft.supplier for one in stored if one.draft.supplier})
        chosen: dict[str | int, tuple[StoredDraft, dict[str, str], SupplierName]] = {}
        waiting: list[int] = []
        for one in stored:
            fields = self.change.fields_of(one.draft)
            if fields is None:
                continue
            supplier = SupplierName(names.get(one.draft.supplier or "", HOUSE), one.draft.supplier or "")
            # A draft without a number has no product. None of these waits for another.
            key = product_key(fields["catalog_number"], supplier.key) if _number_key(fields) else one.number
            if key in chosen:
                waiting.append(one.number)
            else:
                chosen[key] = one, fields, supplier
        keys = [key for key in chosen if isinstance(key, str)]
        kept, ignored = kept_states(transaction, keys), ignored_kinds(transaction, keys)
        planned = []
        for key, (one, fields, supplier) in chosen.items():
            own = key if isinstance(key, str) else None
            ignores = frozenset(self.change.ignored_of(one.draft)) if own is not None else frozenset[IgnoredKind]()
            if not ignores and self.change.doing == "ignore":
                continue
            provenance = edited_provenance(one.draft.provenance, one.draft.fields, fields, self.author.actor)
            also = ignored.get(own or "", frozenset()) | ignores
            mended = MendedFields(fields, provenance, supplier, kept.get(own or ""), also)
            planned.append(_PlannedDraft(one, own, mended, ignores))
        return planned, waiting

    def _examine(self, drafts: Sequence[MendedFields]) -> list[ExaminedDraft]:
        """Examine the drafts in a worker. One that kills it is examined without its structure."""
        if not drafts:
            return []
        try:
            return run_single(self.pool.run, examine_mended, drafts, self.reference)
        except StructureRefused as refusal:
            if len(drafts) == 1:
                return [examine_without_structure(drafts[0], refusal, self.reference)]
        except RefusedRecord:
            if len(drafts) == 1:
                raise
        return [one for draft in drafts for one in self._examine([draft])]

    def _write(self, planned: Sequence[_PlannedDraft], examined: Sequence[ExaminedDraft]) -> bool:
        """Save a part. Return False, with nothing saved, if something has changed since it was read."""
        pairs = list(zip(planned, examined, strict=True))
        passed = [(one, result.entry) for one, result in pairs if result.entry is not None]
        held = [one for one, result in pairs if result.entry is None and (one.is_edited or one.ignores)]
        numbers = {one.stored.number for one, _ in passed} | {one.stored.number for one in held}
        untouched = [one.stored.number for one in planned if one.stored.number not in numbers]
        if numbers:
            with self.database.write(by_index=True) as transaction:
                if self._is_stale(transaction, planned):
                    return False
                run = self._begun(transaction)
                self._keep(transaction, run, pairs)
            self.done.run = run
        self.done.published |= {one.stored.number: entry.catalog_number for one, entry in passed}
        self.done.held += [one.stored.number for one in held]
        self.done.untouched += untouched
        return True

    def _keep(self, transaction: Transaction, run: int, pairs: Sequence[tuple[_PlannedDraft, ExaminedDraft]]) -> None:
        """Save the products that passed, what became of the drafts, and what is ignored."""
        passed = [(one, result.entry) for one, result in pairs if result.entry is not None]
        outcomes = keep_products(transaction, [entry for _, entry in passed], replace(self.author, run=run))
        edited = [(one, result.findings) for one, result in pairs if one.is_edited]
        change_drafts(
            transaction,
            run,
            [(one.stored, one.draft_with(with_known_repairs(transaction, found))) for one, found in edited],
        )
        kinds = [(one.key, kind) for one, _ in pairs for kind in one.ignores if one.key is not None]
        ignore_findings(transaction, run, kinds, self.change.reason, self.author)
        findings = {one.stored.number: one.placed(result.findings) for one, result in pairs}
        logged = [
            _logged(one.stored, entry.catalog_number, outcome, findings[one.stored.number])
            for (one, entry), outcome in zip(passed, outcomes, strict=True)
        ]
        log_mended(transaction, run, logged)
        close_each(transaction, run, [(one.stored.run, one.stored.draft.position) for one, _ in passed])

    def _begun(self, transaction: Transaction) -> int:
        """Return the number of the run, which begins with the first part that is saved."""
        if self.done.run is not None:
            return self.done.run
        words = f"Held drafts: {self.change.words}"
        entry = {"path": words, "format": "mending", "encoding": None, "sha256": None}
        file: dict[str, Any] = {**entry, "mapping": {}, "unknown_columns": [], "error": None}
        return begin_mending(transaction, f"mending:{uuid.uuid4().hex}", self.author, [file])

    def _is_stale(self, transaction: Transaction, planned: Sequence[_PlannedDraft]) -> bool:
        """Tell whether a draft or its product has changed since it was read."""
        found = drafts_of(transaction, [one.stored.number for one in planned])
        rows = current_rows(transaction, [one.key for one in planned if one.key is not None])
        for one in planned:
            row, kept = rows.get(one.key or ""), one.mended.kept
            if found.get(one.stored.number) != one.stored:
                return True
            if (row and (row["seq"], row["stated_hash"])) != (kept and kept.mark):
                return True
        return False


def _number_key(fields: Mapping[str, str]) -> str | None:
    """Return the catalog number in the form for look-up, or None if there is none that a product could have."""
    number = fields.get("catalog_number", "").strip()
    return (catalog_key(number) or None) if len(number) <= MAX_NUMBER else None


def _logged(stored: StoredDraft, catalog_number: str, outcome: str, findings: list[dict[str, Any]]) -> LoggedRecord:
    place, supplier = {"draft": stored.number}, stored.draft.supplier
    return LoggedRecord(0, "held drafts", place, catalog_number, outcome, findings, supplier=supplier)
