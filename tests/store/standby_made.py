"""A streaming standby of the server of the tests, made of PostgreSQL's own programs."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from benchmarks.processes import free_port
from tests import requirements

BIN = Path(os.environ.get("CATALOG_POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))
AS_OWNER = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
"""PostgreSQL refuses to run as root."""


def until(is_so: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait until something is so; fail where it is not within a bound that only a hanging program meets."""
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "It never came to be so."
        time.sleep(0.02)


class RunningStandby:
    """A standby that can be stopped, paused and let go on.

    Attributes:
        url: its address, of the same database as that of the primary.
    """

    def __init__(self, primary: URL, folder: Path) -> None:
        self.folder = folder
        port = free_port()
        # A standby needs room for as many connections as its primary has.
        options = {"listen_addresses": "127.0.0.1", "max_connections": 1000, "fsync": "off"}
        self._options = " ".join([f"-p {port} -k ''", *(f"-c {name}={value}" for name, value in options.items())])
        self.url = primary.set(host="127.0.0.1", port=port)

    def start(self) -> None:
        """Start it, and wait until it can be read."""
        self._control("start", "--log", str(self.folder / "log"), "--options", self._options)

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self._control("stop", "--mode=immediate")

    def send(self, number: signal.Signals) -> None:
        """Send a signal to all of its processes: SIGSTOP lets it answer nothing more, SIGCONT lets it go on."""
        postmaster = (self.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in (postmaster, *children):
            os.kill(int(process), number)

    def _control(self, *command: str) -> None:
        run(str(BIN / "pg_ctl"), "--pgdata", str(self.folder / "data"), "--silent", "--wait", *command)


def run(*command: str) -> None:
    """Run a program of PostgreSQL as its owner."""
    nothing = subprocess.DEVNULL
    subprocess.run(
        [*AS_OWNER, *command], cwd="/", stdin=nothing, stdout=nothing, stderr=nothing, timeout=120, check=True
    )


@contextmanager
def streaming_standby(primary: URL) -> Iterator[RunningStandby]:
    """A standby of the server of an address. The test is skipped aloud where there can be none."""
    with tempfile.TemporaryDirectory(prefix="catalog-standby-") as made:
        folder = Path(made)
        folder.chmod(0o777)
        standby = RunningStandby(primary, folder)
        slot = f"catalog_test_{os.getpid()}"
        of = ("-h", str(primary.host), "-p", str(primary.port), "-U", str(primary.username))
        # With a slot, the primary keeps its log for a standby that is stopped for a while.
        how = ("-R", "-C", "-S", slot, "-X", "stream", "-c", "fast", "--no-sync")
        try:
            run(str(BIN / "pg_basebackup"), *of, "-D", str(folder / "data"), *how)
        except (OSError, subprocess.SubprocessError) as error:
            requirements.lacking("postgres", f"the server takes no standby: {error}")
        try:
            standby.start()
            yield standby
        finally:
            standby.send(signal.SIGCONT)
            standby.stop()
            run(str(BIN / "psql"), *of, "-d", str(primary.database), "-c", f"SELECT pg_drop_replication_slot('{slot}')")
