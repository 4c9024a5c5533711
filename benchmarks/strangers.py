"""What a bystander notices while strangers attack: ``python -m benchmarks.strangers [PART…] [--seconds 12]``.

``catalog serve`` runs over a catalog (the seeds, or the one at ``--url``), on the loopback interface. A bystander at
127.0.0.1 asks twenty times a second for ``/healthz`` and for a product's page, each time on a new connection: first
alone, then beside each attack of ``benchmarks.attacks``, whose clients have addresses from 127.0.0.2 on. Printed are
its times, and what the strangers were answered. It exits with 1 where the bystander got no answer, or anybody one
of the server's own failures. All parts together take less than five minutes, and every loop is bounded.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from benchmarks.attacks import ATTACKS, Tally, attack
from benchmarks.point_lookup import filled
from benchmarks.processes import beside, free_port, next_told, started, wait_for
from catalog.web.sockets.open_files import raise_open_files

PER_SECOND = 20
ALONE_SECONDS = 10.0
AT_LEAST = {"trickle": 40.0}
"""Parts that need longer to show something: a body has thirty seconds."""
PATIENCE = 15.0
"""How long the bystander waits for an answer, s."""
LATEST = 60.0
"""How long after its end an attack may tell what it was answered, s."""
MOST_SECONDS = 240.0
"""No part begins later than that."""


@dataclass(slots=True)
class Seen:
    """What a bystander saw of one address.

    Attributes:
        times: to each answer, s.
        outcomes: how often each status came, 0 where there was no answer.
    """

    times: list[float] = field(default_factory=list)
    outcomes: Counter[int] = field(default_factory=Counter)

    def ask(self, port: int, path: str) -> None:
        """Ask once, on a new connection."""
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            self.outcomes[answer.status] += 1
        except (OSError, http.client.HTTPException):
            self.outcomes[0] += 1
        finally:
            connection.close()
        self.times.append(time.perf_counter() - begun)

    def told(self) -> str:
        """Percentiles in ms, and the part that was answered well."""
        times = sorted(self.times)
        parts = [1000 * times[min(int(part * len(times)), len(times) - 1)] for part in (0.5, 0.99, 1.0)]
        return "".join(f"{part:8.1f}" for part in parts) + f"{self.outcomes[200] / len(times):7.0%}"


def stand_by(port: int, paths: tuple[str, ...], seconds: float) -> list[Seen]:
    """Ask for each path at an even pace, as far as the answers allow."""
    ends = time.monotonic() + seconds

    def ask_on(path: str, seen: Seen) -> None:
        due = time.monotonic()
        while due < ends:
            time.sleep(max(0.0, due - time.monotonic()))
            seen.ask(port, path)
            due = max(due + 1 / PER_SECOND, time.monotonic() - 1.0)

    every = [Seen() for _ in paths]
    threads = [threading.Thread(target=ask_on, args=pair) for pair in zip(paths, every, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return every


def be_strangers(name: str, port: int, seconds: float, told: Connection) -> None:
    """Attack, in a process of its own."""
    raise_open_files()
    told.send(asyncio.run(attack(name, port, seconds)))


def measured_beside(name: str, port: int, paths: tuple[str, ...], seconds: float) -> tuple[list[Seen], Tally]:
    """Stand by while an attack is played; what was seen, and what the strangers were answered."""
    with beside(be_strangers, name, port, seconds) as strangers:
        time.sleep(1.0)
        seen = stand_by(port, paths, seconds)
        tally: Tally = next_told(strangers, LATEST)
    return seen, tally


def main() -> None:
    """Serve, and measure alone and beside each attack."""
    parser = argparse.ArgumentParser(description="What a bystander notices while strangers attack.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"by default all: {', '.join(ATTACKS)}")
    parser.add_argument("--seconds", type=float, default=12.0, help="how long each attack lasts")
    parser.add_argument("--url", default=None, help="a catalog's database; by default the seeds in a temporary folder")
    chosen = parser.parse_args()
    parts = chosen.parts or list(ATTACKS)
    if not set(parts) <= set(ATTACKS):
        parser.error(f"the parts are {', '.join(ATTACKS)}")
    failed, ends = False, time.monotonic() + MOST_SECONDS
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="catalog-strangers-"))
        log = stack.enter_context(tempfile.TemporaryFile())
        url = chosen.url or f"sqlite:///{folder}/catalog.db"
        paths = ("/healthz", filled(url)[0][0].removeprefix("/api/v1"))
        port = free_port()
        command = [sys.executable, "-m", "catalog", "serve", "--port", str(port)]
        server = stack.enter_context(started(command, {"CATALOG_DATABASE_URL": url}, log))
        wait_for(f"http://127.0.0.1:{port}/readyz", server)
        print(f"{'':42}{'/healthz: p50, p99, worst, ms':^31}  {paths[1]:^31}  strangers were answered")
        stand_by(port, paths, 1.0)
        print(_line("nobody else", stand_by(port, paths, ALONE_SECONDS)))
        for name in parts:
            if time.monotonic() > ends:
                print(f"{ATTACKS[name][0]:42}left out: the time is over")
                continue
            seen, tally = measured_beside(name, port, paths, max(chosen.seconds, AT_LEAST.get(name, 0.0)))
            print(_line(ATTACKS[name][0], seen, tally), flush=True)
            failed = failed or tally.has_failures() or any(set(one.outcomes) != {200} for one in seen)
        log.seek(0)
        tracebacks = log.read().count(b"Traceback")
    print(f"tracebacks in the server's log: {tracebacks}")
    sys.exit(failed or tracebacks > 0)


def _line(name: str, seen: list[Seen], tally: Tally | None = None) -> str:
    line = f"{name:42}" + "  ".join(one.told() for one in seen)
    if tally is None:
        return line
    outcomes = ", ".join(f"{outcome}: {count:,}" for outcome, count in sorted(tally.outcomes.items()))
    return f"{line}  {outcomes}" + (f"; longest {tally.longest:.1f} s" if tally.longest else "")


if __name__ == "__main__":
    main()
