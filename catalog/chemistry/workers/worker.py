"""The main loop of a worker process: one job at a time, with limits."""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, Literal, NamedTuple

from catalog.chemistry.workers.abandoned_work import has_abandoned_work
from catalog.errors import CatalogError, StructureRefused
from catalog.surprises import Surprise, attempt, surprise_of

READY = b"ready"
"""The message of a worker that is ready for its first job."""

PR_SET_PDEATHSIG = 1
"""Linux's prctl: which signal a process gets when its parent dies (linux/prctl.h)."""


COLLECT_SELDOM = (50_000, 20, 20)
"""The number of new objects before a garbage collection of the youngest. Python has 700."""


class Limits(NamedTuple):
    """The limits of a worker.

    Attributes:
        cpu_seconds: processor time for one job.
        wall_seconds: wall time for one job. The caller checks it.
        memory_bytes: address space.
        niceness: its lower priority, from 0 to 19 (nice(2)).
    """

    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int
    niceness: int


class Job(NamedTuple):
    """A call: a module-level function and its arguments."""

    function: Callable[..., Any]
    arguments: Sequence[Any]
    keywords: Mapping[str, Any]


class JobOutcome(NamedTuple):
    """The result of a call.

    Attributes:
        kind: a value, an error of ours, or an unexpected error (a ``Surprise``).
        value: the value or the error.
        is_last: whether the worker ends now, because a part of the work still runs.
    """

    kind: Literal["value", "error", "surprise"]
    value: Any
    is_last: bool = False


def serve_jobs(connection: Connection, limits: Limits) -> None:
    """Send `READY`, then answer jobs until the pipe closes."""
    _prepare(limits)
    _spare_the_collector()
    # If the parent has ended, this process ends without a message.
    with suppress(OSError):
        connection.send_bytes(READY)
        _answer_jobs(connection, limits)


def _answer_jobs(connection: Connection, limits: Limits) -> None:
    while True:
        try:
            job: Job = connection.recv()
        except (EOFError, OSError):
            return
        _arm(limits.cpu_seconds)
        outcome = _run(job)
        if has_abandoned_work():
            outcome = outcome._replace(is_last=True)
        try:
            payload = pickle.dumps(outcome)
        except (pickle.PicklingError, TypeError, AttributeError) as error:
            surprise = surprise_of(error)
            payload = pickle.dumps(
                JobOutcome("surprise", surprise._replace(what=f"the result cannot be sent: {error}"))
            )
        connection.send_bytes(payload)
        if outcome.is_last:
            os._exit(0)


def _prepare(limits: Limits) -> None:
    """Ignore Ctrl-C (the parent handles it), end with the parent, lower the priority, limit the memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = limits.memory_bytes if hard == resource.RLIM_INFINITY else min(limits.memory_bytes, hard)
    os.nice(limits.niceness)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _spare_the_collector() -> None:
    """Collect garbage seldom, and not what was loaded at the start: jobs make no reference cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_SELDOM)


def _arm(cpu_seconds: float) -> None:
    """Let the kernel end this process when a job exceeds its limit: Python cannot interrupt C++."""
    used = time.process_time()
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + cpu_seconds) + 1, hard))


def _run(job: Job) -> JobOutcome:
    call = partial(job.function, *job.arguments, **job.keywords)
    try:
        value = attempt(call, passed=(CatalogError, MemoryError))
    except CatalogError as error:
        return JobOutcome("error", error)
    except MemoryError:
        return JobOutcome(
            "error", StructureRefused("Refused: it needs more memory than one request may use.", stated="")
        )
    return JobOutcome("surprise" if isinstance(value, Surprise) else "value", value)
