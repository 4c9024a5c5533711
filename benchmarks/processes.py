"""Processes that are started to be measured or tested: each has a bound, and ends with all that it started."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120.0
"""How long a server may take until it answers, s: a busy machine takes a while."""
END_SECONDS = 30.0
"""How long a process that was asked to end may take, s; after that it is killed."""


@contextmanager
def started(
    command: Sequence[str], settings: Mapping[str, str], log: IO[bytes] | int | None = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs beside the block: asked to end with it, and killed where it does not.

    Args:
        command: the program with its arguments.
        settings: variables of its environment besides our own.
        log: where both of its outputs go; None where they go to ours.
    """
    _end_orderly()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
        kill(process)


def run(
    command: Sequence[str], settings: Mapping[str, str], seconds: float = 120.0
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; what it said.

    Raises:
        subprocess.TimeoutExpired: it took longer, and was killed.
    """
    _end_orderly()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    # Who only kills the program itself waits for those of its children that hold its outputs open.
    with process:
        try:
            said, complained = process.communicate(timeout=seconds)
        finally:
            kill(process)
    return subprocess.CompletedProcess(command, process.returncode, said, complained)


def kill(process: subprocess.Popen[Any]) -> None:
    """Kill a process that leads its session, and what it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(END_SECONDS)


def free_port() -> int:
    """A port of the loopback interface that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers at an address.

    Raises:
        RuntimeError: it ended, or took too long.
    """
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310  # Our own server.
            return
        time.sleep(0.1)
    raise RuntimeError(f"{address} never answered.")


@contextmanager
def beside(function: Callable[..., None], *arguments: object) -> Iterator[Connection]:
    """A function in a process of its own, whose last argument is where it tells things; it ends with the block.

    Where it fails, whoever waits for what it tells meets an ``EOFError``.
    """
    _end_orderly()
    context = multiprocessing.get_context("spawn")
    heard, told = context.Pipe(duplex=False)
    process = context.Process(target=function, args=(*arguments, told), daemon=True)
    process.start()
    told.close()
    with heard:
        try:
            yield heard
        finally:
            process.kill()
            process.join(END_SECONDS)


def next_told(heard: Connection, seconds: float) -> Any:  # noqa: ANN401  # Whatever it sends.
    """What a process beside tells next.

    Raises:
        TimeoutError: it tells nothing for so many seconds.
        EOFError: it has ended.
    """
    if not heard.poll(seconds):
        raise TimeoutError(f"The process beside told nothing for {seconds:.0f} s.")
    return heard.recv()


def _end_orderly() -> None:
    """Let SIGTERM end this process as Ctrl-C does: what it started has sessions of its own, and nobody else ends it."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
