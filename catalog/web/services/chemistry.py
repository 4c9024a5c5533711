"""Chemistry for requests: in turn, with one deadline for each request, and counted for each client."""

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
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import Page
from catalog.store.reading.sorts import Sort
from catalog.store.structures.index import StructureFilter, StructureIndex
from catalog.web.http.limiter import STRUCTURES, Limiter

P = ParamSpec("P")
T = TypeVar("T")

EACH_SHARE = 0.25
"""The share of a request's time that one of many texts may use. A molecule uses a thousandth of that."""


READ_AT_ONCE = 2
"""How many clients' texts the threads of one process read at once; they share one processor."""
READ_WAITING = 160
"""How many texts may wait to be read, half of them from one client. Each occupies a thread of the server."""
DOWNLOAD_SECONDS = 30.0
"""How many seconds a client may wait until the download of search results begins."""
LAST_READ_SECONDS = 0.5
"""How many seconds a text may wait to be read after the deadline of its chemistry."""


class QueuedPool:
    """A worker pool and its queue.

    Attributes:
        pool: the workers.
        queue: decides who may use them next.
    """

    def __init__(self, workers: int, pool: WorkerPool) -> None:
        """Create a queue for a pool with this number of workers."""
        self.pool = pool
        self.queue = FairQueue(workers)


@dataclass(frozen=True, slots=True)
class ChemistryService:
    """The chemistry of a server.

    Attributes:
        strangers: reads and examines what clients send.
        drawings: draws the catalog's own structures, so pages never wait for what clients send.
        sheets: lays out specification sheets.
        structures: searches the stored structures.
        searches: decides who may search next.
        readings: decides who may next look up a text in the catalog, or write a long list.
        downloads: decides who may next download search results as a file.
        limiter: counts what each client uses.
        seconds: the time for the chemistry of one request, including waiting.
        took: is told the kind of each structure search and its seconds, without waiting.
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
    took: Callable[[str, float], None]

    def for_client(self, client: str) -> RequestChemistry:
        """Return the chemistry of a request that begins now."""
        return RequestChemistry(self, client, time.monotonic() + self.seconds)

    def waiting(self) -> dict[str, int]:
        """Return how many jobs wait, by their queue."""
        queues = {
            "structures": self.strangers.queue,
            "drawings": self.drawings.queue,
            "sheets": self.sheets.queue,
            "searches": self.searches,
            "readings": self.readings,
            "downloads": self.downloads,
        }
        return {name: queue.waiting() for name, queue in queues.items()}

    def warm_up(self) -> None:
        """Start a worker for clients' texts and one for drawings, so that nobody waits for that."""
        self.strangers.pool.warm_up()
        self.drawings.pool.warm_up()

    def close(self) -> None:
        """Stop the workers."""
        for queued in (self.strangers, self.drawings, self.sheets):
            queued.pool.close()


@dataclass(frozen=True, slots=True)
class RequestChemistry:
    """The chemistry of one request, with one deadline for all of it.

    The caller must not hold a database connection while it waits.

    Every method raises:
        OutOfTime: the deadline has passed.
        ServerBusy: no worker became free in time.
        TooManyRequests: the client has used its share, or has too many jobs waiting.
    """

    service: ChemistryService
    client: str
    until: float

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a function for what a client sent.

        Raises:
            StructureRefused: it needed too much time or memory.
        """
        with self._turn(self.service.strangers.queue):
            return self.service.strangers.pool.run_within(self._left(), function, *args, **kwargs)

    def run_each(self, function: Callable[..., T], items: Sequence[Arguments]) -> list[T | InvalidStructure]:
        """Return for each item the function's result, or the reason why it was refused or left out."""
        return run_each(self._run_some, function, items, seconds=EACH_SHARE * self.service.seconds)

    def draw(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a function for a structure of the catalog.

        Raises:
            ServerBusy: it took too long. The client is not to blame.
        """
        with self._turn(self.service.drawings.queue):
            try:
                return self.service.drawings.pool.run_within(self._left(), function, *args, **kwargs)
            except StructureRefused as error:
                message = f"The structure could not be drawn in time. Try again in {RETRY_SECONDS} s."
                raise ServerBusy(message, retry_after=RETRY_SECONDS) from error

    def lay_out(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a function that lays out a sheet. It may take longer than chemistry.

        Raises:
            StructureRefused: it needed too much time or memory.
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
        """List the products that match; see ``StructureSearch``."""
        with self._turn(self.service.searches):
            began = time.monotonic()
            page = self.service.structures.list_products(
                wanted, structures, sort, limit=limit, cursor=cursor, facets=facets, seconds=self._left()
            )
            self.service.took(_kind(structures), time.monotonic() - began)
            return page

    @contextmanager
    def read(self, database: Database) -> Iterator[Transaction]:
        """Wait for a turn, then open a transaction to look up a client's text.

        Few texts are looked up at once, so a page always finds a free connection and processor. An answer may be
        written for a moment after the deadline of chemistry.
        """
        with self.reading_turn(), database.read() as transaction:
            yield transaction

    @contextmanager
    def reading_turn(self) -> Iterator[None]:
        """Wait for a turn at a long task of the server's own threads: to read a text, or to write a long list."""
        seconds = max(self.until - time.monotonic(), 0.0) + LAST_READ_SECONDS
        with self.service.readings.turn(self.client, self._used(), seconds):
            yield

    @contextmanager
    def download_turn(self) -> Iterator[None]:
        """Wait for a turn to write a file of many products."""
        with self.service.downloads.turn(self.client, self._used(), DOWNLOAD_SECONDS):
            yield

    def share_used(self) -> float:
        """Return which part of its share of the workers' time the client has used lately, 1 for all of it."""
        return self.service.limiter.share_used(STRUCTURES, self.client)

    def _used(self) -> float:
        """Return how many seconds of the workers' time the client has used lately."""
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
            message = f"The time limit for the structures of one request is reached: {self.service.seconds:g} s."
            raise OutOfTime(message, stated="")
        return left

    @contextmanager
    def _turn(self, queue: FairQueue) -> Iterator[None]:
        """Wait for a turn at some workers, and count their time for the client."""
        limiter = self.service.limiter
        limiter.require(STRUCTURES, self.client)
        with queue.turn(self.client, self._used(), self._left()):
            began = time.monotonic()
            try:
                yield
            finally:
                limiter.spend(STRUCTURES, self.client, round(1000 * (time.monotonic() - began)))


def _kind(structures: StructureFilter) -> str:
    """Return the name of a search in the metrics: that of the condition that takes longest."""
    if structures.substructure is not None:
        return "substructure"
    return "superstructure" if structures.superstructure is not None else "similarity"
