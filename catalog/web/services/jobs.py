"""Work on imports that goes on after the request: dry runs, commits, undos and redos, in threads of the server.

What each job is and how far it has come stands in a small file beside its upload, so that every server process can
tell. Whoever works on it holds a lock, which ends with the process: a job that says ``working`` without a lock was
interrupted, and can be started again. The import itself knows where to continue.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from catalog.errors import CatalogError, ImportStopped, NotFound, StoreUnusable
from catalog.intake.runs.options import Progress
from catalog.store.json_text import to_json
from catalog.store.writing.undoing import UndoWatch
from catalog.surprises import Surprise, attempt
from catalog.web.services.uploads import Uploads, new_token

AT_ONCE = 2
"""How many jobs one server process works on at a time. Others wait."""

Kind = Literal["look", "commit", "undo", "redo"]
State = Literal["working", "done", "stopped", "failed", "interrupted"]

logger = logging.getLogger("catalog.web")


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work on an import, and how far it has come.

    Attributes:
        token: of its upload. The undo or redo of a run has a token without an upload.
        kind: a dry run, a commit, an undo, or the redo of an undone run.
        actor: who asked for it.
        person: the number of that person, if known.
        supplier: the supplier of the products, or an empty text.
        columns: the meanings of labels that the editor chose.
        is_remembered: these meanings were kept for the supplier, from an earlier file of the same shape.
        force: an undo or redo leaves products with later changes as they are.
        state: what became of it. ``interrupted``: the server ended meanwhile.
        run: the run, once it has a number.
        total: how many records or products there are.
        done: how many of them are finished.
        begun_with: how many were finished before this job.
        began_at, at: when the work began and when it last came forward, in seconds since 1970.
        problem: why it failed, or where it stopped.
    """

    token: str
    kind: Kind
    actor: str
    person: int | None = None
    supplier: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    is_remembered: bool = False
    force: bool = False
    state: State = "working"
    run: int | None = None
    total: int = 0
    done: int = 0
    begun_with: int = 0
    began_at: float = 0.0
    at: float = 0.0
    problem: str | None = None

    @property
    def is_working(self) -> bool:
        """Tell whether somebody works on it now."""
        return self.state == "working"

    @property
    def rate(self) -> float:
        """Return how many records are finished in a second, or 0 if that is not known yet."""
        seconds = self.at - self.began_at
        return (self.done - self.begun_with) / seconds if seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Return how many seconds the rest takes at this rate, or None if that is not known yet."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None

    def progress(self) -> dict[str, Any]:
        """Return how far it has come, for the API."""
        return {
            "kind": self.kind,
            "state": self.state,
            "total": self.total,
            "done": self.done,
            "rate": self.rate,
            "seconds_left": self.seconds_left if self.is_working else None,
            "problem": self.problem,
        }


class JobWatch(Progress, UndoWatch):
    """Keeps the progress of a job, and knows whether it should stop."""

    def __init__(self, uploads: Uploads, job: Job, closing: threading.Event) -> None:
        """Set the job. ``closing``: the server ends."""
        self._uploads, self._closing = uploads, closing
        self.job = job

    def note(self, **changes: object) -> None:
        """Keep changes of the job."""
        self.job = replace(self.job, at=time.time(), **changes)  # type: ignore[arg-type]  # Fields of a job.
        self._uploads.write(self.job.token, "job", to_json(asdict(self.job)))

    def begin(self, total: int) -> None:
        """Keep the number of all records."""
        self.note(total=total, done=0, begun_with=0, began_at=time.time())

    def open_run(self, run: int, done: int) -> None:
        """Keep the number of the run, and how many records were finished before."""
        self.note(run=run, begun_with=done)

    def advance(self, records: int) -> None:
        """Keep the progress."""
        self.note(done=self.job.done + records)

    def should_stop(self) -> bool:
        """Tell whether the server ends, or somebody wants the job to stop."""
        return self._closing.is_set() or self.is_cancelled()

    def is_cancelled(self) -> bool:
        """Tell whether somebody wants the job to stop."""
        return self._uploads.read(self.job.token, "stop") is not None


Work = Callable[[JobWatch], None]
"""Does a job. It asks ``should_stop`` after each chunk, and raises ``ImportStopped`` if it stops there."""


class Jobs:
    """The jobs of all server processes on one machine. This process works on those that it starts."""

    def __init__(self, uploads: Uploads) -> None:
        """Set the uploads, beside which the jobs stand."""
        self._uploads = uploads
        self._closing = threading.Event()
        self._threads = ThreadPoolExecutor(AT_ONCE, "catalog-job")

    def start(self, job: Job, work: Work) -> None:
        """Begin a job, or leave it to whoever works on it already, or did since the job was read.

        Raises:
            StoreUnusable: the folder of the uploads cannot be used.
        """
        lock = self._uploads.lock(job.token)
        if lock is None:
            return
        with ExitStack() as unlocking:
            unlocking.callback(os.close, lock)
            stored = self.find(job.token)
            if stored is not None and stored.at != job.at:
                return
            self._uploads.forget_part(job.token, "stop")
            watch = JobWatch(self._uploads, job, self._closing)
            watch.note(state="working", problem=None)
            future = self._threads.submit(_do, watch, work, self._closing)
            # This is called too if the job never begins, because the server ends.
            future.add_done_callback(lambda _: os.close(lock))
            unlocking.pop_all()

    def find(self, token: str) -> Job | None:
        """Return a job, or None if there is none."""
        text = self._uploads.read(token, "job")
        if text is None:
            return None
        job = Job(**json.loads(text))
        if job.is_working and not self._uploads.is_locked(token):
            # It may have ended just now.
            job = Job(**json.loads(self._uploads.read(token, "job") or text))
            return replace(job, state="interrupted") if job.is_working else job
        return job

    def require(self, token: str) -> Job:
        """Return a job.

        Raises:
            NotFound: there is none any more.
        """
        job = self.find(token)
        if job is None:
            raise NotFound("This upload has expired. Upload the file again.")
        return job

    def of_run(self, run: int) -> Job | None:
        """Return the latest job of a run, or None if there is none any more."""
        jobs = [job for token in self._uploads.with_jobs() if (job := self.find(token)) is not None and job.run == run]
        return max(jobs, key=lambda job: job.at, default=None)

    def stop(self, token: str) -> None:
        """Let a job stop after its present chunk."""
        self._uploads.write(token, "stop", "")

    def close(self) -> None:
        """End all jobs of this process after their present chunks. They can be continued."""
        self._closing.set()
        self._threads.shutdown(cancel_futures=True)


def undo_job(kind: Literal["undo", "redo"], run: int, actor: str, person: int | None, *, force: bool) -> Job:
    """Return the job that undoes or redoes a run."""
    return Job(new_token(), kind, actor, person, force=force, run=run)


def _do(watch: JobWatch, work: Work, closing: threading.Event) -> None:
    """Do a job and keep what became of it."""
    try:
        result = attempt(work, watch, passed=(CatalogError,))
    except ImportStopped as error:
        if not closing.is_set() or watch.is_cancelled():
            watch.note(state="stopped", problem=str(error))
    except CatalogError as error:
        # The message itself may name files and servers of the operator.
        watch.note(state="failed", problem=error.public if isinstance(error, StoreUnusable) else str(error))
    else:
        if isinstance(result, Surprise):
            logger.error("A job of the kind %s failed: %s", watch.job.kind, result.traceback)
            watch.note(state="failed", problem="The program failed at this. The server’s log says more.")
        else:
            watch.note(state="done")
