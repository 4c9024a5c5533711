"""Segments: records by the chunk, each with what is kept under its number, prepared in worker processes, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from catalog.chemistry.structure.systematic_names import NameReader
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import CatalogError, NoWorker, StructureRefused, WorkerFailed
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.runs.preparing import (
    Delivery,
    IncomingRecord,
    PreparedRecord,
    prepare_cells,
    prepare_segment,
)
from catalog.product.text.folding import BETWEEN_KEYS, product_key
from catalog.store.database import Database
from catalog.store.suppliers import HOUSE, known_keys
from catalog.store.writing.products import kept_states
from catalog.surprises import Surprise, attempt, surprise_of

AHEAD = 8
"""Segments under way at once: enough that no worker waits for the writer, few enough that memory stays flat."""


@dataclass(slots=True)
class PendingRecord:
    """One record on its way.

    Attributes:
        incoming: the record, with what was kept under its number when it was sent out.
        prepared: what came back.
    """

    incoming: IncomingRecord
    prepared: PreparedRecord


@dataclass(frozen=True, slots=True)
class RecordPreparer:
    """Where records are prepared.

    Attributes:
        database: what they are prepared over.
        pool: the worker processes.
        delivery: what the records have in common.
        names: reads systematic names; None where nobody asks for that.
    """

    database: Database
    pool: WorkerPool
    delivery: Delivery
    names: NameReader | None = None

    def prepare(self, incoming: Sequence[IncomingRecord]) -> Iterator[PreparedRecord]:
        """Prepare records one by one; one that costs a worker its life, or makes the program fail, fails alone."""
        for item in incoming:
            try:
                yield self.pool.run(prepare_segment, self.delivery, (item,))[0]
            except NoWorker:
                raise
            except StructureRefused as refusal:
                yield prepare_cells(self.delivery, item, refusal)
            except CatalogError as error:
                failed = error.surprise if isinstance(error, WorkerFailed) else surprise_of(error)
                yield prepare_cells(self.delivery, item, failed)

    def with_kept(self, incoming: Sequence[IncomingRecord]) -> tuple[IncomingRecord, ...]:
        """Return the records with what is kept under their numbers now, and what their names mean."""
        with self.database.read() as transaction:
            known = known_keys(transaction, {item.supplier.name for item in incoming if item.supplier.name})
            incoming = [_supplied(item, known) for item in incoming]
            kept = kept_states(transaction, [item.key for item in incoming if item.key])
        return tuple([self._named(item._replace(kept=kept.get(item.key))) for item in incoming])

    def _named(self, item: IncomingRecord) -> IncomingRecord:
        if self.names is None or item.raw.skipped is not None:
            return item
        merged = item.merged(item.drafted(RecordDrafter(self.delivery.mapping)))
        named = attempt(self.names.read, merged.get("name"))
        if isinstance(named, Surprise):
            return item._replace(raw=item.raw._replace(failed=named))
        return item._replace(named=named)


def _supplied(item: IncomingRecord, known: Mapping[str, str]) -> IncomingRecord:
    """Return a record with the key of its supplier, who may have had other names before."""
    key = known.get(item.supplier.name, HOUSE)
    if key == item.supplier.key:
        return item
    number = item.key.partition(BETWEEN_KEYS)[0]
    return item._replace(
        supplier=item.supplier._replace(key=key), key=product_key(number, key) if item.key else item.key
    )


def _cut(records: Iterable[IncomingRecord], size: int) -> Iterator[tuple[IncomingRecord, ...]]:
    """Yield records in segments. What two files say of one product is in two of them, since the second is laid over
    the first.
    """
    segment: list[IncomingRecord] = []
    files: dict[str, str] = {}
    for record in records:
        if len(segment) == size or files.get(record.key, record.file) != record.file:
            yield tuple(segment)
            segment, files = [], {}
        segment.append(record)
        if record.key:
            files[record.key] = record.file
    if segment:
        yield tuple(segment)


def prepared_segments(
    workshop: RecordPreparer, records: Iterable[IncomingRecord], *, size: int, skip: int
) -> Generator[list[PendingRecord]]:
    """The records in segments, prepared; those before position ``skip`` are left out, as an earlier try did them."""
    waiting: deque[tuple[IncomingRecord, ...]] = deque()

    def planned() -> Iterator[tuple[IncomingRecord, ...]]:
        for some in _cut(islice(records, skip, None), size):
            waiting.append(workshop.with_kept(some))
            yield waiting[-1]

    prepare = partial(prepare_segment, workshop.delivery)
    for result in workshop.pool.map_in_order(prepare, planned(), ahead=AHEAD):
        segment = waiting.popleft()
        # One of them cost a worker its life, or made the program fail; alone, only that one is left out.
        prepared = workshop.prepare(segment) if isinstance(result, CatalogError) else result
        yield [PendingRecord(item, made) for item, made in zip(segment, prepared, strict=True)]
