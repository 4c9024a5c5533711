"""Chemistry for whoever asks: in turn, within one deadline for each request, and counted for each client."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from catalog.chemistry.workers.batch_calls import Arguments, run_each
from catalog.chemistry.workers.fair_queue import RETRY_SECONDS, FairQueue
from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import InvalidStructure, OutOfTime, ServerBusy, StructureRefused
from catalog.store.database import Database, Transaction
from catalog.store.reading.filters import ProductFilter, Sort
from catalog.store.reading.listing import Page
from catalog.store.structures.index import StructureFilter, StructureIndex
from catalog.web.http.limiter import STRUCTURES, Limiter

P = ParamSpec("P")
T = TypeVar("T")

EACH_SHARE = 0.25
"""The part of a request's time that one of many texts may take; a molecule takes a thousandth of that."""


READ_AT_ONCE = 2
"""How many strangers' texts are read at once by the threads of one process, which share one processor."""
READ_WAITING = 160
"""How many texts may wait to be read, half of them of one client: each keeps a thread of the server."""
DOWNLOAD_SECONDS = 30.0
"""How long somebody may wait for a file of what a search finds to be begun."""
LAST_READ_SECONDS = 0.5
"""How long a text may wait to be read after the deadline of its chemistry."""


class QueuedPool:
    """A worker pool and the queue before it.

    Attributes:
        pool: the workers.
        queue: who may use them next.
    """

    def __init__(self, workers: int, pool: WorkerPool) -> None:
        """Put a queue before a pool with so many workers."""
        self.pool = pool
        self.queue = FairQueue(workers)


@dataclass(frozen=True, slots=True)
class ChemistryService:
    """The chemistry of a server.

    Attributes:
        strangers: reads and examines what strangers send.
        drawings: draws the catalog's own structures; pages never wait for what strangers send.
        sheets: lays out specification sheets.
        structures: searches the structures that are kept.
        searches: who may search next.
        readings: who may next ask the catalog what a text means, or for a long list.
        downloads: who may next have a file written of what a search finds.
        limiter: counts what each client uses.
        seconds: what the chemistry of one request may take, waiting included.
    """

    strangers: QueuedPool
    drawings: QueuedPool
    sheets: QueuedPool
    structures: StructureIndex
    searches: FairQueue
    readings: FairQueue
    downloads: FairQueue
    limiter: Limiter
    seconds: float

    def for_client(self, client: str) -> RequestChemistry:
        """The chemistry of a request that begins now."""
        return RequestChemistry(self, client, time.monotonic() + self.seconds)

    def waiting(self) -> int:
        """How many jobs wait for a worker."""
        pools = (self.strangers, self.drawings, self.sheets)
        queues = (*(pool.queue for pool in pools), self.searches, self.readings, self.downloads)
        return sum(queue.waiting() for queue in queues)

    def warm_up(self) -> None:
        """Start a worker for strangers and one for drawings, so that nobody waits for that."""
        self.strangers.pool.warm_up()
        self.drawings.pool.warm_up()

    def close(self) -> None:
        """End the workers."""
        for queued in (self.strangers, self.drawings, self.sheets):
            queued.pool.close()


@dataclass(frozen=True, slots=True)
class RequestChemistry:
    """The chemistry of one request: all of it together has one deadline.

    Whoever calls it holds no database connection meanwhile.

    Every method raises:
        OutOfTime: the deadline has passed.
        ServerBusy: no worker was free before it.
        TooManyRequests: the client has used its share, or has too much waiting.
    """

    service: ChemistryService
    client: str
    until: float

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function gives for what a stranger sent.

        Raises:
            StructureRefused: it cost too much.
        """
        with self._turn(self.service.strangers.queue):
            return self.service.strangers.pool.run_within(self._left(), function, *args, **kwargs)

    def run_each(self, function: Callable[..., T], items: Sequence[Arguments]) -> list[T | InvalidStructure]:
        """What a function gives for each item's arguments, or why it was refused or left out."""
        return run_each(self._run_some, function, items, seconds=EACH_SHARE * self.service.seconds)

    def draw(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function gives for a structure of the catalog's own.

        Raises:
            ServerBusy: it took too long, for which whoever asks is not to blame.
        """
        with self._turn(self.service.drawings.queue):
            try:
                return self.service.drawings.pool.run_within(self._left(), function, *args, **kwargs)
            except StructureRefused as error:
                message = f"The structure could not be drawn in time; try again in {RETRY_SECONDS} s."
                raise ServerBusy(message, retry_after=RETRY_SECONDS) from error

    def lay_out(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function gives that lays out a sheet, which may take longer than chemistry.

        Raises:
            StructureRefused: it cost too much.
        """
        with self._turn(self.service.sheets.queue):
            return self.service.sheets.pool.run(function, *args, **kwargs)

    def list_products(
        self,
        wanted: ProductFilter,
        structures: StructureFilter,
        sort: Sort,
        *,
        limit: int,
        cursor: str | None = None,
        facets: Sequence[str] = (),
    ) -> Page:
        """See ``StructureSearch``."""
        with self._turn(self.service.searches):
            return self.service.structures.list_products(
                wanted, structures, sort, limit=limit, cursor=cursor, facets=facets, seconds=self._left()
            )

    @contextmanager
    def read(self, database: Database) -> Iterator[Transaction]:
        """A transaction for reading what a stranger's text means, in its turn.

        Few are read at once, so that a page finds a connection and the processor free whatever strangers ask. An
        answer may be written for a moment longer than there is time for chemistry.
        """
        with self.reading_turn(), database.read() as transaction:
            yield transaction

    @contextmanager
    def reading_turn(self) -> Iterator[None]:
        """A turn at what takes the server's own threads long: a text to be read, a long list to be written."""
        seconds = max(self.until - time.monotonic(), 0.0) + LAST_READ_SECONDS
        with self.service.readings.turn(self.client, self._used(), seconds):
            yield

    @contextmanager
    def download_turn(self) -> Iterator[None]:
        """A turn at writing a file of many products."""
        with self.service.downloads.turn(self.client, self._used(), DOWNLOAD_SECONDS):
            yield

    def _used(self) -> float:
        """How many seconds of the workers' time the client has used lately."""
        return self.service.limiter.used(STRUCTURES, self.client) / 1000

    def _run_some(
        self,
        seconds: float,
        function: Callable[[Callable[..., T], Sequence[Arguments]], list[T | InvalidStructure]],
        each: Callable[..., T],
        items: Sequence[Arguments],
        /,
    ) -> list[T | InvalidStructure]:
        with self._turn(self.service.strangers.queue):
            return self.service.strangers.pool.run_within(min(seconds, self._left()), function, each, items)

    def _left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            message = f"There was no time left: the structures of one request may take {self.service.seconds:g} s."
            raise OutOfTime(message, stated="")
        return left

    @contextmanager
    def _turn(self, queue: FairQueue) -> Iterator[None]:
        """A turn at some workers, whose time is counted for the client."""
        limiter = self.service.limiter
        limiter.require(STRUCTURES, self.client)
        with queue.turn(self.client, self._used(), self._left()):
            began = time.monotonic()
            try:
                yield
            finally:
                limiter.spend(STRUCTURES, self.client, round(1000 * (time.monotonic() - began)))
