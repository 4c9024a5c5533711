"""Who may use the worker processes next: a bounded queue in which whoever has used them least comes first."""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from catalog.errors import ServerBusy, TooManyRequests

WAITING_EACH = 8
"""How many jobs of one client may wait at once; a browser asks for six things at a time."""
WAITING_ALL = 48
"""How many jobs may wait at once, whoever asks: each keeps a thread of the server."""
JOB_SECONDS = 1.0
"""What each waiting job counts among what its client has used, so that clients take turns."""
RETRY_SECONDS = 2
"""When a client may ask again that was refused because others wait."""


class FairQueue:
    """Turns at some workers; threads may share it.

    A client that has used little comes before one that has used much, so that one who asks once does not stand behind
    all that others ask without a pause.
    """

    def __init__(self, workers: int) -> None:
        """Describe the queue.

        Args:
            workers: how many jobs go on at once.
        """
        self._free = workers
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int]] = []
        self._by_client: Counter[str] = Counter()
        self._number = 0

    @contextmanager
    def turn(self, client: str, used: float, seconds: float) -> Iterator[None]:
        """Wait for a worker to be free, and have it until the block ends.

        Args:
            client: who asks.
            used: how many seconds of the workers' time the client has used lately.
            seconds: how long to wait.

        Raises:
            TooManyRequests: too much of this client, or of all together, is waiting already.
            ServerBusy: no worker was free in time.
        """
        self._take(client, used, time.monotonic() + seconds)
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()

    def waiting(self) -> int:
        """How many jobs wait."""
        with self._changed:
            return len(self._waiting)

    def _take(self, client: str, used: float, until: float) -> None:
        with self._changed:
            if self._free and not self._waiting:
                self._free -= 1
                return
            if self._by_client[client] >= WAITING_EACH or len(self._waiting) >= WAITING_ALL:
                message = f"Too much is waiting for the chemistry workers; try again in {RETRY_SECONDS} s."
                raise TooManyRequests(message, retry_after=RETRY_SECONDS)
            self._number += 1
            ticket = (used + JOB_SECONDS * self._by_client[client], self._number)
            heapq.heappush(self._waiting, ticket)
            self._by_client[client] += 1
            try:
                self._wait(ticket, until)
                self._free -= 1
            finally:
                self._waiting.remove(ticket)
                heapq.heapify(self._waiting)
                self._by_client[client] -= 1
                if not self._by_client[client]:
                    del self._by_client[client]
                # Whoever is first now may have been woken while it was not.
                self._changed.notify_all()

    def _wait(self, ticket: tuple[float, int], until: float) -> None:
        """Wait until a worker is free and the ticket is the first."""
        while not (self._free and self._waiting[0] == ticket):
            left = until - time.monotonic()
            if left <= 0 or not self._changed.wait(left):
                if self._free and self._waiting[0] == ticket:
                    return
                message = f"The server is busy with other structures; try again in {RETRY_SECONDS} s."
                raise ServerBusy(message, retry_after=RETRY_SECONDS)
