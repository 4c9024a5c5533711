"""Segments: records by the hundred, laid over what is kept and examined in worker processes, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from catalog.chemistry.names import NameReader, NameReading
from catalog.chemistry.pool import WorkerPool
from catalog.errors import StructureRefused
from catalog.intake.survey import DraftedRecord
from catalog.product.draft import Draft
from catalog.product.examine import CHECKS_VERSION
from catalog.product.examining import Examined, Question, examine_fields, examine_many
from catalog.store.database import Database, Transaction
from catalog.store.entries import from_json, stated_hash
from catalog.store.writing import current_rows

AHEAD = 6
"""Segments under way at once: enough that no worker waits for the writer, few enough that memory stays flat."""


@dataclass(slots=True)
class Pending:
    """One record on its way.

    Attributes:
        position: its number in the run, from 0.
        record: as drafted.
        merged: its fields laid over what is kept.
        stated: the digest of ``merged``.
        kept_stated: the digest of what is kept now; None where nothing is.
        kept_fields, kept_body, kept_supplier: what is kept now, the document as JSON text.
        kept_at: the revision and digest that this was read at; None where nothing was kept, or nothing read yet.
        named: what the name means as a systematic one; None where nobody asked.
        examined: what the examination gave; None where none was needed.
        failure: why the examination itself failed, where it did.
    """

    position: int
    record: DraftedRecord
    merged: Mapping[str, str] = field(default_factory=dict)
    stated: str = ""
    kept_stated: str | None = None
    kept_fields: Mapping[str, str] = field(default_factory=dict)
    kept_body: str | None = None
    kept_at: tuple[int, str] | None = None
    kept_supplier: str | None = None
    named: NameReading | None = None
    examined: Examined | None = None
    failure: StructureRefused | None = None

    @property
    def kept_provenance(self) -> Mapping[str, Any] | None:
        """The provenance of what is kept; None where nothing is."""
        if self.kept_body is None:
            return None
        provenance: Mapping[str, Any] = from_json(self.kept_body)["provenance"]
        return provenance

    @property
    def is_skipped(self) -> bool:
        """Tell whether it is no product record."""
        return self.record.drafted.skipped is not None

    @property
    def needs_examination(self) -> bool:
        """Tell whether what is stated is not what is kept already."""
        return not self.is_skipped and self.stated != self.kept_stated

    def question(self, names: NameReader | None) -> Question:
        """What is to be examined."""
        self.named = names.read(self.merged.get("name", "")) if names is not None else None
        return Question(self.merged, self.named)


def lay_over(transaction: Transaction, pending: Sequence[Pending]) -> None:
    """Lay each record over what is kept under its catalog number now; again, only where that changed since."""
    keys = [item.record.key for item in pending if not item.is_skipped and item.record.key]
    rows = current_rows(transaction, keys)
    for item in pending:
        row = rows.get(item.record.key)
        now = None if row is None else (row["seq"], row["stated_hash"])
        if item.stated and now == item.kept_at:
            continue
        item.kept_at = now
        item.kept_fields = {} if row is None else from_json(row["fields"])
        item.kept_stated = None if row is None else row["stated_hash"]
        item.kept_supplier = None if row is None else row["supplier"]
        item.kept_body = None if row is None else row["body"]
        item.merged = item.record.drafted.draft.merged_into(Draft(item.kept_fields)).fields
        item.stated = stated_hash(item.merged, CHECKS_VERSION)


def examined_segments(
    database: Database,
    pool: WorkerPool,
    records: Iterable[DraftedRecord],
    *,
    size: int,
    skip: int,
    names: NameReader | None = None,
) -> Iterator[list[Pending]]:
    """The records in segments, examined; those before position ``skip`` are left out, as an earlier try did them."""
    waiting: deque[list[Pending]] = deque()

    def planned() -> Iterator[list[Question]]:
        numbered = ((position, record) for position, record in enumerate(records) if position >= skip)
        while segment := [Pending(position, record) for position, record in islice(numbered, size)]:
            with database.read() as transaction:
                lay_over(transaction, segment)
            waiting.append(segment)
            yield [item.question(names) for item in segment if item.needs_examination]

    for result in pool.map_in_order(examine_many, planned(), ahead=AHEAD):
        segment = waiting.popleft()
        _spread(segment, result, pool)
        yield segment


def _spread(segment: list[Pending], result: list[Examined] | StructureRefused, pool: WorkerPool) -> None:
    needing = [item for item in segment if item.needs_examination]
    if isinstance(result, StructureRefused):
        # One of them cost a worker its life; alone, only that one is refused.
        for item in needing:
            examine_alone(item, pool)
        return
    for item, examined in zip(needing, result, strict=True):
        item.examined = examined


def examine_alone(item: Pending, pool: WorkerPool) -> None:
    """Examine one record by itself."""
    try:
        item.examined = pool.run(examine_fields, item.merged, item.named)
    except StructureRefused as error:
        item.failure = error
