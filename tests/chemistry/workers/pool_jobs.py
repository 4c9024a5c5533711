"""Jobs for the tests of the worker pool: a worker process finds them by the name of this module."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from catalog.chemistry.workers.abandoned_work import run_until
from catalog.errors import InvalidFormula, InvalidStructure, StructureRefused


def add(one: int, other: int = 1) -> int:
    return one + other


def slow_for_small(number: int) -> int:
    """The smaller the number, the later the answer, so that answers are ready in the reverse order."""
    time.sleep(max(0, 5 - number) * 0.02)
    return number


def meet(appointment: tuple[str, str, str]) -> str:
    """Wait in a folder until somebody else comes there, and say whom we met."""
    folder, me, other = appointment
    Path(folder, me).touch()
    while not Path(folder, other).exists():
        time.sleep(0.01)
    return other


def refuse_odd(number: int) -> int:
    if number % 2:
        raise StructureRefused("It is odd.", stated=str(number))
    return number


def die_at_three(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


def stumble_at_three(number: int) -> int:
    if number == 3:
        raise LookupError("nobody expected it")
    return number


def raise_invalid_formula() -> None:
    raise InvalidFormula("There is no element Xx.", stated="Xx2", position=0, expected="Xe2")


def raise_unexpected() -> None:
    raise LookupError("nobody expected it")


def give_back_what_cannot_travel() -> Callable[[], int]:
    return lambda: 1


def exit_quietly() -> None:
    os._exit(0)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang() -> None:
    time.sleep(3600)


def compute_for_ever() -> None:
    while True:
        pass


def eat_memory() -> int:
    return len(bytearray(1 << 34))


def eat_memory_in_small_bites() -> int:
    eaten = []
    while True:
        # Unlike a bytearray, zeroed bytes come as pages that nobody has touched: they count, and cost no time.
        eaten.append(bytes(1 << 24))


def interrupt_itself() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "still here"


def read_number(text: str) -> int:
    """The number that a text is; some texts are no numbers, and some cost too much."""
    if text == "hang":
        time.sleep(600)
    if not text.isdigit():
        raise InvalidStructure("It is no number.", stated=text)
    return int(text)


def leave_unfinished(seconds: float) -> str:
    """Work that is left when its time is over."""
    done = run_until(lambda: time.sleep(600), time.monotonic() + seconds)
    return "left" if done is None else "done"


def finish_in_time() -> int | None:
    return run_until(os.getpid, time.monotonic() + 600)
