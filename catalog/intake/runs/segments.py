"""Segments: groups of records with the stored products under their numbers, prepared in worker processes, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from catalog.chemistry.names.systematic_names import NameReader
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import CatalogError, NoWorker, StructureRefused, WorkerFailed
from catalog.intake.runs.chunks import cut
from catalog.intake.runs.preparing import (
    Delivery,
    FileDrafters,
    IncomingRecord,
    PreparedRecord,
    prepare_cells,
    prepare_segment,
)
from catalog.product.checks.naming.systematic import read_stated_names
from catalog.product.text.folding import BETWEEN_KEYS, product_key
from catalog.store.database import Database
from catalog.store.entries import Entry, KeptState, body_of
from catalog.store.suppliers import HOUSE, known_keys
from catalog.store.writing.draft_mending import ignored_kinds
from catalog.store.writing.products import kept_states
from catalog.surprises import Surprise, attempt, surprise_of

AHEAD = 8
"""How many segments are in work at once: enough that no worker waits for the writer, but few enough to limit memory."""

LOGGED = 0.2
"""How long it takes to log a record that changes no product, relative to saving a new one."""
CHANGED = 2.0
"""How long it takes to save a changed product, relative to a new one."""


@dataclass(slots=True)
class PendingRecord:
    """One record in preparation.

    Attributes:
        incoming: the record, with the product that was stored under its number when it was sent to a worker.
        prepared: the result.
    """

    incoming: IncomingRecord
    prepared: PreparedRecord

    @property
    def file(self) -> str:
        """Return the path of its file."""
        return self.incoming.file

    @property
    def key(self) -> str:
        """Return the key of its product; empty if it has no catalog number."""
        return self.incoming.key

    @property
    def load(self) -> float:
        """Return how long it takes to save the record, relative to a new product."""
        if self.prepared.entry is None:
            return LOGGED
        return 1.0 if self.incoming.kept is None else CHANGED


@dataclass(frozen=True, slots=True)
class RecordPreparer:
    """Prepares records in worker processes.

    Attributes:
        database: the database with the stored products.
        pool: the worker processes.
        delivery: the common data of the records.
        names: reads systematic names, or None to leave this out.
        foretold: in a dry run, the products that stand in several records, as the last of them would leave each.
    """

    database: Database
    pool: WorkerPool
    delivery: Delivery
    names: NameReader | None = None
    foretold: dict[str, Entry] = field(default_factory=dict)

    def prepare(self, incoming: Sequence[IncomingRecord]) -> Iterator[PreparedRecord]:
        """Prepare records one by one. One that kills a worker or makes the program fail does not affect the others."""
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
        """Return the records with the products now stored under their numbers, and the meanings of their names."""
        with self.database.read() as transaction:
            known = known_keys(transaction, {item.supplier.name for item in incoming if item.supplier.name})
            incoming = [_supplied(item, known) for item in incoming]
            keys = [item.key for item in incoming if item.key]
            kept, ignored = kept_states(transaction, keys), ignored_kinds(transaction, keys)
        incoming = [item._replace(ignored=ignored.get(item.key, item.ignored)) for item in incoming]
        states = [self._foretold(item.key) or kept.get(item.key) for item in incoming]
        return tuple([self._named(item._replace(kept=state)) for item, state in zip(incoming, states, strict=True)])

    def is_outdated(self, item: IncomingRecord) -> bool:
        """Tell whether a dry run has foretold another state of a product since the record was prepared."""
        state = self._foretold(item.key)
        return state is not None and state.mark != (item.kept and item.kept.mark)

    def _foretold(self, key: str) -> KeptState | None:
        entry = self.foretold.get(key)
        if entry is None:
            return None
        return KeptState(entry.fields, body_of(entry, 0, "", ""), entry.supplier, -1, entry.stated_hash)

    def _named(self, item: IncomingRecord) -> IncomingRecord:
        if self.names is None or item.raw.skipped is not None:
            return item
        merged = item.merged(item.drafted(FileDrafters(self.delivery)))
        named = attempt(read_stated_names, self.names.read, merged.get("name"), merged.get("synonyms"))
        if isinstance(named, Surprise):
            return item._replace(raw=item.raw._replace(failed=named))
        return item._replace(named=named)


def _supplied(item: IncomingRecord, known: Mapping[str, str]) -> IncomingRecord:
    """Return a record with the key of its supplier. The supplier can have had other names before."""
    key = known.get(item.supplier.name, HOUSE)
    if key == item.supplier.key:
        return item
    number = item.key.partition(BETWEEN_KEYS)[0]
    return item._replace(
        supplier=item.supplier._replace(key=key), key=product_key(number, key) if item.key else item.key
    )


def prepared_segments(
    workshop: RecordPreparer, records: Iterable[IncomingRecord], *, size: int
) -> Generator[list[PendingRecord]]:
    """Yield the prepared records in segments."""
    waiting: deque[tuple[IncomingRecord, ...]] = deque()

    def planned() -> Iterator[tuple[IncomingRecord, ...]]:
        """Yield the segments for the workers, and remember them for the results."""
        for some in cut(records, lambda: size):
            waiting.append(workshop.with_kept(some))
            yield waiting[-1]

    prepare = partial(prepare_segment, workshop.delivery)
    for result in workshop.pool.map_in_order(prepare, planned(), ahead=AHEAD):
        segment = waiting.popleft()
        # One of them killed a worker or made the program fail. One by one, only that record is refused.
        prepared = workshop.prepare(segment) if isinstance(result, CatalogError) else result
        yield [PendingRecord(item, made) for item, made in zip(segment, prepared, strict=True)]
