"""A pool of worker processes with RDKit loaded, for structures from outside and for work that can hang.

Almost every RDKit call holds the interpreter's lock, and none can be interrupted. So one hostile structure would freeze
a server. Here only a worker is ended, the structure is refused, and other requests continue.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import ParamSpec, TypeVar, cast

from catalog.chemistry.workers.batch_calls import Arguments, run_each
from catalog.chemistry.workers.worker import READY, Job, JobOutcome, Limits, serve_jobs
from catalog.errors import CatalogError, InvalidStructure, NoWorker, OutOfTime, StructureRefused, WorkerFailed

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

STARTING_SECONDS = 30.0
"""How long a new worker may take to load RDKit; the time of its first job begins after that."""
TELLING_SECONDS = 0.1
"""A job with less time than this gets no message about its duration: earlier work had used the time."""


class WorkerPool:
    """Worker processes that start when they are first needed, and are replaced when they die.

    Threads may share a pool. Each job takes a free worker, or waits for its turn.
    """

    def __init__(
        self,
        workers: int = 2,
        *,
        cpu_seconds: float = 2.0,
        wall_seconds: float = 3.0,
        memory_bytes: int = 1 << 30,
        preload: Sequence[str] = ("catalog.chemistry.structure.structure",),
        niceness: int = 0,
    ) -> None:
        """Describe the pool; no process starts yet.

        Args:
            workers: how many processes.
            cpu_seconds: processor time for one job.
            wall_seconds: time on the clock for one job.
            memory_bytes: address space of one worker.
            preload: modules that every worker has loaded when it starts.
            niceness: the lower priority of the workers, from 0 to 19 (nice(2)).
        """
        self._limits = Limits(cpu_seconds, wall_seconds, memory_bytes, niceness)
        self._context = _context(preload)
        self._free: list[_Worker] = [_Worker(self._context, self._limits) for _ in range(workers)]
        self._all = tuple(self._free)
        self._available = threading.Condition()
        self._waiting: deque[object] = deque()
        self._closed = False

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a module-level function in a worker and return its result.

        Raises:
            CatalogError: the function raised it.
            StructureRefused: it took too long, too much memory, or crashed the worker.
            WorkerFailed: it raised an unexpected error.
            NoWorker: no worker could start, or the pool is closed.
        """
        return cast("T", self._answer(self._take(None), self._limits.wall_seconds, Job(function, args, kwargs)))

    def run_within(self, seconds: float, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the same as ``run`` with a time limit in seconds, including the wait for a worker.

        Raises:
            OutOfTime: no worker was free in time.
        """
        until = time.monotonic() + seconds
        worker = self._take(seconds)
        left = min(until - time.monotonic(), self._limits.wall_seconds)
        return cast("T", self._answer(worker, left, Job(function, args, kwargs)))

    def _answer(self, worker: _Worker, seconds: float, job: Job) -> object:
        try:
            outcome = worker.call(job, seconds)
        finally:
            self._give_back(worker)
        if outcome.kind == "error":
            raise outcome.value
        if outcome.kind == "surprise":
            raise WorkerFailed(f"{_name_of(job.function)} failed: {outcome.value.what}", surprise=outcome.value)
        answer: object = outcome.value
        return answer

    def map_in_order(
        self, function: Callable[[Item], T], items: Iterable[Item], *, ahead: int
    ) -> Iterator[T | CatalogError]:
        """Call a function for each item in several workers at once. Yield the results in order.

        Only ``ahead`` items are taken before their results, so that neither accumulate. If an item ends a worker, or
        the function fails for it, the error is in its place.

        Raises:
            NoWorker: as ``run`` does.
        """
        waiting: deque[Future[T | CatalogError]] = deque()
        with ThreadPoolExecutor(len(self._all), "catalog-pool") as threads:
            try:
                for item in items:
                    waiting.append(threads.submit(self._result_or_error, function, item))
                    if len(waiting) >= ahead:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def _result_or_error(self, function: Callable[[Item], T], item: Item) -> T | CatalogError:
        try:
            return self.run(function, item)
        except NoWorker:
            raise
        except CatalogError as error:
            return error

    def run_each(self, function: Callable[..., T], items: Sequence[Arguments]) -> list[T | InvalidStructure]:
        """Call a function for each item's arguments; see ``each.run_each``."""
        return run_each(self.run_within, function, items, seconds=self._limits.wall_seconds)

    def warm_up(self) -> None:
        """Start one worker, so that the first job does not wait. A closed pool does nothing."""
        with suppress(NoWorker):
            worker = self._take(None)
            try:
                worker.started()
            finally:
                self._give_back(worker)
                if self._closed:
                    worker.stop()

    def occupancy(self) -> tuple[int, int]:
        """Return the number of free workers and of all workers."""
        with self._available:
            return len(self._free), len(self._all)

    def close(self) -> None:
        """End every worker. A running job fails."""
        with self._available:
            self._closed = True
            self._available.notify_all()
        for worker in self._all:
            worker.stop()

    def _take(self, seconds: float | None) -> _Worker:
        """Return a free worker, waiting without limit or for this many seconds."""
        turn = object()
        with self._available:
            self._waiting.append(turn)
            try:
                if not self._available.wait_for(lambda: self._closed or self._is_free_for(turn), seconds):
                    raise OutOfTime("No worker was free in time.", stated="")
                if self._closed:
                    raise NoWorker("The worker pool is closed.")
                return self._free.pop()
            finally:
                self._waiting.remove(turn)
                self._available.notify_all()

    def _is_free_for(self, turn: object) -> bool:
        """Tell whether a worker is free for whoever has waited longest: else one job after the other could keep it."""
        return bool(self._free) and self._waiting[0] is turn

    def _give_back(self, worker: _Worker) -> None:
        with self._available:
            self._free.append(worker)
            self._available.notify_all()


class _Worker:
    """One worker process and the pipe to it."""

    def __init__(self, context: ForkServerContext, limits: Limits) -> None:
        self._context = context
        self._limits = limits
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def call(self, job: Job, seconds: float) -> JobOutcome:
        """Run one job. A worker that does not answer in time is ended, and the job is refused."""
        pipe = self.started()
        try:
            pipe.send(job)
            if not pipe.poll(seconds):
                self.stop()
                told = seconds >= TELLING_SECONDS
                why = f"it took longer than {seconds:.2g} s" if told else "no time was left for it"
                raise StructureRefused(f"Refused: {why}.", stated="")
            outcome: JobOutcome = pickle.loads(pipe.recv_bytes())  # noqa: S301  # Our own worker wrote it.
        except (EOFError, OSError) as error:
            self.stop()
            raise StructureRefused(
                "Refused: it needs more time or memory than one request may use.", stated=""
            ) from error
        if outcome.is_last:
            self.stop()
        return outcome

    def stop(self) -> None:
        """End the process at once."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if process is not None:
            process.kill()
            process.join(timeout=5)
            process.close()
        if pipe is not None:
            pipe.close()

    def started(self) -> Connection:
        """Return the pipe to a process that is ready."""
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.stop()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=serve_jobs, args=(theirs, self._limits), daemon=True, name="catalog-worker"
        )
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        if not _is_ready(ours):
            self.stop()
            raise NoWorker("A worker process could not start.")
        return ours


def _name_of(function: Callable[..., object]) -> str:
    """Return a function's name, for a partial function too."""
    bare = function.func if isinstance(function, partial) else function
    return getattr(bare, "__name__", type(bare).__name__)


def _is_ready(pipe: Connection) -> bool:
    """Wait for the new process to report that it is ready. Tell whether it did."""
    try:
        return pipe.poll(STARTING_SECONDS) and pipe.recv_bytes() == READY
    except (EOFError, OSError):
        return False


def _context(preload: Sequence[str]) -> ForkServerContext:
    """Return a fork server with RDKit loaded: a server with threads must not fork, and spawning is slow.

    There is one fork server for all pools of a process, which loads what any of them wants until it starts.
    """
    context = multiprocessing.get_context("forkserver")
    _preloaded.update(dict.fromkeys(preload))
    first, last = "catalog.chemistry.workers.worker", "catalog.chemistry.workers.frozen"
    context.set_forkserver_preload([first, *_preloaded, last])
    return context


_preloaded: dict[str, None] = {}
"""The modules that pools of this process have asked for, in that order."""
