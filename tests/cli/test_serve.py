"""``catalog serve`` as a process: it answers, holds out against those who only hold connections, and ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks import processes

ROOT = Path(__file__).resolve().parents[2]
BOUND = 120
"""How long a test waits for a server that starts, s."""
HALF_A_HEAD = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"
HALF_A_BODY = (
    b"POST /api/v1/lookup HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\nHost: a\r\n\r\n{"
)


@dataclass(frozen=True)
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    log: Path
    port: int

    def status(self, path: str) -> int:
        """How the server answers on a new connection."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=BOUND) as answer:
            return int(answer.status)

    def ended(self) -> str:
        """End the server as an operator does; what it said."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) in (0, -signal.SIGTERM)
        return self.log.read_text(encoding="utf-8")


@contextmanager
def serving(folder: Path, *arguments: str, files: int | None = None, **settings: str) -> Iterator[Served]:
    """A server on a database of its own and at a free port; ``files`` bounds how many it may open."""

    # A shell sets the bound: between fork and exec, a process with threads must run nothing of Python's.
    bounded = [] if files is None else ["sh", "-c", f'ulimit -Hn {files}; ulimit -Sn {files // 2}; exec "$@"', "sh"]
    command = [*bounded, sys.executable, "-m", "catalog", "serve", "--port", "0", *arguments]
    log = folder / "log.txt"
    settings = {"CATALOG_DATABASE_URL": f"sqlite:///{folder}/catalog.db"} | settings
    with log.open("wb") as stream, processes.started(command, settings, stream) as process:
        yield Served(process, log, _ready(process, log))


def _ready(process: subprocess.Popen[bytes], log: Path) -> int:
    """The port of a server, once it can answer."""
    ends = time.monotonic() + BOUND
    while time.monotonic() < ends and process.poll() is None:
        named = re.search(r"serves on http://127\.0\.0\.1:(\d+)", log.read_text(encoding="utf-8"))
        if named is not None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{named[1]}/readyz", timeout=5) as answer:
                    assert json.load(answer) == {"status": "ready"}
                    return int(named[1])
            except OSError:
                pass
        time.sleep(0.1)
    pytest.fail(f"The server does not answer: {log.read_text(encoding='utf-8')}")


@contextmanager
def held(port: int, number: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """So many connections that send something and no more."""
    with ExitStack() as stack:
        connections = []
        for _ in range(number):
            connections.append(stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=BOUND)))
            connections[-1].sendall(sent)
            # As fast as they are taken; else the system makes the client wait for a second.
            time.sleep(0.002)
        yield connections


@pytest.mark.parametrize("workers", [1, 2])
def test_it_ends_cleanly_on_sigterm_whoever_holds_a_connection(tmp_path: Path, workers: int) -> None:
    with serving(tmp_path, "--workers", str(workers)) as served, ExitStack() as stack:
        for sent in (b"", HALF_A_HEAD, HALF_A_BODY):
            stack.enter_context(held(served.port, 20, sent))
        assert served.status("/healthz") == 200
        said = served.ended()
    assert "Traceback" not in said
    assert "Cancel" not in said


def test_server_processes_are_forked_and_count_together(tmp_path: Path) -> None:
    """A spawned process would load all modules again, into memory of its own."""
    with serving(tmp_path, "--workers", "2") as served:
        own = Path("/proc") / str(served.process.pid)
        children = (own / "task" / str(served.process.pid) / "children").read_text(encoding="ascii").split()
        commands = [(Path("/proc") / child / "cmdline").read_bytes() for child in children]
        assert commands == [(own / "cmdline").read_bytes()] * 2
        for _ in range(40):
            assert served.status("/healthz") == 200
        # Each answer tells of the requests that either process has answered.
        with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/metrics", timeout=BOUND) as answer:
            lines = answer.read().decode().splitlines()
        counted = [float(line.rpartition(" ")[2]) for line in lines if "requests_total" in line and "healthz" in line]
        assert sum(counted) == 40
        assert "Traceback" not in served.ended()


def test_idle_connections_beyond_all_bounds_leave_room_for_others(tmp_path: Path) -> None:
    with serving(tmp_path, files=256) as served, held(served.port, 400, b""), held(served.port, 400, HALF_A_BODY):
        assert [served.status("/healthz") for _ in range(20)] == [200] * 20
        assert "Traceback" not in served.ended()


def test_an_address_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "catalog", "serve", "--port", port]
        done = processes.run(command, {"CATALOG_DATABASE_URL": f"sqlite:///{tmp_path}/catalog.db", "COLUMNS": "200"})
    assert done.returncode == 2
    assert done.stderr == f"catalog: The server cannot listen on 127.0.0.1, port {port}: Address already in use.\n"
