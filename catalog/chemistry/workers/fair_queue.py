"""A queue of limited length for the workers. The client that has used least time comes first."""

from __future__ import annotations

import heapq
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from catalog.errors import ServerBusy, TooManyRequests

WAITING_EACH = 8
"""The largest number of waiting jobs of one client. A browser sends six requests at once."""
WAITING_ALL = 48
"""The largest number of waiting jobs of all clients. Each keeps a thread of the server."""
JOB_SECONDS = 1.0
"""The time that a waiting job adds to the use of its client, in seconds, so that clients take turns."""
RETRY_SECONDS = 2
"""When a client may try again that was refused because others wait, in seconds."""


@dataclass(order=True, slots=True)
class _Ticket:
    """A waiting job. The one with the fewest seconds used is first, then the oldest."""

    used: float
    number: int
    called: threading.Event = field(compare=False, default_factory=threading.Event)


class FairQueue:
    """Assigns workers to waiting jobs. Threads can share it.

    A client that has used little comes before one that has used much. So a single request does not wait for all
    requests of a busy client. A turn that ends passes to the first waiting job, and wakes no other.
    """

    def __init__(self, workers: int, *, waiting_each: int = WAITING_EACH, waiting_all: int = WAITING_ALL) -> None:
        """Describe the queue.

        Args:
            workers: the number of jobs in work.
            waiting_each: the largest number of waiting jobs of one client.
            waiting_all: the largest number of waiting jobs.
        """
        self._free = workers
        self._each = waiting_each
        self._all = waiting_all
        self._lock = threading.Lock()
        self._waiting: list[_Ticket] = []
        self._by_client: Counter[str] = Counter()
        self._number = 0

    @contextmanager
    def turn(self, client: str, used: float, seconds: float) -> Iterator[None]:
        """Wait for a free worker and keep it until the block ends.

        Args:
            client: the client.
            used: the recent use of the workers by the client, in seconds.
            seconds: the longest wait.

        Raises:
            TooManyRequests: too many jobs of this client, or of all clients, are waiting.
            ServerBusy: no worker was free in time.
        """
        ticket = self._take(client, used)
        if ticket is not None:
            self._wait(client, ticket, seconds)
        try:
            yield
        finally:
            self._hand_on()

    def waiting(self) -> int:
        """Return the number of waiting jobs."""
        with self._lock:
            return len(self._waiting)

    def _take(self, client: str, used: float) -> _Ticket | None:
        """Take a free worker, or a ticket to wait."""
        with self._lock:
            if self._free:
                self._free -= 1
                return None
            if self._by_client[client] >= self._each or len(self._waiting) >= self._all:
                message = f"Too many requests are waiting. Try again in {RETRY_SECONDS} s."
                raise TooManyRequests(message, retry_after=RETRY_SECONDS)
            self._number += 1
            ticket = _Ticket(used + JOB_SECONDS * self._by_client[client], self._number)
            heapq.heappush(self._waiting, ticket)
            self._by_client[client] += 1
            return ticket

    def _wait(self, client: str, ticket: _Ticket, seconds: float) -> None:
        """Wait for the turn."""
        ticket.called.wait(max(0.0, seconds))
        with self._lock:
            self._by_client[client] -= 1
            if not self._by_client[client]:
                del self._by_client[client]
            if ticket.called.is_set():
                return
            self._waiting.remove(ticket)
            heapq.heapify(self._waiting)
        message = f"The server is busy with other requests. Try again in {RETRY_SECONDS} s."
        raise ServerBusy(message, retry_after=RETRY_SECONDS)

    def _hand_on(self) -> None:
        """Give a worker to the first waiting job."""
        with self._lock:
            if self._waiting:
                heapq.heappop(self._waiting).called.set()
            else:
                self._free += 1
