"""What requests cost a server: ``python -m benchmarks.http_requests [--folder FOLDER] [--seed N] [--only WORDS]``.

``catalog serve`` runs over 71,347 real compounds (those of ``text_search``, imported once into ``--folder``), with
one worker process and with two. It is asked some hundred kinds of requests (``http_questions``), drawn anew from the
catalog by ``--seed``; each comes alone, on a new connection. Where the table says so, a product is changed before it.

Printed, as Markdown: processor time of all processes of the server, and time on the clock, each at the median, the
95th percentile and the worst, in milliseconds; the limits of processor time, at the median and at the worst, and
whether they are kept. What the server does in the background after an answer is not in its time.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from benchmarks.http_questions import API, Kind, Question, Sample, kinds
from benchmarks.processes import free_port, run, started, wait_for
from benchmarks.processor_time import seconds_of
from benchmarks.text_search import FOLDER, filled
from catalog.store.access.keys import create_key
from catalog.store.database import Database

WORKERS = (1, 2)
WARM_UPS = 1
"""How many requests of each kind are asked beforehand, for each worker: whoever comes first waits for what is kept."""
FEW = 4
"""Of kinds with so few requests, which take long, none are asked beforehand."""
WHOLE = 10.0
"""From here on milliseconds are printed without decimals."""
PATIENCE = 120.0
"""How long an answer may take, s."""
IDLE_SECONDS = 0.02
IDLE_SHARE = 0.05
"""A server rests that uses less than this share of so many seconds."""
REST_SECONDS = 2.0
"""How long a server may take until it rests, s; on a machine that others use too, that may not be enough."""
START_SECONDS = 120.0
"""How long it may take at first."""


class Timed(NamedTuple):
    """What one request took, in milliseconds, and whether it was answered as expected."""

    processor: float
    clock: float
    answered: bool


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs.

    Attributes:
        process: the process that leads it.
        port: its port.
        key: an editor's key.
    """

    process: subprocess.Popen[bytes]
    port: int
    key: str

    def ask(self, question: Question, method: str | None = None) -> bool:
        """Ask on a new connection; whether it was answered as expected. What was said otherwise is printed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(
                method or ("GET" if question.body is None else "POST"), question.path, question.body, question.headers
            )
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != question.status:
            print(f"{question.path[:200]} was answered with {answer.status}: {body[:400]!r}", file=sys.stderr)
        return answer.status == question.status

    def timed(self, question: Question) -> Timed:
        """Ask while the server rests."""
        self.wait_for_rest()
        before, begun = seconds_of(self.process.pid), time.perf_counter()
        answered = self.ask(question)
        clock = time.perf_counter() - begun
        return Timed(1e3 * (seconds_of(self.process.pid) - before), 1e3 * clock, answered)

    def wait_for_rest(self, seconds: float = REST_SECONDS) -> None:
        """Wait until nothing is done in the background, or so long."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            before, begun = seconds_of(self.process.pid), time.monotonic()
            time.sleep(IDLE_SECONDS)
            if seconds_of(self.process.pid) - before < IDLE_SHARE * (time.monotonic() - begun):
                return

    def commit(self, number: str, remark: str) -> None:
        """Change a product."""
        headers = {"Authorization": f"Bearer {self.key}", "If-Match": "*", "Content-Type": "application/json"}
        body = json.dumps({"appearance": remark}).encode()
        self.ask(Question(f"{API}/admin/products/{quote(number)}", body, headers), "PATCH")


