"""The queue before the workers: bounded, and fair to whoever has used them least."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.chemistry.workers.fair_queue import WAITING_ALL, WAITING_EACH, FairQueue
from catalog.errors import ServerBusy, TooManyRequests

LONG = 30.0
"""Longer than any test waits: nothing here is told by the clock."""


class Line:
    """A queue with one worker, which is taken, and threads that wait for it in an order that the test knows."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.queue = FairQueue(1)
        self.served: list[str] = []
        self._threads = threads
        self._done = threading.Event()
        self._taken = self.queue.turn("first", 0, LONG)
        self._taken.__enter__()

    def join(self, client: str, used: float = 0) -> None:
        before = self.queue.waiting()
        self._threads.submit(self._wait, client, used)
        while self.queue.waiting() == before:
            threading.Event().wait(0.001)

    def serve(self) -> list[str]:
        self._taken.__exit__(None, None, None)
        self._threads.shutdown()
        return self.served

    def _wait(self, client: str, used: float) -> None:
        with self.queue.turn(client, used, LONG):
            self.served.append(client)


class TestOrder:
    def test_whoever_used_least_comes_first(self) -> None:
        line = Line(ThreadPoolExecutor(8))
        for client, used in (("greedy", 20), ("usual", 3), ("new", 0), ("late", 0)):
            line.join(client, used)
        assert line.serve() == ["new", "late", "usual", "greedy"]

    def test_clients_that_used_alike_take_turns(self) -> None:
        line = Line(ThreadPoolExecutor(8))
        for client in ("a", "a", "a", "b"):
            line.join(client)
        assert line.serve() == ["a", "b", "a", "a"]


class TestBounds:
    def test_one_client_waits_with_so_much_only_and_others_still_may(self) -> None:
        line = Line(ThreadPoolExecutor(WAITING_ALL))
        for _ in range(WAITING_EACH):
            line.join("greedy")
        with pytest.raises(TooManyRequests) as refused, line.queue.turn("greedy", 0, LONG):
            pass
        assert refused.value.retry_after >= 1
        line.join("other")
        assert len(line.serve()) == WAITING_EACH + 1

    def test_all_together_wait_with_so_much_only(self) -> None:
        line = Line(ThreadPoolExecutor(WAITING_ALL))
        for number in range(WAITING_ALL):
            line.join(f"client {number}")
        with pytest.raises(TooManyRequests), line.queue.turn("one more", 0, LONG):
            pass
        assert len(line.serve()) == WAITING_ALL

    def test_a_turn_that_does_not_come_in_time_is_refused_and_leaves_nothing_behind(self) -> None:
        queue = FairQueue(1)
        with queue.turn("first", 0, LONG):
            with pytest.raises(ServerBusy), queue.turn("second", 0, 0.01):
                pass
            assert queue.waiting() == 0
        with queue.turn("second", 0, 0):
            assert queue.waiting() == 0

    def test_a_turn_ends_where_its_work_fails(self) -> None:
        queue = FairQueue(1)
        with pytest.raises(LookupError), queue.turn("first", 0, LONG):
            raise LookupError
        with queue.turn("second", 0, 0):
            assert queue.waiting() == 0
