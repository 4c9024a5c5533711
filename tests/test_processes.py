"""Whatever is started to be measured or tested ends, however it behaves."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from benchmarks import processes

LONG = 60.0
"""Far longer than anything here may take, s."""


def fall_over(_told: Connection) -> None:
    raise SystemExit(1)


def say_nothing(_told: Connection) -> None:
    time.sleep(LONG)


def say_a_word(word: str, told: Connection) -> None:
    told.send(word)


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < LONG / 2


def test_a_program_that_takes_too_long_is_killed_with_those_that_hold_its_outputs() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        processes.run(["sh", "-c", f"sleep {LONG} & sleep {LONG}"], {}, 0.2)


def test_a_program_that_ends_has_said_something() -> None:
    done = processes.run(["sh", "-c", 'echo "$WORD"; echo no >&2; exit 3'], {"WORD": "yes"})
    assert (done.returncode, done.stdout, done.stderr) == (3, "yes\n", "no\n")


def test_a_program_beside_a_block_ends_with_it() -> None:
    with processes.started(["sleep", str(LONG)], {}) as process:
        assert process.poll() is None
    assert process.returncode is not None


def test_a_process_that_is_ended_ends_what_it_started(tmp_path: Path) -> None:
    program = (
        "import time\nfrom pathlib import Path\nfrom benchmarks import processes\n"
        f"with processes.started(['sleep', '{LONG}'], {{}}) as process:\n"
        f"    Path('{tmp_path}/started').write_text(str(process.pid))\n"
        f"    time.sleep({LONG})\n"
    )
    with processes.started([sys.executable, "-c", program], {}) as process:
        while not (tmp_path / "started").exists() or not (tmp_path / "started").read_text():
            assert process.poll() is None
            time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "started").read_text()), 0)


def test_a_server_that_ends_is_not_waited_for() -> None:
    with processes.started(["false"], {}) as process, pytest.raises(RuntimeError, match="never answered"):
        processes.wait_for(f"http://127.0.0.1:{processes.free_port()}/", process)


def test_what_a_process_beside_tells_is_heard() -> None:
    with processes.beside(say_a_word, "yes") as heard:
        assert processes.next_told(heard, LONG) == "yes"


def test_a_process_beside_that_falls_over_is_noticed() -> None:
    with processes.beside(fall_over) as heard, pytest.raises(EOFError):
        processes.next_told(heard, LONG)


def test_a_process_beside_that_says_nothing_is_not_waited_for() -> None:
    with processes.beside(say_nothing) as heard, pytest.raises(TimeoutError):
        processes.next_told(heard, 0.2)