def kept_catalog(folder: Path) -> Path:
    """The catalog with its structure files, made where it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "catalog.db"
    filled(f"sqlite:///{file}", folder).close()
    if not Path(f"{file}-structures-keys").exists():
        run([sys.executable, "-m", "catalog", "reindex"], {"CATALOG_DATABASE_URL": f"sqlite:///{file}"}, 900)
    return file


@contextmanager
def served(catalog: Path, workers: int) -> Iterator[Served]:
    """A server over a copy of the catalog."""
    with tempfile.TemporaryDirectory(prefix="catalog-requests-") as folder, tempfile.TemporaryFile() as log:
        for file in catalog.parent.glob(f"{catalog.name}*"):
            (shutil.copytree if file.is_dir() else shutil.copy)(file, Path(folder) / file.name)
        url = f"sqlite:///{folder}/{catalog.name}"
        database = Database(url)
        with database.write() as transaction:
            key = create_key(transaction, "editor", "benchmark")
        database.close()
        port = free_port()
        command = [sys.executable, "-m", "catalog", "serve", "--port", str(port), "--workers", str(workers)]
        settings = {"CATALOG_DATABASE_URL": url, "CATALOG_CLIENT_SECONDS": "3600", "CATALOG_SEARCH_SECONDS": "30"}
        with started(command, settings, log) as process:
            wait_for(f"http://127.0.0.1:{port}/readyz", process)
            yield Served(process, port, key)


def measure(server: Served, every: Sequence[Kind], drawn: Sample, workers: int) -> dict[str, list[Timed]]:
    """What the requests of each kind take."""
    for kind in every:
        for _ in range(WARM_UPS * workers if kind.number > FEW else 0):
            server.ask(kind.draw())
    server.wait_for_rest(START_SECONDS)
    changed = drawn.number()
    times: dict[str, list[Timed]] = {}
    for kind in every:
        times[kind.name] = []
        for turn in range(kind.number):
            if kind.after_commit:
                server.commit(changed, f"{kind.name} {turn}")
            times[kind.name].append(server.timed(kind.draw()))
        print(f"{kind.name}: {told([one.processor for one in times[kind.name]])}", file=sys.stderr, flush=True)
    return times


def told(values: Sequence[float]) -> str:
    """Median, 95th percentile and worst."""
    ordered = sorted(values)
    late = ordered[int(0.95 * (len(ordered) - 1) + 0.5)]
    shown = (statistics.median(ordered), late, ordered[-1])
    return " / ".join(f"{value:.0f}" if value >= WHOLE else f"{value:.1f}" for value in shown)


def is_kept(kind: Kind, times: Sequence[Timed]) -> bool:
    """Tell whether the limit of a kind is kept."""
    used = [one.processor for one in times]
    return kind.limit is None or (statistics.median(used) <= kind.limit.median and max(used) <= kind.limit.worst)


def row(kind: Kind, measured: Sequence[Sequence[Timed]]) -> str:
    """A row of the table."""
    unanswered = sum(not one.answered for times in measured for one in times)
    name = kind.name + (", after a commit" if kind.after_commit else "")
    cells = [name + (f" ({unanswered} not answered)" if unanswered else "")]
    for times in measured:
        cells += [told([one.processor for one in times]), told([one.clock for one in times])]
    if kind.limit is None:
        cells += ["–", "–"]
    else:
        kept = all(is_kept(kind, times) for times in measured)
        cells += [f"{kind.limit.median:.0f} / {kind.limit.worst:.0f}", "yes" if kept else "**no**"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="What requests cost a server.")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the catalog is kept")
    parser.add_argument("--seed", type=int, default=None, help="draw the same requests again")
    parser.add_argument("--only", default="", help="only kinds whose name contains this")
    parser.add_argument("--workers", type=int, choices=WORKERS, default=None, help="by default one, then two")
    chosen = parser.parse_args()
    seed = random.SystemRandom().randrange(1_000_000) if chosen.seed is None else chosen.seed
    catalog = kept_catalog(chosen.folder)
    database = Database(f"sqlite:///{catalog}")
    with database.read() as transaction:
        drawn = Sample(transaction, seed)
    database.close()
    every = [kind for kind in kinds(drawn) if chosen.only in kind.name]
    numbers = WORKERS if chosen.workers is None else (chosen.workers,)
    measured = []
    for workers in numbers:
        with served(catalog, workers) as server:
            measured.append(measure(server, every, drawn, workers))
    print(f"seed {seed}; {os.cpu_count()} processors; load {os.getloadavg()[0]:.1f}; median / p95 / worst, ms\n")
    heads = [f"{n} worker{'s' * (n > 1)}, {what}" for n in numbers for what in ("processor", "clock")]
    print(f"| request | {' | '.join(heads)} | limit | kept |\n|---{'|---:' * len(heads)}|---|---|")
    for kind in every:
        print(row(kind, [times[kind.name] for times in measured]))


if __name__ == "__main__":
    main()
